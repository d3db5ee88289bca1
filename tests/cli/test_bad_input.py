"""What goes wrong on the command line is one clear sentence, with the exit code that scripts rely on."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from connectors.sandbox.github.server import RunningSandbox, serve
from tests.clock import Clock
from tests.conftest import Watched
from tests.stories.github_desk import GitHubDesk
from tests.stories.github_site import SECRET, GitHubSite, new_world

CONFIG = """\
trackers:
  github:
    kind: github
    url: {url}
    token: ${{GITHUB_TOKEN}}
    webhook_secret: ${{GITHUB_WEBHOOK_SECRET}}
    write_pause: 0 s
mappings:
  - name: shop
    post_mortems: {{tracker: github, project: {source}}}
    tickets: {{tracker: github, project: {target}}}
"""


@pytest.fixture
def sandbox(watched: Watched) -> Iterator[RunningSandbox]:
    from service.wiring import utc_now

    world = new_world(Clock(), ("acme/incidents", "acme/app", "acme/site"))
    world.clock = utc_now
    with serve(world, on_exchange=watched) as running:
        GitHubSite(running).shows_to_all("acme/site")
        yield running


class Shell:
    """A shell in a folder with a config."""

    def __init__(self, folder: Path, redis_url: str) -> None:
        self._folder = folder
        self.environ = {
            "PATH": os.environ["PATH"],
            "FOLLOWTHROUGH_CONFIG": str(folder / "followthrough.yaml"),
            "FOLLOWTHROUGH_DATA": str(folder / "data"),
            "REDIS_URL": redis_url,
            "GITHUB_TOKEN": "followthrough-bot-token",
            "GITHUB_WEBHOOK_SECRET": SECRET,
        }

    def configure(self, url: str, source: str = "acme/incidents", target: str = "acme/app", more: str = "") -> None:
        config = CONFIG.format(url=url, source=source, target=target) + more
        (self._folder / "followthrough.yaml").write_text(config)

    def run(self, *command: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "service.cli", *command],
            env={**self.environ, **environ},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def shell(tmp_path: Path, valkey_url: str, valkey: "Redis") -> Shell:
    return Shell(tmp_path, valkey_url)


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of the error; fails where there are several, or a traceback."""
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith(("Error", "Usage"))]
    assert lines, done.stderr
    return lines[-1]


def test_an_unknown_key_names_file_line_key_and_what_is_meant(shell: Shell) -> None:
    shell.configure("http://127.0.0.1:1/api/v3", more="    reviev: {after: 5 weeks}\n")
    done = shell.run("plan", "github:acme/incidents#1")

    assert done.returncode == 2
    for part in ("followthrough.yaml", ":12", "reviev", "review"):
        assert part in sentence(done)


def test_a_missing_secret_names_the_variable(shell: Shell) -> None:
    shell.configure("http://127.0.0.1:1/api/v3")
    del shell.environ["GITHUB_TOKEN"]
    done = shell.run("plan", "github:acme/incidents#1")

    assert done.returncode == 2
    assert "GITHUB_TOKEN" in sentence(done)


