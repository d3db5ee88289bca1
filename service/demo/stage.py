"""The processes of the demo: both sandboxes and `followthrough up`, on free ports of the loopback interface."""

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CONFIG = """\
trackers:
  github:
    kind: github
    url: {github}/api/v3
    token: ${{GITHUB_TOKEN}}
    webhook_secret: ${{GITHUB_WEBHOOK_SECRET}}
    write_pause: 0 s
  jira:
    kind: jira
    url: {jira}
    deployment: auto
    email: followthrough@example.com
    token: ${{JIRA_TOKEN}}
    webhook_secret: ${{JIRA_WEBHOOK_SECRET}}
clock: {{sweep_every: 15 minutes, tick: 1 s}}
people:
  - {{name: Alice Okafor, github: alice, jira: "{alice}"}}
  - {{name: Bob Lind, github: bob, jira: "{bob}"}}
mappings:
  - name: shop
    post_mortems: {{tracker: github, project: acme/incidents}}
    tickets: {{tracker: jira, project: OPS, labels: [reliability]}}
    # Five weeks and two weeks are a long time for a demo.
    review: {{after: {after} s, repeat_every: {again} s, business_days: false}}
"""


ACCOUNTS = {"alice": "5b102bd806c97f0e00af1a1f", "bob": "5b1081b637d8fcd2c6da6359"}
"""Jira knows people by ids; the sandbox gives a name the same one each time."""


@dataclass(frozen=True)
class Stage:
    github: str
    jira: str
    """Web addresses of the sandboxes."""
    dashboard: str
    environ: dict[str, str]
    """With it every `followthrough` command is about this stage."""
    log: Path


@contextmanager
def stage(folder: Path, *, after: int, again: int) -> Iterator[Stage]:
    """Everything running, in processes of its own; ended on the way out."""
    github, jira, dashboard = (f"http://127.0.0.1:{port}" for port in _free_ports(3))
    environ = _environ(folder, dashboard)
    config = CONFIG.format(github=github, jira=jira, after=after, again=again, **ACCOUNTS)
    (folder / "followthrough.yaml").write_text(config)
    log = folder / "log.txt"
    hooks = f"{dashboard}/webhooks"
    commands = [
        ["sandbox", "github", "--port", _port(github), "--deliver", f"{hooks}/github"],
        ["sandbox", "jira", "--port", _port(jira), "--deliver", f"{hooks}/jira"],
        ["up", "--port", _port(dashboard)],
    ]
    with log.open("wb") as sink:
        running = [
            subprocess.Popen([sys.executable, "-m", "service.cli", *command], env=environ, stderr=sink, stdout=sink)
            for command in commands
        ]
        try:
            yield Stage(github, jira, dashboard, environ, log)
        finally:
            _end(running)


def run(stage: Stage, *command: str) -> subprocess.CompletedProcess[str]:
    """One `followthrough` command, to its end."""
    words = [sys.executable, "-m", "service.cli", *command]
    return subprocess.run(words, env=stage.environ, capture_output=True, text=True, timeout=60, check=False)


def _environ(folder: Path, dashboard: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in {"REDIS_URL", "PUBLIC_URL"}}
    return {
        **kept,
        "FOLLOWTHROUGH_CONFIG": str(folder / "followthrough.yaml"),
        "FOLLOWTHROUGH_DATA": str(folder / "data"),
        "GITHUB_TOKEN": "bot-token",
        "GITHUB_WEBHOOK_SECRET": secrets.token_hex(16),
        "JIRA_TOKEN": "followthrough-token",
        "JIRA_WEBHOOK_SECRET": secrets.token_hex(16),
        "PUBLIC_URL": dashboard,
    }


def _free_ports(number: int) -> list[int]:
    """Ports that nobody listens on now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _port(url: str) -> str:
    return url.rpartition(":")[2]


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    """The service before the tracker that it talks to."""
    for process in reversed(processes):
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
