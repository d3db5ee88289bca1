"""What the dashboard's template is laid out from. Values only; dashboard.py makes them."""

from dataclasses import dataclass

from service.web.figures import Figures


@dataclass(frozen=True)
class State:
    """A state's class in the style sheet, and its word."""

    kind: str
    word: str


@dataclass(frozen=True)
class ActionRow:
    key: str
    title: str
    owner: str
    due: str
    """`2026-12-01`, or empty."""
    distance: str
    """`in 3 days`, `12 days overdue`; only for open actions."""
    state: State
    ticket: str
    link: str


@dataclass(frozen=True)
class ReviewRow:
    name: str
    state: State
    when: str
    link: str


@dataclass(frozen=True)
class Segment:
    """One part of the bar of a post-mortem's actions, in percent of its width."""

    kind: str
    start: float
    width: float


@dataclass(frozen=True)
class Card:
    """One post-mortem."""

    title: str
    """Neutral where the real one may not be shown; then name, link, problems, actions and links are empty too."""
    private: bool
    """Whether things are left out."""
    name: str
    link: str
    mapping: str
    state: State
    summary: tuple[str, ...]
    """Short facts, most telling first."""
    problems: tuple[str, ...]
    actions: tuple[ActionRow, ...]
    reviews: tuple[ReviewRow, ...]
    bar: tuple[Segment, ...]


@dataclass(frozen=True)
class Section:
    """Post-mortems in the same situation."""

    kind: str
    title: str
    cards: tuple[Card, ...]
    unfolded: bool
    """Whether the actions are in sight at once."""
    left_out: int = 0
    """How many more there are, all older."""


@dataclass(frozen=True)
class Stuck:
    """A look that cannot go on, at an issue that no card shows."""

    name: str
    message: str


@dataclass(frozen=True)
class Board:
    figures: Figures
    sections: tuple[Section, ...]
    stuck: tuple[Stuck, ...]
    hidden: int
    """How many post-mortems are shown as figures alone."""

    @property
    def empty(self) -> bool:
        return not self.sections and not self.stuck
