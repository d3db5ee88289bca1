"""Issue security levels of Jira: what only some may read is told in no place where others read, too."""

import json
from collections.abc import Callable
from dataclasses import replace

from connectors.tracker import Visibility
from service.index import parse_ref
from service.mappings import Mapping
from tests.clock import Clock
from tests.stories.conftest import Staging
from tests.stories.desk import Site
from tests.stories.documents import TABLE
from tests.stories.github_site import BOT
from tests.stories.jira_site import JiraSite
from tests.stories.jira_stories import BOTH_KINDS, at_jira
from tests.stories.pairing import Flavour, Pairing
from tests.stories.stage import Stage
from tests.stories.test_following import row

LEVEL = "Staff only"
CANARY = "canary7f3a"
DOCUMENT = TABLE.replace("Alert when the pool is used above 80 %", f"Alert on the {CANARY} pool")
"""One whose first action has a word that no outsider may ever read."""

assert CANARY in DOCUMENT


def with_level(_: Clock, sites: tuple[Site, ...]) -> None:
    """Both projects have it; Alice and the service are its members, Bob and Mallory are not."""
    (jira,) = sites
    assert isinstance(jira, JiraSite)
    for project in ("PM", "APP"):
        jira.has_level(project, LEVEL, "alice", BOT)


def at_home(mapping: Mapping) -> Mapping:
    """Tickets beside the post-mortems."""
    return replace(mapping, tickets=replace(mapping.tickets, project=mapping.project))


def neutral_allowed(mapping: Mapping) -> Mapping:
    return replace(mapping, tickets=replace(mapping.tickets, allow_public=True))


def restricts(stage: Stage, handle: int, level: str | None = LEVEL) -> None:
    told = {"name": level} if level else None
    at_jira(stage, "alice").call("PUT", f"/issue/{handle}", fields={"security": told})


def level_of(stage: Stage, handle: int) -> str | None:
    held = at_jira(stage, "alice").call("GET", f"/issue/{handle}")["fields"]["security"]
    return held["name"] if held else None


def restricted(stage: Stage, document: str = DOCUMENT, before: Callable[[], object] = lambda: None) -> int:
    """A post-mortem that only Staff may read from its first moment, finished."""
    fields = {
        "project": {"key": stage.incidents},
        "issuetype": {"name": "Task"},
        "summary": f"Checkout {CANARY}",
        "security": {"name": LEVEL},
    }
    handle = int(at_jira(stage, "alice").call("POST", "/issue", fields=fields)["id"])
    stage.alice.writes(stage.incidents, handle, document)
    stage.alice.tags(stage.incidents, handle, "postmortem")
    stage.settle()
    stage.later(hours=1)
    before()
    stage.alice.tags(stage.incidents, handle, "postmortem:finished")
    stage.settle()
    return handle


def seen_by_bob(stage: Stage) -> list[str]:
    """The ids of what Bob finds, who may browse both projects."""
    bob, jql = at_jira(stage, "bob"), "project in (PM, APP)"
    if stage.home.flavour is Flavour.CLOUD:
        answer = bob.call("POST", "/search/jql", jql=jql, fields=["id"], maxResults=100)
    else:
        answer = bob.call("POST", "/search", jql=jql, fields=["id"], maxResults=100)
    return [issue["id"] for issue in answer["issues"]]


def outsiders_read(stage: Stage) -> str:
    """Everything that Jira shows Bob of that, hidden and history, too."""
    bob, shown = at_jira(stage, "bob"), ""
    for issue in seen_by_bob(stage):
        shown += json.dumps(bob.call("GET", f"/issue/{issue}?expand=changelog&properties=*all"))
        shown += json.dumps(bob.call("GET", f"/issue/{issue}/comment?expand=properties"))
        shown += json.dumps(bob.call("GET", f"/issue/{issue}/remotelink"))
    return shown


@BOTH_KINDS
def test_a_restricted_post_mortem_has_no_tickets_where_more_people_read(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both, prepare=with_level)
    number = restricted(stage)

    assert stage.tickets() == {}
    assert (
        f"No ticket is created: only {LEVEL} may read this post-mortem, and others read APP. An admin can map its "
        f"tickets to PM, where they get the same level, or set `allow_public` for this mapping."
    ) in stage.status(number)
    assert CANARY not in outsiders_read(stage)


@BOTH_KINDS
def test_with_the_consent_of_the_config_its_tickets_elsewhere_are_neutral(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both, neutral_allowed, prepare=with_level)
    number = restricted(stage)

    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]
    assert stage.tickets()["A1"].title == "Action A1 of a post-mortem"
    assert CANARY not in outsiders_read(stage)
    assert CANARY in row(stage.status(number), "A1")


@BOTH_KINDS
def test_in_its_own_project_tickets_and_review_have_its_level(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both, at_home, prepare=with_level)
    number = restricted(stage)

    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]
    assert {level_of(stage, ticket.handle) for ticket in stage.tickets().values()} == {LEVEL}
    stage.later(days=36)
    (review,) = stage.reviews()
    assert level_of(stage, review.handle) == LEVEL
    assert CANARY in review.body
    assert seen_by_bob(stage) == []
    assert "may read this post-mortem" not in stage.status(number)
    before = stage.writes()
    stage.later(hours=1)
    assert stage.writes() == before


