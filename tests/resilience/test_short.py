"""The short form of the resilience suite: a sample of every bar, in a process that nobody else's threads are in."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(900)
def test_every_bar_is_cleared_and_every_naive_publisher_is_caught() -> None:
    command = [sys.executable, "-m", "tests.resilience", "--short"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
