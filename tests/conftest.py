"""What every test may use: a real Valkey for the whole run, and the vendor's description of every exchange."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from redis import Redis

from connectors.sandbox.recording import Exchange
from service.embedded import embedded
from tests.openapi.validator import problems_of

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")  # machines are shared: a slow example is no failing one


@pytest.fixture(scope="session")
def valkey_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with embedded(tmp_path_factory.mktemp("valkey")) as url:
        yield url


@pytest.fixture
def valkey(valkey_url: str) -> Iterator["Redis"]:
    """An empty Valkey."""
    redis = Redis.from_url(valkey_url)
    redis.flushall()
    yield redis
    redis.close()


class Watched:
    """Hears every exchange with a sandbox and checks it against its vendor's own description."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.exchanges: list[Exchange] = []

    def __call__(self, exchange: Exchange) -> None:
        with self._lock:
            self.exchanges.append(exchange)

    def problems(self) -> list[str]:
        return problems_of(self.exchanges)


@pytest.fixture
def watched() -> Iterator[Watched]:
    """Give it to a sandbox as a listener; the test fails where an exchange is not as the vendor describes it."""
    watching = Watched()
    yield watching
    assert not watching.problems(), "\n".join(watching.problems())


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Real post-mortems that are not part of the project."""
    folder = Path(__file__).parents[2] / "shared" / "corpus" / "docs"
    if not folder.is_dir():
        pytest.skip(f"the corpus of real post-mortems is not at {folder}")
    return folder
