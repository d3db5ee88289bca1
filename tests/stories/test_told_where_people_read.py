"""What parks a look and is no tracker's fault is told in the status comment, once, and while it lasts."""

from collections.abc import Iterator
from json import JSONDecodeError
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ResponseError
from structlog.testing import capture_logs

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.recording import Exchange
from connectors.tracker import Ref
from service.index import parse_ref
from service.jobs import run_look
from tests.conftest import Watched
from tests.stories.documents import TABLE
from tests.stories.pairing import CLOUD, DATACENTER_GITHUB, GITHUB
from tests.stories.stage import Stage, staged
from tests.stories.test_lease import Listening, lease_of
from tests.stories.test_runaway import kept, puts

BESIDE = "Call Bob before you touch the pool."
NOTE = "> [!CAUTION]\n> Followthrough could not look at this since 2026-11-02 10:00 UTC: "
MISTAKE = "an unexpected ResponseError; the log of the worker has the details"


@pytest.fixture
def listening(watched: Watched) -> Listening:
    return Listening(watched)


@pytest.fixture(params=[GITHUB, CLOUD, DATACENTER_GITHUB], ids=str)
def stage(request: pytest.FixtureRequest, valkey: "Redis", tmp_path: Path, listening: Listening) -> Iterator[Stage]:
    with staged(valkey, tmp_path, request.param, listener=listening) as on_stage:
        yield on_stage


IN_GITHUB = pytest.mark.parametrize("stage", [GITHUB], indirect=True, ids=str)


def tracked(stage: Stage) -> Ref:
    """A finished post-mortem, below whose status comment Alice wrote something of her own."""
    number = stage.finished(TABLE)
    adds_beside(stage, number, BESIDE)
    stage.settle()
    assert stage.status(number).endswith(BESIDE)
    return next(ref for entry in stage.runtime.index.entries() if (ref := parse_ref(entry.ref)).number == number)


def as_kept(stage: Stage, number: int) -> object:
    return kept(stage.alice.at(stage.incidents), stage.incidents, number, stage.status_id(number))


def adds_beside(stage: Stage, number: int, words: str) -> None:
    now = as_kept(stage, number)
    if isinstance(now, str):
        below: object = f"{now}\n\n{words}"
    else:
        assert isinstance(now, dict)
        paragraph = {"type": "paragraph", "content": [{"type": "text", "text": words}]}
        below = now | {"content": [*now["content"], paragraph]}
    puts(stage.alice.at(stage.incidents), stage.incidents, number, stage.status_id(number), below)


def poisons(stage: Stage, ref: Ref) -> None:
    """What the service remembers of it is of a kind that no look expects."""
    stage.redis.set(f"ft:suspects:{ref}", "no set")


def cures(stage: Stage, ref: Ref) -> None:
    stage.redis.delete(f"ft:suspects:{ref}")


def tries(stage: Stage, ref: Ref, times: int = 1) -> None:
    for _ in range(times):
        stage.runtime.hints.hurry(ref)
        stage.runtime.hints.add(ref)
        stage.settle(postponing=True)


def is_parked_untold(stage: Stage, ref: Ref, before: object) -> None:
    """A look that fails, and leaves the comment as it was."""
    stage.runtime.hints.add(ref)
    with pytest.raises(ResponseError):
        run_look(stage.runtime, ref)
    assert as_kept(stage, ref.number) == before
    assert stage.runtime.index.parked()[0].message == MISTAKE


def attempts(stage: Stage) -> int:
    (parked,) = stage.runtime.index.parked()
    return parked.attempts


def test_a_mistake_of_the_program_is_told_once_however_often_it_is_tried(stage: Stage) -> None:
    ref = tracked(stage)
    before, writes = stage.status(ref.number), stage.writes()
    poisons(stage, ref)
    tries(stage, ref)

    told = stage.status(ref.number)
    note = told.partition("\n\n")[2].partition("\n\n")[0]
    assert note.startswith(f"{NOTE}{MISTAKE}. Nothing is lost")
    assert f"`followthrough replay {ref}`" in note
    assert told.replace(f"{note}\n\n", "").split("\n")[1:] == before.split("\n")[1:], "but for the digest above it"
    assert stage.writes() == writes + 1

    tries(stage, ref, 9)
    assert attempts(stage) >= 10
    assert (stage.status(ref.number), stage.writes()) == (told, writes + 1)


