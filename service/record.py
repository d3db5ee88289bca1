"""What the service remembers of one post-mortem, as kept in the signed marker of its status comment.

The trackers are the database: this record, with the markers in tickets and reviews, is all there is to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from connectors.tracker import Issue, ProjectId, Ref

VERSION = 1

REASON = 200
"""Characters of a reason that there is room for."""


@dataclass(frozen=True)
class TrackedAction:
    """One action that was ever seen in the document."""

    key: str
    words: str
    """The action's title when its key was given, cut short; tells it apart when lines move."""
    ticket: Ref | None = None
    name: str = ""
    """What people call the ticket: `acme/app#12`."""
    adopted: bool = False
    """True when the ticket existed before: then its words are not the service's."""
    left: bool = False
    """True when the document did not hold it at the last look."""
    latest: str = ""
    """Its title at the last look, where that is no longer `words`."""
    notice: str = ""
    """What its create had to leave out, or why a tick could not be carried out, in at most `REASON` characters."""
    tried_at: datetime | None = None
    """When a tick led into a dead end; it is not tried again soon."""
    owed: tuple[str, ...] = ()
    """Logins that could not be assigned for a reason that passes: to be tried again."""

    @property
    def known_as(self) -> str:
        """The words to know it by: many small rewordings may lead far away from the first ones."""
        return self.latest or self.words

    def tracked_by(self, ticket: Issue) -> "TrackedAction":
        said = " ".join(ticket.notices)
        notice, owed = said[:REASON] or self.notice, ticket.owed or self.owed
        return replace(self, ticket=ticket.ref, name=ticket.name, notice=notice, owed=owed)


@dataclass(frozen=True)
class Refusal:
    """A finish that the document was not ready for."""

    how: str
    """`label` or `close`."""
    by: str
    at: datetime


@dataclass(frozen=True)
class AskedWaiver:
    """A finding that somebody asked to accept, with what the tracker said of them at the time."""

    rule: str
    action: str | None
    because: str
    """Cut to `REASON` characters."""
    comment: str = ""
    """The comment that asks for it; empty where the document itself says so."""
    by: str = ""
    at: datetime | None = None
    allowed: bool = True

    def answered(self, allowed: bool) -> "AskedWaiver":
        return replace(self, allowed=allowed)

    def same_as(self, other: "AskedWaiver") -> bool:
        """Whether the same comment still says the same."""
        return (self.comment, self.rule, self.action, self.because) == (
            other.comment,
            other.rule,
            other.action,
            other.because,
        )


@dataclass(frozen=True)
class HeldReview:
    """One review issue that was opened."""

    cycle: int
    ref: Ref
    due: datetime
    url: str
    closed_at: datetime | None = None
    gone: bool = False
    """True when the issue vanished: then the review was not held."""


@dataclass(frozen=True)
class Record:
    mapping: str
    actions: tuple[TrackedAction, ...] = ()
    refused: "Refusal | None" = None
    """The finish that was asked for while errors stood; cleared when they are mended."""
    finished_at: datetime | None = None
    finished_by: str = ""
    """Login."""
    finished_as: str = ""
    """What people call them, where that is not the login."""
    review_due: datetime | None = None
    """When the next review opens. Written once, so that later changes of the config do not move it."""
    reviews: tuple[HeldReview, ...] = ()
    closed_at: datetime | None = None
    """When the loop closed: every action settled and a review held."""
    ticked: frozenset[str] = frozenset()
    """Keys of the boxes that stood ticked in the status comment when it was last written."""
    untied: frozenset[str] = frozenset()
    """Keys of the actions whose tickets could not be linked for a reason that is nobody's but the tracker's."""
    asked: tuple[AskedWaiver, ...] = ()
    """What comments ask to waive, as long as they stand: who may do so was answered once, when each was first seen."""
    waived: tuple[AskedWaiver, ...] = ()
    """What was accepted from the finish on, in comments or in the document: it stays, whatever becomes of the words."""

    def action(self, key: str) -> TrackedAction | None:
        return next((action for action in self.actions if action.key == key), None)

    def with_ticket(self, key: str, ticket: Issue) -> "Record":
        return replace(self, actions=tuple(a.tracked_by(ticket) if a.key == key else a for a in self.actions))

    def without_ticket(self, key: str) -> "Record":
        """As if it had not been found yet: the next look finds it again, with all that is still to be done about it."""
        changed = (replace(a, ticket=None, name="", adopted=False) if a.key == key else a for a in self.actions)
        return replace(self, actions=tuple(changed))

    def with_review(self, review: "HeldReview") -> "Record":
        """The next due date is set again when this review has been closed."""
        return replace(self, reviews=(*self.reviews, review), review_due=None)

    def with_dead_end(self, key: str, why: str, at: datetime) -> "Record":
        """A tick of this action's box could not be carried out, and will not be for a while."""
        changed = (replace(a, notice=why[:REASON], tried_at=at) if a.key == key else a for a in self.actions)
        return replace(self, actions=tuple(changed))

    def with_owed(self, owed: Mapping[str, tuple[str, ...]]) -> "Record":
        """Whom to assign later, by action; nobody where it does not say."""
        return replace(self, actions=tuple(replace(a, owed=owed.get(a.key, ())) for a in self.actions))

    def with_notice(self, key: str, why: str) -> "Record":
        changed = (replace(a, notice=why[:REASON]) if a.key == key else a for a in self.actions)
        return replace(self, actions=tuple(changed))

    @property
    def last_review(self) -> HeldReview | None:
        return self.reviews[-1] if self.reviews else None


