"""One YAML file as plain data, with the line of every key and `${NAME}` replaced from the environment.

Not here: which keys there may be (model.py) and what they mean (building.py).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from service.log import without_tokens
from service.settings.problem import Problem, unreadable
from service.settings.variables import VariableError, variable

Place = tuple[str | int, ...]
"""The way to a value: `("mappings", 0, "review", "after")`."""

_SHORTEST_SECRET = 6
"""A shorter one would stand in the words of a message by accident."""

# `{` and `}` end a plain word in `[…]` and `{…}`, so `[${NAME}]` would be a syntax error. While YAML reads the file,
# private characters of the same width stand in for them: lines and columns stay true.
_OPEN, _CLOSE = "\ue000", "\ue001"
_WRITTEN = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_VEILED = re.compile(rf"\${_OPEN}([A-Za-z_][A-Za-z0-9_]*){_CLOSE}")


@dataclass
class Source:
    """`data` has neither null values (a key without a value counts as absent) nor values whose variable is unset.

    It is empty when the file cannot be read at all.
    """

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Place, int] = field(default_factory=dict)
    """Of everything that is written, whether or not it is in `data`."""
    blank: set[Place] = field(default_factory=set)
    """Keys without a value."""
    words: dict[Place, str] = field(default_factory=dict)
    """Texts as they are written: `${NAME}` and not its value."""
    expanded: dict[str, str] = field(default_factory=dict)
    """What variables hold, to their names: no message ever repeats a value."""
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    unset: list[Problem] = field(default_factory=list)
    """Variables that the file reads and nobody set."""

    def is_blank(self, place: Place) -> bool:
        """The key is there and has no value."""
        return place in self.blank

    def line(self, place: Place) -> int | None:
        """The line of the place, or of the nearest thing around it that is written."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)

    def forget(self, place: Place) -> None:
        """Drops what was said about the parts of a thing that is refused as a whole."""
        inside = f"{key_path(place)}."
        self.problems = [problem for problem in self.problems if not problem.key.startswith(inside)]
        self.unset = [problem for problem in self.unset if not problem.key.startswith(inside)]

    def problem(self, place: Place, message: str, cure: str = "") -> Problem:
        for value, name in self.expanded.items():
            message = message.replace(value, f"${{{name}}}")
        # A token may stand where none belongs, `kind: ghp_…`.
        return Problem(self.file, self.line(place), key_path(place), without_tokens(message), cure)

    def refuse(self, place: Place, message: str, cure: str = "") -> None:
        self.problems.append(self.problem(place, message, cure))

    def warn(self, place: Place, message: str, cure: str = "") -> None:
        self.warnings.append(self.problem(place, message, cure))

    def keys(self, place: Place) -> list[str]:
        """The keys that are written in the table at a place, refused ones too."""
        return [str(here[-1]) for here in self.lines if here[:-1] == place and here]


def key_path(place: Place) -> str:
    """`mappings[0].review.after`"""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).removeprefix(".")


def read(path: Path, environ: Mapping[str, str]) -> Source:
    source = Source(str(path))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        cure = "FOLLOWTHROUGH_CONFIG names the file to read" if isinstance(error, FileNotFoundError) else ""
        source.refuse((), unreadable(path, "the config file", error), cure)
        return source
    _parse(_WRITTEN.sub(rf"${_OPEN}\1{_CLOSE}", text), source, environ)
    return source


def _parse(veiled: str, source: Source, environ: Mapping[str, str]) -> None:
    yaml = YAML()
    # The loader would stop at the first of them; _doubled finds them all.
    yaml.allow_duplicate_keys = True
    try:
        source.problems += _doubled(yaml.compose(StringIO(veiled)), source.file)
        _Reader(source, environ).read(yaml.load(veiled))
    except RecursionError:
        source.refuse((), "the file is nested too deeply to be read")
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        source.problems.append(Problem(source.file, line, "", _syntax(error)))
    except YAMLError as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        source.refuse((), f"the file is not valid YAML ({reason})")


def _syntax(error: MarkedYAMLError) -> str:
    reason = ", ".join(part for part in (error.context, error.problem) if part)
    hint = "put a text that holds `: `, `#`, `[` or `{` in quotes and indent with spaces"
    return f"this is not valid YAML ({_unveiled(reason)}); {hint}"


