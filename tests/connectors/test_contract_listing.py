"""The contract of every tracker: listing what changed in a project."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from connectors.tracker import Project, Ref
from tests.connectors.bench import HERE, Bench


def numbers(bench: Bench, project: Project, since: datetime | None = None, labels: tuple[str, ...] = ()) -> list[int]:
    return [issue.ref.number for issue in bench.tracker.issues(project.id, since=since, labels=labels).issues]


def test_the_oldest_change_comes_first(bench: Bench, here: Project) -> None:
    first = bench.people.opens(HERE)
    bench.clock.advance(minutes=1)
    second = bench.people.opens(HERE)
    bench.clock.advance(minutes=1)
    bench.people.edits(first, body="More")
    assert numbers(bench, here) == [second.number, first.number]


def test_closed_issues_are_listed_too(bench: Bench, ref: Ref, here: Project) -> None:
    bench.people.closes(ref)
    assert numbers(bench, here) == [ref.number]


@pytest.mark.holds_for("github", reason="only GitHub has pull requests")
def test_pull_requests_are_no_issues(bench: Bench, ref: Ref, here: Project) -> None:
    bench.people.opens_a_pull_request(HERE)
    assert numbers(bench, here) == [ref.number]


def test_more_issues_than_a_page_holds_are_all_listed(bench: Bench, here: Project) -> None:
    opened = [bench.people.opens(HERE).number for _ in range(201)]
    assert numbers(bench, here) == opened


def test_since_is_inclusive(bench: Bench, ref: Ref, here: Project) -> None:
    assert numbers(bench, here, since=bench.clock.now) == [ref.number]
    assert numbers(bench, here, since=bench.clock.now + timedelta(seconds=1)) == []


def test_since_may_be_in_any_zone(bench: Bench, ref: Ref, here: Project) -> None:
    lord_howe = bench.clock.now.astimezone(timezone(timedelta(hours=10, minutes=30)))
    assert numbers(bench, here, since=lord_howe) == [ref.number]
    assert numbers(bench, here, since=lord_howe + timedelta(seconds=1)) == []


def test_all_labels_asked_for_must_be_there(bench: Bench, here: Project) -> None:
    bench.people.opens(HERE, labels=("a",))
    both = bench.people.opens(HERE, labels=("b", "a"))
    assert numbers(bench, here, labels=("a", "b")) == [both.number]


@pytest.mark.parametrize(
    "label",
    [
        "post-mortem:done&±100%?\"\\'",
        pytest.param("post-mortem: done", marks=pytest.mark.holds_for("github", reason="Jira takes no spaces")),
    ],
)
def test_a_label_may_have_any_characters(bench: Bench, here: Project, label: str) -> None:
    bench.people.opens(HERE)
    odd = bench.people.opens(HERE, labels=(label,))
    assert numbers(bench, here, labels=(label,)) == [odd.number]


@pytest.mark.holds_for("github", reason="Jira has no answer for: same as last time")
def test_what_has_not_changed_costs_one_exchange(bench: Bench, here: Project) -> None:
    for _ in range(101):
        bench.people.opens(HERE)
    listing = bench.tracker.issues(here.id)
    before = bench.requests()
    again = bench.tracker.issues(here.id, etag=listing.etag)
    assert (again.unchanged, again.issues, bench.requests() - before) == (True, (), 1)


@pytest.mark.holds_for("github", reason="Jira has no answer for: same as last time")
def test_what_has_changed_is_listed_in_spite_of_the_etag(bench: Bench, ref: Ref, here: Project) -> None:
    listing = bench.tracker.issues(here.id)
    bench.people.edits(ref, body="More")
    again = bench.tracker.issues(here.id, etag=listing.etag)
    assert (again.unchanged, len(again.issues)) == (False, 1)
    assert again.etag != listing.etag


def test_an_empty_project_lists_nothing(bench: Bench, here: Project) -> None:
    assert numbers(bench, here) == []
    assert not bench.tracker.lists_anything(here.id)


def test_a_closed_issue_is_something(bench: Bench, ref: Ref, here: Project) -> None:
    bench.people.closes(ref)
    assert bench.tracker.lists_anything(here.id)


@pytest.mark.holds_for("github", reason="only GitHub has pull requests")
def test_a_pull_request_is_something(bench: Bench, here: Project) -> None:
    bench.people.opens_a_pull_request(HERE)
    assert bench.tracker.lists_anything(here.id)
