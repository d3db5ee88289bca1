"""The mutants that may survive, each with its reason: read from docs/mutation.md, where people read them too."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from tests.mutation.mutants import Mutant

PAGE = Path("docs/mutation.md")
ON_IMPORT = "on import"

_MODULE = re.compile(r"### `(?P<path>[^`]+)`")
_REASON = re.compile(r"- `(?P<function>[^`]+)`: (?P<reason>\S.*)")
_CHANGE = re.compile(r"  - (?P<b>`+) ?(?P<before>.*?) ?(?P=b) → (?P<a>`+) ?(?P<after>.*?) ?(?P=a)")

Name = tuple[str, str, str, str]


class Unreadable(Exception):
    """A line of the page that is neither a module, nor a reason, nor a change."""


def known(page: str) -> dict[Name, str]:
    """By the name of the mutant: why it may survive."""
    found: dict[Name, str] = {}
    path = function = reason = ""
    for line in page.partition("\n## Survivors\n")[2].splitlines():
        if match := _MODULE.fullmatch(line):
            path = match["path"]
        elif match := _REASON.fullmatch(line):
            function, reason = match["function"], match["reason"]
        elif match := _CHANGE.fullmatch(line):
            found[path, "" if function == ON_IMPORT else function, match["before"], match["after"]] = reason
        elif line.startswith(("#", "-", "  -")):
            raise Unreadable(f"{PAGE}: {line!r} is no module, no reason and no change; see those above it.")
    return found


def written(mutants: Iterable[Mutant], reason: str = "why it may survive") -> Iterator[str]:
    """As the page has them."""
    for path, of_module in groupby(sorted(mutants, key=lambda it: it.name[:2]), key=lambda it: it.path):
        yield f"\n### `{path}`\n"
        for function, changes in groupby(of_module, key=lambda it: it.function):
            yield f"- `{function or ON_IMPORT}`: {reason}"
            yield from dict.fromkeys(f"  - {_code(it.before)} → {_code(it.after)}" for it in changes)


def _code(text: str) -> str:
    return f"`` {text} ``" if "`" in text or not text else f"`{text}`"
