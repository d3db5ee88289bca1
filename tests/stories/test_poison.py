"""One post-mortem of a hundred cannot be read: the others are done, it is shown, and trying again doubles nothing."""

from pathlib import Path

from redis import Redis

from connectors.sandbox.faults import Fault, FaultKind
from connectors.tracker import ProjectId, Ref
from tests.security.stages import repository
from tests.stories.documents import TABLE
from tests.stories.pairing import GITHUB
from tests.stories.stage import Stage, staged
from tests.web.conftest import Site, site
from tests.web.invented import API_TOKEN

HUNDRED, POISON = 100, 57
DOCUMENT = TABLE.partition("| A2 |")[0]
"""With one action."""


def outside(stage: Stage) -> Site:
    return site(stage.redis, stage.clock, settings=stage.place.settings, private=True)


def replayed(stage: Stage, ref: Ref) -> int:
    """As a program of Alice's asks for it; then the worker has its turn."""
    at = outside(stage).app.test_client()
    headers = {"Authorization": f"Bearer {API_TOKEN}"}
    answer = at.post(f"/api/v1/parked/{ref}/replay".replace("#", "%23"), headers=headers)
    stage.settle(postponing=True)
    return answer.status_code


def titles(stage: Stage) -> list[str]:
    return sorted(issue.title for issue in repository(stage, stage.app).living_issues)


def test_ninety_nine_are_done_and_the_hundredth_once_it_is_cured(valkey: "Redis", tmp_path: Path) -> None:
    with staged(valkey, tmp_path, GITHUB) as stage:
        stage.home.delivers("drop")  # the sweep finds them
        told(stage)


def told(stage: Stage) -> None:
    spoiled = Fault(FaultKind.STATUS_BEFORE, status=200, body="<html>", path=rf"/issues/{POISON}(\?|$)", times=None)
    stage.home.faults.add(spoiled)
    for number in range(1, HUNDRED + 1):
        document = DOCUMENT.replace("above 80 %", f"above {number} connections")
        stage.alice.opens(stage.incidents, f"Checkout {number}", document, ("postmortem", "postmortem:finished"))
    stage.ticking.sweep(stage.clock())
    stage.settle(postponing=True)

    assert len(titles(stage)) == len(set(titles(stage))) == HUNDRED - 1
    (parked,) = stage.runtime.index.parked()
    poison = Ref("github", ProjectId(str(repository(stage, stage.incidents).id)), POISON)
    assert parked.ref == str(poison)
    assert parked.message in outside(stage).get("/readyz").text
    assert stage.runtime.hints.ledger().balances

    assert [replayed(stage, poison) for _ in range(3)] == [202] * 3
    assert len(titles(stage)) == HUNDRED - 1

    stage.home.faults.clear()
    writes = stage.writes()
    assert replayed(stage, poison) == 202
    assert len(titles(stage)) == len(set(titles(stage))) == HUNDRED
    assert stage.writes() > writes and stage.runtime.index.parked() == []
    assert replayed(stage, poison) == 404, "nothing is parked any more"
