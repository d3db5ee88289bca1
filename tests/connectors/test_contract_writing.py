"""The contract of every tracker: each act of writing, and what it refuses."""

from __future__ import annotations

import pytest

from connectors.tracker import (
    Change,
    Draft,
    Issue,
    Label,
    Project,
    Reason,
    Ref,
    TrackerError,
    Trouble,
)
from tests.connectors.bench import ABROAD, BOT, HERE, THERE, Bench

HOOK = "https://followthrough.example/hooks/github"


def read(bench: Bench, ref: Ref) -> Issue:
    issue = bench.tracker.issue(ref)
    assert isinstance(issue, Issue)
    return issue


# Issues


def test_a_created_issue_is_as_drafted(bench: Bench, here: Project) -> None:
    draft = Draft("Post-mortem", "<!-- mark -->\n- [ ] one", labels=("postmortem",), assignees=("alice",))
    issue = bench.tracker.create(here.id, draft)
    assert (issue.title, issue.body, issue.labels) == (draft.title, draft.body, ("postmortem",))
    assert [person.login for person in issue.assignees] == ["alice"]
    assert issue.author.login == BOT


@pytest.mark.holds_for("github", reason="Jira answers with no more than the id and the key")
def test_a_created_issue_comes_back_as_it_is_read(bench: Bench, here: Project) -> None:
    draft = Draft("Post-mortem", "<!-- mark -->\n- [ ] one", labels=("postmortem",), assignees=("alice",))
    issue = bench.tracker.create(here.id, draft)
    assert issue == read(bench, issue.ref)


def test_who_cannot_be_assigned_is_missing_from_what_comes_back(bench: Bench, here: Project) -> None:
    issue = bench.tracker.create(here.id, Draft("x", "y", assignees=("mallory", "no-such-account", "bob")))
    assert [person.login for person in issue.assignees] == ["bob"]


def test_a_title_that_is_too_long_is_refused_for_good(bench: Bench, here: Project) -> None:
    with pytest.raises(TrackerError, match=r"title is too long|must be less than 255 characters") as caught:
        bench.tracker.create(here.id, Draft("x" * 257, ""))
    assert (caught.value.trouble, caught.value.permanent) == (Trouble.INVALID, True)


def test_title_and_body_change_together(bench: Bench, ref: Ref) -> None:
    issue = bench.tracker.change(ref, Change(title="New", body="new"))
    assert (issue.title, issue.body) == ("New", "new")
    assert issue == read(bench, ref)


def test_what_is_not_named_stays(bench: Bench, ref: Ref) -> None:
    bench.people.labels(ref, "incident")
    bench.people.assigns(ref, "bob")
    issue = bench.tracker.change(ref, Change(body="new"))
    assert (issue.title, issue.labels, issue.open) == ("Checkout is down", ("incident",), True)
    assert [person.login for person in issue.assignees] == ["bob"]


def test_a_body_can_be_emptied(bench: Bench, ref: Ref) -> None:
    assert bench.tracker.change(ref, Change(body="")).body == ""


@pytest.mark.parametrize("reason", list(Reason))
def test_an_issue_is_closed_with_a_reason(bench: Bench, ref: Ref, reason: Reason) -> None:
    issue = bench.tracker.change(ref, Change(open=False, reason=reason))
    assert (issue.open, issue.reason) == (False, reason)


def test_an_issue_closed_without_a_reason_is_completed(bench: Bench, ref: Ref) -> None:
    assert bench.tracker.change(ref, Change(open=False)).reason is Reason.COMPLETED


def test_a_closed_issue_is_reopened(bench: Bench, ref: Ref) -> None:
    bench.people.closes(ref)
    issue = bench.tracker.change(ref, Change(open=True))
    assert (issue.open, issue.reason) == (True, None)


def test_a_deleted_issue_cannot_be_changed(bench: Bench, ref: Ref) -> None:
    bench.people.deletes(ref)
    with pytest.raises(TrackerError) as caught:
        bench.tracker.change(ref, Change(body="new"))
    assert caught.value.permanent
    assert caught.value.trouble in (Trouble.GONE, Trouble.NOT_FOUND)


def test_a_label_is_added_to_the_others(bench: Bench, ref: Ref) -> None:
    bench.people.labels(ref, "incident")
    bench.tracker.add_label(ref, "postmortem:done/±")
    assert read(bench, ref).labels == ("incident", "postmortem:done/±")


def test_adding_a_label_twice_is_once(bench: Bench, ref: Ref) -> None:
    bench.tracker.add_label(ref, "incident")
    bench.tracker.add_label(ref, "incident")
    assert read(bench, ref).labels == ("incident",)


# Comments


def test_a_comment_is_written(bench: Bench, ref: Ref) -> None:
    comment = bench.tracker.comment(ref, "Two findings.")
    assert list(bench.tracker.comments(ref)) == [comment]
    assert (comment.author.login, comment.body) == (BOT, "Two findings.")


def test_a_comment_is_rewritten_in_place(bench: Bench, ref: Ref) -> None:
    comment = bench.tracker.comment(ref, "Two findings.")
    bench.clock.advance(minutes=1)
    edited = bench.tracker.edit_comment(ref, comment.id, "No findings.")
    assert (edited.id, edited.body, edited.updated_at) == (comment.id, "No findings.", bench.clock.now)
    assert list(bench.tracker.comments(ref)) == [edited]


