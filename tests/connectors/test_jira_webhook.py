"""Jira's deliveries as bytes: which are genuine, which are understood, and that no other is."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.jira.webhook import DELIVERY, EVENTS, SIGNATURE, Malformed, UnsupportedType, read, signed
from connectors.tracker import Hint, Ignored, Person

SECRET = "It's a Secret to Everybody"
BODY = b"Hello World!"
RIGHT = "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"
"""The vendor's own example (docs: webhooks, secure admin webhooks)."""

MARK = "<!-- followthrough:"
JSON = {"Content-Type": "application/json;charset=UTF-8", DELIVERY: "guid-1"}

ISSUE: dict[str, Any] = {
    "id": "10042",
    "key": "PAY-7",
    "fields": {
        "summary": "Add a probe",
        "description": "words",
        "labels": ["incident"],
        "project": {"id": "10000", "key": "PAY", "name": "Payments"},
    },
}
BOB = {"accountId": "5b10a2844c20165700ede21b", "accountType": "atlassian", "displayName": "Bob", "active": "true"}


def delivery(**changes: Any) -> bytes:
    """A payload with some of its keys changed; None takes a key away."""
    whole: dict[str, Any] = {
        "timestamp": 1525698237764,
        "webhookEvent": "jira:issue_updated",
        "issue_event_type_name": "issue_generic",
        "user": BOB,
        "issue": ISSUE,
    }
    return json.dumps({key: it for key, it in {**whole, **changes}.items() if it is not None}).encode()


def hint(body: bytes) -> Hint:
    told = read(JSON, body, mark=MARK)
    assert isinstance(told, Hint)
    return told


def of(secret: str, body: bytes = BODY, kind: str = "sha256") -> str:
    return f"{kind}={hmac.new(secret.encode(), body, kind).hexdigest()}"


# Genuine


def test_the_vendors_own_example_is_genuine() -> None:
    assert signed(BODY, {SIGNATURE: RIGHT}, [SECRET])


@pytest.mark.parametrize("secrets", [["new", SECRET], [SECRET, "new"], (secret for secret in ("new", SECRET))])
def test_while_a_secret_rotates_either_will_do(secrets: Any) -> None:
    assert signed(BODY, {SIGNATURE: RIGHT}, secrets)


@pytest.mark.parametrize(
    "signature",
    [
        "",
        " ",
        "sha256=",
        "sha256",
        "=",
        RIGHT[:-1],
        RIGHT + "0",
        RIGHT + " ",
        " " + RIGHT,
        RIGHT + "\n",
        RIGHT.upper(),
        "SHA256=" + RIGHT[7:],
        "sha256=" + RIGHT[7:].upper(),
        RIGHT[7:],
        "sha1=" + RIGHT[7:],
        "sha512=" + RIGHT[7:],
        "=" + RIGHT,
        of(SECRET, kind="sha1"),
        of(SECRET, kind="sha512"),
        of(SECRET, kind="md5"),
        of(""),
        of("another"),
        of(SECRET, b"Hello World?"),
        of(SECRET, b""),
        RIGHT + ", " + RIGHT,
        "sha1=0," + RIGHT,
        RIGHT.replace("3c9", "3ç9"),
        "sha256=" + "\u0665" * 64,
        "sha256=" + hashlib.sha256(BODY).hexdigest(),
        "\x00" + RIGHT,
        "a" * 100_000,
    ],
)
def test_a_signature_that_is_not_exactly_right_is_forged(signature: str) -> None:
    assert not signed(BODY, {SIGNATURE: signature}, [SECRET])


def test_a_delivery_without_a_signature_is_forged() -> None:
    assert not signed(BODY, {}, [SECRET])


def test_a_signature_in_the_header_of_another_tracker_does_not_count() -> None:
    assert not signed(BODY, {"X-Hub-Signature-256": RIGHT}, [SECRET])


@pytest.mark.parametrize("secrets", [[], [""], ["", ""]])
def test_without_a_secret_nothing_is_genuine(secrets: list[str]) -> None:
    assert not signed(BODY, {SIGNATURE: of("")}, secrets)


