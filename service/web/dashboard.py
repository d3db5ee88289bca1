"""What the dashboard shows, made of entries and the time. Pure: values in, values out; the templates only lay it out.

A post-mortem that is not public is shown as its figures alone, unless whoever asks may see it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from connectors.tracker import Visibility
from service.entry import ActionEntry, Entry, ReviewEntry
from service.index import Parked
from service.says.pages import Outcome, Phase
from service.web.board import ActionRow, Board, Card, ReviewRow, Section, Segment, State, Stuck
from service.web.figures import (
    Zones,
    figures_of,
    open_review,
    overdue_days,
    review_is_due,
    today,
    zone,
)
from service.web.spans import counted, roughly

_WORDS = {
    Phase.WRITING.value: "Being written",
    Phase.TRACKING.value: "Being followed",
    Phase.CLOSED.value: "Loop closed",
    Phase.SET_ASIDE.value: "Set aside",
}
_STATES: dict[str | None, tuple[str, str]] = {
    Outcome.OPEN.value: ("open", "open"),
    Outcome.DONE.value: ("done", "done"),
    Outcome.WONT_DO.value: ("wont-do", "won't do"),
    Outcome.GONE.value: ("gone", "ticket gone"),
    None: ("none", "no ticket"),
}
"""Class and word of an action's state."""
_SECTIONS = {
    "attention": "Needs attention",
    "tracking": "Being followed",
    "writing": "Being written",
    "closed": "Loops closed",
    "set-aside": "Set aside",
}
"""In the order of the page."""
_UNFOLDED = frozenset({"attention", "tracking"})
"""The sections whose actions are in sight at once."""
_LISTED = 100
"""Of the loops that are closed; all others are always listed."""
_BAR = ("done", "wont-do", "open", "overdue", "gone", "none")
_LATEST = date.max


def board(
    entries: Iterable[Entry], parked: Iterable[Parked], zones: Zones, now: datetime, *, show_private: bool
) -> Board:
    found, stuck = list(entries), {item.ref: item for item in parked}
    views = [_View(entry, zones, now, stuck.pop(entry.ref, None), _shown(entry, show_private)) for entry in found]
    return Board(
        figures=figures_of(found, zones, now),
        sections=_sections(views),
        stuck=tuple(_stuck(item, show_private) for item in stuck.values()),
        hidden=sum(not view.shown for view in views),
    )


