"""One account writes no faster than it may, however many workers it has, and small post-mortems get their turn."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis import Redis

from service.pace import GITHUB, SHORT, Pace, Window

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def pace(valkey: "Redis") -> Pace:
    return Pace(valkey, "bot", SECOND, GITHUB)


def written(pace: Pace, targets: Iterable[str], start: datetime = NOW) -> list[datetime]:
    """When each of these writes, by one worker that waits as long as it is told."""
    now, moments = start, []
    for target in targets:
        while (at := pace.take(target, now)) > now + SHORT:
            now = at
        now = at
        moments.append(at)
    return moments


def most_within(moments: list[datetime], span: timedelta) -> int:
    return max(sum(start <= at < start + span for at in moments) for start in moments)


def test_two_writes_are_a_second_apart(pace: Pace) -> None:
    assert [at - NOW for at in written(pace, "aaa")] == [0 * SECOND, SECOND, 2 * SECOND]


def test_workers_that_ask_at_once_are_given_different_moments(valkey: "Redis") -> None:
    workers = [Pace(valkey, "bot", SECOND, GITHUB) for _ in range(8)]
    assert [worker.take(f"pm{n}", NOW) - NOW for n, worker in enumerate(workers)] == [n * SECOND for n in range(8)]


def test_accounts_do_not_wait_for_one_another(valkey: "Redis", pace: Pace) -> None:
    pace.take("a", NOW)
    assert Pace(valkey, "other", SECOND, GITHUB).take("a", NOW) == NOW


def test_what_is_too_far_off_is_not_kept(pace: Pace) -> None:
    for _ in range(11):
        pace.take("a", NOW)
    assert pace.take("b", NOW) == NOW + 11 * SECOND
    assert pace.take("b", NOW) == NOW + 11 * SECOND, "nobody has it"
    assert pace.take("b", NOW + 5 * SECOND) == NOW + 11 * SECOND
    assert pace.take("c", NOW + 5 * SECOND) == NOW + 12 * SECOND


def test_windows_hold_however_long_it_goes_on(valkey: "Redis") -> None:
    hasty = Pace(valkey, "bot", 0 * SECOND, GITHUB)
    moments = written(hasty, (f"pm{n % 50}" for n in range(1_100)))
    assert most_within(moments, MINUTE) <= 80
    assert most_within(moments, HOUR) <= 500
    assert moments[-1] - moments[0] < timedelta(hours=2, minutes=10), "no slower than it must be"


def test_a_small_post_mortem_gets_through_when_large_ones_have_used_up_their_share(pace: Pace) -> None:
    large = written(pace, ["large"] * 450)
    late = large[-1] + SECOND
    assert pace.take("large", late) > late + 10 * MINUTE
    assert [at - late for at in written(pace, ["small"] * 3, late)] == [0 * SECOND, SECOND, 2 * SECOND]
    assert pace.take("small", late + 3 * SECOND) > late + 10 * MINUTE, "it is small no more"


def test_names_that_begin_alike_are_not_one(pace: Pace) -> None:
    late = written(pace, ["github/1/10"] * 450)[-1] + SECOND
    assert pace.take("github/1/1", late) == late


@settings(max_examples=40)
@given(
    pause=st.integers(0, 5),
    windows=st.lists(st.tuples(st.integers(1, 90), st.integers(2, 12)), min_size=0, max_size=2),
    asked=st.lists(st.tuples(st.integers(0, 40), st.sampled_from("abcd")), min_size=1, max_size=60),
)
def test_no_history_of_asking_breaks_the_budget(
    valkey_url: str, pause: int, windows: list[tuple[int, int]], asked: list[tuple[int, str]]
) -> None:
    redis = Redis.from_url(valkey_url)
    redis.flushall()
    spans = [Window(timedelta(seconds=seconds), most) for seconds, most in windows]
    pace = Pace(redis, "bot", pause * SECOND, spans)
    now, moments = NOW, []
    for wait, target in asked:
        now += wait * SECOND
        at = pace.take(target, now)
        if at <= now + SHORT:
            moments.append(at)

    assert moments == sorted(moments)
    assert all(later - earlier >= pause * SECOND for earlier, later in pairwise(moments))
    for window in spans:
        assert not moments or most_within(moments, window.span) <= window.most
    redis.close()
