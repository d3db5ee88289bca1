"""The story of the demo, scene by scene: from an incident to the closed loop."""

import json
from html import unescape
from importlib.resources import files
from typing import Any

import requests

from service.demo.people import APP, BOT, INCIDENTS, SECONDS, Person
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
        self._incident = 0
        self._document = 0

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
            lambda _: "web, worker, clock, Valkey and a sandbox GitHub are running",
            patience=40,
        )

    def _the_tag_opens_a_post_mortem(self) -> None:
        title = "Checkout answers 500 for one customer in ten"
        self._incident = self._bob.opens_incident(title, "Since 14:02 UTC one checkout in ten fails.")
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
        self._tell.act("Alice writes the document; action A2 has no owner yet")
        self._alice.writes(self._document, _written(owner=""))
        self._tell.see(
            lambda: _line(self._comment(), "owner/missing"), lambda line: f"the status comment says: {line.strip(' -')}"
        )
        self._tell.act("Alice adds the label `postmortem:finished` all the same")
        self._alice.tags(self._document, "postmortem:finished")
        self._tell.see(
            lambda: "No ticket was created" in self._comment() and not self._tickets(),
            lambda _: "it is refused with the reason, and no ticket exists",
        )

    def _a_mended_document_becomes_tickets(self) -> None:
        self._tell.act("Alice gives A2 to Bob")
        self._alice.writes(self._document, _written(owner="Bob Tanaka"))
        self._tell.see(
            lambda: len(self._tickets()) == 3 and "**Finished**" in self._comment(),
            lambda _: "it is finished by itself: three actions, three tickets",
        )
        for ticket in self._tickets():
            owner = ", ".join(person["login"] for person in ticket["assignees"])
            self._tell.note(f"{APP}#{ticket['number']} {ticket['title']} ({owner})")
        children = self._alice.call("GET", f"/repos/{INCIDENTS}/issues/{self._document}/sub_issues")
        self._tell.see(lambda: len(children) == 3, lambda _: "each is a sub-issue of the post-mortem")

    def _owners_close_their_tickets(self) -> None:
        first, second, _ = self._tickets()
        self._tell.act(
            f"Alice closes {APP}#{first['number']} as completed, Bob closes #{second['number']} as not planned"
        )
        self._alice.closes(APP, first["number"])
        self._bob.closes(APP, second["number"], "not_planned")
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
        self._tell.act("Alice closes the review although A3 is open")
        self._alice.closes(INCIDENTS, review["number"])
        second = self._tell.see(
            lambda: next(iter(self._reviews()[1:]), None),
            lambda issue: f"so it comes back: {INCIDENTS}#{issue['number']} “{issue['title']}”",
            patience=NEXT_REVIEW + 20,
        )
        self._tell.act("Alice ticks A3's box there")
        self._alice.writes(second["number"], second["body"].replace("- [ ] **A3**", "- [x] **A3**"))
        self._tell.see(
            lambda: self._tickets()[2]["state"] == "closed",
            lambda _: "a tick is an instruction: the ticket of A3 is closed",
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
            lambda _: f"`followthrough rebuild` makes the index again from GitHub alone: {rebuilt.stdout.strip()}",
            patience=0,
        )
        self._tell.see(
            lambda: len(self._tickets()) == 3 and len(self._reviews()) == 2,
            lambda _: "still three tickets and two reviews, none of them twice",
        )

    # -- what Alice sees

    def _opened(self) -> Any:
        issues = self._alice.sees_issues(INCIDENTS, "postmortem")
        return next((issue for issue in issues if issue["user"]["login"] == BOT), None)

    def _comment(self) -> str:
        return self._alice.sees_comment(self._document)

    def _tickets(self) -> list[Any]:
        return sorted(self._alice.sees_issues(APP, "postmortem:action"), key=lambda issue: int(issue["number"]))

    def _reviews(self) -> list[Any]:
        return sorted(self._alice.sees_issues(INCIDENTS, "postmortem:review"), key=lambda issue: int(issue["number"]))


def _written(owner: str) -> str:
    return files("service.demo").joinpath("document.md").read_text(encoding="utf-8").replace("{owner}", owner)


def _line(text: str, words: str) -> str:
    return next((line for line in text.splitlines() if words in line), "")
