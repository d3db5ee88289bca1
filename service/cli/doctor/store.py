"""Checks of Redis or Valkey: that it answers, and that it forgets nothing. Not here: what is kept in it."""

from collections.abc import Iterator
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from service.cli.doctor.verdict import Check, error, ok, warning
from service.embedded import EmbeddedError, embedded
from service.settings import Environment

_OLDEST = (7, 2)
"""Of Redis and of Valkey, as redis-py's README has it."""


def store(environment: Environment) -> Iterator[Check]:
    """The server that REDIS_URL names, else the embedded one, which is started for the moment."""
    if environment.redis_url is not None:
        yield from server("Redis", environment.redis_url.get_secret_value())
        return
    try:
        with embedded(environment.data) as url:
            yield from server("embedded Valkey", url)
    except EmbeddedError as problem:
        yield error("embedded Valkey", str(problem))


def server(subject: str, url: str) -> Iterator[Check]:
    if "+sentinel://" in url:
        yield warning(
            subject, "is reached through Sentinel, which the doctor does not follow", "check one node by its URL"
        )
        return
    try:
        with Redis.from_url(
            url, socket_timeout=5, socket_connect_timeout=5, retry=None, retry_on_error=[], decode_responses=True
        ) as redis:
            facts: dict[str, Any] = redis.info()
            fsync = _setting(redis, "appendfsync")
    except (RedisError, OSError, ValueError) as problem:
        yield error(subject, f"does not answer ({problem})", "check REDIS_URL, or unset it for the embedded Valkey")
        return
    yield from judged(subject, facts, fsync)


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


def _eviction(subject: str, facts: dict[str, Any]) -> Check:
    policy = facts.get("maxmemory_policy")
    if policy != "noeviction":
        message = f"throws entries away when memory is short (`{policy}`), queued work included"
        return error(subject, message, "set `maxmemory-policy noeviction`")
    return ok(subject, "throws nothing away when memory is short")
