"""Reads the Authorization header: an address with an API token in Cloud, a personal access token in Data Center."""

from __future__ import annotations

import base64
import binascii

from connectors.sandbox.jira.identity import ANONYMOUS, Viewer
from connectors.sandbox.jira.refusals import Refusal, unauthorized
from connectors.sandbox.jira.state import Token
from connectors.sandbox.jira.world import World


def viewer_of(world: World, authorization: str | None, by_gateway: bool) -> Viewer:
    """Nobody without the header; 401 for a token that is unknown, has run out, or came to the wrong address.

    A scoped token works through the gateway only, and nobody comes through the gateway without a token.
    """
    if not authorization:
        if by_gateway:
            raise _refused()
        return ANONYMOUS
    token = _basic(world, authorization) if world.is_cloud else _bearer(world, authorization)
    if token is None or (token.expires_at and token.expires_at <= world.now()) or not token.user.active:
        raise _refused()
    if token.scoped and not by_gateway:
        raise _refused()
    return Viewer(token.user, token)


def _refused() -> Refusal:
    refusal = unauthorized()
    return Refusal(
        refusal.status, refusal.messages, headers={**refusal.headers, "X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}
    )


def _basic(world: World, authorization: str) -> Token | None:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        address, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    token = world.tokens.get(secret)
    return token if token and token.user.email.lower() == address.lower() else None


def _bearer(world: World, authorization: str) -> Token | None:
    scheme, _, secret = authorization.partition(" ")
    return world.tokens.get(secret.strip()) if scheme.lower() == "bearer" else None
