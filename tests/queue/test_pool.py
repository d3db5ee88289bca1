"""When the pool calls helpers: while a look waits and nobody takes it. The workers themselves are tests/live's."""

from typing import Any

import pytest
from redis import Redis

from connectors.tracker import ProjectId, Ref
from service.hints import Hints
from service.worker import HELPERS, LookPool


class Counted(LookPool):
    """Its workers are counted, and do nothing."""

    def start_worker(self, *_: Any, burst: bool = True, **__: Any) -> None:
        self.worker_dict[f"{'helper' if burst else 'worker'} {len(self.worker_dict)}"] = None  # type: ignore[assignment]

    def reap_workers(self) -> None:
        pass

    def seconds_pass(self, seconds: int) -> int:
        """How many helpers there are then."""
        for _ in range(seconds):
            self.check_workers()
        return sum(name.startswith("helper") for name in self.worker_dict)


@pytest.fixture
def pool(valkey: "Redis", valkey_url: str) -> Counted:
    made = Counted(valkey_url, 2)
    made._burst = False
    return made


def test_nobody_helps_where_nothing_waits(pool: Counted) -> None:
    assert pool.seconds_pass(5) == 0
    assert len(pool.worker_dict) == 2


def test_a_look_that_nobody_takes_for_a_second_calls_a_helper(pool: Counted, valkey: "Redis") -> None:
    Hints(valkey).add(Ref("github", ProjectId("1"), 1))
    assert pool.seconds_pass(1) == 0
    assert pool.seconds_pass(1) == 1


def test_every_look_that_waits_then_gets_its_own(pool: Counted, valkey: "Redis") -> None:
    for number in range(3):
        Hints(valkey).add(Ref("github", ProjectId("1"), number + 1))
    assert pool.seconds_pass(2) == 3


def test_nobody_helps_where_the_queue_moves(pool: Counted, valkey: "Redis") -> None:
    for number in range(6):
        Hints(valkey).add(Ref("github", ProjectId("1"), number + 1))
    for _ in range(5):
        assert pool.seconds_pass(1) == 0
        valkey.lpop("rq:queue:looks")


def test_there_are_only_so_many_helpers(pool: Counted, valkey: "Redis") -> None:
    Hints(valkey).add(Ref("github", ProjectId("1"), 1))
    assert pool.seconds_pass(3 * HELPERS) == HELPERS


def test_without_redis_nobody_is_called() -> None:
    pool = Counted("unix:///nonexistent/valkey.sock", 2)
    pool._burst = False
    assert pool.seconds_pass(3) == 0
