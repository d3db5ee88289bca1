"""The follow-up review: opened once when due, kept in step while open, and due again while actions are open."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connectors.tracker import Gone
from service.observed import Claim, SeenReview
from service.planning import ticks
from service.planning.case import Case
from service.planning.owners import login_of
from service.record import HeldReview, Record
from service.review_dates import next_review
from service.says import boxes, refusals
from service.says import review as words
from service.says.pages import ActionLine, ReviewPage
from service.steps import OpenReview, Step, UpdateReview


@dataclass(frozen=True)
class ReviewState:
    """What the reviews ask for now."""

    record: Record
    steps: tuple[Step, ...] = ()
    open: bool = False
    loop_closed: bool = False
    problem: str = ""
    """Why a review that is due cannot be opened, as a sentence."""

    @property
    def opens(self) -> bool:
        return any(isinstance(step, OpenReview) for step in self.steps)


def review_state(case: Case, record: Record, lines: tuple[ActionLine, ...], *, growing: bool) -> ReviewState:
    """`growing` when the same plan creates tickets that an open review must show."""
    record = _with_last_seen(case, record)
    last = record.last_review
    if last and last.closed_at is None:
        return ReviewState(replace(record, review_due=None), _update(case, record, last, lines, growing), open=True)
    state = _between(case, record, lines)
    return replace(state, steps=(*_last_ticks(case, record, lines), *state.steps))


def _between(case: Case, record: Record, lines: tuple[ActionLine, ...]) -> ReviewState:
    """No review is open: the loop closes, or the next one is due some day."""
    held = any(review.closed_at and not review.gone for review in record.reviews)
    if held and all(line.settled for line in lines):
        return ReviewState(replace(record, review_due=None), loop_closed=True)
    due = record.review_due or _next_due(case, record)
    record = replace(record, review_due=due)
    return ReviewState(record) if due > case.now else _open(case, record, due, lines)


def review_assignee(case: Case, record: Record) -> str | None:
    """The mapping's tracker role; else whoever ran the post-mortem."""
    role = case.mapping.review.tracker_role
    if role:
        return login_of(role, case.mapping, case.mapping.home) or role
    if case.issue.assignees:
        return case.issue.assignees[0].login
    return record.finished_by or None


def _with_last_seen(case: Case, record: Record) -> Record:
    """The record with what became of the last review: closed, opened again, or gone."""
    last, seen = record.last_review, case.seen.review
    if last is None or seen is None:
        return record
    if isinstance(seen, Gone):
        now = last if last.closed_at else replace(last, closed_at=last.due, gone=True)
    else:
        closed_at = None if seen.issue.open else seen.issue.closed_at or seen.issue.updated_at
        now = replace(last, ref=seen.issue.ref, url=seen.issue.url, closed_at=closed_at, gone=False)
    return replace(record, reviews=(*record.reviews[:-1], now))


def _next_due(case: Case, record: Record) -> datetime:
    """Counted from the close of the last review; from now where something was opened again after the loop closed."""
    last = record.last_review
    if last is None or last.closed_at is None or record.closed_at:
        return next_review(case.now, case.mapping.review)
    return next_review(last.closed_at, case.mapping.review)


def _open(case: Case, record: Record, due: datetime, lines: tuple[ActionLine, ...]) -> ReviewState:
    cycle = len(record.reviews) + 1
    claim = Claim("review", str(cycle))
    if found := case.seen.strays.get(claim):
        adopted = HeldReview(cycle, found.ref, due, found.url)
        return ReviewState(replace(record, review_due=None, reviews=(*record.reviews, adopted)), open=True)
    if problem := _obstacle(case, claim):
        return ReviewState(record, problem=problem)
    assignee = review_assignee(case, record)
    step = OpenReview(
        cycle=cycle,
        project=case.seen.project.id,
        page=_page(case, record, cycle, due, lines),
        labels=(case.mapping.labels.review,),
        assignees=(assignee,) if assignee else (),
        due=due,
        kind=case.mapping.type,
        fields=case.mapping.fields,
        restricted_to=case.issue.restricted_to,
    )
    return ReviewState(record, (step,))


def _obstacle(case: Case, claim: Claim) -> str:
    """Why a review cannot be opened, as one sentence; empty when nothing is in the way."""
    if case.seen.listing_trouble:
        return case.seen.listing_trouble
    if not case.seen.project.accepts_issues:
        return refusals.no_place_for_review(case.seen.project.name)
    if claim in case.seen.foreign:
        return refusals.foreign_claim(claim.kind)
    why = case.seen.obstacles.get(claim)
    return refusals.review_refused(why) if why else ""


def _last_ticks(case: Case, record: Record, lines: tuple[ActionLine, ...]) -> tuple[Step, ...]:
    """A review that was closed with fresh ticks is written once more: left as they are, they would count for ever."""
    last, seen = record.last_review, case.seen.review
    if last is None or not isinstance(seen, SeenReview) or not case.may_be_told_on(seen.issue):
        return ()
    if not (seen.rendered ^ boxes.ticked(seen.text)) & boxes.keys(seen.text):
        return ()
    return (UpdateReview(seen.issue.ref, _page(case, record, last.cycle, last.due, lines)),)


def _update(
    case: Case, record: Record, last: HeldReview, lines: tuple[ActionLine, ...], growing: bool
) -> tuple[Step, ...]:
    seen = case.seen.review
    if not isinstance(seen, SeenReview) or not case.may_be_told_on(seen.issue):
        return ()
    page = replace(_page(case, record, last.cycle, last.due, lines), asked=ticks.in_vain(case))
    if not growing and seen.untouched and seen.text == words.text(page) and seen.rendered == page.ticked:
        return ()
    return (UpdateReview(seen.issue.ref, page),)


def _page(case: Case, record: Record, cycle: int, due: datetime, lines: tuple[ActionLine, ...]) -> ReviewPage:
    assert record.finished_at is not None  # noqa: S101 - reviews exist only after a finish
    before = [review.closed_at for review in record.reviews if review.cycle < cycle and review.closed_at]
    return ReviewPage(
        cycle=cycle,
        room=case.room,
        mentions=case.mentions(lines),
        title=case.issue.title,
        url=case.issue.url,
        finished_at=record.finished_at,
        as_of=due,
        since=before[-1] if before else record.finished_at,
        repeat=_span(case.mapping.review.repeat_every),
        lines=lines,
        no_action_because=case.document.no_action_because or "",
    )


def _span(length: timedelta) -> str:
    """`two weeks` as people would write it in digits."""
    for unit, seconds in (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("second", 1)):
        number, rest = divmod(int(length.total_seconds()), seconds)
        if number and not rest:
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return str(length)
