"""The demo as a stranger runs it: real processes, and every step of the story seen."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from connectors.sandbox.recording import Exchange
from tests.openapi.validator import problems_of


@pytest.mark.timeout(300)
def test_the_demo_sees_every_step_and_ends_by_itself(tmp_path: Path) -> None:
    record = tmp_path / "exchanges.jsonl"
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", "demo", "--exit"],
        env={**os.environ, "FOLLOWTHROUGH_SANDBOX_RECORD": str(record)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "steps of the story were seen" in done.stdout
    assert "Dashboard: http://127.0.0.1:" in done.stdout
    assert "Traceback" not in done.stderr
    exchanges = [Exchange.from_json(json.loads(line)) for line in record.read_text().splitlines()]
    assert len(exchanges) > 100
    assert problems_of(exchanges) == []
