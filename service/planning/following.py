"""After the finish: tickets in step, ticks carried out, reviews opened when due, and the loop closed."""

from dataclasses import replace
from datetime import datetime

from connectors.tracker import Gone, Issue
from service.document.post_mortem import Action
from service.observed import SeenReview
from service.planning import duplicates, owed, tickets, ticks, untied, waivers
from service.planning.case import Case
from service.planning.decision import Decision
from service.planning.reviews import ReviewState, review_state
from service.record import Record
from service.says import refusals
from service.says.pages import ActionLine, Phase, Problem, StatusPage
from service.steps import SettleTicket


def decide(case: Case) -> Decision:
    record = replace(case.record, mapping=case.mapping.name, actions=case.remembered)
    return carry_on(case, record, ticks.steps(case))


def carry_on(case: Case, record: Record, settling: tuple[SettleTicket, ...] = ()) -> Decision:
    """What a finished post-mortem asks for; `record` says that it is finished, if only by this very plan."""
    asked, assigning, tying = ticks.in_vain(case), owed.steps(case), untied.steps(case)
    record = _without_old_dead_ends(_with_waivers(case, record), asked).with_owed({})
    lines = case.lines(_after(case, settling))
    late = tuple(a for a in case.document.actions if case.ticket(a) is None and not a.done)
    obstacle = tickets.obstacle(case) if late else ""
    sound = () if obstacle else tuple(action for action in case.document.actions if not _wrong(case, action))
    refused = tickets.refused(case, sound)
    sound = tuple(action for action in sound if action.key not in {problem.action for problem in refused})
    created = tickets.steps_for(case, sound)
    state = review_state(case, tickets.with_adopted(case, record), lines, growing=bool(created))
    record = untied.as_tied(replace(state.record, closed_at=_closed_at(state, lines)), tying)
    claimed = tuple(Problem(refusals.foreign_claim("ticket"), action.key) for action in tickets.claimed(case, sound))
    unheard = tuple(waivers.refused(case.asked, case.standing)) if late else ()
    problems = (*([Problem(obstacle)] if obstacle else []), *refused, *claimed, *unheard, *_notices(case, record))
    page = _page(case, record, lines, state, late, problems)
    return Decision(
        page,
        record,
        (*settling, *assigning, *created, *tying, *state.steps),
        # Last: what is adopted stands on record before another one is closed for it.
        closing=duplicates.steps(case, record),
        pending=bool(created) or state.opens,
    )


def _notices(case: Case, record: Record) -> tuple[Problem, ...]:
    """What a create had to leave out, as long as the ticket is open."""
    tracked = {action.key: action.notice for action in record.actions if action.notice}
    still = {key for key, ticket in case.all_tickets().items() if isinstance(ticket, Issue) and ticket.open}
    still |= {action.key for action in record.actions if action.tried_at}
    return tuple(Problem(notice, key) for key, notice in tracked.items() if key in still)


def _without_old_dead_ends(record: Record, asked: frozenset[str]) -> Record:
    """A box that was changed back, or is tried once more, starts anew."""
    actions = (
        replace(action, notice="", tried_at=None) if action.tried_at and action.key not in asked else action
        for action in record.actions
    )
    return replace(record, actions=tuple(actions))


def _with_waivers(case: Case, record: Record) -> Record:
    """What is accepted now stays on record, and needs no second place among what is only asked."""
    waived = waivers.kept((*record.waived, *case.accepted), waivers.ROOM_FOR_WAIVED)
    asked = (one for one in case.asked if one not in waived)
    return replace(record, waived=waived, asked=waivers.kept(asked, waivers.ROOM_FOR_ASKED))


def _after(case: Case, ticks: tuple[SettleTicket, ...]) -> dict[str, Issue | Gone]:
    """The tickets as they will stand when the ticks are carried out."""
    after = case.all_tickets()
    for tick in ticks:
        ticket = after[tick.key]
        assert isinstance(ticket, Issue)  # noqa: S101 - only issues get ticks
        closed_at = None if tick.open else case.now
        after[tick.key] = replace(ticket, open=tick.open, reason=tick.reason, closed_at=closed_at, updated_at=case.now)
    return after


_OF_ALL = "actions/too-many"
"""The rule whose finding is about every action at once."""


def _wrong(case: Case, action: Action) -> bool:
    return any(finding.action == action.key or finding.rule == _OF_ALL for finding in case.errors)


def _closed_at(state: ReviewState, lines: tuple[ActionLine, ...]) -> datetime | None:
    """When the last thing happened that the loop waited for."""
    if not state.loop_closed:
        return None
    if state.record.closed_at:
        return state.record.closed_at
    held = [review.closed_at for review in state.record.reviews if review.closed_at]
    return max([*held, *(line.settled_at for line in lines if line.settled_at)])


def _about_reviews(case: Case, state: ReviewState) -> list[Problem]:
    last, seen = state.record.last_review, case.seen.review
    problems = [Problem(state.problem)] if state.problem else []
    held = max((review.cycle for review in state.record.reviews if review.closed_at and not review.gone), default=0)
    gone = (review for review in state.record.reviews if review.gone and review.cycle > held)
    problems += [Problem(refusals.review_gone(review.cycle)) for review in gone]
    if last and state.open and isinstance(seen, SeenReview) and not seen.issue.assignees:
        problems.append(Problem(refusals.nobody_reviews(last.cycle)))
    level = case.issue.restricted_to
    if last and state.open and isinstance(seen, SeenReview) and level and not case.may_be_told_on(seen.issue):
        problems.append(Problem(refusals.review_more_open(last.cycle, level.name)))
    return problems


def _page(
    case: Case,
    record: Record,
    lines: tuple[ActionLine, ...],
    state: ReviewState,
    late: tuple[Action, ...],
    problems: tuple[Problem, ...],
) -> StatusPage:
    keys = {action.key for action in late}
    return StatusPage(
        Phase.CLOSED if record.closed_at else Phase.TRACKING,
        room=case.room,
        asked=ticks.in_vain(case),
        lines=lines,
        findings=tuple(f for f in case.standing if f.action in keys or (late and f.rule == _OF_ALL)),
        waived=tuple(dict.fromkeys((*record.waived, *case.accepted))),
        problems=tuple(dict.fromkeys((*_about_reviews(case, state), *problems))),
        finished_at=record.finished_at,
        finished_by=record.finished_as or record.finished_by,
        review_due=record.review_due,
        reviews=tuple((review.cycle, review.url) for review in record.reviews),
        review_open=state.open,
        closed_at=record.closed_at,
        no_action_because=case.document.no_action_because or "",
    )
