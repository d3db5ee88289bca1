"""What goes wrong at GitHub or on the way, as the one error that callers know, in words for people."""

from __future__ import annotations

import json
from datetime import timedelta
from email.utils import format_datetime

import pytest
import requests

from connectors.github import errors
from connectors.github.auth import TokenCredentials
from connectors.github.tracker import GitHub
from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.github.server import RunningSandbox
from connectors.sandbox.github.state import Token
from connectors.sandbox.github.world import World
from connectors.tracker import Draft, Project, ProjectId, TrackerError, Trouble
from tests.clock import Clock
from tests.connectors.bench import HERE, TOKEN, GitHubPeople, github_at
from tests.connectors.stub import Said, Stub

SECONDARY = '{"message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}'


@pytest.fixture
def here(github: GitHub) -> Project:
    return github.project_named(HERE)


def failure(github: GitHub, project: ProjectId) -> TrackerError:
    with pytest.raises(TrackerError) as caught:
        github.labels(project)
    return caught.value


def spoil(world: World, status: int, body: str | None = None, **headers: str) -> None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    world.faults.add(
        Fault(FaultKind.STATUS_BEFORE, path="/labels", times=None, status=status, body=body, headers=named)
    )


# What kind of trouble it is


@pytest.mark.parametrize(
    ("status", "trouble", "permanent", "outcome_unknown"),
    [
        (400, Trouble.INVALID, True, False),
        (401, Trouble.UNAUTHORIZED, True, False),
        (403, Trouble.FORBIDDEN, True, False),
        (404, Trouble.NOT_FOUND, True, False),
        (410, Trouble.GONE, True, False),
        (422, Trouble.INVALID, True, False),
        (429, Trouble.LIMITED, False, False),
        (500, Trouble.UNREACHABLE, False, True),
        (502, Trouble.UNREACHABLE, False, True),
        (503, Trouble.UNREACHABLE, False, True),
        (504, Trouble.UNREACHABLE, False, True),
    ],
)
def test_each_status_is_one_kind_of_trouble(
    github: GitHub, world: World, here: Project, status: int, trouble: Trouble, permanent: bool, outcome_unknown: bool
) -> None:
    spoil(world, status)
    error = failure(github, here.id)
    assert (error.trouble, error.permanent, error.outcome_unknown) == (trouble, permanent, outcome_unknown)
    assert (error.retry_at is not None) == (trouble is Trouble.LIMITED)


@pytest.mark.parametrize("kind", [FaultKind.DROP_BEFORE, FaultKind.DROP_AFTER])
def test_a_cut_connection_is_no_answer(github: GitHub, world: World, here: Project, kind: FaultKind) -> None:
    world.faults.add(Fault(kind, path="/labels", times=None))
    assert failure(github, here.id).trouble is Trouble.UNREACHABLE


@pytest.mark.parametrize("kind", [FaultKind.HANG_BEFORE, FaultKind.HANG_AFTER])
@pytest.mark.usefixtures("impatient")
def test_no_answer_in_time_is_no_answer(github: GitHub, world: World, here: Project, kind: FaultKind) -> None:
    world.faults.add(Fault(kind, path="/labels", times=None, seconds=60))
    assert failure(github, here.id).trouble is Trouble.UNREACHABLE


def test_nobody_there_is_no_answer(clock: Clock) -> None:
    with pytest.raises(TrackerError) as caught:
        github_at("http://127.0.0.1:1/api/v3", clock).project_named(HERE)
    assert caught.value.trouble is Trouble.UNREACHABLE


def test_a_revoked_token_is_refused(github: GitHub, world: World, here: Project) -> None:
    del world.tokens[TOKEN]
    error = failure(github, here.id)
    assert error.trouble is Trouble.UNAUTHORIZED
    assert "config" in error.message


def test_a_right_that_is_missing_is_named(sandbox: RunningSandbox, world: World, clock: Clock, here: Project) -> None:
    bob = world.accounts["bob"]
    world.tokens["narrow"] = Token("narrow", bob, permissions={})
    narrow = github_at(sandbox.api_url, clock, TokenCredentials("narrow"))
    with pytest.raises(TrackerError, match="it needs issues=write") as caught:
        narrow.create(here.id, Draft("x", ""))
    assert caught.value.trouble is Trouble.FORBIDDEN


def test_switched_off_issues_are_gone(github: GitHub, world: World, here: Project) -> None:
    world.repository(HERE).has_issues = False
    with pytest.raises(TrackerError, match="Issues has been disabled") as caught:
        github.create(here.id, Draft("x", ""))
    assert caught.value.trouble is Trouble.GONE


