"""A status comment that cannot be edited: written anew where it is gone, left alone for a while where it may not be."""

from datetime import timedelta

import pytest

from connectors.tracker import Ref
from service.apply import UNSAID
from service.reconcile import Looked
from tests.planning.documents import document
from tests.planning.rig import FINISHED, HOME, Rig, new_rig
from tests.planning.world import Fate


@pytest.fixture
def rig() -> Rig:
    return new_rig()


def looked(rig: Rig, ref: Ref) -> Looked:
    result = rig.look(ref)
    assert isinstance(result, Looked)
    return result


def edits(rig: Rig) -> int:
    return sum("edit a comment" in written for written in rig.world.writes)


def settled_ticket(rig: Rig, ref: Ref) -> None:
    rig.pass_time(timedelta(hours=1))
    rig.people.close(rig.tickets()["A1"])


def test_one_that_is_deleted_at_the_last_moment_is_written_anew_with_all_it_knew(rig: Rig) -> None:
    ref = rig.finished(document(3))
    before = rig.record(ref)
    settled_ticket(rig, ref)
    comment = rig.status(ref).id
    rig.world.meanwhile = [lambda: None, lambda: rig.people.delete_comment(ref, comment)]
    result = looked(rig, ref)

    assert result.trouble == ""
    assert rig.status(ref).id != comment
    assert rig.record(ref).finished_at == before.finished_at
    assert [action.ticket for action in rig.record(ref).actions] == [action.ticket for action in before.actions]
    assert rig.steps(ref) == ()


def test_one_that_is_deleted_while_it_is_compared_is_written_anew_with_all_it_knew(rig: Rig) -> None:
    ref = rig.finished(document(3))
    before = rig.record(ref)
    settled_ticket(rig, ref)
    comment = rig.status(ref).id
    rig.world.meanwhile = [lambda: rig.people.delete_comment(ref, comment)]
    looked(rig, ref)

    assert rig.status(ref).id != comment
    assert rig.record(ref).finished_at == before.finished_at
    assert rig.steps(ref) == ()


@pytest.mark.parametrize("fate", [Fate.FORBIDDEN, Fate.NOT_SHOWN, Fate.REFUSED])
def test_one_that_may_not_be_edited_is_never_written_a_second_time(rig: Rig, fate: Fate) -> None:
    ref = rig.finished(document(3))
    said = rig.status(ref)
    settled_ticket(rig, ref)
    rig.world.edit_fate = fate
    for _ in range(3):
        rig.look(ref)

    assert rig.status(ref) == said


def test_the_look_says_why_and_comes_back_after_an_hour(rig: Rig) -> None:
    ref = rig.finished(document(3))
    settled_ticket(rig, ref)
    rig.world.edit_fate = Fate.FORBIDDEN
    result = looked(rig, ref)

    assert "could not edit a comment" in result.trouble
    assert edits(rig) >= 1
    assert result.next_look == rig.world.now + UNSAID
    assert result.entry is not None
    assert [action.outcome for action in result.entry.actions] == ["done", "open", "open"]


def test_what_the_plan_did_besides_stands(rig: Rig) -> None:
    ref = rig.tagged(document(3))
    rig.look(ref)
    rig.pass_time(timedelta(minutes=1))
    rig.people.label(ref, FINISHED)
    rig.world.edit_fate = Fate.FORBIDDEN
    for _ in range(3):
        rig.look(ref)
    assert len(rig.tickets()) == 3

    rig.world.edit_fate = None
    assert looked(rig, ref).trouble == ""
    assert len(rig.tickets()) == 3
    assert "acme/app#" in rig.said(ref)
    assert rig.steps(ref) == ()


def test_a_first_one_that_may_not_be_written_is_told_of_too(rig: Rig) -> None:
    ref = rig.tagged(document(3), project=HOME)
    rig.world.fates[len(rig.world.writes) + 1] = Fate.FORBIDDEN
    assert looked(rig, ref).trouble
    assert looked(rig, ref).trouble == ""
    assert rig.status(ref)
