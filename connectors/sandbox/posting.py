"""One POST to whoever listens to a webhook, without redirects or retries. What the answer means is not known here."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

LOST = "failed to connect to host"
TIMED_OUT = "timed out"


@dataclass(frozen=True)
class Outcome:
    """`status` is "OK" when the receiver answered 2xx; without an answer the code is a gateway's."""

    status: str
    code: int
    headers: dict[str, str]
    body: bytes


def lost() -> Outcome:
    return Outcome(LOST, 502, {}, b"")


def post(url: str, headers: dict[str, str], body: bytes, timeout: float) -> Outcome:
    """A receiver that cannot be reached is an outcome, not an error."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=timeout)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, headers)
        answer = connection.getresponse()
        content = answer.read()
    except TimeoutError:
        return Outcome(TIMED_OUT, 504, {}, b"")
    except (OSError, http.client.HTTPException):
        return lost()
    finally:
        connection.close()
    fine = 200 <= answer.status < 300
    status = "OK" if fine else f"Invalid HTTP Response: {answer.status}"
    return Outcome(status, answer.status, dict(answer.getheaders()), content)
