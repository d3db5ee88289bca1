"""Creating in a Jira: what keeps a draft out is told beforehand, and what a screen lacks is done without."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from connectors.jira.obstacles import example
from connectors.jira.screens import Field
from connectors.jira.tracker import Jira
from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.jira import founding
from connectors.sandbox.jira.server import RunningSandbox, serve
from connectors.sandbox.jira.world import World
from connectors.sandbox.recording import Exchange
from connectors.tracker import Change, Draft, Issue, Level, Permission, ProjectId, Ref, TrackerError, Trouble
from tests.clock import Clock
from tests.connectors.bench import BOT, HERE
from tests.connectors.jira_bench import JiraPeople, jira_at

MARK = "ft-0123456789abcdef"
FULL = Draft(
    "Add a probe",
    "<!-- followthrough:ticket x -->\nwords",
    labels=("reliability",),
    assignees=("bob",),
    mark=MARK,
    due=date(2026, 12, 1),
    priority="High",
    kind="Task",
)

Founded = Callable[..., ProjectId]
Fields = dict[str, Any]


@pytest.fixture
def founded(jira_world: World) -> Founded:
    """A project OPS with what a test gives it."""

    def found(**given: Any) -> ProjectId:
        roles = {"alice": "admin", "bob": "member", "mallory": "reader", BOT: "admin"}
        project = founding.add_project(jira_world, "OPS", **{"roles": roles, **given})
        return ProjectId(str(project.id))

    return found


@pytest.fixture
def project(jira: Jira) -> ProjectId:
    return jira.project_named("INC").id


def read(jira: Jira, issue: Issue) -> Issue:
    found = jira.issue(issue.ref)
    assert isinstance(found, Issue)
    return found


# All of it


def test_a_created_issue_is_as_drafted(jira: Jira, project: ProjectId) -> None:
    issue = read(jira, jira.create(project, FULL))
    assert (issue.title, issue.body, issue.due) == (FULL.title, FULL.body, FULL.due)
    assert set(issue.labels) == {"reliability", MARK}
    assert [person.login for person in issue.assignees] == ["bob"]


def test_what_comes_back_is_what_is_read_but_for_what_jira_does_not_tell(jira: Jira, project: ProjectId) -> None:
    created = jira.create(project, FULL)
    found = read(jira, created)
    assert replace(found, status="", assignees=created.assignees) == created
    assert [person.login for person in found.assignees] == [person.login for person in created.assignees]


def test_the_priority_is_set(jira: Jira, jira_people: JiraPeople, project: ProjectId) -> None:
    assert jira_people.issue(jira.create(project, FULL).ref).values["priority"].name == "High"


def test_the_type_is_the_one_that_is_named_in_any_case(jira: Jira, jira_people: JiraPeople, project: ProjectId) -> None:
    assert jira_people.issue(jira.create(project, replace(FULL, kind="bug")).ref).type.name == "Bug"


def test_without_a_type_it_is_a_task(jira: Jira, jira_people: JiraPeople, project: ProjectId) -> None:
    assert jira_people.issue(jira.create(project, Draft("x", "")).ref).type.name == "Task"


def test_a_project_without_tasks_gets_the_first_type_that_stands_by_itself(
    jira: Jira, jira_people: JiraPeople, founded: Founded
) -> None:
    project = founded(types=("Sub-task", "Bug"))
    assert jira_people.issue(jira.create(project, Draft("x", "")).ref).type.name == "Bug"


def test_a_title_of_several_lines_becomes_one(jira: Jira, project: ProjectId) -> None:
    assert jira.create(project, Draft("Add\na \tprobe", "")).title == "Add a probe"


def test_a_body_may_be_empty(jira: Jira, project: ProjectId) -> None:
    assert read(jira, jira.create(project, Draft("x", ""))).body == ""


def test_further_fields_are_passed_on(jira: Jira, jira_world: World, jira_people: JiraPeople, founded: Founded) -> None:
    team = founding.add_field(jira_world, "Team", founding.SELECT, options=("Payments", "Checkout"), required=True)
    project = founded(fields=[team])
    issue = jira.create(project, replace(FULL, fields={team.id: {"value": "Checkout"}}))
    assert jira_people.issue(issue.ref).values[team.id].value == "Checkout"


def test_a_field_of_many_lines_may_be_written_plainly(
    jira: Jira, jira_world: World, jira_people: JiraPeople, founded: Founded
) -> None:
    impact = founding.add_field(jira_world, "Impact", founding.TEXTAREA, required=True)
    project = founded(fields=[impact])
    issue = jira.create(project, replace(FULL, fields={impact.id: "Nobody could pay."}))
    kept = jira_people.issue(issue.ref).values[impact.id]
    assert isinstance(kept, dict) is jira_world.is_cloud
    assert "Nobody could pay." in str(kept)


TYPES = ("Epic", "Bug", "Sub-task", "Task")


def epic_in(jira_world: World, project: ProjectId, summary: str = "Survive the peak") -> str:
    """Its key."""
    there = jira_world.project(project)
    (kind,) = (kind for kind in there.kinds.values() if kind.type.name == "Epic")
    return founding.add_issue(jira_world, there, kind=kind, summary=summary).key


def epic_fields(jira_world: World, founded: Founded) -> tuple[ProjectId, Fields]:
    """A project with components and an epic, and what an issue in both of them has, as the config has it."""
    link = founding.add_field(jira_world, "Epic Link", founding.EPIC_LINK)
    project = founded(types=TYPES, fields=() if jira_world.is_cloud else [link])
    for name in ("API", "Web"):
        founding.add_component(jira_world, jira_world.project(project), name, required=True)
    key = epic_in(jira_world, project)
    epic: Fields = {"parent": {"key": key}} if jira_world.is_cloud else {link.id: key}
    return project, {"components": [{"name": "API"}], **epic}


def test_an_issue_may_be_of_a_component_and_in_an_epic(
    jira: Jira, jira_world: World, jira_people: JiraPeople, founded: Founded
) -> None:
    project, fields = epic_fields(jira_world, founded)
    assert obstacles(jira, project, fields=fields) == []
    kept = jira_people.issue(jira.create(project, replace(FULL, fields=fields)).ref)
    assert [it.name for it in kept.components] == ["API"]
    (epic,) = (kept.values[name] for name in fields if name != "components")
    assert (epic.key, epic.type.name) == ("OPS-1", "Epic")


def test_a_component_may_be_named_by_its_id(
    jira: Jira, jira_world: World, jira_people: JiraPeople, founded: Founded
) -> None:
    project = founded()
    web = founding.add_component(jira_world, jira_world.project(project), "Web")
    fields = {"components": [{"id": web.id}]}
    assert obstacles(jira, project, fields=fields) == []
    assert jira_people.issue(jira.create(project, replace(FULL, fields=fields)).ref).components == (web,)


def test_a_parent_that_is_no_epic_is_refused_in_jiras_words(jira: Jira, jira_world: World, founded: Founded) -> None:
    project, fields = epic_fields(jira_world, founded)
    task = jira.create(project, replace(FULL, fields=fields)).name
    wrong = {name: {"key": task} if name == "parent" else task for name in fields if name != "components"}
    with pytest.raises(TrackerError, match=r"appropriate hierarchy|gh\.epic\.error\.not\.found") as caught:
        jira.create(project, replace(FULL, fields={**fields, **wrong}))
    assert caught.value.trouble is Trouble.INVALID


def test_without_a_type_it_is_no_epic(jira: Jira, jira_world: World, jira_people: JiraPeople, founded: Founded) -> None:
    project = founded(types=("Bug", "Epic"))
    kinds = jira_world.project(project).kinds
    for kind in [kind for kind in kinds.values() if kind.type.name == "Bug"]:
        del kinds[kind.type.id]
        kinds[kind.type.id] = kind
    assert [kind.type.name for kind in kinds.values()] == ["Epic", "Bug"]
    assert jira_people.issue(jira.create(project, Draft("x", "")).ref).type.name == "Bug"


# What is kept beside it


def test_what_was_written_is_kept_beside_the_issue_from_the_first_call_on(
    jira: Jira, jira_people: JiraPeople, project: ProjectId
) -> None:
    issue = jira.create(project, FULL)
    assert jira_people.issue(issue.ref).properties == {"followthrough": {"markdown": FULL.body}}


def test_a_long_text_is_kept_packed(jira: Jira, jira_people: JiraPeople, project: ProjectId) -> None:
    body = "<!-- followthrough:ticket x -->\n" + "\n\n".join(f"Line {number} of a long story" for number in range(1200))
    issue = jira.create(project, Draft("x", body))
    assert "packed" in str(jira_people.issue(issue.ref).properties["followthrough"])[:20]
    assert read(jira, issue).body == body


# What a screen lacks


@pytest.mark.parametrize(
    ("field", "called", "done"),
    [
        ("priority", "Priority", "the priority High, so it was left out"),
        ("duedate", "Due date", "the date 2026-12-01, so it stands in the description"),
        ("labels", "Labels", f"the labels reliability, {MARK}, so they were left out"),
    ],
)
def test_a_field_that_is_not_on_the_screen_is_done_without_and_told(
    jira: Jira, founded: Founded, field: str, called: str, done: str
) -> None:
    project = founded(without=(field,))
    told = f"OPS did not take {done}: its screen for a new Task has no field {called}."
    assert jira.create(project, FULL).notices == (told,)


def test_a_date_without_a_field_stands_in_the_description(jira: Jira, founded: Founded) -> None:
    issue = jira.create(founded(without=("duedate",)), FULL)
    assert (issue.due, issue.body) == (None, f"{FULL.body}\n\nDue: 2026-12-01")
    assert read(jira, issue).body == issue.body


def test_an_assignee_that_is_not_on_the_screen_is_set_afterwards(
    jira: Jira, jira_people: JiraPeople, founded: Founded
) -> None:
    issue = jira.create(founded(without=("assignee",)), FULL)
    assert issue.notices == ()
    assert [person.login for person in issue.assignees] == ["bob"]
    assert jira_people.issue(issue.ref).values["assignee"].name == "bob"


def test_a_screen_with_nothing_on_it_still_gets_its_ticket(
    jira: Jira, jira_people: JiraPeople, founded: Founded
) -> None:
    issue = jira.create(founded(without=("assignee", "labels", "priority", "duedate")), FULL)
    assert len(issue.notices) == 3
    assert jira_people.issue(issue.ref).values["assignee"].name == "bob"


def test_a_screen_that_changed_meanwhile_is_looked_at_again(
    jira: Jira, jira_world: World, founded: Founded, exchanges: list[Exchange]
) -> None:
    project = founded()
    jira.create(project, Draft("first", ""))
    for kind in jira_world.project("OPS").kinds.values():
        del kind.fields["labels"], kind.fields["duedate"]
    issue = jira.create(project, FULL)
    assert len(issue.notices) == 2
    assert len([it for it in exchanges if it.method == "POST" and it.path.endswith("/issue")]) == 3


def test_a_priority_that_jira_does_not_take_is_left_out_with_its_words(jira: Jira, project: ProjectId) -> None:
    (notice,) = jira.create(project, replace(FULL, priority="P1")).notices
    assert notice.startswith("INC did not take the priority P1, so it was left out: ")
    assert "screen" not in notice


# Who it is assigned to


def test_the_first_who_can_be_assigned_is(jira: Jira, project: ProjectId) -> None:
    issue = jira.create(project, replace(FULL, assignees=("mallory", "nobody-by-that-name", "bob", "alice")))
    assert [person.login for person in read(jira, issue).assignees] == ["bob"]
    assert [notice.partition(" could not")[0] for notice in issue.notices] == ["mallory", "nobody-by-that-name"]


@pytest.mark.parametrize("without", [(), ("assignee",)])
def test_whoever_cannot_be_assigned_leaves_it_unassigned_and_told(
    jira: Jira, founded: Founded, without: tuple[str, ...]
) -> None:
    issue = jira.create(founded(without=without), replace(FULL, assignees=("mallory",)))
    assert read(jira, issue).assignees == issue.assignees == ()
    assert len(issue.notices) == 1
    assert issue.notices[0].startswith("mallory could not be assigned to OPS-1: ")


def test_nobody_is_assigned_who_was_not_asked_for(jira: Jira, project: ProjectId) -> None:
    assert read(jira, jira.create(project, Draft("x", ""))).assignees == ()


def test_an_assignment_that_fails_after_the_create_does_not_hide_the_issue(
    jira: Jira, jira_world: World, founded: Founded
) -> None:
    project = founded(without=("assignee",))
    jira_world.faults.add(Fault(FaultKind.STATUS_BEFORE, path="/assignee", times=None, status=400))
    issue = jira.create(project, FULL)
    assert issue.name == "OPS-1"
    assert len(issue.notices) == 1
    assert issue.owed == ()


@pytest.mark.parametrize("status", [429, 500, 502, 503, 401])
def test_an_assignment_that_only_waits_is_owed_and_no_notice(
    jira: Jira, jira_world: World, founded: Founded, exchanges: list[Exchange], status: int
) -> None:
    """Mallory cannot be assigned, Bob can, but Jira has no answer for him."""
    project = founded(without=("assignee",))
    jira_world.faults.add(Fault(FaultKind.STATUS_BEFORE, path="/assignee", times=1, skip=1, status=status))
    issue = jira.create(project, replace(FULL, assignees=("mallory", "bob", "alice")))
    assert len(issue.notices) == 1
    assert "mallory" in issue.notices[0]
    assert issue.owed == ("bob", "alice")
    assert [it.method for it in exchanges if it.path.endswith("/assignee")] == ["PUT", "PUT"], "it is asked no more now"

    jira.change(issue.ref, Change(assignees=issue.owed))
    assert jira_world.issue(issue.ref.number).assignee == jira_world.user("bob")


def test_of_those_who_are_owed_the_first_that_jira_takes_is_assigned(jira: Jira, project: ProjectId) -> None:
    issue = jira.create(project, replace(FULL, assignees=()))
    now = jira.change(issue.ref, Change(assignees=("mallory", "bob")))
    assert [person.login for person in now.assignees] == ["bob"]
    with pytest.raises(TrackerError) as caught:
        jira.change(issue.ref, Change(assignees=("mallory", "eve")))
    assert caught.value.permanent


# What the create screen has no field for, and the one for editing has


def test_labels_that_only_the_screen_for_editing_has_are_added_afterwards(
    jira_world: World, founded: Founded, clock: Clock, exchanges: list[Exchange]
) -> None:
    """Without them the service would not know its own issue again."""
    project = founded()
    kinds = jira_world.project("OPS").kinds.values()
    held = [kind.fields.pop("labels") for kind in kinds]

    def then(exchange: Exchange) -> None:
        """The sandbox has one screen for both, so it gets the field as soon as the issue is there."""
        exchanges.append(exchange)
        if exchange.method == "POST" and exchange.path.endswith("/issue"):
            for kind, field in zip(kinds, held, strict=True):
                kind.fields["labels"] = field

    with serve(jira_world, on_exchange=then) as running:
        jira = jira_at(running, clock)
        issue = jira.create(project, FULL)
        assert set(issue.labels) == {"reliability", MARK}
        assert issue.notices == ()
        assert set(read(jira, issue).labels) == {"reliability", MARK}
    assert [it.method for it in exchanges if it.method in ("POST", "PUT")] == ["POST", "PUT"]


def test_labels_that_cannot_be_added_at_all_are_told(jira: Jira, jira_world: World, founded: Founded) -> None:
    project = founded(without=("labels",))
    jira_world.faults.add(Fault(FaultKind.STATUS_BEFORE, method="PUT", path="/issue/", times=None, status=400))
    issue = jira.create(project, FULL)
    assert issue.labels == ()
    assert any("label" in notice.lower() for notice in issue.notices)


# What cannot be


@pytest.mark.parametrize("kind", ["Epic", "Sub-task"])
def test_a_type_that_cannot_be_is_refused_before_anything_is_sent(
    jira: Jira, project: ProjectId, exchanges: list[Exchange], kind: str
) -> None:
    exchanges.clear()
    with pytest.raises(TrackerError, match=kind) as caught:
        jira.create(project, replace(FULL, kind=kind))
    assert caught.value.trouble is Trouble.INVALID
    assert not [it for it in exchanges if it.method == "POST"]


def test_a_value_that_jira_refuses_is_named_with_its_field(jira: Jira, jira_world: World, founded: Founded) -> None:
    team = founding.add_field(jira_world, "Team", founding.SELECT, options=("Payments",), required=True)
    with pytest.raises(TrackerError, match=team.id) as caught:
        jira.create(founded(fields=[team]), FULL)
    assert caught.value.trouble is Trouble.INVALID


@pytest.mark.parametrize("kind", [FaultKind.STATUS_AFTER, FaultKind.STATUS_BEFORE])
def test_a_create_without_an_answer_is_not_sent_again(
    jira: Jira, jira_world: World, project: ProjectId, exchanges: list[Exchange], kind: FaultKind
) -> None:
    jira_world.faults.add(Fault(kind, method="POST", path=r"/issue$", status=502))
    exchanges.clear()
    with pytest.raises(TrackerError) as caught:
        jira.create(project, FULL)
    assert caught.value.outcome_unknown
    assert len([it for it in exchanges if it.method == "POST"]) == 1


# Told beforehand


def obstacles(jira: Jira, project: ProjectId, **changes: Any) -> list[str]:
    return list(jira.obstacles(jira.project(project), replace(FULL, **changes)))


def test_a_draft_that_fits_meets_no_obstacle(jira: Jira, project: ProjectId) -> None:
    assert obstacles(jira, project) == []


def test_an_archived_project_is_one(jira: Jira, jira_people: JiraPeople, project: ProjectId) -> None:
    jira_people.person("alice").archives("INC")
    assert obstacles(jira, project) == [
        "INC is archived; restore it in jira, or name another project under tickets of the mapping."
    ]


def test_missing_rights_are_one(jira: Jira, founded: Founded) -> None:
    project = founded(roles={"alice": "admin", BOT: ["BROWSE_PROJECTS", "ADD_COMMENTS"]})
    (told,) = obstacles(jira, project)
    assert told == (
        "jira's account may not create and edit issues in OPS; "
        "give it Browse projects, Create issues and Edit issues there."
    )


def test_an_unknown_type_is_one_and_names_those_that_are_there(jira: Jira, project: ProjectId) -> None:
    assert obstacles(jira, project, kind="Story") == [
        "INC has no issue type Story; there are Task, Bug: correct `type` under tickets of the mapping."
    ]


def test_a_type_of_sub_tasks_is_one(jira: Jira, project: ProjectId) -> None:
    (told,) = obstacles(jira, project, kind="sub-task")
    assert told.startswith("Sub-task is a type of sub-tasks, which need a parent; there are Task, Bug")


def test_an_unknown_priority_is_one_and_names_those_that_are_there(jira: Jira, project: ProjectId) -> None:
    assert obstacles(jira, project, priority="P1") == [
        "INC has no priority P1; there are Highest, High, Medium, Low, Lowest: "
        "correct `priority` under tickets of the mapping."
    ]


def test_a_priority_that_the_screen_lacks_is_none(jira: Jira, founded: Founded) -> None:
    assert obstacles(jira, founded(without=("priority",)), priority="P1") == []


def test_a_label_with_a_space_is_one(jira: Jira, project: ProjectId) -> None:
    (told,) = obstacles(jira, project, labels=("needs review", "fine"))
    assert told.startswith("The label 'needs review' has a space")


def test_a_required_field_is_one_and_names_the_line_to_add(jira: Jira, jira_world: World, founded: Founded) -> None:
    team = founding.add_field(jira_world, "Team", founding.SELECT, options=("Payments", "Checkout"), required=True)
    (told,) = obstacles(jira, founded(fields=[team]))
    assert told == (
        f"OPS wants the field Team ({team.id}) for every Task; there are Payments, Checkout: "
        f"add `fields: {{{team.id}: {{value: Payments}}}}` under tickets of the mapping."
    )


def test_a_required_field_with_a_default_is_none(jira: Jira, jira_world: World, founded: Founded) -> None:
    team = founding.add_field(
        jira_world, "Team", founding.SELECT, options=("Payments",), required=True, default="Payments"
    )
    assert obstacles(jira, founded(fields=[team])) == []


def test_a_required_field_that_is_given_is_none(jira: Jira, jira_world: World, founded: Founded) -> None:
    team = founding.add_field(jira_world, "Team", founding.SELECT, options=("Payments",), required=True)
    assert obstacles(jira, founded(fields=[team]), fields={team.id: {"value": "Payments"}}) == []


def test_a_cure_is_told_where_the_config_has_its_keys(jira: Jira, jira_world: World, founded: Founded) -> None:
    team = founding.add_field(jira_world, "Team", founding.SELECT, options=("Payments",), required=True)
    (told,) = obstacles(jira, founded(fields=[team]), under="post_mortems")
    assert told.endswith(f"add `fields: {{{team.id}: {{value: Payments}}}}` under post_mortems of the mapping.")
    (told,) = obstacles(jira, founded(fields=[team]), under="post_mortems", kind="Story")
    assert told.endswith("correct `type` under post_mortems of the mapping.")


def test_what_an_action_gives_a_ticket_the_config_gives_a_post_mortem(
    jira: Jira, jira_world: World, founded: Founded
) -> None:
    project = founded()
    for kind in jira_world.project(project).kinds.values():
        kind.fields["assignee"].required = True
    (told,) = obstacles(jira, project, assignees=())
    assert "give each action an owner" in told
    (told,) = obstacles(jira, project, assignees=(), under="post_mortems")
    assert re.search(r"add `fields: \{assignee: \{(accountId|name): …\}\}` under post_mortems", told)


def staffed(jira_world: World, project: ProjectId, *members: str) -> Level:
    made = founding.add_level(jira_world, jira_world.project(project), "Staff only", members)
    return Level(made.id, made.name)


def test_a_restricted_draft_becomes_a_restricted_issue(jira: Jira, jira_world: World, project: ProjectId) -> None:
    level = staffed(jira_world, project, BOT)
    assert obstacles(jira, project, restricted_to=level) == []
    made = jira.create(project, replace(FULL, restricted_to=level))
    assert made.restricted_to == level
    read = jira.issue(made.ref)
    assert isinstance(read, Issue)
    assert read.restricted_to == level
    (listed,) = (issue for issue in jira.issues(project).issues if issue.ref == made.ref)
    assert listed.restricted_to == level


@pytest.mark.parametrize("members", [(), ("alice",)], ids=["not on the screen", "not a member"])
def test_a_level_that_cannot_be_set_is_one_and_nothing_is_created_without_it(
    jira: Jira, jira_world: World, project: ProjectId, exchanges: list[Exchange], members: tuple[str, ...]
) -> None:
    level = staffed(jira_world, project, *members) if members else Level("10500", "Staff only")
    (told,) = obstacles(jira, project, restricted_to=level)
    assert told.startswith("A new Task of INC cannot get the security level Staff only")
    exchanges.clear()
    with pytest.raises(TrackerError, match="security") as caught:
        jira.create(project, replace(FULL, restricted_to=level))
    assert caught.value.trouble is Trouble.INVALID
    assert all((it.status or 0) >= 400 for it in exchanges if it.method == "POST" and it.path.endswith("/issue"))


def test_a_level_of_the_draft_goes_before_one_of_the_config(jira: Jira, jira_world: World, project: ProjectId) -> None:
    level = staffed(jira_world, project, BOT)
    founding.add_level(jira_world, jira_world.project(project), "Anybody", [BOT, "alice", "bob"])
    fields = {"security": {"name": "Anybody"}}
    assert jira.create(project, replace(FULL, fields=fields, restricted_to=level)).restricted_to == level


def test_a_value_that_is_not_among_the_allowed_is_one(jira: Jira, jira_world: World, founded: Founded) -> None:
    team = founding.add_field(jira_world, "Team", founding.SELECT, options=("Payments", "Checkout"))
    (told,) = obstacles(jira, founded(fields=[team]), fields={team.id: {"value": "Sales"}})
    assert told.startswith(f"Team ({team.id}) of OPS cannot be Sales; there are Payments, Checkout: correct `fields`")


def test_a_field_that_the_project_does_not_show_is_one(jira: Jira, project: ProjectId) -> None:
    (told,) = obstacles(jira, project, fields={"customfield_99999": {"value": "x"}})
    assert told.startswith("INC has no field customfield_99999 on its screen for a new Task")


def called(jira_world: World) -> str:
    return "Components" if jira_world.is_cloud else "Component/s"


def test_a_component_that_is_wanted_is_one_and_nothing_is_sent(
    jira: Jira, jira_world: World, founded: Founded, exchanges: list[Exchange]
) -> None:
    project = founded()
    for name in ("API", "Web"):
        founding.add_component(jira_world, jira_world.project(project), name, required=True)
    (told,) = obstacles(jira, project)
    assert told == (
        f"OPS wants the field {called(jira_world)} (components) for every Task; there are API, Web: "
        "add `fields: {components: [{name: API}]}` under tickets of the mapping."
    )
    assert not [it for it in exchanges if it.method == "POST" and it.path.endswith("/issue")]


@pytest.mark.parametrize("wrong", [{"name": "Database"}, {"id": "99999"}], ids=["name", "id"])
def test_a_component_that_is_not_there_is_one_and_nothing_is_sent(
    jira: Jira, jira_world: World, founded: Founded, exchanges: list[Exchange], wrong: Fields
) -> None:
    project = founded()
    for name in ("API", "Web"):
        founding.add_component(jira_world, jira_world.project(project), name)
    (told,) = obstacles(jira, project, fields={"components": [{"name": "API"}, wrong]})
    (given,) = wrong.values()
    assert told == (
        f"{called(jira_world)} (components) of OPS cannot be {given}; there are API, Web: "
        "correct `fields` under tickets of the mapping."
    )
    assert not [it for it in exchanges if it.method == "POST" and it.path.endswith("/issue")]


def test_a_parent_where_epics_are_a_field_of_their_own_is_one_and_names_that_field(
    jira: Jira, jira_world: World, founded: Founded
) -> None:
    project, fields = epic_fields(jira_world, founded)
    told = obstacles(jira, project, fields={"components": [{"name": "API"}], "parent": {"key": "OPS-1"}})
    if jira_world.is_cloud:
        assert told == []
    else:
        (link,) = set(fields) - {"components"}
        assert told == [
            f"OPS has no field parent on its screen for a new Task; write `{link}: KEY-1` where it is an epic, "
            "take it out of `fields` under tickets of the mapping, or have it put on that screen."
        ]


def test_every_obstacle_is_told_at_once(jira: Jira, jira_world: World, founded: Founded) -> None:
    fields = [founding.add_field(jira_world, name, founding.TEXT, required=True) for name in ("Team", "Cost")]
    assert len(obstacles(jira, founded(fields=fields), priority="P1", labels=("a b",))) == 4


def test_nothing_is_created_by_asking(
    jira: Jira, jira_sandbox: RunningSandbox, project: ProjectId, exchanges: list[Exchange]
) -> None:
    exchanges.clear()
    obstacles(jira, project, kind="Epic")
    assert jira.lists_anything(project) is False


@pytest.mark.parametrize(
    ("field", "line"),
    [
        (Field("c", "C", kind="option", allowed=("A",)), "{value: A}"),
        (Field("c", "C", kind="array", items="option", allowed=("A", "B")), "[{value: A}]"),
        (Field("c", "C", kind="array", items="string"), "[…]"),
        (Field("c", "C", kind="array", items="component", allowed=("API",)), "[{name: API}]"),
        (Field("c", "C", kind="option-with-child", allowed=("A",)), "{value: A, child: {value: …}}"),
        (Field("c", "C", kind="user"), "{accountId: …}"),
        (Field("c", "C", kind="number"), "1"),
        (Field("c", "C", kind="date"), "2026-12-31"),
        (Field("c", "C", kind="string"), "…"),
        (Field("c", "C", kind="version", allowed=("1.0",)), "{name: 1.0}"),
        (Field("c", "C", kind="issuelink"), "{key: …}"),
        (Field("c", "C", kind="any", custom="com.pyxis.greenhopper.jira:gh-epic-link"), "KEY-1"),
        (Field("c", "C", kind="any-thing-new"), "{name: …}"),
    ],
)
def test_the_line_to_add_has_the_form_of_the_field(field: Field, line: str) -> None:
    assert example(field, "accountId") == line


def test_what_the_service_may_do_is_asked_again_after_a_while(
    jira: Jira, jira_people: JiraPeople, jira_world: World, project: ProjectId, clock: Any
) -> None:
    assert jira.project(project).permission is Permission.ADMIN
    founding.grant(jira_world, jira_people.project(HERE), BOT, "reader")
    clock.advance(minutes=5)
    assert jira.project(project).permission is Permission.READ


def test_an_issue_is_named_by_its_id_in_the_tracker(jira: Jira, jira_people: JiraPeople, project: ProjectId) -> None:
    issue = jira.create(project, FULL)
    assert issue.ref == Ref("jira", project, jira_people.world.issue(issue.name).id)