def safe_link(url: str) -> str:
    """The address where it is one of the web, else nothing: an entry may hold whatever a tracker answered."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname else ""


def _shown(entry: Entry, show_private: bool) -> bool:
    return show_private or entry.visibility == Visibility.PUBLIC.name.lower()


@dataclass(frozen=True)
class _View:
    """One entry in the light of the moment."""

    entry: Entry
    zones: Zones
    now: datetime
    parked: Parked | None
    shown: bool

    @property
    def today(self) -> date:
        return today(self.entry, self.zones, self.now)

    @property
    def followed(self) -> bool:
        return self.entry.phase == Phase.TRACKING

    @property
    def overdue(self) -> int:
        return sum(overdue_days(action, self.today) > 0 for action in self.entry.actions) if self.followed else 0

    @property
    def needs_attention(self) -> bool:
        return bool(self.parked or self.entry.problems or self.overdue or review_is_due(self.entry, self.now))

    @property
    def next_due(self) -> date:
        open_actions = [action for action in self.entry.actions if action.outcome == Outcome.OPEN]
        dates = [date.fromisoformat(action.due) for action in open_actions if action.due]
        if self.entry.review_due:
            dates.append(self.day(self.entry.review_due))
        return min(dates, default=_LATEST)

    def day(self, moment: str) -> date:
        return datetime.fromisoformat(moment).astimezone(zone(self.entry, self.zones)).date()


def _sections(views: Iterable[_View]) -> tuple[Section, ...]:
    groups: dict[str, list[_View]] = {}
    for view in views:
        groups.setdefault(_section_of(view), []).append(view)
    return tuple(_section(kind, _sorted(kind, groups[kind])) for kind in _SECTIONS if kind in groups)


def _section(kind: str, views: list[_View]) -> Section:
    listed = views[:_LISTED] if kind == "closed" else views
    cards = tuple(_card(view) for view in listed)
    return Section(kind, _SECTIONS[kind], cards, kind in _UNFOLDED, len(views) - len(listed))


def _section_of(view: _View) -> str:
    if view.needs_attention:
        return "attention"
    return _kind(view.entry)


def _kind(entry: Entry) -> str:
    """`set-aside`, for the style sheet."""
    return Phase(entry.phase).name.lower().replace("_", "-")


def _sorted(kind: str, views: Iterable[_View]) -> list[_View]:
    """What is due next comes first; of the closed ones, what was closed last."""
    by_name = sorted(views, key=lambda view: view.entry.ref)
    if kind == "closed":
        return sorted(by_name, key=lambda view: view.entry.closed_at or "", reverse=True)
    return sorted(by_name, key=lambda view: view.next_due)


def _card(view: _View) -> Card:
    entry, shown = view.entry, view.shown
    actions = tuple(_action(action, view) for action in entry.actions)
    return Card(
        title=(entry.title or entry.name) if shown else f"{_closedness(entry)} post-mortem in {entry.mapping}",
        private=not shown,
        name=entry.name if shown else "",
        link=safe_link(entry.url) if shown else "",
        mapping=entry.mapping,
        state=State(_kind(entry), _WORDS[entry.phase]),
        summary=tuple(_summary(view)),
        problems=tuple(_problems(view)),
        actions=actions if shown else (),
        reviews=tuple(_reviews(view)),
        bar=_bar(actions) if view.followed or entry.phase == Phase.CLOSED else (),
    )


def _closedness(entry: Entry) -> str:
    return "Internal" if entry.visibility == Visibility.INTERNAL.name.lower() else "Private"


def _summary(view: _View) -> list[str]:
    entry = view.entry
    if entry.phase == Phase.WRITING:
        return _findings(entry)
    if entry.phase == Phase.SET_ASIDE:
        return []
    facts = [_action_figures(view)]
    if entry.finished_at:
        facts.append(f"finished {view.day(entry.finished_at)}")
    if entry.closed_at and entry.phase == Phase.CLOSED:
        facts.append(f"loop closed {view.day(entry.closed_at)}")
    return facts + ([f"{' and '.join(_counts(entry))} in the document"] if _counts(entry) else [])


def _findings(entry: Entry) -> list[str]:
    if entry.errors:
        return [f"{' and '.join(_counts(entry))} in the document", "an error must be mended before it can be finished"]
    if entry.warnings:
        return [f"{counted(entry.warnings, 'warning')} in the document", "can be finished"]
    return ["no findings", "can be finished"]


def _counts(entry: Entry) -> list[str]:
    errors = [counted(entry.errors, "error")] if entry.errors else []
    return errors + ([counted(entry.warnings, "warning")] if entry.warnings else [])


def _action_figures(view: _View) -> str:
    actions = view.entry.actions
    if not actions:
        return "no action was decided"
    found = Counter(action.outcome for action in actions)
    words = {outcome: word for outcome, (_, word) in _STATES.items()} | ({Outcome.OPEN.value: _open(view)})
    rest = [f"{found[outcome]} {words[outcome]}" for outcome in words if found[outcome] and outcome != Outcome.DONE]
    return ", ".join([f"{found[Outcome.DONE.value]} of {counted(len(actions), 'action')} done", *rest])


def _open(view: _View) -> str:
    return f"open ({view.overdue} overdue)" if view.overdue else "open"


def _problems(view: _View) -> list[str]:
    """Sentences; of what may not be shown only that there are some."""
    number = len(view.entry.problems) + bool(view.parked)
    if not view.shown:
        return [f"{counted(number, 'problem')}, not told here."] if number else []
    parked = [_cause_and_cure(view.parked)] if view.parked else []
    late = ["The next review should have been opened."] if review_is_due(view.entry, view.now) else []
    return [*parked, *view.entry.problems, *late]


def _cause_and_cure(parked: Parked) -> str:
    """As plain text: the page itself takes nothing."""
    return (
        f"Could not be looked at ({_tries(parked)}): {parked.message.rstrip('.')}. "
        f"It is tried again by itself, and at once with: followthrough replay {parked.ref}"
    )


def _tries(parked: Parked) -> str:
    since = datetime.fromisoformat(parked.since).astimezone(UTC)
    return f"{counted(parked.attempts, 'attempt')} since {since:%Y-%m-%d %H:%M} UTC"


def _action(action: ActionEntry, view: _View) -> ActionRow:
    link = safe_link(action.url)
    return ActionRow(
        key=action.key,
        title=action.title,
        owner=action.owner,
        due=action.due or "",
        distance=_distance(action, view.today) if view.followed else "",
        state=_state(action, view),
        ticket=action.ticket or ("ticket" if link else ""),
        link=link,
    )


def _state(action: ActionEntry, view: _View) -> State:
    if view.followed and overdue_days(action, view.today):
        return State("overdue", "overdue")
    if view.entry.phase == Phase.WRITING and action.outcome is None:
        return State("none", "ticket on finish")
    return State(*_STATES[action.outcome])


def _distance(action: ActionEntry, today: date) -> str:
    if action.due is None or action.outcome != Outcome.OPEN:
        return ""
    days = (date.fromisoformat(action.due) - today).days
    if days < 0:
        return f"{counted(-days, 'day')} overdue"
    return "today" if days == 0 else f"in {counted(days, 'day')}"


def _reviews(view: _View) -> Iterable[ReviewRow]:
    entry, still_open = view.entry, open_review(view.entry)
    for review in entry.reviews:
        link = safe_link(review.url) if view.shown else ""
        yield ReviewRow(f"Review {review.cycle}", *_review_state(review, review == still_open, view), link)
    if view.followed and entry.review_due:
        yield _next_review(view, entry.review_due)


def _review_state(review: ReviewEntry, is_open: bool, view: _View) -> tuple[State, str]:
    if review.gone:
        return State("gone", "deleted"), "not held"
    if review.closed_at:
        return State("done", "held"), str(view.day(review.closed_at))
    if is_open:
        return State("open", "open"), f"since {view.day(review.due)}"
    return State("none", "not held"), f"was due {view.day(review.due)}"


def _next_review(view: _View, due: str) -> ReviewRow:
    left = datetime.fromisoformat(due) - view.now
    late = review_is_due(view.entry, view.now)
    distance = f"{roughly(-left)} ago" if late else f"in {roughly(left)}"
    state = State("overdue", "due now") if late else State("open", "due")
    return ReviewRow("Next review", state, f"{view.day(due)} ({distance})", "")


def _bar(actions: tuple[ActionRow, ...]) -> tuple[Segment, ...]:
    found, start, segments = Counter(action.state.kind for action in actions), 0.0, []
    for kind in _BAR:
        width = 100 * found[kind] / len(actions) if actions else 0
        if width:
            segments.append(Segment(kind, round(start, 2), round(width, 2)))
        start += width
    return tuple(segments)


def _stuck(parked: Parked, show_private: bool) -> Stuck:
    """Nothing is known of the issue's visibility, so it counts as private."""
    if show_private:
        return Stuck(parked.ref, _cause_and_cure(parked))
    return Stuck("An issue that may be private", f"could not be looked at ({_tries(parked)}).")
