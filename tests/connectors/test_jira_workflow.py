"""Opening and closing through workflows as teams have them: long, asking, silent about what they ask, or ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from connectors.jira.outcomes import Words
from connectors.jira.tracker import Jira
from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.jira import founding
from connectors.sandbox.jira.schemes import Status, Workflow
from connectors.sandbox.jira.server import RunningSandbox
from connectors.sandbox.jira.world import World
from connectors.sandbox.recording import Exchange
from connectors.tracker import Act, Change, Issue, Reason, Ref, TrackerError, Trouble
from tests.clock import Clock
from tests.connectors.bench import BOT, HERE
from tests.connectors.jira_bench import JiraPeople, jira_at

Opened = Callable[[Workflow], Ref]


@pytest.fixture
def opened(jira_world: World, jira_people: JiraPeople) -> Opened:
    """An issue in a project of that workflow."""

    def opens(way: Workflow) -> Ref:
        founding.add_project(jira_world, "OPS", roles={"alice": "admin", BOT: "admin"}, workflow=way)
        return jira_people.opens("OPS")

    return opens


def way_of(world: World, statuses: Mapping[str, str], *steps: tuple[str | None, str]) -> Workflow:
    """The names of its steps say nothing, or the wrong thing."""
    way = founding.add_workflow(world, "the way", statuses)
    for source, to in steps:
        founding.add_transition(world, way, "Done", source, to)
    return way


def refusal(jira: Jira, ref: Ref, change: Change) -> TrackerError:
    with pytest.raises(TrackerError) as caught:
        jira.change(ref, change)
    assert caught.value.trouble in {Trouble.INVALID, Trouble.DEAD_END}
    return caught.value


def close(jira: Jira, ref: Ref, reason: Reason = Reason.COMPLETED) -> Issue:
    return jira.change(ref, Change(open=False, reason=reason))


def moves(exchanges: list[Exchange]) -> int:
    return len([it for it in exchanges if it.method == "POST" and it.path.endswith("/transitions")])


# Ways


def test_a_step_is_found_by_where_it_leads(jira: Jira, jira_world: World, opened: Opened) -> None:
    way = founding.add_workflow(jira_world, "the way", {"Open": "new", "Closed": "done", "Waiting": "indeterminate"})
    founding.add_transition(jira_world, way, "Done", "Open", "Waiting")
    founding.add_transition(jira_world, way, "Not yet", "Open", "Closed")
    assert close(jira, opened(way)).status == "Closed"


def test_several_steps_are_taken(jira: Jira, jira_world: World, opened: Opened, exchanges: list[Exchange]) -> None:
    statuses = {"Open": "new", "Doing": "indeterminate", "In Review": "indeterminate", "Closed": "done"}
    ref = opened(way_of(jira_world, statuses, ("Open", "Doing"), ("Doing", "In Review"), ("In Review", "Closed")))
    assert close(jira, ref).status == "Closed"
    assert moves(exchanges) == 3


def test_a_circle_is_gone_round_once(jira: Jira, jira_world: World, opened: Opened) -> None:
    statuses = {"Open": "new", "A": "indeterminate", "B": "indeterminate", "Closed": "done"}
    ref = opened(way_of(jira_world, statuses, ("Open", "A"), ("A", "Open"), ("A", "B"), ("B", "A"), ("B", "Closed")))
    assert close(jira, ref).status == "Closed"


def test_a_closed_issue_is_reopened_through_its_workflow(jira: Jira, jira_world: World, opened: Opened) -> None:
    statuses = {"Open": "new", "Closed": "done", "Reopened": "indeterminate"}
    ref = opened(way_of(jira_world, statuses, ("Open", "Closed"), ("Closed", "Reopened")))
    close(jira, ref)
    issue = jira.change(ref, Change(open=True))
    assert (issue.open, issue.status) == (True, "Reopened")


def test_statuses_of_the_same_name_are_told_apart(jira: Jira, jira_world: World, opened: Opened) -> None:
    way = founding.add_workflow(jira_world, "the way", {"Open": "new", "Review": "indeterminate", "Closed": "done"})
    twin = Status("4711", "Review", way.statuses[1].category)
    jira_world.statuses[twin.id] = twin
    founding.add_transition(jira_world, way, "First", "Open", "Review")
    founding.add_transition(jira_world, way, "Close", "Review", "Closed")
    first, last = way.transitions
    way.statuses.append(twin)
    founding.add_transition(jira_world, way, "Second", None, "Review")
    way.transitions[-1].sources = (way.statuses[1],)
    way.transitions[-1].to, last.sources = twin, (twin,)
    assert first.to is not twin
    assert close(jira, opened(way)).status == "Closed"


def test_what_is_so_already_is_left_alone(jira: Jira, jira_people: JiraPeople, exchanges: list[Exchange]) -> None:
    ref = jira_people.opens(HERE)
    jira_people.closes(ref)
    exchanges.clear()
    assert close(jira, ref).reason is Reason.COMPLETED
    assert moves(exchanges) == 0


def test_a_closed_issue_may_change_its_reason(jira: Jira, jira_people: JiraPeople) -> None:
    ref = jira_people.opens(HERE)
    jira_people.closes(ref)
    assert close(jira, ref, Reason.NOT_PLANNED).reason is Reason.NOT_PLANNED


# Dead ends


def test_a_dead_end_is_told_with_what_there_is(jira: Jira, jira_world: World, opened: Opened) -> None:
    statuses = {"Open": "new", "Parked": "indeterminate", "Closed": "done"}
    ref = opened(way_of(jira_world, statuses, ("Open", "Parked")))
    assert refusal(jira, ref, Change(open=False)).message == (
        "jira could not move OPS-1 to done: from where it stands its workflow leads to no other status; "
        "the project has Open, Parked, Closed: "
        "do it by hand in Jira, or name a status under `done` or `wont_do` of the mapping."
    )


def test_nothing_is_moved_where_the_project_has_no_such_end(
    jira: Jira, jira_world: World, opened: Opened, exchanges: list[Exchange]
) -> None:
    ref = opened(way_of(jira_world, {"Open": "new", "Doing": "indeterminate"}, ("Open", "Doing")))
    assert "leads to Doing; the project has Open, Doing" in refusal(jira, ref, Change(open=False)).message
    assert moves(exchanges) == 0


def test_a_team_managed_project_has_no_word_for_wont_do(
    jira: Jira, jira_world: World, jira_people: JiraPeople, opened: Opened
) -> None:
    ref = opened(founding.add_workflow(jira_world, "team-managed", free=True, resolution=None))
    assert "won't do" in refusal(jira, ref, Change(open=False, reason=Reason.NOT_PLANNED)).message
    assert jira_people.issue(ref).status.name == "To Do"


def test_a_workflow_that_goes_on_for_ever_is_not_followed_for_ever(
    jira: Jira, jira_world: World, opened: Opened, exchanges: list[Exchange]
) -> None:
    names = [f"Step {number}" for number in range(30)]
    statuses = {**dict.fromkeys(names, "indeterminate"), "Closed": "done"}
    ref = opened(way_of(jira_world, statuses, *zip(names, [*names[1:], "Closed"], strict=True)))
    refusal(jira, ref, Change(open=False))
    assert moves(exchanges) < 10


# Screens


def test_a_resolution_that_is_wanted_is_given(jira: Jira, jira_world: World, opened: Opened) -> None:
    way = founding.add_workflow(jira_world, "the way", {"Open": "new", "Closed": "done"})
    founding.add_transition(jira_world, way, "Close", "Open", "Closed", screen=[founding.resolution_on_screen()])
    assert close(jira, opened(way)).reason is Reason.COMPLETED


@pytest.mark.parametrize("reason", list(Reason))
def test_a_resolution_that_is_wanted_in_secret_is_given_when_jira_says_so(
    jira: Jira, jira_world: World, opened: Opened, exchanges: list[Exchange], reason: Reason
) -> None:
    way = founding.add_workflow(jira_world, "the way", {"Open": "new", "Closed": "done"})
    screen = [founding.resolution_on_screen(told=False)]
    founding.add_transition(jira_world, way, "Close", "Open", "Closed", screen=screen)
    assert close(jira, opened(way), reason).reason is reason
    assert moves(exchanges) <= 2


@pytest.mark.parametrize("reason", list(Reason))
def test_the_reason_is_said_by_a_resolution_where_no_status_says_it(
    jira: Jira, jira_world: World, jira_people: JiraPeople, opened: Opened, reason: Reason
) -> None:
    way = founding.add_workflow(jira_world, "the way", {"Open": "new", "Closed": "done"})
    screen = [founding.resolution_on_screen(required=False)]
    founding.add_transition(jira_world, way, "Close", "Open", "Closed", screen=screen)
    ref = opened(way)
    assert close(jira, ref, reason).reason is reason


def test_the_reason_may_be_said_by_a_resolution_some_steps_away(jira: Jira, jira_world: World, opened: Opened) -> None:
    way = way_of(jira_world, {"Open": "new", "Doing": "indeterminate", "Closed": "done"}, ("Open", "Doing"))
    screen = [founding.resolution_on_screen(required=False)]
    founding.add_transition(jira_world, way, "Close", "Doing", "Closed", screen=screen)
    assert close(jira, opened(way), Reason.NOT_PLANNED).reason is Reason.NOT_PLANNED


def test_a_step_that_wants_more_than_that_is_left_to_people(jira: Jira, jira_world: World, opened: Opened) -> None:
    cause = founding.add_field(jira_world, "Root cause", founding.TEXT)
    way = founding.add_workflow(jira_world, "the way", {"Open": "new", "Closed": "done"})
    founding.add_transition(
        jira_world, way, "Close", "Open", "Closed", screen=[type(founding.resolution_on_screen())(cause, True, True)]
    )
    message = refusal(jira, opened(way), Change(open=False)).message
    assert f"the step to Closed wants Root cause ({cause.id}); do it by hand in Jira" in message


# A team's own words


def with_words(sandbox: RunningSandbox, clock: Clock, **words: list[str]) -> Jira:
    own = Words.of(**words)
    return jira_at(sandbox, clock, words=lambda key: own if key == "OPS" else Words(), named=["OPS"])


def test_a_status_that_the_team_calls_done_is_the_end(
    jira_sandbox: RunningSandbox, jira_world: World, clock: Clock, opened: Opened
) -> None:
    statuses = {"Open": "new", "Released": "indeterminate", "Archived": "done"}
    ref = opened(way_of(jira_world, statuses, (None, "Open"), ("Open", "Released"), ("Released", "Archived")))
    jira = with_words(jira_sandbox, clock, done=["released"])
    assert close(jira, ref).status == "Released"
    assert jira.change(ref, Change(open=True)).status == "Open"


@pytest.mark.parametrize("met", [True, False], ids=["met before", "not met before"])
def test_its_words_hold_for_a_project_whose_key_was_renamed(
    jira_sandbox: RunningSandbox,
    jira_world: World,
    jira_people: JiraPeople,
    clock: Clock,
    opened: Opened,
    exchanges: list[Exchange],
    met: bool,
) -> None:
    """The config follows when somebody has time; until then it names the project by the key that it had."""
    ref = opened(way_of(jira_world, {"Open": "new", "Released": "indeterminate"}, ("Open", "Released")))
    jira = with_words(jira_sandbox, clock, done=["released"])
    assert not met or isinstance(jira.issue(ref), Issue)
    jira_people.person("alice").renames_key("OPS", "SHOP")
    assert close(jira, ref).name == "SHOP-1"
    assert close(jira, ref).reason is Reason.COMPLETED

    exchanges.clear()
    assert isinstance(jira.issue(ref), Issue)
    assert len(exchanges) == 1, "the old key is asked for once"


def test_the_words_of_one_project_hold_for_no_other(
    jira_sandbox: RunningSandbox, jira_world: World, jira_people: JiraPeople, clock: Clock, opened: Opened
) -> None:
    way = way_of(jira_world, {"Open": "new", "Released": "indeterminate"}, (None, "Open"), ("Open", "Released"))
    opened(way)
    founding.add_project(jira_world, "FAR2", roles={"alice": "admin", BOT: "admin"}, workflow=way)
    far = jira_people.opens("FAR2")
    jira_people.person("alice").moves(jira_people.issue(far), "Released", None)
    jira_people.person("alice").renames_key("OPS", "SHOP")
    found = with_words(jira_sandbox, clock, done=["released"]).issue(far)
    assert isinstance(found, Issue)
    assert found.open


def test_words_for_a_project_that_is_not_there_do_no_harm(
    jira_sandbox: RunningSandbox, jira_people: JiraPeople, clock: Clock
) -> None:
    ref = jira_people.opens(HERE)
    assert isinstance(with_words(jira_sandbox, clock, done=["released"]).issue(ref), Issue)


def test_a_status_that_the_team_calls_dropped_is_the_end_of_dropped_work(
    jira_sandbox: RunningSandbox, jira_world: World, clock: Clock, opened: Opened
) -> None:
    statuses = {"Open": "new", "Icebox": "new", "Closed": "done"}
    ref = opened(way_of(jira_world, statuses, ("Open", "Icebox"), ("Open", "Closed")))
    issue = close(with_words(jira_sandbox, clock, wont_do=["Icebox"]), ref, Reason.NOT_PLANNED)
    assert (issue.status, issue.reason, issue.open) == ("Icebox", Reason.NOT_PLANNED, False)


def test_the_words_of_one_project_are_not_those_of_another(
    jira_sandbox: RunningSandbox, jira_people: JiraPeople, clock: Clock
) -> None:
    ref = jira_people.opens(HERE)
    jira_people.person("alice").moves(jira_people.issue(ref), "In Progress")
    issue = with_words(jira_sandbox, clock, done=["In Progress"]).issue(ref)
    assert isinstance(issue, Issue)
    assert issue.open


def test_a_resolution_that_stays_and_cannot_be_taken_off_is_told(
    jira_sandbox: RunningSandbox, jira_world: World, jira_people: JiraPeople, clock: Clock, opened: Opened
) -> None:
    way = way_of(jira_world, {"Open": "new", "Closed": "done"}, ("Closed", "Open"))
    founding.add_transition(jira_world, way, "Drop", "Open", "Closed", resolution="Won't Do")
    ref = opened(way)
    jira_people.person("alice").moves(jira_people.issue(ref), "Closed")
    jira = with_words(jira_sandbox, clock, wont_do=["Won't Do"])
    assert "refused to take the resolution off OPS-1" in refusal(jira, ref, Change(open=True)).message


# Meanwhile


def test_a_step_that_crossed_with_another_is_looked_at_again(
    jira: Jira, jira_world: World, jira_people: JiraPeople, exchanges: list[Exchange]
) -> None:
    ref = jira_people.opens(HERE)
    jira_world.faults.add(Fault(FaultKind.STATUS_BEFORE, method="POST", path="/transitions", status=409, body=""))
    assert not close(jira, ref).open
    assert moves(exchanges) == 2


def test_a_step_without_an_answer_is_not_taken_again(
    jira: Jira, jira_world: World, jira_people: JiraPeople, exchanges: list[Exchange]
) -> None:
    ref = jira_people.opens(HERE)
    jira_world.faults.add(Fault(FaultKind.STATUS_AFTER, method="POST", path="/transitions", status=502))
    with pytest.raises(TrackerError) as caught:
        close(jira, ref)
    assert caught.value.outcome_unknown
    assert moves(exchanges) == 1


# History


def test_history_tells_a_close_by_category_and_why(jira: Jira, jira_people: JiraPeople) -> None:
    ref = jira_people.opens(HERE)
    jira_people.person("alice").moves(jira_people.issue(ref), "In Progress")
    for reason in Reason:
        jira_people.closes(ref, reason.value, by="bob")
    jira_people.reopens(ref)
    told = [(event.act, event.detail) for event in jira.history(ref)]
    assert told == [*((Act.CLOSED, reason.value) for reason in Reason), (Act.REOPENED, "")]


def test_history_knows_the_teams_words(
    jira_sandbox: RunningSandbox, jira_world: World, jira_people: JiraPeople, clock: Clock, opened: Opened
) -> None:
    ref = opened(way_of(jira_world, {"Open": "new", "Released": "indeterminate"}, (None, "Released"), (None, "Open")))
    jira_people.person("alice").moves(jira_people.issue(ref), "Released")
    told = with_words(jira_sandbox, clock, done=["Released"]).history(ref)
    assert [(event.act, event.detail) for event in told] == [(Act.CLOSED, Reason.COMPLETED)]


def test_a_long_history_is_read_to_its_end(jira: Jira, jira_people: JiraPeople) -> None:
    ref = jira_people.opens(HERE)
    for number in range(120):
        jira_people.labels(ref, f"l{number:03}")
    assert [event.detail for event in jira.history(ref)] == [f"l{number:03}" for number in range(120)]


def test_labels_that_came_together_are_told_one_by_one(jira: Jira, jira_people: JiraPeople) -> None:
    ref = jira_people.opens(HERE, labels=("old",))
    jira_people.person("bob").edits(jira_people.issue(ref), labels=["new", "newer"])
    told = [(event.act, event.detail) for event in jira.history(ref)]
    assert told == [(Act.UNLABELED, "old"), (Act.LABELED, "new"), (Act.LABELED, "newer")]


def test_people_are_called_by_their_logins(jira: Jira, jira_people: JiraPeople) -> None:
    ref = jira_people.opens(HERE)
    jira_people.assigns(ref, "bob")
    (event,) = jira.history(ref)
    assert (event.act, event.detail) == (Act.ASSIGNED, "bob")
    assert event.actor is not None
    assert event.actor.login == "alice"
