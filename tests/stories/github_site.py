"""A sandbox GitHub as one tracker of the config: acme with its people and repositories."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from pydantic import SecretStr

from connectors.sandbox.faults import Faults
from connectors.sandbox.github import founding
from connectors.sandbox.github.acts import repositories
from connectors.sandbox.github.kinds import Visibility
from connectors.sandbox.github.server import RunningSandbox, serve
from connectors.sandbox.github.world import World
from connectors.sandbox.policy import Policy
from connectors.sandbox.recording import Listener
from connectors.tracker import Permission
from service.mappings import TrackerKind
from service.settings import AppAuth, TokenAuth, TrackerSettings
from tests.clock import Clock
from tests.stories.github_desk import GitHubDesk
from tests.stories.pairing import Flavour

SECRET = "a-webhook-secret-of-thirty-bytes"
BOT = "followthrough-bot"

_ROLES = {"alice": "admin", "bob": "write", "mallory": "read", BOT: "admin"}
"""Alice administers, Bob writes, Mallory only reads."""


@dataclass
class GitHubSite:
    sandbox: RunningSandbox
    name: str = "github"
    auth: TokenAuth | AppAuth = field(default_factory=lambda: TokenAuth(SecretStr(f"{BOT}-token")))

    flavour = Flavour.GITHUB

    @property
    def url(self) -> str:
        return self.sandbox.url

    @property
    def world(self) -> World:
        return self.sandbox.world

    def desk(self, person: str) -> GitHubDesk:
        return GitHubDesk(self.sandbox, person)

    def settings(self) -> TrackerSettings:
        secrets = (SecretStr(SECRET),)
        pause = timedelta()
        return TrackerSettings(
            self.name, TrackerKind.GITHUB, self.sandbox.api_url, self.auth, secrets, write_pause=pause
        )

    def account(self, person: str) -> str:
        return person

    def shows(self, person: str) -> str:
        return person

    @property
    def faults(self) -> Faults:
        return self.world.faults

    def has(self, project: str) -> bool:
        return any(one.full_name == project for one in self.world.repositories.values())

    def hears_at(self, url: str) -> None:
        founding.add_hook(self.world, url, secret=SECRET)

    def delivers(self, policy: str) -> None:
        self.world.deliverer.policy = Policy(policy, seed=7)

    def count(self, project: str) -> int:
        return len(self.world.repository(project).issues)

    def drain(self) -> bool:
        return self.sandbox.drain()

    def requests(self) -> Mapping[str, int]:
        with self.world.lock:
            return dict(self.world.requests)

    def shows_to_all(self, project: str) -> None:
        with self.world.lock:
            alice, there = self.world.viewer("alice"), self.world.repository(project)
            repositories.set_visibility(self.world, alice, there, Visibility.PUBLIC)

    def renames(self, project: str) -> str:
        with self.world.lock:
            repositories.rename(self.world, self.world.viewer("alice"), self.world.repository(project), "shop")
        return "acme/shop"

    def founds(self, project: str, service_may: Permission = Permission.ADMIN) -> None:
        roles = _ROLES | {BOT: service_may.name.lower()}
        founding.add_repository(self.world, project, visibility="private", roles=roles)


def new_world(clock: Clock, repositories: tuple[str, ...]) -> World:
    world = World(clock)
    for login in _ROLES:
        founding.add_user(world, login, tokens=[f"{login}-token"])
    for repository in repositories:
        founding.add_repository(world, repository, visibility="private", roles=_ROLES)
    return world


@contextmanager
def github(
    clock: Clock, listener: Listener | None, repositories: tuple[str, ...], name: str = "github"
) -> Iterator[GitHubSite]:
    with serve(new_world(clock, repositories), on_exchange=listener) as sandbox:
        yield GitHubSite(sandbox, name)
