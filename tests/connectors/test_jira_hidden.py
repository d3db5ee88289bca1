"""What a Jira keeps out of sight: comments that only some may read, and the property beside words that are others."""

from __future__ import annotations

import json

import pytest

from connectors.jira.bodies import Bodies
from connectors.jira.tracker import Jira
from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.jira.world import World
from connectors.sandbox.recording import Exchange
from connectors.tracker import Draft, Issue, Project, Ref
from tests.connectors.bench import HERE
from tests.connectors.jira_bench import JiraPeople

RESTRICTED = {"type": "role", "value": "Administrators", "identifier": "Administrators"}


@pytest.fixture
def here(jira: Jira) -> Project:
    return jira.project_named(HERE)


def body(jira: Jira, ref: Ref) -> str:
    issue = jira.issue(ref)
    assert isinstance(issue, Issue)
    return issue.body


@pytest.mark.parametrize("restricted", [0, 1, 2])
def test_a_comment_that_only_some_may_read_is_left_out(
    jira: Jira, jira_world: World, jira_people: JiraPeople, exchanges: list[Exchange], restricted: int
) -> None:
    """The service may read it; whoever reads what the service writes may not."""
    ref = jira_people.opens(HERE)
    for text in ("one", "two", "three"):
        jira_people.comments(ref, text)
    assert [comment.body for comment in jira.comments(ref)] == ["one", "two", "three"]

    told = json.loads(next(it for it in exchanges if it.path.endswith("/comment")).response_body)
    told["comments"][restricted]["visibility"] = RESTRICTED
    fault = Fault(FaultKind.STATUS_BEFORE, path="/comment", times=None, status=200, body=json.dumps(told))
    jira_world.faults.add(fault)
    left = [text for at, text in enumerate(("one", "two", "three")) if at != restricted]
    assert [comment.body for comment in jira.comments(ref)] == left


def test_other_words_in_our_own_issue_are_what_is_read(jira: Jira, jira_people: JiraPeople, here: Project) -> None:
    ref = jira.create(here.id, Draft("x", "Do it.\n\n<!-- ours -->")).ref
    jira_people.edits(ref, body="Something else stands here.")
    assert body(jira, ref).startswith("Something else stands here.")
    assert "Do it." not in body(jira, ref)


def test_a_property_of_other_words_says_nothing_about_our_own_issue(
    jira: Jira, jira_world: World, jira_people: JiraPeople, here: Project
) -> None:
    """Whoever may edit an issue may put a property beside it."""
    ref = jira.create(here.id, Draft("x", "Do it.")).ref
    forged = Bodies(cloud=jira_world.is_cloud, handles={}).property("It was done long ago.")
    jira_people.issue(ref).properties["followthrough"] = forged
    assert body(jira, ref) == "Do it."


def test_a_property_beside_the_same_words_of_a_person_says_nothing(
    jira: Jira, jira_world: World, jira_people: JiraPeople
) -> None:
    """Copied from an issue of ours, with all that was hidden in it."""
    ref = jira_people.opens(HERE, body="Do it.")
    copied = Bodies(cloud=jira_world.is_cloud, handles={}).property("Do it.\n\n<!-- ours -->")
    jira_people.issue(ref).properties["followthrough"] = copied
    assert body(jira, ref) == "Do it."
