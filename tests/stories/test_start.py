"""From the tag to a post-mortem that is being written."""

from dataclasses import replace

from tests.stories.conftest import EVERYWHERE
from tests.stories.documents import OWNERLESS, TABLE
from tests.stories.stage import Stage


@EVERYWHERE
def test_a_tag_on_an_incident_opens_one_post_mortem_linked_both_ways(stage: Stage) -> None:
    incident = stage.bob.opens(stage.incidents, "Checkout answers 500", "Since 14:02 one in ten fails.")
    stage.clock.advance(minutes=20)
    stage.bob.says(stage.incidents, incident, "Rolled back at 14:31.")
    stage.clock.advance(hours=3)
    stage.alice.tags(stage.incidents, incident, "postmortem")
    stage.settle()

    opened = [issue for issue in stage.alice.lists(stage.incidents) if issue.author == "followthrough-bot"]
    assert len(opened) == 1
    document = opened[0]
    assert document.title == "Post-mortem: Checkout answers 500"
    assert stage.alice.reads(stage.incidents, incident).url in document.body
    assert "Rolled back at 14:31." in document.body
    link = stage.alice.comments(stage.incidents, incident)[-1]
    assert link.author == "followthrough-bot"
    assert document.url in link.body


def test_a_document_that_is_tagged_is_adopted_where_it_stands(stage: Stage) -> None:
    number = stage.alice.opens(stage.incidents, "Checkout answers 500", TABLE)
    written = stage.alice.reads(stage.incidents, number)
    stage.alice.tags(stage.incidents, number, "postmortem")
    stage.settle()

    assert stage.home.flavour.is_jira or written.body == TABLE
    assert stage.alice.lists(stage.incidents) == [replace(written, labels=frozenset({"postmortem"}))]
    assert "Nothing stands in the way of finishing" in stage.status(number)


def test_findings_are_shown_while_it_is_written_in_one_comment_that_is_edited(stage: Stage) -> None:
    number = stage.post_mortem(OWNERLESS)
    assert "`owner/missing`" in stage.status(number)

    stage.later(minutes=5)
    stage.alice.writes(stage.incidents, number, TABLE)
    stage.settle()

    assert "`owner/missing`" not in stage.status(number)
    assert len(stage.alice.comments(stage.incidents, number)) == 1


def test_a_tag_by_somebody_who_may_only_read_starts_nothing(stage: Stage) -> None:
    number = stage.mallory.fills_in_a_form(stage.incidents, "Look at me", TABLE, "postmortem")
    stage.settle()
    assert stage.alice.reads(stage.incidents, number).labels == {"postmortem"}
    assert stage.alice.comments(stage.incidents, number) == []

    stage.alice.untags(stage.incidents, number, "postmortem")
    stage.alice.tags(stage.incidents, number, "postmortem")
    stage.settle()
    assert "Nothing stands in the way" in stage.status(number), "Alice may set it"


def test_an_owner_nobody_knows_is_a_finding(stage: Stage) -> None:
    number = stage.post_mortem(TABLE.replace("@alice", "@nobody-here").replace("Bob Tanaka", "Somebody Else"))

    status = stage.status(number)
    assert status.count("`owner/unknown`") == 2
    assert "nobody-here" in status