@given(body=st.binary(max_size=50), signature=st.text(max_size=80), secret=st.text(max_size=20))
def test_no_signature_is_too_strange_to_be_refused(body: bytes, signature: str, secret: str) -> None:
    assert not signed(body, {SIGNATURE: signature}, [secret.encode("utf-8", "replace").decode()])


# Understood


def test_a_delivery_says_where_to_look() -> None:
    told = hint(delivery())
    assert (told.delivery, told.event) == ("guid-1", "jira:issue_updated")
    assert (told.project, told.project_name, told.number) == ("10000", "PAY", 10042)


def test_ids_may_be_numbers() -> None:
    project = {**ISSUE["fields"]["project"], "id": 10000}
    told = hint(delivery(issue={"id": 10042, "key": "PAY-7", "fields": {"project": project}}))
    assert (told.project, told.number) == ("10000", 10042)


def test_the_sender_of_cloud_is_known_by_account() -> None:
    account = BOB["accountId"]
    assert hint(delivery()).sender == Person(account, account, name="Bob")


def test_the_sender_of_data_center_is_known_by_key_and_called_by_name() -> None:
    user = {"name": "bob", "key": "JIRAUSER10100", "displayName": "Bob"}
    assert hint(delivery(user=user)).sender == Person("JIRAUSER10100", "bob", name="Bob")


def test_an_app_is_a_bot() -> None:
    sender = hint(delivery(user={**BOB, "accountType": "app"})).sender
    assert sender is not None
    assert sender.bot


def test_a_delivery_may_have_no_sender() -> None:
    assert hint(delivery(user=None)).sender is None


def test_the_author_of_a_comment_is_its_sender() -> None:
    told = hint(delivery(webhookEvent="comment_created", user=None, comment={"id": "1", "author": BOB}))
    assert told.sender is not None
    assert told.sender.name == "Bob"


def test_labels_are_those_of_the_issue_and_those_that_were_changed() -> None:
    changelog = {"items": [{"field": "labels", "fromString": "old incident", "toString": "incident new"}]}
    assert hint(delivery(changelog=changelog)).labels == {"incident", "old", "new"}


def test_other_changes_are_no_labels() -> None:
    changelog = {"items": [{"field": "status", "fromString": "To Do", "toString": "Done"}]}
    assert hint(delivery(changelog=changelog)).labels == {"incident"}


@pytest.mark.parametrize("label", ["ft-0123456789abcdef", "0123456789abcdef0123456789abcdef"])
def test_an_issue_with_a_mark_for_a_label_is_marked(label: str) -> None:
    fields = {**ISSUE["fields"], "labels": ["incident", label]}
    assert hint(delivery(issue={**ISSUE, "fields": fields})).marked


@pytest.mark.parametrize("label", ["incident", "sev1", "deadbeef", "FT-0123456789ABCDEF", "ft-0123456789abcdefg"])
def test_other_labels_mark_nothing(label: str) -> None:
    fields = {**ISSUE["fields"], "labels": [label]}
    assert not hint(delivery(issue={**ISSUE, "fields": fields})).marked


@pytest.mark.parametrize(
    "description", [f"words {MARK}ticket x -->", {"type": "doc", "content": [{"type": "text", "text": MARK}]}]
)
def test_an_issue_with_a_mark_in_its_words_is_marked(description: Any) -> None:
    fields = {**ISSUE["fields"], "description": description}
    assert hint(delivery(issue={**ISSUE, "fields": fields})).marked


@pytest.mark.parametrize("description", [None, "", [], {}, 5])
def test_a_description_may_be_anything(description: Any) -> None:
    fields = {**ISSUE["fields"], "description": description}
    assert not hint(delivery(issue={**ISSUE, "fields": fields})).marked


def test_a_comment_comes_with_a_part_of_its_issue() -> None:
    part = {"id": "10042", "key": "PAY-7", "fields": {"summary": "x", "project": {"id": "10000", "key": "PAY"}}}
    told = hint(delivery(webhookEvent="comment_created", issue=part))
    assert (told.project, told.number, told.labels) == ("10000", 10042, frozenset())


@pytest.mark.parametrize("fields", [{}, {"fields": None}, {"fields": {}}, {"fields": {"summary": "x"}}])
def test_an_issue_without_its_project_tells_at_least_the_projects_key(fields: dict[str, Any]) -> None:
    told = hint(delivery(issue={"id": "10042", "key": "PAY-7", **fields}))
    assert (told.project, told.project_name, told.number) == ("", "PAY", None)


