"""Forged deliveries: forty at GitHub's door and forty at Jira's are refused, none is an accident, nothing is stored."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask
from redis import Redis

from tests.clock import Clock
from tests.web import invented, jira
from tests.web import test_forged_deliveries as at_github
from tests.web import test_forged_jira_deliveries as at_jira
from tests.web.conftest import Site, signature, site

TOO_MANY = 40


def more(door: Any, secret: str, header: str) -> dict[str, Any]:
    """Beside those of the door's own tests, each of which says what its answer is."""
    right, body = signature(door.BODY, secret), door.BODY
    return {
        "the signature twice in one header": door.signing(401, f"{right}, {right}"),
        "the right one behind a wrong one in one header": door.signing(401, f"sha256={'0' * 64}, {right}"),
        "in quotes": door.signing(401, f'"{right}"'),
        "letters that look alike": door.signing(401, right.replace("sha256", "ｓｈａ256")),
        "a NUL at the end of the body": door.signing(401, right, body=body + b"\0"),
        "a byte order mark before the body": door.signing(401, right, body=b"\xef\xbb\xbf" + body),
        "the first half of the body": door.signing(401, right, body=body[: len(body) // 2]),
        "the header by another's name": door.signing(401, extra=(("X-Signature", right),)),
        "the signature in the query": door.signing(401, path=f"/webhooks/{header}?signature={right}"),
        "sixty-four zeros": door.signing(401, "sha256=" + "0" * 64),
    }


GITHUB = {**at_github.FORGED, **more(at_github, invented.SECRET, "github")}
JIRA = {**at_jira.FORGED, **more(at_jira, jira.SECRET, "jira")}


@pytest.fixture(scope="module")
def of_jira(redis: "Redis", clock: Clock) -> Site:
    return site(redis, clock, settings=jira.SETTINGS)


def answers(app: Flask, sent: Iterable[at_github.Sent | at_jira.Sent]) -> Counter[int]:
    at = app.test_client()
    return Counter(
        at.open(one.path, method=one.method, data=one.body, headers=one.headers()).status_code for one in sent
    )


def test_every_forgery_at_githubs_door_is_refused_and_none_is_stored(web: Site) -> None:
    assert len(GITHUB) >= TOO_MANY
    assert answers(web.app, GITHUB.values()) == {401: len(GITHUB)}
    assert web.redis.dbsize() == 0


def test_every_forgery_at_jiras_door_is_refused_and_none_is_stored(of_jira: Site) -> None:
    assert len(JIRA) >= TOO_MANY
    assert answers(of_jira.app, JIRA.values()) == {401: len(JIRA)}
    assert of_jira.redis.dbsize() == 0


def test_the_same_deliveries_signed_rightly_are_taken(web: Site, of_jira: Site) -> None:
    """What refuses them is the signature, and nothing else about them."""
    assert answers(web.app, [at_github.signing(0, at_github.RIGHT)]) == {202: 1}
    assert answers(of_jira.app, [at_jira.signing(0, at_jira.RIGHT)]) == {202: 1}
    assert web.redis.dbsize() > 0
