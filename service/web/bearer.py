"""Who may ask the API: whoever knows one of its tokens (RFC 6750). Without any token set, nobody, from anywhere.

Not here: sessions and sign-in, which are for people with a browser.
"""

import hmac
from collections.abc import Iterable
from hashlib import sha256
from typing import NoReturn

from flask import abort, request
from pydantic import SecretStr
from werkzeug.datastructures import WWWAuthenticate

VARIABLE = "FOLLOWTHROUGH_API_TOKENS"

_CLOSED = f"The API is closed: set {VARIABLE} to one token or several, each 16 bytes or longer, and start web again."
_MISSING = f"The header Authorization is missing; send `Authorization: Bearer TOKEN` with a token of {VARIABLE}."
_WRONG = f"The token in the header Authorization is none of {VARIABLE}."


def refuse_strangers(tokens: Iterable[SecretStr]) -> None:
    """Aborts where the request does not carry one of the tokens; nothing of its body is read for that.

    Each token is compared, and each in the same time, so that the time tells neither how far nor with which one agrees.
    """
    known = [_digest(token.get_secret_value().encode()) for token in tokens]
    if not known:
        abort(403, _CLOSED)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        _challenge(_MISSING)
    given = _digest(token.strip().encode("latin-1", "replace"))  # WSGI hands over the bytes of a header as Latin-1
    if not any([hmac.compare_digest(given, one) for one in known]):  # noqa: C419
        _challenge(_WRONG, error="invalid_token")


def _digest(token: bytes) -> bytes:
    """Of the same length for all, so that the length of a token does not show either."""
    return sha256(token).digest()


def _challenge(sentence: str, **why: str | None) -> NoReturn:
    abort(401, sentence, www_authenticate=WWWAuthenticate("bearer", {"realm": "followthrough", **why}))
