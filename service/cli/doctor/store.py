"""Checks of Redis or Valkey: that not anybody reaches it, it answers, and forgets nothing. Not here: what is in it."""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError

from service.cli.doctor.verdict import Check, error, ok, warning
from service.embedded import EmbeddedError, embedded
from service.redis_address import names_sentinels, parse_sentinels, passwords
from service.redis_connection import connected
from service.settings import Environment

_OLDEST = (7, 2)
"""Of Redis and of Valkey, as redis-py's README has it."""


def store(environment: Environment) -> Iterator[Check]:
    """The server that REDIS_URL names, else the embedded one, which is started for the moment."""
    if environment.redis_url is not None:
        url = environment.redis_url.get_secret_value()
        yield from reached("Redis", url)
        yield from server("Redis", url)
        return
    try:
        with embedded(environment.data) as url:
            yield from server("embedded Valkey", url)
    except EmbeddedError as problem:
        yield error("embedded Valkey", str(problem))


def reached(subject: str, url: str) -> Iterator[Check]:
    """Whether others may read along, or reach it as well: titles of private post-mortems are in it."""
    if all(_is_here(host) for host in _hosts(url)):
        return
    password, tls = _guards(url)
    lacks = [] if password else [("a password", "set one there and put it into REDIS_URL")]
    lacks += [] if tls else [("TLS", "use rediss:// unless nobody else is on the network between")]
    if lacks:
        what, cures = zip(*lacks, strict=True)
        yield warning(subject, f"is on another host and asked without {' and '.join(what)}", ", and ".join(cures))


def _hosts(url: str) -> list[str]:
    if names_sentinels(url):
        return [host for host, _ in parse_sentinels(url).sentinels]
    return [] if url.startswith("unix://") else [urlsplit(url).hostname or "localhost"]


def _guards(url: str) -> tuple[bool, bool]:
    """Whether the server itself is asked with a password, and with TLS. Sentinels have passwords of their own."""
    if not names_sentinels(url):
        return bool(passwords(url)), url.startswith("rediss://")
    address = parse_sentinels(url)
    return bool(address.login.password), address.tls


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def server(subject: str, url: str) -> Iterator[Check]:
    try:
        with connected(url, socket_timeout=5, socket_connect_timeout=5, decode_responses=True) as redis:
            facts: dict[str, Any] = redis.info()
            fsync, needed = _setting(redis, "appendfsync"), _setting(redis, "min-replicas-to-write")
    except (RedisError, OSError, ValueError) as problem:
        yield error(subject, f"does not answer ({problem})", "check REDIS_URL, or unset it for the embedded Valkey")
        return
    yield from judged(subject, facts, fsync)
    if names_sentinels(url) and needed is not None:
        yield _replication(subject, int(needed))


def judged(subject: str, facts: dict[str, Any], fsync: str | None) -> Iterator[Check]:
    """What INFO and the setting `appendfsync`, where it may be read, say of a server."""
    yield _version(subject, facts)
    yield _persistence(subject, facts, fsync)
    yield _eviction(subject, facts)


def _setting(redis: Redis, name: str) -> str | None:
    """None where a hosted server does not let its settings be read."""
    try:
        return str(redis.config_get(name)[name])
    except (RedisError, KeyError):
        return None


def _version(subject: str, facts: dict[str, Any]) -> Check:
    """Valkey calls itself Redis 7.2.4 for the sake of old clients, so its own number is read first."""
    brand = "Valkey" if "valkey_version" in facts else "Redis"
    version = str(facts.get("valkey_version") or facts.get("redis_version") or "0")
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())
    if numbers < _OLDEST:
        return error(subject, f"is {brand} {version}", "use Redis 7.2 or newer, or any Valkey")
    return ok(subject, f"answers: {brand} {version}")


def _persistence(subject: str, facts: dict[str, Any], fsync: str | None) -> Check:
    if not facts.get("aof_enabled"):
        message = "keeps no log of writes, so a crash forgets what was queued since the last snapshot"
        return error(subject, message, "set `appendonly yes` and `appendfsync always`")
    if fsync not in {None, "always"}:
        message = f"writes to disk `{fsync}`, so a crash may forget the last second of what was queued"
        return warning(subject, message, "set `appendfsync always`")
    return ok(subject, "keeps what it was told")


def _replication(subject: str, needed: int) -> Check:
    """Of a master behind sentinels: replication is asynchronous (Redis documentation, High availability)."""
    if not needed:
        message = "may accept what no replica has when it is cut off from them"
        return warning(subject, message, "set `min-replicas-to-write 1` and `min-replicas-max-lag 10` on every server")
    return ok(subject, "accepts only what a replica can take over")


def _eviction(subject: str, facts: dict[str, Any]) -> Check:
    policy = facts.get("maxmemory_policy")
    if policy != "noeviction":
        message = f"throws entries away when memory is short (`{policy}`), queued work included"
        return error(subject, message, "set `maxmemory-policy noeviction`")
    return ok(subject, "throws nothing away when memory is short")
