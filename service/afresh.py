"""What a creation rests on, read anew: visibility, and whether the listing shows that it was created before.

Why each of these is asked: docs/decisions/0005-what-a-create-rests-on.md. What is created then is plan.py's to say.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connectors.tracker import Act, Issue, Person, Project, Tracker
from service.mappings import Mapping
from service.markers import Kind, Signer
from service.observe import Seen, Surroundings, fresh_destination, kept, last_act
from service.observed import Claim, Incident, Observed, SeenReview
from service.planning.starting import CLAIM as POST_MORTEM
from service.record import ref_to_payload
from service.says import refusals

SLACK = timedelta(minutes=5)
"""How much earlier than the act that led to it a creation is looked for: trackers' clocks are not one."""


def afresh(tracker: Tracker, seen: Seen, around: Surroundings, kinds: Iterable[str]) -> Seen:
    """The same with all that a creation rests on read anew: visibility, and whether it was created before.

    `kinds` are those of the claims that the plan would create.
    """
    if isinstance(seen.what, Incident):
        return replace(seen, what=_afresh_incident(tracker, seen.what, seen.mapping, around))
    return replace(seen, what=_afresh_post_mortem(tracker, seen.what, seen.mapping, around, set(kinds)))


def _afresh_post_mortem(
    tracker: Tracker, seen: Observed, mapping: Mapping, around: Surroundings, kinds: Iterable[str]
) -> Observed:
    project = kept(tracker.project(seen.project.id), tracker, around)
    destination, trouble = seen.destination, seen.destination_trouble
    if "ticket" in kinds:
        destination, trouble = fresh_destination(tracker, mapping, around)
    seen = replace(seen, project=project, destination=destination, destination_trouble=trouble)
    owner = ref_to_payload(seen.issue.ref)
    finds = [
        _search(tracker, place, _anchor(seen, kind), _known(seen, place), seen.me, around.signer, owner)
        for kind in sorted(kinds)
        if (place := destination if kind == "ticket" else project)
    ]
    return replace(
        seen,
        strays={claim: issue for find in finds for claim, issue in find.ours.items()},
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


def _known(seen: Observed, place: Project) -> Issue | None:
    """The issue that changed last among those known to be in a project: its listing must show it."""
    review = [seen.review.issue] if isinstance(seen.review, SeenReview) else []
    issues = [seen.issue, *review, *(ticket for ticket in seen.tickets.values() if isinstance(ticket, Issue))]
    there = [issue for issue in issues if issue.ref.project == place.id]
    return max(there, key=lambda issue: issue.updated_at, default=None)


def _afresh_incident(tracker: Tracker, seen: Incident, mapping: Mapping, around: Surroundings) -> Incident:
    project = kept(tracker.project(seen.project.id), tracker, around)
    tagged = last_act(seen.history, Act.LABELED, mapping.labels.start)
    anchor = tagged.at if tagged else seen.issue.created_at
    find = _search(tracker, project, anchor, seen.issue, seen.me, around.signer, ref_to_payload(seen.issue.ref))
    return replace(
        seen,
        project=project,
        post_mortem=find.ours.get(POST_MORTEM),
        listing_trouble=find.trouble or (refusals.foreign_claim("post-mortem") if find.foreign else ""),
    )


@dataclass(frozen=True)
class _Find:
    ours: dict[Claim, Issue]
    foreign: frozenset[Claim]
    trouble: str = ""


def _search(
    tracker: Tracker,
    place: Project,
    anchor: datetime,
    known: Issue | None,
    me: Person,
    signer: Signer,
    owner: list[str | int],
) -> _Find:
    """The issues in a project that carry a claim on `owner`. An empty listing proves nothing by itself."""
    since = min([anchor - SLACK, *([known.updated_at] if known else [])])
    listed = tracker.issues(place.id, since=since).issues
    if not trustworthy(tracker, place, listed, known):
        return _Find({}, frozenset(), refusals.empty_listing(place.name))
    ours: dict[Claim, Issue] = {}
    foreign = set()
    for issue in sorted(listed, key=lambda issue: issue.ref.number):
        claim = claim_in(issue.body, signer, owner)
        if claim and issue.author.id == me.id:
            ours.setdefault(claim, issue)
        elif claim:
            foreign.add(claim)
    return _Find(ours, frozenset(foreign - set(ours)))


def trustworthy(tracker: Tracker, place: Project, listed: Iterable[Issue], known: Issue | None) -> bool:
    """Whether what a listing does not show is not there; `known` is an issue that it must show, where one is known."""
    if known:
        return any(issue.ref == known.ref for issue in listed)
    return bool(listed) or place.open_issues == 0 or tracker.lists_anything(place.id)


def claim_in(body: str, signer: Signer, owner: list[str | int]) -> Claim | None:
    """What an issue's genuine marker claims to be of the post-mortem (or incident) `owner`."""
    for kind, key in ((Kind.TICKET, "k"), (Kind.REVIEW, "n"), (Kind.POST_MORTEM, "")):
        payload = signer.read(kind, body)
        if payload and payload["pm"] == owner:
            return Claim(kind.value, str(payload[key]) if key else "")
    return None
