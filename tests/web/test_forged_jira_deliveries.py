"""Forged deliveries of a Jira, and those that nobody can understand: refused with a sentence, and nothing is stored."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

import pytest
from redis import Redis

from connectors.jira.webhook import MAX_BODY, signed
from tests.web import jira
from tests.web.conftest import Installed, changed, signature, site
from tests.web.jira import OTHER_SECRET, PAYLOAD, SECRET, JiraSite

BODY = json.dumps(PAYLOAD).encode()
RIGHT = signature(BODY, SECRET)
JSON = "application/json"


@dataclass(frozen=True)
class Sent:
    """One request; genuine in everything that is not said."""

    status: int
    body: bytes = BODY
    signatures: tuple[str, ...] | None = None
    """None: the right one."""
    type: str | None = JSON
    path: str = "/webhooks/jira"
    method: str = "POST"
    extra: tuple[tuple[str, str], ...] = ()

    def headers(self) -> list[tuple[str, str]]:
        signatures = (signature(self.body, SECRET),) if self.signatures is None else self.signatures
        named = (("Content-Type", self.type), ("X-Atlassian-Webhook-Identifier", "d-1"))
        given = [(name, value) for name, value in named if value is not None]
        return [*given, *(("X-Hub-Signature", value) for value in signatures), *self.extra]


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


SHA1 = "sha1=" + digest(SECRET, "sha1").hexdigest()
FORGED = {
    "no signature": signing(401),
    "an empty signature": signing(401, ""),
    "SHA-1": signing(401, SHA1),
    "SHA-1 called SHA-256": signing(401, SHA1.replace("sha1", "sha256")),
    "SHA-512": signing(401, "sha512=" + digest(SECRET, "sha512").hexdigest()),
    "no method of any kind": signing(401, "none="),
    "the header of GitHub": signing(401, extra=(("X-Hub-Signature-256", RIGHT),)),
    "a bearer's token": signing(401, extra=(("Authorization", f"JWT {SECRET}"),)),
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
    "two methods in one header": signing(401, f"{SHA1},{RIGHT}"),
    "one byte of the body changed": signing(401, RIGHT, body=BODY.replace(b"10042", b"10043")),
    "a line break added to the body": signing(401, RIGHT, body=BODY + b"\n"),
    "another body's signature": signing(401, RIGHT, body=b""),
    "an empty key": signing(401, "sha256=" + digest("").hexdigest()),
    "the body hashed without a key": signing(401, "sha256=" + hashlib.sha256(BODY).hexdigest()),
    "a guessed secret": signing(401, "sha256=" + digest("password").hexdigest()),
    "the secret with a line break": signing(401, "sha256=" + digest(SECRET + "\n").hexdigest()),
    "the name of the variable": signing(401, "sha256=" + digest("${JIRA_WEBHOOK_SECRET}").hexdigest()),
    "the other tracker's secret": signing(401, "sha256=" + digest(OTHER_SECRET).hexdigest()),
    "this tracker's secret, at the other tracker": signing(401, RIGHT, path="/webhooks/other"),
    "a tracker without a secret": signing(401, RIGHT, path="/webhooks/quiet"),
    "a tracker without a secret, and an empty key": signing(
        401, "sha256=" + digest("").hexdigest(), path="/webhooks/quiet"
    ),
    "a tracker that does not sign, at its plain address": signing(
        401, "sha256=" + digest("").hexdigest(), path="/webhooks/old"
    ),
    "a GitHub of the same secret, in its own header": signing(401, RIGHT, path="/webhooks/github"),
    "deeply nested and not signed": signing(401, "sha256=" + "0" * 64, body=b"[" * 200_000),
}
MALFORMED = {
    "an unknown tracker": Sent(404, path="/webhooks/jria"),
    "a tracker's name in capitals": Sent(404, path="/webhooks/Jira"),
    "something behind the tracker": Sent(404, path="/webhooks/jira/issues"),
    "GET": Sent(405, b"", method="GET"),
    "plain text": holding(BODY, 415, type="text/plain"),
    "no content type": holding(BODY, 415, type=None),
    "a form": holding(b"payload=%7B%7D", 415, type="application/x-www-form-urlencoded"),
    "gzip": holding(BODY, 415, extra=(("Content-Encoding", "gzip"),)),
    "an empty body": holding(b""),
    "not JSON": holding(b"issue=42"),
    "cut off": holding(BODY[:-1]),
    "not UTF-8": holding(b'{"webhookEvent": "\xff"}'),
    "200,000 lists in each other": holding(b"[" * 200_000 + b"]" * 200_000),
    "a list": saying([PAYLOAD]),
    "null": holding(b"null"),
    "no event": saying(webhookEvent=...),
    "an event that is no text": saying(webhookEvent=["jira:issue_updated"]),
    "an issue without an id": saying(issue__id=...),
    "an issue's id below zero": saying(issue__id="-42"),
    "an issue's id that is a name": saying(issue__id="PM-7"),
    "an issue's id as truth": saying(issue__id=True),
    "an issue's id of 5,000 digits": saying(issue__id="4" * 5000),
    "a project by its key": saying(issue__fields__project="PM"),
    "a project without an id": saying(issue__fields__project={"key": "PM"}),
    "a project's id that holds a blank": saying(issue__fields__project={"id": "1 0", "key": "PM"}),
    "labels in one text": saying(issue__fields__labels="postmortem"),
    "fields that are a list": saying(issue__fields=[]),
    "a project event without a project": saying({"webhookEvent": "project_updated"}),
    "too large": holding(b" " * (MAX_BODY + 1), 413),
}
ALL = FORGED | MALFORMED


@pytest.fixture(scope="module")
def built(installed: Installed) -> JiraSite:
    return JiraSite(site(installed.redis, installed.clock, settings=jira.SETTINGS))


@pytest.mark.parametrize("name", ALL)
def test_a_delivery_that_is_not_right_is_refused_with_a_sentence_and_leaves_nothing(
    name: str, built: JiraSite, redis: "Redis"
) -> None:
    sent, app = ALL[name], built.site.app
    answer = app.test_client().open(sent.path, method=sent.method, data=sent.body, headers=sent.headers())
    assert answer.status_code == sent.status, answer.text
    assert answer.json is not None and set(answer.json) == {"error"}
    assert str(answer.json["error"]).endswith(".") and "\n" not in answer.json["error"]
    assert "Traceback" not in answer.text
    assert redis.dbsize() == 0


def test_the_signature_that_atlassian_publishes_as_an_example_is_right() -> None:
    given = {"X-Hub-Signature": "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"}
    assert signed(b"Hello World!", given, ["It's a Secret to Everybody"])
    assert not signed(b"Hello World!", given, ["it's a secret to everybody"])
