"""One post-mortem under consideration: what was observed, with everything that follows from it alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, lru_cache

from connectors.tracker import Gone, Issue, ProjectId, Ref, Visibility
from service.document.language import Languages
from service.document.people import resolve, why_unresolved
from service.document.post_mortem import Action, Finding, PostMortem, Severity
from service.document.reading import read
from service.document.rules import Context, judge
from service.identity import COMPARED, is_second, remembered_words, with_kept_keys
from service.mappings import Mapping, TrackerKind
from service.markers import Kind, carries
from service.observed import Claim, Observed
from service.planning import waivers
from service.planning.owners import login_of
from service.record import AskedWaiver, Record, TrackedAction
from service.says.pages import ActionLine, Outcome


def document_of(issue: Issue, mapping: Mapping) -> PostMortem:
    """The document as written; `by Friday` counts from the local day on which its issue was opened.

    One that was a file before is older than its issue: there it counts from the day that the document names, if any.
    """
    imported = carries(Kind.IMPORTED, issue.body)
    written = None if imported else _local_day(issue.created_at, mapping)
    return _read(issue.body, written, mapping.languages)


@lru_cache(maxsize=4)
def _read(body: str, written: date | None, languages: Languages | None) -> PostMortem:
    """One look asks for the same several times, and reading is what costs most of it."""
    return read(body, written=written, languages=languages)


def _local_day(moment: datetime, mapping: Mapping) -> date:
    return moment.astimezone(mapping.review.time_zone).date()


_ROOM = {TrackerKind.GITHUB: 1.0, TrackerKind.JIRA: 0.5}
"""GitHub takes 65,536 characters, Jira 32,767; there, what is hidden is kept beside the text and not in it."""


@dataclass(frozen=True)
class Case:
    seen: Observed
    mapping: Mapping
    now: datetime

    @property
    def issue(self) -> Issue:
        return self.seen.issue

    @cached_property
    def record(self) -> Record:
        return self.seen.status.record if self.seen.status else Record(self.mapping.name)

    @cached_property
    def document(self) -> PostMortem:
        """As written, but with the keys that actions were given before."""
        document = document_of(self.issue, self.mapping)
        return replace(document, actions=with_kept_keys(document.actions, self.record.actions))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        context = Context(
            checks=self.mapping.checks,
            unknown_owners=self.unknown_owners,
            due_required=self.mapping.due.required and not self.default_due,
            today=_local_day(self.judged_at, self.mapping),
            horizon=self.mapping.due.horizon,
            languages=self.mapping.languages,
            waivers=waivers.given(self.asked),
        )
        return judge(self.document, context) + tuple(self._dead_links())

    @property
    def judged_at(self) -> datetime:
        """Once a finish was asked for, its moment: a date that passes before the ticket is there stops no ticket."""
        asked = self.seen.finish.at if self.seen.finish else self.now
        return self.record.finished_at or asked

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.standing if finding.severity is Severity.ERROR)

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The findings that nobody waived."""
        return tuple(finding for finding in self.findings if not finding.waived)

    @cached_property
    def asked(self) -> tuple[AskedWaiver, ...]:
        """What comments ask to waive, with the answer that was given when each was first seen."""
        return waivers.answered(self.record, self.seen.waivers)

    @cached_property
    def accepted(self) -> tuple[AskedWaiver, ...]:
        """The waivers that cover a finding, those in the document first."""
        return waivers.in_force(self.document.waivers, self.asked, self.findings)

    @cached_property
    def unknown_owners(self) -> dict[str, str]:
        """Owners as written that no ticket can be given to, with the reason."""
        return {
            owner: why
            for action in self.document.actions
            for owner in action.owners
            if (why := self._why_unknown(owner))
        }

    def mentions(self, lines: Iterable[ActionLine]) -> dict[str, str]:
        """By account in the tracker of the tickets, who is mentioned in that of the post-mortem: people of the config,
        and anybody where both are one GitHub."""
        home, abroad = self.mapping.home, self.mapping.tickets.home
        pairs = ((person.account(abroad), person.account(home)) for person in self.mapping.people)
        known = {account: name for account, name in pairs if account and name}
        same = home == abroad and home.handles_are_accounts
        others = {account: account for line in lines for account in line.accounts} if same else {}
        return others | known

    @property
    def room(self) -> float:
        """What part of the room that GitHub gives a text the post-mortem's tracker has."""
        return _ROOM[self.mapping.kind]

    @cached_property
    def default_due(self) -> bool:
        """Whether the severity of this post-mortem gives actions a date of their own."""
        return any(label in self.mapping.due.default_by_severity for label in self.issue.labels)

    def login(self, owner: str) -> str | None:
        """Of an owner as written, in the tracker of the tickets."""
        return login_of(owner, self.mapping, self.mapping.tickets.home)

    def called(self, owner: str) -> str:
        """As a ticket would show its assignee."""
        home = self.mapping.tickets.home
        found = resolve(owner, self.mapping.people, self.mapping.teams, home)
        if found is None:
            return owner
        return found.login if home.handles_are_accounts else found.name

    def is_in_destination(self, ref: Ref) -> bool:
        """Whether an issue is where this mapping's tickets are."""
        destination = self.seen.destination
        return destination is not None and (ref.tracker, ref.project) == (self.mapping.tickets.tracker, destination.id)

    def ticket(self, action: Action | TrackedAction) -> Issue | Gone | None:
        """The ticket of an action: on record, linked by the document, or found by its claim."""
        tracked = self.record.action(action.key)
        on_record = self.seen.tickets.get(tracked.ticket) if tracked and tracked.ticket else None
        if isinstance(on_record, Issue):
            return on_record
        linked = self._linked(action) if isinstance(action, Action) else None
        return linked or self.seen.strays.get(Claim("ticket", action.key)) or on_record

    def adopts(self, action: Action) -> bool:
        """Whether the ticket of an action, which has one, is an issue that was there before."""
        return self.ticket(action) == self._linked(action)

    @cached_property
    def remembered(self) -> tuple[TrackedAction, ...]:
        """Every action ever seen: those with a ticket keep the words that the ticket was made from."""
        now = {action.key: action for action in self.document.actions}
        kept = [self._updated(tracked, now.get(tracked.key)) for tracked in self.record.actions]
        known = {tracked.key for tracked in self.record.actions}
        few = len(now) <= COMPARED
        new = [
            TrackedAction(key, remembered_words(action))
            for key, action in now.items()
            if few and key not in known and not is_second(action)
        ]
        return (*kept, *new)

    def lines(self, tickets: dict[str, Issue | Gone]) -> tuple[ActionLine, ...]:
        """What to show of every action: those of the document in order, then those that left it with a ticket."""
        shown = [self._line(action) for action in self.document.actions]
        present = {action.key for action in self.document.actions}
        left = [
            ActionLine(tracked.key, tracked.words, ticket_name=tracked.name)
            for tracked in self.remembered
            if tracked.key not in present and tracked.ticket
        ]
        return tuple(self._with_ticket(line, tickets.get(line.key)) for line in (*shown, *left))

    def all_tickets(self) -> dict[str, Issue | Gone]:
        """By key: the tickets of all lines that have one."""
        entries: list[Action | TrackedAction] = [*self.record.actions, *self.document.actions]
        return {entry.key: ticket for entry in entries if (ticket := self.ticket(entry)) is not None}

    def _with_ticket(self, line: ActionLine, ticket: Issue | Gone | None) -> ActionLine:
        if ticket is None:
            return line
        elsewhere = isinstance(ticket, Issue) and not self._reads_too(ticket)
        return replace(line, apart=line.apart or elsewhere).with_ticket(ticket)

    def _reads_too(self, ticket: Issue) -> bool:
        """Whether those who read the post-mortem also read a ticket."""
        if ticket.restricted_to and not self.is_as_closed(ticket):
            return False
        return self._read_alike(ticket.ref.tracker, ticket.ref.project)

    def may_be_told_on(self, other: Issue) -> bool:
        """Whether no more people read another issue of its project than the post-mortem itself."""
        return self.issue.restricted_to is None or self.is_as_closed(other)

    def is_as_closed(self, other: Issue) -> bool:
        """Whether another issue is restricted as the post-mortem is, so that neither has readers the other lacks.

        Who is in a circle of readers differs from project to project, even where it is called the same.
        """
        one, two = self.issue.restricted_to, other.restricted_to
        if one is None or two is None:
            return one is two
        here, there = self.issue.ref, other.ref
        return (one.id, here.tracker, here.project) == (two.id, there.tracker, there.project)

    def _read_alike(self, tracker: str, project: ProjectId) -> bool:
        """Whether those who read the post-mortem also read the project of a ticket; what is not known counts as no."""
        home, destination = self.seen.project, self.seen.destination
        if (tracker, project) == (self.mapping.tracker, home.id):
            return True
        if self.issue.restricted_to:
            return False
        alike = destination is not None and destination.visibility is home.visibility is not Visibility.UNKNOWN
        there = destination is not None and (tracker, project) == (self.mapping.tickets.tracker, destination.id)
        return alike and there

    def _line(self, action: Action) -> ActionLine:
        causes = [cause for cause in self.document.causes if cause.key in action.causes]
        tracked = self.record.action(action.key)
        reworded = bool(
            tracked and tracked.ticket and tracked.words != remembered_words(action) and not tracked.adopted
        )
        return ActionLine(
            key=action.key,
            title=action.title,
            owner=", ".join(self.called(owner) for owner in action.owners),
            due=action.due,
            cause="; ".join(f"{cause.key} {cause.text}" for cause in causes),
            measure=action.measure or "",
            # What was done before the finish needs no ticket to be done in; it stays on the list.
            outcome=Outcome.DONE if action.done else None,
            ticket_name=tracked.name if tracked else "",
            apart=self.seen.destination is not None
            and not self._read_alike(self.mapping.tickets.tracker, self.seen.destination.id),
            reworded=action.title if reworded else "",
        )

    def _updated(self, tracked: TrackedAction, action: Action | None) -> TrackedAction:
        if action is None:
            return replace(tracked, left=True)
        words = remembered_words(action)
        if tracked.ticket is None:
            return replace(tracked, words=words, left=False)
        return replace(tracked, latest="" if words == tracked.words else words, left=False)

    def _linked(self, action: Action) -> Issue | None:
        """The issue whose address the action carries; one in the tickets' own project goes first."""
        found = [issue for url in action.links if isinstance(issue := self.seen.linked.get(url), Issue)]
        others = [issue for issue in found if not self._is_context(issue)]
        return min(others, key=lambda issue: not self.is_in_destination(issue.ref), default=None)

    def _is_context(self, issue: Issue) -> bool:
        """Post-mortems, incidents and reviews are what an action is about; none of them is its ticket."""
        labels = self.mapping.labels
        own = {self.issue.ref, *(review.ref for review in self.record.reviews)}
        return issue.ref in own or bool({labels.start, labels.review} & set(issue.labels))

    def _dead_links(self) -> Iterator[Finding]:
        for action in self.document.actions:
            dead = [url for url in action.links if isinstance(self.seen.linked.get(url), Gone)]
            if dead and self.ticket(action) is None:
                yield Finding(
                    "ticket/unknown",
                    Severity.ERROR,
                    action.lines,
                    f"The linked issue {dead[0]} is gone, or the service's account cannot see it.",
                    "Link another issue, or take the address out so that a new ticket is created.",
                    action.key,
                )

    def _why_unknown(self, owner: str) -> str:
        login = self.login(owner)
        if login is None:
            return why_unresolved(owner, self.mapping.people, self.mapping.teams, self.mapping.tickets.home)
        if not self.seen.assignable.get(login, True):
            return f"{login} cannot be assigned to issues of {self.mapping.tickets.project}"
        return ""
