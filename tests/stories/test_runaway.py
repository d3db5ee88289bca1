"""Somebody undoes what the service writes, each time: it stops after a few times, says so once, and comes back."""

import json
from collections import Counter
from collections.abc import Callable

import pytest

from connectors.sandbox.faults import Fault, FaultKind
from tests.resilience.scene import document
from tests.stories.desk import Desk
from tests.stories.documents import OWNERLESS, TABLE
from tests.stories.github_desk import GitHubDesk
from tests.stories.jira_desk import JiraDesk
from tests.stories.pairing import CLOUD, DATACENTER, GITHUB
from tests.stories.stage import Stage

CLOUDS = pytest.mark.parametrize("heard", [GITHUB, CLOUD], indirect=True, ids=str)
SERVERS = pytest.mark.parametrize("heard", [GITHUB, DATACENTER], indirect=True, ids=str)
ROUNDS = 11
"""Odd, so that whatever is done and undone in turn is not as it was."""
FEW = 5
"""Writes of ours to one thing, at the most."""

Undo = Callable[[Stage, int], None]


def kept(desk: Desk, project: str, handle: int, comment: int) -> object:
    """A comment as the tracker keeps it."""
    if isinstance(desk, GitHubDesk):
        return desk.call("GET", f"/repos/{project}/issues/comments/{comment}")["body"]
    assert isinstance(desk, JiraDesk)
    return desk.call("GET", f"/issue/{handle}/comment/{comment}")["body"]


def puts(desk: Desk, project: str, handle: int, comment: int, body: object) -> None:
    if isinstance(desk, GitHubDesk):
        desk.call("PATCH", f"/repos/{project}/issues/comments/{comment}", body=body)
    else:
        assert isinstance(desk, JiraDesk)
        desk.call("PUT", f"/issue/{handle}/comment/{comment}", body=body)


def former_words(stage: Stage, number: int) -> Undo:
    """Somebody keeps the status comment as it was before A1 was done."""
    desk, comment = stage.alice.at(stage.incidents), stage.status_id(number)
    former = kept(desk, stage.incidents, number, comment)
    stage.alice.closes(stage.app, stage.tickets()["A1"].handle)
    return lambda on, nth: puts(desk, on.incidents, number, comment, former)


def other_words(stage: Stage, number: int) -> Undo:
    """Somebody words it anew, in other words each time."""
    desk, comment = stage.alice.at(stage.incidents), stage.status_id(number)

    def undo(on: Stage, nth: int) -> None:
        now = json.dumps(kept(desk, on.incidents, number, comment))
        puts(desk, on.incidents, number, comment, json.loads(now.replace("Alert when", f"Alert {nth} when")))

    return undo


def no_words(stage: Stage, number: int) -> Undo:
    """Somebody deletes it."""
    return lambda on, nth: on.alice.unsays(on.incidents, number, on.status_id(number)) if said(on, number) else None


def a_toggled_ticket(stage: Stage, number: int) -> Undo:
    handle = stage.tickets()["A1"].handle
    return lambda on, nth: (on.alice.reopens if nth % 2 else on.alice.closes)(on.app, handle)


def a_reopened_ticket(stage: Stage, number: int) -> Undo:
    """One bot ticks the box, so that the service closes the ticket; another one reopens it."""
    handle = stage.tickets()["A1"].handle

    def undo(on: Stage, nth: int) -> None:
        if not on.tickets()["A1"].open:
            on.alice.reopens(on.app, handle)
        elif "- [ ] **A1**" in on.status(number):
            on.alice.ticks_in_comment(on.incidents, number, on.status_id(number), "A1")

    return undo


def said(stage: Stage, number: int) -> list[str]:
    comments = stage.alice.comments(stage.incidents, number)
    return [one.body for one in comments if "followthrough:status" in one.body]


def shown(stage: Stage, number: int, key: str) -> str:
    """The service's own row about an action: what people changed stays above it."""
    return [line for line in stage.status(number).splitlines() if line.startswith(f"| **{key}**")][-1]


def undone(stage: Stage, undo: Undo, rounds: int = ROUNDS) -> Counter[str]:
    """How often the service wrote what, while each time, a minute later, somebody did that."""
    ours: Counter[str] = Counter()
    for nth in range(rounds):
        undo(stage, nth)
        before = stage.written()
        stage.clock.advance(minutes=1)
        stage.settle(postponing=True)
        ours += stage.written() - before
    return ours


