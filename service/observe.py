"""Reads one post-mortem and everything that hangs on it, with the fewest exchanges that the next plan needs.

Decides nothing: what follows from the state is plan.py's.
"""

from collections.abc import Callable, Iterable
from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from typing import Protocol

from connectors.tracker import (
    Absence,
    Act,
    Alike,
    Comment,
    Event,
    Gone,
    Issue,
    Permission,
    Person,
    Project,
    ProjectId,
    Reason,
    Ref,
    Tracker,
    TrackerError,
    Trouble,
)
from service import fence
from service.commands import finish_requests, waiver_requests
from service.commented import comments_of
from service.document.post_mortem import Action
from service.document.reading import looks_like_post_mortem
from service.doubles import with_suspects
from service.identity import COMPARED, with_kept_keys
from service.mappings import Mapping, TrackerKind
from service.markers import Kind, Signer
from service.observed import FinishRequest, How, Incident, Observed, SeenReview, StatusComment
from service.planning.case import document_of
from service.planning.owners import login_of
from service.record import Record, from_payload, ref_from_payload
from service.says import refusals


class Memory(Protocol):
    """What may be remembered between looks to spare exchanges. Forgetting it costs only exchanges."""

    def project(self, tracker: str, name: str) -> Project | None: ...

    def keep_project(self, tracker: str, project: Project) -> None: ...

    def is_assignable(self, tracker: str, project: ProjectId, login: str) -> bool: ...

    def keep_assignable(self, tracker: str, project: ProjectId, login: str) -> None: ...

    def touched(self, refs: Iterable[Ref]) -> frozenset[Ref]:
        """Those that changed a moment ago, which a listing might not show yet."""

    def suspects(self, post_mortem: Ref) -> frozenset[Ref]:
        """Issues that were met and that say that they hang on it; on record or not. Forgotten, they are met again."""

    def suspect(self, post_mortem: Ref, refs: Iterable[Ref]) -> None: ...

    def acquit(self, post_mortem: Ref, refs: Iterable[Ref]) -> None:
        """They are suspected no longer."""


Trackers = Table[str, Tracker]
"""Every tracker of the config, by its name there."""


@dataclass(frozen=True)
class Surroundings:
    """What observing needs besides the tracker."""

    mappings: tuple[Mapping, ...]
    signer: Signer
    memory: Memory
    template: Callable[[str], str]
    """The source of a mapping's template, by its name."""


@dataclass(frozen=True)
class Elsewhere:
    """The issue belongs to a post-mortem: that is what to look at."""

    post_mortem: Ref


@dataclass(frozen=True)
class Unconcerned:
    """Nothing here is Followthrough's, for this reason."""

    ref: Ref
    reason: str


@dataclass(frozen=True)
class Seen:
    what: Observed | Incident
    mapping: Mapping


def observe(trackers: Trackers, ref: Ref, around: Surroundings) -> Seen | Elsewhere | Unconcerned:
    """Raises TrackerError where something needed could not be read."""
    tracker = trackers[ref.tracker]
    issue = tracker.issue(ref)
    if isinstance(issue, Gone):
        return Unconcerned(ref, f"the issue is {issue.absence.value.replace('_', ' ')}")
    me = tracker.me()
    if owner := _owner(issue, me, around.signer):
        return Elsewhere(owner)
    comments = comments_of(tracker, issue, lambda comment: _is_ours(comment, me, around.signer))
    status = status_in(comments, me, around.signer)
    project = _project(tracker, issue, around)
    mapping = _mapping(issue, project, status, around)
    if mapping is None:
        return Unconcerned(issue.ref, "no mapping covers this issue")
    if status is None and mapping.labels.start not in issue.labels:
        return Unconcerned(issue.ref, f"it does not carry the label {mapping.labels.start}")
    if status is None and not _is_document(issue, me, around.signer, mapping):
        return Seen(_incident(tracker, issue, project, me, mapping, comments, around), mapping)
    seen = _post_mortem(trackers, issue, project, me, comments, status, mapping, around)
    record = status.record if status else Record(mapping.name)
    return Seen(replace(seen, waivers=waiver_requests(tracker, issue, comments, record)), mapping)


# -- what an issue is


