"""While a post-mortem is written, and the moment it is finished: findings, refusals, and all tickets at once."""

from dataclasses import replace
from datetime import datetime

from connectors.tracker import Reason
from service.observed import FinishRequest, How
from service.planning import following, tickets, waivers
from service.planning.case import Case
from service.planning.decision import Decision
from service.planning.drafts import drafts
from service.planning.rights import MAY_FINISH
from service.record import Record, Refusal
from service.review_dates import first_review
from service.says import refusals as words
from service.says.pages import Phase, StatusPage
from service.steps import ReopenPostMortem, Step


def decide(case: Case) -> Decision:
    if reason := _set_aside(case):
        return Decision(StatusPage(Phase.SET_ASIDE, set_aside=reason, room=case.room), _record(case))
    finish = case.seen.finish
    if finish and case.errors and finish.permission >= MAY_FINISH:
        return _refuse(case, finish)
    if finish and not (obstacle := _obstacle(case, finish)):
        return _finish(case, finish)
    return _show(case, obstacle if finish else "")


def _set_aside(case: Case) -> str:
    issue = case.issue
    if not issue.open and issue.reason not in {None, Reason.COMPLETED}:
        reason = str(issue.reason).replace("_", " ")
        return f"It was closed as {reason}, so nothing becomes a ticket. Reopening it brings the checks back."
    if case.mapping.labels.start not in issue.labels:
        return f"The label `{case.mapping.labels.start}` was taken off. Adding it again brings the checks back."
    return ""


def _show(case: Case, obstacle: str) -> Decision:
    """The findings, and why a finish that was asked for waits."""
    refused = case.record.refused if case.record.refused and _still_refused(case) else None
    refusal = words.refusal(refused) if refused else obstacle
    finish = case.seen.finish
    waits = finish is not None and finish.permission >= MAY_FINISH and bool(obstacle)
    return Decision(replace(_page(case), refused=refusal, waits=waits), replace(_record(case), refused=refused))


def _still_refused(case: Case) -> bool:
    """A refused close was undone, so it is remembered until the document is mended."""
    return bool(case.errors) and case.record.refused is not None and case.record.refused.how == How.CLOSE


def _obstacle(case: Case, finish: FinishRequest) -> str:
    """What outside the document keeps this finish from being carried out, as one sentence."""
    if finish.permission < MAY_FINISH:
        return words.not_allowed(finish.shown, finish.permission.name.lower())
    return tickets.obstacle(case) if case.document.actions else ""


def _refuse(case: Case, finish: FinishRequest) -> Decision:
    """Errors stop a finish: nothing is created, and a post-mortem that was closed opens again."""
    refused = Refusal(finish.how, finish.shown, finish.at)
    reopen: tuple[Step, ...] = (ReopenPostMortem(),) if finish.how is How.CLOSE else ()
    page = replace(_page(case), refused=words.refusal(refused))
    return Decision(page, replace(_record(case), refused=refused), closing=reopen)


def _finish(case: Case, finish: FinishRequest) -> Decision:
    finished_at = _finished_at(case, finish)
    record = replace(
        _record(case),
        refused=None,
        finished_at=finished_at,
        finished_by=finish.by,
        finished_as=finish.shown if finish.shown != finish.by else "",
        review_due=first_review(finished_at, case.mapping.review),
    )
    return following.carry_on(case, record)


def _finished_at(case: Case, finish: FinishRequest) -> datetime:
    """When it was asked for; after a refusal, when the document was last touched, which is what mended it."""
    refused = case.record.refused
    waited = refused is not None and finish.at <= refused.at
    return max(finish.at, case.issue.updated_at) if waited else finish.at


def _record(case: Case) -> Record:
    return replace(
        case.record,
        mapping=case.mapping.name,
        actions=case.remembered,
        asked=waivers.kept(case.asked, waivers.ROOM_FOR_ASKED),
    )


def _page(case: Case) -> StatusPage:
    return StatusPage(
        Phase.WRITING,
        room=case.room,
        findings=case.standing,
        waived=case.accepted,
        problems=tuple(waivers.refused(case.asked, case.standing)),
        drafts=drafts(case),
        finish_label=case.mapping.labels.finished,
    )
