"""Recovery clock: how long until it works again, in real time, with the shipped settings and the Procfile's processes.

Each history measures from the blow, and tells what it found; what bounds a figure is read from the code and told too.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.recording import Exchange, Listener
from service.creation import UNHEARD
from service.hints import LEASE_SECONDS
from tests.live.processes import Process
from tests.live.servers import PASSWORD, Server, server
from tests.live.stage import TRACKERS, Live, Machine, Passing, all_on_one, live, seconds_until
from tests.live.strikes import COMMENT, CREATE, Moment, Strike
from tests.resilience.bar import Cases
from tests.resilience.lanes import Case, Lane
from tests.stories.github_site import BOT, SECRET
from tests.stories.jira_site import JiraSite, jira
from tests.stories.pairing import Flavour

LONGEST = 1500.0
WORKER_KILLED, REDIS_KILLED, RED = 90.0, 30.0, 60.0
"""Seconds until a publish is complete, a webhook accepted and looked at, the health page red."""
REVOKED = 330.0
"""So long the token stays revoked."""
TRIES, TRIES_WITHIN = 2, 300.0
DRAINED = 360.0
DEAD_JIRA, WANTING = 5.0, 30
"""Seconds by which it may delay what has nothing to do with it, and how many post-mortems want a look there: three
times as many as there are workers and helpers."""
AT_REST = 15

Play = Callable[[Lane], dict[str, Any]]


def worker_killed(_lanes: list[Lane]) -> list[Case]:
    """The one that the usual form tries beside its histories."""
    return [Case("worker killed after create 6", _worker_killed(Strike(Moment.AFTER, CREATE, 6)), LONGEST)]


def recoveries(_lanes: list[Lane]) -> list[Case]:
    blows = {
        "worker killed instead of create 6": Strike(Moment.INSTEAD, CREATE, 6),
        "worker killed instead of the status comment": Strike(Moment.INSTEAD, COMMENT, 1),
    }
    return [
        *(Case(name, _worker_killed(strike), LONGEST) for name, strike in blows.items()),
        Case("redis-server killed, back at once", _redis_killed(0), LONGEST),
        Case("redis-server killed, back after 20 s", _redis_killed(20), LONGEST),
        Case("embedded Valkey killed", _valkey_killed, LONGEST),
        Case("token revoked and restored", _token_revoked, LONGEST),
        Case("token revoked while nothing happens, and restored", _idle_token_revoked, LONGEST),
        Case("Jira hangs", _jira_hangs, LONGEST),
    ]


RECOVERIES: Cases = recoveries


# --- a worker


def _worker_killed(strike: Strike) -> Play:
    def play(lane: Lane) -> dict[str, Any]:
        with _staged(lane, listener=strike.heard) as (on, _):
            worker = _process(all_on_one(on), "worker")
            on.comes_up()
            number = _begun(on)
            strike.act, strike.armed = worker.kill, True
            strike.laid(on.site.faults)
            on.finishes(number)
            assert seconds_until(lambda: strike.struck, 60) is not None, f"it is never struck: {on.told()}"
            worker.start()  # as a supervisor would
            done = seconds_until(lambda: on.is_published(number), 4 * WORKER_KILLED)
            seconds_until(lambda: False, AT_REST)
            quiet = round(UNHEARD.total_seconds())
            bounds = f"a lease lasts {LEASE_SECONDS} s, a create of a dead process is left alone for {quiet} s"
            return _told(on, "published", done, WORKER_KILLED, bounds, on.wrong(number))

    return play


# --- Redis


def _redis_killed(away: float) -> Play:
    def play(lane: Lane) -> dict[str, Any]:
        with _staged(lane) as (on, redis):
            all_on_one(on)
            on.comes_up()
            first = _begun(on)
            redis.process.kill()
            seconds_until(lambda: False, away)
            redis.start()
            return _works_again(on, first)

    return play


def _valkey_killed(lane: Lane) -> dict[str, Any]:
    """REDIS_URL is unset; the keeper starts the server again."""
    with TemporaryDirectory(dir=lane.folder) as folder, live(Path(folder), "") as on:
        machine = all_on_one(on)
        on.comes_up()
        first = _begun(on)
        os.kill(int((machine.folder / "valkey" / "server.pid").read_text()), signal.SIGKILL)
        return _works_again(on, first)


def _works_again(on: Live, first: int) -> dict[str, Any]:
    """Alice opens one post-mortem a second, each delivered once, until the service has commented on one."""
    opened: list[int] = []

    def looked_at() -> bool:
        opened.append(on.post_mortem())
        seconds_until(lambda: any(map(on.comments, opened)), 1)
        return any(map(on.comments, opened))

    done = seconds_until(looked_at, 4 * REDIS_KILLED)
    on.finishes(first)
    finished = seconds_until(lambda: on.is_published(first), 90)
    wrong = on.wrong(first) if finished is not None else ["what was begun before is not published"]
    return _told(on, "accepted and looked at", done, REDIS_KILLED, f"{len(opened)} deliveries", wrong)


# --- a token


def _token_revoked(lane: Lane) -> dict[str, Any]:
    """In the middle of a publish; meanwhile Alice opens others."""
    strike = Strike(Moment.AFTER, CREATE, 4)
    with _staged(lane, listener=strike.heard) as (on, _):
        all_on_one(on)
        on.comes_up()
        number, tokens = _begun(on), on.site.world.tokens
        revoked: list[Any] = []
        strike.act, strike.armed = lambda: revoked.append(tokens.pop(f"{BOT}-token")), True
        strike.laid(on.site.faults)
        on.finishes(number)
        assert seconds_until(lambda: strike.struck, 60) is not None, on.told()
        began = time.monotonic()
        others = [on.post_mortem() for _ in range(3)]
        red = seconds_until(lambda: _is_red(on), 2 * RED)
        return _restored(on, revoked[0], began, red, number, others)


def _idle_token_revoked(lane: Lane) -> dict[str, Any]:
    """While nothing happens, and right after a probe. Alice finishes hers only once it shows."""
    with _staged(lane) as (on, _):
        all_on_one(on)
        on.comes_up()
        number = _begun(on)
        seconds_until(lambda: False, AT_REST)
        probes = _probes(on)
        assert seconds_until(lambda: _probes(on) > probes and not _is_red(on), 2 * RED) is not None, on.asks("/readyz")
        began, revoked = time.monotonic(), on.site.world.tokens.pop(f"{BOT}-token")
        red = seconds_until(lambda: _is_red(on), 2 * RED)
        on.finishes(number)
        return _restored(on, revoked, began, red, number, [])


def _restored(on: Live, token: Any, began: float, red: float | None, number: int, others: list[int]) -> dict[str, Any]:
    """The token is, a while after it began; from then on everything goes by itself."""
    seconds_until(lambda: time.monotonic() - began > REVOKED, REVOKED)
    tries = _most_within(TRIES_WITHIN, [at for at, exchange in on.exchanges if _is_refused(exchange)])
    on.site.world.tokens[f"{BOT}-token"] = token
    done = seconds_until(lambda: on.is_published(number) and all(map(on.comments, others)), 2.7 * DRAINED)
    green = seconds_until(lambda: not _is_red(on), 60)
    wrong = on.wrong(number)
    wrong += [] if red is not None and red <= RED else [f"red after {red} s"]
    wrong += [] if tries <= TRIES else [f"{tries} tries within {TRIES_WITHIN:.0f} s"]
    wrong += [] if green is not None else [f"still red afterwards: {on.asks('/readyz')}"]
    seen = f"red after {red or 0:.0f} s, at most {tries} tries within {TRIES_WITHIN:.0f} s"
    return _told(on, "drained", done, DRAINED, seen, wrong)


def _is_red(on: Live) -> bool:
    status, report = on.asks("/readyz")
    return status != 200 or report["status"] != "ready"


def _probes(on: Live) -> int:
    return sum(exchange.path.endswith("/rate_limit") for _, exchange in on.exchanges)


def _is_refused(exchange: Exchange) -> bool:
    return exchange.kind == "api" and exchange.status == 401


def _most_within(span: float, moments: list[float]) -> int:
    return max((sum(first <= at < first + span for at in moments) for first in moments), default=0)


# --- a Jira that hangs

WITH_JIRA = (
    TRACKERS.replace(
        "people:\n",
        """\
  jira:
    kind: jira
    url: {jira}
    email: {email}
    token: ${{JIRA_TOKEN}}
    webhook_secret: ${{JIRA_WEBHOOK_SECRET}}
