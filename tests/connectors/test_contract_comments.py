"""The contract of every tracker: a listing of comments that is not whole is told from one that is."""

from __future__ import annotations

import pytest

from connectors.github.client import PER_PAGE, Client
from connectors.github.tracker import GitHub
from connectors.jira.tracker import Jira
from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.jira.world import World
from connectors.tracker import Issue, Ref, TrackerError, Trouble
from tests.connectors.bench import HERE, Bench, GitHubPeople
from tests.connectors.jira_bench import JiraPeople


def said(bench: Bench, ref: Ref, *words: str) -> None:
    for word in words:
        bench.people.comments(ref, word)


def test_an_issue_counts_as_many_comments_as_are_shown(bench: Bench, ref: Ref) -> None:
    said(bench, ref, "one", "two", "three")
    issue = bench.tracker.issue(ref)
    assert isinstance(issue, Issue)
    assert issue.comments == 3
    assert [comment.body for comment in bench.tracker.comments(ref, least=3)] == ["one", "two", "three"]


@pytest.mark.parametrize("more", [0, 1])
def test_fewer_than_there_must_be_are_an_error_that_passes(bench: Bench, ref: Ref, more: int) -> None:
    said(bench, ref, *["one"] * more)
    issue = bench.tracker.issue(ref)
    assert isinstance(issue, Issue)
    with pytest.raises(TrackerError) as raised:
        bench.tracker.comments(ref, least=more + 1)

    assert raised.value.trouble is Trouble.INCOMPLETE
    assert (raised.value.permanent, raised.value.outcome_unknown, raised.value.retry_at) == (False, False, None)
    assert f"counts {more + 1} comments on {issue.name} and shows {more}" in raised.value.message


def test_holding_them_against_a_count_costs_nothing(bench: Bench, ref: Ref) -> None:
    said(bench, ref, "one")
    bench.tracker.comments(ref)
    before = bench.requests()
    bench.tracker.comments(ref, least=1)
    assert bench.requests() - before == 1


def test_a_full_page_of_comments_that_names_no_next_one_is_not_believed_to_be_the_last(
    github: GitHub, people: GitHubPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = people.opens(HERE)
    github.project_named(HERE)
    words = [f"{number}" for number in range(PER_PAGE + 3)]
    for word in words:
        people.comments(ref, word)
    monkeypatch.setattr(Client, "_next_page", lambda client, answer, act: None)
    assert [comment.body for comment in github.comments(ref)] == words


def test_comments_that_only_some_may_read_are_shown_as_far_as_their_number_goes(
    jira: Jira, jira_world: World, jira_people: JiraPeople
) -> None:
    """They are left out of what is told, and are no reason to distrust the listing."""
    ref = jira_people.opens(HERE)
    jira_people.comments(ref, "one")
    told = '{"comments": [{"id": "7", "visibility": {"type": "role", "value": "Administrators"}}], "total": 1}'
    fault = Fault(FaultKind.STATUS_BEFORE, path="/comment", times=None, status=200, body=told)
    jira_world.faults.add(fault)
    assert list(jira.comments(ref, least=1)) == []
    with pytest.raises(TrackerError):
        jira.comments(ref, least=2)
