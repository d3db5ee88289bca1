"""`followthrough replay`: what could not be looked at is listed, and tried again when somebody asks for it."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from redis import Redis

from connectors.tracker import ProjectId, Ref
from service.cli import main
from service.hints import Hints
from service.index import Index

SINCE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
STUCK = [Ref("github", ProjectId("1006"), number) for number in (2, 7)]
CONFIG = """\
trackers:
  github: {kind: github, url: "http://127.0.0.1:1/api/v3", token: t, webhook_secret: 0123456789abcdef}
mappings:
  - name: shop
    post_mortems: {tracker: github, project: acme/incidents}
    tickets: {tracker: github, project: acme/app}
"""


@pytest.fixture
def stuck(valkey: "Redis", valkey_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Redis":
    (tmp_path / "followthrough.yaml").write_text(CONFIG)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    os.environ |= {
        "FOLLOWTHROUGH_CONFIG": str(tmp_path / "followthrough.yaml"),
        "FOLLOWTHROUGH_DATA": str(tmp_path / "data"),
        "REDIS_URL": valkey_url,
    }
    for ref in STUCK:
        Index(valkey).park(ref, "acme/incidents cannot be read.", SINCE)
        Hints(valkey).later(ref, 900)
    return valkey


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["replay", *arguments])


def queued(redis: "Redis") -> list[Ref]:
    return Hints(redis).wanted()


def test_without_a_name_it_lists_and_does_nothing(stuck: "Redis") -> None:
    shown = run()
    assert shown.exit_code == 0
    assert shown.stdout.splitlines() == [
        f"{ref}  since 2026-11-02 09:00 UTC, 1x: acme/incidents cannot be read." for ref in STUCK
    ]
    assert queued(stuck) == []


def test_a_script_reads_the_same_as_json(stuck: "Redis") -> None:
    told = json.loads(run("--format", "json").stdout)
    assert [item["ref"] for item in told] == [str(ref) for ref in STUCK]
    assert told[0]["attempts"] == 1


def test_one_is_tried_again_however_often_it_is_asked_for(stuck: "Redis") -> None:
    for _ in range(2):
        assert run(str(STUCK[1])).stdout == f"{STUCK[1]}: queued\n"
    assert queued(stuck) == [STUCK[1]]
    assert Hints(stuck).waiting() == 1


def test_all_are_tried_again(stuck: "Redis") -> None:
    assert run("--all").exit_code == 0
    assert queued(stuck) == STUCK


def test_nothing_is_said_where_nothing_is_parked(stuck: "Redis") -> None:
    for ref in STUCK:
        Index(stuck).unpark(ref)
    assert run().stdout == "Nothing: every look went through.\n"
    assert run("--all").exit_code == 0


def test_a_name_that_is_not_parked_is_refused_with_what_to_do(stuck: "Redis") -> None:
    Index(stuck).unpark(STUCK[0])
    refused = run(str(STUCK[0]))
    assert refused.exit_code == 2
    assert "Traceback" not in refused.stderr
    assert queued(stuck) == []
