"""Deliveries as bytes: which are genuine, which are understood, and that no other is."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.github.webhook import (
    DELIVERY,
    EVENT,
    EVENTS,
    Malformed,
    UnsupportedType,
    read,
    signed,
)
from connectors.tracker import Hint, Ignored, Person

SECRET = "It's a Secret to Everybody"
BODY = b"Hello, World!"
SIGNATURE = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
"""The vendor's own example (docs: validating webhook deliveries)."""

MARK = "<!-- followthrough"


def headers(event: str = "issues", kind: str = "application/json") -> dict[str, str]:
    return {EVENT: event, DELIVERY: "guid-1", "Content-Type": kind}


def delivery(**changes: Any) -> bytes:
    """A payload with some of its keys changed; None takes a key away."""
    whole: dict[str, Any] = {
        "action": "labeled",
        "issue": {"number": 7, "body": "words", "labels": [{"name": "incident"}]},
        "label": {"name": "postmortem"},
        "repository": {"id": 1296269, "full_name": "acme/incidents"},
        "sender": {"id": 5, "login": "bob", "type": "User"},
    }
    return json.dumps({key: it for key, it in {**whole, **changes}.items() if it is not None}).encode()


# Genuine


def test_the_vendors_own_example_is_genuine() -> None:
    assert signed(BODY, SIGNATURE, [SECRET])


@pytest.mark.parametrize("secrets", [["new", SECRET], [SECRET, "new"], (secret for secret in ("new", SECRET))])
def test_while_a_secret_rotates_either_will_do(secrets: Any) -> None:
    assert signed(BODY, SIGNATURE, secrets)


def of(secret: str, body: bytes = BODY, kind: str = "sha256") -> str:
    return f"{kind}={hmac.new(secret.encode(), body, kind).hexdigest()}"


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        " ",
        "sha256=",
        "sha256",
        "=",
        SIGNATURE[:-1],
        SIGNATURE + "0",
        SIGNATURE + " ",
        " " + SIGNATURE,
        SIGNATURE + "\n",
        SIGNATURE.upper(),
        "sha256=" + SIGNATURE[7:].upper(),
        "SHA256=" + SIGNATURE[7:],
        SIGNATURE[7:],
        "sha1=" + SIGNATURE[7:],
        of(SECRET, kind="sha1"),
        of(SECRET, kind="sha512"),
        of(""),
        of("another"),
        of(SECRET, b"Hello, World?"),
        of(SECRET, b""),
        SIGNATURE + ", " + SIGNATURE,
        SIGNATURE.replace("e17", "é17"),
        "sha256=" + "\u0665" * 64,
        "sha256=" + hashlib.sha256(BODY).hexdigest(),
        "\x00" + SIGNATURE,
        "a" * 100_000,
    ],
)
def test_a_signature_that_is_not_exactly_right_is_forged(signature: str | None) -> None:
    assert not signed(BODY, signature, [SECRET])


@pytest.mark.parametrize("secrets", [[], [""], ["", ""]])
def test_without_a_secret_nothing_is_genuine(secrets: list[str]) -> None:
    assert not signed(BODY, of(""), secrets)


def test_a_form_is_signed_as_it_was_sent() -> None:
    form = urlencode({"payload": "{}"}).encode()
    assert signed(form, of(SECRET, form), [SECRET])
    assert not signed(b"{}", of(SECRET, form), [SECRET])


@given(body=st.binary(max_size=50), signature=st.text(max_size=80), secret=st.text(max_size=20))
def test_no_signature_is_too_strange_to_be_refused(body: bytes, signature: str, secret: str) -> None:
    assert not signed(body, signature, [secret.encode("utf-8", "replace").decode()])


# Understood


def test_a_delivery_is_a_hint() -> None:
    assert read(headers(), delivery(), mark=MARK) == Hint(
        delivery="guid-1",
        event="issues.labeled",
        project=hint().project,
        project_name="acme/incidents",
        number=7,
        labels=frozenset({"incident", "postmortem"}),
        marked=False,
        sender=Person("5", "bob"),
    )


def hint(event: str = "issues", **changes: Any) -> Hint:
    result = read(headers(event), delivery(**changes), mark=MARK)
    assert isinstance(result, Hint)
    return result


def test_the_project_is_known_by_its_id() -> None:
    assert hint().project == "1296269"


