"""Failover: the Redis master is killed around a write of a publish, Sentinel names another one, and nothing is amiss.

In real time, with real servers, sentinels and processes on two machines.
"""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.live.servers import Cluster, Server, cluster
from tests.live.stage import TRACKERS, Live, live, seconds_until
from tests.live.strikes import COMMENT, CREATE, Moment, Strike
from tests.resilience.bar import Cases
from tests.resilience.lanes import Case, Lane

LONGEST = 420.0
WITHIN = 180.0
"""From the kill to twelve tickets and a status comment that names them."""
REVIEW = "2 minutes"
AT_REST = 15
"""Seconds in which nothing more may happen: more than a tick."""


@dataclass(frozen=True)
class Blow:
    name: str
    moment: Moment
    what: str
    number: int
    silent: bool = False
    """The master is not killed, it falls silent, as a machine does whose network is cut."""


BLOWS = (
    Blow("before create 1", Moment.BEFORE, CREATE, 1),
    Blow("after create 1", Moment.AFTER, CREATE, 1),
    Blow("instead of create 6", Moment.INSTEAD, CREATE, 6),
    Blow("after create 6", Moment.AFTER, CREATE, 6),
    Blow("after create 12", Moment.AFTER, CREATE, 12),
    Blow("instead of the status comment", Moment.INSTEAD, COMMENT, 1),
    Blow("after create 6", Moment.AFTER, CREATE, 6, silent=True),
)

SWEPT_OFTEN = TRACKERS.replace("people:", "clock: {{sweep_every: 1 minute}}\npeople:")
"""What a lost hint waits for; as shipped it is a quarter of an hour."""


def failovers(_lanes: list[Lane]) -> list[Case]:
    struck = [Case(f"master {_fate(blow)} {blow.name}", _struck(blow), LONGEST) for blow in BLOWS]
    return [*struck, Case("an accepted hint that no replica had", _hint_lost, LONGEST)]


FAILOVERS: Cases = failovers


def _fate(blow: Blow) -> str:
    return "silent" if blow.silent else "killed"


def _struck(blow: Blow) -> Callable[[Lane], dict[str, Any]]:
    def play(lane: Lane) -> dict[str, Any]:
        strike, lost = Strike(blow.moment, blow.what, blow.number), Lost(blow.silent)
        with (
            TemporaryDirectory(dir=lane.folder) as folder,
            cluster(Path(folder)) as redis,
            live(Path(folder), redis.url, review=REVIEW, listener=strike.heard) as on,
        ):
            strike.act = lambda: lost.strikes(redis)
            strike.laid(on.site.faults)
            _two_machines(on)
            number = on.post_mortem()
            assert seconds_until(lambda: bool(on.comments(number)), 60) is not None, on.told()
            strike.armed = True
            on.finishes(number)
            assert seconds_until(lambda: strike.struck, 60) is not None, f"it is never struck: {on.told()}"
            done = seconds_until(lambda: on.is_published(number), WITHIN)
            lost.returns(redis)
            return _judged(on, number, done)

    return play


@dataclass
class Lost:
    """The master is lost, and comes back later to be told that it is none any more."""

    silent: bool
    _master: Server | None = None

    def strikes(self, redis: Cluster) -> None:
        self._master = redis.master
        if self.silent:
            self._master.process.signal(signal.SIGSTOP)
        else:
            self._master.process.kill()

    def returns(self, redis: Cluster) -> None:
        assert self._master is not None
        if self.silent:
            self._master.process.signal(signal.SIGCONT)
        else:
            self._master.start()
        assert seconds_until(redis.settled, 60) is not None, "the old master is not taken back"


def _two_machines(on: Live) -> None:
    one, other = on.machine(), on.machine()
    one.starts("web", "--host", "127.0.0.1", "--port", str(on.port))
    one.starts("worker", "-n", "1")
    other.starts("worker", "-n", "1")
    other.starts("clock")
    on.comes_up()


def _hint_lost(lane: Lane) -> dict[str, Any]:
    """Replication is asynchronous: what the master accepted a moment before it died may be nowhere else."""
    with (
        TemporaryDirectory(dir=lane.folder) as folder,
        cluster(Path(folder)) as redis,
        live(Path(folder), redis.url, review=REVIEW, config=SWEPT_OFTEN) as on,
    ):
        _two_machines(on)
        for machine in on.machines:
            for name in [name for name in machine.processes if name.startswith("worker")]:
                machine.processes.pop(name).stop()
        master, replicas = redis.master, [one for one in redis.servers if one is not redis.master]
        for replica in replicas:
            replica.process.signal(signal.SIGSTOP)
        number = on.post_mortem()
        on.finishes(number)
        on.site.drain()
        accepted = [e.status for _, e in on.exchanges if e.kind == "webhook" and e.event in ("issues", "label")]
        master.process.kill()
        began = time.monotonic()
        for replica in replicas:
            replica.process.signal(signal.SIGCONT)
        on.machines[0].starts("worker", "-n", "2")
        done = seconds_until(lambda: on.is_published(number), WITHIN)
        master.start()
        assert seconds_until(redis.settled, 60) is not None, "the old master is not taken back"
        judged = _judged(on, number, done and time.monotonic() - began)
        if set(accepted) != {202}:
            judged["wrong"].append(f"the deliveries were answered {accepted}: no hint was accepted and lost")
        return judged


def _judged(on: Live, number: int, done: float | None) -> dict[str, Any]:
    wrong = [] if done is not None else [f"not published {WITHIN:.0f} s after the kill"]
    reviewed = seconds_until(lambda: bool(on.reviews()), 200)
    seconds_until(lambda: False, AT_REST)
    gone = [name for machine in on.machines for name, process in machine.processes.items() if not process.lives]
    wrong += on.wrong(number, reviews=1)
    wrong += [f"ended: {name}" for name in gone]
    wrong += [f"{on.told()}"] if wrong else []
    after = "never" if done is None else f"{done:.0f} s after the kill"
    return {"wrong": wrong, "figures": f"published {after}, review {'once' if reviewed is not None else 'never'}"}
