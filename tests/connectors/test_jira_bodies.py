"""Bodies that went to a Jira and came back: to the byte where nobody touched them, else with what people did."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.jira.bodies import Bodies
from connectors.jira.tracker import Jira
from connectors.sandbox.jira.server import RunningSandbox
from connectors.sandbox.jira.state import Comment as SandboxComment
from connectors.sandbox.jira.state import Issue as SandboxIssue
from connectors.sandbox.jira.world import World
from connectors.sandbox.recording import Exchange
from connectors.tracker import Change, Comment, Draft, Issue, Project, Ref, TrackerError, Trouble
from tests.clock import Clock
from tests.connectors.bench import BOT, HERE
from tests.connectors.jira_bench import JiraPeople, jira_at

MARKER = "<!-- followthrough:ticket eyJwbSI6WyJqaXJhIl19.c2lnbmVk -->"
TICKET = f"""{MARKER}
Add a probe for the queue's length.

| cause | measure |
|---|---|
| RC1 | an alert within 5 minutes |

- [ ] written
- [x] reviewed

See [the post-mortem](https://github.com/acme/incidents/issues/7)."""


@pytest.fixture
def here(jira: Jira) -> Project:
    return jira.project_named("INC")


def body(jira: Jira, ref: Ref) -> str:
    issue = jira.issue(ref)
    assert isinstance(issue, Issue)
    return issue.body


def ticks(people: JiraPeople, where: SandboxIssue | SandboxComment, words: str) -> None:
    """As Alice does: by a click in Cloud, by hand in the text of Data Center."""
    if people.world.is_cloud:
        people.person("alice").ticks(where, 0 if words == "written" else 1)
    else:
        before, after = (" ", "x") if words == "written" else ("x", " ")
        people.person("alice").rewords(where, f"[{before}] {words}", f"[{after}] {words}")


# Issues


def test_a_body_comes_back_to_the_byte(jira: Jira, here: Project) -> None:
    assert body(jira, jira.create(here.id, Draft("x", TICKET)).ref) == TICKET


def test_in_a_listing_as_well(jira: Jira, here: Project) -> None:
    jira.create(here.id, Draft("x", TICKET))
    assert [issue.body for issue in jira.issues(here.id).issues] == [TICKET]


def test_an_edit_keeps_what_is_beside_it_in_step(jira: Jira, here: Project) -> None:
    ref = jira.create(here.id, Draft("x", TICKET)).ref
    assert jira.change(ref, Change(body=f"{MARKER}\nother words")).body == f"{MARKER}\nother words"
    assert body(jira, ref) == f"{MARKER}\nother words"


def test_a_new_title_leaves_the_body_alone(jira: Jira, here: Project) -> None:
    ref = jira.create(here.id, Draft("x", TICKET)).ref
    assert jira.change(ref, Change(title="y")).body == TICKET


def test_a_persons_words_are_seen_and_the_marker_stays(jira: Jira, jira_people: JiraPeople, here: Project) -> None:
    ref = jira.create(here.id, Draft("x", TICKET)).ref
    jira_people.person("alice").rewords(jira_people.issue(ref), "queue's length", "length of the queue")
    now = body(jira, ref)
    assert "length of the queue" in now
    assert MARKER in now


def test_a_persons_tick_is_seen(jira: Jira, jira_people: JiraPeople, here: Project) -> None:
    ref = jira.create(here.id, Draft("x", TICKET)).ref
    ticks(jira_people, jira_people.issue(ref), "written")
    assert body(jira, ref) == TICKET.replace("- [ ] written", "- [x] written")


def test_an_issue_of_a_person_is_read_as_markdown(jira: Jira, jira_people: JiraPeople) -> None:
    assert body(jira, jira_people.opens(HERE, body="Since 14:02")) == "Since 14:02"


@pytest.mark.parametrize("value", [5, [], {}, {"markdown": 5}, {"packed": "?"}, {"packed": "AAAA"}, None, "x"])
def test_what_somebody_else_put_beside_it_is_nothing(jira: Jira, jira_people: JiraPeople, value: Any) -> None:
    ref = jira_people.opens(HERE, body="Since 14:02")
    jira_people.issue(ref).properties["followthrough"] = value
    assert body(jira, ref) == "Since 14:02"


def test_what_is_beside_it_cannot_change_what_people_read(jira: Jira, jira_people: JiraPeople) -> None:
    ref = jira_people.opens(HERE, body="Since 14:02")
    jira_people.issue(ref).properties["followthrough"] = {"markdown": "Since 15:00"}
    assert body(jira, ref) == "Since 14:02"


# Comments


def only_comment(jira: Jira, ref: Ref) -> Comment:
    (comment,) = jira.comments(ref)
    return comment


def test_a_comment_comes_back_to_the_byte(jira: Jira, jira_people: JiraPeople) -> None:
    ref = jira_people.opens(HERE)
    assert jira.comment(ref, TICKET).body == TICKET
    assert only_comment(jira, ref).body == TICKET


def test_an_edited_comment_does_too(jira: Jira, jira_people: JiraPeople) -> None:
    ref = jira_people.opens(HERE)
    comment = jira.comment(ref, "x")
    jira.edit_comment(ref, comment.id, TICKET)
    assert only_comment(jira, ref).body == TICKET


def test_a_persons_tick_in_a_comment_is_seen(jira: Jira, jira_people: JiraPeople) -> None:
    ref = jira_people.opens(HERE)
    jira.comment(ref, TICKET)
    ticks(jira_people, jira_people.issue(ref).comments[0], "reviewed")
    assert only_comment(jira, ref).body == TICKET.replace("- [x] reviewed", "- [ ] reviewed")


def test_a_comment_says_where_it_is(jira: Jira, jira_people: JiraPeople, jira_sandbox: RunningSandbox) -> None:
    ref = jira_people.opens(HERE)
    jira.issue(ref)
    comment = jira.comment(ref, "x")
    assert comment.url == f"{jira_sandbox.url}/browse/INC-1?focusedCommentId={comment.id}"


# People


def test_who_is_mentioned_is_told(jira_sandbox: RunningSandbox, jira_people: JiraPeople, clock: Clock) -> None:
    jira = jira_at(jira_sandbox, clock, handles={"ada": "alice"})
    ref = jira_people.opens(HERE)
    jira.comment(ref, "Over to @ada, not to @dataclass.")
    written = json.dumps(jira_people.issue(ref).comments[0].body)
    assert ('"id": "alice"' if jira_people.world.is_cloud else "[~alice]") in written
    assert "@dataclass" in written
    assert only_comment(jira, ref).body == "Over to @ada, not to @dataclass."


def test_a_mention_of_a_person_is_read_by_the_name_that_is_known(
    jira_sandbox: RunningSandbox, jira_people: JiraPeople, jira_world: World, clock: Clock
) -> None:
    mention = {"type": "mention", "attrs": {"id": "alice", "text": "@Alice Moreau"}}
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": "For "}, mention]}
    document = {"type": "doc", "version": 1, "content": [paragraph]}
    ref = jira_people.opens(HERE)
    jira_people.person("bob").comments(jira_people.issue(ref), document if jira_world.is_cloud else "For [~alice]")
    jira = jira_at(jira_sandbox, clock, handles={"ada": "alice", "al": "alice"})
    assert only_comment(jira, ref).body == "For @ada"


# What is kept


def test_a_text_that_hides_too_much_is_refused_before_anything_is_sent(
    jira: Jira, here: Project, exchanges: list[Exchange]
) -> None:
    exchanges.clear()
    noise = "".join(chr(0x4E00 + (n * 7919 * (n % 101 + 1)) % 20_000) for n in range(30_000))
    with pytest.raises(TrackerError, match="make the text shorter") as caught:
        jira.create(here.id, Draft("x", f"<!-- {noise} -->\nwords"))
    assert caught.value.trouble is Trouble.INVALID
    assert not [it for it in exchanges if it.method == "POST"]


def test_lines_that_end_as_on_windows_are_the_same_lines(jira: Jira, jira_people: JiraPeople, here: Project) -> None:
    ref = jira.create(here.id, Draft("x", TICKET)).ref
    issue = jira_people.issue(ref)
    if isinstance(issue.description, str):
        issue.values["description"] = issue.description.replace("\n", "\r\n")
    assert body(jira, ref) == TICKET


def test_own_comments_are_known_by_their_author(jira: Jira, jira_people: JiraPeople) -> None:
    ref = jira_people.opens(HERE)
    assert jira.comment(ref, "x").author.login == BOT


def test_a_document_that_nests_too_deep_to_be_remembered_is_read_all_the_same() -> None:
    document: dict[str, Any] = {"type": "text", "text": "the words at its bottom"}
    for _ in range(3000):
        document = {"type": "blockquote", "content": [document]}
    assert "the words at its bottom" in Bodies(cloud=True, handles={}).markdown(document, None)
