"""The world of the sandbox Jira: everything it holds, how to find it, its ids and its clock.

No HTTP and no rights here. Whoever changes the world holds `lock`; what people do to it is in `acts`.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from connectors.sandbox.faults import Faults
from connectors.sandbox.jira.furniture import LINK_TYPES, PRIORITIES, RESOLUTIONS, TYPES
from connectors.sandbox.jira.identity import Viewer
from connectors.sandbox.jira.index import Index
from connectors.sandbox.jira.kinds import Deployment
from connectors.sandbox.jira.limits import Limits
from connectors.sandbox.jira.schemes import Field, Status, Workflow
from connectors.sandbox.jira.state import Comment, Hook, Issue, IssueLink, Project, Token, User
from connectors.sandbox.jira.webhooks.deliverer import Deliverer

CLOUD_ID = "35273b54-3f06-40d2-880f-dd28cf8daafa"


def real_time() -> datetime:
    return datetime.now(UTC)


class World:
    """All state of one sandbox Jira. `clock` answers aware UTC; `root` is the web root once it is served.

    `version` is what a Data Center says it is: from 10 on, webhooks are registered elsewhere and otherwise.
    """

    def __init__(
        self,
        clock: Callable[[], datetime] = real_time,
        deployment: Deployment = Deployment.CLOUD,
        version: str = "9.12.4",
    ) -> None:
        self.lock = threading.RLock()
        self.root = "http://127.0.0.1:0"
        self.clock = clock
        self.offset = timedelta()
        self.deployment = deployment
        self.version = "1001.0.0-SNAPSHOT" if deployment is Deployment.CLOUD else version
        self.cloud_id = CLOUD_ID
        self.users: dict[str, User] = {}
        self.tokens: dict[str, Token] = {}
        self.projects: dict[int, Project] = {}
        self.workflows: dict[str, Workflow] = {}
        self.statuses: dict[str, Status] = {}
        self.fields: dict[str, Field] = {}
        self.types = {it.id: it for it in TYPES}
        self.priorities = {it.id: it for it in PRIORITIES}
        self.resolutions = {it.id: it for it in RESOLUTIONS}
        self.link_types = {it.id: replace(it) for it in LINK_TYPES}
        self.issues: dict[int, Issue] = {}
        self.former_keys: dict[str, int] = {}
        self.links: dict[int, IssueLink] = {}
        self.hooks: dict[int, Hook] = {}
        self.text_limit = 32_767
        self.index = Index(self.now)
        self.faults = Faults()
        self.limits = Limits()
        self.deliverer = Deliverer(self.now, retries=deployment is Deployment.CLOUD)
        self.requests: dict[str, int] = {}
        self._ids = itertools.count(10_001)

    @property
    def is_cloud(self) -> bool:
        return self.deployment is Deployment.CLOUD

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])

    @property
    def signs(self) -> bool:
        """Whether webhooks can have a secret: in Data Center from 10 on."""
        return self.is_cloud or self.major >= 10

    def now(self) -> datetime:
        return self.clock() + self.offset

    def moment(self) -> datetime:
        """Now, at the resolution of Jira's timestamps: milliseconds."""
        now = self.now()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def advance(self, seconds: float) -> None:
        """Moves the world's own clock on; what was due in between happens."""
        self.offset += timedelta(seconds=seconds)
        self.deliverer.send_due()

    def new_id(self) -> int:
        return next(self._ids)

    def user(self, named: str) -> User:
        """By login, account id or key."""
        found = self.find_user(named)
        if found is None:
            raise LookupError(f"no user {named} in the sandbox")
        return found

    def find_user(self, named: str) -> User | None:
        return self.users.get(named.lower()) or self.user_by_id(named)

    def user_by_id(self, wanted: str) -> User | None:
        return next((user for user in self.users.values() if user.id == wanted), None)

    def viewer(self, named: str) -> Viewer:
        """The person as in a browser."""
        return Viewer(self.user(named))

    def find_project(self, named: object) -> Project | None:
        """By id or key, in any case; a key it had before leads there too."""
        word = str(named)
        if word.isdecimal():
            return self.projects.get(int(word))
        wanted = word.upper()
        for project in self.projects.values():
            if project.key == wanted:
                return project
        return next((it for it in self.projects.values() if wanted in it.former_keys), None)

    def project(self, named: object) -> Project:
        project = self.find_project(named)
        if project is None:
            raise LookupError(f"no project {named} in the sandbox")
        return project

    def find_issue(self, named: object) -> Issue | None:
        """By id or key, in any case; the key of a moved one still leads to it."""
        word = str(named)
        if word.isdecimal():
            return self.issues.get(int(word))
        key, _, number = word.upper().rpartition("-")
        project = self.find_project(key) if key and not key.isdecimal() else None
        here = self.issues_of(project) if project else iter(())
        found = next((issue for issue in here if str(issue.number) == number), None)
        return found or self.issues.get(self.former_keys.get(word.upper(), 0))

    def issue(self, named: object) -> Issue:
        issue = self.find_issue(named)
        if issue is None:
            raise LookupError(f"no issue {named} in the sandbox")
        return issue

    def issues_of(self, project: Project) -> Iterator[Issue]:
        return (issue for issue in self.issues.values() if issue.project is project)

    def links_of(self, issue: Issue) -> list[IssueLink]:
        return [link for link in self.links.values() if issue in (link.inward, link.outward)]

    def comment_by_id(self, wanted: int) -> Comment | None:
        comments = (comment for issue in self.issues.values() for comment in issue.comments)
        return next((comment for comment in comments if comment.id == wanted), None)
