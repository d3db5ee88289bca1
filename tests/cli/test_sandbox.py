"""The sandboxes by themselves, as the command line starts them."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from service.cli import main


@contextmanager
def _started(*options: str) -> Iterator[str]:
    """The address of a sandbox on a free port; stopped as a terminal stops it."""
    command = [sys.executable, "-m", "service.cli", "sandbox", *options, "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r"The sandbox is at (http://127\.0\.0\.1:\d+)/", said)
        assert found, said + process.stderr.read()
        try:
            yield found[1]
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=20) == 0


@pytest.mark.parametrize(
    ("options", "deployment"),
    [((), "Cloud"), (("--deployment", "cloud"), "Cloud"), (("--deployment", "datacenter"), "Server")],
)
def test_a_jira_is_a_cloud_or_a_data_center(options: tuple[str, ...], deployment: str) -> None:
    with _started("jira", *options) as address:
        told = requests.get(f"{address}/rest/api/2/serverInfo", timeout=10).json()
    assert told["deploymentType"] == deployment


def test_a_seed_says_itself_what_it_is(tmp_path: Path) -> None:
    seed = tmp_path / "seed.yaml"
    seed.write_text("deployment: datacenter\nversion: 9.12.4\n")
    with _started("jira", "--seed", str(seed)) as address:
        told = requests.get(f"{address}/rest/api/2/serverInfo", timeout=10).json()
    assert told["version"] == "9.12.4"
    both = CliRunner().invoke(main, ["sandbox", "jira", "--seed", str(seed), "--deployment", "cloud"])
    assert both.exit_code == 2
    assert "write `deployment:` in the seed" in both.stderr


def test_a_github_answers_with_its_api(tmp_path: Path) -> None:
    with _started("github") as address:
        assert requests.get(f"{address}/api/v3/meta", timeout=10).status_code in (200, 404)


@pytest.mark.parametrize("kind", ["github", "jira"])
def test_a_seed_that_is_not_understood_is_one_sentence(kind: str, tmp_path: Path) -> None:
    seed = tmp_path / "seed.yaml"
    seed.write_text("trackers: {}\n")
    done = CliRunner().invoke(main, ["sandbox", kind, "--seed", str(seed), "--port", "0"])
    assert done.exit_code == 2
    assert f'{seed}:1: unknown key "trackers" in the file; accepted: ' in done.stderr
