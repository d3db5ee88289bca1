"""An owner whom a create could not assign for a reason that passes is assigned at a later look."""

from datetime import timedelta

import pytest

from connectors.tracker import Ref
from tests.planning.documents import document
from tests.planning.rig import FINISHED, Rig, new_rig
from tests.planning.state import BOB
from tests.planning.world import Fate


@pytest.fixture
def rig() -> Rig:
    return new_rig()


def published(rig: Rig) -> Ref:
    """Two tickets, the first without the owner that it should have."""
    rig.world.owes = lambda draft: rig.world.creates == 1
    ref = rig.tagged(document(2))
    rig.look(ref)
    rig.pass_time(timedelta(minutes=1))
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    return ref


def owners(rig: Rig) -> dict[str, list[str]]:
    return {key: [who.login for who in rig.people.entry(ref).assignees] for key, ref in rig.tickets().items()}


def test_the_next_look_assigns_and_says_nothing_of_it(rig: Rig) -> None:
    ref = published(rig)
    assert owners(rig) == {"A1": [], "A2": ["alice"]}
    assert "has nobody assigned" in rig.said(ref)

    rig.look(ref)
    assert owners(rig) == {"A1": ["alice"], "A2": ["alice"]}
    assert "has nobody assigned" not in rig.said(ref)
    assert rig.record(ref).action("A1") is not None
    assert rig.steps(ref) == ()


def test_whom_people_assigned_meanwhile_stays(rig: Rig) -> None:
    ref = published(rig)
    rig.people.assign(rig.tickets()["A1"], BOB)
    rig.look(ref)
    assert owners(rig)["A1"] == ["bob"]

    rig.people.assign(rig.tickets()["A1"])
    rig.look(ref)
    assert owners(rig)["A1"] == [], "it was theirs to decide by then"


def test_a_ticket_that_was_closed_meanwhile_is_left_alone(rig: Rig) -> None:
    ref = published(rig)
    rig.people.close(rig.tickets()["A1"])
    rig.look(ref)
    assert owners(rig)["A1"] == []
    assert rig.steps(ref) == ()


def test_while_there_is_no_answer_it_is_tried_at_each_look(rig: Rig) -> None:
    ref = published(rig)
    for fate in (Fate.LIMITED, Fate.LOST_BEFORE):
        rig.world.fates[len(rig.world.writes) + 1] = fate
        rig.look_through_crashes(ref)
        assert owners(rig)["A1"] == []
    rig.look(ref)
    assert owners(rig)["A1"] == ["alice"]
    assert rig.steps(ref) == ()


def test_a_refusal_for_good_is_shown_and_not_tried_again(rig: Rig) -> None:
    ref = published(rig)
    rig.world.fates[len(rig.world.writes) + 1] = Fate.REFUSED
    rig.look(ref)
    assert "the tracker refuses the values" in rig.said(ref)

    before = len(rig.world.writes)
    for _ in range(3):
        rig.look(ref)
    assert owners(rig)["A1"] == []
    assert len(rig.world.writes) == before
    assert "the tracker refuses the values" in rig.said(ref)
