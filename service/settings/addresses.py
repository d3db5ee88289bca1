"""Addresses in the config: where trackers are, where the service is reached, and who may call it.

Every function raises ValueError as those of parsing.py do. Not here: what is asked at an address.
"""

import re
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from service.settings.parsing import Expected

Network = IPv4Network | IPv6Network

_ATLASSIAN = ".atlassian.net"
_NO_SITE = {"rest", "ex", "browse", "projects", "secure", "issues", "wiki"}
"""What follows the address of a Jira in the addresses of its pages and of its API."""


def api_url(url: str) -> str:
    """The root of a tracker's API: https anywhere, plain http on this machine only."""
    address = _safe_url(url)
    if urlsplit(address).hostname in {"github.com", "www.github.com"}:
        raise ValueError("must be the address of the API: `https://api.github.com` for github.com")
    return address


def site_url(url: str) -> str:
    """Where people read a Jira: https anywhere, plain http on this machine only."""
    address = _safe_url(url)
    parts = urlsplit(address)
    if parts.hostname == "api.atlassian.com":
        raise ValueError(
            "must be the address of the site such as `https://acme.atlassian.net`; a token that was made with scopes "
            "is told by `scoped: true`"
        )
    steps = [step.lower() for step in parts.path.split("/") if step]
    if _NO_SITE & set(steps) or (steps and is_atlassian(address)):
        raise ValueError(
            "must be the address of the Jira itself such as `https://acme.atlassian.net` or `https://jira.acme.example`,"
            " without what follows it on a page or in the API"
        )
    return address


def is_atlassian(url: str) -> bool:
    """Whether an address says by itself that it is a Jira Cloud."""
    return (urlsplit(url).hostname or "").endswith(_ATLASSIAN)


def _safe_url(url: str) -> str:
    address = web_url(url)
    parts = urlsplit(address)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise ValueError(
            "must start with https://, because a token would travel readable; plain http is accepted to 127.0.0.0/8, "
            "::1 and localhost only"
        )
    return address


def web_url(url: str) -> str:
    """An address without user, query or fragment; the slash at the end is dropped."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable or re.search(r"[\s\\]", url):
        raise ValueError("must be an address such as `https://host/path`")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("must be an address without user, password, `?` or `#`")
    return url.rstrip("/")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def network(words: str) -> Network:
    """One address, or a network of them."""
    try:
        found = ip_network(words)
    except ValueError:
        raise Expected("must be an IP address or a network such as `10.1.2.3` or `10.1.2.0/24`") from None
    if found.prefixlen == 0:
        raise Expected("must be fewer addresses than all there are")
    return found
