"""Reads one variable, from the environment or from the file that NAME_FILE names.

Not here: which variables there are (environment.py) and where the config mentions them (source.py).
"""

from collections.abc import Mapping
from pathlib import Path

from service.settings.problem import unreadable


class VariableError(Exception):
    """The variable is set in a way that cannot be used. The message names it and never its value."""


def variable(environ: Mapping[str, str], name: str) -> str | None:
    """The value without surrounding white space; None when it is unset or empty."""
    value = environ.get(name, "").strip()
    file = environ.get(f"{name}_FILE", "").strip()
    if value and file:
        raise VariableError(f"{name} and {name}_FILE are both set; unset one of them")
    return _held_by(Path(file), name) if file else value or None


def _held_by(file: Path, name: str) -> str:
    try:
        value = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise VariableError(unreadable(file, f"{name}_FILE is set, and", error)) from error
    if not value:
        raise VariableError(f"{name}_FILE is set, and {file} is empty")
    return value
