"""A person at GitHub: its REST API with their token, and the sandbox's own verbs for what only the pages can do."""

from datetime import date
from typing import Any

import requests

from connectors.sandbox.github import founding
from connectors.sandbox.github.acts.labels import put_on
from connectors.sandbox.github.server import RunningSandbox
from service.says.ticket import due_in
from tests.stories.desk import Said, Told

PAGE = 100


class GitHubDesk:
    def __init__(self, sandbox: RunningSandbox, login: str) -> None:
        self._sandbox = sandbox
        self._login = login

    def call(self, method: str, path: str, **body: Any) -> Any:
        headers = {"Authorization": f"token {self._login}-token", "Accept": "application/vnd.github+json"}
        answer = requests.request(method, self._sandbox.api_url + path, headers=headers, json=body or None, timeout=20)
        assert answer.status_code < 400, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.text else None

    def opens(self, project: str, title: str, body: str = "", labels: tuple[str, ...] = ()) -> int:
        made = self.call("POST", f"/repos/{project}/issues", title=title, body=body, labels=list(labels))
        return int(made["number"])

    def fills_in_a_form(self, project: str, title: str, body: str, label: str) -> int:
        handle, world = self.opens(project, title, body), self._sandbox.world
        with world.lock:
            repository = world.repository(project)
            known = repository.labels.get(label) or founding.add_label(world, repository, label)
            put_on(world, world.viewer(self._login), world.issue(project, handle), known)
        return handle

    def tags(self, project: str, handle: int, label: str) -> None:
        self.call("POST", f"{_issue(project, handle)}/labels", labels=[label])

    def untags(self, project: str, handle: int, label: str) -> None:
        self.call("DELETE", f"{_issue(project, handle)}/labels/{label}")

    def writes(self, project: str, handle: int, body: str) -> None:
        self._edits(project, handle, body=body)

    def rewords(self, project: str, handle: int, old: str, new: str) -> None:
        self.writes(project, handle, _replaced(self.reads(project, handle).body, old, new))

    def adds(self, project: str, handle: int, text: str) -> None:
        self.writes(project, handle, f"{self.reads(project, handle).body}\n\n{text}")

    def retitles(self, project: str, handle: int, title: str) -> None:
        self._edits(project, handle, title=title)

    def assigns(self, project: str, handle: int, *names: str) -> None:
        self._edits(project, handle, assignees=list(names))

    def redates(self, project: str, handle: int, day: date) -> None:
        body = self.reads(project, handle).body
        self.writes(project, handle, _replaced(body, f"{due_in(body)}", day.isoformat()))

    def closes(self, project: str, handle: int, reason: str = "completed") -> None:
        self._edits(project, handle, state="closed", state_reason=reason)

    def reopens(self, project: str, handle: int) -> None:
        self._edits(project, handle, state="open")

    def says(self, project: str, handle: int, text: str) -> None:
        self.call("POST", f"{_issue(project, handle)}/comments", body=text)

    def unsays(self, project: str, handle: int, comment: int) -> None:
        self.call("DELETE", f"/repos/{project}/issues/comments/{comment}")

    def ticks(self, project: str, handle: int, key: str) -> None:
        self.rewords(project, handle, f"- [ ] **{key}**", f"- [x] **{key}**")

    def clears(self, project: str, handle: int, key: str) -> None:
        self.rewords(project, handle, f"- [x] **{key}**", f"- [ ] **{key}**")

    def ticks_in_comment(self, project: str, handle: int, comment: int, key: str) -> None:
        said = next(said.body for said in self.comments(project, handle) if said.id == comment)
        ticked = _replaced(said, f"- [ ] **{key}**", f"- [x] **{key}**")
        self.call("PATCH", f"/repos/{project}/issues/comments/{comment}", body=ticked)

    def deletes(self, project: str, handle: int) -> None:
        self.clicks("delete-issue", repository=project, number=handle)

    def moves(self, project: str, handle: int, to: str) -> int:
        return int(self.clicks("transfer-issue", repository=project, number=handle, to=to)["number"])

    def reads(self, project: str, handle: int) -> Told:
        return _told(self.call("GET", _issue(project, handle)))

    def lists(self, project: str) -> list[Told]:
        query = "state=all&per_page=100&sort=created&direction=asc"
        return [_told(issue) for issue in self.call("GET", f"/repos/{project}/issues?{query}")]

    def comments(self, project: str, handle: int) -> list[Said]:
        path = f"{_issue(project, handle)}/comments?per_page={PAGE}"
        found: list[Any] = []
        while len(found) % PAGE == 0 and (page := self.call("GET", f"{path}&page={len(found) // PAGE + 1}")):
            found += page
        return [_said(comment) for comment in found]

    def children(self, project: str, handle: int) -> list[int]:
        return [int(child["number"]) for child in self.call("GET", f"{_issue(project, handle)}/sub_issues")]

    def clicks(self, verb: str, **what: Any) -> Any:
        """What the REST API cannot do."""
        body = {"by": self._login, **what}
        answer = requests.post(f"{self._sandbox.url}/_sandbox/{verb}", json=body, timeout=20)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def _edits(self, project: str, handle: int, **what: Any) -> None:
        self.call("PATCH", _issue(project, handle), **what)


def _issue(project: str, handle: int) -> str:
    return f"/repos/{project}/issues/{handle}"


def _replaced(text: str, old: str, new: str) -> str:
    assert old in text, f"{old!r} is not in {text!r}"
    return text.replace(old, new)


def _told(issue: Any) -> Told:
    return Told(
        handle=int(issue["number"]),
        name=f"{issue['repository_url'].partition('/repos/')[2]}#{issue['number']}",
        url=issue["html_url"],
        title=issue["title"],
        body=issue["body"] or "",
        open=issue["state"] == "open",
        author=issue["user"]["login"],
        reason=issue["state_reason"] if issue["state"] == "closed" else None,
        labels=frozenset(label["name"] for label in issue["labels"]),
        assignees=tuple(person["login"] for person in issue["assignees"]),
    )


def _said(comment: Any) -> Said:
    return Said(int(comment["id"]), comment["user"]["login"], comment["body"])
