"""Reads the Authorization header: a person's or an installation's token, or the JWT of an App.

Source: https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
"""

from __future__ import annotations

from datetime import datetime, timedelta

import jwt

from connectors.sandbox.github.identity import ANONYMOUS, Viewer
from connectors.sandbox.github.refusals import Refusal
from connectors.sandbox.github.state import App
from connectors.sandbox.github.world import World

BAD = "Bad credentials"
NO_JWT = "A JSON web token could not be decoded"
LONGEST_JWT = timedelta(minutes=10)


def viewer_of(world: World, authorization: str | None) -> Viewer:
    """Nobody without the header; 401 for a token that is unknown or has run out."""
    if not authorization:
        return ANONYMOUS
    token = world.tokens.get(secret_in(authorization))
    if token is None or (token.expires_at and token.expires_at <= world.now()):
        raise Refusal(401, BAD)
    return Viewer(token.account, token)


def secret_in(authorization: str) -> str:
    scheme, _, secret = authorization.partition(" ")
    if scheme.lower() not in ("token", "bearer"):
        raise Refusal(401, BAD)
    return secret.strip()


def app_of(world: World, authorization: str | None) -> App:
    """The App whose key signed the JWT; its times are checked by the world's clock."""
    if not authorization:
        raise Refusal(401, NO_JWT)
    token = secret_in(authorization)
    try:
        issuer = str(jwt.decode(token, options={"verify_signature": False}).get("iss"))
        app = _issuer(world, issuer)
        claims = jwt.decode(
            token, app.public_key, algorithms=["RS256"], options={"verify_exp": False, "verify_iat": False}
        )
    except jwt.InvalidTokenError as error:
        raise Refusal(401, NO_JWT) from error
    _check_times(claims, world.now())
    return app


def _issuer(world: World, issuer: str) -> App:
    """By its id or its client id."""
    for app in world.apps.values():
        if issuer in (str(app.id), f"Iv1.{app.id:016x}"):
            return app
    raise Refusal(401, "'Issuer' claim ('iss') must be an Integer")


def _check_times(claims: dict[str, object], now: datetime) -> None:
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int | float) or issued > now.timestamp():
        raise Refusal(
            401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
        )
    if not isinstance(expires, int | float) or expires <= now.timestamp():
        raise Refusal(401, "'Expiration time' claim ('exp') must be a numeric value representing a future time")
    if expires > (now + LONGEST_JWT).timestamp():
        raise Refusal(401, "'Expiration time' claim ('exp') is too far in the future")