def test_an_archived_repository_is_forbidden(github: GitHub, world: World, here: Project) -> None:
    world.repository(HERE).archived = True
    with pytest.raises(TrackerError, match="archived") as caught:
        github.create(here.id, Draft("x", ""))
    assert caught.value.trouble is Trouble.FORBIDDEN


# When to come back


def test_a_limit_says_when_in_seconds(github: GitHub, world: World, here: Project, clock: Clock) -> None:
    spoil(world, 429, Retry_After="30")
    assert failure(github, here.id).retry_at == clock.now + timedelta(seconds=30)


def test_a_limit_says_when_by_date(github: GitHub, world: World, here: Project, clock: Clock) -> None:
    spoil(world, 429, Retry_After=format_datetime(clock.now + timedelta(minutes=7), usegmt=True))
    assert failure(github, here.id).retry_at == clock.now + timedelta(minutes=7)


def test_an_exhausted_budget_says_when_it_is_renewed(github: GitHub, world: World, here: Project, clock: Clock) -> None:
    world.limits.per_hour = 1
    error = failure(github, here.id)
    assert (error.trouble, error.retry_at) == (Trouble.LIMITED, clock.now + timedelta(hours=1))


def test_a_secondary_limit_that_names_no_time_takes_a_minute(
    github: GitHub, world: World, here: Project, clock: Clock
) -> None:
    spoil(world, 403, SECONDARY)
    error = failure(github, here.id)
    assert (error.trouble, error.retry_at) == (Trouble.LIMITED, clock.now + timedelta(seconds=60))


def test_a_limit_on_content_names_its_wait(github: GitHub, world: World, here: Project, clock: Clock) -> None:
    world.limits.content_limits = True
    for number in range(80):
        github.create(here.id, Draft(str(number), ""))
    with pytest.raises(TrackerError) as caught:
        github.create(here.id, Draft("one more", ""))
    assert caught.value.trouble is Trouble.LIMITED
    assert caught.value.retry_at is not None
    assert caught.value.retry_at - clock.now <= timedelta(seconds=61)
    assert not caught.value.outcome_unknown


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "0"}, 0),
        ({"retry-after": "-5"}, 0),
        ({"retry-after": "soon"}, 60),
        ({"retry-after": "1.5"}, 60),
        ({"retry-after": "Mon, 02 Nov 2026 08:00:00 GMT"}, 0),
        ({"retry-after": "Mon, 02 Nov 2026 09:00:07 GMT", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}, 7),
        ({"retry-after": "9" * 30}, 86_400),
        ({"retry-after": "Mon, 02 Nov 9999 09:00:07 GMT"}, 86_400),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9" * 30}, 86_400),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}, 0),
        ({"x-ratelimit-remaining": "0"}, 60),
        ({"x-ratelimit-remaining": "12", "x-ratelimit-reset": "1793613600"}, 60),
        ({}, 60),
    ],
)
def test_whatever_a_limit_says_there_is_a_moment_to_come_back(headers: dict[str, str], seconds: int) -> None:
    now = Clock().now
    error = errors.refused("github", "read it", 429, headers, None, now)
    assert error.retry_at == now + timedelta(seconds=seconds)


def test_a_403_is_a_limit_only_where_it_says_so() -> None:
    said = {"message": "Resource not accessible by integration"}
    error = errors.refused("github", "read it", 403, {"x-ratelimit-remaining": "12"}, said, Clock().now)
    assert (error.trouble, error.retry_at) == (Trouble.FORBIDDEN, None)


# Answers that are not GitHub's

PROXY = "<html><body>Sign in to the proxy</body></html>"


@pytest.mark.parametrize(
    "said",
    [
        Said(200, PROXY),
        Said(502, PROXY),
        Said(200, ""),
        Said(200, '{"id": 1'),
        Said(201, ""),
        Said(202, "{}"),
        Said(200, "{}", {"Content-Length": "500"}),
        Said(200, "{}", {"X-RateLimit-Remaining": "many", "X-RateLimit-Limit": "few"}),
        Said(200, "[]", {"Content-Encoding": "gzip"}),
    ],
    ids=["html", "html 502", "empty", "cut off", "empty 201", "not yet", "cut short", "odd figures", "no gzip"],
)
def test_an_answer_nobody_understands_is_no_answer(stub: Stub, clock: Clock, naps: list[float], said: Said) -> None:
    stub.says(said)
    github = github_at(stub.url, clock, names={ProjectId("1"): HERE})
    reading = failure(github, ProjectId("1"))
    with pytest.raises(TrackerError) as caught:
        github.create(ProjectId("1"), Draft("x", ""))
    assert (reading.trouble, caught.value.trouble) == (Trouble.UNREACHABLE, Trouble.UNREACHABLE)
    assert caught.value.outcome_unknown
    assert all(nap < 4 for nap in naps)


