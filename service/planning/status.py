"""The last step of every plan about a post-mortem: the status comment, when it would say something else."""

from dataclasses import replace

from connectors.tracker import Gone
from service.planning.case import Case
from service.planning.decision import Decision
from service.says import refusals
from service.says.pages import ActionLine, Outcome, Problem, StatusPage, owner_problem
from service.says.status import text
from service.steps import Step, WriteStatus


def completed(case: Case, decision: Decision) -> Decision:
    """The decision with what every status comment shows alike: today, the problems, the boxes."""
    zone = case.mapping.review.time_zone
    page = replace(decision.page, zone=zone, today=case.now.astimezone(zone).date())
    page = page.with_problems(_problems(case, page))
    return replace(decision, page=page, record=replace(decision.record, ticked=page.ticked))


def status_step(case: Case, decision: Decision) -> tuple[Step, ...]:
    status = case.seen.status
    same = status and status.untouched and status.record == decision.record and status.text == text(decision.page)
    if same and not decision.pending:
        return ()
    return (WriteStatus(status.comment if status else None, decision.page, decision.record),)


def _problems(case: Case, page: StatusPage) -> tuple[Problem, ...]:
    return tuple(problem for line in page.lines if (problem := _problem(case, line)))


def _problem(case: Case, line: ActionLine) -> Problem | None:
    tracked = case.record.action(line.key)
    if line.outcome is Outcome.GONE or (tracked and isinstance(case.ticket(tracked), Gone) and not line.ticket_url):
        return Problem(refusals.ticket_gone(line.ticket_name or "of this action"), line.key)
    return owner_problem(line)