def alerts(stage: Stage, number: int) -> int:
    """How often people are told, on the health page or in the status comment."""
    told = [*(parked.message for parked in stage.runtime.index.parked()), *said(stage, number)]
    return sum(text.count("look for the bot or the rule that does it") for text in told)


UNDOERS = (former_words, other_words, no_words, a_toggled_ticket, a_reopened_ticket)


@CLOUDS
@pytest.mark.parametrize("undoer", UNDOERS, ids=lambda undoer: undoer.__name__)
def test_what_is_undone_each_time_is_written_a_few_times_and_then_left_alone(
    heard: Stage, undoer: Callable[[Stage, int], Undo]
) -> None:
    number = heard.finished(TABLE)
    ours = undone(heard, undoer(heard, number))

    for what in ours & Counter({"POST /issueLink": 999}):
        ours[what] //= len(heard.tickets())
    assert ours, "it was written again at least once"
    assert max(ours.values()) <= FEW, ours
    assert alerts(heard, number) == 1


@SERVERS
def test_it_is_put_right_an_hour_later_by_itself(heard: Stage) -> None:
    number = heard.finished(TABLE)
    undone(heard, other_words(heard, number))
    assert "Alert when" not in shown(heard, number, "A1")

    heard.much_later(minutes=30)
    assert "Alert when" not in shown(heard, number, "A1"), "quiet still"
    heard.much_later(minutes=45)
    assert "Alert when" in shown(heard, number, "A1")
    assert alerts(heard, number) == 0


@CLOUDS
def test_news_is_written_even_then(heard: Stage) -> None:
    number = heard.finished(TABLE)
    undone(heard, other_words(heard, number))
    heard.alice.closes(heard.app, heard.tickets()["A2"].handle)
    heard.settle()

    assert "Alert when" in shown(heard, number, "A1")
    assert shown(heard, number, "A2").endswith("| done |")
    assert alerts(heard, number) == 0


@SERVERS
def test_a_post_mortem_that_is_closed_again_each_time_is_not_reopened_for_ever(heard: Stage) -> None:
    number = heard.post_mortem(OWNERLESS)

    def closes(on: Stage, nth: int) -> None:
        if on.alice.reads(on.incidents, number).open:
            on.alice.closes(on.incidents, number)

    ours = undone(heard, closes)
    assert ours
    assert max(ours.values()) <= FEW, ours
    assert alerts(heard, number) == 1


@CLOUDS
def test_a_person_who_edits_to_and_fro_is_answered_each_time(heard: Stage) -> None:
    """Twenty times within an hour, and each time the status comment says what is wrong now."""
    number = heard.post_mortem(TABLE)
    for nth in range(20):
        old, new = ("Bob Tanaka", "nobody") if nth % 2 == 0 else ("nobody", "Bob Tanaka")
        before = heard.status(number)
        heard.alice.rewords(heard.incidents, number, old, new)
        heard.later(minutes=3)
        assert heard.status(number) != before, f"edit {nth + 1} is not answered"
    assert alerts(heard, number) == 0


def test_twelve_boxes_ticked_within_the_hour_are_twelve_closed_tickets(heard: Stage) -> None:
    number = heard.finished(document())
    for key in heard.tickets():
        heard.alice.ticks_in_comment(heard.incidents, number, heard.status_id(number), key)
        heard.later(minutes=4)
    assert not any(ticket.open for ticket in heard.tickets().values())
    assert "12 of 12 actions done" in heard.status(number)
    assert alerts(heard, number) == 0


def test_a_write_that_did_not_come_through_does_not_count(heard: Stage) -> None:
    number = heard.finished(TABLE)
    heard.home.faults.add(Fault(FaultKind.STATUS_BEFORE, method="PATCH", path=r"/comments/\d+$", times=8, status=503))
    heard.alice.closes(heard.app, heard.tickets()["A1"].handle)
    for _ in range(9):
        heard.settle(postponing=True)
        heard.much_later(minutes=1)

    assert shown(heard, number, "A1").endswith("| done |")
    assert alerts(heard, number) == 0
