"""What people write around the service's words in Jira stays as they made it, with what Markdown cannot say."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.stories.conftest import Staging
from tests.stories.documents import TABLE
from tests.stories.jira_desk import JiraDesk
from tests.stories.jira_stories import BOTH_KINDS, at_jira
from tests.stories.pairing import Pairing
from tests.stories.stage import Stage

BLUE = {"type": "textColor", "attrs": {"color": "#0747a6"}}
LOZENGE = {"type": "status", "attrs": {"text": "BLOCKED", "color": "red", "localId": "a-lozenge", "style": "bold"}}
MENTION = {"type": "mention", "attrs": {"id": "bob", "text": "@Bob Tanaka", "accessLevel": "CONTAINER"}}
PASTED = {"type": "media", "attrs": {"id": "6e7c7f2c", "type": "file", "collection": "", "width": 640, "height": 320}}


def text(said: str, *marks: Any) -> dict[str, Any]:
    return {"type": "text", "text": said, **({"marks": list(marks)} if marks else {})}


def node(kind: str, *content: Any, **attrs: Any) -> dict[str, Any]:
    return {"type": kind, **({"attrs": attrs} if attrs else {}), **({"content": list(content)} if content else {})}


ABOVE = [
    node("paragraph", LOZENGE, text(" until the "), text("new pool", BLUE), text(" is there, says "), MENTION),
    node("mediaSingle", PASTED, layout="align-start", width=50, widthType="percentage"),
    node("panel", node("paragraph", text("Read this first")), panelType="custom", panelColor="#e6fcff"),
    node("paragraph"),
]
BELOW = [
    node("paragraph"),
    node("heading", text("Notes of the meeting", BLUE), level=3),
    node("bulletList", node("listItem", node("paragraph", node("date", timestamp="1798761600000"), text(" it is")))),
    node("expand", node("paragraph", node("emoji", shortName=":fire:", text="🔥"), LOZENGE), title="More"),
    node("mediaGroup", PASTED),
]
MARKED_ABOVE = (
    "{color:red}*Blocked*{color} until the new pool is there, says [~bob]\r\n"
    "!pasted.png|thumbnail, width=300!\r\n\r\n"
    "{panel:title=Read this first|borderStyle=dashed|bgColor=#e6fcff}\r\nIt is -- short (/)\r\n{panel}\r\n\r\n\r\n"
)
MARKED_BELOW = (
    "\r\n\r\nh3. {color:blue}Notes of the meeting{color}\r\n- one\r\n- two with {color:#ccc}grey{color} words\r\n\r\n"
    "{expand:More}\r\nbq. said\r\n{expand}\r\n\r\n||a||b||\r\n|{color:red}c{color}|!d.png!|\r\n"
)


@dataclass(frozen=True)
class Notes:
    """What Alice puts around a text, and whether it is there to the byte."""

    desk: JiraDesk
    path: str
    field: str

    def reads(self) -> Any:
        told = self.desk.call("GET", self.path)
        return told["body"] if self.field == "body" else told["fields"]["description"]

    def puts(self) -> None:
        now = self.reads()
        if isinstance(now, str):
            more: Any = MARKED_ABOVE + now + MARKED_BELOW
        else:
            more = {**now, "content": [*ABOVE, *now["content"], *BELOW]}
        sent: dict[str, Any] = {"body": more} if self.field == "body" else {"fields": {"description": more}}
        self.desk.call("PUT", self.path, **sent)

    def are_there(self) -> bool:
        now = self.reads()
        if isinstance(now, str):
            return now.startswith(MARKED_ABOVE) and now.endswith(MARKED_BELOW)
        content = now["content"]
        return bool(content[: len(ABOVE)] == ABOVE and content[-len(BELOW) :] == BELOW)


def around(stage: Stage, place: str, number: int) -> Notes:
    """In a comment the administrator does it, whom Jira lets edit it."""
    alice = at_jira(stage, "alice")
    if place == "review":
        return Notes(alice, f"/issue/{stage.reviews()[0].handle}", "description")
    return Notes(alice, f"/issue/{number}/comment/{stage.status_id(number)}", "body")


def words(stage: Stage, place: str, number: int) -> str:
    return stage.reviews()[0].body if place == "review" else stage.status(number)


@BOTH_KINDS
@pytest.mark.parametrize("place", ["review", "status comment"])
def test_notes_around_the_services_words_stay_as_people_made_them(
    staged_with: Staging, both: Pairing, place: str
) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    stage.later(days=36)
    notes = around(stage, place, number)
    notes.puts()
    stage.settle()
    assert notes.are_there()

    for key in ("A1", "A2"):
        before = words(stage, place, number)
        stage.clock.advance(hours=1)
        stage.alice.closes(stage.app, stage.tickets()[key].handle)
        stage.settle()
        assert words(stage, place, number) != before, "it was written anew"
        assert notes.are_there()


@BOTH_KINDS
def test_a_look_writes_nothing_because_of_notes(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    stage.later(days=36)
    around(stage, "review", number).puts()
    around(stage, "status comment", number).puts()
    stage.settle()
    before = stage.written()
    stage.later(hours=2)

    assert stage.written() == before