def test_a_tracker_that_cannot_be_reached_is_named_with_what_to_check(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    shell.configure(f"http://127.0.0.1:{port}/api/v3")
    done = shell.run("plan", "github:acme/incidents#1")

    assert done.returncode == 2
    assert "github did not answer" in sentence(done)
    assert "check its address" in sentence(done)


def test_a_wrong_token_is_told_with_the_cure(shell: Shell, sandbox: RunningSandbox) -> None:
    shell.configure(sandbox.api_url)
    done = shell.run("plan", "github:acme/incidents#1", GITHUB_TOKEN="a-token-that-was-revoked")

    assert done.returncode == 2
    assert "refuses the credentials" in sentence(done)
    assert "a-token-that-was-revoked" not in done.stderr


def test_a_repository_without_permission_is_named(shell: Shell, sandbox: RunningSandbox) -> None:
    shell.configure(sandbox.api_url, source="acme/secret")
    done = shell.run("plan", "github:acme/secret#1")

    assert done.returncode == 2
    assert "acme/secret" in sentence(done)
    assert "needs access to it" in sentence(done)


@pytest.mark.parametrize(
    "reference", ["acme/incidents#1", "github:acme", "jira:PM-7", "https://example.org/x/y/issues/1"]
)
def test_a_reference_that_means_nothing_says_how_one_looks(
    shell: Shell, sandbox: RunningSandbox, reference: str
) -> None:
    shell.configure(sandbox.api_url)
    done = shell.run("look", reference)

    assert done.returncode == 2
    assert "issue" in sentence(done)


def test_redis_that_does_not_answer_is_told_with_the_cure(shell: Shell, sandbox: RunningSandbox) -> None:
    shell.configure(sandbox.api_url)
    done = shell.run("plan", "github:acme/incidents#1", REDIS_URL="redis://127.0.0.1:1/0")

    assert done.returncode == 2
    assert "REDIS_URL" in sentence(done)


def test_the_doctor_names_every_trouble_and_its_cure(shell: Shell, sandbox: RunningSandbox) -> None:
    shell.configure(sandbox.api_url, target="acme/site")
    done = shell.run("doctor")

    assert done.returncode == 1
    assert "acme/site" in done.stdout
    assert "public" in done.stdout
    assert "followthrough labels" in done.stdout
    assert "Traceback" not in done.stderr


def test_labels_hooks_and_doctor_bring_an_installation_to_health(shell: Shell, sandbox: RunningSandbox) -> None:
    shell.configure(sandbox.api_url)
    public = {"PUBLIC_URL": "http://127.0.0.1:1"}
    assert shell.run("labels").returncode == 0
    assert "created" not in shell.run("labels").stdout, "a second time changes nothing"
    assert shell.run("hooks", "install", **public).returncode == 0
    listed = shell.run("hooks", "list", **public).stdout
    assert listed.count("http://127.0.0.1:1/webhooks/github") == 2
    healthy = shell.run("doctor", **public)
    assert healthy.returncode == 0, healthy.stdout
    assert shell.run("hooks", "remove", **public).stdout.count("removed") == 2


def test_sweep_look_and_plan_agree_here_and_now(shell: Shell, sandbox: RunningSandbox) -> None:
    from tests.stories.documents import BULLETS

    shell.configure(sandbox.api_url)
    alice = GitHubDesk(sandbox, "alice")
    number = alice.opens("acme/incidents", "Checkout", BULLETS, ("postmortem",))
    alice.tags("acme/incidents", number, "postmortem:finished")
    planned = shell.run("plan", f"github:acme/incidents#{number}")
    assert planned.stdout.count("create the ticket of") == 2, planned.stdout
    assert alice.comments("acme/incidents", number) == [], "a plan writes nothing"

    swept = shell.run("sweep")
    assert swept.returncode == 0, swept.stderr
    assert len(alice.lists("acme/app")) == 2
    again = shell.run("plan", f"{sandbox.url}/acme/incidents/issues/{number}", "--format", "json")
    assert again.stdout.strip() == "[]", again.stdout + alice.comments("acme/incidents", number)[0].body
    assert shell.run("look", f"github:acme/incidents#{number}").returncode == 0


def test_check_judges_an_issue_like_a_file(shell: Shell, sandbox: RunningSandbox) -> None:
    import json

    from tests.stories.documents import OWNERLESS

    shell.configure(sandbox.api_url)
    number = GitHubDesk(sandbox, "alice").opens("acme/incidents", "Checkout", OWNERLESS)
    done = shell.run("check", f"github:acme/incidents#{number}", "--format", "json")

    assert done.returncode == 1, done.stderr
    assert [f["rule"] for f in json.loads(done.stdout)["findings"] if f["severity"] == "error"] == ["owner/missing"]
