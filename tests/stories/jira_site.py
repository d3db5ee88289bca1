"""A sandbox Jira, Cloud or Data Center, as one tracker of the config, with the same people as at GitHub."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from connectors.sandbox.faults import Faults
from connectors.sandbox.jira import founding
from connectors.sandbox.jira.kinds import Deployment
from connectors.sandbox.jira.people import Person
from connectors.sandbox.jira.schemes import Workflow
from connectors.sandbox.jira.server import RunningSandbox, serve
from connectors.sandbox.jira.world import World
from connectors.sandbox.policy import Policy
from connectors.sandbox.recording import Listener
from connectors.tracker import Permission
from service.mappings import TrackerKind
from service.settings import AccountAuth, TokenAuth, TrackerSettings
from service.settings.values import Deployment as Told
from tests.clock import Clock
from tests.connectors.jira_bench import usual_way
from tests.stories.github_site import BOT, SECRET
from tests.stories.jira_desk import JiraDesk
from tests.stories.pairing import Flavour

ROLES: Mapping[str, str | list[str]] = {
    "alice": "admin",
    "bob": "member",
    "mallory": ["BROWSE_PROJECTS", "CREATE_ISSUES", "ADD_COMMENTS"],
    BOT: "admin",
}
"""Alice administers, Bob is a member, Mallory only reads, and may ask and report as anybody may."""

_NAMES = {"alice": "Alice Moreau", "bob": "Bob Tanaka", "mallory": "Mallory", BOT: "Followthrough"}
_TRIAGE = ["BROWSE_PROJECTS", "TRANSITION_ISSUES"]
_ROLE_OF: Mapping[Permission, str | list[str]] = {
    Permission.ADMIN: "admin",
    Permission.WRITE: "member",
    Permission.TRIAGE: _TRIAGE,
}


@dataclass
class JiraSite:
    sandbox: RunningSandbox
    name: str = "jira"

    @property
    def flavour(self) -> Flavour:
        return Flavour.CLOUD if self.world.is_cloud else Flavour.DATACENTER

    @property
    def url(self) -> str:
        return self.sandbox.url

    @property
    def world(self) -> World:
        return self.sandbox.world

    def desk(self, person: str) -> JiraDesk:
        return JiraDesk(self.sandbox, person)

    def settings(self) -> TrackerSettings:
        token, secrets = SecretStr(f"{BOT}-token"), (SecretStr(SECRET),)
        cloud = self.world.is_cloud
        return TrackerSettings(
            self.name,
            TrackerKind.JIRA,
            self.url,
            AccountAuth(self.world.user(BOT).email, token) if cloud else TokenAuth(token),
            secrets,
            deployment=Told.CLOUD if cloud else Told.DATACENTER,
        )

    def account(self, person: str) -> str:
        return self.world.user(person).id if self.world.is_cloud else person

    def shows(self, person: str) -> str:
        return self.world.user(person).display_name

    @property
    def faults(self) -> Faults:
        return self.world.faults

    def has(self, project: str) -> bool:
        return self.world.find_project(project) is not None

    def hears_at(self, url: str) -> None:
        founding.add_hook(self.world, url, secret=SECRET, events=("*",))

    def delivers(self, policy: str) -> None:
        self.world.deliverer.policy = Policy(policy, seed=7)

    def count(self, project: str) -> int:
        with self.world.lock:
            return len(list(self.world.issues_of(self.world.project(project))))

    def drain(self) -> bool:
        return self.sandbox.drain()

    def requests(self) -> Mapping[str, int]:
        with self.world.lock:
            return dict(self.world.requests)

    def shows_to_all(self, project: str) -> None:
        with self.world.lock:
            self.world.project(project).public = True

    def renames(self, project: str) -> str:
        Person(self.world, "alice").renames_key(project, "SHOP")
        return "SHOP"

    def founds(self, project: str, service_may: Permission = Permission.ADMIN) -> None:
        found_project(self.world, project, {**ROLES, BOT: _ROLE_OF[service_may]})

    def takes_off_the_screen(self, project: str, field: str) -> None:
        for kind in self.world.project(project).kinds.values():
            kind.fields.pop(field)

    def asks_for(self, project: str, name: str, *options: str) -> str:
        """One more field, which every new issue must have; its id."""
        field = founding.add_field(self.world, name, founding.SELECT, options=options, required=True)
        for kind in self.world.project(project).kinds.values():
            kind.fields[field.id] = field
        return field.id

    def asks_for_components(self, project: str, *names: str) -> None:
        for name in names:
            founding.add_component(self.world, self.world.project(project), name, required=True)

    def has_epic(self, project: str, summary: str) -> dict[str, Any]:
        """A new one; and what puts an issue into it: its parent in Cloud, a field of its own in Data Center."""
        there = self.world.project(project)
        kind = founding.add_type(self.world, there, "Epic")
        epic = founding.add_issue(self.world, there, kind=kind, summary=summary).key
        if self.world.is_cloud:
            return {"parent": {"key": epic}}
        link = founding.add_field(self.world, "Epic Link", founding.EPIC_LINK)
        for it in there.kinds.values():
            it.fields[link.id] = link
        return {link.id: epic}

    def has_level(self, project: str, name: str, *members: str) -> None:
        """An issue security level, which only its members see."""
        founding.add_level(self.world, self.world.project(project), name, members)

    def leads_by(self, project: str, way: Workflow) -> None:
        """Every issue of a project goes this way from now on."""
        for kind in self.world.project(project).kinds.values():
            kind.workflow = way


def found_project(world: World, key: str, roles: Mapping[str, str | list[str]] = ROLES) -> None:
    founding.add_project(world, key, roles=roles, workflow=usual_way(world, key))


def new_world(clock: Clock, flavour: Flavour, projects: tuple[str, ...]) -> World:
    cloud = flavour is Flavour.CLOUD
    world = World(clock) if cloud else World(clock, Deployment.DATACENTER, version="10.3.0")
    for login in ROLES:
        # JQL reads dates in the zone of whoever asks.
        zone = "Europe/Berlin" if login == BOT else "Etc/UTC"
        founding.add_user(world, login, display_name=_NAMES[login], tokens=[f"{login}-token"], time_zone=zone)
    for key in projects:
        found_project(world, key)
    return world


@contextmanager
def jira(
    clock: Clock, listener: Listener | None, flavour: Flavour, projects: tuple[str, ...], name: str = "jira"
) -> Iterator[JiraSite]:
    with serve(new_world(clock, flavour, projects), on_exchange=listener) as sandbox:
        yield JiraSite(sandbox, name)
