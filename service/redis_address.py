"""REDIS_URL, where it names sentinels: `redis+sentinel://[user:password@]host:port[,host:port…]/service[/db][?…]`.

Pure. Not here: connecting (redis_connection.py), and the plain addresses, which redis-py reads itself.
"""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

FORM = "redis+sentinel://[user:password@]host:port[,host:port...]/service_name[/db]"
PORT = 26379
"""Where a sentinel listens unless told otherwise (its own documentation)."""

_SCHEMES = {"redis+sentinel": False, "rediss+sentinel": True}
"""Whether TLS is spoken."""
_TLS = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
_OPTIONS = ("sentinel_username", "sentinel_password", "ssl", "sentinel_ssl", *_TLS)
_YES_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True)
class Login:
    """What a server, or a sentinel, wants to hear; nothing where both are None."""

    username: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SentinelAddress:
    """Sentinels, which know where the master of a service is right now."""

    sentinels: tuple[tuple[str, int], ...]
    service: str
    db: int = 0
    login: Login = Login()
    sentinel_login: Login = Login()
    """Sentinels have accounts of their own."""
    tls: bool = False
    sentinel_tls: bool = False
    tls_files: tuple[tuple[str, str], ...] = ()
    """Options of redis-py for TLS, each with the path of a file."""


def names_sentinels(url: str) -> bool:
    return url.partition("://")[0] in _SCHEMES


def parse_sentinels(url: str) -> SentinelAddress:
    """Raises ValueError with what is wrong and the form that is meant; no part of the address is in it."""
    try:
        return _parsed(url)
    except _Wrong as wrong:
        raise ValueError(f"must have the form {FORM}; {wrong}") from None


def passwords(url: str) -> tuple[str, ...]:
    """Those in any address, for the one place that hides them: the log."""
    if names_sentinels(url):
        address = parse_sentinels(url)
        found = (address.login.password, address.sentinel_login.password)
    else:
        plain = urlsplit(url)
        found = (unquote(plain.password or ""), dict(parse_qsl(plain.query)).get("password"))
    return tuple(password for password in found if password)


class _Wrong(Exception):
    """What is wrong, without any part of the address: whatever stands in the wrong place may be the password."""


def _parsed(url: str) -> SentinelAddress:
    scheme, _, rest = url.partition("://")
    place, _, query = rest.partition("?")
    netloc, _, path = place.partition("/")
    options, (service, db) = _options(query), _path(path)
    userinfo, _, hosts = netloc.rpartition("@")
    tls = _flag(options, "ssl", _SCHEMES[scheme])
    return SentinelAddress(
        tuple(_host(host) for host in hosts.split(",")),
        service,
        db,
        _login(userinfo),
        Login(options.get("sentinel_username"), options.get("sentinel_password")),
        tls,
        _flag(options, "sentinel_ssl", tls),
        tuple((name, options[name]) for name in _TLS if name in options),
    )


def _options(query: str) -> dict[str, str]:
    found = dict(parse_qsl(query, keep_blank_values=True))
    if not found.keys() <= set(_OPTIONS):
        raise _Wrong(f"an option behind the question mark is none of {', '.join(_OPTIONS)}")
    if "" in found.values():
        raise _Wrong("an option behind the question mark is empty")
    return found


def _flag(options: dict[str, str], name: str, default: bool) -> bool:
    if name not in options:
        return default
    if options[name].lower() not in _YES_NO:
        raise _Wrong(f"{name} must be true or false")
    return _YES_NO[options[name].lower()]


def _path(path: str) -> tuple[str, int]:
    service, _, db = path.rstrip("/").partition("/")
    if not service:
        raise _Wrong("it names no service, the name under which the sentinels know the master")
    if db and not (db.isascii() and db.isdecimal()):
        raise _Wrong("behind the service only the number of a database may stand")
    return unquote(service), int(db or 0)


def _login(userinfo: str) -> Login:
    username, _, password = userinfo.partition(":")
    return Login(unquote(username) or None, unquote(password) or None)


def _host(text: str) -> tuple[str, int]:
    """IPv6 addresses stand in brackets."""
    closing = text.rfind("]") + 1
    host, _, port = text[closing:].partition(":") if closing else text.partition(":")
    host = text[1 : closing - 1] if closing else host
    if not host or (closing and not text.startswith("[")):
        raise _Wrong("a sentinel has no host")
    if port and not (port.isascii() and port.isdecimal() and 1 <= int(port) <= 65535):
        raise _Wrong("the port of a sentinel must be a number from 1 to 65535")
    return host, int(port or PORT)
