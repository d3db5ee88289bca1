"""The web pages, clicked by plain form posts, and the text that a document is edited as."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from connectors.sandbox.jira import founding
from connectors.sandbox.jira.documents import adf
from connectors.sandbox.jira.documents.editing import as_text, edited, written
from connectors.sandbox.jira.people import Person
from connectors.sandbox.jira.server import RunningSandbox
from connectors.sandbox.jira.state import Issue
from connectors.sandbox.jira.world import World
from tests.sandbox_jira.conftest import doc


@dataclass
class Browser:
    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.session.trust_env = False

    def sees(self, path: str, status: int = 200) -> str:
        answer = self.session.get(self.url + path, timeout=10)
        assert answer.status_code == status, answer.text
        return answer.text

    def clicks(self, path: str, **form: str) -> requests.Response:
        headers = {"Origin": self.url}
        return self.session.post(self.url + path, data=form, headers=headers, allow_redirects=False, timeout=10)

    def is_now(self, name: str) -> None:
        self.session.cookies.set("sandbox_user", name)


@pytest.fixture
def browser(jira: RunningSandbox) -> Browser:
    return Browser(jira.url)


def _tasks(*states: str) -> dict[str, Any]:
    items = [
        {
            "type": "taskItem",
            "attrs": {"localId": str(at), "state": state},
            "content": doc(f"do {at}")["content"][0]["content"],
        }
        for at, state in enumerate(states)
    ]
    return {"type": "taskList", "attrs": {"localId": "l"}, "content": items}


def _document(*content: Any) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": list(content)}


@pytest.fixture
def issue(alice_herself: Person) -> Issue:
    return alice_herself.opens("PAY", "Rotate the keys", _document(*doc("Why")["content"], _tasks("TODO", "DONE")))


def test_one_sees_what_one_may_see(browser: Browser, issue: Issue) -> None:
    assert "PAY" in browser.sees("/")
    assert "Rotate the keys" in browser.sees("/projects/PAY")
    browser.is_now("eve")
    assert "PAY" not in browser.sees("/")
    browser.sees("/projects/PAY", 404)
    browser.sees("/browse/PAY-1", 404)


def test_choosing_whom_to_act_as(browser: Browser) -> None:
    answer = browser.clicks("/_sandbox/act-as", who="bob", back="/projects/PAY")
    assert answer.headers["Location"] == "/projects/PAY"
    assert '<option value="bob" selected>' in browser.sees("/")
    assert browser.clicks("/_sandbox/act-as", who="bob", back="//evil.example/").headers["Location"] == "/"


def test_a_new_issue_by_form(browser: Browser, world: World) -> None:
    answer = browser.clicks("/projects/PAY", summary="Down", body="## Why\r\n\r\n[ ] do", labels="a, b", type="Bug")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/browse/PAY-1")
    made = world.issue("PAY-1")
    assert (made.summary, made.labels, made.type.name) == ("Down", ("a", "b"), "Bug")
    assert as_text(made.description) == "## Why\n\n[ ] do" and adf.fault(made.description) is None


def test_all_buttons_of_an_issue(browser: Browser, issue: Issue, world: World) -> None:
    place = f"/browse/{issue.key}"
    browser.clicks(f"{place}/label", label="a1")
    browser.clicks(f"{place}/assign", name="bob")
    browser.clicks(f"{place}/comment", body="hello")
    browser.clicks(f"{place}/tick", box="0")
    done = next(it for it in issue.kind.workflow.transitions if it.to.name == "Done")
    assert browser.clicks(f"{place}/move", transition=done.id).status_code == 303
    assert (issue.labels, issue.assignee, issue.status.name) == (("a1",), world.user("bob"), "Done")
    assert [task["attrs"]["state"] for task in adf.tasks(issue.description)] == ["DONE", "DONE"]
    comment = str(issue.comments[0].id)
    browser.clicks(f"{place}/edit-comment", comment=comment, body="good bye")
    page = browser.sees(place)
    assert "good bye" in page and "Bob" in page and "a1" in page
    assert "changed status from “To Do” to “Done”" in page
    browser.clicks(f"{place}/delete-comment", comment=comment)
    browser.clicks(f"{place}/unlabel", label="a1")
    browser.clicks(f"{place}/assign", name="")
    assert (issue.comments, issue.labels, issue.assignee) == ([], (), None)


def test_editing_as_text_keeps_what_was_not_touched(browser: Browser, issue: Issue) -> None:
    before = adf.tasks(issue.description)
    assert "[x] do 1" in browser.sees(f"/browse/{issue.key}?edit=issue")
    browser.clicks(f"/browse/{issue.key}/edit", summary="New", body="Because\r\n\r\n[ ] do 0\r\n[x] do 1")
    assert issue.summary == "New" and adf.tasks(issue.description) == before
    assert as_text(issue.description).startswith("Because\n")


def test_an_old_key_leads_to_the_new_page(browser: Browser, issue: Issue, alice_herself: Person) -> None:
    alice_herself.moves_to_project(issue, "OPS")
    answer = browser.session.get(f"{browser.url}/browse/PAY-1", allow_redirects=False, timeout=10)
    assert answer.headers["Location"] == "/browse/OPS-1"
    answer = browser.session.get(f"{browser.url}/browse/PAY", allow_redirects=False, timeout=10)
    assert answer.headers["Location"] == "/projects/PAY"


def test_what_one_may_not_do_is_refused_in_words(browser: Browser, issue: Issue) -> None:
    browser.is_now("mallory")
    answer = browser.clicks(f"/browse/{issue.key}/edit", summary="Mine", body="")
    assert answer.status_code == 403 and "do not have permission" in answer.text
    assert "Comment as" not in browser.sees(f"/browse/{issue.key}")
    assert browser.clicks(f"/browse/{issue.key}/explode").status_code == 404


def test_a_form_from_elsewhere_changes_nothing(browser: Browser, issue: Issue) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = browser.session.post(
            f"{browser.url}/browse/{issue.key}/comment", data={"body": "spam"}, headers=headers, timeout=10
        )
        assert answer.status_code == 403
    answer = browser.session.get(browser.url, headers={"Host": "rebound.example"}, timeout=10)
    assert answer.status_code == 403
    assert issue.comments == []


def test_whatever_people_write_is_shown_and_never_run(browser: Browser, alice_herself: Person, world: World) -> None:
    evil = "<script>alert(1)</script>"
    link = {"type": "link", "attrs": {"href": "javascript:alert(1)"}}
    text = {"type": "text", "text": evil, "marks": [link]}
    card = {"type": "inlineCard", "attrs": {"url": "javascript:alert(2)"}}
    issue = alice_herself.opens("PAY", evil, _document({"type": "paragraph", "content": [text, card]}), labels=(evil,))
    alice_herself.comments(issue, evil)
    page = browser.sees(f"/browse/{issue.key}") + browser.sees("/projects/PAY")
    assert "<script" not in page and 'href="javascript' not in page
    assert page.count("&lt;script&gt;") >= 5


def test_every_kind_of_block_is_shown(browser: Browser, alice_herself: Person) -> None:
    cell = {"type": "tableCell", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "cell"}]}]}
    document = _document(
        {"type": "table", "content": [{"type": "tableRow", "content": [cell]}]},
        {"type": "expand", "attrs": {"title": "more"}, "content": doc("inside")["content"]},
        {"type": "codeBlock", "content": [{"type": "text", "text": "a < b"}]},
        {"type": "rule"},
    )
    page = browser.sees(f"/browse/{alice_herself.opens('PAY', 'All', document).key}")
    for part in ("<td><p>cell</p></td>", "<summary>more</summary>", "a &lt; b", "<hr>"):
        assert part in page


def test_data_center_shows_and_edits_markup(own_jira: RunningSandbox, datacenter: World) -> None:
    browser = Browser(own_jira.url)
    issue = founding.add_issue(datacenter, datacenter.project("PAY"), summary="One", text="h1. <b>\n\n* [ ] do")
    assert "h1. &lt;b&gt;" in browser.sees(f"/browse/{issue.key}")
    browser.clicks(f"/browse/{issue.key}/tick", box="0")
    assert as_text(issue.description) == "h1. <b>\n\n* [x] do"
    browser.clicks(f"/browse/{issue.key}/edit", summary="One", body="*new*")
    assert as_text(issue.description) == "*new*"


TEXT = "# Title\n\nOne\ntwo\n\n- a\n- b\n\n1. c\n2. d\n\n[ ] e\n[x] f\n\n```\ncode\n\nmore\n```\n\n----"


def test_a_text_becomes_a_document_and_the_same_text_again() -> None:
    document = written(TEXT)
    assert adf.fault(document) is None
    assert as_text(document) == TEXT


def test_an_unchanged_text_leaves_the_document_as_it_is() -> None:
    document = written(TEXT)
    assert edited(document, as_text(document)) == document


def test_what_has_no_text_stands_as_a_line_and_goes_with_it() -> None:
    table = {"type": "table", "content": []}
    document = _document(*doc("before")["content"], table, *doc("after")["content"])
    assert as_text(document) == "before\n\n⟦table 2⟧\n\nafter"
    kept = edited(document, "Before\n\n⟦table 2⟧\n\nafter")
    assert isinstance(kept, dict) and kept["content"][1] is table
    gone = edited(document, "before\n\nafter")
    assert isinstance(gone, dict) and [it["type"] for it in gone["content"]] == ["paragraph", "paragraph"]
    assert edited(document, "") is None
