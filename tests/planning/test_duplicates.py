"""Right before a double is closed it is asked once more whether it is one: the plan may rest on an old listing."""

from connectors.tracker import Issue, Reason, Ref
from service.closing import close_duplicate
from service.observed import Claim
from service.steps import CloseDuplicate
from tests.planning.documents import document
from tests.planning.rig import HOME, Rig, new_rig
from tests.planning.state import NAME


def seen(rig: Rig, ref: Ref) -> Issue:
    found = rig.world.tracker.issue(ref)
    assert isinstance(found, Issue)
    return found


def closes(rig: Rig, post_mortem: Ref, double: Ref, of: Ref) -> bool:
    step = CloseDuplicate(Claim("ticket", "A1"), seen(rig, double), of)
    return close_duplicate({NAME: rig.world.tracker}, step, rig.signer, post_mortem, lambda write: write())


def two_tickets() -> tuple[Rig, Ref, Ref, Ref]:
    rig = new_rig()
    post_mortem = rig.finished(document(2))
    first, second = sorted(rig.tickets().values())
    return rig, post_mortem, first, second


def test_one_that_was_moved_is_not_closed_as_a_double_of_itself() -> None:
    rig, post_mortem, first, _ = two_tickets()
    moved = rig.people.transfer(first, rig.world.place(HOME).id)
    before = list(rig.world.writes)

    assert closes(rig, post_mortem, moved, of=first)
    assert rig.world.writes == before


def test_nothing_is_closed_for_one_that_was_deleted_meanwhile() -> None:
    rig, post_mortem, first, second = two_tickets()
    rig.people.delete(first)
    before = list(rig.world.writes)

    assert not closes(rig, post_mortem, second, of=first)
    assert rig.world.writes == before


def test_nothing_is_closed_for_one_that_was_dropped_meanwhile() -> None:
    rig, post_mortem, first, second = two_tickets()
    rig.people.close(first, Reason.NOT_PLANNED)
    before = list(rig.world.writes)

    assert not closes(rig, post_mortem, second, of=first)
    assert rig.world.writes == before


def test_it_is_closed_and_told_once() -> None:
    rig, post_mortem, first, second = two_tickets()

    assert closes(rig, post_mortem, second, of=first)
    assert seen(rig, second).reason is Reason.NOT_PLANNED
    before = list(rig.world.writes)
    assert closes(rig, post_mortem, second, of=first)
    assert rig.world.writes == before
    assert len(rig.world.tracker.comments(second)) == 1
