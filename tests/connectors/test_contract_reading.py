"""The contract of every tracker: what reading one project, one issue and all below it gives."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.tracker import (
    Absence,
    Act,
    Gone,
    Issue,
    Permission,
    Project,
    ProjectId,
    Reason,
    Ref,
    TrackerError,
    Trouble,
    Visibility,
)
from tests.connectors.bench import ABROAD, BOT, HERE, PUBLIC, THERE, Bench


def read(bench: Bench, ref: Ref) -> Issue:
    issue = bench.tracker.issue(ref)
    assert isinstance(issue, Issue)
    return issue


# Projects


def test_a_project_is_found_by_its_name(bench: Bench, here: Project) -> None:
    assert here.accepts_issues


@pytest.mark.holds_for("github", reason="the name of a project of Jira is its key")
def test_a_project_is_called_by_its_full_name(here: Project) -> None:
    assert (here.name, here.owner) == (HERE, "acme")


def test_a_project_is_found_by_its_name_in_any_case(bench: Bench, here: Project) -> None:
    assert bench.tracker.project_named(HERE.upper()).id == here.id


def test_a_project_is_found_by_its_id(bench: Bench, here: Project) -> None:
    assert bench.tracker.project(here.id) == here


@pytest.mark.parametrize(("name", "visibility"), [(HERE, Visibility.PRIVATE), (PUBLIC, Visibility.PUBLIC)])
def test_a_project_says_who_can_read_it(bench: Bench, name: str, visibility: Visibility) -> None:
    assert bench.tracker.project_named(name).visibility is visibility


@pytest.mark.parametrize("name", [HERE, PUBLIC])
def test_who_can_read_a_project_can_be_asked_by_itself(bench: Bench, name: str) -> None:
    project = bench.tracker.project_named(name)
    before = bench.requests()
    assert bench.tracker.visibility(project.id) is project.visibility
    assert bench.requests() - before == 1


def test_a_project_says_what_the_service_may_do_there(bench: Bench, here: Project) -> None:
    assert here.permission is Permission.ADMIN


def test_a_project_counts_its_open_issues(bench: Bench, ref: Ref) -> None:
    bench.people.closes(bench.people.opens(HERE))
    assert bench.tracker.project(ref.project).open_issues == 1


def test_a_project_that_is_not_there_is_not_found(bench: Bench) -> None:
    with pytest.raises(TrackerError) as caught:
        bench.tracker.project_named("acme/nothing")
    assert (caught.value.trouble, caught.value.permanent) == (Trouble.NOT_FOUND, True)


def test_a_hidden_project_is_not_found_either(bench: Bench) -> None:
    bench.people.hides(HERE)
    with pytest.raises(TrackerError) as caught:
        bench.tracker.project_named(HERE)
    assert caught.value.trouble is Trouble.NOT_FOUND


# Issues


def test_an_issue_is_read_as_it_was_written(bench: Bench, ref: Ref) -> None:
    issue = read(bench, ref)
    assert issue.ref == ref
    assert (issue.title, issue.body, issue.author.login, issue.open) == (
        "Checkout is down",
        "Since 14:02",
        "bob",
        True,
    )


@pytest.mark.holds_for("github", reason="an issue of Jira is called by its key")
def test_an_issue_is_called_by_its_project_and_number(bench: Bench, ref: Ref) -> None:
    assert read(bench, ref).name == f"{HERE}#{ref.number}"


def test_an_issue_without_words_has_an_empty_body(bench: Bench) -> None:
    assert read(bench, bench.people.opens(HERE)).body == ""


def test_an_issue_carries_its_labels_and_assignees(bench: Bench) -> None:
    issue = read(bench, bench.people.opens(HERE, labels=("incident", "sev1"), assignees=("bob",)))
    assert issue.labels == ("incident", "sev1")
    assert [person.login for person in issue.assignees] == ["bob"]


@pytest.mark.holds_for("github", reason="an issue of Jira has one assignee")
def test_an_issue_may_have_several_assignees(bench: Bench) -> None:
    issue = read(bench, bench.people.opens(HERE, assignees=("alice", "bob")))
    assert [person.login for person in issue.assignees] == ["alice", "bob"]


def test_people_are_told_apart_by_ids(bench: Bench) -> None:
    one = read(bench, bench.people.opens(HERE, assignees=("alice",), by="bob"))
    other = read(bench, bench.people.opens(HERE, assignees=("bob",), by="alice"))
    assert one.author.id == other.assignees[0].id != one.assignees[0].id == other.author.id


@pytest.mark.parametrize("reason", list(Reason))
def test_a_closed_issue_says_when_and_why(bench: Bench, ref: Ref, reason: Reason) -> None:
    bench.clock.advance(hours=1)
    bench.people.closes(ref, reason.value)
    issue = read(bench, ref)
    assert (issue.open, issue.reason, issue.closed_at) == (False, reason, bench.clock.now)


def test_a_reopened_issue_has_no_reason_and_no_end(bench: Bench, ref: Ref) -> None:
    bench.people.closes(ref)
    bench.people.reopens(ref)
    issue = read(bench, ref)
    assert (issue.open, issue.reason, issue.closed_at) == (True, None, None)


def test_an_issue_counts_its_comments_and_children(bench: Bench, ref: Ref) -> None:
    bench.people.comments(ref, "Seen")
    child = bench.people.opens(THERE)
    bench.people.links(ref, child)
    bench.people.closes(child)
    issue = read(bench, ref)
    assert (issue.comments, issue.children) == (1, 1)


def test_times_know_their_zone(bench: Bench, ref: Ref) -> None:
    created = bench.clock.now
    bench.clock.advance(minutes=5)
    bench.people.edits(ref, body="More")
    issue = read(bench, ref)
    assert (issue.created_at, issue.updated_at) == (created, created + timedelta(minutes=5))


@pytest.mark.holds_for("github", reason="Jira does not tell a deleted issue from a hidden one")
def test_a_deleted_issue_is_gone(bench: Bench, ref: Ref) -> None:
    bench.people.deletes(ref)
    assert bench.tracker.issue(ref) == Gone(ref, Absence.DELETED)


def test_an_issue_that_never_was_is_not_found(bench: Bench, here: Project) -> None:
    never = Ref(bench.tracker.name, here.id, 4711)
    assert bench.tracker.issue(never) == Gone(never, Absence.NOT_FOUND)


def test_a_hidden_issue_is_not_found(bench: Bench, ref: Ref) -> None:
    bench.people.hides(HERE)
    assert bench.tracker.issue(ref) == Gone(ref, Absence.NOT_FOUND)


def test_an_issue_of_an_unknown_project_is_not_found(bench: Bench) -> None:
    nowhere = Ref(bench.tracker.name, ProjectId("987654321"), 1)
    assert bench.tracker.issue(nowhere) == Gone(nowhere, Absence.NOT_FOUND)


def test_a_transferred_issue_is_followed(bench: Bench, ref: Ref, there: Project) -> None:
    bench.people.opens(THERE)
    new = bench.people.transfers(ref, THERE)
    issue = read(bench, ref)
    assert (issue.ref, issue.ref.project) == (new, there.id)


def test_an_issue_transferred_twice_is_followed(bench: Bench, ref: Ref, there: Project) -> None:
    new = bench.people.transfers(ref, THERE)
    back = bench.people.transfers(new, HERE)
    assert read(bench, ref).ref == back


def test_an_issue_transferred_to_a_hidden_place_is_not_found(bench: Bench, ref: Ref, there: Project) -> None:
    bench.people.transfers(ref, THERE)
    bench.people.hides(THERE)
    assert bench.tracker.issue(ref) == Gone(ref, Absence.NOT_FOUND)


# Below an issue


def test_comments_come_in_the_order_they_were_written(bench: Bench, ref: Ref) -> None:
    bench.people.comments(ref, "first", by="bob")
    bench.clock.advance(minutes=1)
    bench.people.comments(ref, "second")
    comments = bench.tracker.comments(ref)
    assert [(comment.author.login, comment.body) for comment in comments] == [("bob", "first"), ("alice", "second")]
    assert comments[1].created_at == bench.clock.now


def test_more_comments_than_a_page_holds_are_all_read(bench: Bench, ref: Ref) -> None:
    for number in range(101):
        bench.people.comments(ref, str(number))
    assert [comment.body for comment in bench.tracker.comments(ref)] == [str(number) for number in range(101)]


def test_an_issue_without_comments_has_none(bench: Bench, ref: Ref) -> None:
    assert list(bench.tracker.comments(ref)) == []


@pytest.mark.holds_for("github", reason="Jira does not tell a deleted issue from a hidden one")
def test_the_comments_of_a_deleted_issue_are_gone(bench: Bench, ref: Ref) -> None:
    bench.people.deletes(ref)
    with pytest.raises(TrackerError) as caught:
        bench.tracker.comments(ref)
    assert caught.value.trouble is Trouble.GONE


def test_history_tells_who_did_what_in_order(bench: Bench, ref: Ref) -> None:
    people = bench.people
    people.labels(ref, "incident", by="bob")
    people.unlabels(ref, "incident")
    people.assigns(ref, "bob")
    people.unassigns(ref, "bob", by="bob")
    people.edits(ref, title="Checkout was down")
    people.closes(ref, "not_planned", by="bob")
    people.reopens(ref)
    told = [(event.act, event.actor and event.actor.login, event.detail) for event in bench.tracker.history(ref)]
    assert told == [
        (Act.LABELED, "bob", "incident"),
        (Act.UNLABELED, "alice", "incident"),
        (Act.ASSIGNED, "alice", "bob"),
        (Act.UNASSIGNED, "bob", "bob"),
        (Act.RENAMED, "alice", "Checkout was down"),
        (Act.CLOSED, "bob", "not_planned"),
        (Act.REOPENED, "alice", ""),
    ]


def test_history_knows_when(bench: Bench, ref: Ref) -> None:
    bench.clock.advance(days=3)
    bench.people.closes(ref)
    assert bench.tracker.history(ref)[-1].at == bench.clock.now


def test_history_leaves_out_what_nobody_looks_at(bench: Bench, ref: Ref) -> None:
    bench.people.links(ref, bench.people.opens(HERE))
    assert list(bench.tracker.history(ref)) == []


def test_children_are_read_across_projects(bench: Bench, ref: Ref, there: Project) -> None:
    one, other = bench.people.opens(HERE, "one"), bench.people.opens(THERE, "other")
    bench.people.links(ref, one)
    bench.people.links(ref, other)
    children = bench.tracker.children(ref)
    assert [(child.ref, child.title) for child in children] == [(one, "one"), (other, "other")]


def test_a_childs_project_is_found_out_where_it_is_unknown(bench: Bench, ref: Ref) -> None:
    child = bench.people.opens(THERE)
    bench.people.links(ref, child)
    assert [it.ref for it in bench.tracker.children(ref)] == [child]


# Where


def test_an_issues_own_address_is_located(bench: Bench, ref: Ref) -> None:
    assert bench.tracker.locate(read(bench, ref).url) == ref


@pytest.mark.parametrize("more", ["/", "?pane=1", "#issuecomment-1", "/?a=b#c"])
def test_an_issues_address_may_have_a_tail(bench: Bench, ref: Ref, more: str) -> None:
    assert bench.tracker.locate(read(bench, ref).url + more) == ref


@pytest.mark.holds_for("github", reason="the address of an issue of Jira names no project")
def test_an_issue_of_a_project_not_met_before_is_located(bench: Bench) -> None:
    ref = bench.people.opens(ABROAD)
    url = read(bench, bench.people.opens(HERE)).url
    assert bench.tracker.locate(url.replace(HERE, ABROAD)) == ref


def test_an_issues_name_is_located(bench: Bench, ref: Ref) -> None:
    assert bench.tracker.locate(read(bench, ref).name) == ref


@pytest.mark.parametrize(
    "url",
    [
        "",
        "#1",
        "incidents#",
        "https://elsewhere.example/acme/incidents/issues/1",
        "http://[not-an-address/acme/incidents/issues/1",
        "https://elsewhere.example:99999/acme/incidents/issues/1",
        "mailto:alice@acme.example",
        "javascript:alert(1)",
    ],
)
def test_other_addresses_are_not_located_and_cost_nothing(bench: Bench, url: str) -> None:
    assert bench.tracker.locate(url) is None
    assert bench.requests() == 0


# Who


def test_the_service_knows_its_own_account(bench: Bench) -> None:
    assert bench.tracker.me().login == BOT


def test_the_own_account_is_asked_for_once(bench: Bench) -> None:
    assert bench.tracker.me() == bench.tracker.me()
    assert bench.requests() == 1


def test_warming_fetches_the_own_account(bench: Bench) -> None:
    bench.tracker.warm()
    before = bench.requests()
    bench.tracker.me()
    assert bench.requests() == before


@pytest.mark.parametrize(
    ("login", "permission"),
    [
        ("alice", Permission.ADMIN),
        pytest.param("mia", Permission.MAINTAIN, marks=pytest.mark.holds_for("github", reason="Jira has no such role")),
        ("bob", Permission.WRITE),
        ("tina", Permission.TRIAGE),
        ("mallory", Permission.READ),
        ("eve", Permission.NONE),
        ("no-such-account", Permission.NONE),
        ("no/such account?", Permission.NONE),
    ],
)
def test_what_a_person_may_do(bench: Bench, here: Project, login: str, permission: Permission) -> None:
    assert bench.tracker.permission(here.id, login) is permission


@pytest.mark.parametrize(
    ("login", "assignable"), [("alice", True), ("bob", True), ("mallory", False), ("no-such-account", False)]
)
def test_who_can_be_assigned(bench: Bench, here: Project, login: str, assignable: bool) -> None:
    assert bench.tracker.assignable(here.id, login) is assignable
