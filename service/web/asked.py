"""What a request to check a document asks for: its body and query as a value, or the answer that says what is wrong.

Not here: who asks (bearer.py), and reading and judging the document (api.py).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Request, abort

from service.document.rules.profiles import PROFILES
from service.settings.problem import listed, meant

MOST_CHARACTERS = 100_000
"""Of a document: half more than a tracker takes. The worst text of this length takes about five seconds, and its
findings 17 MB; the 2 MB that a file may have would take minutes."""
MOST_BYTES = 1_000_000
"""Of a body: JSON may write a character in six bytes and more."""
LONGEST_NAME = 255

TYPES = ("application/json", "text/markdown")
OPTIONS = ("name", "profile", "mapping")
"""In the query, or beside `text` in a JSON body."""
FORMATS = ("json",)


@dataclass(frozen=True)
class Asked:
    text: str
    name: str | None = None
    profile: str | None = None
    mapping: str | None = None


def asked(request: Request) -> Asked:
    """Aborts where it cannot be understood."""
    query = _query(request)
    body = _body(request)
    given = _object(body) if request.mimetype == "application/json" else {"text": _decoded(body)}
    for key in sorted(given.keys() & query.keys()):
        abort(422, f"`{key}` is given twice: in the query and in the body.")
    words = {key: _words(key, value) for key, value in (given | query).items() if value is not None}
    if "text" not in words:
        abort(422, "`text` is missing: the document in Markdown.")
    name, profile = words.get("name"), words.get("profile")
    if name is not None and len(name) > LONGEST_NAME:
        abort(422, f"`name` must have {LONGEST_NAME} characters at most.")
    if profile is not None and profile not in PROFILES:
        abort(422, f"`profile` names no profile{meant(profile, PROFILES)}; accepted: {listed(PROFILES)}.")
    return Asked(_document(words["text"]), name, profile, words.get("mapping"))


def _document(text: str) -> str:
    """As the command line reads a file: without a byte order mark, and not empty."""
    if len(text) > MOST_CHARACTERS:
        abort(413, f"The document is too long; the limit is {MOST_CHARACTERS:,} characters.")
    if not text.strip("\ufeff \t\r\n"):
        abort(422, "The document is empty.")
    return text.removeprefix("\ufeff")


def _query(request: Request) -> dict[str, str]:
    given = request.args.to_dict(flat=False)
    _refuse_others(given, (*OPTIONS, "format"), "in the query")
    for key, values in given.items():
        if len(values) > 1:
            abort(422, f"`{key}` is given twice in the query.")
    form = given.pop("format", ["json"])[0]
    if form not in FORMATS:
        abort(422, f"`format` is none that can be had; accepted: {listed(FORMATS)}.")
    return {key: values[0] for key, values in given.items()}


def _body(request: Request) -> bytes:
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        abort(415, "Compressed bodies are not accepted; send it without a Content-Encoding.")
    if request.mimetype not in TYPES:
        abort(415, f"The Content-Type must be one of {listed(TYPES)}.")
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        abort(415, "The charset must be UTF-8.")
    # A body that names its length is refused by it; of one that comes in chunks, no more than this is read.
    request.max_content_length = MOST_BYTES + 1
    body = b"" if (request.content_length or 0) > MOST_BYTES else request.get_data(cache=False)
    if max(len(body), request.content_length or 0) > MOST_BYTES:
        abort(413, f"The body is too large; the limit is {MOST_BYTES:,} bytes, {MOST_CHARACTERS:,} characters of text.")
    return body


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        abort(400, f"The body is not UTF-8 text: byte {error.start + 1}, 0x{body[error.start]:02x}, cannot be read.")


def _object(body: bytes) -> dict[str, Any]:
    text = _decoded(body).removeprefix("\ufeff")
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        abort(400, "The body is not JSON.")
    if not isinstance(given, dict):
        abort(422, 'The body must be a JSON object such as {"text": "# Checkout was down …"}.')
    _refuse_others(given, ("text", *OPTIONS), "of the body")
    return given


def _refuse_others(given: Mapping[str, object], accepted: Iterable[str], where: str) -> None:
    for key in sorted(given.keys() - set(accepted)):
        abort(422, f"`{_shown(key)}` is not a key {where}{meant(key, accepted)}; accepted keys: {listed(accepted)}.")


def _words(key: str, value: object) -> str:
    if not isinstance(value, str):
        abort(422, f"`{key}` must be a text.")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        abort(422, f"`{key}` holds half of a surrogate pair, which is no character.")
    return value


def _shown(key: str, most: int = 40) -> str:
    """A stranger's word within a sentence of ours."""
    return "".join(character if character.isprintable() else "\ufffd" for character in key[:most])
