"""What a tagged incident becomes, planned from values: the post-mortem in full, and the link back to it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connectors.tracker import Absence, Act, Comment, Event, Gone, Permission, Person
from service.document.template import IncidentFacts, render_template
from service.mappings import Mapping
from service.observed import Claim, Incident
from service.plan import plan
from service.planning.starting import CLAIM
from service.steps import LinkIncident, OpenPostMortem
from tests.planning.rig import START
from tests.planning.sightings import (
    INCIDENTS,
    NOW,
    OPENED,
    PAY,
    STAFF,
    issue,
    mapped,
    mapped_in_jira,
    only,
)
from tests.planning.state import ALICE, BOB, BOT

TEMPLATE = (
    "{{ incident.title }} by {{ incident.reporter }}, {{ incident.severity }},"
    " {{ incident.opened_at }} to {{ incident.closed_at }}\n"
    "{% for entry in incident.timeline %}\n- {{ entry.at }} {{ entry.who }}: {{ entry.text }}\n{% endfor %}"
)
LINKED = "{{ incident.url }}\n" + TEMPLATE
LABELS = (START, "sev1", "checkout")


def incident(template: str = LINKED, about: dict[str, Any] | None = None, **changes: Any) -> Incident:
    found = issue(5, title="Checkout down", labels=LABELS, closed_at=NOW, **(about or {}))
    values: dict[str, Any] = {"template": template, "tagger_permission": Permission.TRIAGE}
    return Incident(found, INCIDENTS, BOT, **(values | changes))


def opened(seen: Incident, to: Mapping | None = None) -> OpenPostMortem:
    (step,) = only(OpenPostMortem, plan(seen, to or mapped(), NOW))
    return step


def said(body: str, who: Person = ALICE, minutes: int = 1) -> Comment:
    at = OPENED + timedelta(minutes=minutes)
    return Comment(f"c{minutes}", who, body, at, at, "")


def timeline(*comments: Comment, history: tuple[Event, ...] = (), template: str = LINKED) -> list[str]:
    """Its entries without the day, each as `09:01 alice: …`."""
    text = opened(incident(template, comments=comments, history=history)).text
    return [line.partition("2026-03-02 ")[2] for line in text.splitlines() if line.startswith("- ")]


def test_a_tag_opens_a_post_mortem_and_links_it() -> None:
    steps = plan(incident(), mapped(match_labels=("checkout", "payments"), type="Task", fields={"x": 1}), NOW)
    facts = IncidentFacts("Checkout down", f"{INCIDENTS.url}/issues/5", "alice", "sev1", OPENED, NOW)
    assert steps == (
        OpenPostMortem(
            project=INCIDENTS.id,
            title="Post-mortem: Checkout down",
            text=render_template(LINKED, facts),
            labels=(START, "checkout"),
            kind="Task",
            fields={"x": 1},
            restricted_to=None,
        ),
        LinkIncident(incident().issue.ref, None),
    )


def test_what_few_may_read_opens_for_as_few() -> None:
    seen = replace(incident(), issue=replace(incident().issue, restricted_to=STAFF), project=PAY)
    step = opened(seen, mapped_in_jira())
    assert (step.project, step.restricted_to, step.kind) == (PAY.id, STAFF, None)


def test_a_template_without_the_way_back_gets_it_on_top() -> None:
    url = f"{INCIDENTS.url}/issues/5"
    assert opened(incident("Words\n")).text == f"Incident: [acme/incidents#5]({url})\n\nWords\n"
    assert opened(incident(f"See {url}\n")).text == f"See {url}\n"


def test_what_was_opened_before_is_only_linked() -> None:
    there = issue(6)
    assert plan(incident(post_mortem=there), mapped(), NOW) == (LinkIncident(incident().issue.ref, there),)


@pytest.mark.parametrize(
    "changes",
    [
        {"linked": True},
        {"linked": True, "post_mortem": issue(6)},
        {"post_mortem": Gone(issue(6).ref, Absence.DELETED)},
        {"listing_trouble": "The list lies."},
        {"tagger_permission": Permission.READ},
    ],
    ids=["linked", "linked to one that is there", "deleted", "no trust in the list", "tagged by a reader"],
)
def test_nothing_is_opened_where(changes: dict[str, Any]) -> None:
    assert plan(incident(**changes), mapped(), NOW) == ()


def test_the_claim_of_a_post_mortem_is_the_same_as_ever() -> None:
    assert Claim("post-mortem", "") == CLAIM


def test_the_timeline_has_the_first_line_of_what_was_said_but_not_by_the_service() -> None:
    heard = timeline(said("\n  It is back.  \nDetails follow.", BOB, 2), said("Opened.", BOT), said(" \n", ALICE, 3))
    assert heard == ["09:02 bob: It is back.", "09:03 alice: "]


def test_the_timeline_is_in_the_order_in_which_things_happened() -> None:
    at = OPENED + timedelta(minutes=2)
    history = (Event(Act.REOPENED, BOB, at),)
    heard = timeline(said("Third.", minutes=3), said("First.", minutes=1), history=history)
    assert [entry[:9] for entry in heard] == ["09:01 ali", "09:02 bob", "09:03 ali"]


@pytest.mark.parametrize(
    ("event", "entry"),
    [
        (Event(Act.REOPENED, BOB, NOW), "11:00 bob: opened the incident again"),
        (Event(Act.LABELED, BOB, NOW, "sev1"), "11:00 bob: added the label sev1"),
        (Event(Act.ASSIGNED, BOB, NOW, "carol"), "11:00 bob: assigned carol"),
        (Event(Act.ASSIGNED, BOB, NOW, "5b10", shown="Carol"), "11:00 bob: assigned Carol"),
        (Event(Act.ASSIGNED, None, NOW, "carol"), "11:00 : assigned carol"),
        (Event(Act.CLOSED, BOB, NOW), None),
        (Event(Act.LABELED, BOB, OPENED, "sev1"), None),
    ],
)
def test_what_happened_is_told_in_words_unless_the_template_or_the_opening_says_it(
    event: Event, entry: str | None
) -> None:
    assert timeline(history=(event,)) == ([entry] if entry else [])


def test_a_line_of_the_timeline_is_cut() -> None:
    (whole,), (cut,) = timeline(said("x" * 500)), timeline(said("x" * 501))
    assert (whole, cut) == (f"09:01 alice: {'x' * 500}", f"09:01 alice: {'x' * 499}…")


@pytest.mark.parametrize(("to", "longest"), [(mapped(), 60_000), (mapped_in_jira(), 28_000)], ids=["github", "jira"])
def test_a_document_that_would_be_too_long_has_shorter_lines(to: Mapping, longest: int) -> None:
    whole = opened(incident(comments=(said("x" * 300),)), to).text
    room = longest - len(whole)
    fits = incident(LINKED + "y" * room, comments=(said("x" * 300),))
    assert len(opened(fits, to).text) == longest
    over = opened(incident(LINKED + "y" * (room + 1), comments=(said("x" * 300),)), to).text
    assert over.count("x") in range(90, 101)
