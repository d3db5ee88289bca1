"""A tracker that answers no write is left alone for the rest of a look; nothing is lost or made twice by that."""

from datetime import timedelta

from connectors.tracker import Ref
from service.apply import SILENT
from service.creation import QUIET
from service.reconcile import Looked
from tests.planning.documents import document
from tests.planning.rig import FINISHED, Rig, new_rig
from tests.planning.world import Fate


def asked() -> tuple[Rig, Ref]:
    rig = new_rig()
    ref = rig.tagged(document(12))
    rig.look(ref)
    rig.pass_time(timedelta(minutes=1))
    rig.people.label(ref, FINISHED)
    rig.world.writes.clear()
    return rig, ref


def creates(rig: Rig) -> int:
    return sum(written.startswith("create ") for written in rig.world.writes)


def test_after_two_creates_without_an_answer_no_third_is_tried() -> None:
    rig, ref = asked()
    rig.world.create_fate = lambda draft: Fate.LOST_BEFORE
    result = rig.look(ref)

    assert creates(rig) == SILENT
    assert "does not answer, so what is left to do there waits" in rig.said(ref)
    assert isinstance(result, Looked)
    assert result.next_look is not None
    assert result.next_look <= rig.world.now + QUIET


def test_one_create_without_an_answer_does_not_hold_up_the_others() -> None:
    rig, ref = asked()
    rig.world.fates[3] = Fate.LOST_BEFORE
    rig.look(ref)

    assert creates(rig) == 12
    assert len(rig.tickets()) == 11
    assert "does not answer" not in rig.said(ref)


def test_once_it_answers_every_ticket_is_made_once() -> None:
    rig, ref = asked()
    rig.world.create_fate = lambda draft: Fate.LOST_AFTER
    for _ in range(8):
        rig.look(ref)
        rig.pass_time(QUIET)
    rig.world.create_fate = lambda draft: None
    for _ in range(2):
        rig.pass_time(QUIET)
        rig.look(ref)

    assert sorted(rig.tickets()) == sorted(f"A{n}" for n in range(1, 13))
    assert all(count == 1 for count in rig.claims().values())
    assert "does not answer" not in rig.said(ref)
    assert rig.steps(ref) == ()
