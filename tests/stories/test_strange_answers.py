"""A proxy that answers with something else than the tracker's words: nothing is lost, and nothing is done twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from connectors.sandbox.faults import Fault, FaultKind
from tests.stories.documents import TABLE
from tests.stories.pairing import CLOUD, GITHUB
from tests.stories.stage import Stage, staged

STRANGE = ["[]", "{}", '"x"', "null"]


@pytest.fixture(params=[GITHUB, CLOUD], ids=str)
def stage(request: pytest.FixtureRequest, valkey: "Redis", tmp_path: Path) -> Iterator[Stage]:
    """Nobody checks whether its exchanges are as the vendor describes them: they are not."""
    with staged(valkey, tmp_path, request.param) as on_stage:
        yield on_stage


def recovers(stage: Stage) -> None:
    stage.home.faults.clear()
    stage.much_later(hours=2)
    stage.much_later(hours=2)


@pytest.mark.parametrize("body", STRANGE)
def test_a_comment_whose_answer_is_of_another_shape_postpones_the_look(stage: Stage, body: str) -> None:
    fault = Fault(FaultKind.STATUS_BEFORE, method="POST", path="/comment", times=None, status=200, body=body)
    stage.home.faults.add(fault)
    stage.alice.opens(stage.incidents, "Checkout answers 500", TABLE, ("postmortem",))
    stage.settle(postponing=True)

    (parked,) = stage.runtime.index.parked()
    assert "something else than" in parked.message

    recovers(stage)
    assert stage.runtime.index.parked() == []


@pytest.mark.parametrize("kind", [FaultKind.STATUS_BEFORE, FaultKind.STATUS_AFTER], ids=lambda kind: kind.name)
def test_a_create_whose_answer_is_of_another_shape_is_looked_for_and_not_repeated(
    stage: Stage, kind: FaultKind
) -> None:
    number = stage.post_mortem(TABLE)
    before = stage.home.count(stage.app)
    stage.home.faults.add(Fault(kind, method="POST", path=r"/issues?$", times=1, status=201, body="[]"))
    stage.clock.advance(hours=1)
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    stage.settle(postponing=True)
    recovers(stage)

    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]
    assert stage.home.count(stage.app) - before == 3