def _owner(issue: Issue, me: Person, signer: Signer) -> Ref | None:
    """The post-mortem of a ticket or a review of ours."""
    if issue.author.id != me.id:
        return None
    payload = signer.read(Kind.TICKET, issue.body) or signer.read(Kind.REVIEW, issue.body)
    return ref_from_payload(payload["pm"]) if payload else None


def _is_document(issue: Issue, me: Person, signer: Signer, mapping: Mapping) -> bool:
    return _opened_by_us(issue, me, signer) or looks_like_post_mortem(issue.body, mapping.languages)


def _opened_by_us(issue: Issue, me: Person, signer: Signer) -> bool:
    """From a template for an incident, or from a file that was imported."""
    kinds = (Kind.POST_MORTEM, Kind.IMPORTED)
    return issue.author.id == me.id and any(signer.read(kind, issue.body) is not None for kind in kinds)


def _is_ours(comment: Comment, me: Person, signer: Signer) -> bool:
    """Whether it is what the service writes once: then nothing is missing that would be written again."""
    kinds = (Kind.STATUS, Kind.INCIDENT)
    return comment.author.id == me.id and any(signer.read(kind, comment.body) is not None for kind in kinds)


def status_in(comments: Iterable[Comment], me: Person, signer: Signer) -> StatusComment | None:
    """The oldest comment of ours that holds a genuine record."""
    for comment in comments:
        block = fence.find(comment.body) if comment.author.id == me.id else None
        payload = signer.read(Kind.STATUS, block.text) if block else None
        if block and block.untouched and not payload and signer.is_foreign(Kind.STATUS, block.text):
            raise TrackerError(refusals.other_key(comment.url), Trouble.UNAUTHORIZED)
        if block and payload:
            text = block.text.rpartition("\n\n")[0]
            return StatusComment(comment.id, comment.body, text, from_payload(payload), block.untouched)
    return None


def _mapping(issue: Issue, project: Project, status: StatusComment | None, around: Surroundings) -> Mapping | None:
    """The mapping on record, while it exists; else the first that covers the issue."""
    fitting = [m for m in around.mappings if m.tracker == issue.ref.tracker and _covers(m, issue, project)]
    named = [m for m in around.mappings if status and m.name == status.record.mapping]
    return next(iter([*named, *fitting]), None)


def _covers(mapping: Mapping, issue: Issue, project: Project) -> bool:
    if mapping.project.lower() != project.name.lower():
        return False
    return not mapping.match_labels or bool(set(mapping.match_labels) & set(issue.labels))


def _project(tracker: Tracker, issue: Issue, around: Surroundings) -> Project:
    remembered = around.memory.project(tracker.name, issue.ref.project)
    return remembered or kept(tracker.project(issue.ref.project), tracker, around)


def kept(project: Project, tracker: Tracker, around: Surroundings) -> Project:
    around.memory.keep_project(tracker.name, project)
    return project


# -- an incident


def _incident(
    tracker: Tracker,
    issue: Issue,
    project: Project,
    me: Person,
    mapping: Mapping,
    comments: tuple[Comment, ...],
    around: Surroundings,
) -> Incident:
    if opened := _opened_for(comments, me, around.signer):
        return Incident(issue, project, me, post_mortem=tracker.issue(opened), linked=True)
    history = tuple(tracker.history(issue.ref))
    return Incident(
        issue,
        project,
        me,
        template=around.template(mapping.template),
        comments=comments,
        history=history,
        tagger_permission=_tagger(tracker, issue, mapping, history),
    )


def _opened_for(comments: Iterable[Comment], me: Person, signer: Signer) -> Ref | None:
    ours = (comment for comment in comments if comment.author.id == me.id)
    payloads = (signer.read(Kind.INCIDENT, comment.body) for comment in ours)
    return next((ref_from_payload(payload["pm"]) for payload in payloads if payload), None)


def _tagger(tracker: Tracker, issue: Issue, mapping: Mapping, history: Iterable[Event]) -> Permission:
    """What whoever set the tag may do."""
    who = _labeled(issue, mapping.labels.start, history).actor
    return tracker.permission(issue.ref.project, who.login) if who else Permission.NONE


