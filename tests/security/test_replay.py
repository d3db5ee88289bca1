"""Genuine deliveries sent again: a thousand of them, a week later, after things have changed, write nothing."""

from collections.abc import Iterator
from itertools import cycle, islice
from urllib.parse import urlsplit

import pytest
import requests
from redis import Redis

from connectors.sandbox.recording import Exchange
from tests.stories.documents import TABLE
from tests.stories.pairing import GITHUB_CLOUD
from tests.stories.stage import Stage, staged
from tests.stories.test_following import row

REPLAYED = 1_000


class Captured:
    """Hears every delivery, as somebody on the way would."""

    def __init__(self) -> None:
        self.deliveries: list[Exchange] = []

    def __call__(self, exchange: Exchange) -> None:
        if exchange.kind == "webhook":
            self.deliveries.append(exchange)


@pytest.fixture(scope="module")
def captured() -> Captured:
    return Captured()


@pytest.fixture(scope="module")
def stage(redis: "Redis", captured: Captured, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Post-mortems in GitHub, tickets in Jira: both deliver."""
    with staged(redis, tmp_path_factory.mktemp("data"), GITHUB_CLOUD, listener=captured) as on_stage:
        yield on_stage


def test_a_thousand_deliveries_replayed_a_week_later_write_nothing(stage: Stage, captured: Captured) -> None:
    number = stage.finished(TABLE)
    ticket = stage.tickets()["A1"].handle
    stage.clock.advance(hours=1)
    stage.alice.closes(stage.app, ticket)
    stage.settle()
    told = list(captured.deliveries)
    stage.alice.reopens(stage.app, ticket)
    stage.later(days=7)
    assert row(stage.status(number), "A1").endswith("| open |")
    writes, written, tickets = stage.writes(), stage.written(), len(stage.alice.lists(stage.app))

    with requests.Session() as anybody:
        answers = {replayed(anybody, one) for one in islice(cycle(told), REPLAYED)}
    reads = stage.requests()
    stage.settle()

    assert {urlsplit(one.path).path for one in told} == {"/webhooks/github", "/webhooks/jira"}
    assert answers == {202}
    assert stage.writes() == writes
    assert stage.written() == written
    assert len(stage.alice.lists(stage.app)) == tickets
    assert row(stage.status(number), "A1").endswith("| open |")
    assert (stage.requests() - reads).total() <= 20, "a thousand hints are one look, not a thousand"


def replayed(anybody: requests.Session, one: Exchange) -> int:
    """The very bytes and headers."""
    answer = anybody.request(one.method, one.path, data=one.request_body, headers=one.request_headers, timeout=20)
    return answer.status_code
