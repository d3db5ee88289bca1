"""Carries a plan out: one write a step, and the status comment last, telling what really happened.

Decides nothing about what should be written (plan.py), and creates issues only through creation.py.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from connectors.tracker import Change, Draft, Gone, Issue, ProjectId, Ref, TrackerError, Trouble
from service import fence
from service.afresh import marks_of
from service.creation import Creation, Uncertain
from service.markers import Kind, Signer
from service.observe import Trackers
from service.observed import Claim, Observed, SeenReview
from service.record import REASON, HeldReview, Record, ref_to_payload, to_payload
from service.says import incident as incident_words
from service.says import refusals
from service.says import review as review_words
from service.says import status as status_words
from service.says.pages import Problem, ReviewPage, StatusPage
from service.steps import (
    CreateTicket,
    LinkAbroad,
    LinkChild,
    LinkIncident,
    OpenPostMortem,
    OpenReview,
    ReopenPostMortem,
    SettleTicket,
    Step,
    UpdateReview,
    WriteStatus,
)


class ChangedMeanwhile(Exception):
    """A person edited what was about to be rewritten: look again first."""


@dataclass
class Applied:
    """What came of a plan."""

    page: StatusPage | None = None
    record: Record | None = None
    created: dict[Claim, Issue] = field(default_factory=dict)
    unsettled: dict[str, Issue] = field(default_factory=dict)
    """By action: tickets that a tick could not close or open."""
    dead_ends: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    """By action: why a tick is not worth trying again soon, and when it was tried."""
    problems: list[Problem] = field(default_factory=list)
    retry_at: datetime | None = None
    """When an unknown outcome is to be looked at again."""
    writes: int = 0


class Writer:
    """Applies steps about one issue."""

    def __init__(
        self, trackers: Trackers, creation: Creation, signer: Signer, seen: Observed | None, issue: Issue
    ) -> None:
        """`seen` is None for an incident; `issue` is what was looked at."""
        self._trackers = trackers
        self._tracker = trackers[issue.ref.tracker]
        self._creation = creation
        self._signer = signer
        self._seen = seen
        self._issue = issue
        self._ref = issue.ref

    def apply(self, steps: Iterable[Step]) -> Applied:
        """Raises TrackerError or ChangedMeanwhile where going on would not help; what was done stays done."""
        done = Applied()
        for step in steps:
            self._carry_out(step, done)
        return done

    def _carry_out(self, step: Step, done: Applied) -> None:
        match step:
            case CreateTicket():
                self._create_ticket(step, done)
            case LinkChild():
                self._link_child(step, done)
            case LinkAbroad():
                self._link_abroad(step, done)
            case SettleTicket():
                self._settle_ticket(step, done)
            case ReopenPostMortem():
                self._unless_refused(done, lambda: self._tracker.change(self._ref, Change(open=True)))
            case OpenReview():
                self._open_review(step, done)
            case UpdateReview():
                self._update_review(step, done)
            case WriteStatus():
                self._write_status(step, done)
            case OpenPostMortem():
                self._open_post_mortem(step, done)
            case LinkIncident():
                self._link_incident(step, done)

    def _write(self, done: Applied, write: Any) -> Any:
        done.writes += 1
        return write()

    def _unless_refused(self, done: Applied, write: Callable[[], object]) -> None:
        """What the tracker refuses for good is told, and holds up nothing else."""
        try:
            self._write(done, write)
        except TrackerError as error:
            if not error.permanent or error.trouble is Trouble.UNAUTHORIZED:
                raise
            done.problems.append(Problem(refusals.tracker_says(error.message)))

    def _create(self, claim: Claim, tracker: str, project: ProjectId, draft: Draft, done: Applied) -> Issue | None:
        """The created issue; None, with the problem noted, where this one could not be and the others go on."""
        draft = replace(draft, mark=marks_of(claim, self._ref, self._signer)[0])
        try:
            issue: Issue = self._write(done, lambda: self._creation.once(claim, tracker, project, draft))
        except Uncertain as uncertain:
            done.problems.append(Problem(refusals.uncertain(f"the {claim.kind}"), _action(claim)))
            done.retry_at = max(filter(None, (done.retry_at, uncertain.retry_at)))
            return None
        except TrackerError as error:
            if not error.permanent or error.trouble is Trouble.UNAUTHORIZED:
                raise
            done.problems.append(Problem(refusals.tracker_says(error.message), _action(claim)))
            return None
        done.created[claim] = issue
        return issue

    def _create_ticket(self, step: CreateTicket, done: Applied) -> None:
        marker = self._signer.marker(Kind.TICKET, {"pm": ref_to_payload(self._ref), "k": step.key})
        draft = replace(step.draft, body=f"{step.text}\n\n{marker}")
        self._create(step.claim, step.tracker, step.project, draft, done)

    def _settle_ticket(self, step: SettleTicket, done: Applied) -> None:
        """What a tick asks for; where the tracker refuses it for good, the others go on and the box asks again."""
        try:
            there = self._trackers[step.ticket.tracker]
            self._write(done, lambda: there.change(step.ticket, Change(open=step.open, reason=step.reason)))
        except TrackerError as error:
            if not error.permanent or error.trouble is Trouble.UNAUTHORIZED:
                raise
            why = refusals.tracker_says(error.message)
            if error.trouble is Trouble.DEAD_END:
                done.dead_ends[step.key] = (why, step.at)
            else:
                done.problems.append(Problem(why, step.key))
            done.unsettled[step.key] = self._known(step.ticket)

    def _known(self, ticket: Ref) -> Issue:
        assert self._seen is not None  # noqa: S101 - only post-mortems have tickets
        seen = (*self._seen.tickets.values(), *self._seen.linked.values(), *self._seen.strays.values())
        return next(issue for issue in seen if isinstance(issue, Issue) and issue.ref == ticket)

    def _link_child(self, step: LinkChild, done: Applied) -> None:
        """A decoration: where the tracker refuses it (one parent only, a hundred at most), the text has the link."""
        ticket = step.ticket or done.created.get(Claim("ticket", step.key))
        if ticket is None:
            return
        try:
            self._write(done, lambda: self._tracker.link_child(self._ref, ticket))
        except TrackerError as error:
            if not error.permanent or error.trouble is Trouble.UNAUTHORIZED:
                raise

    def _link_abroad(self, step: LinkAbroad, done: Applied) -> None:
        """A decoration like any link; of both trackers only one may be able to show it."""
        ticket = step.ticket or done.created.get(Claim("ticket", step.key))
        if ticket is None:
            return
        try:
            self._write(done, lambda: self._trackers[ticket.ref.tracker].link_abroad(ticket.ref, self._issue))
            self._write(done, lambda: self._tracker.link_abroad(self._ref, ticket))
        except TrackerError as error:
            if not error.permanent or error.trouble is Trouble.UNAUTHORIZED:
                raise

    def _open_review(self, step: OpenReview, done: Applied) -> None:
        page = self._with_created(step.page, done)
        body = fence.wrap(self._review_block(page, step.cycle))
        draft = Draft(review_words.title(page), body, step.labels, step.assignees)
        self._create(step.claim, self._ref.tracker, step.project, draft, done)

    def _update_review(self, step: UpdateReview, done: Applied) -> None:
        seen = self._seen.review if self._seen else None
        now = self._tracker.issue(step.ref)
        if isinstance(now, Gone) or not isinstance(seen, SeenReview) or now.body != seen.issue.body:
            raise ChangedMeanwhile
        page = self._with_created(step.page, done)
        body = fence.replace(now.body, self._review_block(page, page.cycle))
        if body != now.body:
            self._unless_refused(done, lambda: self._tracker.change(step.ref, Change(body=body)))

    def _review_block(self, page: ReviewPage, cycle: int) -> str:
        payload = {"pm": ref_to_payload(self._ref), "n": cycle, "x": sorted(page.ticked)}
        return f"{review_words.text(page)}\n\n{self._signer.marker(Kind.REVIEW, payload)}"

    def _with_created(self, page: ReviewPage, done: Applied) -> ReviewPage:
        for claim, issue in done.created.items():
            if claim.kind == Kind.TICKET:
                page = page.with_ticket(claim.key, issue)
        for key, ticket in done.unsettled.items():
            page = page.unsettled(key, ticket)
        return page

    def _read_created(self, done: Applied) -> None:
        """What a create did not tell, so that the next look finds nothing to put right. It can wait for that, too."""
        unread = {issue.ref: claim for claim, issue in done.created.items() if issue.unread}
        for tracker in dict.fromkeys(ref.tracker for ref in unread):
            with suppress(TrackerError):
                found = self._trackers[tracker].several([ref for ref in unread if ref.tracker == tracker])
                for ref, issue in found.items():
                    if isinstance(issue, Issue):
                        notices = done.created[unread[ref]].notices
                        done.created[unread[ref]] = replace(issue, notices=notices)

    def _write_status(self, step: WriteStatus, done: Applied) -> None:
        self._read_created(done)
        page, record = with_created(step.page, step.record, done)
        done.page, done.record = page, record
        marker = self._signer.marker(Kind.STATUS, to_payload(record))
        block = f"{status_words.text(page)}\n\n{marker}"
        if step.comment is None:
            self._write(done, lambda: self._tracker.comment(self._ref, fence.wrap(block)))
            return
        body = fence.replace(self._unchanged_comment(step.comment), block)
        if self._seen and self._seen.status and body != self._seen.status.body:
            self._write(done, lambda: self._tracker.edit_comment(self._ref, str(step.comment), body))

    def _unchanged_comment(self, comment: str) -> str:
        """The status comment as it stands now, which must be as it was when the plan was made."""
        planned = self._seen.status.body if self._seen and self._seen.status else None
        now = next((entry.body for entry in self._tracker.comments(self._ref) if entry.id == comment), None)
        if now is None or now != planned:
            raise ChangedMeanwhile
        return now

    def _open_post_mortem(self, step: OpenPostMortem, done: Applied) -> None:
        marker = self._signer.marker(Kind.POST_MORTEM, {"pm": ref_to_payload(self._ref)})
        mark = marks_of(step.claim, self._ref, self._signer)[0]
        draft = Draft(step.title, f"{step.text}\n\n{marker}", step.labels, mark=mark)
        once, home = self._creation.once, self._ref.tracker
        try:
            done.created[step.claim] = self._write(done, lambda: once(step.claim, home, step.project, draft))
        except Uncertain as uncertain:
            # An incident has no status comment to tell it in: the look is postponed, and the health page says why.
            raise TrackerError(refusals.uncertain("the post-mortem"), Trouble.UNREACHABLE) from uncertain

    def _link_incident(self, step: LinkIncident, done: Applied) -> None:
        opened = step.to or next(iter(done.created.values()))
        marker = self._signer.marker(Kind.INCIDENT, {"pm": ref_to_payload(opened.ref)})
        text = f"{incident_words.link(opened.name, opened.url)}\n\n{marker}"
        self._write(done, lambda: self._tracker.comment(step.incident, text))


def with_created(page: StatusPage, record: Record, done: Applied) -> tuple[StatusPage, Record]:
    """Page and record with the issues that now exist, and with what could not be done."""
    for claim, issue in done.created.items():
        if claim.kind == Kind.TICKET:
            page, record = page.with_ticket(claim.key, issue), record.with_ticket(claim.key, issue)
            tracked = record.action(claim.key)
            page = page.with_problems((Problem(tracked.notice, claim.key),) if tracked and tracked.notice else ())
        elif claim.kind == Kind.REVIEW and record.review_due:
            cycle = int(claim.key)
            record = record.with_review(HeldReview(cycle, issue.ref, record.review_due, issue.url))
            page = page.with_review(cycle, issue)
    for key, ticket in done.unsettled.items():
        page = page.unsettled(key, ticket)
    for key, (why, at) in done.dead_ends.items():
        record = record.with_dead_end(key, why, at)
        page = page.with_problems((Problem(why[:REASON], key),))
    page = page.with_problems(tuple(done.problems))
    return page, replace(record, ticked=page.ticked)


def _action(claim: Claim) -> str | None:
    return claim.key if claim.kind == Kind.TICKET else None
