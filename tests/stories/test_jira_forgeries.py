"""What hides beside a text in Jira may be read by whoever sees the issue, and copied: it makes nobody the service."""

from typing import Any

from tests.stories.conftest import Staging
from tests.stories.documents import TABLE
from tests.stories.jira_desk import JiraDesk
from tests.stories.jira_stories import BOTH_KINDS, at_jira
from tests.stories.pairing import Pairing
from tests.stories.stage import Stage
from tests.stories.test_following import row

PROPERTY = "followthrough"


def hidden_beside(desk: JiraDesk, handle: int) -> Any:
    return desk.call("GET", f"/issue/{handle}?properties={PROPERTY}")["properties"][PROPERTY]


def opens_with(desk: JiraDesk, project: str, title: str, hidden: Any, *labels: str) -> int:
    """An issue with something hidden beside it, which anybody can do who may create one."""
    fields = {"project": {"key": project}, "issuetype": {"name": "Task"}, "summary": title, "labels": list(labels)}
    return int(desk.call("POST", "/issue", fields=fields, properties=[{"key": PROPERTY, "value": hidden}])["id"])


@BOTH_KINDS
def test_a_copy_of_what_hides_beside_a_ticket_makes_no_ticket(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    mallory, ticket = at_jira(stage, "mallory"), stage.tickets()["A1"]
    copy = opens_with(mallory, stage.app, ticket.title, hidden_beside(mallory, ticket.handle), *ticket.labels)
    stage.alice.closes(stage.app, copy)
    stage.later(days=1)

    assert row(stage.status(number), "A1").endswith("| open |")
    assert f"[{ticket.name}]" in row(stage.status(number), "A1")


@BOTH_KINDS
def test_a_copy_does_not_take_the_place_of_a_ticket_that_was_deleted(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    mallory, ticket = at_jira(stage, "mallory"), stage.tickets()["A1"]
    hidden = hidden_beside(mallory, ticket.handle)
    stage.alice.deletes(stage.app, ticket.handle)
    opens_with(mallory, stage.app, "Mine", hidden, *ticket.labels)
    stage.later(days=1)

    assert row(stage.status(number), "A1").endswith("| gone |")


@BOTH_KINDS
def test_what_hides_beside_somebodys_comment_is_no_record_of_the_service(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    stage.clock.advance(days=1)
    copies_the_record(stage, number)
    stage.alice.closes(stage.app, stage.tickets()["A1"].handle)
    stage.settle()

    told = [said for said in stage.alice.comments(stage.incidents, number) if said.author == "followthrough-bot"]
    assert len(told) == 1
    assert row(told[0].body, "A1").endswith("| done |")


def copies_the_record(stage: Stage, number: int) -> None:
    mallory = at_jira(stage, "mallory")
    listed = mallory.call("GET", f"/issue/{number}/comment?expand=properties")["comments"]
    (record,) = (it["value"] for said in listed for it in said["properties"] if it["key"] == PROPERTY)
    body = listed[0]["body"]
    mallory.call("POST", f"/issue/{number}/comment", body=body, properties=[{"key": PROPERTY, "value": record}])
