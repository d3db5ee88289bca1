"""Processes of their own, which can be killed as a power cut kills them: with everything they have started.

Linux: who is whose child is read in /proc.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

_DIES_WITH_US = [setpriv, "--pdeathsig", "KILL"] if (setpriv := shutil.which("setpriv")) else []
"""So that a test that is killed itself leaves nothing behind."""


@dataclass
class Process:
    """A program with a log, in a process group of its own; it can be started again."""

    name: str
    command: list[str]
    log: Path
    environ: Mapping[str, str] | None = None
    _running: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                [*_DIES_WITH_US, *self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environ,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        assert self._running is not None
        return self._running.pid

    @property
    def lives(self) -> bool:
        return self._running is not None and self._running.poll() is None

    def kill(self) -> None:
        """At once, with its children and theirs."""
        for pid in family(self.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.wait()

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def wait(self, seconds: float = 20) -> None:
        assert self._running is not None
        self._running.wait(seconds)

    def stop(self) -> None:
        """Politely, then not."""
        if not self.lives:
            return
        relatives = family(self.pid)
        self.signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.wait(5)
        for pid in relatives:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.wait()

    def last_words(self, lines: int = 15) -> str:
        said = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(said[-lines:])


def family(pid: int) -> list[int]:
    """The process and all that descend from it, the eldest first."""
    parents = {child: parent for child in _pids() if (parent := _parent(child)) is not None}
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def _parent(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return None


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def within(seconds: float, done: Callable[[], bool], pause: float = 0.1) -> float | None:
    """How long it took; None where it took longer."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if done():
            return time.monotonic() - began
        time.sleep(pause)
    return None