# Children


def children(bench: Bench, ref: Ref) -> list[Ref]:
    return [child.ref for child in bench.tracker.children(ref)]


def test_a_child_is_linked(bench: Bench, ref: Ref) -> None:
    child = bench.tracker.create(ref.project, Draft("Do it", ""))
    bench.tracker.link_child(ref, child)
    assert children(bench, ref) == [child.ref]


def test_a_child_of_another_project_is_linked(bench: Bench, ref: Ref, there: Project) -> None:
    child = bench.tracker.create(there.id, Draft("Do it", ""))
    bench.tracker.link_child(ref, child)
    assert children(bench, ref) == [child.ref]


def refusal(bench: Bench, parent: Ref, child: Ref) -> TrackerError:
    with pytest.raises(TrackerError) as caught:
        bench.tracker.link_child(parent, read(bench, child))
    return caught.value


@pytest.mark.holds_for("github", reason="links of Jira know no parents")
def test_a_child_has_one_parent(bench: Bench, ref: Ref) -> None:
    child = bench.people.opens(HERE)
    bench.people.links(bench.people.opens(HERE), child)
    error = refusal(bench, ref, child)
    assert error.permanent
    assert "only have one parent" in error.message


@pytest.mark.holds_for("github", reason="links of Jira know no parents")
def test_a_parent_has_a_hundred_children(bench: Bench, ref: Ref) -> None:
    for _ in range(100):
        bench.people.links(ref, bench.people.opens(HERE))
    error = refusal(bench, ref, bench.people.opens(HERE))
    assert error.permanent
    assert "more than 100" in error.message
    assert len(children(bench, ref)) == 100


@pytest.mark.holds_for("github", reason="a Jira belongs to one owner")
def test_a_child_of_another_owner_is_refused(bench: Bench, ref: Ref) -> None:
    bench.tracker.project_named(ABROAD)
    error = refusal(bench, ref, bench.people.opens(ABROAD))
    assert error.permanent
    assert "same repository owner" in error.message


# Labels of a project


def labels(bench: Bench, project: Project) -> list[Label]:
    return list(bench.tracker.labels(project.id) or ())


@pytest.mark.holds_for("github", reason="any word is a label in Jira")
def test_a_new_project_has_no_labels(bench: Bench, here: Project) -> None:
    assert labels(bench, here) == []


@pytest.mark.holds_for("github", reason="any word is a label in Jira")
def test_a_label_is_created_as_described(bench: Bench, here: Project) -> None:
    label = Label("postmortem", "Starts a post-mortem", "b60205")
    bench.tracker.create_label(here.id, label)
    assert labels(bench, here) == [label]


@pytest.mark.holds_for("github", reason="any word is a label in Jira")
def test_a_label_that_exists_is_left_as_it_is(bench: Bench, here: Project) -> None:
    kept = Label("postmortem", "Ours", "b60205")
    bench.tracker.create_label(here.id, kept)
    bench.tracker.create_label(here.id, Label("PostMortem", "Other", "ffffff"))
    assert labels(bench, here) == [kept]


@pytest.mark.holds_for("github", reason="any word is a label in Jira")
def test_a_label_that_cannot_be_is_refused(bench: Bench, here: Project) -> None:
    with pytest.raises(TrackerError) as caught:
        bench.tracker.create_label(here.id, Label("x" * 51))
    assert caught.value.trouble is Trouble.INVALID


@pytest.mark.holds_for("github", reason="any word is a label in Jira")
def test_more_labels_than_a_page_holds_are_all_read(bench: Bench) -> None:
    project = bench.tracker.project_named(THERE)
    bench.people.opens(THERE, labels=tuple(f"l{number:03}" for number in range(100)))
    bench.people.opens(THERE, labels=("one-more",))
    assert len(labels(bench, project)) == 101


# Hooks


def test_a_hook_is_installed_once(bench: Bench, here: Project) -> None:
    first = bench.tracker.install_hook(here.id, HOOK, "0123456789abcdef")
    second = bench.tracker.install_hook(here.id, HOOK, "fedcba9876543210")
    assert first.id == second.id
    assert [(hook.id, hook.url, hook.active) for hook in bench.tracker.hooks(here.id)] == [(first.id, HOOK, True)]


def test_hooks_of_others_are_left_alone(bench: Bench, here: Project) -> None:
    other = bench.tracker.install_hook(here.id, "https://other.example/", "0123456789abcdef")
    ours = bench.tracker.install_hook(here.id, HOOK, "0123456789abcdef")
    assert {hook.id for hook in bench.tracker.hooks(here.id)} == {other.id, ours.id}


def test_a_hook_is_removed(bench: Bench, here: Project) -> None:
    hook = bench.tracker.install_hook(here.id, HOOK, "0123456789abcdef")
    bench.tracker.remove_hook(here.id, hook.id)
    assert list(bench.tracker.hooks(here.id)) == []


def test_a_hook_that_is_not_there_cannot_be_removed(bench: Bench, here: Project) -> None:
    with pytest.raises(TrackerError) as caught:
        bench.tracker.remove_hook(here.id, "4711")
    assert caught.value.trouble is Trouble.NOT_FOUND
