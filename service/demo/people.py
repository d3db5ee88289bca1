"""Alice and Bob: what they do and see, over the REST APIs of the sandboxes, each with tokens of their own."""

from dataclasses import dataclass
from typing import Any

import requests

INCIDENTS, APP, OPS = "acme/incidents", "acme/app", "OPS"
BOT = "followthrough-bot"
SECONDS = 20


@dataclass(frozen=True)
class Person:
    """On GitHub."""

    github: str
    token: str

    def call(self, method: str, path: str, **body: Any) -> Any:
        headers = {"Authorization": f"token {self.token}"}
        url = f"{self.github}/api/v3{path}"
        answer = requests.request(method, url, headers=headers, json=body or None, timeout=SECONDS)
        answer.raise_for_status()
        return answer.json() if answer.text else None

    def opens(self, repository: str, title: str, body: str, *labels: str) -> Any:
        return self.call("POST", f"/repos/{repository}/issues", title=title, body=body, labels=labels)

    def says(self, number: int, text: str) -> None:
        self.call("POST", f"/repos/{INCIDENTS}/issues/{number}/comments", body=text)

    def tags(self, number: int, label: str) -> None:
        self.call("POST", f"/repos/{INCIDENTS}/issues/{number}/labels", labels=[label])

    def writes(self, number: int, body: str) -> None:
        self.call("PATCH", f"/repos/{INCIDENTS}/issues/{number}", body=body)

    def closes(self, repository: str, number: int, reason: str = "completed") -> None:
        self.call("PATCH", f"/repos/{repository}/issues/{number}", state="closed", state_reason=reason)

    def sees(self, repository: str, number: int) -> Any:
        return self.call("GET", f"/repos/{repository}/issues/{number}")

    def sees_issues(self, repository: str, label: str = "") -> list[Any]:
        query = f"&labels={label}" if label else ""
        found: list[Any] = self.call("GET", f"/repos/{repository}/issues?state=all&direction=asc&per_page=100{query}")
        return [issue for issue in found if not issue.get("pull_request")]

    def sees_comment(self, number: int) -> str:
        """The service's comment on a post-mortem; empty while there is none."""
        comments = self.call("GET", f"/repos/{INCIDENTS}/issues/{number}/comments")
        return next((str(each["body"]) for each in comments if each["user"]["login"] == BOT), "")


@dataclass(frozen=True)
class JiraPerson:
    jira: str
    name: str

    def call(self, method: str, path: str, body: Any = None) -> Any:
        sign_in = (f"{self.name}@example.com", f"{self.name}-token")
        url = f"{self.jira}/rest/api/3{path}"
        answer = requests.request(method, url, auth=sign_in, json=body, timeout=SECONDS)
        answer.raise_for_status()
        return answer.json() if answer.text else None

    def sees_tickets(self) -> list[Any]:
        """Those of the service, oldest first."""
        wanted = {
            "jql": f'project = {OPS} AND labels = "postmortem:action" ORDER BY key ASC',
            "fields": ["summary", "assignee", "duedate", "status", "resolution"],
        }
        found: list[Any] = self.call("POST", "/search/jql", wanted)["issues"]
        return found

    def sees_links(self, key: str) -> list[str]:
        """The addresses that a ticket links to."""
        return [link["object"]["url"] for link in self.call("GET", f"/issue/{key}/remotelink")]

    def moves(self, key: str, status: str, **fields: Any) -> None:
        """One step through the workflow."""
        ways = self.call("GET", f"/issue/{key}/transitions")["transitions"]
        way = next(way for way in ways if way["to"]["name"] == status)
        self.call("POST", f"/issue/{key}/transitions", {"transition": {"id": way["id"]}, "fields": fields})
