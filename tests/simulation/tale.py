"""A history while it is told: a town, the post-mortems in it as people have them, and what people have said they want.

Not here: what people do (acts.py), what goes wrong (weather.py), and what must hold (invariants.py).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache

from connectors.tracker import ProjectId, Ref
from service.afresh import marks_of
from service.markers import Kind, Signer
from service.observed import Claim
from tests.planning.documents import Document
from tests.simulation.survey import Note, Seen, Survey, survey
from tests.simulation.town import KEY, Town
from tests.stories.desk import Desk, Site
from tests.stories.github_site import BOT, GitHubSite

TAGGED, FINISHED = "postmortem", "postmortem:finished"
MOST_KEYS, MOST_REVIEWS = 70, 30


@dataclass
class Told:
    """One post-mortem: where it is, and what people wrote in it."""

    number: int
    site: Site
    id: str
    refs: list[Ref]
    """Every place it ever had."""
    document: Document
    tail: str = ""
    inserted: Counter[str] = field(default_factory=Counter)
    """How often a row of this title was written anew."""
    asked: list[datetime] = field(default_factory=list)
    """When somebody who may asked to finish."""
    deleted: bool = False

    @property
    def ref(self) -> Ref:
        return self.refs[-1]

    @property
    def where(self) -> tuple[str, str]:
        return self.site.name, self.id


@dataclass(frozen=True)
class Held:
    """What an issue of the service is for."""

    told: int
    kind: str
    key: str


@dataclass
class Tale:
    town: Town
    tolds: list[Told] = field(default_factory=list)
    incidents: list[Ref] = field(default_factory=list)
    moments: set[datetime] = field(default_factory=set)
    """When anybody did anything."""
    notes: dict[str, tuple[tuple[str, str], str]] = field(default_factory=dict)
    """Words that people wrote near what the service renders: in which issue, and in which comment, if any."""
    stated: dict[tuple[str, str], bool] = field(default_factory=dict)
    """By issue: whether people want it open; of what they contradicted themselves about, nothing."""
    boxed: dict[tuple[str, str], tuple[bool, str]] = field(default_factory=dict)
    """By issue: what a box asks for that no look has seen yet, and where that box is."""
    torn: set[tuple[str, str]] = field(default_factory=set)
    """Issues of which people said two things at once."""
    deleted: set[Held] = field(default_factory=set)
    """What people deleted, which does not come back."""
    lost: bool = False
    """The project of the tickets is gone for good."""
    wrong: list[str] = field(default_factory=list)
    """Which invariant was broken, and how."""
    dues: dict[tuple[int, int], datetime] = field(default_factory=dict)
    """By post-mortem and cycle: when its review was said to be due."""
    written: dict[tuple[tuple[str, str], str], str] = field(default_factory=dict)
    """By issue and comment: what the service wrote there last."""

    def breaks(self, invariant: str, how: str) -> None:
        self.wrong.append(f"{invariant}: {how}")

    # -- where things are

    def desk(self, site: Site, who: str = "alice") -> Desk:
        return site.desk(who)

    def survey(self) -> Survey:
        return survey(self.town.sites)

    def told(self, n: int) -> Told | None:
        living = [told for told in self.tolds if not told.deleted]
        return living[n % len(living)] if living else None

    def at(self, told: Told) -> Seen | None:
        return self.survey().get(told.where)

    def site_of(self, seen: Seen) -> Site:
        return next(site for site in self.town.sites if site.name == seen.tracker)

    def ref_of(self, seen: Seen) -> Ref:
        return Ref(seen.tracker, ProjectId(seen.project_id), seen.handle)

    def status(self, told: Told) -> Note | None:
        """The service's comment with the record; Jira keeps what is hidden elsewhere, so there it is the first one."""
        seen = self.at(told)
        ours = [note for note in seen.comments if note.author == BOT] if seen else []
        signed = [note for note in ours if "followthrough:status" in note.body]
        return next(iter(signed if isinstance(told.site, GitHubSite) else ours), None)

    def moved(self, old: tuple[str, str], new: tuple[str, str]) -> None:
        """An issue has another id now."""
        if old in self.stated:
            self.stated[new] = self.stated.pop(old)
        if old in self.boxed:
            self.boxed[new] = self.boxed.pop(old)
        self.notes = {words: (new if at == old else at, comment) for words, (at, comment) in self.notes.items()}
        self.torn |= {new} if old in self.torn else set()
        if (old, "") in self.written:
            self.written[new, ""] = self.written.pop((old, ""))

    def held(self, seen: Seen) -> Held | None:
        """The claim that an issue of the service carries: signed in its body, or as the mark of its label."""
        if seen.author != BOT:
            return None
        owned = _claim_in(seen.body) or next((self._marks()[it] for it in seen.labels if it in self._marks()), None)
        if owned is None:
            return None
        owner, claim = owned
        number = next((told.number for told in self.tolds if owner in told.refs), None)
        if number is None and owner in self.incidents:
            number = -1 - self.incidents.index(owner)
        return Held(number, claim.kind, claim.key) if number is not None else None

    def _marks(self) -> dict[str, tuple[Ref, Claim]]:
        found: dict[str, tuple[Ref, Claim]] = {}
        for ref in (*(ref for told in self.tolds for ref in told.refs), *self.incidents):
            found |= _marks_about(ref)
        return found

    def ours(self, kind: str, told: Told | None = None) -> list[tuple[Held, Seen]]:
        """Issues of the service, of one post-mortem or of all."""
        claimed = ((self.held(seen), seen) for seen in self.survey().values())
        return [(h, s) for h, s in claimed if h and h.kind == kind and (told is None or h.told == told.number)]

    def a(self, kind: str, n: int) -> tuple[Held, Seen] | None:
        found = self.ours(kind)
        return found[n % len(found)] if found else None

    # -- what people write

    def write(self, told: Told, document: Document) -> None:
        seen = self.at(told)
        if seen is None:
            return
        told.inserted += Counter(row.title for row in document.rows) - Counter(row.title for row in told.document.rows)
        self.desk(told.site).writes(seen.project, seen.handle, f"{document}{told.tail}")
        told.document = document

    def note(self, seen: Seen, comment: str = "") -> str:
        words = f"note {len(self.notes)} by hand"
        self.notes[words] = (seen.tracker, seen.id), comment
        return words

    def states(self, seen: Seen, open: bool, *, box: str = "") -> None:
        """Somebody said what they want of a ticket: there, or by a box somewhere else."""
        there = seen.tracker, seen.id
        if there in self.boxed and self.boxed[there][1] != box:
            del self.boxed[there]
            self.stated.pop(there, None)
            self.torn.add(there)
            return
        if box:
            self.boxed[there] = open, box
        self.stated[there] = open


@cache
def _claim_in(body: str) -> tuple[Ref, Claim] | None:
    signer = Signer([KEY])
    for kind, key in ((Kind.TICKET, "k"), (Kind.REVIEW, "n"), (Kind.POST_MORTEM, "")):
        if payload := signer.read(kind, body):
            tracker, project, number = payload["pm"]
            owner = Ref(tracker, ProjectId(project), number)
            return owner, Claim(kind.value, str(payload[key]) if key else "")
    return None


@cache
def _marks_about(ref: Ref) -> dict[str, tuple[Ref, Claim]]:
    signer = Signer([KEY])
    claims: Iterator[Claim] = iter(
        [
            *(Claim("ticket", f"A{number}") for number in range(1, MOST_KEYS)),
            *(Claim("review", str(number)) for number in range(1, MOST_REVIEWS)),
            Claim("post-mortem", ""),
        ]
    )
    return {mark: (ref, claim) for claim in claims for mark in marks_of(claim, ref, signer)}


def redated(document: Document, day: date) -> Document:
    return document.with_rows(*(replace(row, due=day.isoformat()) for row in document.rows))
