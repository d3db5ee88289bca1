"""The service as a GitHub App, with a token for its installation."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from tests.conftest import Watched
from tests.stories.documents import TABLE
from tests.stories.stage import Stage, staged


@pytest.fixture
def stage(valkey: "Redis", tmp_path: Path, watched: Watched) -> Iterator[Stage]:
    with staged(valkey, tmp_path, listener=watched, as_app=True) as on_stage:
        yield on_stage


def test_the_loop_runs_under_the_apps_own_name_with_one_token(stage: Stage) -> None:
    later = (stage.clock.at + timedelta(days=60)).date().isoformat()
    document = TABLE
    for day in ("2026-12-01", "2026-12-15", "2027-01-15"):
        document = document.replace(day, later)
    number = stage.post_mortem(document)
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    stage.settle()

    assert len(stage.tickets()) == 3
    assert {ticket["user"]["login"] for ticket in stage.tickets().values()} == {"followthrough[bot]"}
    assert stage.requests()["POST /app/installations/{installation_id}/access_tokens"] == 1
