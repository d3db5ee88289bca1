"""When reviews are due: the right local date and hour, on business days, within six weeks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.mappings import ReviewRule
from service.review_dates import LATEST, first_review, next_review
from tests.planning.profiles import examples

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Auckland")
EDGES = {
    "spring in the north, autumn in the south": date(2027, 3, 29),
    "autumn in the north, spring in the south": date(2026, 11, 2),
    "29 February": date(2028, 2, 29),
    "year end": date(2026, 12, 31),
}
TEN = time(10)


@pytest.mark.parametrize("day", EDGES.values(), ids=EDGES.keys())
@pytest.mark.parametrize("zone", ZONES)
def test_a_review_comes_on_the_right_local_date_and_hour(zone: str, day: date) -> None:
    here = ZoneInfo(zone)
    finished = datetime.combine(day - timedelta(weeks=5), time(16, 45), tzinfo=here)
    due = first_review(finished.astimezone(UTC), ReviewRule(at=TEN, time_zone=here))
    assert (due.astimezone(here).date(), due.astimezone(here).time()) == (day, TEN)


@pytest.mark.parametrize("zone", ZONES)
def test_without_an_hour_the_wall_clock_of_the_finish_counts(zone: str) -> None:
    here = ZoneInfo(zone)
    finished = datetime(2026, 9, 28, 8, 30, tzinfo=here)
    due = first_review(finished, ReviewRule(time_zone=here))
    assert due.astimezone(here).time() == time(8, 30)


def test_without_business_days_and_hour_it_is_exactly_that_long() -> None:
    finished = datetime(2026, 3, 7, 1, 2, 3, tzinfo=UTC)
    rule = ReviewRule(after=timedelta(seconds=90), business_days=False, time_zone=ZoneInfo("Europe/Berlin"))
    assert first_review(finished, rule) == finished + timedelta(seconds=90)


def test_a_weekend_moves_to_monday() -> None:
    finished = datetime(2026, 3, 7, 12, tzinfo=UTC)
    assert first_review(finished, ReviewRule()).date() == date(2026, 4, 13)


def test_a_weekend_at_six_weeks_moves_back_to_friday() -> None:
    finished = datetime(2026, 3, 7, 12, tzinfo=UTC)
    assert first_review(finished, ReviewRule(after=LATEST)).date() == date(2026, 4, 17)


def test_the_next_review_comes_two_weeks_after_the_last_one_closed() -> None:
    closed = datetime(2026, 4, 8, 15, 20, tzinfo=UTC)
    assert next_review(closed, ReviewRule()) == closed + timedelta(weeks=2)


@examples(120)
@given(
    st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(28, 42),
    st.sampled_from(ZONES),
    st.none() | st.times(),
)
def test_the_first_review_is_on_a_business_day_and_at_most_six_weeks_away(
    finished: datetime, days: int, zone: str, at: time | None
) -> None:
    here = ZoneInfo(zone)
    due = first_review(finished, ReviewRule(after=timedelta(days=days), at=at, time_zone=here))
    local = due.astimezone(here).date()
    assert local.weekday() < 5
    assert 26 <= (local - finished.astimezone(here).date()).days <= LATEST.days
