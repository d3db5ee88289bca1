"""Commands leave a tracker alone that asked for it, as every process does, and say until when that is."""

import re
from dataclasses import dataclass

import pytest
from click.testing import CliRunner, Result
from redis import Redis

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.github.server import RunningSandbox
from service.cli import main
from service.index import Index, parse_ref
from service.wiring import utc_now
from tests.cli.test_bad_input import Shell, sandbox, shell  # noqa: F401
from tests.conftest import Watched
from tests.stories.documents import BULLETS
from tests.stories.github_desk import GitHubDesk

COMMANDS = pytest.mark.parametrize(
    "command",
    [
        ("plan", "github:acme/incidents#1"),
        ("look", "github:acme/incidents#1"),
        ("replay", "github:acme/incidents#1"),
        ("hooks", "list"),
        ("hooks", "install"),
        ("hooks", "remove"),
        ("labels",),
    ],
    ids=" ".join,
)


@dataclass(frozen=True)
class Desk:
    """An admin's: a shell whose commands run in this process, and what the service asked of GitHub so far."""

    environ: dict[str, str]
    github: RunningSandbox
    watched: Watched

    def run(self, *command: str) -> Result:
        done = CliRunner().invoke(main, command, env={**self.environ, "PUBLIC_URL": "http://127.0.0.1:1"})
        assert "Traceback" not in done.output
        return done

    def asks_to_wait(self) -> None:
        told = {"Retry-After": "600"}
        self.github.world.faults.add(Fault(FaultKind.STATUS_BEFORE, times=1, status=429, headers=told))

    @property
    def asked(self) -> int:
        return sum(it.kind == "api" for it in self.watched.exchanges)


@pytest.fixture
def desk(shell: Shell, sandbox: RunningSandbox, watched: Watched) -> Desk:  # noqa: F811
    shell.configure(sandbox.api_url)
    GitHubDesk(sandbox, "alice").opens("acme/incidents", "Checkout", BULLETS, ("postmortem",))
    return Desk(shell.environ, sandbox, watched)


@COMMANDS
def test_it_asks_nothing_before_the_time_that_a_sweep_was_told(desk: Desk, command: tuple[str, ...]) -> None:
    desk.asks_to_wait()
    assert desk.run("sweep").exit_code == 1
    before = desk.asked

    done = desk.run(*command)
    assert done.exit_code == 2
    assert re.search(r"github asked to wait until \d\d:\d\d:\d\d UTC", done.stderr)
    assert desk.asked == before


@COMMANDS
def test_what_a_command_is_told_holds_for_everybody(desk: Desk, command: tuple[str, ...]) -> None:
    desk.asks_to_wait()
    done = desk.run(*command)
    assert done.exit_code == 2
    assert "github asks to wait until" in done.stderr
    before = desk.asked

    assert "asked to wait until" in desk.run("sweep").stdout
    assert desk.asked == before


def test_what_is_replayed_meanwhile_is_tried_when_the_wait_is_over_and_that_is_said(
    desk: Desk, valkey: "Redis"
) -> None:
    ref = "github:1006#1"
    Index(valkey).park(parse_ref(ref), "acme/incidents cannot be read.", utc_now())
    assert desk.run("replay", ref).stdout == f"{ref}: queued\n"
    desk.asks_to_wait()
    desk.run("sweep")

    done = desk.run("replay", "--all")
    assert done.exit_code == 0
    told = r": queued; github asked to wait until \d\d:\d\d:\d\d UTC, so it is tried then\n"
    assert re.fullmatch(re.escape(ref) + told, done.stdout)
