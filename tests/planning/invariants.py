"""What must hold after every look, whatever people did before it."""

from dataclasses import dataclass, field
from datetime import datetime

from connectors.tracker import Ref
from service.record import Record
from service.steps import Step
from tests.planning.histories import Told


@dataclass
class Watch:
    """Compares one look with the looks before it."""

    told: Told
    tickets: dict[str, str] = field(default_factory=dict)
    """By key: the permanent id of the ticket on record."""
    dues: dict[int, datetime] = field(default_factory=dict)
    """By cycle: when its review was said to be due."""
    strict: bool = True
    """Whether every act was followed by a look, so that no two of them can contradict each other."""

    def after_a_look(self) -> None:
        self.it_is_a_fixpoint()
        self.no_claim_is_held_twice()
        self.notes_are_kept()
        if self.strict:
            self.tickets_are_as_people_want_them()
        if self.told.rig.statuses(self.told.ref):
            record = self.told.rig.record(self.told.ref)
            self.tickets_stay_with_their_actions(record)
            self.every_action_is_tracked_or_explained(record)
            self.reviews_are_in_order(record)

    def it_is_a_fixpoint(self) -> None:
        steps: tuple[Step, ...] = self.told.rig.steps(self.told.ref)
        assert steps == ()

    def no_claim_is_held_twice(self) -> None:
        twice = [claim for claim, count in self.told.rig.claims().items() if count > 1]
        assert twice == []
        assert len(self.told.rig.statuses(self.told.ref)) <= 1

    def notes_are_kept(self) -> None:
        world = self.told.rig.world
        bodies = [entry.body for entry in world.entries.values()]
        bodies += [comment.body for entry in world.entries.values() for comment in entry.comments]
        lost = [note for note in self.told.notes if not any(note in body for body in bodies)]
        assert lost == []

    def tickets_are_as_people_want_them(self) -> None:
        found = {entry.id: entry.open for entry in self.told.rig.world.living() if entry.id in self.told.stated}
        assert found == {identity: self.told.stated[identity] for identity in found}

    def tickets_stay_with_their_actions(self, record: Record) -> None:
        now = {action.key: self._id(action.ticket) for action in record.actions if action.ticket}
        changed = {key for key, identity in self.tickets.items() if now.get(key) != identity}
        assert {key for key in changed if not self._deleted(self.tickets[key])} == set()
        self.tickets = now

    def every_action_is_tracked_or_explained(self, record: Record) -> None:
        said = self.told.rig.said(self.told.ref)
        if record.finished_at is not None and ("no ticket yet" in said or "| gone |" in said):
            assert "[!WARNING]" in said or "❌" in said

    def reviews_are_in_order(self, record: Record) -> None:
        reviews = self.told.rig.reviews()
        assert sum(review.open for review in reviews) <= 1 or len(record.reviews) > 1
        for held in record.reviews:
            opened = [review for review in reviews if review.ref == held.ref]
            assert all(review.created_at >= held.due.replace(microsecond=0) for review in opened)
        cycle = len(record.reviews) + 1
        if record.review_due is None:
            self.dues.pop(cycle, None)
        else:
            assert self.dues.setdefault(cycle, record.review_due) == record.review_due

    def _id(self, ref: Ref) -> str:
        world = self.told.rig.world
        return world.entries[world.where(ref)].id

    def _deleted(self, identity: str) -> bool:
        return any(entry.id == identity and entry.deleted for entry in self.told.rig.world.entries.values())
