"""A person at Jira: its REST API with their own credentials, and texts as its editors keep them.

They write documents (Cloud) or wiki markup (Data Center) and never what the service keeps beside a text. What they read
is read as the service reads it: Markdown, with what is hidden beside the service's own words.
"""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import requests
from requests.auth import AuthBase, HTTPBasicAuth

from connectors.jira.auth import ApiToken, PersonalToken
from connectors.jira.client import Client
from connectors.jira.markup.adf import to_adf
from connectors.jira.markup.wiki import to_wiki
from connectors.jira.site import Deployment
from connectors.jira.tracker import Jira
from connectors.sandbox.jira.documents.rewording import reworded
from connectors.sandbox.jira.server import RunningSandbox
from connectors.tracker import Comment, Issue, Person, ProjectId, Ref
from tests.stories.desk import Said, Told
from tests.stories.github_site import BOT

OUTCOMES = {"completed": ("Done", None), "not_planned": ("Won't Do", None), "duplicate": ("Done", "Duplicate")}
"""Which status, and which resolution is chosen on the way."""


class Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


@dataclass(frozen=True)
class JiraDesk:
    sandbox: RunningSandbox
    login: str

    def call(self, method: str, path: str, **body: Any) -> Any:
        address = f"{self.sandbox.url}/rest/api/{3 if self._cloud else 2}{path}"
        answer = requests.request(method, address, auth=self._auth(), json=body or None, timeout=20)
        assert answer.status_code < 400, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.text else None

    def opens(self, project: str, title: str, body: str = "", labels: tuple[str, ...] = ()) -> int:
        fields = {"project": {"key": project}, "issuetype": {"name": "Task"}, "summary": title, "labels": list(labels)}
        written = {"description": self._written(body)} if body else {}
        return int(self.call("POST", "/issue", fields={**fields, **written})["id"])

    def fills_in_a_form(self, project: str, title: str, body: str, label: str) -> int:
        """Whoever may create an issue in Jira may label it then, and perhaps never again."""
        return self.opens(project, title, body, (label,))

    def tags(self, project: str, handle: int, label: str) -> None:
        self.call("PUT", f"/issue/{handle}", update={"labels": [{"add": label}]})

    def untags(self, project: str, handle: int, label: str) -> None:
        self.call("PUT", f"/issue/{handle}", update={"labels": [{"remove": label}]})

    def writes(self, project: str, handle: int, body: str) -> None:
        self.edits(handle, description=self._written(body))

    def rewords(self, project: str, handle: int, old: str, new: str) -> None:
        self.edits(handle, description=reworded(self.sees(handle), old, new))

    def adds(self, project: str, handle: int, text: str) -> None:
        now, more = self.sees(handle), self._written(text)
        both = {**now, "content": [*now["content"], *more["content"]]} if self._cloud else f"{now}\n\n{more}"
        self.edits(handle, description=both)

    def retitles(self, project: str, handle: int, title: str) -> None:
        self.edits(handle, summary=title)

    def assigns(self, project: str, handle: int, *names: str) -> None:
        """Jira takes one."""
        account = self.sandbox.world.user(names[0]) if names else None
        who = {"accountId": account and account.id} if self._cloud else {"name": account and account.name}
        self.call("PUT", f"/issue/{handle}/assignee", **who)

    def redates(self, project: str, handle: int, day: date) -> None:
        self.edits(handle, duedate=day.isoformat())

    def closes(self, project: str, handle: int, reason: str = "completed") -> None:
        self.goes_to(handle, *OUTCOMES[reason])

    def reopens(self, project: str, handle: int) -> None:
        self.goes_to(handle, "To Do")

    def goes_to(self, handle: int, status: str, resolution: str | None = None) -> None:
        """By the transition that leads there."""
        offered = self.call("GET", f"/issue/{handle}/transitions")["transitions"]
        there = next(step["id"] for step in offered if step["to"]["name"] == status)
        chosen = {"fields": {"resolution": {"name": resolution}}} if resolution else {}
        self.call("POST", f"/issue/{handle}/transitions", transition={"id": there}, **chosen)

    def says(self, project: str, handle: int, text: str) -> None:
        self.call("POST", f"/issue/{handle}/comment", body=self._written(text))

    def unsays(self, project: str, handle: int, comment: int) -> None:
        self.call("DELETE", f"/issue/{handle}/comment/{comment}")

    def ticks(self, project: str, handle: int, key: str) -> None:
        self.edits(handle, description=_ticked(self.sees(handle), key))

    def clears(self, project: str, handle: int, key: str) -> None:
        self.edits(handle, description=_ticked(self.sees(handle), key, to=False))

    def ticks_in_comment(self, project: str, handle: int, comment: int, key: str) -> None:
        body = self.call("GET", f"/issue/{handle}/comment/{comment}")["body"]
        self.call("PUT", f"/issue/{handle}/comment/{comment}", body=_ticked(body, key))

    def deletes(self, project: str, handle: int) -> None:
        self.call("DELETE", f"/issue/{handle}")

    def moves(self, project: str, handle: int, to: str) -> int:
        """The key changes, the id stays. Its pages alone can do this."""
        moving = {"issue": str(handle), "to": to, "by": self.login}
        answer = requests.post(f"{self.sandbox.url}/_sandbox/move-issue", json=moving, timeout=20)
        assert answer.status_code == 200, answer.text
        return handle

    def reads(self, project: str, handle: int) -> Told:
        issue = self._jira().issue(self._ref(project, handle))
        assert isinstance(issue, Issue), f"{project} has no issue {handle}"
        return self._told(issue)

    def lists(self, project: str) -> list[Told]:
        """As they are, whatever the index of the search shows."""
        world = self.sandbox.world
        with world.lock:
            there = [issue.id for issue in world.issues_of(world.project(project))]
        found = self._jira().several([self._ref(project, handle) for handle in there]).values()
        return sorted((self._told(one) for one in found if isinstance(one, Issue)), key=lambda told: told.handle)

    def comments(self, project: str, handle: int) -> list[Said]:
        return [self._said(comment) for comment in self._jira().comments(self._ref(project, handle))]

    def children(self, project: str, handle: int) -> list[int]:
        return [child.ref.number for child in self._jira().children(self._ref(project, handle))]

    def sees(self, handle: int) -> Any:
        """The description as Jira keeps it."""
        return self.call("GET", f"/issue/{handle}?fields=description")["fields"]["description"]

    def edits(self, handle: int, **fields: Any) -> None:
        """Fields as the API takes them."""
        self.call("PUT", f"/issue/{handle}", fields=fields)

    # -- who and in which dialect

    @property
    def _cloud(self) -> bool:
        return self.sandbox.world.is_cloud

    def _auth(self) -> AuthBase:
        token = f"{self.login}-token"
        return HTTPBasicAuth(self.sandbox.world.user(self.login).email, token) if self._cloud else Bearer(token)

    def _written(self, markdown: str) -> Any:
        return to_adf(markdown) if self._cloud else to_wiki(markdown)

    def _jira(self) -> Jira:
        world, token = self.sandbox.world, f"{BOT}-token"
        credentials = ApiToken(world.user(BOT).email, token) if self._cloud else PersonalToken(token)
        client = Client("jira", self.sandbox.url, credentials, now=world.now, gateway=self.sandbox.url)
        return Jira(client, {}, deployment=Deployment.CLOUD if self._cloud else Deployment.DATACENTER)

    def _ref(self, project: str, handle: int) -> Ref:
        return Ref("jira", ProjectId(str(self.sandbox.world.project(project).id)), handle)

    def _told(self, issue: Issue) -> Told:
        return Told(
            handle=issue.ref.number,
            name=issue.name,
            url=issue.url,
            title=issue.title,
            body=issue.body,
            open=issue.open,
            author=self._name_of(issue.author),
            reason=issue.reason.value if issue.reason else None,
            labels=frozenset(issue.labels),
            assignees=tuple(self._name_of(person) for person in issue.assignees),
            due=issue.due,
        )

    def _said(self, comment: Comment) -> Said:
        return Said(int(comment.id), self._name_of(comment.author), comment.body)

    def _name_of(self, person: Person) -> str:
        return self.sandbox.world.user(person.id).name


def _ticked(kept: Any, key: str, *, to: bool = True) -> Any:
    """A text as Jira keeps it, with the box of an action ticked that was empty; or cleared."""
    if isinstance(kept, str):
        was, is_now = (" ", "x") if to else ("x", " ")
        ticked, number = re.subn(rf"(\[){was}(\] \*{key}\*)", rf"\g<1>{is_now}\g<2>", kept)
        assert number == 1, f"{number} such boxes of {key} in {kept}"
        return ticked
    document = copy.deepcopy(kept)
    (box,) = [task for task in _tasks(document) if _words(task).startswith(key)]
    was, is_now = ("TODO", "DONE") if to else ("DONE", "TODO")
    assert box["attrs"]["state"] == was, f"the box of {key} is {box['attrs']['state']}"
    box["attrs"]["state"] = is_now
    return document


def _tasks(node: Any) -> Iterator[Any]:
    if node.get("type") == "taskItem":
        yield node
    for inner in node.get("content") or ():
        yield from _tasks(inner)


def _words(node: Any) -> str:
    return str(node.get("text", "")) + "".join(map(_words, node.get("content") or ()))
