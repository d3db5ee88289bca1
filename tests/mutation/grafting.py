"""Puts a mutant in the place of the code it was made from: into functions that live already, or on import.

Never on disk: nothing is left behind when the process ends.
"""

import importlib.util
import sys
from collections.abc import Sequence
from functools import cached_property
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, FunctionType, ModuleType

from tests.mutation.mutants import Mutant


def graft(mutant: Mutant) -> None:
    """Changes the living function; whoever imported or wrapped it runs the mutant from now on."""
    module = sys.modules[mutant.module]
    changed = ModuleType(mutant.module)
    changed.__file__ = module.__file__
    exec(compile(mutant.source, str(module.__file__), "exec"), changed.__dict__)
    living, new = _function(module, mutant.function), _function(changed, mutant.function)
    living.__code__, living.__defaults__, living.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__


def graft_on_import(mutant: Mutant) -> None:
    """For what happens on import: the module must not have been imported yet."""
    assert mutant.module not in sys.modules, f"{mutant.module} is imported already"
    sys.meta_path.insert(0, _Finder(mutant))


def _function(module: ModuleType, name: str) -> FunctionType:
    """Below what it is wrapped in."""
    holder: object = module
    for part in name.split("."):
        holder = vars(holder)[part]
    match holder:
        case property():
            holder = holder.fget
        case cached_property():
            holder = holder.func
    found = getattr(holder, "__wrapped__", holder)
    assert isinstance(found, FunctionType), f"{name} of {module.__name__} is no function"
    return found


class _Finder(MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._mutant.module:
            return None
        file = str(self._mutant.path.absolute())
        loader = _Loader(fullname, file)
        loader.mutant = self._mutant
        return importlib.util.spec_from_file_location(fullname, file, loader=loader)


class _Loader(SourceFileLoader):
    mutant: Mutant

    def get_code(self, fullname: str) -> CodeType:
        code = compile(self.mutant.source, self.path, "exec")
        assert isinstance(code, CodeType)
        return code
