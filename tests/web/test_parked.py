"""What could not be looked at is tried again when somebody asks for it, and only then before its turn."""

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from tests.clock import Clock
from tests.web.conftest import Site
from tests.web.invented import API_TOKEN, NOW, ref

STUCK = ref(7)
RIGHT = f"Bearer {API_TOKEN}"


def replays(site: Site, issue: str, token: str | None = RIGHT) -> TestResponse:
    headers = {"Authorization": token} if token else {}
    return site.app.test_client().post(f"/api/v1/parked/{quote(issue, safe='')}/replay", headers=headers)


@pytest.fixture
def stuck(site: Site) -> Site:
    site.index.park(STUCK, "acme/incidents cannot be read.", NOW)
    site.hints.later(STUCK, 900)
    return site


def test_it_is_queued_now_and_once_however_often_it_is_asked_for(stuck: Site) -> None:
    for _ in range(3):
        answer = replays(stuck, str(STUCK))
        assert (answer.status_code, answer.json) == (202, {"id": str(STUCK), "outcome": "queued"})

    assert stuck.hints.waiting() == 1
    assert [str(item) for item in stuck.hints.wanted()] == [str(STUCK)]


def test_it_need_not_wait_for_its_turn_if_the_queue_forgets_it(stuck: Site, clock: Clock) -> None:
    assert stuck.hints.unserved() == []
    replays(stuck, str(STUCK))
    stuck.redis.delete(f"ft:queued:{STUCK}")
    clock.advance(seconds=1)
    assert stuck.hints.unserved() == [STUCK]


@pytest.mark.parametrize("issue", ["github:101#8", "nonsense", "github:101#7 ", "../check"])
def test_what_is_not_parked_is_not_found(stuck: Site, issue: str) -> None:
    answer = replays(stuck, issue)
    assert answer.status_code == 404
    assert json.loads(answer.text)["error"]["message"]
    assert stuck.hints.waiting() == 0


@pytest.mark.parametrize("token", [None, "Bearer wrong", f"Basic {API_TOKEN}"])
def test_strangers_replay_nothing_and_learn_nothing(stuck: Site, token: str | None) -> None:
    there, not_there = (replays(stuck, str(ref(number)), token) for number in (7, 8))
    assert (there.status_code, there.text) == (401, not_there.text)
    assert stuck.hints.waiting() == 0


def test_what_is_tried_again_stays_parked_until_it_went_through(stuck: Site) -> None:
    replays(stuck, str(STUCK))
    stuck.index.park(STUCK, "acme/incidents cannot be read.", NOW + timedelta(minutes=1))
    (parked,) = stuck.index.parked()
    assert (parked.attempts, parked.since) == (2, NOW.isoformat())
