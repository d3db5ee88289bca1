"""Issues of ours that claim what another one may be there for: which could stand, and which are doubles. Reads only.

By design there are none. But the design rests on trackers that keep their word; see
docs/decisions/0017-duplicates-heal.md. Not here: which of them stands (planning/), or closing one (closing.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from connectors.tracker import Act, Comment, Gone, Issue, Person, Reason, Ref, Tracker
from service.commented import comments_of
from service.markers import Kind, Signer
from service.observed import Claim, Double, Observed, SeenReview
from service.record import ref_to_payload

Trackers = Mapping[str, Tracker]
Claimed = tuple[Claim, Issue]

REASON = Reason.NOT_PLANNED
"""As what the service closes a double. Every tracker has a word for it, and it counts as nothing done."""

_KINDS = frozenset({Kind.TICKET.value, Kind.REVIEW.value})


def with_suspects(trackers: Trackers, seen: Observed, suspects: frozenset[Ref], signer: Signer) -> Observed:
    """The same with what was met since of this post-mortem and is not on record. Asks nobody where all is."""
    strange = sorted(ref for ref in suspects - _on_record(seen) if ref.tracker in trackers)
    claimed = tuple(_claimed(trackers, strange, signer, ref_to_payload(seen.issue.ref))) if strange else ()
    found = sorted_out(trackers, seen, claimed, signer)
    recorded = _recorded(seen)
    # One whose place on record is taken by what is gone is not put there unasked: somebody deleted that.
    strays = {claim: issue for claim, issue in found.strays.items() if claim not in recorded}
    return replace(seen, suspects=suspects, strays=strays, doubles=found.doubles)


def claim_in(body: str, signer: Signer, owner: list[str | int]) -> Claim | None:
    """What an issue's genuine marker claims to be of the post-mortem (or incident) `owner`."""
    for kind, key in ((Kind.TICKET, "k"), (Kind.REVIEW, "n"), (Kind.POST_MORTEM, "")):
        payload = signer.read(kind, body)
        if payload and payload["pm"] == owner:
            return Claim(kind.value, str(payload[key]) if key else "")
    return None


@dataclass(frozen=True)
class Sorted:
    """What was found of a post-mortem beside its record."""

    strays: dict[Claim, Issue]
    """By claim: the earliest that may be taken on record."""
    doubles: tuple[Double, ...]
    """Everything about which nothing was said yet; one of them may be a stray, too."""


def sorted_out(trackers: Trackers, seen: Observed, claimed: Iterable[Claimed], signer: Signer) -> Sorted:
    """More is read only where two issues make one claim, or where one looks as if it had been closed for that."""
    known, recorded = _on_record(seen), _recorded(seen)
    groups: dict[Claim, dict[Ref, Issue]] = {}
    for claim, issue in sorted(claimed, key=lambda entry: (entry[1].created_at, entry[1].ref.number)):
        if issue.ref not in known and claim.kind in _KINDS:
            groups.setdefault(claim, {})[issue.ref] = issue
    strays: dict[Claim, Issue] = {}
    doubles: list[Double] = []
    for claim, issues in groups.items():
        alone = len(issues) == 1 and not recorded.get(claim)
        for issue in issues.values():
            plain = alone and (issue.open or issue.reason is not REASON)
            verdict = PLAIN if plain else judged(trackers[issue.ref.tracker], issue, signer, seen.issue.ref)
            if verdict.may_stand:
                strays.setdefault(claim, issue)
            if verdict.unsaid:
                doubles.append(Double(claim, issue))
    return Sorted(strays, tuple(doubles))


@dataclass(frozen=True)
class Verdict:
    """What became of an issue so far, as far as it might be a double."""

    may_stand: bool
    """False where the service closed it as a double before, whether or not it could say so."""
    unsaid: bool
    """True where it is to be closed, or was closed by the service, without a word from it yet."""


PLAIN = Verdict(may_stand=True, unsaid=False)


def judged(tracker: Tracker, issue: Issue, signer: Signer, post_mortem: Ref) -> Verdict:
    """From what the tracker remembers, so that it holds when everything else is forgotten."""
    me = tracker.me()
    is_word = partial(_is_word, me=me, signer=signer, post_mortem=post_mortem)
    if any(map(is_word, comments_of(tracker, issue, is_word))):
        return Verdict(may_stand=False, unsaid=False)
    history = tracker.history(issue.ref)
    if issue.open:
        # Whoever opened it again wants it open.
        return Verdict(may_stand=True, unsaid=all(event.act is not Act.REOPENED for event in history))
    last = next((event for event in reversed(history) if event.act is Act.CLOSED), None)
    ours = last is not None and last.actor is not None and (last.actor.id, last.detail) == (me.id, REASON)
    return Verdict(may_stand=not ours, unsaid=ours)


def word(signer: Signer, post_mortem: Ref) -> str:
    """What hides in the comment on a double."""
    return signer.marker(Kind.DUPLICATE, {"pm": ref_to_payload(post_mortem)})


def _is_word(comment: Comment, me: Person, signer: Signer, post_mortem: Ref) -> bool:
    payload = signer.read(Kind.DUPLICATE, comment.body) if comment.author.id == me.id else None
    return payload is not None and payload["pm"] == ref_to_payload(post_mortem)


def _claimed(trackers: Trackers, refs: Iterable[Ref], signer: Signer, owner: list[str | int]) -> Iterable[Claimed]:
    refs = list(refs)
    for name in dict.fromkeys(ref.tracker for ref in refs):
        me = trackers[name].me()
        for issue in trackers[name].several([ref for ref in refs if ref.tracker == name]).values():
            if isinstance(issue, Gone) or issue.author.id != me.id:
                continue
            if claim := claim_in(issue.body, signer, owner):
                yield claim, issue


def _on_record(seen: Observed) -> frozenset[Ref]:
    """Where the issues of the record are, and where they were when they were written down."""
    reviews = seen.status.record.reviews if seen.status else ()
    now = [ticket.ref for ticket in seen.tickets.values()]
    now += [seen.review.issue.ref] if isinstance(seen.review, SeenReview) else []
    return frozenset((*seen.tickets, *now, *(review.ref for review in reviews)))


def _recorded(seen: Observed) -> dict[Claim, bool]:
    """The claims on record, with whether the issue of each is there."""
    record = seen.status.record if seen.status else None
    if record is None:
        return {}
    tickets = {Claim(Kind.TICKET, action.key): action.ticket for action in record.actions if action.ticket}
    reviews = {Claim(Kind.REVIEW, str(review.cycle)): not review.gone for review in record.reviews}
    return {claim: not isinstance(seen.tickets.get(ref), Gone) for claim, ref in tickets.items()} | reviews
