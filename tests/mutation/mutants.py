"""Mutants of a module: the same source with one small thing changed, by the operators of mutmut and two of our own.

Not here: putting one in place (grafting.py), or finding out whether a test notices it (judging.py).
"""

import difflib
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst import matchers
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

Operator = Callable[[cst.CSTNode], Iterable[cst.CSTNode]]


@dataclass(frozen=True)
class Mutant:
    path: Path
    """From the root of the repository."""
    function: str
    """The function or method that is changed, as `Class.method`; empty for what happens on import."""
    lines: range
    before: str
    after: str
    """The lines that differ, in one."""
    source: str

    @property
    def name(self) -> tuple[str, str, str, str]:
        """What it is known by when lines move."""
        return (str(self.path), self.function, self.before, self.after)

    @property
    def module(self) -> str:
        return ".".join(self.path.with_suffix("").parts)


def forced(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A condition that always holds, or never; mutmut only turns about what is compared inside."""
    if isinstance(node, cst.If | cst.CompIf):
        for word in ("True", "False"):
            yield node.with_changes(test=cst.Name(word))


def left_out(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A call made for its effect, or an error raised, that is not."""
    if isinstance(node, cst.Expr) and isinstance(node.value, cst.Call | cst.Yield) and not _is_of_the_parent(node):
        yield cst.Pass()
    if isinstance(node, cst.Raise):
        yield cst.Pass()


def _is_of_the_parent(node: cst.CSTNode) -> bool:
    """Without its `super()` a function has another closure, and cannot take the place of the living one."""
    return bool(matchers.findall(node, matchers.Name("super")))


def mutants_of(path: Path, root: Path) -> tuple[Mutant, ...]:
    source = (root / path).read_text()
    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = _Visitor()
    wrapper.visit(visitor)
    page = _Page(path, source, wrapper.module, visitor.places)
    return tuple(mutant for change in visitor.changes if (mutant := page.mutant(change)))


@dataclass(frozen=True)
class _Change:
    within: tuple[cst.FunctionDef | cst.ClassDef, ...]
    """Up to the outermost function: those inside of it count as part of it."""
    lines: range
    original: cst.CSTNode
    changed: cst.CSTNode

    @property
    def function(self) -> cst.FunctionDef | None:
        """None where it happens on import."""
        return self.within[-1] if self.within and isinstance(self.within[-1], cst.FunctionDef) else None

    @property
    def name(self) -> str:
        return ".".join(node.name.value for node in self.within) if self.function else ""


_NOT_MUTATED = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom, cst.Assert)
"""Types are checked by mypy, decorators and imports by every test; an assert is a word to it."""


_TYPE_VARIABLE = matchers.Assign(value=matchers.Call(func=matchers.Name("TypeVar")))


class _Visitor(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[_Change] = []
        self.places: dict[cst.FunctionDef, tuple[range, int]] = {}
        self._within: list[cst.FunctionDef | cst.ClassDef] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, _NOT_MUTATED) or matchers.matches(node, _TYPE_VARIABLE):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._within.append(node)
        if isinstance(node, cst.FunctionDef):
            self.places[node] = self._place(node)
        position = self.get_metadata(PositionProvider, node, None)
        if position:
            lines = range(position.start.line, position.end.line + 1)
            self.changes += [_Change(self._outermost(), lines, node, changed) for changed in _changes(node)]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if self._within and self._within[-1] is original_node:
            self._within.pop()

    def _place(self, node: cst.FunctionDef) -> tuple[range, int]:
        name, whole = (self.get_metadata(PositionProvider, part) for part in (node.name, node))
        return range(name.start.line, whole.end.line + 1), name.start.column - len("def ")

    def _outermost(self) -> tuple[cst.FunctionDef | cst.ClassDef, ...]:
        first = next(
            (at for at, node in enumerate(self._within) if isinstance(node, cst.FunctionDef)), len(self._within)
        )
        return tuple(self._within[: first + 1])


def _changes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    theirs: Sequence[tuple[type, Operator]] = mutation_operators
    for wanted, operator in theirs:
        if isinstance(node, wanted) and not _is_only_asked(node):
            yield from (changed for changed in operator(node) if not _is_no_value_of_it(changed))
    yield from forced(node)
    yield from left_out(node)


def _is_no_value_of_it(changed: cst.CSTNode) -> bool:
    """`size: int = None`: the annotation beside it says that this cannot be."""
    return isinstance(changed, cst.AnnAssign) and isinstance(changed.value, cst.Name) and changed.value.value == "None"


def _is_only_asked(node: cst.CSTNode) -> bool:
    """Calls that fail at once with any other argument."""
    return isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in {"len", "isinstance"}


@dataclass(frozen=True)
class _Page:
    """A module as text and as a tree."""

    path: Path
    source: str
    module: cst.Module
    places: Mapping[cst.FunctionDef, tuple[range, int]]
    """The lines of each function from its `def` on, and how far it is indented."""

    def mutant(self, change: _Change) -> Mutant | None:
        before, after, changed = self._within(change, change.function) if change.function else self._anywhere(change)
        if before == after or not _compiles(changed):
            return None
        return Mutant(self.path, change.name, change.lines, *_difference(before, after), changed)

    def _anywhere(self, change: _Change) -> tuple[str, str, str]:
        replaced = self.module.deep_replace(change.original, change.changed)
        assert isinstance(replaced, cst.Module)
        return self.source, replaced.code, replaced.code

    def _within(self, change: _Change, function: cst.FunctionDef) -> tuple[str, str, str]:
        """To write the whole module anew for every change would take fifty times as long."""
        replaced = function.deep_replace(change.original, change.changed)
        assert isinstance(replaced, cst.FunctionDef)
        before, after = self._code(function), self._code(replaced)
        lines, indent = self.places[function]
        page = self.source.splitlines(keepends=True)
        page[lines.start - 1 : lines.stop - 1] = textwrap.indent(after, " " * indent)
        return before, after, "".join(page)

    def _code(self, function: cst.FunctionDef) -> str:
        return self.module.code_for_node(function.with_changes(decorators=(), leading_lines=()))


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _difference(before: str, after: str) -> tuple[str, str]:
    told = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    gone, come = ([line[1:].strip() for line in told if line.startswith(sign)] for sign in "-+")
    return " ".join(gone), " ".join(come)