@pytest.mark.parametrize("status", [401, 403, 404, 410, 422, 429])
def test_a_refusal_in_html_keeps_its_meaning(stub: Stub, clock: Clock, status: int) -> None:
    stub.says(Said(status, PROXY))
    error = failure(github_at(stub.url, clock, names={ProjectId("1"): HERE}), ProjectId("1"))
    assert error.trouble is not Trouble.UNREACHABLE
    assert "<" not in error.message


@pytest.mark.parametrize(
    "detail",
    ["a b", ["a b"], [{"message": "a b"}], [{"field": "a", "code": "b"}], {"message": "a b"}, ["a\n\nb."]],
)
def test_what_is_wrong_is_told_however_it_is_said(detail: object) -> None:
    said = {"message": "Validation Failed", "errors": detail}
    error = errors.refused("github", "create it", 422, {}, said, Clock().now)
    assert error.message == "github refused to create it: Validation Failed; a b."


@pytest.mark.parametrize("said", [None, [], "no", 5, {}, {"message": None}, {"message": 5}, {"errors": 5}])
def test_a_refusal_that_says_nothing_is_still_a_sentence(said: object) -> None:
    for status in (400, 401, 403, 404, 410, 422):
        message = errors.refused("github", "create it", status, {}, said, Clock().now).message
        assert message.startswith("github ")
        assert "create it" in message
        assert ":." not in message
        assert message.endswith(".")


# The sentence

ANSWERS = [
    Said(400),
    Said(401, '{"message": "Bad credentials"}'),
    Said(403, '{"message": "Must have admin rights to Repository."}'),
    Said(403, SECONDARY),
    Said(404, '{"message": "Not Found"}'),
    Said(410, '{"message": "This issue was deleted"}'),
    Said(422, '{"message": "Invalid request.\\n\\nFor \'properties/title\', 5 is not a string."}'),
    Said(429, "", {"Retry-After": "30"}),
    Said(500, PROXY),
    Said(200, PROXY),
    Said(301, "", {"Location": "https://elsewhere.example/"}),
    Said(301, "", {"Location": "/repositories/2/labels"}),
]


@pytest.mark.parametrize("said", ANSWERS, ids=lambda said: f"{said.status} {said.body[:20]}")
def test_the_message_is_a_sentence_that_names_tracker_and_act(stub: Stub, clock: Clock, said: Said) -> None:
    stub.says(said)
    message = failure(github_at(stub.url, clock, names={ProjectId("1"): HERE}), ProjectId("1")).message
    assert "github" in message
    assert "list the labels of acme/incidents" in message
    assert message.endswith(".")
    assert "\n" not in message
    assert TOKEN not in message


@pytest.mark.parametrize(
    ("said", "cure"),
    [
        (Said(401), "config"),
        (Said(403), "rights"),
        (Said(404), "access"),
        (Said(429), "wait until"),
        (Said(500), "tried again"),
        (Said(200, PROXY), "address in the config"),
        (Said(301, "", {"Location": "https://elsewhere.example/"}), "address in the config"),
    ],
    ids=lambda it: str(getattr(it, "status", it)),
)
def test_the_message_names_a_cure(stub: Stub, clock: Clock, said: Said, cure: str) -> None:
    stub.says(said)
    message = failure(github_at(stub.url, clock, names={ProjectId("1"): HERE}), ProjectId("1")).message
    assert cure in message
    assert message.count(". ") == 0


def test_nothing_that_is_shown_of_the_credentials_holds_the_token() -> None:
    assert TOKEN not in repr(TokenCredentials(TOKEN))


@pytest.mark.parametrize("token", ["ключ", "two\nlines"])
def test_a_token_that_cannot_be_sent_is_trouble_and_not_shown(stub: Stub, clock: Clock, token: str) -> None:
    github = github_at(stub.url, clock, TokenCredentials(token), names={ProjectId("1"): HERE})
    error = failure(github, ProjectId("1"))
    assert token not in error.message
    assert "config" in error.message


def test_the_cause_is_kept_for_the_log(stub: Stub, clock: Clock) -> None:
    stub.says(Said(200, PROXY))
    error = failure(github_at(stub.url, clock, names={ProjectId("1"): HERE}), ProjectId("1"))
    assert isinstance(error.__cause__, (json.JSONDecodeError, requests.JSONDecodeError))


def test_a_pull_request_is_refused_by_name(github: GitHub, people: GitHubPeople, here: Project) -> None:
    from connectors.tracker import Ref

    people.opens_a_pull_request(HERE)
    with pytest.raises(TrackerError, match="acme/incidents#1 is a pull request") as caught:
        github.issue(Ref("github", here.id, 1))
    assert caught.value.permanent
