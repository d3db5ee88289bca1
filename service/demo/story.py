"""The story of the demo, scene by scene: from an incident to the closed loop."""

import json
from html import unescape
from importlib.resources import files
from typing import Any

import requests

from service.demo.people import APP, BOT, INCIDENTS, SECONDS, JiraPerson, Person
from service.demo.stage import Stage, run
from service.demo.telling import NotSeen, Teller

FIRST_REVIEW, NEXT_REVIEW = 8, 2
"""Seconds from finish to the first review, and from one review to the next; in earnest five and two weeks."""


class Story:
    def __init__(self, stage: Stage, teller: Teller) -> None:
        self._stage = stage
        self._tell = teller
        self._alice = Person(stage.github, "alice-token")
        self._bob = Person(stage.github, "bob-token")
        self._alice_on_jira = JiraPerson(stage.jira, "alice")
        self._incident = 0
        self._document = 0
        self._known: Any = None
        """The ticket of A3, which is there before."""

    def tell(self) -> None:
        """Raises NotSeen, with the scene that failed."""
        for scene in (
            self._everything_runs,
            self._the_tag_opens_a_post_mortem,
            self._a_vague_document_is_refused,
            self._a_mended_document_becomes_tickets,
            self._owners_close_their_tickets,
            self._the_review_opens_by_itself,
            self._the_review_returns_until_all_is_settled,
            self._nothing_is_left_to_do,
            self._the_index_is_disposable,
        ):
            try:
                scene()
            except NotSeen as missing:
                raise NotSeen(scene.__name__.strip("_").replace("_", " ")) from missing

    def _everything_runs(self) -> None:
        self._tell.see(
            lambda: requests.get(f"{self._stage.dashboard}/readyz", timeout=SECONDS).status_code == 200,
            lambda _: "web, worker, clock, Valkey, a sandbox GitHub and a sandbox Jira are running",
            patience=40,
        )

    def _the_tag_opens_a_post_mortem(self) -> None:
        title = "Checkout answers 500 for one customer in ten"
        text = "Since 14:02 UTC one checkout in ten fails."
        self._incident = self._bob.opens(INCIDENTS, title, text, "incident")["number"]
        self._bob.says(self._incident, "Rolled back at 14:31. Errors are gone since 14:33.")
        self._tell.act(f"Bob opens incident {INCIDENTS}#{self._incident}; Alice adds the label `postmortem`")
        self._alice.tags(self._incident, "postmortem")
        opened = self._tell.see(
            self._opened, lambda issue: f"{BOT} opened “{issue['title']}” as {INCIDENTS}#{issue['number']}"
        )
        self._document = int(opened["number"])
        self._tell.see(
            lambda: f"issues/{self._document}" in self._alice.sees_comment(self._incident),
            lambda _: "it is linked both ways, and its timeline is drafted from the incident",
        )

    def _a_vague_document_is_refused(self) -> None:
        self._known = self._bob.opens(APP, "Refuse a second pool of the same service", "Two pools ate all connections.")
        self._tell.act(f"Alice writes the document; A2 has no owner yet, and A3 names {APP}#{self._known['number']}")
        self._alice.writes(self._document, _written(owner="", ticket=self._known["html_url"]))
        self._tell.see(
            lambda: _line(self._comment(), "owner/missing"), lambda line: f"the status comment says: {line.strip(' -')}"
        )
        self._tell.act("Alice adds the label `postmortem:finished` all the same")
        self._alice.tags(self._document, "postmortem:finished")
        self._tell.see(
            lambda: "No ticket was created" in self._comment() and not self._alice_on_jira.sees_tickets(),
            lambda _: "it is refused with the reason, and no ticket exists",
        )

    def _a_mended_document_becomes_tickets(self) -> None:
        self._tell.act("Alice gives A2 to Bob")
        self._alice.writes(self._document, _written(owner="Bob Lind", ticket=self._known["html_url"]))
        first, second = self._tell.see(
            lambda: self._both_tickets() if "**Finished**" in self._comment() else None,
            lambda _: "it is finished by itself: A1 and A2 are tickets in Jira, A3 keeps its issue on GitHub",
        )
        for ticket in (first, second):
            fields = ticket["fields"]
            owner = fields["assignee"]["displayName"]
            self._tell.note(f"{ticket['key']} {fields['summary']} ({owner}, due {fields['duedate']})")
        self._tell.note(f"{APP}#{self._known['number']} {self._known['title']}")
        self._tell.see(
            lambda: any(f"issues/{self._document}" in url for url in self._alice_on_jira.sees_links(first["key"])),
            lambda _: f"{first['key']} links to the post-mortem on GitHub",
        )
        self._tell.see(
            lambda: self._alice.call("GET", f"/repos/{INCIDENTS}/issues/{self._document}/sub_issues"),
            lambda _: f"{APP}#{self._known['number']} is a sub-issue of it",
        )

    def _owners_close_their_tickets(self) -> None:
        first, _ = self._alice_on_jira.sees_tickets()
        self._tell.act(f"Alice closes {first['key']} in Jira, Bob closes {APP}#{self._known['number']} as not planned")
        self._alice_on_jira.moves(first["key"], "Doing")
        self._alice_on_jira.moves(first["key"], "Closed", resolution={"name": "Done"})
        self._bob.closes(APP, self._known["number"], "not_planned")
        self._tell.see(
            lambda: "1 of 3 actions done, 1 open, 1 won't do" in self._comment(),
            lambda _: "the status comment follows: 1 of 3 actions done, 1 open, 1 won't do",
        )
        self._tell.see(
            lambda: "won't do" in unescape(requests.get(self._stage.dashboard, timeout=SECONDS).text),
            lambda _: "so does the dashboard",
        )

    def _the_review_opens_by_itself(self) -> None:
        review = self._tell.see(
            lambda: next(iter(self._reviews()), None),
            lambda issue: (
                f"the review opened by itself: {INCIDENTS}#{issue['number']} “{issue['title']}”, "
                f"assigned to {', '.join(person['login'] for person in issue['assignees'])}"
            ),
            patience=FIRST_REVIEW + 20,
        )
        for line in review["body"].splitlines():
            if line.startswith("- ["):
                self._tell.note(line.split(" — [")[0])

    def _the_review_returns_until_all_is_settled(self) -> None:
        review = self._reviews()[0]
        self._tell.act("Alice closes the review although A2 is open")
        self._alice.closes(INCIDENTS, review["number"])
        second = self._tell.see(
            lambda: next(iter(self._reviews()[1:]), None),
            lambda issue: f"so it comes back: {INCIDENTS}#{issue['number']} “{issue['title']}”",
            patience=NEXT_REVIEW + 20,
        )
        self._tell.act("Alice ticks A2's box there, on GitHub")
        self._alice.writes(second["number"], second["body"].replace("- [ ] **A2**", "- [x] **A2**"))
        self._tell.see(
            lambda: self._settled(self._alice_on_jira.sees_tickets()[1]),
            lambda ticket: (
                f"a tick is an instruction: {ticket['key']} went through its workflow in Jira to "
                f"{ticket['fields']['status']['name']}, {ticket['fields']['resolution']['name']}"
            ),
        )
        self._alice.closes(INCIDENTS, second["number"])
        self._tell.see(
            lambda: _line(self._comment(), "**Loop closed**"),
            lambda line: f"the review is closed, and so is the loop: {line}",
        )

    def _nothing_is_left_to_do(self) -> None:
        planned = run(self._stage, "plan", f"github:{INCIDENTS}#{self._document}", "--format", "json")
        self._tell.see(
            lambda: planned.returncode == 0 and json.loads(planned.stdout) == [],
            lambda _: "`followthrough plan` has no step left: a second look writes nothing",
            patience=0,
        )

    def _the_index_is_disposable(self) -> None:
        rebuilt = run(self._stage, "rebuild")
        self._tell.see(
            lambda: rebuilt.returncode == 0 and "in the index" in rebuilt.stdout,
            lambda _: (
                f"`followthrough rebuild` makes the index again from GitHub and Jira alone: {rebuilt.stdout.strip()}"
            ),
            patience=0,
        )
        self._tell.see(
            lambda: len(self._alice_on_jira.sees_tickets()) == 2 and len(self._reviews()) == 2,
            lambda _: "still two tickets in Jira and two reviews, none of them twice",
        )

    # -- what Alice sees

    def _opened(self) -> Any:
        issues = self._alice.sees_issues(INCIDENTS, "postmortem")
        return next((issue for issue in issues if issue["user"]["login"] == BOT), None)

    def _comment(self) -> str:
        return self._alice.sees_comment(self._document)

    def _both_tickets(self) -> Any:
        found = self._alice_on_jira.sees_tickets()
        return found if len(found) == 2 else None

    def _settled(self, ticket: Any) -> Any:
        return ticket if ticket["fields"]["resolution"] else None

    def _reviews(self) -> list[Any]:
        return sorted(self._alice.sees_issues(INCIDENTS, "postmortem:review"), key=lambda issue: int(issue["number"]))


def _written(owner: str, ticket: str) -> str:
    text = files("service.demo").joinpath("document.md").read_text(encoding="utf-8")
    return text.replace("{owner}", owner).replace("{ticket}", ticket)


def _line(text: str, words: str) -> str:
    return next((line for line in text.splitlines() if words in line), "")
