"""One status comment, one link on an incident: whatever a listing of comments shows, and however late a write is."""

import pytest

from connectors.github import client as github_client
from connectors.jira import connections as jira_connections
from connectors.sandbox.faults import Fault, FaultKind
from connectors.tracker import Ref
from service.jobs import run_look
from tests.stories.documents import TABLE
from tests.stories.github_site import BOT
from tests.stories.pairing import DATACENTER, GITHUB
from tests.stories.stage import Stage

HOMES = pytest.mark.parametrize("heard", [GITHUB, DATACENTER], indirect=True, ids=str)
LISTED = r"/comments?\?"
COMMENTED = r"/comments?(\?|$)"
PAGE = 100


def lies(stage: Stage, kind: FaultKind = FaultKind.EMPTY_LIST, times: int | None = 1, skip: int = 0) -> None:
    stage.home.faults.add(Fault(kind, method="GET", path=LISTED, times=times, skip=skip))


def ours(stage: Stage, handle: int) -> int:
    """How many comments the service has there, as people see them."""
    return sum(said.author == BOT for said in stage.alice.comments(stage.incidents, handle))


def ref_of(stage: Stage, handle: int) -> Ref:
    project = stage.runtime.index.project(stage.mapping.tracker, stage.incidents)
    assert project is not None
    return Ref(stage.mapping.tracker, project.id, handle)


def looks(stage: Stage, handle: int) -> str:
    """One look, for which there is a hint."""
    ref = ref_of(stage, handle)
    for key in (*stage.redis.keys("ft:later:*"), *stage.redis.keys("ft:queued:*")):
        stage.redis.delete(key)
    stage.runtime.hints.add(ref)
    return run_look(stage.runtime, ref)


def the_truth_again(stage: Stage) -> None:
    stage.home.faults.clear()
    for _ in range(3):
        stage.much_later(minutes=20)


