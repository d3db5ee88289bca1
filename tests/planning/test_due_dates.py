"""Due dates in words: counted from the day on which the post-mortem was opened, and shown back as the day they are."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from service.mappings import DueRule, ReviewRule
from tests.planning.documents import Document, Row
from tests.planning.rig import FINISHED, Rig, mapping, new_rig


def due(words: str) -> Document:
    return Document((Row("Write the runbook", "A1", due=words),))


def test_words_become_the_day_that_they_meant_when_the_post_mortem_was_opened(rig: Rig) -> None:
    ref = rig.tagged(due("in 3 weeks"))
    rig.pass_time(timedelta(days=4))
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    assert "2026-03-23" in rig.world.entries[rig.tickets()["A1"]].body
    assert "2026-03-23" in rig.said(ref)


def test_the_day_is_that_of_the_mappings_time_zone() -> None:
    rig = new_rig(mapping(review=ReviewRule(time_zone=ZoneInfo("Pacific/Kiritimati"))))
    rig.world.now = rig.world.now.replace(hour=12)
    rig.finished(due("tomorrow"))
    assert "2026-03-04" in rig.world.entries[rig.tickets()["A1"]].body


def test_what_can_be_two_days_stops_the_finish_and_names_both(rig: Rig) -> None:
    ref = rig.finished(due("06/07/2026"))
    assert rig.tickets() == {}
    assert "can be 7 June or 6 July 2026" in rig.said(ref)


def test_a_date_that_is_past_stops_the_finish(rig: Rig) -> None:
    ref = rig.tagged(due("by Friday"))
    rig.pass_time(timedelta(days=5))
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    assert rig.tickets() == {}
    assert "“by Friday” (2026-03-06), is in the past" in rig.said(ref)


def test_a_date_beyond_the_mappings_horizon_is_questioned_and_stops_nothing() -> None:
    rig = new_rig(mapping(due=DueRule(horizon=timedelta(weeks=4))))
    ref = rig.tagged(due("2026-05-01"))
    rig.look(ref)
    assert "2026-05-01, is more than 4 weeks away" in rig.said(ref)
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1"]
