"""What the stories of tokens share: taking them away, letting time pass, and the part of a clock that probes."""

from datetime import timedelta

from connectors.sandbox.github.world import World
from service.probing import Probing
from service.wiring import build_probing
from tests.simulation.expiry import expire
from tests.stories.github_site import GitHubSite
from tests.stories.stage import Stage


def github(stage: Stage) -> World:
    assert isinstance(stage.home, GitHubSite)
    return stage.home.world


def withdraw(stage: Stage) -> None:
    """Every token of an installation; whoever has the App's key gets another."""
    world = github(stage)
    world.tokens = {value: token for value, token in world.tokens.items() if token.installation is None}


def passes(stage: Stage, span: timedelta) -> None:
    stage.clock.now += span
    expire(stage.redis, span)


def probing(stage: Stage) -> Probing:
    runtime = stage.runtime
    return build_probing(stage.place.settings, runtime.index, runtime.hints, stage.redis, stage.clock)
