"""Alice and Bob: what they do and see, over the sandbox's REST API, each with a token of their own."""

from dataclasses import dataclass
from typing import Any

import requests

INCIDENTS, APP = "acme/incidents", "acme/app"
BOT = "followthrough-bot"
SECONDS = 20


@dataclass(frozen=True)
class Person:
    github: str
    token: str

    def call(self, method: str, path: str, **body: Any) -> Any:
        headers = {"Authorization": f"token {self.token}"}
        url = f"{self.github}/api/v3{path}"
        answer = requests.request(method, url, headers=headers, json=body or None, timeout=SECONDS)
        answer.raise_for_status()
        return answer.json() if answer.text else None

    def opens_incident(self, title: str, body: str) -> int:
        return int(
            self.call("POST", f"/repos/{INCIDENTS}/issues", title=title, body=body, labels=["incident"])["number"]
        )

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