def _labeled(issue: Issue, label: str, history: Iterable[Event]) -> Event:
    """What set a label: one without an event was set when the issue was opened, of which Jira's history has nothing."""
    opened = Event(Act.LABELED, issue.author, issue.created_at, label)
    return last_act(history, Act.LABELED, label) or opened


def last_act(history: Iterable[Event], act: Act, detail: str) -> Event | None:
    return next((event for event in reversed(list(history)) if (event.act, event.detail) == (act, detail)), None)


# -- a post-mortem


def _post_mortem(
    trackers: Trackers,
    issue: Issue,
    project: Project,
    me: Person,
    comments: tuple[Comment, ...],
    status: StatusComment | None,
    mapping: Mapping,
    around: Surroundings,
) -> Observed:
    tracker = trackers[issue.ref.tracker]
    record = status.record if status else Record(mapping.name)
    destination, trouble = _destination(trackers[mapping.tickets.tracker], mapping, around)
    seen = Observed(issue, project, me, status=status, destination=destination, destination_trouble=trouble)
    if record.finished_at is None:
        seen = _with_acts(tracker, seen, mapping, comments, ours=_opened_by_us(issue, me, around.signer))
        seen = replace(seen, children=frozenset(_children(tracker, seen, mapping)))
    else:
        seen = _with_tickets(trackers, seen, record, mapping, around)
    seen = with_suspects(trackers, seen, around.memory.suspects(issue.ref), around.signer)
    return _with_words(trackers, seen, record, mapping, around)


def _destination(tracker: Tracker, mapping: Mapping, around: Surroundings) -> tuple[Project | None, str]:
    remembered = around.memory.project(tracker.name, mapping.tickets.project)
    return (remembered, "") if remembered else fresh_destination(tracker, mapping, around)


def _with_acts(
    tracker: Tracker, seen: Observed, mapping: Mapping, comments: tuple[Comment, ...], *, ours: bool
) -> Observed:
    """Who tagged it and who asked to finish, from the tracker's own history; `ours` is tagged by the service itself."""
    issue = seen.issue
    asked = finish_requests(tracker, issue, comments)
    finished = mapping.labels.finished in issue.labels or (not issue.open and issue.reason is Reason.COMPLETED)
    if not seen.status or finished:
        history = tuple(tracker.history(issue.ref))
        tagger = None if seen.status or ours else _tagger(tracker, issue, mapping, history)
        seen = replace(seen, tagger_permission=tagger)
        asked += _finished(tracker, issue, mapping, history)
    return replace(seen, finish=max(reversed(asked), key=lambda request: request.permission, default=None))


def _finished(
    tracker: Tracker, issue: Issue, mapping: Mapping, history: tuple[Event, ...]
) -> tuple[FinishRequest, ...]:
    """The close, and the label; whose word counts is who may do more in this project."""
    finished = mapping.labels.finished
    label = _labeled(issue, finished, history) if finished in issue.labels else None
    closed = not issue.open and issue.reason is Reason.COMPLETED
    close = last_act(history, Act.CLOSED, Reason.COMPLETED) if closed else None
    acts = ((How.CLOSE, close), (How.LABEL, label))
    return tuple(_request(tracker, issue, how, event) for how, event in acts if event)


def _request(tracker: Tracker, issue: Issue, how: How, event: Event) -> FinishRequest:
    by = event.actor.login if event.actor else ""
    permission = tracker.permission(issue.ref.project, by) if by else Permission.NONE
    called = event.actor.called if event.actor else ""
    return FinishRequest(how, by or "a deleted account", permission, event.at, called)


def _with_tickets(
    trackers: Trackers, seen: Observed, record: Record, mapping: Mapping, around: Surroundings
) -> Observed:
    """The tickets and the last review. GitHub lists sub-issues in one exchange, Jira reads any issues so."""
    tracker = trackers[seen.issue.ref.tracker]
    wanted = [action.ticket for action in record.actions if action.ticket]
    listed = _children(tracker, seen, mapping)
    tickets: dict[Ref, Issue | Gone] = {ref: listed[ref] for ref in wanted if ref in listed}
    others = [ref for ref in wanted if ref not in listed]
    alike = Alike(
        (mapping.labels.action,), record.finished_at, around.memory.touched(others) if others else frozenset()
    )
    for name in dict.fromkeys(ref.tracker for ref in others):
        there = [ref for ref in others if ref.tracker == name]
        tickets |= trackers[name].several(there, alike=alike) if name in trackers else _without_tracker(there)
    return replace(
        seen,
        tickets=tickets,
        children=frozenset(listed),
        review=_review(tracker, record, around.signer) if record.last_review else None,
    )


