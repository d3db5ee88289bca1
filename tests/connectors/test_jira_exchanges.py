"""What each verb costs at a Jira: nothing is asked that nobody asked for, and a create is one call."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from connectors.jira.tracker import Jira
from connectors.sandbox.jira.server import RunningSandbox
from connectors.sandbox.recording import Exchange
from connectors.tracker import Change, Draft, Issue, ProjectId, Reason, Ref
from tests.clock import Clock
from tests.connectors.acts import HOOK, READS, SECRET, WRITES, writing
from tests.connectors.bench import HERE, THERE
from tests.connectors.jira_bench import JiraPeople, jira_at

WARM = {
    "project": 3,
    "visibility": 1,
    "project_named": 3,
    "issue": 1,
    "issues": 1,
    "lists_anything": 1,
    "comments": 1,
    "children": 1,
    "labels": 0,
    "hooks": 1,
    "assignable": 1,
    "permission": 2,
    "me": 0,
    "create": 1,
    "change": 2,
    "comment": 1,
    "edit_comment": 1,
    "add_label": 1,
    "link_child": 1,
    "create_label": 0,
    "install_hook": 2,
    "remove_hook": 2,
}
"""In a process that met the project before and has written there."""

OTHERS = {
    "name",
    "trails",
    "guarded",
    "warm",
    "cool",
    "probe",
    "history",
    "several",
    "could_mean",
    "locate",
    "unlisted",
    "obstacles",
    "size",
    "link_abroad",
    "redeliver",
}
"""Counted by themselves below, or in need of nothing."""


@pytest.fixture
def ref(jira: Jira, jira_people: JiraPeople) -> Ref:
    """An issue in a project that the process has worked in."""
    jira.warm()
    project = jira.project_named("INC").id
    child = jira.create(project, Draft("warm", ""))
    ref = jira_people.opens(HERE)
    jira.link_child(ref, child)
    jira.history(ref)
    return jira_people.opens(HERE)


def asked(exchanges: list[Exchange]) -> list[str]:
    return [f"{it.method} {it.path}" for it in exchanges if it.kind == "api"]


def test_the_table_leaves_no_verb_out() -> None:
    verbs = {name for name in vars(Jira) if not name.startswith("_")}
    assert {*WARM, *OTHERS} == verbs
    assert {*READS, *WRITES} <= verbs


@pytest.mark.parametrize(("verb", "count"), WARM.items())
def test_a_verb_costs_so_many_exchanges(
    jira: Jira, jira_people: JiraPeople, ref: Ref, exchanges: list[Exchange], verb: str, count: int
) -> None:
    act = READS["project" if verb == "project_named" else verb] if verb in READS else writing(jira, ref, verb)
    jira.hooks(ref.project)
    exchanges.clear()
    act(jira, ref)
    # The search of Data Center leaves out what is kept beside an issue, so that it is asked for the one of ours.
    more = 1 if verb == "issues" and not jira_people.world.is_cloud else 0
    assert len(asked(exchanges)) == count + more, asked(exchanges)


def test_history_costs_one_exchange_once_the_statuses_are_known(
    jira: Jira, jira_people: JiraPeople, ref: Ref, exchanges: list[Exchange]
) -> None:
    jira_people.closes(ref)
    jira.history(ref)
    exchanges.clear()
    jira.history(ref)
    assert len(asked(exchanges)) == 1


def test_a_cold_process_learns_a_projects_screen_before_its_first_create(
    jira_sandbox: RunningSandbox, clock: Clock, ref: Ref, exchanges: list[Exchange]
) -> None:
    cold = jira_at(jira_sandbox, clock)
    exchanges.clear()
    for _ in range(12):
        cold.create(ref.project, Draft("x", "y"))
    assert len(asked(exchanges)) == 3 + 12, asked(exchanges)


def test_everything_of_a_draft_is_in_one_call(jira: Jira, ref: Ref, exchanges: list[Exchange]) -> None:
    exchanges.clear()
    full = Draft(
        "Add a probe",
        "<!-- hidden -->\nwords",
        labels=("a", "b"),
        assignees=("bob",),
        mark="ft-0123456789abcdef",
        due=date(2026, 12, 1),
        priority="High",
        kind="Bug",
    )
    jira.create(ref.project, full)
    posts = [it for it in asked(exchanges) if it.startswith(("POST", "PUT"))]
    assert len(posts) == 1


def test_closing_and_rewording_cost_a_call_each_besides_looking(
    jira: Jira, ref: Ref, exchanges: list[Exchange]
) -> None:
    exchanges.clear()
    jira.change(ref, Change(body="new", open=False, reason=Reason.NOT_PLANNED))
    kinds = [it.partition(" ")[0] for it in asked(exchanges)]
    assert kinds == ["GET", "PUT", "GET", "GET", "POST", "GET"], "the first looks at what is written over"


def test_several_issues_are_read_at_once_where_the_server_can(
    jira: Jira, jira_people: JiraPeople, ref: Ref, exchanges: list[Exchange]
) -> None:
    refs = [jira_people.opens(HERE) for _ in range(150)]
    exchanges.clear()
    assert all(isinstance(it, Issue) for it in jira.several(refs).values())
    assert len(asked(exchanges)) == (2 if jira_people.world.is_cloud else 150)


@pytest.mark.parametrize(("comments", "count"), [(0, 1), (100, 1), (101, 2), (250, 3)])
def test_comments_cost_an_exchange_for_each_hundred(
    jira: Jira, jira_people: JiraPeople, ref: Ref, exchanges: list[Exchange], comments: int, count: int
) -> None:
    for number in range(comments):
        jira_people.comments(ref, str(number))
    exchanges.clear()
    assert len(jira.comments(ref)) == comments
    assert len(asked(exchanges)) == count


def test_an_issue_of_another_tracker_is_shown_in_one_call(
    jira: Jira, jira_people: JiraPeople, ref: Ref, exchanges: list[Exchange]
) -> None:
    other = jira.issue(jira_people.opens(THERE))
    assert isinstance(other, Issue)
    exchanges.clear()
    jira.link_abroad(ref, other)
    assert len(asked(exchanges)) == 1


def test_a_place_costs_one_exchange(jira: Jira, ref: Ref, exchanges: list[Exchange]) -> None:
    exchanges.clear()
    jira.locate("INC-1")
    jira.locate("#2", ref.project)
    assert len(asked(exchanges)) == 2


def test_what_keeps_drafts_from_being_created_costs_nothing_once_the_screen_is_known(
    jira: Jira, ref: Ref, exchanges: list[Exchange]
) -> None:
    place = jira.project(ref.project)
    exchanges.clear()
    assert list(jira.obstacles(place, Draft("x", "y"))) == []
    assert list(jira.obstacles(place, Draft("z", "y"))) == []
    assert asked(exchanges) == []


def test_looking_past_the_index_costs_little_in_a_quiet_project(
    jira: Jira, jira_people: JiraPeople, ref: Ref, exchanges: list[Exchange], clock: Clock
) -> None:
    exchanges.clear()
    jira.unlisted(ref.project, since=clock.now - timedelta(days=1), marks=["ft-0123456789abcdef"])
    assert len(asked(exchanges)) == (4 if jira_people.world.is_cloud else 15), asked(exchanges)


def test_a_new_process_knows_a_project_by_what_is_handed_down(
    jira_sandbox: RunningSandbox, clock: Clock, ref: Ref, exchanges: list[Exchange]
) -> None:
    keys: dict[ProjectId, str] = {}
    jira_at(jira_sandbox, clock, keys=keys).project(ref.project)
    exchanges.clear()
    jira_at(jira_sandbox, clock, keys=keys).install_hook(ref.project, HOOK, SECRET)
    assert not [it for it in asked(exchanges) if it.endswith(f"/project/{ref.project}")]
