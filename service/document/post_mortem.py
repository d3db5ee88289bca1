"""The values that reading a document gives: a post-mortem with its sections, causes and actions, and findings.

Not here: how they are read (reading.py) or judged (rules/).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

Lines = tuple[int, int]
"""First and last line, 1-based and inclusive, in the text split at `\\n`."""


class Section(StrEnum):
    SUMMARY = "summary"
    IMPACT = "impact"
    TIMELINE = "timeline"
    WENT_WELL = "went_well"
    ROOT_CAUSE = "root_cause"
    LESSONS = "lessons"
    ACTIONS = "actions"


@dataclass(frozen=True)
class Cause:
    key: str
    """`RC1`, `RC2` … as written, or numbered in order."""
    lines: Lines
    text: str
    """The root cause itself: where only a chain of whys is written, its last answer."""
    whys: tuple[str, ...] = ()
    """The answers in order, without the symptom that they start from."""
    symptom: str = ""
    """What was seen, where the chain says it apart from the causes."""
    category: str | None = None
    """`process`, `roles`, `tooling` or `unforeseen`, where the document says so."""
    key_written: bool = False
    """True when the author wrote the key; keys given by order shift when a cause is inserted above."""


class Action(NamedTuple):
    """One thing to do; a tuple, because a document may have ten thousand of them."""

    key: str
    """`A1`, `A2` … as written, or numbered in order."""
    lines: Lines
    title: str
    text: str = ""
    """Everything that the item says: its sentence as written, details and cells, without markup."""
    owners: tuple[str, ...] = ()
    """As written, one entry a person or team."""
    due: date | None = None
    """Never a guess: what could not be resolved stays in `due_text`."""
    due_text: str | None = None
    """The words for the date, as written."""
    due_choices: tuple[date, ...] = ()
    """Every date that ambiguous words such as `06/07/2026` could name; nobody chooses among them but the author."""
    priority: str | None = None
    measure: str | None = None
    causes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    """Addresses, and names of tickets such as `#7`."""
    tracked_in: tuple[str, ...] = ()
    """Names of tickets that stand in a field for them, or are all that the item says; other names are mentions."""
    done: bool | None = None
    """None where the document does not mark it either way."""
    key_written: bool = False
    """True when the author wrote the key; keys given by order shift when lines are inserted above."""


class Where(StrEnum):
    """What kind of text a passage stands in."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"


class Passage(NamedTuple):
    """Some lines that people wrote in prose; code, quotations and comments are none."""

    lines: Lines
    source: str
    """Markdown as written, one line of it for each of `lines`."""
    where: Where = Where.PARAGRAPH
    section: Section | None = None


@dataclass(frozen=True)
class Waiver:
    """A finding that is accepted as it stands, with the reason."""

    rule: str
    action: str | None
    """The key of an action, or None where it holds for the document."""
    because: str
    by: str = ""
    """Who waived it, in a comment of the tracker; the document itself does not say."""
    lines: Lines = (1, 1)
    """Where the document says so."""


@dataclass(frozen=True)
class PostMortem:
    title: str
    sections: Mapping[Section, Lines | None] = field(default_factory=dict)
    """None where the section is missing, empty, or still the template's own words."""
    headings: Mapping[Section, int] = field(default_factory=dict)
    """The line of the heading of every section that is named at all, empty ones included."""
    causes: tuple[Cause, ...] = ()
    actions: tuple[Action, ...] = ()
    no_action_because: str | None = None
    """The reason in "No action, because …"."""
    passages: tuple[Passage, ...] = ()
    """All prose, in the order of the text."""
    waivers: tuple[Waiver, ...] = ()
    """Written into the document itself."""
    written: date | None = None
    """The date against which `by Friday` was resolved: as the caller said, or else as the document says."""


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True)
class Finding:
    """What one rule says about some lines. The words speak of the text, never of its writer."""

    rule: str
    severity: Severity
    lines: Lines
    message: str
    suggestion: str = ""
    action: str | None = None
    """The key of the action that it is about."""
    words: str = ""
    """The words of the text that are meant, where some are."""
    waived: str = ""
    """The reason for which it is accepted; it then counts for nothing, and is still shown."""