def _doubled(node: Node | None, file: str, place: Place = ()) -> Iterator[Problem]:
    """Keys that stand twice in one table: YAML forbids it, and only one of the values could count."""
    if isinstance(node, SequenceNode):
        for position, item in enumerate(node.value):
            yield from _doubled(item, file, (*place, position))
    if isinstance(node, MappingNode):
        first: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            here = (*place, str(key.value))
            if before := first.get(key.value):
                message = f"is written twice in the same table, first in line {before}"
                yield Problem(file, line, key_path(here), message, "keep one of them")
            first.setdefault(key.value, line)
            yield from _doubled(value, file, here)


class _Reader:
    """Copies what ruamel.yaml read into plain data, and writes down where everything stands."""

    def __init__(self, source: Source, environ: Mapping[str, str]) -> None:
        self.source = source
        self.environ = environ

    def read(self, root: Any) -> None:
        if root is None or root == {}:
            self.source.refuse((), "the file is empty", "`trackers` and `mappings` are needed")
        elif not isinstance(root, CommentedMap):
            self.source.refuse((), f"the file must be a table of keys (`trackers:`, `mappings:`), not {kind_of(root)}")
        else:
            self.source.data = self._table(root, ())

    def _table(self, table: CommentedMap, place: Place) -> dict[str, Any]:
        plain = {}
        for key, value in table.items():
            here = (*place, _unveiled(str(key)))
            # A key that came in through `<<` has no line of its own here.
            if key in table.lc.data:
                self.source.lines[here] = table.lc.key(key)[0] + 1
            if not isinstance(key, str):
                self.source.refuse(here, f"is {kind_of(key)} and keys must be text", "put it in quotes")
                continue
            if value is None:
                self.source.blank.add(here)
            read = self._value(value, here)
            if read is not None:
                plain[key] = read
        return plain

    def _list(self, items: CommentedSeq, place: Place) -> list[Any] | None:
        """None where an item cannot be read: a shorter list would put the others in the wrong place."""
        plain = []
        for position, value in enumerate(items):
            here = (*place, position)
            self.source.lines[here] = items.lc.item(position)[0] + 1
            if value is None:
                self.source.refuse(here, "has no value")
            plain.append(self._value(value, here))
        return None if None in plain else plain

    def _value(self, value: Any, place: Place) -> Any:
        match value:
            case CommentedMap():
                return self._table(value, place)
            case CommentedSeq():
                return self._list(value, place)
            case str():
                return self._text(str(value), place)
            case bool() | None:
                return value
            case int():
                return int(value)
            case float():
                return float(value)
            case date():
                return value
        self.source.refuse(place, "carries a YAML tag that means nothing here", "take the tag (`!…`) away")
        return None

    def _text(self, text: str, place: Place) -> str | None:
        self.source.words[place] = _unveiled(text)
        if "${" in text:
            accepted = "`${NAME}` with letters, digits and underscores"
            self.source.refuse(place, f"holds a `${{` that is not closed or names no variable; write {accepted}")
            return None
        values = {name: self._variable(name, place) for name in _VEILED.findall(text)}
        if None in values.values():
            return None
        return _VEILED.sub(lambda found: values[found[1]] or "", text)

    def _variable(self, name: str, place: Place) -> str | None:
        try:
            value = variable(self.environ, name)
        except VariableError as error:
            self.source.refuse(place, f"reads the variable {name}, but {error}")
            return None
        if value is None:
            cure = f"set {name}, or {name}_FILE to the path of a file that holds the value"
            self.source.unset.append(self.source.problem(place, f"reads the variable {name}, which is not set", cure))
        elif len(value) >= _SHORTEST_SECRET:
            self.source.expanded[value] = name
        return value


def _unveiled(text: str) -> str:
    return text.replace(_OPEN, "{").replace(_CLOSE, "}")


def kind_of(value: Any) -> str:
    """The kind of a value in the words of YAML, never the value."""
    match value:
        case None:
            return "nothing"
        case dict():
            return "a table of keys"
        case list():
            return "a list"
        case str():
            return "a text"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case date():
            return "a date"
    return "of an unknown kind"
