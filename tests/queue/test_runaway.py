"""How often something may be written that was there before: a few times, then seldom, and a day later as at first."""

from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from service.runaway import AGAIN, MOST, Part, Undone, Written
from tests.clock import Clock

COMMENT = Part("github:1006#2 comment", "The comment would be written")
DRAFT = Part("github:1006#2 draft", "The comment would be written", drafted=True)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def written(valkey: "Redis", clock: Clock) -> Written:
    return Written(valkey, clock)


def writes(written: Written, what: str, part: Part = COMMENT) -> bool:
    """Whether it came to the write."""
    try:
        with written.kept(part, what):
            return True
    except Undone:
        return False


def sent(valkey: "Redis") -> dict[str, int]:
    """How often each command came, whether from a client or from a script."""
    return {name: stats["calls"] for name, stats in valkey.info("commandstats").items() if name != "cmdstat_info"}


def test_a_thousand_rounds_within_an_hour_are_four_writes(written: Written, clock: Clock) -> None:
    came = 0
    for _ in range(1000):
        came += writes(written, "ours")
        clock.advance(seconds=3)
    assert came == 1 + AGAIN


def test_two_texts_in_turn_are_five_writes(written: Written, clock: Clock) -> None:
    came = 0
    for nth in range(1000):
        came += writes(written, "open" if nth % 2 else "done")
        clock.advance(seconds=3)
    assert came == 2 + AGAIN


def test_whoever_goes_on_for_days_sees_eight_writes_a_day_at_the_most(written: Written, clock: Clock) -> None:
    days = []
    for _ in range(8):
        came = 0
        for _ in range(24 * 4):
            came += writes(written, "ours")
            clock.advance(minutes=15)
        days.append(came)
    assert max(days) <= 8, days
    assert sum(days[4:]) <= 4 * 6, days


def test_one_more_try_is_made_after_an_hour_and_the_next_after_two(written: Written, clock: Clock) -> None:
    tries = []
    for minute in range(60 * 9):
        if writes(written, "ours"):
            tries.append(minute)
        clock.advance(minutes=1)
    assert tries == [0, 1, 2, 3, 63, 183, 423]


def test_a_day_later_nothing_is_held_against_it(written: Written, clock: Clock) -> None:
    while writes(written, "ours"):
        pass
    clock.advance(days=1, seconds=1)
    assert [writes(written, "ours") for _ in range(6)] == [True] * 4 + [False] * 2


def test_news_is_written_at_once(written: Written) -> None:
    while writes(written, "ours"):
        pass
    assert writes(written, "news")
    assert not writes(written, "ours")


def test_one_part_does_not_count_for_another(written: Written) -> None:
    while writes(written, "ours"):
        pass
    assert writes(written, "ours", Part("github:1006#3 comment", "The comment would be written"))


def test_while_it_is_drafted_a_text_may_come_back_as_often_as_people_edit(written: Written, clock: Clock) -> None:
    for nth in range(40):
        assert writes(written, "fine" if nth % 2 else "one finding", DRAFT), nth
        clock.advance(seconds=90)


def test_while_it_is_drafted_too_the_same_is_not_written_over_and_over(written: Written) -> None:
    assert sum(writes(written, "fine", DRAFT) for _ in range(1000)) == 1 + AGAIN


def test_whoever_finds_new_words_each_time_is_stopped_as_well(written: Written, clock: Clock) -> None:
    came = 0
    for nth in range(1000):
        came += writes(written, f"version {nth}")
        clock.advance(seconds=3)
    assert came == MOST


def test_a_write_that_fails_does_not_count(written: Written) -> None:
    for _ in range(20):
        with pytest.raises(OSError, match="no answer"), written.kept(COMMENT, "ours"):
            raise OSError("no answer")
    assert writes(written, "ours")


def test_it_costs_one_command_and_is_forgotten_by_itself(valkey: "Redis", written: Written) -> None:
    writes(written, "ours")
    before = sent(valkey)
    writes(written, "ours")
    more = {name for name, calls in sent(valkey).items() if calls > before.get(name, 0)}
    assert more == {"cmdstat_evalsha", "cmdstat_lrange", "cmdstat_rpush", "cmdstat_pexpire"}
    assert sent(valkey)["cmdstat_evalsha"] == before["cmdstat_evalsha"] + 1, "in which the others are"
    (key,) = valkey.keys("ft:written:*")
    assert 0 < valkey.ttl(key) <= 24 * 3600


def test_the_moments_are_the_clock_s_own(valkey: "Redis") -> None:
    """A clock that is set back neither allows more nor holds anything back for ever."""
    now = [datetime(2026, 11, 2, 9, 0, tzinfo=UTC)]
    written = Written(valkey, lambda: now[0])
    while writes(written, "ours"):
        pass
    now[0] -= timedelta(hours=2)
    assert not writes(written, "ours")
    now[0] += timedelta(hours=3, minutes=1)
    assert writes(written, "ours")
