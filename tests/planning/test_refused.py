"""What a tracker refuses for good about a post-mortem or its review: shown, and not tried time and again."""

from datetime import timedelta

import pytest

from connectors.tracker import Ref
from service.apply import UNSAID
from service.reconcile import Looked
from tests.planning.documents import Row, document
from tests.planning.rig import Rig, new_rig
from tests.planning.world import Fate


@pytest.fixture
def rig() -> Rig:
    return new_rig()


def looked(rig: Rig, ref: Ref) -> Looked:
    result = rig.look(ref)
    assert isinstance(result, Looked)
    return result


def changes(rig: Rig) -> int:
    return sum(written.startswith("change #") for written in rig.world.writes)


def test_a_refused_reopening_is_told_and_comes_back_after_an_hour(rig: Rig) -> None:
    ref = rig.tagged(document(1).with_rows(Row("Improve things", owner="", due="")))
    rig.look(ref)
    rig.people.close(ref)
    rig.world.fates[len(rig.world.writes) + 2] = Fate.FORBIDDEN
    result = looked(rig, ref)

    assert "could not change #1" in result.trouble
    assert changes(rig) == 1
    assert result.next_look == rig.world.now + UNSAID
    assert "come first" in rig.said(ref)
    assert not rig.people.entry(ref).open
    assert "open again" not in rig.said(ref), "it is not"

    rig.pass_time(UNSAID)
    assert looked(rig, ref).trouble == ""
    assert rig.people.entry(ref).open


def test_a_refused_update_of_a_review_is_shown_and_comes_back_after_an_hour(rig: Rig) -> None:
    ref = rig.finished(document(2))
    review = rig.reviewed(ref)
    rig.look(ref)
    rig.pass_time(timedelta(hours=1))
    rig.people.close(rig.tickets()["A1"])
    rig.world.fates[len(rig.world.writes) + 1] = Fate.FORBIDDEN
    result = looked(rig, ref)

    assert f"could not change #{review.number}" in result.trouble
    assert f"could not change #{review.number}" in rig.said(ref)
    assert changes(rig) == 1
    assert result.next_look == rig.world.now + UNSAID

    rig.pass_time(UNSAID)
    assert looked(rig, ref).trouble == ""
    assert "[x] **A1**" in rig.people.entry(review).body
    assert "could not change" not in rig.said(ref)
