"""The values that reading a document gives: a post-mortem with its sections, causes and actions, and findings.

Not here: how they are read (reading.py) or judged (rules/).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

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
    whys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Action:
    key: str
    """`A1`, `A2` … as written, or numbered in order."""
    lines: Lines
    title: str
    owners: tuple[str, ...] = ()
    """As written, one entry a person or team."""
    due: date | None = None
    """Never a guess: what could not be resolved stays in `due_text`."""
    due_text: str | None = None
    priority: str | None = None
    measure: str | None = None
    causes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    done: bool | None = None
    """None where the document does not mark it either way."""
    key_written: bool = False
    """True when the author wrote the key; keys given by order shift when lines are inserted above."""


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