def _children(tracker: Tracker, seen: Observed, mapping: Mapping) -> dict[Ref, Issue]:
    """The sub-issues on GitHub. There are some before the finish is on record where a publish was interrupted."""
    if not seen.issue.children or mapping.kind is not TrackerKind.GITHUB:
        return {}
    return {child.ref: child for child in tracker.children(seen.issue.ref)}


def _without_tracker(refs: Iterable[Ref]) -> dict[Ref, Issue | Gone]:
    """Tickets in a tracker that the config no longer names."""
    return {ref: Gone(ref, Absence.NOT_FOUND) for ref in refs}


def _review(tracker: Tracker, record: Record, signer: Signer) -> SeenReview | Gone | None:
    if record.last_review is None:
        return None
    issue = tracker.issue(record.last_review.ref)
    if isinstance(issue, Gone):
        return issue
    block = fence.find(issue.body)
    payload = signer.read(Kind.REVIEW, block.text) if block else None
    if block is None or payload is None:
        return SeenReview(issue, "", untouched=False)
    return SeenReview(issue, block.text.rpartition("\n\n")[0], block.untouched, frozenset(payload["x"]))


def _with_words(trackers: Trackers, seen: Observed, record: Record, mapping: Mapping, around: Surroundings) -> Observed:
    """What the words of actions without a ticket mean in the tracker: their links and their owners."""
    actions = with_kept_keys(document_of(seen.issue, mapping).actions, record.actions)
    few = len(actions) <= COMPARED
    loose = [action for action in actions if few and not _has_ticket(seen, record, action.key)]
    links = sorted({link for action in loose for link in (*_addresses(action), *action.tracked_in)})
    abroad = mapping.tickets.home
    owners = (owner for action in loose for owner in action.owners)
    logins = sorted({login for owner in owners if (login := login_of(owner, mapping, abroad))})
    linked = {link: issue for link in links if (issue := _linked(trackers, link, seen.issue.ref)) is not None}
    assignable = {login: _assignable(trackers[abroad.tracker], seen.destination, login, around) for login in logins}
    return replace(seen, linked=linked, assignable=assignable)


def _has_ticket(seen: Observed, record: Record, key: str) -> bool:
    tracked = record.action(key)
    return bool(tracked and tracked.ticket and isinstance(seen.tickets.get(tracked.ticket), Issue))


def _addresses(action: Action) -> tuple[str, ...]:
    return tuple(link for link in action.links if "://" in link)


def _linked(trackers: Trackers, link: str, home: Ref) -> Issue | Gone | None:
    """The issue in whichever tracker knows it, the post-mortem's own first; None for pull requests and other sites."""
    knowing = (tracker for tracker in trackers.values() if tracker.could_mean(link))
    for tracker in sorted(knowing, key=lambda tracker: tracker.name != home.tracker):
        try:
            ref = tracker.locate(link, home.project if tracker.name == home.tracker else None)
            if ref:
                return tracker.issue(ref)
        except TrackerError as error:
            if not error.permanent:
                raise
    return None


def _assignable(tracker: Tracker, project: Project | None, login: str, around: Surroundings) -> bool:
    if project is None or around.memory.is_assignable(tracker.name, project.id, login):
        return True
    found = tracker.assignable(project.id, login)
    if found:
        around.memory.keep_assignable(tracker.name, project.id, login)
    return found


def fresh_destination(tracker: Tracker, mapping: Mapping, around: Surroundings) -> tuple[Project | None, str]:
    """The project, or why it cannot be read, as a sentence."""
    try:
        return kept(tracker.project_named(mapping.tickets.project), tracker, around), ""
    except TrackerError as error:
        if error.permanent:
            return None, error.message
        raise
