"""From the tag: the post-mortem of an incident opens once, and the incident says where."""

from connectors.tracker import Act, Event, Gone, Issue, Permission
from service.document.template import ENTRY, IncidentFacts, TimelineEntry, render_template, severity_of
from service.document.text import cut
from service.mappings import Mapping, TrackerKind
from service.observed import Claim, Incident, Observed
from service.planning.rights import MAY_FINISH
from service.says import incident as words
from service.steps import LinkIncident, OpenPostMortem, Step

CLAIM = Claim("post-mortem", "")


def steps(seen: Incident, mapping: Mapping) -> tuple[Step, ...]:
    if seen.linked:
        return ()
    if isinstance(seen.post_mortem, Issue):
        return (LinkIncident(seen.issue.ref, seen.post_mortem),)
    if isinstance(seen.post_mortem, Gone) or seen.listing_trouble or not may_start(seen.tagger_permission):
        return ()
    return (_open(seen, mapping), LinkIncident(seen.issue.ref, None))


def may_follow(seen: Observed) -> bool:
    """A document that is followed already stays so; a new one is adopted when the tag came from who may set it."""
    return seen.status is not None or may_start(seen.tagger_permission)


def may_start(tagger: Permission | None) -> bool:
    """An issue form can apply a label for anyone, so the tag counts by who set it."""
    return tagger is None or tagger >= MAY_FINISH


def _open(seen: Incident, mapping: Mapping) -> OpenPostMortem:
    document = _document(seen, LONGEST[mapping.kind])
    if seen.issue.url not in document:
        document = f"{words.header(seen.issue.name, seen.issue.url)}\n\n{document}"
    return OpenPostMortem(
        project=seen.project.id,
        title=words.title(seen.issue.title),
        text=document,
        labels=(mapping.labels.start, *(label for label in seen.issue.labels if label in mapping.match_labels)),
        kind=mapping.type,
        fields=mapping.fields,
        restricted_to=seen.issue.restricted_to,
    )


LONGEST = {TrackerKind.GITHUB: 60_000, TrackerKind.JIRA: 28_000}
"""Characters of a new document; GitHub refuses a body above 65,536, and Jira one above 32,767 in its own markup."""

_SHORT_ENTRY = 100
"""Characters of an entry of the timeline where longer ones would make the document too long."""


def _document(seen: Incident, longest: int) -> str:
    whole = render_template(seen.template, _facts(seen, ENTRY))
    return whole if len(whole) <= longest else render_template(seen.template, _facts(seen, _SHORT_ENTRY))


def _facts(seen: Incident, longest: int) -> IncidentFacts:
    issue = seen.issue
    return IncidentFacts(
        title=issue.title,
        url=issue.url,
        reporter=issue.author.called,
        severity=severity_of(issue.labels),
        opened_at=issue.created_at,
        closed_at=issue.closed_at,
        timeline=tuple(sorted(_timeline(seen, longest), key=lambda entry: entry.at)),
    )


def _timeline(seen: Incident, longest: int) -> list[TimelineEntry]:
    """A draft: what the tracker knows, for people to put right."""
    said = [
        TimelineEntry(comment.created_at, comment.author.called, cut(_first_line(comment.body), longest))
        for comment in seen.comments
        if comment.author.id != seen.me.id
    ]
    # The template has lines of its own for opened and closed, and what came with the opening is not news.
    happened = [
        TimelineEntry(event.at, event.actor.called if event.actor else "", text)
        for event in seen.history
        if event.at > seen.issue.created_at and (text := _words(event))
    ]
    return [*said, *happened]


def _words(event: Event) -> str:
    match event.act:
        case Act.REOPENED:
            return "opened the incident again"
        case Act.LABELED:
            return f"added the label {event.detail}"
        case Act.ASSIGNED:
            return f"assigned {event.shown or event.detail}"
    return ""


def _first_line(body: str) -> str:
    return next((line.strip() for line in body.splitlines() if line.strip()), "")
