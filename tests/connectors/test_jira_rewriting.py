"""A text of the service's is written over the one that is there, which it has just read or asks for."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.jira.tracker import Jira
from connectors.sandbox.jira.state import Comment as SandboxComment
from connectors.sandbox.jira.state import Issue as SandboxIssue
from connectors.sandbox.recording import Exchange
from connectors.tracker import Change, Draft, Issue, Ref
from tests.clock import Clock
from tests.connectors.bench import HERE
from tests.connectors.jira_bench import JiraPeople

LOZENGE = {"type": "paragraph", "content": [{"type": "status", "attrs": {"text": "BLOCKED", "color": "red"}}]}
COLOURED = "{color:red}BLOCKED{color}"


@pytest.fixture
def own(jira: Jira) -> Ref:
    return jira.create(jira.project_named("INC").id, Draft("x", "<!-- a mark -->\nold")).ref


def annotated(people: JiraPeople, where: SandboxIssue | SandboxComment) -> None:
    """Somebody wrote something below that Markdown has no word for."""
    now: Any = where.description if isinstance(where, SandboxIssue) else where.body
    more = {**now, "content": [*now["content"], LOZENGE]} if isinstance(now, dict) else f"{now}\n\n{COLOURED}"
    if isinstance(where, SandboxIssue):
        people.person("alice").writes(where, more)
    else:
        where.body = more


def ends_as_annotated(now: Any) -> bool:
    return bool(now["content"][-1] == LOZENGE if isinstance(now, dict) else now.endswith(f"\n\n{COLOURED}"))


def asked(exchanges: list[Exchange]) -> list[str]:
    return [it.method for it in exchanges if it.kind == "api"]


def rewrites(jira: Jira, ref: Ref, exchanges: list[Exchange], clock: Clock, *, wait: int = 0) -> list[str]:
    """What it costs to write another body of what was read."""
    issue = jira.issue(ref)
    assert isinstance(issue, Issue)
    clock.advance(seconds=wait)
    exchanges.clear()
    assert jira.change(ref, Change(body=issue.body.replace("old", "new"))).body.startswith("<!-- a mark -->\nnew")
    return asked(exchanges)


@pytest.mark.parametrize(("wait", "cost"), [(0, ["PUT", "GET"]), (60, ["GET", "PUT", "GET"])])
def test_a_note_on_an_issue_stays(
    jira: Jira, jira_people: JiraPeople, own: Ref, exchanges: list[Exchange], clock: Clock, wait: int, cost: list[str]
) -> None:
    """What was read a moment ago is not asked for again."""
    annotated(jira_people, jira_people.issue(own))
    assert rewrites(jira, own, exchanges, clock, wait=wait) == cost
    assert ends_as_annotated(jira_people.issue(own).description)


@pytest.mark.parametrize("read_before", [True, False])
def test_a_note_in_a_comment_stays(
    jira: Jira, jira_people: JiraPeople, exchanges: list[Exchange], clock: Clock, read_before: bool
) -> None:
    ref = jira_people.opens(HERE)
    said = jira.comment(ref, "<!-- a mark -->\nold").id
    there = jira_people.issue(ref).comments[0]
    annotated(jira_people, there)
    clock.advance(seconds=60)
    body = jira.comments(ref)[0].body if read_before else "<!-- a mark -->\nold\n\nBLOCKED"
    exchanges.clear()

    now = jira.edit_comment(ref, said, body.replace("old", "new"))
    assert asked(exchanges) == (["PUT"] if read_before else ["GET", "PUT"])
    assert now.body == body.replace("old", "new")
    assert ends_as_annotated(jira_people.issue(ref).comments[0].body)


def test_what_was_written_reads_back_to_the_byte_beside_notes(
    jira: Jira, jira_people: JiraPeople, own: Ref, exchanges: list[Exchange], clock: Clock
) -> None:
    annotated(jira_people, jira_people.issue(own))
    rewrites(jira, own, exchanges, clock)
    issue = jira.issue(own)
    assert isinstance(issue, Issue)
    assert issue.body == "<!-- a mark -->\nnew\n\nBLOCKED"


def test_a_listing_without_bodies_is_not_taken_for_an_empty_text(jira: Jira, jira_people: JiraPeople, own: Ref) -> None:
    annotated(jira_people, jira_people.issue(own))
    jira.issues(own.project, brief=True)
    jira.change(own, Change(body="<!-- a mark -->\nnew\n\nBLOCKED"))
    assert ends_as_annotated(jira_people.issue(own).description)
