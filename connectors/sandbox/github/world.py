"""The world of the sandbox GitHub: everything it holds, how to find it, its ids and its clock.

No HTTP and no rights here. Whoever changes the world holds `lock`; what people do to it is in `acts`.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from connectors.sandbox.faults import Faults
from connectors.sandbox.github.identity import Viewer
from connectors.sandbox.github.kinds import AccountKind
from connectors.sandbox.github.limits import Limits
from connectors.sandbox.github.state import Account, App, Comment, Hook, Installation, Issue, Repository, Token
from connectors.sandbox.github.webhooks.deliverer import Deliverer


def real_time() -> datetime:
    return datetime.now(UTC)


class World:
    """All state of one sandbox GitHub. `clock` answers aware UTC; `root` is the web root once it is served."""

    def __init__(self, clock: Callable[[], datetime] = real_time) -> None:
        self.lock = threading.RLock()
        self.root = "http://127.0.0.1:0"
        self.clock = clock
        self.offset = timedelta()
        self.accounts: dict[str, Account] = {}
        self.tokens: dict[str, Token] = {}
        self.repositories: dict[int, Repository] = {}
        self.former_names: dict[str, int] = {}
        self.apps: dict[int, App] = {}
        self.installations: dict[int, Installation] = {}
        self.hooks_everywhere: dict[int, Hook] = {}
        self.creates_unknown_labels = True
        self.faults = Faults()
        self.limits = Limits()
        self.deliverer = Deliverer(self.now)
        self.requests: dict[str, int] = {}
        # Ids are not numbers and do not fit 32 bits, as on github.com.
        self._ids = itertools.count(3_100_000_001)
        self._small_ids = itertools.count(1001)

    def now(self) -> datetime:
        return self.clock() + self.offset

    def moment(self) -> datetime:
        """Now, at the one-second resolution of GitHub's timestamps."""
        return self.now().replace(microsecond=0)

    def new_id(self) -> int:
        return next(self._ids)

    def new_small_id(self) -> int:
        return next(self._small_ids)

    def account(self, login: str) -> Account | None:
        return self.accounts.get(login.lower())

    def people(self) -> list[Account]:
        return [account for account in self.accounts.values() if account.kind is not AccountKind.ORGANIZATION]

    def viewer(self, login: str) -> Viewer:
        """The person as in a browser: all rights of the account, narrowed by no token."""
        return Viewer(self.accounts[login.lower()])

    def find_repository(self, full_name: str) -> Repository | None:
        """By its present name; `former_names` knows where the old ones went."""
        wanted = full_name.lower()
        return next((repo for repo in self.repositories.values() if repo.full_name.lower() == wanted), None)

    def repository(self, full_name: str) -> Repository:
        repo = self.find_repository(full_name)
        if repo is None:
            raise LookupError(f"no repository {full_name} in the sandbox")
        return repo

    def issue(self, full_name: str, number: int) -> Issue:
        issue = self.repository(full_name).issues.get(number)
        if not isinstance(issue, Issue):
            raise LookupError(f"no issue {full_name}#{number} in the sandbox")
        return issue

    def issues(self) -> Iterator[Issue]:
        for repo in self.repositories.values():
            yield from repo.living_issues

    def issue_by_id(self, issue_id: int) -> Issue | None:
        return next((issue for issue in self.issues() if issue.id == issue_id), None)

    def comment_by_id(self, repo: Repository, comment_id: int) -> Comment | None:
        comments = (comment for issue in repo.living_issues for comment in issue.comments)
        return next((comment for comment in comments if comment.id == comment_id), None)

    def installation_at(self, repo: Repository, app: App) -> Installation | None:
        return next((at for at in self.installations.values() if at.app is app and covers(at, repo)), None)


def covers(installation: Installation, repo: Repository) -> bool:
    if installation.account is not repo.owner:
        return False
    return installation.repository_ids is None or repo.id in installation.repository_ids