def test_a_comment_without_an_issue_may_be_anywhere() -> None:
    comment = {"self": "https://jira.acme.example/rest/api/2/issue/10042/comment/1", "id": "1"}
    told = hint(delivery(webhookEvent="comment_created", issue=None, comment=comment))
    assert (told.project, told.project_name, told.number) == ("", "", None)


@pytest.mark.parametrize("event", ["project_updated", "project_deleted", "project_archived"])
def test_a_project_is_told_by_itself(event: str) -> None:
    told = hint(delivery(webhookEvent=event, issue=None, project={"id": 10000, "key": "PAY", "name": "Payments"}))
    assert (told.project, told.project_name, told.number) == ("10000", "PAY", None)


def test_every_event_of_the_subscription_is_understood() -> None:
    project = {"id": 10000, "key": "PAY"}
    assert all(isinstance(read(JSON, delivery(webhookEvent=it, project=project), mark=MARK), Hint) for it in EVENTS)


@pytest.mark.parametrize("event", ["sprint_started", "worklog_created", "user_deleted", "jira:version_released", "x"])
def test_other_events_are_ignored_with_a_reason(event: str) -> None:
    told = read(JSON, delivery(webhookEvent=event), mark=MARK)
    assert told == Ignored("guid-1", event, f"event {event} is not used")


def test_a_delivery_without_an_identifier_is_known_by_its_bytes() -> None:
    kind = {"Content-Type": "application/json"}
    first, again, other = (read(kind, delivery(timestamp=it), mark=MARK) for it in (1, 1, 2))
    assert first.delivery == again.delivery != other.delivery
    assert len(first.delivery) == 64


# Not understood


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
def test_only_json_is_taken(kind: str) -> None:
    with pytest.raises(UnsupportedType, match="application/json"):
        read({**JSON, "Content-Type": kind}, delivery(), mark=MARK)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff", b'"x"', b"[" * 100_000, b'{"webhookEvent": ' + b"9" * 5000 + b"}"]
)
def test_what_is_no_object_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        read(JSON, body, mark=MARK)


@pytest.mark.parametrize(
    "changes",
    [
        {"webhookEvent": None},
        {"webhookEvent": 5},
        {"webhookEvent": "project_updated"},
        {"issue": {**ISSUE, "id": None}},
        {"issue": {**ISSUE, "id": "0"}},
        {"issue": {**ISSUE, "id": -1}},
        {"issue": {**ISSUE, "id": True}},
        {"issue": {**ISSUE, "id": "10042/../1"}},
        {"issue": {**ISSUE, "id": "\u0661\u0662"}},
        {"issue": {**ISSUE, "fields": []}},
        {"issue": {**ISSUE, "fields": {**ISSUE["fields"], "labels": "incident"}}},
        {"issue": {**ISSUE, "fields": {**ISSUE["fields"], "project": "PAY"}}},
        {"issue": {**ISSUE, "fields": {**ISSUE["fields"], "project": {"key": "PAY"}}}},
        {"issue": {**ISSUE, "key": 7}},
    ],
)
def test_what_is_not_as_jira_writes_it_is_malformed(changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read(JSON, delivery(**changes), mark=MARK)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = ("webhookEvent", "issue", "user", "changelog", "comment", "project")


@given(key=st.sampled_from(KEYS), value=anything)
@example(key="changelog", value={"items": 5})
@example(key="changelog", value={"items": [{"field": "labels", "fromString": 5}]})
@example(key="comment", value={"author": 5})
def test_no_payload_is_too_strange(key: str, value: Any) -> None:
    try:
        told = read(JSON, delivery(**{key: value}), mark=MARK)
    except Malformed:
        return
    assert told.delivery == "guid-1"


@given(value=anything, key=st.sampled_from(["id", "key", "fields"]))
def test_no_issue_is_too_strange(key: str, value: Any) -> None:
    try:
        told = read(JSON, delivery(issue={**ISSUE, key: value}), mark=MARK)
    except Malformed:
        return
    assert told.delivery == "guid-1"
