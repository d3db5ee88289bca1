"""The last step of every plan about a post-mortem: the status comment, when it would say something else."""

from dataclasses import replace

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
    page = page.with_problems(_problems(page))
    return replace(decision, page=page, record=replace(decision.record, ticked=page.ticked))


def status_step(case: Case, decision: Decision) -> tuple[Step, ...]:
    status = case.seen.status
    same = status and status.untouched and status.record == decision.record and status.text == text(decision.page)
    if same and not decision.pending:
        return ()
    return (WriteStatus(status.comment if status else None, decision.page, decision.record),)


def _problems(page: StatusPage) -> tuple[Problem, ...]:
    return tuple(problem for line in page.lines if (problem := _problem(line)))


def _problem(line: ActionLine) -> Problem | None:
    if line.outcome is Outcome.GONE:
        return Problem(refusals.ticket_gone(line.ticket_name), line.key)
    return owner_problem(line)
