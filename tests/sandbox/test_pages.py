"""The web pages, clicked by plain form posts."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
import requests

from connectors.sandbox.github.acts import removal
from connectors.sandbox.github.pages.boxes import lines_of_boxes, toggled
from connectors.sandbox.github.pages.markdown import rendered
from connectors.sandbox.github.people import Person
from connectors.sandbox.github.server import RunningSandbox
from connectors.sandbox.github.state import Hook
from connectors.sandbox.github.world import World
from tests.sandbox.conftest import Receiver


@dataclass
class Browser:
    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def sees(self, path: str) -> str:
        answer = self.session.get(self.url + path, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.text

    def clicks(self, path: str, **form: str) -> requests.Response:
        headers = {"Origin": self.url}
        return self.session.post(self.url + path, data=form, headers=headers, allow_redirects=False, timeout=10)

    def is_now(self, login: str) -> None:
        self.session.cookies.set("sandbox_user", login)


@pytest.fixture
def browser(sandbox: RunningSandbox) -> Browser:
    return Browser(sandbox.url)


ISSUE = "/acme/incidents/issues/1"


def test_one_sees_what_one_may_see(browser: Browser) -> None:
    assert "acme/incidents" in browser.sees("/")
    browser.is_now("eve")
    page = browser.sees("/")
    assert "acme/site" in page
    assert "acme/incidents" not in page
    assert browser.session.get(f"{browser.url}/acme/incidents/issues", timeout=10).status_code == 404


def test_choosing_whom_to_act_as(browser: Browser) -> None:
    answer = browser.clicks("/_sandbox/act-as", who="bob", back="/acme/app/issues")
    assert answer.headers["Location"] == "/acme/app/issues"
    assert '<option value="bob" selected>' in browser.sees("/")
    assert browser.clicks("/_sandbox/act-as", who="bob", back="//evil.example/").headers["Location"] == "/"


def test_a_new_issue_by_form(browser: Browser, world: World) -> None:
    form = {"title": "Down", "body": "a\r\nb", "labels": "sev1, incident", "assignees": "bob"}
    answer = browser.clicks("/acme/incidents/issues", **form)
    assert (answer.status_code, answer.headers["Location"]) == (303, ISSUE)
    issue = world.issue("acme/incidents", 1)
    assert (issue.body, issue.author.login) == ("a\nb", "alice")
    assert [label.name for label in issue.labels] == ["sev1", "incident"]
    assert [who.login for who in issue.assignees] == ["bob"]
    page = browser.sees("/acme/incidents/issues")
    assert "Down" in page
    assert "sev1" in page


def test_all_buttons_of_an_issue(browser: Browser, world: World, alice_herself: Person) -> None:
    issue = alice_herself.opens("acme/incidents", "Down")
    browser.clicks(f"{ISSUE}/label", label="sev1")
    browser.clicks(f"{ISSUE}/assign", login="bob")
    browser.clicks(f"{ISSUE}/comment", body="hello")
    browser.clicks(f"{ISSUE}/edit", title="Up", body="text")
    assert (issue.title, issue.body, len(issue.labels), len(issue.assignees)) == ("Up", "text", 1, 1)
    comment = issue.comments[0]
    browser.clicks(f"{ISSUE}/edit-comment", comment=str(comment.id), body="bye")
    assert comment.body == "bye"
    page = browser.sees(ISSUE)
    for words in ("added the label sev1", "assigned bob", "from “Down” to “Up”", "bye"):
        assert words in page
    browser.clicks(f"{ISSUE}/delete-comment", comment=str(comment.id))
    browser.clicks(f"{ISSUE}/unlabel", label="sev1")
    browser.clicks(f"{ISSUE}/unassign", login="bob")
    assert (issue.comments, issue.labels, issue.assignees) == ([], [], [])


@pytest.mark.parametrize("reason", ["completed", "not_planned", "duplicate"])
def test_closing_with_a_reason_and_reopening(browser: Browser, alice_herself: Person, reason: str) -> None:
    issue = alice_herself.opens("acme/incidents", "Down")
    browser.clicks(f"{ISSUE}/close", reason=reason)
    assert issue.state_reason
    assert issue.state_reason.value == reason
    assert f"closed this as {reason.replace('_', ' ')}" in browser.sees(ISSUE)
    browser.clicks(f"{ISSUE}/reopen")
    assert issue.state.value == "open"


def test_ticking_a_box_edits_the_markdown_and_is_told_as_an_edit(
    hook: Hook, browser: Browser, alice_herself: Person, receiver: Receiver, sandbox: RunningSandbox
) -> None:
    issue = alice_herself.opens("acme/incidents", "Down", "- [ ] one\n- [x] two\n")
    comment = alice_herself.comments(issue, "```\n- [ ] code\n```\n1. [ ] three")
    browser.clicks(f"{ISSUE}/tick", box="0")
    browser.clicks(f"{ISSUE}/tick", box="1")
    browser.clicks(f"{ISSUE}/tick", box="0", comment=str(comment.id))
    sandbox.drain()
    assert issue.body == "- [x] one\n- [ ] two\n"
    assert comment.body == "```\n- [ ] code\n```\n1. [x] three"
    assert receiver.names[2:] == ["issues.edited", "issues.edited", "issue_comment.edited"]
    assert browser.clicks(f"{ISSUE}/tick", box="9").status_code == 422


def test_a_click_has_no_more_rights_than_the_api(browser: Browser, alice_herself: Person) -> None:
    issue = alice_herself.opens("acme/incidents", "Down", "- [ ] one")
    browser.is_now("mallory")
    for click, form in (("close", {}), ("label", {"label": "x"}), ("tick", {"box": "0"}), ("edit", {"title": "x"})):
        answer = browser.clicks(f"{ISSUE}/{click}", **form)
        assert answer.status_code == 403
        assert "Must have admin rights" in answer.text
    page = browser.sees(ISSUE)
    assert "Close as completed" not in page
    assert "disabled" in page
    assert issue.body == "- [ ] one"


def test_forms_of_other_sites_are_refused(browser: Browser, alice_herself: Person, world: World) -> None:
    issue = alice_herself.opens("acme/incidents", "Down")
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = requests.post(f"{browser.url}{ISSUE}/close", headers=headers, timeout=10)
        assert answer.status_code == 403
    rebound = requests.get(browser.url, headers={"Host": "evil.example"}, timeout=10)
    assert rebound.status_code == 403
    assert issue.state.value == "open"


def test_what_people_write_is_escaped(browser: Browser, alice_herself: Person) -> None:
    alice_herself.opens("acme/incidents", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>")
    page = browser.sees(ISSUE)
    assert "<script>" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_a_transferred_issue_leads_on_and_a_deleted_one_is_gone(
    browser: Browser, alice_herself: Person, world: World
) -> None:
    viewer = world.viewer("alice")
    first = alice_herself.opens("acme/incidents", "Moves")
    second = alice_herself.opens("acme/incidents", "Goes")
    removal.transfer_issue(world, viewer, first, world.repository("acme/app"))
    removal.delete_issue(world, viewer, second)
    assert "acme/app" in browser.sees(ISSUE)
    assert browser.session.get(f"{browser.url}/acme/incidents/issues/2", timeout=10).status_code == 410


def test_comments_in_html_are_hidden_and_code_is_not() -> None:
    html = rendered("a <!-- hidden --> b\n\n<!-- begin\nmore -->\n\n`<!-- shown -->`")
    assert "hidden" not in html
    assert "begin" not in html
    assert "&lt;!-- shown --&gt;" in html


def test_tables_and_task_lists_are_rendered() -> None:
    html = rendered("| a |\n|---|\n| b |\n\n- [x] **done**\n- [ ] open", can_tick=True)
    assert "<td>b</td>" in html
    assert 'value="0" role="checkbox" aria-checked="true"' in html
    assert 'value="1" role="checkbox" aria-checked="false"' in html
    assert "<strong>done</strong>" in html


def test_links_that_run_scripts_are_no_links() -> None:
    assert "href" not in rendered("[x](javascript:alert(1))")
    assert 'href="https://example.org/a"' in rendered("see https://example.org/a.")


def test_boxes_are_found_where_they_stand() -> None:
    text = "intro\n\n* [ ] a\n  - [X] b\n\n> - [ ] quoted\n\n- [ ]no box\n- [link](x)\n"
    assert lines_of_boxes(text) == [2, 3, 5]
    assert toggled(text, 1).split("\n")[3] == "  - [ ] b"
    assert toggled(toggled(text, 2), 2) == text
