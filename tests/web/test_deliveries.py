"""What becomes of genuine deliveries."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from werkzeug.test import TestResponse

from service.embedded import embedded
from service.hints import LOOK, QUEUE, SWEEP, OurJob
from service.index import PREFIX
from service.markers import MARK
from service.web.webhooks import IGNORED, QUEUED
from tests.clock import Clock
from tests.web.conftest import COMMENTED, PAYLOAD, Site, changed, signature, site
from tests.web.invented import APP, LATE, ref

NOT_OURS = "not a post-mortem, ticket or review of any mapping"
RENAMED = {"action": "renamed", "repository": {"id": 101, "full_name": "Acme/Incidents"}}


def jobs(site: Site) -> list[tuple[str, tuple[str, ...]]]:
    queue = Queue(QUEUE, connection=site.redis, serializer=JSONSerializer, job_class=OurJob)
    return [(job.func_name or "", tuple(job.args or ())) for job in queue.jobs]


def outcome(answer: TestResponse) -> tuple[str, str]:
    assert answer.status_code == 202, answer.text
    assert answer.json is not None and set(answer.json) == {"delivery", "outcome", "reason"}
    return answer.json["outcome"], answer.json["reason"]


def test_a_tagged_issue_of_a_mapped_project_is_queued(site: Site) -> None:
    answer = site.deliver()
    assert answer.json == {"delivery": "d-1", "outcome": "queued", "reason": "a look is queued"}
    assert jobs(site) == [(LOOK, ("github:101#42",))]
    assert site.counters() == {QUEUED: 1}


def test_a_second_delivery_about_it_joins_the_look_that_is_queued(site: Site) -> None:
    site.deliver()
    assert outcome(site.deliver()) == ("queued", "a look that will see this is queued already")
    assert jobs(site) == [(LOOK, ("github:101#42",))]
    assert site.counters() == {QUEUED: 2}


def test_a_hundred_deliveries_about_one_post_mortem_queue_one_look(site: Site) -> None:
    site.index.save(LATE, None, 1)
    for number in range(201, 206):
        site.index.adopt(ref(number, APP), ref(41))
    about_tickets = [changed(COMMENTED, issue__number=201 + n % 5) for n in range(90)]
    about_itself = [changed(PAYLOAD, issue__number=41)] * 10
    answers = [outcome(site.deliver(payload))[0] for payload in about_tickets + about_itself]
    assert answers == ["queued"] * 100
    assert len(jobs(site)) == 1
    assert site.redis.hget(f"{PREFIX}want", "github:101#41") == b"100"
    assert site.counters() == {QUEUED: 100}


def test_an_untagged_issue_is_ignored(site: Site) -> None:
    assert outcome(site.deliver(COMMENTED, event="issue_comment")) == ("ignored", NOT_OURS)
    assert jobs(site) == []
    assert site.counters() == {IGNORED: 1}


def test_a_ticket_that_is_known_is_queued_whatever_its_labels(site: Site) -> None:
    site.index.adopt(ref(201, APP), ref(41))
    assert outcome(site.deliver(COMMENTED, event="issue_comment"))[0] == "queued"
    assert jobs(site) == [(LOOK, ("github:102#201",))]
    assert site.index.belongs(ref(201, APP)) == ref(41)


def test_an_issue_that_carries_a_marker_is_queued(site: Site) -> None:
    marked = changed(COMMENTED, issue__body=f"Roll certificates.\n{MARK}ticket abc -->")
    assert outcome(site.deliver(marked))[0] == "queued"


def test_the_label_that_was_taken_away_still_counts(site: Site) -> None:
    assert outcome(site.deliver(changed(PAYLOAD, action="unlabeled", issue__labels=[])))[0] == "queued"


def test_names_of_projects_are_the_same_in_any_case(site: Site) -> None:
    assert outcome(site.deliver(changed(PAYLOAD, repository__full_name="ACME/incidents")))[0] == "queued"
    assert outcome(site.deliver(changed(COMMENTED, issue__labels=[{"name": "postmortem:action"}])))[0] == "queued"


def test_a_tagged_issue_of_another_project_is_ignored(site: Site) -> None:
    elsewhere = changed(PAYLOAD, repository__id=999, repository__full_name="mallory/incidents")
    assert outcome(site.deliver(elsewhere)) == ("ignored", NOT_OURS)
    assert site.counters() == {IGNORED: 1}


def test_a_mapped_project_counts_at_its_own_tracker_only(site: Site) -> None:
    answer = site.deliver(tracker="enterprise", secret="bobs-tracker-has-this")
    assert outcome(answer) == ("ignored", NOT_OURS)


def test_a_renamed_project_is_known_by_the_issues_it_holds(site: Site) -> None:
    site.index.adopt(ref(41), ref(41))
    renamed = changed(PAYLOAD, repository__full_name="acme/renamed", issue__number=41)
    assert outcome(site.deliver(renamed))[0] == "queued"


def test_a_change_of_the_project_asks_for_a_sweep_by_the_name_in_the_config(site: Site) -> None:
    assert outcome(site.deliver(RENAMED, event="repository")) == ("queued", "a sweep of the project is queued")
    assert jobs(site) == [(SWEEP, ("github", "acme/incidents", "changed"))]
    assert site.counters() == {QUEUED: 1}


def test_a_change_of_an_unknown_project_is_ignored(site: Site) -> None:
    unknown = changed(RENAMED, repository__full_name="mallory/incidents")
    assert outcome(site.deliver(unknown, event="repository")) == ("ignored", "not a project of any mapping")
    assert jobs(site) == []
    assert site.counters() == {IGNORED: 1}


def test_a_ping_is_answered(site: Site) -> None:
    assert outcome(site.deliver({"zen": "Keep it simple.", "hook_id": 1}, event="ping")) == (
        "ignored",
        "ping: the webhook works",
    )
    assert site.counters() == {IGNORED: 1}


def test_a_pull_request_is_ignored_with_its_reason(site: Site) -> None:
    pull = changed(PAYLOAD, issue__pull_request={"url": "https://api.github.com/…"})
    assert outcome(site.deliver(pull)) == ("ignored", "a pull request, not an issue")


def test_an_event_that_is_not_used_is_ignored_with_its_reason(site: Site) -> None:
    assert outcome(site.deliver({"ref": "refs/heads/main"}, event="push")) == ("ignored", "event push is not used")


def test_a_form_is_as_good_as_json(site: Site) -> None:
    body = urlencode({"payload": json.dumps(PAYLOAD)}).encode()
    headers = {"X-GitHub-Event": "issues", "X-GitHub-Delivery": "d-2", "X-Hub-Signature-256": signature(body)}
    answer = site.app.test_client().post(
        "/webhooks/github", data=body, headers=headers, content_type="application/x-www-form-urlencoded"
    )
    assert answer.json == {"delivery": "d-2", "outcome": "queued", "reason": "a look is queued"}


@pytest.mark.parametrize(
    ("payload", "event"),
    [
        (PAYLOAD, "issues"),
        (COMMENTED, "issue_comment"),
        ({"zen": "Keep it simple."}, "ping"),
        (changed(RENAMED, repository__full_name="mallory/x"), "repository"),
    ],
    ids=["queued", "unknown", "ping", "unknown project"],
)
def test_a_delivery_costs_one_exchange_with_redis(
    payload: object, event: str, site: Site, round_trips: Callable[[Callable[[], object]], int]
) -> None:
    site.deliver(payload, event=event)
    assert round_trips(lambda: site.deliver(payload, event=event)) == 1


def test_a_refused_delivery_costs_none(site: Site, round_trips: Callable[[Callable[[], object]], int]) -> None:
    site.deliver()
    assert round_trips(lambda: site.deliver(secret="mallorys-guess-at-it")) == 0


def test_each_accepted_delivery_raises_one_of_two_counters(site: Site) -> None:
    deliveries = [(PAYLOAD, "issues"), (PAYLOAD, "issues"), (COMMENTED, "issue_comment"), (RENAMED, "repository")]
    deliveries += [({"zen": "…"}, "ping"), ({"ref": "main"}, "push")]
    answers = [outcome(site.deliver(payload, event=event))[0] for payload, event in deliveries]
    assert site.counters() == {QUEUED: answers.count("queued"), IGNORED: answers.count("ignored")}
    assert sum(site.counters().values()) == len(deliveries)


def test_when_redis_is_full_a_delivery_is_refused_for_now(site: Site) -> None:
    site.redis.config_set("maxmemory", 1)
    try:
        refused_for_now(site.deliver())
    finally:
        site.redis.config_set("maxmemory", 0)
    assert site.redis.dbsize() == 0


def test_a_delivery_is_accepted_again_once_redis_is_back(tmp_path: Path, clock: Clock) -> None:
    with embedded(tmp_path) as url:
        there = site(Redis.from_url(url, socket_timeout=2, retry=None), clock)
        there.deliver()
    refused_for_now(there.deliver())
    with embedded(tmp_path):
        assert outcome(there.deliver())[0] == "queued"
        assert there.counters() == {QUEUED: 2}


def refused_for_now(answer: TestResponse) -> None:
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json is not None and answer.json["error"].startswith("Redis does not answer")
