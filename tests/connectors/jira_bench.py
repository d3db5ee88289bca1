"""What the contract needs of the Jira connector: its tracker over a sandbox, and people who act there behind its back.

Accounts of Cloud have their logins for ids, so that the sentences of the contract read alike for every tracker.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, MutableMapping
from dataclasses import dataclass

from connectors.jira.auth import ApiToken, Credentials, PersonalToken
from connectors.jira.client import Client
from connectors.jira.outcomes import Words
from connectors.jira.site import Deployment as Kind
from connectors.jira.tracker import Jira
from connectors.sandbox.jira import founding
from connectors.sandbox.jira.acts import links
from connectors.sandbox.jira.kinds import Deployment
from connectors.sandbox.jira.people import Person
from connectors.sandbox.jira.schemes import Workflow
from connectors.sandbox.jira.server import RunningSandbox
from connectors.sandbox.jira.state import Issue, Project
from connectors.sandbox.jira.world import World
from connectors.tracker import ProjectId, Ref
from tests.clock import Clock
from tests.connectors.bench import ABROAD, BOT, HERE, PUBLIC, THERE

KEYS = {HERE: "INC", THERE: "APP", PUBLIC: "SITE", ABROAD: "FAR"}
"""A project of Jira has a name, which may be anything, and a key, which people write."""

TOKEN = "canary-of-the-bot"
SCOPED = "canary-with-scopes"

_TRIAGE = ("BROWSE_PROJECTS", "ADD_COMMENTS", "TRANSITION_ISSUES", "ASSIGN_ISSUES")
_CLOSED = {"completed": ("Done", "Done"), "not_planned": ("Won't Do", None), "duplicate": ("Done", "Duplicate")}
"""Which status, and which resolution is chosen on the way."""


@dataclass
class JiraPeople:
    world: World
    tracker: str = "jira"

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
        assignee = next(iter(assignees), None)
        key = KEYS.get(project, project)
        return self._ref(self.person(by).opens(key, title, body or None, labels=labels, assignee=assignee))

    def edits(self, ref: Ref, *, title: str | None = None, body: str | None = None, by: str = "alice") -> None:
        if title is not None:
            self.person(by).edits(self.issue(ref), summary=title)
        if body is not None:
            self.person(by).writes(self.issue(ref), body)

    def comments(self, ref: Ref, text: str, by: str = "alice") -> None:
        self.person(by).comments(self.issue(ref), text)

    def labels(self, ref: Ref, *names: str, by: str = "alice") -> None:
        self.person(by).labels(self.issue(ref), *names)

    def unlabels(self, ref: Ref, name: str, by: str = "alice") -> None:
        self.person(by).unlabels(self.issue(ref), name)

    def assigns(self, ref: Ref, *logins: str, by: str = "alice") -> None:
        self.person(by).assigns(self.issue(ref), logins[0])

    def unassigns(self, ref: Ref, *logins: str, by: str = "alice") -> None:
        self.person(by).assigns(self.issue(ref), None)

    def closes(self, ref: Ref, reason: str = "completed", by: str = "alice") -> None:
        self.person(by).moves(self.issue(ref), *_CLOSED[reason])

    def reopens(self, ref: Ref, by: str = "alice") -> None:
        self.person(by).moves(self.issue(ref), "To Do")

    def links(self, parent: Ref, child: Ref) -> None:
        alice, ends = self.world.viewer("alice"), ({"id": str(ref.number)} for ref in (parent, child))
        with self.world.lock:
            links.link(self.world, alice, {"name": "Relates"}, *ends)

    def deletes(self, ref: Ref) -> None:
        self.person("alice").deletes(self.issue(ref))

    def transfers(self, ref: Ref, to: str) -> Ref:
        self.person("alice").moves_to_project(self.issue(ref), KEYS.get(to, to))
        return self._ref(self.issue(ref))

    def hides(self, project: str) -> None:
        founding.grant(self.world, self.project(project), BOT, [])

    def opens_a_pull_request(self, project: str) -> None:
        raise NotImplementedError("a Jira has none")

    def project(self, name: str) -> Project:
        return self.world.project(KEYS.get(name, name))

    def issue(self, ref: Ref) -> Issue:
        return self.world.issue(ref.number)

    def person(self, name: str) -> Person:
        return Person(self.world, name)

    def _ref(self, issue: Issue) -> Ref:
        return Ref(self.tracker, ProjectId(str(issue.project.id)), issue.id)


def new_jira(clock: Clock, kind: Deployment = Deployment.CLOUD, version: str = "10.3.0") -> World:
    """Alice administers, Bob is a member, Tina moves issues, Mallory reads; the service's bot administers."""
    world = World(clock) if kind is Deployment.CLOUD else World(clock, kind, version=version)
    for login in ("alice", "bob", "tina", "mallory", "eve"):
        founding.add_user(world, login, id=_id(world, login), tokens=[login])
    founding.add_user(world, BOT, id=_id(world, BOT), tokens=[TOKEN], scoped_tokens=[SCOPED], administrator=True)
    for name, key in KEYS.items():
        roles = {"alice": "admin", BOT: "admin", "bob": "member", "tina": _TRIAGE, "mallory": "reader"}
        founding.add_project(world, key, name=name, roles=roles, public=name == PUBLIC, workflow=usual_way(world, key))
    return world


def usual_way(world: World, name: str) -> Workflow:
    """From anywhere to anywhere; what is done gets a resolution on a screen, and what is dropped by itself."""
    categories = {"To Do": "new", "In Progress": "indeterminate", "Done": "done", "Won't Do": "done"}
    way = founding.add_workflow(world, f"the way of {name}", categories)
    screen = [founding.resolution_on_screen(required=False)]
    founding.add_transition(world, way, "Stop", None, "To Do", resolution="")
    founding.add_transition(world, way, "Start", None, "In Progress", resolution="")
    founding.add_transition(world, way, "Finish", None, "Done", screen=screen)
    founding.add_transition(world, way, "Drop", None, "Won't Do", resolution="Won't Do")
    return way


def credentials_of(world: World) -> Credentials:
    return ApiToken(world.user(BOT).email, TOKEN) if world.is_cloud else PersonalToken(TOKEN)


def jira_at(
    sandbox: RunningSandbox,
    clock: Clock,
    credentials: Credentials | None = None,
    keys: MutableMapping[ProjectId, str] | None = None,
    words: Callable[[str], Words] = lambda key: Words(),
    named: Collection[str] = (),
    deployment: Kind | None = None,
    handles: Mapping[str, str] | None = None,
    write_pause: float = 0,
) -> Jira:
    world = sandbox.world
    known = deployment or (Kind.CLOUD if world.is_cloud else Kind.DATACENTER)
    shown = credentials or credentials_of(world)
    client = Client("jira", sandbox.url, shown, now=clock, gateway=sandbox.url, write_pause=write_pause)
    return Jira(client, {} if keys is None else keys, deployment=known, words=words, named=named, handles=handles)


def _id(world: World, login: str) -> str | None:
    return login if world.is_cloud else None