def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an answer hangs, the service waits for a second."""
    monkeypatch.setattr(github_client, "TIMEOUT", 1)
    monkeypatch.setattr(jira_connections, "TIMEOUT", (1, 1))


def tagged(stage: Stage, document: str) -> int:
    """A tagged issue, of which nobody has told the service yet."""
    for site in stage.sites:
        site.delivers("drop")
    project = stage.runtime.trackers[stage.mapping.tracker].project_named(stage.incidents)
    stage.runtime.index.keep_project(stage.mapping.tracker, project)
    return stage.alice.opens(stage.incidents, "Checkout answers 500", document, ("postmortem",))


# -- an empty listing is not absence


@HOMES
@pytest.mark.parametrize("finished", [False, True], ids=["written", "finished"])
def test_a_listing_that_is_empty_once_is_seen_through(heard: Stage, finished: bool) -> None:
    number = heard.finished(TABLE) if finished else heard.post_mortem(TABLE)
    said, before = heard.status(number), heard.written()
    heard.clock.advance(minutes=10)
    lies(heard)

    assert looks(heard, number) == "looked"
    assert (heard.status(number), heard.written()) == (said, before)
    assert heard.runtime.index.parked() == []


@HOMES
@pytest.mark.parametrize("finished", [False, True], ids=["written", "finished"])
def test_while_a_listing_stays_empty_nothing_is_written_and_that_is_told_once(heard: Stage, finished: bool) -> None:
    number = heard.finished(TABLE) if finished else heard.post_mortem(TABLE)
    said, before = heard.status(number), heard.written()
    lies(heard, times=None)
    for _ in range(4):
        heard.clock.advance(minutes=16)
        assert looks(heard, number).startswith("postponed")

    (parked,) = heard.runtime.index.parked()
    assert "counts 1 comments on" in parked.message
    assert "and shows 0" in parked.message
    assert heard.written() == before

    the_truth_again(heard)
    assert (heard.status(number), heard.written()) == (said, before)
    assert heard.runtime.index.parked() == []


@HOMES
@pytest.mark.parametrize("times", [1, None], ids=["once", "on"])
def test_a_listing_that_is_empty_right_before_the_comment_is_edited_makes_no_second_one(
    heard: Stage, times: int | None
) -> None:
    number = heard.finished(TABLE)
    for site in heard.sites:
        site.delivers("drop")
    heard.clock.advance(hours=1)
    heard.bob.closes(heard.app, heard.tickets()["A1"].handle)
    lies(heard, times=times, skip=1)
    looks(heard, number)

    heard.home.faults.clear()
    assert ours(heard, number) == 1
    assert ("[x] **A1**" in heard.status(number)) is (times == 1)
    the_truth_again(heard)
    assert "[x] **A1**" in heard.status(number)
    assert heard.runtime.index.parked() == []


@HOMES
def test_a_listing_that_is_cut_after_a_full_page_makes_no_second_comment(heard: Stage) -> None:
    number = tagged(heard, TABLE)
    for count in range(PAGE + 1):
        heard.bob.says(heard.incidents, number, f"Well said, {count}.")
    assert looks(heard, number) == "looked"
    before = heard.written()
    lies(heard, FaultKind.TRUNCATED_LIST, times=None)
    told = looks(heard, number)

    assert heard.written() == before
    if heard.home.flavour.is_jira:
        assert f"counts {PAGE + 2} comments" in told
    else:
        assert told == "looked", "a full page is never believed to be the last"


@HOMES
def test_an_incident_whose_comments_are_not_shown_is_told_of_its_post_mortem_once(heard: Stage) -> None:
    incident = heard.bob.opens(heard.incidents, "Checkout answers 500", "Since 14:02 one in ten fails.")
    heard.clock.advance(hours=1)
    heard.alice.tags(heard.incidents, incident, "postmortem")
    heard.settle()
    before = heard.written()
    heard.clock.advance(minutes=10)
    lies(heard, times=None)
    assert looks(heard, incident).startswith("postponed")

    assert heard.written() == before
    the_truth_again(heard)
    assert ours(heard, incident) == 1
    assert heard.runtime.index.parked() == []


# -- a write that is late


@HOMES
def test_a_first_comment_that_takes_effect_late_is_not_written_again(
    heard: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(monkeypatch)
    number = tagged(heard, TABLE)
    late = Fault(FaultKind.HANG_BEFORE, method="POST", path=COMMENTED, seconds=60)
    heard.home.faults.add(late)
    assert looks(heard, number).startswith("postponed")
    for _ in range(3):
        heard.clock.advance(seconds=20)
        assert looks(heard, number).startswith("postponed")
    assert ours(heard, number) == 0

    heard.home.faults.clear()  # now it takes effect
    arrives(heard, number)
    for _ in range(3):
        heard.much_later(minutes=4)
    heard.status(number)
    assert ours(heard, number) == 1
    assert heard.runtime.index.parked() == []


@HOMES
def test_a_first_comment_that_never_took_effect_is_written_when_that_is_sure(heard: Stage) -> None:
    number = tagged(heard, TABLE)
    heard.home.faults.add(Fault(FaultKind.STATUS_BEFORE, method="POST", path=COMMENTED))
    assert looks(heard, number).startswith("postponed")
    (parked,) = heard.runtime.index.parked()
    assert "whether the status comment was written" in parked.message
    heard.clock.advance(seconds=90)
    looks(heard, number)
    assert ours(heard, number) == 0

    heard.clock.advance(seconds=31)
    assert looks(heard, number) == "looked"
    assert ours(heard, number) == 1
    assert heard.runtime.index.parked() == []


@HOMES
def test_the_link_on_an_incident_that_takes_effect_late_is_not_written_again(
    heard: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(monkeypatch)
    incident = tagged(heard, "Since 14:02 one in ten fails.")
    heard.home.faults.add(Fault(FaultKind.HANG_BEFORE, method="POST", path=COMMENTED, seconds=60))
    assert looks(heard, incident).startswith("postponed")
    for _ in range(3):
        heard.clock.advance(seconds=20)
        assert looks(heard, incident).startswith("postponed")
    assert ours(heard, incident) == 0

    heard.home.faults.clear()
    arrives(heard, incident)
    for _ in range(3):
        heard.much_later(minutes=4)
    assert ours(heard, incident) == 1
    assert heard.home.count(heard.incidents) == 2
    assert heard.runtime.index.parked() == []


@HOMES
def test_a_status_comment_that_was_written_a_moment_ago_is_waited_for(heard: Stage) -> None:
    """A tracker's count of comments may trail: then the issue seems to have none, and no listing is asked for."""
    number = tagged(heard, TABLE)
    assert looks(heard, number) == "looked"
    written = heard.alice.comments(heard.incidents, number)[0].id
    heard.alice.unsays(heard.incidents, number, written)
    heard.clock.advance(seconds=5)
    assert looks(heard, number).startswith("postponed")
    assert ours(heard, number) == 0

    heard.clock.advance(minutes=1)
    assert looks(heard, number) == "looked"
    assert ours(heard, number) == 1


def arrives(stage: Stage, handle: int) -> None:
    """Waits until what hung has happened."""
    for _ in range(1000):
        if ours(stage, handle):
            return
    raise AssertionError("it never takes effect")
