"""What a creation rests on, read anew: visibility, and whether the listing shows that it was created before.

Why each of these is asked: docs/decisions/0005-what-a-create-rests-on.md. What is created then is plan.py's to say.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connectors.tracker import Act, Draft, Issue, Project, Ref, Tracker
from service.doubles import claim_in, sorted_out
from service.mappings import Mapping as Rules
from service.markers import Kind, Signer
from service.observe import Seen, Surroundings, Trackers, fresh_destination, kept, last_act
from service.observed import Claim, Incident, Observed, SeenReview
from service.planning.starting import CLAIM as POST_MORTEM
from service.record import ref_to_payload
from service.says import refusals

_TICKET = Kind.TICKET.value
SLACK = timedelta(minutes=5)
"""How much earlier than the act that led to it a creation is looked for: trackers' clocks are not one."""


def afresh(trackers: Trackers, seen: Seen, around: Surroundings, drafts: Mapping[Claim, Draft]) -> Seen:
    """The same with all that a creation rests on read anew: visibility, and whether it was created before.

    `drafts` are what the plan would create.
    """
    if isinstance(seen.what, Incident):
        tracker = trackers[seen.what.issue.ref.tracker]
        return replace(seen, what=_afresh_incident(tracker, seen.what, seen.mapping, around, drafts))
    return replace(seen, what=_afresh_post_mortem(trackers, seen.what, seen.mapping, around, drafts))


def _afresh_post_mortem(
    trackers: Trackers, seen: Observed, mapping: Rules, around: Surroundings, drafts: Mapping[Claim, Draft]
) -> Observed:
    home, abroad = trackers[seen.issue.ref.tracker], trackers[mapping.tickets.tracker]
    project = kept(home.project(seen.project.id), home, around)
    seen = replace(seen, project=project)
    tickets = {claim: draft for claim, draft in drafts.items() if claim.kind == _TICKET}
    finds = []
    if tickets:
        destination, trouble = fresh_destination(abroad, mapping, around)
        seen = replace(seen, destination=destination, destination_trouble=trouble)
        if destination:
            seen = replace(seen, obstacles=_obstacles(abroad, destination, tickets))
            finds.append(_search(abroad, destination, _anchor(seen, _TICKET), seen, around.signer, tickets))
    if others := {claim: draft for claim, draft in drafts.items() if claim not in tickets}:
        seen = replace(seen, obstacles={**seen.obstacles, **_obstacles(home, project, others)})
        finds.append(_search(home, project, _anchor(seen, min(others).kind), seen, around.signer, others))
    met = [(double.claim, double.issue) for double in seen.doubles]
    claimed = [*(entry for find in finds for entry in find.ours), *met, *seen.strays.items()]
    found = sorted_out(trackers, seen, claimed, around.signer)
    return replace(
        seen,
        strays=found.strays,
        doubles=found.doubles,
        foreign=frozenset(claim for find in finds for claim in find.foreign),
        listing_trouble=next((find.trouble for find in finds if find.trouble), ""),
    )


def _anchor(seen: Observed, kind: str) -> datetime:
    """No issue of this kind can have been created earlier."""
    record = seen.status.record if seen.status else None
    if kind == "review" and record and record.review_due:
        return record.review_due
    if record and record.finished_at:
        return record.finished_at
    return seen.finish.at if seen.finish else seen.issue.created_at


def _obstacles(tracker: Tracker, place: Project, drafts: Mapping[Claim, Draft]) -> Mapping[Claim, str]:
    """Why each cannot be created as it is."""
    found = {claim: tracker.obstacles(place, draft) for claim, draft in drafts.items()}
    return {claim: " ".join(obstacles) for claim, obstacles in found.items() if obstacles}


def _known(seen: Observed | Incident, tracker: str, place: Project) -> Issue | None:
    """The issue that changed last among those known to be in a project: its listing must show it."""
    issues = [seen.issue]
    if isinstance(seen, Observed):
        issues += [seen.review.issue] if isinstance(seen.review, SeenReview) else []
        issues += [ticket for ticket in seen.tickets.values() if isinstance(ticket, Issue)]
    there = [issue for issue in issues if (issue.ref.tracker, issue.ref.project) == (tracker, place.id)]
    return max(there, key=lambda issue: issue.updated_at, default=None)


def _afresh_incident(
    tracker: Tracker, seen: Incident, mapping: Rules, around: Surroundings, drafts: Mapping[Claim, Draft]
) -> Incident:
    project = kept(tracker.project(seen.project.id), tracker, around)
    tagged = last_act(seen.history, Act.LABELED, mapping.labels.start)
    anchor = tagged.at if tagged else seen.issue.created_at
    find = _search(tracker, project, anchor, seen, around.signer, [POST_MORTEM])
    foreign = refusals.foreign_claim("post-mortem") if find.foreign else ""
    obstacle = "" if find.ours else " ".join(_obstacles(tracker, project, drafts).values())
    return replace(
        seen,
        project=project,
        post_mortem=next((issue for claim, issue in find.ours if claim == POST_MORTEM), None),
        listing_trouble=find.trouble or foreign or obstacle,
    )


@dataclass(frozen=True)
class _Find:
    ours: tuple[tuple[Claim, Issue], ...]
    """The oldest first; a claim is there more than once where the tracker did not keep its word."""
    foreign: frozenset[Claim]
    trouble: str = ""


def _search(
    tracker: Tracker,
    place: Project,
    anchor: datetime,
    seen: Observed | Incident,
    signer: Signer,
    claims: Iterable[Claim],
) -> _Find:
    """The issues in a project that carry a claim on what was seen. An empty listing proves nothing by itself."""
    known = _known(seen, tracker.name, place)
    since = min([anchor - SLACK, *([known.updated_at] if known else [])])
    listed = {issue.ref: issue for issue in tracker.issues(place.id, since=since).issues}
    marks = {mark: claim for claim in claims for mark in marks_of(claim, seen.issue.ref, signer)}
    listed |= {issue.ref: issue for issue in tracker.unlisted(place.id, since=anchor - SLACK, marks=list(marks))}
    if not trustworthy(tracker, place, listed.values(), known):
        return _Find((), frozenset(), refusals.empty_listing(place.name))
    owner = ref_to_payload(seen.issue.ref)
    me = tracker.me()
    ours: list[tuple[Claim, Issue]] = []
    foreign: set[Claim] = set()
    for issue in sorted(listed.values(), key=lambda issue: issue.ref.number):
        claim = claim_in(issue.body, signer, owner)
        if claim and issue.author.id == me.id:
            ours.append((claim, issue))
        elif issue.author.id != me.id:
            # Where hidden text is believed of nobody else, the mark still tells that another account was here.
            foreign |= {claim} if claim else {marks[label] for label in issue.labels if label in marks}
    return _Find(tuple(ours), frozenset(foreign - {claim for claim, _ in ours}))


def trustworthy(tracker: Tracker, place: Project, listed: Iterable[Issue], known: Issue | None) -> bool:
    """Whether what a listing does not show is not there; `known` is an issue that it must show, where one is known."""
    shown = {issue.ref for issue in listed}
    if known and tracker.trails <= SLACK:
        return known.ref in shown
    # A listing that trails by hours need not show the last change; that it shows anything says that it is one.
    empty = place.open_issues == 0 and known is None
    return bool(shown) or empty or tracker.lists_anything(place.id)


def marks_of(claim: Claim, owner: Ref, signer: Signer) -> tuple[str, ...]:
    """The words of which an issue with this claim carries one, newest key first."""
    return signer.marks([claim.kind, claim.key, *ref_to_payload(owner)])
