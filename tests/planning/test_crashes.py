"""The process dies, or a reply is lost, at any write: the looks that follow come to the same end, and nothing twice."""

import copy
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest

from connectors.tracker import Ref
from service.creation import QUIET
from tests.planning.documents import document
from tests.planning.rig import FINISHED, Rig, new_rig
from tests.planning.world import Fate

ACTIONS = 12
FATES = (Fate.LOST_BEFORE, Fate.LOST_AFTER, Fate.KILLED_BEFORE, Fate.KILLED_AFTER)


@dataclass(frozen=True)
class End:
    """What must come out the same."""

    tickets: tuple[str, ...]
    children: int
    statuses: int
    reviews: int
    said: str


def asked() -> tuple[Rig, Ref]:
    """A post-mortem of twelve actions, right after it was asked to finish."""
    rig = new_rig()
    ref = rig.tagged(document(ACTIONS))
    rig.look(ref)
    rig.pass_time(timedelta(minutes=1))
    rig.people.label(ref, FINISHED)
    rig.world.writes.clear()
    return rig, ref


def to_the_review(rig: Rig, ref: Ref) -> None:
    """A look at once and one after the quiet time, and the same when the review is due."""
    for _ in range(2):
        rig.look_through_crashes(ref)
        rig.pass_time(QUIET)
        rig.look_through_crashes(ref)
        rig.world.now = rig.record(ref).review_due or rig.world.now
    assert rig.steps(ref) == ()


def end(rig: Rig, ref: Ref) -> End:
    said = re.sub(r"acme/app(#|/issues/)\d+", "acme/app", rig.said(ref))
    return End(
        tickets=tuple(sorted(rig.claims())),
        children=len(rig.people.entry(ref).children),
        statuses=len(rig.statuses(ref)),
        reviews=len(rig.reviews()),
        said=said,
    )


@pytest.fixture(scope="module")
def undisturbed() -> tuple[End, int]:
    """The end without a crash, and how many writes it took."""
    rig, ref = asked()
    to_the_review(rig, ref)
    return end(rig, ref), len(rig.world.writes)


def test_an_undisturbed_publish_makes_twelve_tickets_one_status_comment_and_one_review(
    undisturbed: tuple[End, int],
) -> None:
    result, writes = undisturbed
    assert len(result.tickets) == ACTIONS + 1
    assert (result.children, result.statuses, result.reviews) == (ACTIONS, 1, 1)
    assert writes == ACTIONS + ACTIONS + 1 + 2


@pytest.mark.parametrize("wiped", [False, True], ids=["journal kept", "journal wiped"])
@pytest.mark.parametrize("fate", FATES, ids=lambda fate: fate.name)
def test_a_crash_at_any_write_changes_nothing_in_the_end(fate: Fate, wiped: bool, undisturbed: tuple[End, int]) -> None:
    expected, writes = undisturbed
    start = asked()
    for number in range(1, writes + 1):
        rig, ref = copy.deepcopy(start)
        rig.world.fates[number] = fate
        rig.look_through_crashes(ref)
        if wiped:
            rig.journal.intents.clear()
        to_the_review(rig, ref)
        assert end(rig, ref) == expected, f"after {fate.value} at write {number}"
