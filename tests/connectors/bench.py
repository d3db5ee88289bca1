"""What the contract needs of a connector: its tracker over a sandbox, and people who act there behind its back.

A second connector joins the contract by a class of its own beside GitHubPeople and a parameter of the fixture `bench`.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Protocol

from connectors.github.auth import Credentials, TokenCredentials
from connectors.github.client import Client
from connectors.github.tracker import GitHub
from connectors.sandbox.github import founding
from connectors.sandbox.github.acts import removal, repositories, sub_issues
from connectors.sandbox.github.kinds import Role
from connectors.sandbox.github.people import Person
from connectors.sandbox.github.state import Issue
from connectors.sandbox.github.world import World
from connectors.sandbox.recording import Exchange
from connectors.tracker import ProjectId, Ref, Tracker
from tests.clock import Clock

HERE = "acme/incidents"
THERE = "acme/app"
PUBLIC = "acme/site"
ABROAD = "umbrella/app"
"""A project of another owner."""

BOT = "followthrough-bot"
TOKEN = "canary-of-the-bot"


class People(Protocol):
    """Acts of people in the tracker's own pages. Alice is an admin everywhere, Bob writes, Mallory only reads."""

    def opens(
        self,
        project: str,
        title: str = "Checkout is down",
        body: str = "",
        *,
        labels: tuple[str, ...] = (),
        assignees: tuple[str, ...] = (),
        by: str = "alice",
    ) -> Ref: ...

    def edits(self, ref: Ref, *, title: str | None = None, body: str | None = None, by: str = "alice") -> None: ...

    def comments(self, ref: Ref, text: str, by: str = "alice") -> None: ...

    def labels(self, ref: Ref, *names: str, by: str = "alice") -> None: ...

    def unlabels(self, ref: Ref, name: str, by: str = "alice") -> None: ...

    def assigns(self, ref: Ref, *logins: str, by: str = "alice") -> None: ...

    def unassigns(self, ref: Ref, *logins: str, by: str = "alice") -> None: ...

    def closes(self, ref: Ref, reason: str = "completed", by: str = "alice") -> None: ...

    def reopens(self, ref: Ref, by: str = "alice") -> None: ...

    def links(self, parent: Ref, child: Ref) -> None: ...

    def deletes(self, ref: Ref) -> None: ...

    def transfers(self, ref: Ref, to: str) -> Ref: ...

    def hides(self, project: str) -> None:
        """From the service."""

    def opens_a_pull_request(self, project: str) -> None: ...


@dataclass
class GitHubPeople:
    world: World
    tracker: str = "github"

    def opens(
        self,
        project: str,
        title: str = "Checkout is down",
        body: str = "",
        *,
        labels: tuple[str, ...] = (),
        assignees: tuple[str, ...] = (),
        by: str = "alice",
    ) -> Ref:
        return self._ref(self._person(by).opens(project, title, body, labels, assignees))

    def edits(self, ref: Ref, *, title: str | None = None, body: str | None = None, by: str = "alice") -> None:
        self._person(by).edits(self.issue(ref), title=title, body=body)

    def comments(self, ref: Ref, text: str, by: str = "alice") -> None:
        self._person(by).comments(self.issue(ref), text)

    def labels(self, ref: Ref, *names: str, by: str = "alice") -> None:
        self._person(by).labels(self.issue(ref), *names)

    def unlabels(self, ref: Ref, name: str, by: str = "alice") -> None:
        self._person(by).unlabels(self.issue(ref), name)

    def assigns(self, ref: Ref, *logins: str, by: str = "alice") -> None:
        self._person(by).assigns(self.issue(ref), *logins)

    def unassigns(self, ref: Ref, *logins: str, by: str = "alice") -> None:
        self._person(by).unassigns(self.issue(ref), *logins)

    def closes(self, ref: Ref, reason: str = "completed", by: str = "alice") -> None:
        self._person(by).closes(self.issue(ref), reason)

    def reopens(self, ref: Ref, by: str = "alice") -> None:
        self._person(by).reopens(self.issue(ref))

    def links(self, parent: Ref, child: Ref) -> None:
        with self.world.lock:
            sub_issues.add(self.world, self.world.viewer("alice"), self.issue(parent), self.issue(child).id)

    def deletes(self, ref: Ref) -> None:
        with self.world.lock:
            removal.delete_issue(self.world, self.world.viewer("alice"), self.issue(ref))

    def transfers(self, ref: Ref, to: str) -> Ref:
        with self.world.lock:
            place = self.world.repository(to)
            return self._ref(removal.transfer_issue(self.world, self.world.viewer("alice"), self.issue(ref), place))

    def hides(self, project: str) -> None:
        repositories.set_role(self.world.repository(project), BOT, Role.NONE)

    def opens_a_pull_request(self, project: str) -> None:
        repo, bob = self.world.repository(project), self.world.accounts["bob"]
        founding.add_issue(self.world, repo, title="Mend it", author=bob, pull_request=True)

    def renames(self, project: str, name: str) -> None:
        with self.world.lock:
            repositories.rename(self.world, self.world.viewer("alice"), self.world.repository(project), name)

    def takes_the_name(self, project: str) -> ProjectId:
        """Founds another repository where an old one was."""
        roles = {"alice": "admin", "mallory": "admin", BOT: "admin"}
        return ProjectId(str(founding.add_repository(self.world, project, roles=roles).id))

    def issue(self, ref: Ref) -> Issue:
        found = self.world.repositories[int(ref.project)].issues[ref.number]
        assert isinstance(found, Issue)
        return found

    def _person(self, login: str) -> Person:
        return Person(self.world, login)

    def _ref(self, issue: Issue) -> Ref:
        return Ref(self.tracker, ProjectId(str(issue.repository.id)), issue.number)


@dataclass
class Bench:
    """`exchanges` is everything that went over the wire so far."""

    tracker: Tracker
    people: People
    clock: Clock
    exchanges: list[Exchange] = field(default_factory=list)

    def requests(self) -> int:
        return len(self.exchanges)


def new_world(clock: Clock) -> World:
    """Alice administers, Bob writes, Tina triages, Mallory reads and is no member; the service's bot administers."""
    world = World(clock)
    roles = {"alice": "admin", "bob": "write", "tina": "triage", "mia": "maintain", "mallory": "read", BOT: "admin"}
    for login in roles:
        founding.add_user(world, login, tokens=[TOKEN if login == BOT else login], outside=login == "mallory")
    founding.add_user(world, "eve", outside=True)
    for name in (HERE, THERE, ABROAD):
        founding.add_repository(world, name, roles=roles)
    founding.add_repository(world, PUBLIC, visibility="public", roles=roles)
    return world


def github_at(
    url: str,
    clock: Clock,
    credentials: Credentials | None = None,
    names: MutableMapping[ProjectId, str] | None = None,
    write_pause: float = 0,
) -> GitHub:
    client = Client("github", url, credentials or TokenCredentials(TOKEN), now=clock, write_pause=write_pause)
    return GitHub(client, {} if names is None else names)
