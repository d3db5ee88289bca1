"""Whatever people do, in whatever order: one look brings everything in step, and a second one writes nothing."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.planning.histories import Beginning, Move, Told, beginnings, histories
from tests.planning.invariants import Watch
from tests.planning.profiles import examples


@examples(45)
@given(beginnings, histories)
def test_one_look_after_each_act_brings_everything_in_step(beginning: Beginning, history: list[Move]) -> None:
    told = beginning.tell()
    watch = Watch(told)
    watch.after_a_look()
    for move in history:
        move.make(told)
        told.rig.look(told.ref)
        watch.after_a_look()


@examples(45)
@given(beginnings, st.lists(histories, max_size=4), st.booleans())
def test_acts_between_two_looks_are_all_carried_out_by_the_second(
    beginning: Beginning, chapters: list[list[Move]], open_at_last: bool
) -> None:
    told = beginning.tell()
    watch = Watch(told, strict=False)
    for chapter in chapters:
        for move in chapter:
            move.make(told)
        told.rig.look(told.ref)
        watch.after_a_look()
    nobody_is_overruled(told, open_at_last)


def nobody_is_overruled(told: Told, open: bool) -> None:
    """What a person does to a ticket after the last look stands, however often the service looks again."""
    told.rig.pass_time(timedelta(minutes=5))
    for number in range(len(told.rig.tickets())):
        if entry := told.ticket(number):
            told.rig.people.reopen(entry.ref) if open else told.rig.people.close(entry.ref)
            told.stated[entry.id] = open
    told.rig.look(told.ref)
    told.rig.look(told.ref)
    Watch(told).after_a_look()