def test_a_form_is_read_like_json() -> None:
    form = urlencode({"payload": delivery().decode()}).encode()
    result = read(headers(kind="application/x-www-form-urlencoded"), form, mark=MARK)
    assert result == read(headers(), delivery(), mark=MARK)


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON", " application/json "])
def test_a_content_type_may_have_parameters(kind: str) -> None:
    assert isinstance(read(headers(kind=kind), delivery(), mark=MARK), Hint)


@pytest.mark.parametrize("event", ["push", "pull_request", "installation", "star", "security_advisory", "labels"])
def test_other_events_are_ignored_with_a_reason(event: str) -> None:
    ignored = read(headers(event), b"{}", mark=MARK)
    assert isinstance(ignored, Ignored)
    assert event in ignored.reason


def test_a_ping_is_ignored() -> None:
    assert read(headers("ping"), b'{"zen": "x", "hook_id": 1}', mark=MARK) == Ignored(
        "guid-1", "ping", "ping: the webhook works"
    )


def test_a_comment_on_a_pull_request_is_ignored() -> None:
    issue = {"number": 7, "pull_request": {"url": "https://x"}}
    result = read(headers("issue_comment"), delivery(issue=issue), mark=MARK)
    assert isinstance(result, Ignored)
    assert "pull request" in result.reason


@pytest.mark.parametrize("action", ["typed", "field_added", "no_such_action", ""])
def test_an_action_not_met_before_is_still_a_hint(action: str) -> None:
    assert hint(action=action).event == f"issues.{action}".rstrip(".")


def test_the_label_that_was_taken_off_is_among_the_labels() -> None:
    assert hint(action="unlabeled").labels == {"incident", "postmortem"}


@pytest.mark.parametrize(
    "changes", [{"label": None}, {"issue": {"number": 7}}, {"issue": {"number": 7, "labels": None}}]
)
def test_labels_may_be_missing(changes: dict[str, Any]) -> None:
    assert hint(**changes).number == 7


@pytest.mark.parametrize(
    ("body", "marked"), [(f"x\n{MARK} abc -->", True), ("words", False), (None, False), ("", False)]
)
def test_the_services_own_issues_are_told_by_their_mark(body: str | None, marked: bool) -> None:
    assert hint(issue={"number": 7, "body": body}).marked is marked


def test_a_delivery_without_a_sender_has_none() -> None:
    assert hint(sender=None).sender is None


def test_a_bot_is_told_from_people() -> None:
    bot = hint(sender={"id": 9, "login": "followthrough[bot]", "type": "Bot"}).sender
    assert bot == Person("9", "followthrough[bot]", True)


@pytest.mark.parametrize(
    ("action", "number"),
    [("sub_issue_added", 1), ("sub_issue_removed", 1), ("parent_issue_added", 2), ("parent_issue_removed", 2)],
)
def test_of_two_linked_issues_the_one_that_lives_here_is_meant(action: str, number: int) -> None:
    both = {"parent_issue": {"number": 1}, "sub_issue": {"number": 2}}
    assert hint("sub_issues", action=action, issue=None, **both).number == number


def test_a_link_without_the_end_that_lives_here_is_ignored() -> None:
    result = read(headers("sub_issues"), delivery(action="sub_issue_added", sub_issue={"number": 2}), mark=MARK)
    assert isinstance(result, Ignored)


@pytest.mark.parametrize("action", ["renamed", "transferred", "archived", "privatized", "publicized", "deleted"])
def test_what_happens_to_a_repository_is_about_no_issue(action: str) -> None:
    result = hint("repository", action=action, issue=None, label=None)
    assert (result.event, result.number, result.labels) == (f"repository.{action}", None, frozenset())


# Malformed

DEEP = b"[" * 200_000