people:
""",
    ).replace("github: alice}}", "github: alice, jira: '{alice}'}}")
    + """\
  - name: plant
    post_mortems: {{tracker: jira, project: PM}}
    tickets: {{tracker: jira, project: APP}}
"""
)


def _jira_hangs(lane: Lane) -> dict[str, Any]:
    """Many post-mortems in Jira want a look at the moment when Alice finishes hers on GitHub."""
    healthy, wrong = _published_beside(lane, hangs=False)
    dead, others = _published_beside(lane, hangs=True)
    more = None if healthy is None or dead is None else max(0.0, dead - healthy)
    seen = f"{healthy or 0:.0f} s beside a sound Jira, {dead or 0:.0f} s beside a dead one"
    told = {"wrong": [*wrong, *others], "figures": seen}
    if more is None or more > DEAD_JIRA:
        told["wrong"] = [*told["wrong"], f"{seen}: more than {DEAD_JIRA:.0f} s later"]
    return told


def _published_beside(lane: Lane, *, hangs: bool) -> tuple[float | None, list[str]]:
    with ExitStack() as stack:
        site = stack.enter_context(jira(Passing(), None, Flavour.CLOUD, ("PM", "APP")))
        on, _ = stack.enter_context(_staged(lane, config=_config_with(site), jira_site=site))
        site.hears_at(f"http://127.0.0.1:{on.port}/webhooks/jira")
        all_on_one(on)
        on.comes_up()
        number, desk = _begun(on), site.desk("alice")
        theirs = [desk.opens("PM", f"Plant {n}", "", ("postmortem",)) for n in range(WANTING)]
        if hangs:
            site.faults.add(Fault(FaultKind.HANG_BEFORE, path=r"^(?!/_sandbox)", times=None, seconds=300))
        assert theirs
        on.finishes(number)
        done = seconds_until(lambda: on.is_published(number), 240)
        wrong = on.wrong(number)
        site.faults.clear()
        return done, [*wrong, *([on.told()] if wrong else [])]


def _config_with(site: JiraSite) -> str:
    return WITH_JIRA.replace("{email}", site.world.user(BOT).email).replace("{alice}", site.account("alice"))


# --- the stage


@contextmanager
def _staged(
    lane: Lane, listener: Listener | None = None, config: str = TRACKERS, jira_site: JiraSite | None = None
) -> Iterator[tuple[Live, Server]]:
    with (
        TemporaryDirectory(dir=lane.folder) as folder,
        server(Path(folder)) as redis,
        live(
            Path(folder),
            f"redis://:{PASSWORD}@127.0.0.1:{redis.port}/0",
            config=config,
            jira=jira_site,
            listener=listener,
            environ={"JIRA_TOKEN": f"{BOT}-token", "JIRA_WEBHOOK_SECRET": SECRET},
        ) as on,
    ):
        yield on, redis


def _begun(on: Live) -> int:
    """A post-mortem that the service knows."""
    number = on.post_mortem()
    assert seconds_until(lambda: bool(on.comments(number)), 60) is not None, on.told()
    return number


def _process(machine: Machine, name: str) -> Process:
    return next(process for process in machine.processes.values() if process.name.startswith(name))


def _told(on: Live, what: str, done: float | None, limit: float, more: str, wrong: list[str]) -> dict[str, Any]:
    figures = f"{what} {'never' if done is None else f'after {done:.0f} s'} (of {limit:.0f}); {more}"
    wrong = wrong if done is not None and done <= limit else [figures, *wrong]
    return {"wrong": [*wrong, on.told()] if wrong else [], "figures": figures}
