"""Deliveries that are forged, or that nobody can understand: refused with a sentence, and nothing is stored."""

import base64
import hashlib
import hmac
import io
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

import pytest
from flask import Flask

from connectors.github.webhook import MAX_BODY, signed
from tests.web.conftest import PAYLOAD, Site, changed, signature
from tests.web.invented import OLD_SECRET, OTHER_SECRET, SECRET

BODY = json.dumps(PAYLOAD).encode()
RIGHT = signature(BODY)
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Sent:
    """One request; genuine in everything that is not said."""

    status: int
    body: bytes = BODY
    signatures: tuple[str, ...] | None = None
    """None: the right one."""
    type: str | None = JSON
    event: str | None = "issues"
    delivery: str | None = "d-1"
    path: str = "/webhooks/github"
    method: str = "POST"
    extra: tuple[tuple[str, str], ...] = field(default=())

    def headers(self) -> list[tuple[str, str]]:
        signatures = (signature(self.body),) if self.signatures is None else self.signatures
        named = (("Content-Type", self.type), ("X-GitHub-Event", self.event), ("X-GitHub-Delivery", self.delivery))
        given = [(name, value) for name, value in named if value is not None]
        return [*given, *(("X-Hub-Signature-256", value) for value in signatures), *self.extra]


def signing(status: int, *signatures: str, body: bytes = BODY, **others: Any) -> Sent:
    return Sent(status, body, signatures, **others)


def holding(body: bytes, status: int = 422, **others: Any) -> Sent:
    """Rightly signed."""
    return Sent(status, body, **others)


def saying(payload: object = None, status: int = 422, **changes: Any) -> Sent:
    """Rightly signed JSON."""
    return holding(json.dumps(changed(PAYLOAD, **changes) if changes else payload).encode(), status)


def digest(key: str, algorithm: str = "sha256", body: bytes = BODY) -> Any:
    return hmac.new(key.encode(), body, algorithm)


INNER = json.dumps(PAYLOAD)
AS_FORM = f"payload={quote_plus(INNER)}".encode()

