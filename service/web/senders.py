"""How each kind of tracker delivers: the header of its signature, what proves a body, what reads it. No client.

Not here: what becomes of a delivery (webhooks.py).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from connectors.github import webhook as github
from connectors.jira import webhook as jira
from connectors.tracker import Hint, Ignored
from service.mappings import TrackerKind
from service.markers import MARK

MAX_BODY = max(github.MAX_BODY, jira.MAX_BODY)
"""Bytes."""


class NotUnderstood(Exception):
    """A delivery that is genuine and cannot be read; the message is a sentence."""


class NotOfItsType(NotUnderstood):
    """Its content type is none that the tracker uses."""


@dataclass(frozen=True)
class Sender:
    signature: str
    """The header that carries it."""
    proves: Callable[[bytes, str, Iterable[str]], bool]
    """Whether a body is signed so, under one of the secrets."""
    headers: tuple[str, ...]
    """What reading needs of them."""
    read: Callable[[Mapping[str, str], bytes], Hint | Ignored]
    """Raises NotUnderstood."""


def _read_github(headers: Mapping[str, str], body: bytes) -> Hint | Ignored:
    try:
        return github.read(headers, body, mark=MARK)
    except github.UnsupportedType as error:
        raise NotOfItsType(_sentence(error)) from error
    except github.Malformed as error:
        raise NotUnderstood(_sentence(error)) from error


def _read_jira(headers: Mapping[str, str], body: bytes) -> Hint | Ignored:
    try:
        return jira.read(headers, body, mark=MARK)
    except jira.UnsupportedType as error:
        raise NotOfItsType(_sentence(error)) from error
    except jira.Malformed as error:
        raise NotUnderstood(_sentence(error)) from error


def _signed_by_jira(body: bytes, signature: str, secrets: Iterable[str]) -> bool:
    return jira.signed(body, {jira.SIGNATURE: signature}, secrets)


SENDERS = {
    TrackerKind.GITHUB: Sender(
        github.SIGNATURE, github.signed, (github.EVENT, github.DELIVERY, "Content-Type"), _read_github
    ),
    TrackerKind.JIRA: Sender(jira.SIGNATURE, _signed_by_jira, (jira.DELIVERY, "Content-Type"), _read_jira),
}


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
