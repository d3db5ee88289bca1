"""One exchange with a Jira: as whom, where to, how often, and what its failures mean in words for people."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from connectors.jira.auth import ApiToken, Credentials, PersonalToken
from connectors.jira.client import READ_ATTEMPTS, Client
from connectors.jira.errors import MOST_WORDS, Refusal
from connectors.tracker import TrackerError, Trouble
from tests.clock import Clock
from tests.connectors.stub import Said, Stub

TOKEN = "canary-of-the-token"
CLOUD = ApiToken("bot@acme.example", TOKEN)


def client(url: str, clock: Clock, credentials: Credentials = CLOUD, gateway: str = "http://127.0.0.1:1") -> Client:
    return Client("jira", url, credentials, now=clock, gateway=gateway)


def failure(stub: Stub, clock: Clock, *said: Said, credentials: Credentials = CLOUD) -> TrackerError:
    stub.says(*said)
    with pytest.raises(TrackerError) as caught:
        client(stub.url, clock, credentials).get("/rest/api/3/myself", "read its own account")
    assert TOKEN not in str(caught.value)
    return caught.value


def errors(*messages: str, **fields: str) -> str:
    return json.dumps({"errorMessages": list(messages), "errors": fields})


# As whom, and where to


def test_cloud_takes_an_address_and_a_token(stub: Stub, clock: Clock) -> None:
    client(stub.url, clock).get("/rest/api/3/myself", "x")
    kind, _, value = stub.asked[0].headers["Authorization"].partition(" ")
    assert (kind, base64.b64decode(value).decode()) == ("Basic", f"bot@acme.example:{TOKEN}")


def test_data_center_takes_a_token_alone(stub: Stub, clock: Clock) -> None:
    client(stub.url, clock, PersonalToken(TOKEN)).get("/rest/api/2/myself", "x")
    assert stub.asked[0].headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("credentials", [CLOUD, PersonalToken(TOKEN), ApiToken("a", TOKEN, scoped=True)])
def test_tokens_are_not_shown(credentials: Credentials) -> None:
    assert TOKEN not in repr(credentials)


def test_a_path_in_the_sites_address_is_kept(stub: Stub, clock: Clock) -> None:
    client(f"{stub.url}/jira/", clock).get("/rest/api/2/myself", "x")
    assert stub.asked[0].path == "/jira/rest/api/2/myself"


def test_a_token_with_scopes_goes_through_the_gateway(stub: Stub, elsewhere: Stub, clock: Clock) -> None:
    stub.says(Said(body='{"cloudId": "11223344-a1b2-3b33-c444-def123456789"}'))
    scoped = client(stub.url, clock, ApiToken("bot@acme.example", TOKEN, scoped=True), elsewhere.url)
    scoped.get("/rest/api/3/myself", "x")
    scoped.write("POST", "/rest/api/3/issue", "x", {})
    base = "/ex/jira/11223344-a1b2-3b33-c444-def123456789/rest/api/3"
    assert [it.path for it in elsewhere.asked] == [f"{base}/myself", f"{base}/issue"]
    assert [it.path for it in stub.asked] == ["/_edge/tenant_info"]


def test_the_gateways_token_is_not_shown_to_the_site(stub: Stub, elsewhere: Stub, clock: Clock) -> None:
    stub.says(Said(body='{"cloudId": "x"}'))
    scoped = client(stub.url, clock, ApiToken("bot@acme.example", TOKEN, scoped=True), elsewhere.url)
    scoped.get("/rest/api/3/myself", "x")
    assert "Authorization" not in stub.asked[0].headers


def test_a_cloud_id_cannot_lead_elsewhere(stub: Stub, elsewhere: Stub, clock: Clock) -> None:
    stub.says(Said(body='{"cloudId": "../../evil?x="}'))
    scoped = client(stub.url, clock, ApiToken("bot@acme.example", TOKEN, scoped=True), elsewhere.url)
    scoped.get("/rest/api/3/myself", "x")
    assert elsewhere.asked[0].path == "/ex/jira/..%2F..%2Fevil%3Fx%3D/rest/api/3/myself"


def test_a_site_that_is_no_cloud_has_no_gateway(stub: Stub, clock: Clock) -> None:
    stub.says(Said(body="{}"))
    scoped = client(stub.url, clock, ApiToken("bot@acme.example", TOKEN, scoped=True))
    with pytest.raises(TrackerError, match="check its address"):
        scoped.get("/rest/api/3/myself", "x")


def test_nobody_has_no_credentials_not_even_those_of_the_machine(
    stub: Stub, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login mallory password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    client(stub.url, clock).get_as_nobody("/rest/api/3/project/1", "x")
    client(stub.url, clock).get("/rest/api/3/project/1", "x")
    assert "Authorization" not in stub.asked[0].headers
    assert stub.asked[1].headers["Authorization"] == CLOUD.header()


def test_no_cookie_is_kept(stub: Stub, clock: Clock) -> None:
    stub.says(Said(headers={"Set-Cookie": "JSESSIONID=1; Path=/"}))
    asking = client(stub.url, clock)
    asking.get("/a", "x")
    asking.get("/b", "x")
    assert "Cookie" not in stub.asked[1].headers


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_no_redirect_is_followed(stub: Stub, elsewhere: Stub, clock: Clock, status: int, verb: str) -> None:
    stub.says(Said(status, headers={"Location": f"{elsewhere.url}/login"}))
    asking = client(stub.url, clock)
    with pytest.raises(TrackerError, match="leads to 127") as caught:
        asking.get("/x", "read") if verb == "GET" else asking.write("POST", "/x", "write", {})
    assert caught.value.trouble is Trouble.INVALID
    assert elsewhere.asked == []


def test_a_redirect_to_nowhere_is_none_either(stub: Stub, clock: Clock) -> None:
    assert failure(stub, clock, Said(302, headers={"Location": "http://["})).trouble is Trouble.UNREACHABLE


# How often


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_read_is_tried_again(stub: Stub, clock: Clock, status: int) -> None:
    stub.says(Said(status), Said(status), Said(body='{"ok": true}'))
    assert client(stub.url, clock).get("/x", "read") == {"ok": True}


def test_a_read_is_not_tried_for_ever(stub: Stub, clock: Clock) -> None:
    assert failure(stub, clock, Said(502)).trouble is Trouble.UNREACHABLE
    assert len(stub.asked) == READ_ATTEMPTS


def test_a_read_that_has_to_be_posted_is_tried_again(stub: Stub, clock: Clock) -> None:
    stub.says(Said(502), Said(body='{"issues": []}'))
    assert client(stub.url, clock).ask("/x", "read", {}) == {"issues": []}


@pytest.mark.parametrize("said", [Said(500), Said(503), Said(200, "<html>"), Said(200, "")])
def test_a_write_is_sent_once(stub: Stub, clock: Clock, said: Said) -> None:
    stub.says(said)
    asking = client(stub.url, clock)
    if said.body == "":
        assert asking.write("PUT", "/x", "write", {}) is None
    else:
        with pytest.raises(TrackerError) as caught:
            asking.write("POST", "/x", "write", {})
        assert caught.value.outcome_unknown
    assert len(stub.asked) == 1


def test_a_write_that_nobody_answers_may_have_happened(clock: Clock) -> None:
    with pytest.raises(TrackerError) as caught:
        client("http://127.0.0.1:1", clock).write("POST", "/x", "create an issue in PAY", {})
    assert caught.value.outcome_unknown
    assert "check its address in the config" in caught.value.message


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 429])
def test_a_refused_read_is_not_tried_again(stub: Stub, clock: Clock, status: int) -> None:
    failure(stub, clock, Said(status))
    assert len(stub.asked) == 1


# What kind of trouble it is


@pytest.mark.parametrize(
    ("status", "trouble", "permanent", "outcome_unknown"),
    [
        (400, Trouble.INVALID, True, False),
        (401, Trouble.UNAUTHORIZED, True, False),
        (403, Trouble.FORBIDDEN, True, False),
        (404, Trouble.NOT_FOUND, True, False),
        (405, Trouble.INVALID, True, False),
        (409, Trouble.MOVED, False, False),
        (410, Trouble.GONE, True, False),
        (413, Trouble.INVALID, True, False),
        (422, Trouble.INVALID, True, False),
        (429, Trouble.LIMITED, False, False),
        (500, Trouble.UNREACHABLE, False, True),
        (503, Trouble.UNREACHABLE, False, True),
    ],
)
@pytest.mark.parametrize("body", ["", "<html>busy</html>", '["x"]', '{"errorMessages": "x", "errors": ["y"]}'])
def test_the_status_tells_the_trouble_whatever_the_body(
    stub: Stub, clock: Clock, status: int, trouble: Trouble, permanent: bool, outcome_unknown: bool, body: str
) -> None:
    error = failure(stub, clock, Said(status, body))
    assert (error.trouble, error.permanent, error.outcome_unknown) == (trouble, permanent, outcome_unknown)


def test_jiras_own_words_are_passed_on_in_one_line(stub: Stub, clock: Clock) -> None:
    said = errors("Issue is\n closed.", duedate="Error parsing date string: x.", customfield_10010="Team is required.")
    error = failure(stub, clock, Said(400, said))
    assert error.message == (
        "jira refused to read its own account: Issue is closed; duedate: Error parsing date string: x; "
        "customfield_10010: Team is required."
    )


def test_what_jira_refuses_is_known_by_field(stub: Stub, clock: Clock) -> None:
    error = failure(stub, clock, Said(400, errors(assignee="User 'x' cannot be assigned issues.")))
    assert isinstance(error, Refusal)
    assert error.fields == {"assignee": "User 'x' cannot be assigned issues"}


def test_a_flood_of_words_is_cut(stub: Stub, clock: Clock) -> None:
    assert len(failure(stub, clock, Said(400, errors("x" * 100_000))).message) < MOST_WORDS + 100


def test_refused_credentials_of_cloud_name_both_cures(stub: Stub, clock: Clock) -> None:
    message = failure(stub, clock, Said(401)).message
    assert "when the token expires" in message
    assert "`scoped: true`" in message


def test_refused_credentials_of_data_center_name_theirs(stub: Stub, clock: Clock) -> None:
    error = failure(stub, clock, Said(401), credentials=PersonalToken(TOKEN))
    assert "personal access token" in error.message


@pytest.mark.parametrize("status", [401, 403])
def test_a_captcha_is_called_by_its_name(stub: Stub, clock: Clock, status: int) -> None:
    headers = {"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=https://jira.acme.example/login.jsp"}
    error = failure(stub, clock, Said(status, headers=headers))
    assert error.trouble is Trouble.UNAUTHORIZED
    assert "log in once with its account in a browser" in error.message


@pytest.mark.parametrize("body", ["<html>Log in</html>", "{"])
def test_a_page_is_no_answer(stub: Stub, clock: Clock, body: str) -> None:
    error = failure(stub, clock, Said(200, body))
    assert error.trouble is Trouble.UNREACHABLE
    assert "check its address in the config" in error.message


# Limits


def limit(stub: Stub, clock: Clock, status: int = 429, /, **headers: str) -> TrackerError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return failure(stub, clock, Said(status, headers=named))


@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_is_told_in_seconds(stub: Stub, clock: Clock, status: int) -> None:
    error = limit(stub, clock, status, Retry_After="100")
    assert (error.trouble, error.retry_at) == (Trouble.LIMITED, clock.now + timedelta(seconds=100))


def test_a_wait_is_told_as_a_date(stub: Stub, clock: Clock) -> None:
    until = clock.now + timedelta(minutes=40)
    assert limit(stub, clock, Retry_After=format_datetime(until, usegmt=True)).retry_at == until


def test_a_wait_is_told_as_the_reset_of_a_budget(stub: Stub, clock: Clock) -> None:
    assert limit(stub, clock, X_RateLimit_Reset="2026-11-02T09:30Z").retry_at == clock.now + timedelta(minutes=30)


@pytest.mark.parametrize("headers", [{}, {"Retry_After": "soon"}, {"X_RateLimit_Reset": "later"}])
def test_a_limit_that_names_no_wait_is_waited_out_for_a_minute(
    stub: Stub, clock: Clock, headers: dict[str, str]
) -> None:
    assert limit(stub, clock, 429, **headers).retry_at == clock.now + timedelta(minutes=1)


@pytest.mark.parametrize(("after", "days"), [("-5", 0), ("9" * 9, 1), ("9" * 30, 1)])
def test_absurd_waits_are_bounded(stub: Stub, clock: Clock, after: str, days: int) -> None:
    assert limit(stub, clock, Retry_After=after).retry_at == clock.now + timedelta(days=days)


def test_the_reason_of_a_limit_is_kept(stub: Stub, clock: Clock) -> None:
    error = limit(stub, clock, Retry_After="5", RateLimit_Reason="jira-per-issue-on-write")
    assert "(jira-per-issue-on-write)" in error.message
