"""From the tag to a post-mortem that is being written."""

from connectors.sandbox.github import founding
from connectors.sandbox.github.acts.labels import put_on
from tests.stories.documents import OWNERLESS, TABLE
from tests.stories.stage import Stage


def test_a_tag_on_an_incident_opens_one_post_mortem_linked_both_ways(stage: Stage) -> None:
    incident = stage.bob.opens(stage.incidents, "Checkout answers 500", "Since 14:02 one in ten fails.")
    stage.clock.turn(minutes=20)
    stage.bob.says(stage.incidents, incident, "Rolled back at 14:31.")
    stage.clock.turn(hours=3)
    stage.alice.tags(stage.incidents, incident, "postmortem")
    stage.settle()

    opened = [issue for issue in stage.alice.lists(stage.incidents) if issue["user"]["login"] == "followthrough-bot"]
    assert len(opened) == 1
    document = opened[0]
    assert document["title"] == "Post-mortem: Checkout answers 500"
    assert stage.alice.reads(stage.incidents, incident)["html_url"] in document["body"]
    assert "Rolled back at 14:31." in document["body"]
    link = stage.alice.comments(stage.incidents, incident)[-1]
    assert link["user"]["login"] == "followthrough-bot"
    assert document["html_url"] in link["body"]


def test_a_document_that_is_tagged_is_adopted_where_it_stands(stage: Stage) -> None:
    number = stage.post_mortem(TABLE)

    assert len(stage.alice.lists(stage.incidents)) == 1
    assert stage.alice.reads(stage.incidents, number)["body"] == TABLE
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
    number = stage.mallory.opens(stage.incidents, "Look at me", TABLE)
    filled_in_a_form(stage, "mallory", number, "postmortem")
    stage.settle()
    assert [label["name"] for label in stage.alice.reads(stage.incidents, number)["labels"]] == ["postmortem"]
    assert stage.alice.comments(stage.incidents, number) == []

    stage.alice.untags(stage.incidents, number, "postmortem")
    stage.alice.tags(stage.incidents, number, "postmortem")
    stage.settle()
    assert "Nothing stands in the way" in stage.status(number), "Alice may set it"


def filled_in_a_form(stage: Stage, login: str, number: int, label: str) -> None:
    """An issue form sets labels for anyone who fills it in, whatever their rights."""
    with stage.world.lock:
        repository = stage.world.repository(stage.incidents)
        made = repository.labels.get(label)
        put_on(
            stage.world,
            stage.world.viewer(login),
            stage.world.issue(stage.incidents, number),
            made or founding.add_label(stage.world, repository, label),
        )


def test_an_owner_nobody_knows_is_a_finding(stage: Stage) -> None:
    number = stage.post_mortem(TABLE.replace("@alice", "@nobody-here").replace("Bob Tanaka", "Somebody Else"))

    status = stage.status(number)
    assert status.count("`owner/unknown`") == 2
    assert "nobody-here" in status
