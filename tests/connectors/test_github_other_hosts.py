"""Redirects and links to other hosts: not followed, and nothing is said there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.github.tracker import GitHub
from connectors.tracker import ProjectId, Ref, Tracker, TrackerError, Trouble
from tests.clock import Clock
from tests.connectors.acts import READS, WRITES, write_acts
from tests.connectors.bench import HERE, TOKEN, github_at
from tests.connectors.stub import Said, Stub

REF = Ref("github", ProjectId("1"), 1)


@pytest.fixture
def github(stub: Stub, clock: Clock) -> GitHub:
    return github_at(stub.url, clock, names={REF.project: HERE})


def act(verb: str) -> Any:
    child: Any = type("Child", (), {"id": "5"})
    return READS.get(verb) or write_acts(child, "6", "7")[verb]


@pytest.mark.parametrize("verb", [*READS, *(verb for verb in WRITES if verb != "install_hook")])
def test_a_redirect_to_another_host_is_refused(
    github: Tracker, stub: Stub, elsewhere: Stub, naps: list[float], verb: str
) -> None:
    for status in (301, 302, 307, 308):
        stub.says(Said(status, "", {"Location": f"{elsewhere.url}/repositories/1/issues/1"}))
        with pytest.raises(TrackerError, match="another host") as caught:
            act(verb)(github, REF)
        assert (caught.value.trouble, caught.value.permanent) == (Trouble.INVALID, True)
    assert (len(stub.asked), len(elsewhere.asked), naps) == (4, 0, [])


def places(stub: Stub, elsewhere: Stub) -> list[str]:
    ours, theirs = stub.url.removeprefix("http://"), elsewhere.url.removeprefix("http://")
    return [
        f"//{theirs}/repositories/1",
        f"http://{ours}@{theirs}/repositories/1",
        f"http://{theirs}\\@{ours}/repositories/1",
        f"https://{ours}/repositories/1",
        f"http://{ours}.elsewhere.example/repositories/1",
        "http://169.254.169.254/latest/meta-data",
        "http://2130706433/repositories/1",
        "http://[::1]/repositories/1",
        "http://[not-an-address/repositories/1",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "",
        "/",
        "/login",
        "?a=b",
    ]


@pytest.mark.parametrize("place", range(15))
def test_no_trick_in_a_redirect_leads_away(github: GitHub, stub: Stub, elsewhere: Stub, place: int) -> None:
    stub.says(Said(301, "", {"Location": places(stub, elsewhere)[place]}))
    with pytest.raises(TrackerError):
        github.issue(REF)
    assert elsewhere.asked == []


def test_a_redirect_without_a_place_is_trouble(github: GitHub, stub: Stub) -> None:
    stub.says(Said(301, ""))
    with pytest.raises(TrackerError):
        github.issue(REF)


@pytest.mark.parametrize("verb", [*READS, *(verb for verb in WRITES if verb != "install_hook")])
def test_a_redirect_in_a_circle_ends(github: Tracker, stub: Stub, verb: str) -> None:
    stub.says(Said(301, "", {"Location": "/repositories/1/issues/1"}))
    with pytest.raises(TrackerError):
        act(verb)(github, REF)
    assert len(stub.asked) < 10


ISSUE = {
    "id": 5,
    "number": 1,
    "repository_url": "https://api.github.example/repos/acme/incidents",
    "html_url": "https://github.example/acme/incidents/issues/1",
    "title": "x",
    "state": "open",
    "created_at": "2026-11-02T09:00:00Z",
    "updated_at": "2026-11-02T09:00:00Z",
}


@pytest.mark.parametrize("verb", ["issues", "comments", "history", "children", "labels", "hooks"])
def test_a_next_page_on_another_host_is_not_followed(github: Tracker, stub: Stub, elsewhere: Stub, verb: str) -> None:
    stub.says(Said(200, "[]", {"Link": f'<{elsewhere.url}/repositories/1/issues?page=2>; rel="next"'}))
    with pytest.raises(TrackerError, match="another host") as caught:
        act(verb)(github, REF)
    assert caught.value.permanent
    assert (len(stub.asked), elsewhere.asked) == (1, [])


def test_what_has_not_changed_has_no_next_page(github: GitHub, stub: Stub) -> None:
    stub.says(Said(304, "", {"ETag": '"a"', "Link": f'<{stub.url}/repositories/1/issues?page=2>; rel="next"'}))
    assert github.issues(REF.project, etag='"a"').unchanged
    assert len(stub.asked) == 1


def test_where_things_are_said_to_be_is_never_asked(github: GitHub, stub: Stub, elsewhere: Stub) -> None:
    """Addresses in answers are for people; requests go where the config says."""
    misleading = dict.fromkeys(("url", "repository_url", "comments_url"), f"{elsewhere.url}/repos/acme/incidents")
    stub.says(Said(200, json.dumps({**ISSUE, **misleading})), Said(200, "[]"))
    github.issue(REF)
    github.comments(REF)
    assert (len(stub.asked), elsewhere.asked) == (2, [])


def test_the_token_goes_in_one_header_and_nowhere_else(github: GitHub, stub: Stub) -> None:
    stub.says(Said(200, json.dumps(ISSUE)))
    github.issue(REF)
    (asked,) = stub.asked
    assert [name for name, value in asked.headers.items() if TOKEN in value] == ["Authorization"]
    assert TOKEN not in asked.path


def test_every_request_says_which_api_and_who_asks(github: GitHub, stub: Stub) -> None:
    stub.says(Said(200, json.dumps(ISSUE)))
    github.issue(REF)
    headers = {name.lower(): value for name, value in stub.asked[0].headers.items()}
    assert headers["x-github-api-version"] == "2022-11-28"
    assert headers["accept"] == "application/vnd.github+json"
    assert headers["user-agent"] == "followthrough"


@pytest.mark.parametrize(
    "login", ["", ".", "..", "../..", "bob/../alice", "bob?x=1", "bob#x", "bob%2f..", "b b", "böb", "bob\n"]
)
def test_what_cannot_be_a_login_is_asked_of_nobody(github: GitHub, stub: Stub, login: str) -> None:
    assert not github.assignable(REF.project, login)
    assert github.permission(REF.project, login).name == "NONE"
    assert stub.asked == []


@pytest.mark.parametrize(
    "name",
    ["", "acme", "acme/", "/app", "../..", "acme/..", "acme/.", "a/b/c", "acme/app?x", "acme/a b", "acme/%2e%2e"],
)
def test_what_cannot_be_a_repository_is_asked_of_nobody(github: GitHub, stub: Stub, name: str) -> None:
    with pytest.raises(TrackerError, match="owner/name") as caught:
        github.project_named(name)
    assert caught.value.trouble is Trouble.NOT_FOUND
    assert stub.asked == []


@pytest.mark.parametrize("path", ["/../../issues/1", "/acme/../issues/1", "/acme/%2e%2e/issues/1", "//issues/1"])
def test_an_address_that_climbs_is_no_issues(github: GitHub, stub: Stub, path: str) -> None:
    assert github.locate(stub.url + path) is None
    assert stub.asked == []


@pytest.mark.parametrize(
    ("base", "url", "located"),
    [
        ("https://api.github.com", "https://github.com/acme/incidents/issues/7", True),
        ("https://api.github.com", "https://GitHub.com/Acme/Incidents/issues/7", True),
        ("https://api.github.com", "https://api.github.com/repos/acme/incidents/issues/7", False),
        ("https://api.github.com", "https://github.com/acme/incidents/pull/7", False),
        ("https://api.github.com", "https://github.com/acme/incidents/issues", False),
        ("https://api.github.com", "https://github.com/acme/incidents/issues/seven", False),
        ("https://api.github.com", "https://github.com/acme/incidents/issues/٧", False),
        ("https://api.github.com", "https://github.com.evil.example/acme/incidents/issues/7", False),
        ("https://api.github.com", "https://alice@github.com/acme/incidents/issues/7", False),
        ("https://api.github.com", "ftp://github.com/acme/incidents/issues/7", False),
        ("https://api.acme.ghe.com", "https://acme.ghe.com/acme/incidents/issues/7", True),
        ("https://git.acme.example/api/v3", "https://git.acme.example/acme/incidents/issues/7", True),
        ("https://git.acme.example:8443/api/v3", "https://git.acme.example:8443/acme/incidents/issues/7", True),
        ("https://git.acme.example:8443/api/v3", "https://git.acme.example:9443/acme/incidents/issues/7", False),
        ("https://git.acme.example/api/v3", "https://git.acme.example/api/v3/repos/acme/incidents/issues/7", False),
    ],
)
def test_which_addresses_are_a_trackers_own(clock: Clock, base: str, url: str, located: bool) -> None:
    github = github_at(base, clock, names={REF.project: HERE})
    assert github.locate(url) == (Ref("github", REF.project, 7) if located else None)
