"""Connects to Redis or Valkey where REDIS_URL says it is, also through sentinels.

Nothing is sent twice behind anybody's back: a command whose answer is lost may have had its effect. Not here: which
form REDIS_URL has (redis_address.py), and what runs when it is unset (embedded.py).
"""

from typing import Any, cast

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError
from redis.retry import Retry
from redis.sentinel import MasterNotFoundError, Sentinel

from service.redis_address import Login, SentinelAddress, names_sentinels, parse_sentinels

SECONDS = 2
"""How long a command may take; a webhook is better refused than kept waiting."""
SENTINEL_SECONDS = 0.5
"""How long one sentinel may take; the next one is asked then."""


def connect(url: str) -> "Redis":
    """A connection for the short commands of index and queue."""
    return connected(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)


def connect_worker(url: str) -> "Redis":
    """A connection for RQ, which waits for jobs with blocking commands and sets its own time limit for them."""
    return connected(url, socket_connect_timeout=SECONDS)


def connected(url: str, **options: Any) -> "Redis":
    """`options` are redis-py's, for each connection to the server."""
    options = {"retry": None, "retry_on_error": [], **options}
    if names_sentinels(url):
        return _through_sentinels(parse_sentinels(url), options)
    return Redis.from_url(url, **options)


def _through_sentinels(address: SentinelAddress, options: dict[str, Any]) -> "Redis":
    """Each new connection asks where the master is; one that was demoted counts as lost (redis.sentinel)."""
    files = dict(address.tls_files)
    asked = {
        **_credentials(address.sentinel_login),
        **(files if address.sentinel_tls else {}),
        "ssl": address.sentinel_tls,
        "socket_timeout": SENTINEL_SECONDS,
        "socket_connect_timeout": SENTINEL_SECONDS,
        "retry": Retry(NoBackoff(), 0),  # without it redis-py tries a dead sentinel again, for seconds
    }
    sentinels = _Sentinels(address.sentinels, sentinel_kwargs=asked)  # type: ignore[no-untyped-call]
    told = {"db": address.db, **_credentials(address.login), **options}
    if address.tls:
        told |= {"ssl": True, **files}
    return cast("Redis", sentinels.master_for(address.service, **told))  # type: ignore[no-untyped-call]


class _Sentinels(Sentinel):
    def discover_master(self, service_name: str) -> tuple[str, int]:
        """Raises ConnectionError with a sentence for people."""
        try:
            return cast("tuple[str, int]", super().discover_master(service_name))  # type: ignore[no-untyped-call]
        except MasterNotFoundError as error:
            refused = "NOAUTH" in str(error) or "AuthenticationError" in str(error)
            why = "they want another sentinel_password" if refused else "it is down, or known under another name"
            raise ConnectionError(f"no sentinel leads to the master of {service_name!r}: {why}") from error


def _credentials(login: Login) -> dict[str, str | None]:
    return {"username": login.username, "password": login.password}
