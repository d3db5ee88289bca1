"""The embedded Valkey itself: shared by processes, kept on disk, and not lost by any kill."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import pytest
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import BusyLoadingError, ConnectionError
from redis.retry import Retry

from service.embedded import EmbeddedError, embedded

ROOT = Path(__file__).parents[2]
USER = """\
import sys
from pathlib import Path
from service.embedded import embedded
with embedded(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.readline()
"""


class User:
    """Another process that uses the server until it is told to leave, or killed."""

    def __init__(self, data: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", USER, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True
        )

    def url(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def leave(self) -> None:
        self._process.communicate("\n", timeout=30)

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def user(tmp_path: Path) -> Iterator[Callable[[], User]]:
    users: list[User] = []

    def start() -> User:
        users.append(User(tmp_path))
        return users[-1]

    yield start
    for one in users:
        one.kill()
    _until(lambda: not _server_lives(tmp_path))


def _client(url: str) -> Redis:
    """Tries again for some seconds, as the service does: a server that was killed is back within a moment."""
    retry = Retry(ConstantBackoff(0.05), 200)
    return Redis.from_url(url, decode_responses=True, retry=retry, retry_on_error=[ConnectionError, BusyLoadingError])


def _server_pid(data: Path) -> int:
    return int((data / "valkey" / "server.pid").read_text())


def _server_lives(data: Path) -> bool:
    return (data / "valkey" / "server.pid").exists()


def _status(pid: int) -> list[str]:
    """State, parent, and more of a process."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _ended(pid: int) -> bool:
    """Gone, or waiting for a parent that does not ask."""
    try:
        return _status(pid)[0] == "Z"
    except FileNotFoundError:
        return True


def _parent(pid: int) -> int:
    return int(_status(pid)[1])


def _until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline, "it did not come to pass within 30 seconds"
        Event().wait(0.01)


def test_it_loses_no_write_and_listens_on_no_port(tmp_path: Path) -> None:
    with embedded(tmp_path) as url, _client(url) as redis:
        assert url == f"unix://{tmp_path}/valkey/valkey.sock"
        wanted = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction", "port": "0"}
        assert {name: redis.config_get(name)[name] for name in wanted} == wanted
        assert (tmp_path / "valkey").stat().st_mode & 0o777 == 0o700


def test_what_was_written_is_there_the_next_time(tmp_path: Path) -> None:
    with embedded(tmp_path) as url, _client(url) as redis:
        redis.set("due", "2026-12-01")
    assert not _server_lives(tmp_path)
    with embedded(tmp_path) as url, _client(url) as redis:
        assert redis.get("due") == "2026-12-01"


def test_a_server_that_is_killed_comes_back_with_everything(tmp_path: Path) -> None:
    with embedded(tmp_path) as url, _client(url) as redis:
        redis.set("due", "2026-12-01")
        killed = _server_pid(tmp_path)
        os.kill(killed, signal.SIGKILL)
        assert redis.get("due") == "2026-12-01"
        assert redis.info("server")["process_id"] != killed


def test_processes_that_start_together_share_one_server(tmp_path: Path, user: Callable[[], User]) -> None:
    users = [user() for _ in range(4)]
    urls = {one.url() for one in users}
    assert urls == {f"unix://{tmp_path}/valkey/valkey.sock"}
    with embedded(tmp_path) as url, _client(url) as redis:
        assert redis.info("server")["process_id"] == _server_pid(tmp_path)


def test_it_outlives_the_process_that_started_it(tmp_path: Path, user: Callable[[], User]) -> None:
    first, second = user(), user()
    first.url(), second.url()
    before = _server_pid(tmp_path)
    first.leave()
    with embedded(tmp_path) as url, _client(url) as redis:
        second.kill()
        assert redis.info("server")["process_id"] == before


def test_it_ends_when_everybody_was_killed(tmp_path: Path, user: Callable[[], User]) -> None:
    one = user()
    one.url()
    assert _server_lives(tmp_path)
    one.kill()
    _until(lambda: not _server_lives(tmp_path))


@pytest.mark.skipif(sys.platform != "linux", reason="finds the keeper in /proc")
def test_a_server_whose_keeper_was_killed_is_replaced_and_never_doubled(
    tmp_path: Path, user: Callable[[], User]
) -> None:
    one = user()
    with _client(one.url()) as redis:
        redis.set("due", "2026-12-01")
    orphan = _server_pid(tmp_path)
    keeper = _parent(orphan)
    os.kill(keeper, signal.SIGKILL)
    _until(lambda: _ended(keeper))
    with embedded(tmp_path) as url, _client(url) as redis:
        assert redis.get("due") == "2026-12-01"
        assert redis.info("server")["process_id"] != orphan
        assert _ended(orphan)


def test_a_socket_that_a_crash_left_behind_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "valkey").mkdir()
    (tmp_path / "valkey" / "valkey.sock").touch()
    (tmp_path / "valkey" / "address").write_text(str(tmp_path / "valkey" / "valkey.sock"))
    with embedded(tmp_path) as url, _client(url) as redis:
        assert redis.ping()


def test_a_path_too_long_for_a_socket_gets_a_short_private_one(tmp_path: Path) -> None:
    data = tmp_path / ("a folder with a long name " * 4).strip()
    with embedded(data) as url, _client(url) as redis:
        assert redis.ping()
        socket = Path(url.removeprefix("unix://"))
        assert len(str(socket)) <= 100
        assert socket.parent.stat().st_mode & 0o777 == 0o700


def test_a_child_that_was_forked_does_not_give_the_server_back(tmp_path: Path) -> None:
    with ExitStack() as parent:
        redis = parent.enter_context(_client(parent.enter_context(embedded(tmp_path))))
        before = redis.info("server")["process_id"]
        child = os.fork()
        if child == 0:
            try:
                parent.close()
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        assert redis.info("server")["process_id"] == before


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EmbeddedError, match="set FOLLOWTHROUGH_DATA to a folder that this user may write"):
        embedded(tmp_path / "file").__enter__()


def test_files_that_cannot_be_read_are_one_sentence(tmp_path: Path) -> None:
    with embedded(tmp_path) as url, _client(url) as redis:
        redis.set("a", "b")
    manifest = next((tmp_path / "valkey" / "appendonlydir").glob("*.manifest"))
    manifest.write_text("nonsense\n")
    with pytest.raises(EmbeddedError, match="the embedded Valkey does not start: its server ended with code 1"):
        embedded(tmp_path).__enter__()