def test_the_look_that_goes_through_takes_it_away(stage: Stage) -> None:
    ref = tracked(stage)
    before, writes = as_kept(stage, ref.number), stage.writes()
    poisons(stage, ref)
    tries(stage, ref)
    assert as_kept(stage, ref.number) != before

    cures(stage, ref)
    tries(stage, ref, 2)
    assert as_kept(stage, ref.number) == before
    assert stage.writes() == writes + 2
    assert stage.runtime.index.parked() == []


def test_what_redis_forgot_to_have_told_is_not_told_again(stage: Stage) -> None:
    ref = tracked(stage)
    poisons(stage, ref)
    tries(stage, ref)
    told, writes = as_kept(stage, ref.number), stage.writes()
    stage.redis.delete(f"ft:told:{ref}", "ft:parked")
    stage.clock.advance(hours=7)
    tries(stage, ref)
    assert (as_kept(stage, ref.number), stage.writes()) == (told, writes)


@IN_GITHUB
def test_what_comes_and_goes_is_told_once_in_six_hours(stage: Stage) -> None:
    """Else whoever undoes what the service writes would seem to be at work, and the comment be left alone."""
    ref = tracked(stage)
    before, writes = stage.status(ref.number), stage.writes()
    for _ in range(8):
        poisons(stage, ref)
        tries(stage, ref)
        cures(stage, ref)
        tries(stage, ref)
    assert stage.status(ref.number) == before
    assert stage.writes() == writes + 2
    assert 0 < int(stage.redis.ttl(f"ft:told:{ref}")) <= 6 * 3600

    stage.redis.delete(f"ft:told:{ref}")
    poisons(stage, ref)
    tries(stage, ref)
    assert MISTAKE in stage.status(ref.number)


def test_no_comment_is_begun_to_tell_it(stage: Stage) -> None:
    refused = Fault(FaultKind.STATUS_BEFORE, method="POST", path="/comment", times=None, status=503)
    stage.home.faults.add(refused)
    number = stage.alice.opens(stage.incidents, "Checkout answers 500", TABLE, ("postmortem",))
    stage.settle(postponing=True)
    (parked,) = stage.runtime.index.parked()
    ref = parse_ref(parked.ref)
    poisons(stage, ref)
    stage.home.faults.clear()
    tries(stage, ref, 3)

    (parked,) = stage.runtime.index.parked()
    assert MISTAKE in parked.message
    assert stage.alice.comments(stage.incidents, number) == []


def test_a_telling_that_is_refused_hides_nothing_and_is_made_up_for(stage: Stage) -> None:
    ref = tracked(stage)
    before = as_kept(stage, ref.number)
    for method in ("PATCH", "PUT"):
        stage.home.faults.add(Fault(FaultKind.STATUS_BEFORE, method=method, path="/comment", times=None, status=403))
    poisons(stage, ref)
    is_parked_untold(stage, ref, before)

    stage.home.faults.clear()
    tries(stage, ref)
    assert MISTAKE in stage.status(ref.number)


def test_a_tick_from_before_it_was_told_still_counts(stage: Stage) -> None:
    ref = tracked(stage)
    stage.home.delivers("drop")
    poisons(stage, ref)
    stage.alice.ticks_in_comment(stage.incidents, ref.number, stage.status_id(ref.number), "A1")
    tries(stage, ref)
    assert MISTAKE in stage.status(ref.number)
    assert stage.tickets()["A1"].open

    cures(stage, ref)
    tries(stage, ref)
    assert not stage.tickets()["A1"].open
    assert MISTAKE not in stage.status(ref.number)


@IN_GITHUB
def test_a_block_that_people_changed_by_hand_is_left_as_it_is(stage: Stage) -> None:
    ref = tracked(stage)
    stage.home.delivers("drop")
    now = stage.status(ref.number)
    desk, comment = stage.alice.at(stage.incidents), stage.status_id(ref.number)
    puts(desk, stage.incidents, ref.number, comment, now.replace("Alert when", "Alert as soon as"))
    before, writes = as_kept(stage, ref.number), stage.writes()
    poisons(stage, ref)
    tries(stage, ref, 2)
    assert (as_kept(stage, ref.number), stage.writes()) == (before, writes)


