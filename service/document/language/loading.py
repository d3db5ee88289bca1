"""The files of config/rules/ as languages; every mistake in one is named with its line.

PyYAML's parser in C, because `followthrough check` reads these files each time that it starts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from service.document.language.values import Language, Languages, Words

DEFAULT = "en"
"""The language of a text that gives no sign of being in another."""


@dataclass(frozen=True, order=True)
class Problem:
    """`str()` is the whole sentence."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return f"{where}: {self.key}: {self.message}" if self.key else f"{where}: {self.message}"


class LanguageError(ValueError):
    """Everything that is wrong in the files, in order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def load_languages(folders: Sequence[Path]) -> Languages:
    """The languages of every `*.yaml` in the folders. Raises LanguageError.

    Files of one language are taken together, so that a team adds words in a file of its own.
    """
    problems: list[Problem] = []
    found: dict[str, Language] = {}
    for path in _files(folders):
        read = _File(path, problems).read()
        if read:
            before = found.get(read.language)
            found[read.language] = _together(before, read) if before else read
    if problems:
        raise LanguageError(problems)
    first = found.pop(DEFAULT, Language(DEFAULT, "English"))
    return Languages((first, *found.values()))


@cache
def shipped_languages() -> Languages:
    """Those that come with the program: in a wheel beside the code, else the repository's."""
    package = Path(__file__).resolve().parents[2]
    places = (package / "shipped_config" / "rules", package.parent / "config" / "rules")
    return load_languages([place for place in places if place.is_dir()][:1])


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    for folder in dict.fromkeys(folder.resolve() for folder in folders):
        yield from sorted(folder.glob("*.yaml"))


Of = TypeVar("Of")


def _together(first: Of, second: Of) -> Of:
    """Lists one after the other, each word once; of a text the first that is set."""
    merged: dict[str, Any] = {}
    for field in fields(first):  # type: ignore[arg-type]
        one, other = getattr(first, field.name), getattr(second, field.name)
        if is_dataclass(one):
            merged[field.name] = _together(one, other)
        elif isinstance(one, tuple):
            merged[field.name] = tuple(dict.fromkeys(one + other))
        else:
            merged[field.name] = one or other
    return type(first)(**merged)


@dataclass
class _File:
    path: Path
    problems: list[Problem]

    def read(self) -> Language | None:
        node = self._parsed()
        if node is None:
            return None
        before = len(self.problems)
        values = self._values(node, Language, "")
        if not values.get("language") and len(self.problems) == before:
            self._refuse(node, "language", "is missing; name the language of these words, such as `language: en`")
        return Language(**values) if len(self.problems) == before else None

    def _parsed(self) -> yaml.Node | None:
        """Nodes rather than values: they know their lines, and `no` stays a word."""
        try:
            text = self.path.read_text(encoding="utf-8-sig")
            node: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.problems.append(Problem(str(self.path), line, "", f"is not YAML: {error.problem or error.context}"))
            return None
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            what = getattr(error, "strerror", None) or str(error).partition("\n")[0]
            self.problems.append(Problem(str(self.path), 1, "", f"cannot be read: {what}"))
            return None
        if node is None:
            self.problems.append(Problem(str(self.path), 1, "", "says nothing; `language: …` is needed"))
        return node

    def _values(self, node: yaml.Node, kind: Any, within: str) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            self._refuse(node, within, "holds no keys; expected: " + ", ".join(_kinds(kind)))
            return {}
        known = _kinds(kind)
        values: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            place = f"{within}.{name}" if within else name
            if name not in known:
                self._refuse(key, place, f"is no key here{_meant(name, known)}; accepted: {', '.join(known)}")
            elif name in values:
                self._refuse(key, place, "is given twice")
            else:
                values[name] = self._value(value, known[name], place)
        return values

    def _value(self, node: yaml.Node, kind: Any, place: str) -> Any:
        if is_dataclass(kind):
            before = len(self.problems)
            values = self._values(node, kind, place)
            return kind(**values) if isinstance(kind, type) and len(self.problems) == before else None
        if kind is str:
            return self._text(node, place)
        return self._words(node, place)

    def _text(self, node: yaml.Node, place: str) -> str:
        if isinstance(node, yaml.ScalarNode) and node.value.strip():
            return str(node.value).strip()
        self._refuse(node, place, "expected some words")
        return ""

    def _words(self, node: yaml.Node, place: str) -> Words:
        if not isinstance(node, yaml.SequenceNode):
            self._refuse(node, place, "expected a list: [word, two words, …], or a line with `- ` for each")
            return ()
        words = [entry.value.strip() if isinstance(entry, yaml.ScalarNode) else "" for entry in node.value]
        for n, entry in enumerate(node.value) if not all(words) else ():
            self._text(entry, f"{place}[{n}]")
        return tuple(dict.fromkeys(words))

    def _refuse(self, node: yaml.Node, key: str, message: str) -> None:
        self.problems.append(Problem(str(self.path), node.start_mark.line + 1, key, message))


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _kinds(kind: Any) -> dict[str, Any]:
    """The keys of a class of values.py, and what each holds."""
    return {field.name: field.type for field in fields(kind)}


def _meant(name: str, known: Any) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=1)
    return f" (did you mean `{near[0]}`?)" if near else ""