MALFORMED: dict[str, tuple[dict[str, str], bytes]] = {
    "no event": ({DELIVERY: "g", "Content-Type": "application/json"}, delivery()),
    "no delivery": ({EVENT: "issues", "Content-Type": "application/json"}, delivery()),
    "no content type": ({EVENT: "issues", DELIVERY: "g"}, delivery()),
    "another content type": (headers(kind="text/plain"), delivery()),
    "xml": (headers(kind="application/xml"), b"<a/>"),
    "empty": (headers(), b""),
    "no JSON": (headers(), b"Hello"),
    "cut off": (headers(), delivery()[:-1]),
    "no UTF-8": (headers(), b'{"action": "\xff\xfe"}'),
    "a list": (headers(), b"[]"),
    "null": (headers(), b"null"),
    "a number": (headers(), b"7"),
    "deep": (headers(), DEEP),
    "deep objects": (headers(), b'{"a":' * 100_000),
    "a number without end": (headers(), b'{"issue": ' + b"9" * 10_000 + b"}"),
    "no issue": (headers(), delivery(issue=None)),
    "an issue that is a list": (headers(), delivery(issue=[])),
    "no number": (headers(), delivery(issue={"body": "x"})),
    "a number in words": (headers(), delivery(issue={"number": "7"})),
    "number zero": (headers(), delivery(issue={"number": 0})),
    "number minus one": (headers(), delivery(issue={"number": -1})),
    "number true": (headers(), delivery(issue={"number": True})),
    "number 7.5": (headers(), delivery(issue={"number": 7.5})),
    "number infinite": (headers(), b'{"issue": {"number": Infinity}, "repository": {"id": 1}}'),
    "a body that is a list": (headers(), delivery(issue={"number": 7, "body": []})),
    "labels that are a word": (headers(), delivery(issue={"number": 7, "labels": "incident"})),
    "no repository": (headers(), delivery(repository=None)),
    "a repository without an id": (headers(), delivery(repository={"full_name": "acme/incidents"})),
    "a repository's name that is a number": (headers(), delivery(repository={"id": 1, "full_name": 7})),
    "an action that is a list": (headers(), delivery(action=["labeled"])),
    "a sub-issue that is a word": (
        headers("sub_issues"),
        delivery(action="sub_issue_added", parent_issue="x"),
    ),
    "an empty form": (headers(kind="application/x-www-form-urlencoded"), b""),
    "a form without a payload": (headers(kind="application/x-www-form-urlencoded"), b"a=b"),
    "a form with two payloads": (headers(kind="application/x-www-form-urlencoded"), b"payload={}&payload={}"),
    "a form of many fields": (headers(kind="application/x-www-form-urlencoded"), b"&".join([b"a=b"] * 1000)),
    "a form with no JSON": (headers(kind="application/x-www-form-urlencoded"), b"payload=Hello"),
    "a form with no UTF-8": (headers(kind="application/x-www-form-urlencoded"), b"payload=\xff"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_what_cannot_be_understood_is_malformed(case: str) -> None:
    with pytest.raises(Malformed) as caught:
        read(*MALFORMED[case], mark=MARK)
    assert str(caught.value)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/xml", "multipart/form-data; boundary=x"])
def test_a_content_type_that_github_does_not_send_is_told_apart(kind: str) -> None:
    with pytest.raises(UnsupportedType):
        read(headers(kind=kind), delivery(), mark=MARK)


def test_what_was_sent_is_not_repeated_in_the_complaint() -> None:
    with pytest.raises(Malformed) as caught:
        read(headers(), b'{"secret": "canary"', mark=MARK)
    assert "canary" not in str(caught.value)


KINDS = st.sampled_from(["application/json", "application/x-www-form-urlencoded", "text/plain", ""])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
PARTS = st.fixed_dictionaries(
    {},
    optional={
        "action": st.sampled_from(["labeled", "sub_issue_added", "parent_issue_added"]) | JSON,
        "issue": st.fixed_dictionaries({}, optional={"number": JSON, "labels": JSON, "body": JSON}) | JSON,
        "parent_issue": JSON,
        "sub_issue": JSON,
        "label": st.fixed_dictionaries({"name": JSON}) | JSON,
        "repository": st.fixed_dictionaries({"id": st.integers(), "full_name": JSON}) | JSON,
        "sender": st.fixed_dictionaries({}, optional={"id": JSON, "login": JSON, "type": JSON}) | JSON,
    },
)


def understood(event: str, kind: str, body: bytes) -> None:
    try:
        result = read(headers(event, kind), body, mark=MARK)
    except Malformed:
        return
    assert isinstance(result, Hint | Ignored)
    assert hash(result) is not None


@given(event=st.sampled_from(EVENTS) | st.text(min_size=1, max_size=10), kind=KINDS, body=st.binary(max_size=200))
@example(event="issues", kind="application/json", body=b"\xef\xbb\xbf{}")
@example(event="issues", kind="application/json", body=b"\xff\xfe{\x00}\x00")
def test_no_bytes_are_too_strange(event: str, kind: str, body: bytes) -> None:
    understood(event, kind, body)


@given(event=st.sampled_from([*EVENTS, "ping", "push"]), payload=PARTS | JSON, form=st.booleans())
def test_no_payload_is_too_strange(event: str, payload: object, form: bool) -> None:
    text = json.dumps(payload)
    if form:
        understood(event, "application/x-www-form-urlencoded", urlencode({"payload": text}).encode())
    else:
        understood(event, "application/json", text.encode())