FORGED = {
    "no signature": signing(401),
    "an empty signature": signing(401, ""),
    "only the old SHA-1 header": signing(
        401, extra=(("X-Hub-Signature", "sha1=" + digest(SECRET, "sha1").hexdigest()),)
    ),
    "SHA-1 in the new header": signing(401, "sha1=" + digest(SECRET, "sha1").hexdigest()),
    "SHA-1 called SHA-256": signing(401, "sha256=" + digest(SECRET, "sha1").hexdigest()),
    "SHA-512": signing(401, "sha512=" + digest(SECRET, "sha512").hexdigest()),
    "a wrong prefix": signing(401, RIGHT.replace("sha256", "sha265")),
    "no prefix": signing(401, RIGHT.removeprefix("sha256=")),
    "only the prefix": signing(401, "sha256="),
    "an upper-case prefix": signing(401, RIGHT.replace("sha256", "SHA256")),
    "upper-case hex": signing(401, "sha256=" + RIGHT.removeprefix("sha256=").upper()),
    "base64 for hex": signing(401, "sha256=" + base64.b64encode(digest(SECRET).digest()).decode()),
    "a letter that is not ASCII": signing(401, RIGHT[:-1] + "é"),
    "nothing but letters that are not ASCII": signing(401, "é" * 71),
    "cut short": signing(401, RIGHT[:-1]),
    "too long": signing(401, RIGHT + "0"),
    "a space inside": signing(401, RIGHT.replace("=", "= ")),
    "two headers, both right": signing(401, RIGHT, RIGHT),
    "two headers, the right one first": signing(401, RIGHT, "sha256=" + "0" * 64),
    "two headers, the right one last": signing(401, "sha256=" + "0" * 64, RIGHT),
    "one byte of the body changed": signing(401, RIGHT, body=BODY.replace(b"42", b"43")),
    "a line break added to the body": signing(401, RIGHT, body=BODY + b"\n"),
    "another body's signature": signing(401, RIGHT, body=b""),
    "an empty key": signing(401, "sha256=" + digest("").hexdigest()),
    "the body hashed without a key": signing(401, "sha256=" + hashlib.sha256(BODY).hexdigest()),
    "a guessed secret": signing(401, "sha256=" + digest("password").hexdigest()),
    "the secret with a line break": signing(401, "sha256=" + digest(SECRET + "\n").hexdigest()),
    "the name of the variable": signing(401, "sha256=" + digest("${GITHUB_WEBHOOK_SECRET}").hexdigest()),
    "the other tracker's secret": signing(401, "sha256=" + digest(OTHER_SECRET).hexdigest()),
    "this tracker's secret, at the other tracker": signing(401, RIGHT, path="/webhooks/enterprise"),
    "a tracker without a secret": signing(401, RIGHT, path="/webhooks/quiet"),
    "a tracker without a secret, and an empty key": signing(
        401, "sha256=" + digest("").hexdigest(), path="/webhooks/quiet"
    ),
    "the JSON signed instead of the form": signing(401, RIGHT, body=AS_FORM, type=FORM),
    "deeply nested and not signed": signing(401, "sha256=" + "0" * 64, body=b"[" * 200_000),
}
MISDIRECTED = {
    "an unknown tracker": Sent(404, path="/webhooks/gitlab"),
    "a tracker's name in capitals": Sent(404, path="/webhooks/GitHub"),
    "a climbing path": Sent(404, path="/webhooks/../github"),
    "no tracker": Sent(404, path="/webhooks/"),
    "something behind the tracker": Sent(404, path="/webhooks/github/issues"),
    "GET": Sent(405, b"", method="GET"),
    "PUT": Sent(405, method="PUT"),
    "DELETE": Sent(405, method="DELETE"),
}
MALFORMED = {
    "plain text": holding(BODY, 415, type="text/plain"),
    "no content type": holding(BODY, 415, type=None),
    "XML": holding(b"<issue/>", 415, type="application/xml"),
    "a form of parts": holding(BODY, 415, type="multipart/form-data; boundary=x"),
    "nearly JSON": holding(BODY, 415, type="application/json-patch+json"),
    "gzip": holding(BODY, 415, extra=(("Content-Encoding", "gzip"),)),
    "brotli": holding(BODY, 415, extra=(("Content-Encoding", "br"),)),
    "two codings": holding(BODY, 415, extra=(("Content-Encoding", "identity, gzip"),)),
    "no event": Sent(422, event=None),
    "no delivery": Sent(422, delivery=None),
    "an empty body": holding(b""),
    "not JSON": holding(b"issue=42"),
    "cut off": holding(BODY[:-1]),
    "not UTF-8": holding(b'{"action": "\xff"}'),
    "200,000 lists in each other": holding(b"[" * 200_000 + b"]" * 200_000),
    "100,000 objects in each other": holding(b'{"issue":' * 100_000 + b"1" + b"}" * 100_000),
    "a number of 5,000 digits": holding(BODY.replace(b"42", b"4" * 5000)),
    "a list": saying([PAYLOAD]),
    "a text": saying("issue"),
    "a number": saying(42),
    "null": holding(b"null"),
    "no repository": saying(repository=...),
    "a repository by name": saying(repository="acme/incidents"),
    "a repository without id": saying(repository__id=...),
    "a repository's id as text": saying(repository__id="101"),
    "a repository's name as a number": saying(repository__full_name=7),
    "no issue": saying(issue=...),
    "an issue by number": saying(issue=42),
    "no number": saying(issue__number=...),
    "a negative number": saying(issue__number=-42),
    "number zero": saying(issue__number=0),
    "a number as text": saying(issue__number="42"),
    "a number as truth": saying(issue__number=True),
    "a broken number": saying(issue__number=42.5),
    "a number that is a list": saying(issue__number=[42]),
    "labels by name": saying(issue__labels="postmortem"),
    "a body that is no text": saying(issue__body=["<!-- followthrough: -->"]),
    "an action that is no text": saying(action=["labeled"]),
    "a form without a payload": holding(b"data=1", type=FORM),
    "a form with two payloads": holding(AS_FORM + b"&" + AS_FORM, type=FORM),
    "a form that is none": holding(b"\xff\xfe", type=FORM),
    "a form of a thousand fields": holding(b"&".join(b"a=1" for _ in range(1000)), type=FORM),
    "a form whose payload is no JSON": holding(b"payload=issue", type=FORM),
    "JSON that is called a form": holding(BODY, type=FORM),
    "too large": holding(b" " * (MAX_BODY + 1), 413),
}
ALL = FORGED | MISDIRECTED | MALFORMED


