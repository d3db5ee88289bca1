"""Carries a plan out: one write a step, and the status comment last, telling what really happened.

Decides nothing about what should be written (plan.py), and creates issues only through creation.py.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from connectors.tracker import Change, Comment, Draft, Gone, Issue, ProjectId, Ref, TrackerError, Trouble
from service import fence
from service.afresh import marks_of
from service.closing import close_duplicate
from service.commented import all_comments
from service.creation import Creation, Uncertain
from service.markers import Kind, Signer
from service.observe import Trackers
from service.observed import Claim, Observed, SeenReview
from service.pace import NotYet
from service.record import REASON, HeldReview, Record, ref_to_payload, to_payload
from service.says import incident as incident_words
from service.says import refusals
from service.says import review as review_words
from service.says import status as status_words
from service.says.pages import Problem, ReviewPage, StatusPage
from service.steps import (
    AssignTicket,
    CloseDuplicate,
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

SILENT = 2
"""After so many unanswered writes a tracker is left alone for the rest of a look: each takes half a minute."""


UNSAID = timedelta(hours=1)
"""How long something about the post-mortem itself that was refused for good is left alone, unless there is news."""

_ABSENT = (Trouble.NOT_FOUND, Trouble.GONE)


class StillUnknown(TrackerError):
    """Nothing was asked this time; what was said when it was stands."""


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
    assigned: dict[str, Issue] = field(default_factory=dict)
    """By action: tickets whose owner was assigned belatedly."""
    owed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By action: whom to assign later."""
    unassignable: dict[str, str] = field(default_factory=dict)
    """By action: why nobody can be assigned."""
    unlinked: set[str] = field(default_factory=set)
    """By action: tickets that a tracker which does not answer could not show; they are tied at the next look."""
    untied: dict[str, str] = field(default_factory=dict)
    """By action: why no ticket can be linked at all; they are tied once that is mended."""
    healed: set[Ref] = field(default_factory=set)
    """Second tickets and reviews about which nothing is left to do."""
    problems: list[Problem] = field(default_factory=list)
    trouble: str = ""
    """What was refused for good and may not stand in the status comment, as a sentence; empty where nothing was."""
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
        self._unanswered: Counter[str] = Counter()
        """By tracker: the writes of this look whose outcome nobody knows."""

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
            case AssignTicket():
                self._assign_ticket(step, done)
            case ReopenPostMortem():
                self._unless_refused(done, lambda: self._tracker.change(self._ref, Change(open=True)))
            case OpenReview():
                self._open_review(step, done)
            case UpdateReview():
                self._update_review(step, done)
            case CloseDuplicate():
                self._close_duplicate(step, done)
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
        """What the tracker refuses for good is told, and holds up nothing else.

        Beside the status comment, too: the plan may write none, or have written it before.
        """
        try:
            self._write(done, write)
        except TrackerError as error:
            if not error.permanent or error.trouble is Trouble.UNAUTHORIZED:
                raise
            done.problems.append(Problem(refusals.tracker_says(error.message)))
            self._tell_beside(error, done)

    def _tell_beside(self, error: TrackerError, done: Applied) -> None:
        done.trouble = done.trouble or error.message
        self._look_again(self._creation.later(UNSAID), done)

    def _is_silent(self, tracker: str) -> bool:
        return self._unanswered[tracker] >= SILENT

    def _leave_alone(self, tracker: str, done: Applied) -> None:
        """Told once, however much is left for the next look."""
        told = Problem(refusals.silent(tracker))
        done.problems += [] if told in done.problems else [told]

    def _put_off(self, tracker: str, error: TrackerError, done: Applied) -> None:
        """What another tracker does not do for now must not hold up the post-mortem's own: it is for the next look.

        Raises the error where that does not help.
        """
        if tracker == self._ref.tracker or error.trouble not in (Trouble.UNREACHABLE, Trouble.LIMITED):
            raise error
        if isinstance(error, NotYet):
            raise error
        self._unanswered[tracker] += SILENT if error.trouble is Trouble.LIMITED else 1
        self._look_again(error.retry_at or self._creation.later(), done)

    def _look_again(self, at: datetime, done: Applied) -> None:
        done.retry_at = max(filter(None, (done.retry_at, at)))

    def _create(self, claim: Claim, tracker: str, project: ProjectId, draft: Draft, done: Applied) -> Issue | None:
        """The created issue; None, with the problem noted, where this one could not be and the others go on."""
        if self._is_silent(tracker):
            self._leave_alone(tracker, done)
            return None
        draft = replace(draft, mark=marks_of(claim, self._ref, self._signer)[0])
        try:
            issue: Issue = self._write(done, lambda: self._creation.once(claim, tracker, project, draft))
        except Uncertain as uncertain:
            done.problems.append(Problem(refusals.uncertain(f"the {claim.kind}"), _action(claim)))
            self._unanswered[tracker] += uncertain.asked
            self._look_again(uncertain.retry_at, done)
            return None
        except TrackerError as error:
            if error.trouble is Trouble.UNAUTHORIZED:
                raise
            if not error.permanent:
                self._put_off(tracker, error, done)
                return None
            done.problems.append(Problem(refusals.tracker_says(error.message), _action(claim)))
            return None
        done.created[claim] = issue
        return issue

    def _create_ticket(self, step: CreateTicket, done: Applied) -> None:
        marker = self._signer.marker(Kind.TICKET, {"pm": ref_to_payload(self._ref), "k": step.key})
        draft = replace(step.draft, body=f"{step.text}\n\n{marker}")
        self._create(step.claim, step.tracker, step.project, draft, done)

    def _settle_ticket(self, step: SettleTicket, done: Applied) -> None:
        """What a tick asks for; where the tracker does not do it, the others go on and the box asks again."""
        tracker = step.ticket.tracker
        if self._is_silent(tracker):
            self._leave_alone(tracker, done)
            done.unsettled[step.key] = self._known(step.ticket)
            return
        try:
            there = self._trackers[tracker]
            self._write(done, lambda: there.change(step.ticket, Change(open=step.open, reason=step.reason)))
        except TrackerError as error:
            if error.trouble is Trouble.UNAUTHORIZED:
                raise
            if not error.permanent:
                self._put_off(tracker, error, done)
            why = refusals.tracker_says(error.message)
            if error.trouble is Trouble.DEAD_END:
                done.dead_ends[step.key] = (why, step.at)
            else:
                done.problems.append(Problem(why, step.key))
            done.unsettled[step.key] = self._known(step.ticket)

    def _assign_ticket(self, step: AssignTicket, done: Applied) -> None:
        """What a create left undone; while the tracker has no answer, it stays to be done."""
        tracker = step.ticket.tracker
        if self._is_silent(tracker):
            self._leave_alone(tracker, done)
            done.owed[step.key] = step.logins
            return
        there = self._trackers[tracker]
        try:
            change = Change(assignees=step.logins)
            done.assigned[step.key] = self._write(done, lambda: there.change(step.ticket, change))
        except TrackerError as error:
            if error.trouble is Trouble.UNAUTHORIZED:
                raise
            if error.permanent:
                done.unassignable[step.key] = refusals.tracker_says(error.message)
                return
            self._put_off(tracker, error, done)
            done.owed[step.key] = step.logins

    def _known(self, ticket: Ref) -> Issue:
        assert self._seen is not None  # noqa: S101 - only post-mortems have tickets
        seen = (*self._seen.tickets.values(), *self._seen.linked.values(), *self._seen.strays.values())
        return next(issue for issue in seen if isinstance(issue, Issue) and issue.ref == ticket)

    def _link_child(self, step: LinkChild, done: Applied) -> None:
        """A decoration: where the tracker refuses it (one parent only, a hundred at most), the text has the link."""
        ticket = step.ticket or done.created.get(Claim("ticket", step.key))
        if ticket is None:
            return
        if done.untied:
            done.untied[step.key] = next(iter(done.untied.values()))
            return
        try:
            self._write(done, lambda: self._tracker.link_child(self._ref, ticket))
        except TrackerError as error:
            if not error.permanent or error.trouble is Trouble.UNAUTHORIZED:
                raise
            if error.trouble is Trouble.LACKING:
                done.untied[step.key] = error.message

    def _link_abroad(self, step: LinkAbroad, done: Applied) -> None:
        """A decoration like any link; of both trackers only one may be able to show it."""
        ticket = step.ticket or done.created.get(Claim("ticket", step.key))
        if ticket is None:
            return
        there = ticket.ref.tracker
        if self._is_silent(there):
            done.unlinked.add(step.key)
            return
        try:
            self._write(done, lambda: self._trackers[there].link_abroad(ticket.ref, self._issue))
        except TrackerError as error:
            if error.trouble is Trouble.UNAUTHORIZED:
                raise
            if not error.permanent:
                self._put_off(there, error, done)
                done.unlinked.add(step.key)
                return
        try:
            self._write(done, lambda: self._tracker.link_abroad(self._ref, ticket))
        except TrackerError as error:
            if not error.permanent or error.trouble is Trouble.UNAUTHORIZED:
                raise

    def _open_review(self, step: OpenReview, done: Applied) -> None:
        page = self._with_created(step.page, done)
        body = fence.wrap(self._review_block(page, step.cycle))
        draft = replace(step.draft, title=review_words.title(page), body=body)
        self._create(step.claim, self._ref.tracker, step.project, draft, done)

    def _update_review(self, step: UpdateReview, done: Applied) -> None:
        seen = self._seen.review if self._seen else None
        now = self._tracker.issue(step.ref)
        if isinstance(now, Gone) or not isinstance(seen, SeenReview) or now.body != seen.issue.body:
            raise ChangedMeanwhile
        if now.restricted_to != seen.issue.restricted_to:
            raise ChangedMeanwhile
        page = self._with_created(step.page, done)
        body = fence.replace(now.body, self._review_block(page, page.cycle))
        if body != now.body:
            self._unless_refused(done, lambda: self._tracker.change(step.ref, Change(body=body)))

    def _close_duplicate(self, step: CloseDuplicate, done: Applied) -> None:
        """One that cannot be closed now is closed by a later look: it waits for nobody and holds nobody up."""
        tracker = step.double.ref.tracker
        if self._is_silent(tracker):
            return
        write = partial(self._write, done)
        try:
            if close_duplicate(self._trackers, step, self._signer, self._ref, write):
                done.healed.add(step.double.ref)
        except TrackerError as error:
            if error.trouble is Trouble.UNAUTHORIZED:
                raise
            if error.permanent:
                self._tell_beside(error, done)
            else:
                self._put_off(tracker, error, done)

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
        for tracker in dict.fromkeys(ref.tracker for ref in unread if not self._is_silent(ref.tracker)):
            with suppress(TrackerError):
                found = self._trackers[tracker].several([ref for ref in unread if ref.tracker == tracker])
                for ref, issue in found.items():
                    if isinstance(issue, Issue):
                        told = done.created[unread[ref]]
                        done.created[unread[ref]] = replace(issue, notices=told.notices, owed=told.owed)

    def _write_status(self, step: WriteStatus, done: Applied) -> None:
        self._read_created(done)
        page, record = with_created(step.page, step.record, done)
        done.page, done.record = page, record
        marker = self._signer.marker(Kind.STATUS, to_payload(record))
        block = f"{status_words.text(page)}\n\n{marker}"
        try:
            self._say_status(step.comment, block, done)
        except TrackerError as error:
            if not error.permanent or error.trouble is Trouble.UNAUTHORIZED:
                raise
            # Nothing can be said where people look, so it is told beside; what the plan did otherwise stands.
            self._tell_beside(error, done)

    def _say_status(self, comment: str | None, block: str, done: Applied) -> None:
        """In the comment that is there, or in a new one; one that was deleted is written anew with all it knew."""
        now = self._comment_now(comment) if comment else None
        if comment and now is not None:
            body = fence.replace(self._as_planned(now), block)
            if body == now:
                return
            try:
                self._write(done, lambda: self._tracker.edit_comment(self._ref, comment, body))
                return
            except TrackerError as error:
                # Whoever may not edit a comment may be told that it is not there.
                if error.trouble not in _ABSENT or self._comment_now(comment) is not None:
                    raise
        self._comment_once(Claim(Kind.STATUS, ""), fence.wrap(block), "the status comment", done)

    def _comment_once(self, claim: Claim, text: str, what: str, done: Applied) -> None:
        try:
            self._write(done, lambda: self._creation.comment_once(claim, self._ref, text))
        except Uncertain as uncertain:
            # There is no other comment to tell it in: the look is postponed, and the health page says why.
            cause = uncertain.__cause__
            told = refusals.uncertain_comment(what, cause.message if isinstance(cause, TrackerError) else "")
            kind = TrackerError if uncertain.asked else StillUnknown
            raise kind(told, Trouble.UNREACHABLE, retry_at=uncertain.retry_at) from uncertain

    def _comment_now(self, comment: str) -> str | None:
        """None where it is gone: a listing that does not show it is only believed if it shows all there are."""
        listed = _body_of(comment, self._tracker.comments(self._ref))
        return _body_of(comment, all_comments(self._tracker, self._ref)) if listed is None else listed

    def _as_planned(self, now: str) -> str:
        """The status comment, which must be as it was when the plan was made."""
        planned = self._seen.status.body if self._seen and self._seen.status else None
        if now != planned:
            raise ChangedMeanwhile
        return now

    def _open_post_mortem(self, step: OpenPostMortem, done: Applied) -> None:
        marker = self._signer.marker(Kind.POST_MORTEM, {"pm": ref_to_payload(self._ref)})
        mark = marks_of(step.claim, self._ref, self._signer)[0]
        draft = replace(step.draft, body=f"{step.text}\n\n{marker}", mark=mark)
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
        self._comment_once(Claim(Kind.INCIDENT, ""), text, "the link to the post-mortem", done)


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
    for key, ticket in done.assigned.items():
        page = page.assigned(key, ticket)
    for key, why in done.unassignable.items():
        record, page = record.with_notice(key, why), page.with_problems((Problem(why[:REASON], key),))
    if done.owed:
        record = record.with_owed({**{a.key: a.owed for a in record.actions}, **done.owed})
    if done.untied:
        record = replace(record, untied=record.untied | done.untied.keys())
        page = page.with_problems((Problem(refusals.untied(next(iter(done.untied.values())))),))
    for key in done.unlinked:
        record = record.without_ticket(key)
    for key, ticket in done.unsettled.items():
        page = page.unsettled(key, ticket)
    for key, (why, at) in done.dead_ends.items():
        record = record.with_dead_end(key, why, at)
        page = page.with_problems((Problem(why[:REASON], key),))
    page = page.with_problems(tuple(done.problems))
    return page, replace(record, ticked=page.ticked)


def _body_of(comment: str, among: Iterable[Comment]) -> str | None:
    return next((entry.body for entry in among if entry.id == comment), None)


def _action(claim: Claim) -> str | None:
    return claim.key if claim.kind == Kind.TICKET else None
