"""What becomes of a Jira's genuine deliveries, signed or to the secret address."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis
from structlog.testing import capture_logs

from service.embedded import embedded
from service.hints import LOOK, SWEEP
from service.index import PREFIX
from service.markers import MARK
from service.web.webhooks import IGNORED, QUEUED
from tests.clock import Clock
from tests.web import jira
from tests.web.conftest import Installed, changed, site
from tests.web.jira import COMMENTED, JIRA_AT, OLD_SECRET, OTHER_SECRET, PATH, PAYLOAD, JiraSite
from tests.web.test_deliveries import NOT_OURS, jobs, outcome, refused_for_now


@pytest.fixture(scope="module")
def built(installed: Installed) -> JiraSite:
    return JiraSite(site(installed.redis, installed.clock, settings=jira.SETTINGS))


@pytest.fixture
def here(built: JiraSite, redis: "Redis") -> Iterator[JiraSite]:
    yield built


def test_a_tagged_issue_is_queued_under_its_permanent_ids(here: JiraSite) -> None:
    answer = here.deliver()
    assert answer.json == {"delivery": "d-1", "outcome": "queued", "reason": "a look is queued"}
    assert jobs(here.site) == [(LOOK, ("jira:10000#10042",))]
    assert here.site.counters() == {QUEUED: 1}


def test_a_delivery_that_jira_tries_again_joins_the_look_that_is_queued(here: JiraSite) -> None:
    here.deliver()
    assert outcome(here.deliver()) == ("queued", "a look that will see this is queued already")
    assert len(jobs(here.site)) == 1
    assert here.site.redis.hget(f"{PREFIX}want", "jira:10000#10042") == b"2"


def test_without_an_identifier_the_body_itself_is_one(here: JiraSite) -> None:
    answer = here.deliver(delivery=None)
    assert answer.json is not None
    assert answer.json["delivery"] == hashlib.sha256(json.dumps(PAYLOAD).encode()).hexdigest()


def test_both_secrets_sign_while_one_is_being_replaced_and_each_tracker_has_its_own(here: JiraSite) -> None:
    assert here.deliver(secret=OLD_SECRET).status_code == 202
    assert here.deliver(tracker="other", secret=OTHER_SECRET).status_code == 202


def test_an_untagged_issue_is_ignored_and_one_with_our_marker_is_not(here: JiraSite) -> None:
    bare = changed(PAYLOAD, issue__fields__labels=[], changelog=...)
    assert outcome(here.deliver(bare)) == ("ignored", NOT_OURS)
    ours = changed(bare, issue__fields__description=f"Roll certificates.\n{MARK}ticket abc -->")
    assert outcome(here.deliver(ours))[0] == "queued"


def test_a_label_that_was_taken_away_still_counts(here: JiraSite) -> None:
    gone = changed(
        PAYLOAD,
        issue__fields__labels=[],
        changelog={"items": [{"field": "labels", "fromString": "postmortem", "toString": ""}]},
    )
    assert outcome(here.deliver(gone))[0] == "queued"


def test_an_issue_of_a_project_of_no_mapping_is_ignored(here: JiraSite) -> None:
    elsewhere = changed(PAYLOAD, issue__fields__project={"id": "10999", "key": "HR"}, issue__key="HR-1")
    assert outcome(here.deliver(elsewhere)) == ("ignored", NOT_OURS)
    assert outcome(here.deliver(tracker="other", secret=OTHER_SECRET)) == ("ignored", NOT_OURS)


def test_a_comment_that_does_not_name_its_issue_asks_for_the_one_sweep_of_that_jira(here: JiraSite) -> None:
    """And not for a look at every post-mortem, for it may be a comment on anything."""
    assert outcome(here.deliver(COMMENTED)) == (
        "queued",
        "a sweep of the 2 mapped projects is queued, because it names none of them",
    )
    assert jobs(here.site) == [(SWEEP, ("jira", "PAY,PM"))]
    assert here.site.counters() == {QUEUED: 1}


def test_a_hundred_such_comments_ask_for_one_sweep(here: JiraSite) -> None:
    for _ in range(100):
        here.deliver(COMMENTED)
    assert len(jobs(here.site)) == 1
    assert here.site.counters() == {QUEUED: 100}


def test_a_comment_on_a_jira_of_no_mapping_asks_for_nothing(here: JiraSite) -> None:
    answer = here.deliver(COMMENTED, tracker="other", secret=OTHER_SECRET)
    assert outcome(answer) == ("ignored", "not a project of any mapping")
    assert here.site.counters() == {IGNORED: 1}


def test_a_comment_with_the_key_of_its_issue_alone_asks_for_a_sweep_of_that_project(here: JiraSite) -> None:
    partly = {**COMMENTED, "issue": {"id": "10042", "key": "PM-7"}}
    assert outcome(here.deliver(partly)) == ("queued", "a sweep of the project is queued")
    assert jobs(here.site) == [(SWEEP, ("jira", "PM", "changed"))]
    elsewhere = {**COMMENTED, "issue": {"id": "10042", "key": "HR-7"}}
    assert outcome(here.deliver(elsewhere)) == ("ignored", "not a project of any mapping")


def test_a_change_of_the_project_asks_for_a_sweep_by_the_name_in_the_config(here: JiraSite) -> None:
    renamed = {"webhookEvent": "project_updated", "project": {"id": 10000, "key": "PM", "name": "Post-mortems"}}
    assert outcome(here.deliver(renamed)) == ("queued", "a sweep of the project is queued")
    assert jobs(here.site) == [(SWEEP, ("jira", "PM", "changed"))]


def test_an_event_that_is_not_used_is_ignored_with_its_reason(here: JiraSite) -> None:
    assert outcome(here.deliver({"webhookEvent": "sprint_started"})) == ("ignored", "event sprint_started is not used")


@pytest.mark.parametrize(
    "payload", [PAYLOAD, changed(PAYLOAD, issue__key="HR-1", issue__fields__project={"id": "9", "key": "HR"})]
)
def test_a_delivery_about_an_issue_costs_one_exchange_with_redis(
    payload: object, here: JiraSite, round_trips: Callable[[Callable[[], object]], int]
) -> None:
    here.deliver(payload)
    assert round_trips(lambda: here.deliver(payload)) == 1


def test_when_redis_is_gone_a_delivery_is_refused_for_now_so_that_jira_tries_again(
    tmp_path: Path, clock: Clock
) -> None:
    with embedded(tmp_path) as url:
        there = JiraSite(site(Redis.from_url(url, socket_timeout=2, retry=None), clock, settings=jira.SETTINGS))
        assert there.deliver().status_code == 202
    refused_for_now(there.deliver())
    refused_for_now(there.deliver_unsigned())


# -- the secret address of a Jira that does not sign


@pytest.mark.parametrize("peer", [JIRA_AT, f"::ffff:{JIRA_AT}", "2001:db8::17"])
def test_a_delivery_to_the_secret_address_from_the_jira_is_taken(here: JiraSite, peer: str) -> None:
    tagged = changed(PAYLOAD, issue__key="OPS-7", issue__fields__project={"id": "10300", "key": "OPS"})
    tagged = changed(tagged, issue__fields__labels=["postmortem:action"])
    assert outcome(here.deliver_unsigned(tagged, peer=peer))[0] == "queued"
    assert jobs(here.site) == [(LOOK, ("old:10300#10042",))]


def test_a_comment_of_an_old_jira_asks_for_a_sweep(here: JiraSite) -> None:
    assert outcome(here.deliver_unsigned(COMMENTED)) == ("queued", "a sweep of the project is queued")
    assert jobs(here.site) == [(SWEEP, ("old", "OPS"))]


@pytest.mark.parametrize(
    ("wrong", "changes"),
    [
        ("another token", {"token": PATH[:-1] + "e"}),
        ("the token cut short", {"token": PATH[:-1]}),
        ("the token and more", {"token": PATH + "0"}),
        ("the token in capitals", {"token": PATH.upper()}),
        ("letters that are not ASCII", {"token": "é" * 39}),
        ("another machine", {"peer": "10.1.2.4"}),
        ("another machine that names the right one", {"peer": "10.1.2.4", "X_Forwarded_For": JIRA_AT}),
        ("another machine that says it is a proxy", {"peer": "10.1.2.4", "Forwarded": f"for={JIRA_AT}"}),
        ("another machine with the real address as it would be called", {"peer": "10.1.2.4", "X_Real_IP": JIRA_AT}),
        ("nobody knows which machine", {"peer": ""}),
        ("a name for an address", {"peer": "jira.acme.example"}),
        ("a Jira that signs", {"tracker": "jira"}),
        ("a Jira without any proof", {"tracker": "quiet"}),
        ("a GitHub", {"tracker": "github"}),
        ("nobody's tracker", {"tracker": "gitlab"}),
        ("something behind the token", {"token": f"{PATH}/issues"}),
    ],
)
def test_whatever_else_comes_to_such_an_address_finds_nothing_there(
    here: JiraSite, wrong: str, changes: dict[str, str]
) -> None:
    answer = here.deliver_unsigned(**changes)
    assert (answer.status_code, answer.json) == (404, {"error": "There is nothing at this address."}), wrong
    assert here.site.redis.dbsize() == 0


def test_the_plain_address_of_a_jira_that_does_not_sign_believes_nobody(here: JiraSite) -> None:
    assert here.deliver(tracker="old").status_code == 401
    assert here.site.redis.dbsize() == 0


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {}, 422),
        (b"[]", {}, 422),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"{}", {"Content-Type": "application/json", "Content-Encoding": "gzip"}, 415),
    ],
)
def test_a_delivery_without_a_signature_is_read_as_strictly(
    here: JiraSite, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = here.site.app.test_client().post(
        f"/webhooks/old/{PATH}",
        data=body,
        headers={"Content-Type": "application/json", **headers},
        environ_overrides={"REMOTE_ADDR": JIRA_AT},
    )
    assert answer.status_code == status
    assert here.site.redis.dbsize() == 0


def test_the_secret_address_is_in_no_record(here: JiraSite) -> None:
    with capture_logs() as records:
        here.deliver_unsigned()
        here.deliver_unsigned(peer="10.9.9.9")
        here.deliver_unsigned([])
    assert len(records) == 3
    assert PATH not in repr(records)