def to_payload(record: Record) -> dict[str, Any]:
    """JSON with short keys: it travels inside a comment of limited size."""
    return {
        "v": VERSION,
        "m": record.mapping,
        "a": [_to_entry(action) for action in record.actions],
        "no": [record.refused.how, record.refused.by, _moment(record.refused.at)] if record.refused else None,
        "f": _moment(record.finished_at),
        "by": record.finished_by,
        **({"as": record.finished_as} if record.finished_as else {}),
        "rd": _moment(record.review_due),
        "r": [[r.cycle, _ref(r.ref), _moment(r.due), r.url, _moment(r.closed_at), int(r.gone)] for r in record.reviews],
        "c": _moment(record.closed_at),
        "x": sorted(record.ticked),
        **({"u": sorted(record.untied)} if record.untied else {}),
        **({"o": owed} if (owed := {a.key: list(a.owed) for a in record.actions if a.owed}) else {}),
        "w": [to_fields(waiver) for waiver in record.asked],
        "wd": [to_fields(waiver) for waiver in record.waived],
    }


def from_payload(payload: Any) -> Record:
    """The record of a genuine marker. Raises ValueError for one of a newer version."""
    owed = payload.get("o", {})
    if payload["v"] != VERSION:
        raise ValueError(f"the status comment was written by a newer version of the service (format {payload['v']})")
    return Record(
        mapping=payload["m"],
        actions=tuple(
            replace(
                TrackedAction(
                    k, words, _to_ref(t), name, bool(adopted), bool(left), latest, *more[:1], *map(_to_moment, more[1:])
                ),
                owed=tuple(owed.get(k, ())),
            )
            for k, words, t, name, adopted, left, latest, *more in payload["a"]
        ),
        refused=_to_refusal(*payload["no"]) if payload["no"] else None,
        finished_at=_to_moment(payload["f"]),
        finished_by=payload["by"],
        finished_as=payload.get("as", ""),
        review_due=_to_moment(payload["rd"]),
        reviews=tuple(_to_review(*entry) for entry in payload["r"]),
        closed_at=_to_moment(payload["c"]),
        ticked=frozenset(payload["x"]),
        untied=frozenset(payload.get("u", ())),
        # A comment that an earlier version wrote has neither.
        asked=tuple(_to_waiver(*entry) for entry in payload.get("w", ())),
        waived=tuple(_to_waiver(*entry) for entry in payload.get("wd", ())),
    )


def ref_to_payload(ref: Ref) -> list[str | int]:
    return [ref.tracker, ref.project, ref.number]


def ref_from_payload(payload: Any) -> Ref:
    tracker, project, number = payload
    return Ref(str(tracker), ProjectId(str(project)), int(number))


def _to_entry(action: TrackedAction) -> list[Any]:
    """The notice only where there is one: every character counts."""
    entry = [action.key, action.words, _ref(action.ticket), action.name, int(action.adopted), int(action.left)]
    tried = [_moment(action.tried_at)] if action.tried_at else []
    return [*entry, action.latest, *([action.notice, *tried] if action.notice else [])]


def _ref(ref: Ref | None) -> list[str | int] | None:
    return ref_to_payload(ref) if ref else None


def _to_ref(payload: Any) -> Ref | None:
    return ref_from_payload(payload) if payload else None


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _to_moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _to_refusal(how: str, by: str, at: str) -> Refusal:
    return Refusal(how, by, datetime.fromisoformat(at))


def to_fields(waiver: AskedWaiver) -> list[Any]:
    """As the marker holds it."""
    return [
        waiver.rule,
        waiver.action,
        waiver.because,
        waiver.comment,
        waiver.by,
        _moment(waiver.at),
        int(waiver.allowed),
    ]


def _to_waiver(
    rule: str, action: str | None, because: str, comment: str, by: str, at: str | None, allowed: int
) -> AskedWaiver:
    return AskedWaiver(rule, action, because, comment, by, _to_moment(at), bool(allowed))


def _to_review(cycle: int, ref: Any, due: str, url: str, closed_at: str | None, gone: int) -> HeldReview:
    held = _to_moment(closed_at)
    return HeldReview(cycle, ref_from_payload(ref), datetime.fromisoformat(due), url, held, bool(gone))