@IN_GITHUB
def test_a_mistake_that_telling_meets_as_well_is_raised_as_the_first_and_told_later(stage: Stage) -> None:
    ref = tracked(stage)
    before = as_kept(stage, ref.number)
    stage.redis.set(f"ft:project:github:{ref.project}", "no JSON")
    stage.runtime.hints.add(ref)
    with pytest.raises(JSONDecodeError) as raised, capture_logs() as logged:
        run_look(stage.runtime, ref)
    assert "parked.py" not in {entry.path.name for entry in raised.traceback if isinstance(entry.path, Path)}
    assert [entry["event"] for entry in logged if entry["log_level"] == "error"] == [
        "a mistake while telling what is parked"
    ]
    assert "JSONDecodeError" in stage.runtime.index.parked()[0].message
    assert as_kept(stage, ref.number) == before

    stage.redis.delete(f"ft:project:github:{ref.project}")
    poisons(stage, ref)
    tries(stage, ref)
    assert MISTAKE in stage.status(ref.number)


@IN_GITHUB
def test_whoever_lost_the_lease_tells_nothing(stage: Stage, listening: Listening) -> None:
    """Whichever exchange it was lost in: the first mistake is what is raised, and nothing is written."""
    ref = tracked(stage)
    stage.home.delivers("drop")
    before = as_kept(stage, ref.number)
    poisons(stage, ref)
    heard: list[str] = []

    def hear(exchange: Exchange) -> None:
        heard.append(exchange.method)
        if len(heard) == at:
            stage.redis.set(lease_of(stage.redis), "another worker")

    lost = 0
    for at in range(3, 12):
        heard.clear()
        stage.runtime.hints.add(ref)
        listening.then = hear
        with pytest.raises(ResponseError), capture_logs() as logged:
            run_look(stage.runtime, ref)
        listening.then = lambda exchange: None
        assert "error" not in {entry["log_level"] for entry in logged}, "it is no mistake"
        if "PATCH" in heard:
            break
        lost += 1
        assert len(heard) == at
        assert as_kept(stage, ref.number) == before
        stage.redis.delete(lease_of(stage.redis))
    assert lost > 1
    assert MISTAKE in stage.status(ref.number)


@IN_GITHUB
def test_nothing_is_told_before_it_is_known_that_more_people_read(stage: Stage) -> None:
    ref = tracked(stage)
    stage.home.delivers("drop")
    before = as_kept(stage, ref.number)
    stage.home.shows_to_all(stage.incidents)
    poisons(stage, ref)
    is_parked_untold(stage, ref, before)

    tries(stage, ref)
    assert MISTAKE in stage.status(ref.number), "it has no word of other places"


TO_FAIL = 5
"""Edits between the six times that one look reads the comments, in three attempts."""


def test_people_who_keep_editing_are_told_at_the_third_look_in_vain(stage: Stage, listening: Listening) -> None:
    ref = tracked(stage)
    stage.home.delivers("drop")
    stage.alice.closes(stage.app, stage.tickets()["A1"].handle)
    edits: list[str] = []

    def edit(exchange: Exchange) -> None:
        if exchange.method == "GET" and exchange.path.endswith(("/comments", "/comment")):
            listening.then = lambda exchange: None
            edits.append(f"Edit {len(edits) + 1}.")
            adds_beside(stage, ref.number, edits[-1])
            if len(edits) % TO_FAIL:
                listening.then = edit

    for is_told in (False, False, True):
        writes = stage.writes()
        stage.runtime.hints.add(ref)
        listening.then = edit
        assert "people kept editing" in run_look(stage.runtime, ref)
        assert ("people kept editing it" in stage.status(ref.number)) is is_told
        assert stage.writes() == writes + is_told
    assert len(edits) == 3 * TO_FAIL
    assert all(words in stage.status(ref.number) for words in (BESIDE, *edits))

    tries(stage, ref)
    assert "people kept editing it" not in stage.status(ref.number)
    assert "1 of 3 actions done" in stage.status(ref.number)
    assert all(words in stage.status(ref.number) for words in (BESIDE, *edits))
