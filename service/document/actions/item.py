"""One action while it is being read: what each of its fields takes, from a column, a label or a sentence.

Not here: the sentence itself (sentence.py), or which actions there are (reading.py).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from service.document.actions.fields import Field
from service.document.actions.keys import written_key
from service.document.actions.marks import status
from service.document.actions.owners import split_owners
from service.document.actions.ticket_names import tickets_named_in
from service.document.cast import NOBODY_KNOWN, Cast
from service.document.dates import parse_field
from service.document.markdown.block import References
from service.document.markdown.inline import plain, words
from service.document.placeholders import is_placeholder
from service.document.post_mortem import Lines

_MAY_LINK = re.compile(r"#\d|[A-Z0-9_]-\d|://|\]")
"""Cheap, and false for most cells."""
_MOST = 1_000
"""With so many links, or causes, an action takes no more of them."""


@dataclass(slots=True)
class Item:
    """What has been read of an action so far; the first reading of a field stands."""

    cast: Cast = NOBODY_KNOWN

    key: str = ""
    title: str = ""
    owners: tuple[str, ...] = ()
    due: date | None = None
    due_text: str | None = None
    due_choices: tuple[date, ...] = ()
    priority: str | None = None
    measure: str | None = None
    causes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    tracked_in: tuple[str, ...] = ()
    done: bool | None = None
    said: list[str] = field(default_factory=list)
    """Everything that it says, without markup: its sentence as written, then its details."""
    known: set[Field] = field(default_factory=set)
    """Fields that were given in so many words, so that the running text need not be searched for them."""
    written: date | None = None
    """The day from which `by Friday` is counted."""

    def give(self, name: Field, value: str, references: References) -> None:
        """Takes the value of a column or label."""
        if not value:
            return
        given = _read(name, value, references, self.written)
        if given.links:
            self.add_links(given.links)
            self.tracked_in += given.tickets if len(self.tracked_in) < _MOST else ()
        if given.fields is None or name in self.known:
            return
        self.known.add(name)
        self.add_causes(given.causes)
        for attribute, said in given.fields:
            setattr(self, attribute, said)

    def add_links(self, links: tuple[str, ...]) -> None:
        if links and len(self.links) < _MOST:
            self.links = tuple(dict.fromkeys((*self.links, *links)))

    def add_tickets(self, text: str) -> None:
        """Those that the text names without an address."""
        self.add_links(tickets_named_in(text))

    def add_causes(self, causes: tuple[str, ...]) -> None:
        if causes and len(self.causes) < _MOST:
            self.causes = tuple(dict.fromkeys((*self.causes, *causes)))


class Found(NamedTuple):
    """An item and where it stands."""

    lines: Lines
    item: Item


class _Given(NamedTuple):
    """What one cell, or what stands behind a label, gives an item."""

    links: tuple[str, ...] = ()
    tickets: tuple[str, ...] = ()
    """Those by which it is tracked already."""
    causes: tuple[str, ...] = ()
    fields: tuple[tuple[str, Any], ...] | None = None
    """What else it says, by attribute; None where it says nothing of the field that it was asked about."""


@lru_cache(maxsize=4096)
def _read(name: Field, value: str, references: References, written: date | None) -> _Given:
    """Remembered, because the rows of a table say much the same: owners, days and causes come again and again."""
    links: tuple[str, ...] = ()
    tickets: tuple[str, ...] = ()
    if _MAY_LINK.search(value):
        found = words(value, references)
        tickets = tickets_named_in(found.text)
        links = (*found.links, *tickets)
    tracked = tickets if links and name is Field.LINK else ()
    reading = _READINGS.get(name)
    if reading is None or (name not in _ALWAYS and is_placeholder(value)):
        return _Given(links, tracked)
    said = reading(value, references, written)
    return _Given(links, tracked, said.pop("causes", ()), tuple(said.items()))


_Said = dict[str, Any]
"""Values by the attribute of an item."""


def _owner(value: str, references: References, written: date | None) -> _Said:
    return {"owners": split_owners(words(value, references).plain())}


def _due(value: str, references: References, written: date | None) -> _Said:
    text = plain(value, references)
    meaning = parse_field(text, written)
    return {"due_text": text, "due": meaning.on, "due_choices": meaning.choices}


def _cause(value: str, references: References, written: date | None) -> _Said:
    return {"causes": cause_references(value) or _listed(plain(value, references))}


def _measure(value: str, references: References, written: date | None) -> _Said:
    return {"measure": plain(value, references)}


def _priority(value: str, references: References, written: date | None) -> _Said:
    return {"priority": plain(value, references).strip("[]() ") or None}


def _status(value: str, references: References, written: date | None) -> _Said:
    return {"done": status(plain(value, references))}


def _key(value: str, references: References, written: date | None) -> _Said:
    return {"key": written_key(plain(value, references))}


_READINGS: Mapping[Field, Callable[[str, References, date | None], _Said]] = {
    Field.OWNER: _owner,
    Field.DUE: _due,
    Field.CAUSE: _cause,
    Field.MEASURE: _measure,
    Field.PRIORITY: _priority,
    Field.STATUS: _status,
    Field.KEY: _key,
}
"""The fields that an item keeps; the others only give links."""
_ALWAYS = frozenset({Field.STATUS, Field.KEY})
"""A status says something even as `TODO`, and what is no key becomes none."""


_CAUSE = re.compile(r"(?<![\w-])(?:RC|CF)[- ]?(\d{1,3})(?![\w-])", re.IGNORECASE)
_CAUSE_CELL = re.compile(r"(?<![\w-])(?:RC|CF|C|root cause|cause|#)?[- ]?(\d{1,3})(?![\w-])", re.IGNORECASE)
_NO_CAUSE = {"-", "—", "–", "none", "n/a", "all"}


def cause_references(text: str) -> tuple[str, ...]:
    """`RC1` and the like, in the form that causes are keyed by."""
    return tuple(dict.fromkeys(f"RC{int(match[1])}" for match in _CAUSE.finditer(text[:5_000])))


def _listed(text: str) -> tuple[str, ...]:
    """What a cause cell lists: `1, 2` are RC1 and RC2, other words stay as they are."""
    entries = [entry.strip(" .()[]") for entry in re.split(r"[,;/&]|\band\b", text[:200])]
    if all(_CAUSE_CELL.fullmatch(entry) for entry in entries if entry):
        return tuple(f"RC{int(match[1])}" for entry in entries if (match := _CAUSE_CELL.fullmatch(entry)))
    return () if text.casefold() in _NO_CAUSE else (text,)