@pytest.mark.parametrize("name", ALL)
def test_a_delivery_that_is_not_right_is_refused_with_a_sentence_and_leaves_nothing(name: str, site: Site) -> None:
    sent = ALL[name]
    answer = site.app.test_client().open(sent.path, method=sent.method, data=sent.body, headers=sent.headers())
    assert answer.status_code == sent.status, answer.text
    assert answer.json is not None and set(answer.json) == {"error"}
    assert str(answer.json["error"]).endswith(".") and "\n" not in answer.json["error"]
    assert "Traceback" not in answer.text
    assert site.redis.dbsize() == 0


def test_there_are_at_least_forty_forgeries_and_every_answer_is_the_callers_fault() -> None:
    assert len(ALL) >= 40
    assert all(400 <= sent.status < 500 for sent in ALL.values())


def test_the_signature_that_github_publishes_as_an_example_is_right() -> None:
    given = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    assert signed(b"Hello, World!", given, ["It's a Secret to Everybody"])
    assert not signed(b"Hello, World!", given, ["it's a secret to everybody"])


def test_a_secret_that_is_being_replaced_still_signs(site: Site) -> None:
    assert site.deliver(secret=OLD_SECRET).status_code == 202


def test_each_tracker_has_its_own_secret(site: Site) -> None:
    assert site.deliver(tracker="enterprise", secret=OTHER_SECRET).status_code == 202


def test_what_is_wrong_is_said(site: Site) -> None:
    unsigned = site.app.test_client().post("/webhooks/quiet", data=BODY)
    assert unsigned.json == {
        "error": "The tracker 'quiet' has no webhook_secret in the config, so no delivery can be believed."
    }
    number = site.deliver(changed(PAYLOAD, issue__number="42"))
    assert number.json == {"error": "Expected a positive number in 'number'."}


def test_a_body_without_a_length_is_refused_as_soon_as_it_is_too_large(site: Site) -> None:
    source = Endless()
    answer = _streamed(site.app, source)
    assert answer == 413
    assert source.read_bytes <= MAX_BODY + 1024**2
    assert site.redis.dbsize() == 0


def test_a_body_is_not_even_read_where_no_signature_came(site: Site) -> None:
    source = Endless()
    assert _streamed(site.app, source, signatures=()) == 401
    assert source.read_bytes == 0


class Endless(io.RawIOBase):
    """A body that never ends."""

    read_bytes = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return 0

    def seek(self, offset: int, whence: int = 0) -> int:
        """The test client wants to know the length."""
        return 0

    def readinto(self, buffer: Any) -> int:
        size = min(len(buffer), 65_536)
        buffer[:size] = b" " * size
        self.read_bytes += size
        return size


def _streamed(app: Flask, source: Endless, signatures: tuple[str, ...] = (RIGHT,)) -> int:
    """Sent in chunks, as the server hands it over: without a length, and with an end."""
    return (
        app.test_client()
        .post(
            "/webhooks/github",
            input_stream=source,
            headers=signing(0, *signatures).headers(),
            environ_overrides={"wsgi.input_terminated": True},
        )
        .status_code
    )
