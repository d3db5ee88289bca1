"""What is wrong with the configuration, one sentence a problem, and the error that carries all of them.

Not here: finding the problems (source.py, model.py, building.py, environment.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """`str()` is the whole sentence. No part ever holds the value of a secret."""

    file: str
    """The file as the user named it, or `environment`."""
    line: int | None
    """1-based; None where no line is to blame."""
    key: str
    """`mappings[0].review.after`, or the name of a variable; empty for the file as a whole."""
    message: str
    """What is wrong and what was expected."""
    cure: str = ""
    """How to mend it, where the message does not say so already."""

    @property
    def where(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"

    def __str__(self) -> str:
        subject = f"{self.where}: {self.key}" if self.key else self.where
        return f"{subject}: {self.message}; {self.cure}" if self.cure else f"{subject}: {self.message}"


class SettingsError(Exception):
    """The settings cannot be used. The message is for people."""


class ConfigError(SettingsError):
    """Everything that is wrong at once, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def unreadable(file: Path, what: str, error: Exception) -> str:
    """Why a file could not be read, in words that name it; never a part of what it holds."""
    if isinstance(error, FileNotFoundError):
        return f"{what} {file} does not exist"
    if isinstance(error, IsADirectoryError):
        return f"{what} {file} is a folder"
    if isinstance(error, PermissionError):
        return f"{what} {file} may not be read by this user"
    if isinstance(error, UnicodeDecodeError):
        return f"{what} {file} is not UTF-8 text"
    return f"{what} {file} cannot be read ({getattr(error, 'strerror', None) or type(error).__name__})"


def listed(accepted: Iterable[str]) -> str:
    return ", ".join(accepted)


def meant(word: str, accepted: Iterable[str]) -> str:
    """`, did you mean "after"?` without the question, or nothing: the nearest accepted word."""
    by_folded = {name.casefold(): name for name in accepted}
    near = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f" (did you mean `{by_folded[near[0]]}`?)" if near else ""
