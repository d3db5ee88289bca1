"""Many short histories side by side: a child forked from the warm parent for each, a Valkey for each lane.

What a history is, and whether it went well, is its own business; one that does not end is a bad one.
"""

import gc
import json
import os
import selectors
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from service.embedded import embedded

LONGEST = 120.0
"""Seconds for one history, on a machine that is busy."""
OLD_ENOUGH = 2.2
"""Seconds that a Valkey has lived before it is killed."""
GARBAGE = 50_000
"""After so many new objects garbage is looked for: a history is short."""
KEPT = {"PATH", "HOME", "TMPDIR"}
"""Of the environment."""
_MEMORY = Path("/dev/shm")
"""The speed of the disk is not what is measured here."""


@dataclass(frozen=True)
class Lane:
    """Where one history at a time happens."""

    folder: Path
    url: str

    def redis(self) -> "Redis":
        return Redis.from_url(self.url)

    def wipe(self) -> None:
        with self.redis() as redis:
            redis.flushall()

    def lose_disk(self) -> None:
        """The server is killed and its files are gone; its keeper starts it anew."""
        files = self.folder / "valkey"
        self._await_age(files / "server.pid")
        pid = int((files / "server.pid").read_text())
        for file in files.glob("appendonlydir*"):
            rmtree(file)
        os.kill(pid, signal.SIGKILL)
        self._await_new_server(files / "server.pid", pid)

    def _await_age(self, pidfile: Path) -> None:
        """Its keeper gives up on one that dies again and again as soon as it is there."""
        time.sleep(max(0.0, pidfile.stat().st_mtime + OLD_ENOUGH - time.time()))

    def _await_new_server(self, pidfile: Path, old: int) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                if int(pidfile.read_text()) != old and self.redis().ping():
                    return
            except (OSError, ValueError, RedisError):
                time.sleep(0.02)
        raise AssertionError("the Valkey does not come back")


@dataclass(frozen=True)
class Case:
    """One history. `play` gives what JSON can hold."""

    name: str
    play: Callable[[Lane], Any]
    longest: float = LONGEST


@dataclass(frozen=True)
class Outcome:
    case: Case
    result: Any
    seconds: float
    failure: str = ""
    """Why there is no result."""
    figures: str = ""
    """What was measured, where the history tells it."""


@dataclass
class _Running:
    case: Case
    lane: Lane
    pid: int
    began: float = field(default_factory=time.monotonic)
    said: bytes = b""


@contextmanager
def lanes(count: int) -> Iterator[list[Lane]]:
    with ExitStack() as stack:
        parent = _MEMORY if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) else None
        root = Path(stack.enter_context(TemporaryDirectory(prefix="ft-resilience-", dir=parent)))
        yield [_opened(stack, root / str(number)) for number in range(count)]


def _opened(stack: ExitStack, folder: Path) -> Lane:
    return Lane(folder, stack.enter_context(embedded(folder)))


def played(cases: Iterable[Case], on: list[Lane]) -> Iterator[Outcome]:
    """Every case, as they end."""
    waiting, free, selector = iter(cases), list(on), selectors.DefaultSelector()
    while True:
        while free and (case := next(waiting, None)):
            pipe, running = _forked(case, free.pop())
            selector.register(pipe, selectors.EVENT_READ, running)
        if not selector.get_map():
            return
        for key, _ in selector.select(timeout=1.0):
            running = key.data
            chunk = os.read(key.fd, 65536)
            running.said += chunk
            if not chunk:
                selector.unregister(key.fd)
                os.close(key.fd)
                os.waitpid(running.pid, 0)
                free.append(running.lane)
                yield _outcome(running)
        for key in list(selector.get_map().values()):
            if time.monotonic() - key.data.began > key.data.case.longest:
                os.killpg(key.data.pid, signal.SIGKILL)


def _outcome(running: _Running) -> Outcome:
    seconds = time.monotonic() - running.began
    try:
        told = json.loads(running.said)
    except ValueError:
        log = (running.lane.folder / "log").read_text(errors="replace")
        return Outcome(running.case, None, seconds, f"it ended without a result: {log[-2000:]}")
    if isinstance(told, dict) and "figures" in told:
        return Outcome(running.case, told["wrong"], seconds, figures=told["figures"])
    return Outcome(running.case, told, seconds)


def _forked(case: Case, lane: Lane) -> tuple[int, _Running]:
    read, write = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        os.close(write)
        return read, _Running(case, lane, pid)
    os.close(read)
    os.setpgid(0, 0)
    _by_itself(lane)
    try:
        os.write(write, json.dumps(case.play(lane)).encode())
    except BaseException:  # noqa: BLE001 - it ends here; the log has it
        traceback.print_exc()
        sys.stderr.flush()
    os._exit(0)


def _by_itself(lane: Lane) -> None:
    """Nothing of this machine's environment gets into a history, nor its log out of the lane's own file.

    What its parent has in memory is none of its garbage, and to look for it there would copy all of it.
    """
    gc.freeze()
    gc.set_threshold(GARBAGE)
    for name in set(os.environ) - KEPT:
        del os.environ[name]
    log = os.open(lane.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for number in (1, 2):
        os.dup2(log, number)
    os.close(log)
