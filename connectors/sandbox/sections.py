"""Strict reading of mappings from YAML files or JSON bodies: unknown keys and wrong types are refused by file and line.

No meaning here: which keys there are is said by the `seed`, `chaos` and `control` of each sandbox.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

Value = TypeVar("Value")


class Unreadable(ValueError):
    """What is wrong in a file or body, and where: `seed.yaml:7: unknown key "lables" in …; accepted: …`."""


@dataclass(frozen=True)
class Section:
    """One mapping. `source` is the file's name or what else it came from; `where` its place in there."""

    raw: Mapping[str, object]
    source: str
    where: str

    def text(self, name: str) -> str:
        value = self.text_or_none(name)
        if value is None:
            raise self.error(f'"{name}" is missing in {self.where}')
        return value

    def text_or_none(self, name: str) -> str | None:
        return self._typed(name, str, "text")

    def number_or_none(self, name: str) -> int | None:
        return self._typed(name, int, "a whole number")

    def number(self, name: str) -> int:
        value = self.number_or_none(name)
        if value is None:
            raise self.error(f'"{name}" is missing in {self.where}')
        return value

    def decimal_or_none(self, name: str) -> float | None:
        value = self.raw.get(name)
        return float(value) if isinstance(value, int) else self._typed(name, float, "a number")

    def flag(self, name: str, default: bool = False) -> bool:
        value = self._typed(name, bool, "true or false")
        return default if value is None else value

    def moment_or_none(self, name: str) -> datetime | None:
        """A YAML timestamp or ISO 8601 text; without an offset it is UTC."""
        value = self.raw.get(name)
        try:
            moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        except ValueError as error:
            raise self.error(f'"{name}" in {self.where} is no ISO 8601 moment', name) from error
        if moment is not None and not isinstance(moment, datetime):
            raise self.error(f'"{name}" in {self.where} is no ISO 8601 moment', name)
        return moment.replace(tzinfo=UTC) if moment and not moment.tzinfo else moment

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(self._as(entry, str, "text", f"{self.where}.{name}") for entry in self.entries(name))

    def numbers(self, name: str) -> tuple[int, ...]:
        return tuple(self._as(entry, int, "a whole number", f"{self.where}.{name}") for entry in self.entries(name))

    def entries(self, name: str) -> list[object]:
        return list(self._typed(name, list, "a list") or [])

    def table(self, name: str) -> dict[str, str]:
        """A mapping from names to words."""
        raw = self._typed(name, dict, "a mapping") or {}
        return {str(key): self._as(value, str, "text", f"{self.where}.{name}") for key, value in raw.items()}

    def section_or_none(self, name: str, accepted: tuple[str, ...]) -> Section | None:
        raw = self.raw.get(name)
        return None if raw is None else section(raw, self.source, f"{self.where}.{name}", accepted, self._line(name))

    def sections(self, name: str, accepted: tuple[str, ...]) -> list[Section]:
        entries = enumerate(self.entries(name))
        return [
            section(raw, self.source, f"{self.where}.{name}[{at}]", accepted, self._line(name)) for at, raw in entries
        ]

    def error(self, message: str, name: str | None = None) -> Unreadable:
        return _error(self.source, self._line(name), message)

    def _typed(self, name: str, kind: type[Value], wanted: str) -> Value | None:
        value = self.raw.get(name)
        return None if value is None else self._as(value, kind, wanted, f"{self.where}.{name}", name)

    def _as(self, value: object, kind: type[Value], wanted: str, where: str, name: str | None = None) -> Value:
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(f"{where} is not {wanted}", name)
        return value

    def _line(self, name: str | None) -> int | None:
        return line_of(self.raw, name)


def section(raw: object, source: str, where: str, accepted: tuple[str, ...], line: int | None = None) -> Section:
    """The mapping `raw`, once it is one and has no other keys than `accepted`."""
    if not isinstance(raw, Mapping):
        raise _error(source, line, f"{where} is not a mapping; accepted keys: {', '.join(accepted)}")
    for key in raw:
        if key not in accepted:
            place = line_of(raw, str(key))
            raise _error(source, place, f'unknown key "{key}" in {where}; accepted: {", ".join(accepted)}')
    return Section(raw, source, where)


def line_of(raw: object, name: str | None) -> int | None:
    """1-based, where ruamel.yaml knows it."""
    places = getattr(raw, "lc", None)
    if places is None:
        return None
    known = places.data or {}
    return int(known[name][0] if name in known else places.line) + 1


def _error(source: str, line: int | None, message: str) -> Unreadable:
    return Unreadable(f"{source}:{line}: {message}" if line else f"{source}: {message}")


def read_file(path: Path, accepted: tuple[str, ...]) -> Section:
    try:
        raw = YAML().load(path.read_text(encoding="utf-8"))
    except (OSError, YAMLError) as error:
        raise Unreadable(f"{path}: {error}") from error
    return section({} if raw is None else raw, str(path), "the file", accepted)