@BOTH_KINDS
def test_where_the_service_may_not_set_the_level_nothing_is_created_and_the_cure_is_told(
    staged_with: Staging, both: Pairing
) -> None:
    stage = staged_with(both, at_home, prepare=with_level)
    number = restricted(stage, before=lambda: takes_off(stage, "security"))

    assert stage.tickets() == {}
    assert f"**A1**: A new Task of PM cannot get the security level {LEVEL}" in stage.status(number)
    assert "give the service's account Set Issue Security there" in stage.status(number)
    stage.later(days=36)
    assert stage.reviews() == []
    assert "A review is due and cannot be opened. A new Task of PM cannot get" in stage.status(number)
    assert CANARY not in outsiders_read(stage)


def takes_off(stage: Stage, field: str) -> None:
    (jira,) = stage.sites
    assert isinstance(jira, JiraSite)
    jira.takes_off_the_screen("PM", field)


@BOTH_KINDS
def test_a_level_that_comes_after_the_tickets_ends_what_is_told_there(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both, prepare=with_level)
    number = stage.finished(TABLE)
    stage.later(days=36)
    (review,) = stage.reviews()
    restricts(stage, number)
    stage.alice.rewords(stage.incidents, number, "Checkout", f"Checkout {CANARY}")
    stage.alice.retitles(stage.incidents, number, f"Checkout {CANARY}")
    stage.settle()
    stage.alice.closes(stage.app, stage.tickets()["A1"].handle)
    stage.later(days=1)

    assert CANARY not in outsiders_read(stage)
    assert stage.alice.reads(stage.incidents, review.handle).body == review.body
    told = stage.status(number)
    assert f"Review 1 is left as it is: only {LEVEL} may read this post-mortem" in told
    assert row(told, "A1").endswith("| done |"), "what happens to its tickets is still followed"

    restricts(stage, review.handle)
    stage.later(days=1)
    assert CANARY in stage.alice.reads(stage.incidents, review.handle).body
    assert "is left as it is" not in stage.status(number)
    assert CANARY not in outsiders_read(stage)


@BOTH_KINDS
def test_an_action_that_comes_after_the_level_gets_no_open_ticket(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both, at_home, prepare=with_level)
    number = stage.finished(TABLE)
    restricts(stage, number)
    stage.settle()
    more = f"| A4 | Remove the {CANARY} cache | @alice | 2026-12-18 | RC1 | the cache is gone |\n"
    stage.alice.writes(stage.incidents, number, TABLE + more)
    stage.later(days=1)

    levels = {key: level_of(stage, ticket.handle) for key, ticket in stage.tickets().items()}
    assert levels == {"A1": None, "A2": None, "A3": None, "A4": LEVEL}
    assert CANARY not in outsiders_read(stage)


@BOTH_KINDS
def test_what_only_some_read_of_a_ticket_is_not_told_in_the_post_mortem(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both, prepare=with_level)
    number = stage.finished(TABLE)
    ticket = stage.tickets()["A1"].handle
    restricts(stage, ticket)
    stage.alice.retitles(stage.app, ticket, f"Rotate {CANARY}")
    stage.alice.closes(stage.app, ticket)
    stage.later(days=36)

    assert CANARY not in outsiders_read(stage)
    assert row(stage.status(number), "A1").endswith("| done |")


@BOTH_KINDS
def test_the_post_mortem_of_a_restricted_incident_has_its_level(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both, prepare=with_level)
    alice = at_jira(stage, "alice")
    fields = {"project": {"key": "PM"}, "issuetype": {"name": "Task"}, "summary": f"Outage {CANARY}"}
    incident = int(alice.call("POST", "/issue", fields={**fields, "security": {"name": LEVEL}})["id"])
    stage.alice.tags(stage.incidents, incident, "postmortem")
    stage.settle()

    (opened,) = (issue for issue in stage.alice.lists(stage.incidents) if issue.handle != incident)
    assert CANARY in opened.title
    assert level_of(stage, opened.handle) == LEVEL
    assert seen_by_bob(stage) == []


@BOTH_KINDS
def test_a_restricted_incident_waits_where_its_post_mortem_could_be_read_by_more(
    staged_with: Staging, both: Pairing
) -> None:
    stage = staged_with(both, prepare=with_level)
    alice = at_jira(stage, "alice")
    fields = {"project": {"key": "PM"}, "issuetype": {"name": "Task"}, "summary": f"Outage {CANARY}"}
    incident = int(alice.call("POST", "/issue", fields={**fields, "security": {"name": LEVEL}})["id"])
    takes_off(stage, "security")
    stage.alice.tags(stage.incidents, incident, "postmortem")
    stage.settle(postponing=True)

    assert [issue.handle for issue in stage.alice.lists(stage.incidents)] == [incident]
    (parked,) = stage.runtime.index.parked()
    assert f"cannot get the security level {LEVEL}" in parked.message


@BOTH_KINDS
def test_the_dashboard_counts_a_restricted_post_mortem_as_private(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both, at_home, prepare=with_level)
    stage.home.shows_to_all(stage.incidents)
    number = restricted(stage)

    (entry,) = (it for it in stage.runtime.index.entries() if parse_ref(it.ref).number == number)
    assert entry.visibility == Visibility.PRIVATE.name.lower()
