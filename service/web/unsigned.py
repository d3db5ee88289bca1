"""Whether a delivery without a signature may be believed: it came to the secret address, from where Jira is.

A weaker proof than a signature, for a Jira Data Center before 10, which signs nothing. Off where the config does not
ask for it. Not here: reading the delivery (senders.py).
"""

import hmac
from ipaddress import IPv4Address, IPv6Address, ip_address

from service.settings import TrackerSettings


def believed(tracker: TrackerSettings | None, token: str, peer: str | None) -> bool:
    """`token` is the last part of the path, `peer` the address at the other end of the connection, never a header's."""
    if tracker is None or tracker.unsigned is None:
        return False
    expected = tracker.unsigned.path.get_secret_value()
    right = hmac.compare_digest(token.encode(), expected.encode())
    return _among(tracker, peer) and right


def _among(tracker: TrackerSettings, peer: str | None) -> bool:
    address = _address(peer or "")
    networks = tracker.unsigned.addresses if tracker.unsigned else ()
    return address is not None and any(address in network for network in networks)


def _address(peer: str) -> IPv4Address | IPv6Address | None:
    """An IPv4 address also where the server listens to both kinds and shows it within an IPv6 one."""
    try:
        address = ip_address(peer)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
