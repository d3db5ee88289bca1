"""The service around a World: a journal and a memory in dicts, looks, and what a post-mortem has come to."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from connectors.tracker import Comment, Project, ProjectId, Ref, Tracker, TrackerError
from service.apply import ChangedMeanwhile
from service.document.template import load_template
from service.mappings import Mapping, Tickets
from service.markers import Kind, Signer
from service.observe import Elsewhere, Surroundings, Unconcerned
from service.observed import Claim
from service.reconcile import Looked, Reconciler
from service.record import Record, from_payload
from service.steps import Step
from tests.planning.acts import People
from tests.planning.state import NAME, Entry
from tests.planning.world import Killed, World

KEY = "a key for tests that is long enough to sign with"
HOME, APP = "acme/incidents", "acme/app"
TEMPLATES = Path(__file__).parents[2] / "config" / "templates"
LABELS = ("postmortem", "postmortem:finished")
START, FINISHED = LABELS


@dataclass
class DictJournal:
    intents: dict[tuple[Ref, Claim], datetime] = field(default_factory=dict)

    def intend(self, post_mortem: Ref, claim: Claim, until: datetime) -> datetime | None:
        earlier = self.intents.get((post_mortem, claim))
        self.intents.setdefault((post_mortem, claim), until)
        return earlier

    def prolong(self, post_mortem: Ref, claim: Claim, until: datetime) -> None:
        self.intents[post_mortem, claim] = until

    def settle(self, post_mortem: Ref, claim: Claim) -> None:
        self.intents.pop((post_mortem, claim), None)


@dataclass
class DictMemory:
    projects: dict[tuple[str, str], Project] = field(default_factory=dict)
    people: set[tuple[str, ProjectId, str]] = field(default_factory=set)
    suspected: dict[Ref, set[Ref]] = field(default_factory=dict)

    def project(self, tracker: str, name: str) -> Project | None:
        return self.projects.get((tracker, name.lower()))

    def keep_project(self, tracker: str, project: Project) -> None:
        self.projects[tracker, project.name.lower()] = project
        self.projects[tracker, project.id] = project

    def is_assignable(self, tracker: str, project: ProjectId, login: str) -> bool:
        return (tracker, project, login) in self.people

    def keep_assignable(self, tracker: str, project: ProjectId, login: str) -> None:
        self.people.add((tracker, project, login))

    def touched(self, refs: Iterable[Ref]) -> frozenset[Ref]:
        return frozenset()

    def suspects(self, post_mortem: Ref) -> frozenset[Ref]:
        return frozenset(self.suspected.get(post_mortem, ()))

    def suspect(self, post_mortem: Ref, refs: Iterable[Ref]) -> None:
        self.suspected.setdefault(post_mortem, set()).update(refs)

    def acquit(self, post_mortem: Ref, refs: Iterable[Ref]) -> None:
        self.suspected.get(post_mortem, set()).difference_update(refs)


def mapping(**changes: object) -> Mapping:
    """Post-mortems of acme/incidents become tickets in acme/app."""
    values: dict[str, object] = {
        "name": "checkout",
        "tracker": NAME,
        "project": HOME,
        "tickets": Tickets(NAME, APP),
    }
    return Mapping(**(values | changes))  # type: ignore[arg-type]


@dataclass
class Rig:
    world: World
    mappings: tuple[Mapping, ...]
    keys: tuple[str, ...] = (KEY,)
    journal: DictJournal = field(default_factory=DictJournal)
    memory: DictMemory = field(default_factory=DictMemory)

    @property
    def people(self) -> People:
        return People(self.world)

    @property
    def signer(self) -> Signer:
        return Signer(self.keys)

    @property
    def reconciler(self) -> Reconciler:
        around = Surroundings(self.mappings, self.signer, self.memory, lambda name: load_template(TEMPLATES, name))
        tracker: Tracker = self.world.tracker
        return Reconciler({NAME: tracker}, around, self.journal, lambda: self.world.now)

    # -- looking

    def look(self, ref: Ref) -> Looked | Elsewhere | Unconcerned:
        return self.reconciler.look(ref)

    def steps(self, ref: Ref) -> tuple[Step, ...]:
        """What a look would do now."""
        planned = self.reconciler.planned(ref)
        return () if isinstance(planned, Elsewhere | Unconcerned) else planned[1]

    def look_through_crashes(self, ref: Ref) -> None:
        try:
            self.look(ref)
        except (Killed, TrackerError, ChangedMeanwhile):
            return

    def settle(self, refs: tuple[Ref, ...] | None = None) -> int:
        """Looks at everything until no look writes any more; gives the number of rounds."""
        for round_ in range(1, 20):
            before = len(self.world.writes)
            for ref in refs or tuple(entry.ref for entry in list(self.world.living())):
                self.look_through_crashes(ref)
            if len(self.world.writes) == before:
                return round_
        raise AssertionError(f"no end of writing: {self.world.writes[-10:]}")

    def pass_time(self, span: timedelta) -> None:
        self.world.later(span)

    # -- stories told so often that they have a name

    def tagged(self, body: object, title: str = "Checkout errors", project: str = HOME) -> Ref:
        return self.people.open_issue(project, title, str(body), START)

    def finished(self, body: object, title: str = "Checkout errors") -> Ref:
        """A post-mortem that was tagged, finished by label and looked at."""
        ref = self.tagged(body, title)
        self.look(ref)
        self.pass_time(timedelta(minutes=1))
        self.people.label(ref, FINISHED)
        self.look(ref)
        return ref

    def reviewed(self, ref: Ref) -> Ref:
        """Waits until the next review is due, and opens it."""
        due = self.record(ref).review_due
        assert due is not None
        self.world.now = due
        self.look(ref)
        last = self.record(ref).last_review
        assert last is not None
        return last.ref

    # -- what came of it

    def status(self, ref: Ref) -> Comment:
        found = self.statuses(ref)
        assert len(found) == 1, f"{len(found)} status comments"
        return found[0]

    def statuses(self, ref: Ref) -> list[Comment]:
        entry = self.people.entry(ref)
        return [comment for comment in entry.comments if self.signer.read(Kind.STATUS, comment.body)]

    def said(self, ref: Ref) -> str:
        """The text of the status comment, without hidden lines."""
        return re.sub(r"<!--.*?-->", "", self.status(ref).body)

    def record(self, ref: Ref) -> Record:
        return from_payload(self.signer.read(Kind.STATUS, self.status(ref).body))

    def claims(self) -> Counter[str]:
        """How many living issues there are of each claim, by post-mortem and key."""
        return Counter(claim for entry in self.world.living() if (claim := self.claim(entry)))

    def claim(self, entry: Entry) -> str:
        if not entry.author.bot:
            return ""
        for kind in (Kind.TICKET, Kind.REVIEW, Kind.POST_MORTEM):
            if payload := self.signer.read(kind, entry.body):
                owner = self.world.where(Ref(payload["pm"][0], ProjectId(payload["pm"][1]), payload["pm"][2]))
                return f"{kind.value} {payload.get('k', payload.get('n', ''))} of {owner}"
        return ""

    def tickets(self) -> dict[str, Ref]:
        """By key: the tickets that the service created."""
        return {claim.split()[1]: entry.ref for claim, entry in self._claimed() if claim.startswith("ticket ")}

    def reviews(self) -> list[Entry]:
        return [entry for claim, entry in self._claimed() if claim.startswith("review ")]

    def post_mortems(self) -> list[Entry]:
        return [entry for claim, entry in self._claimed() if claim.startswith("post-mortem ")]

    def _claimed(self) -> Iterator[tuple[str, Entry]]:
        return ((claim, entry) for entry in self.world.living() if (claim := self.claim(entry)))


def new_rig(*mappings: Mapping, places: tuple[str, ...] = (HOME, APP)) -> Rig:
    world = World()
    for name in places:
        world.add_place(name)
    return Rig(world, mappings or (mapping(),))
