"""From the tag: whose tag counts, what is opened, and what is adopted where it stands."""

import pytest

from connectors.tracker import Act, Permission, TrackerError
from service.markers import Kind
from tests.planning.documents import document
from tests.planning.rig import HOME, START, Rig
from tests.planning.state import BOT, CAROL, MALLORY
from tests.planning.world import Fate, Lie

WORDS = "The checkout answers with 500."


def test_a_tag_opens_one_post_mortem_linked_both_ways(rig: Rig) -> None:
    incident = rig.tagged(WORDS, "Checkout down")
    rig.settle()
    opened = rig.post_mortems()[0]
    assert rig.world.url_of(incident) in opened.body
    assert rig.world.url_of(opened.ref) in rig.people.entry(incident).comments[0].body
    assert len(rig.post_mortems()) == 1


def test_a_tag_by_somebody_who_may_only_read_does_nothing(rig: Rig) -> None:
    incident = rig.people.open_issue(HOME, "Checkout down", WORDS)
    rig.people.label(incident, START, MALLORY)
    rig.look(incident)
    assert rig.world.writes == []


def test_a_document_tagged_by_somebody_who_may_only_read_is_not_adopted(rig: Rig) -> None:
    ref = rig.people.open_issue(HOME, "Checkout errors", str(document()))
    rig.people.label(ref, START, MALLORY)
    rig.look(ref)
    assert rig.world.writes == []


def test_a_tag_by_somebody_who_may_triage_counts(rig: Rig) -> None:
    incident = rig.people.open_issue(HOME, "Checkout down", WORDS)
    rig.people.label(incident, START, CAROL)
    rig.look(incident)
    assert len(rig.post_mortems()) == 1


def test_a_tagged_document_is_adopted_where_it_stands(rig: Rig) -> None:
    ref = rig.tagged(document())
    rig.settle()
    assert rig.post_mortems() == []
    assert rig.people.entry(ref).body == str(document())
    assert "Being written" in rig.said(ref)


def test_the_services_own_post_mortem_is_followed_whatever_its_account_may_do(rig: Rig) -> None:
    """The permission endpoint of GitHub does not know Apps."""
    rig.tagged(WORDS, "Checkout down")
    rig.settle()
    assert rig.world.tracker.permission(rig.world.place(HOME).id, BOT.login) is Permission.NONE
    assert "Being written" in rig.said(rig.post_mortems()[0].ref)


def test_a_post_mortem_whose_marker_was_copied_by_a_stranger_is_not_ours(rig: Rig) -> None:
    rig.tagged(WORDS, "Checkout down")
    rig.settle()
    copied = rig.people.open_issue(HOME, "Copy", rig.post_mortems()[0].body, who=MALLORY)
    rig.people.label(copied, START, MALLORY)
    rig.look(copied)
    assert rig.statuses(copied) == []


def test_an_incident_whose_reply_was_lost_gets_one_post_mortem(rig: Rig) -> None:
    incident = rig.tagged(WORDS, "Checkout down")
    rig.world.fates[1] = Fate.LOST_AFTER
    rig.settle((incident,))
    assert len(rig.post_mortems()) == 1
    assert len(rig.people.entry(incident).comments) == 1


def test_an_incident_is_not_opened_again_when_the_list_lies(rig: Rig) -> None:
    incident = rig.tagged(WORDS, "Checkout down")
    rig.world.lies[incident.project] = Lie.EMPTY
    with pytest.raises(TrackerError, match="Nothing is created in acme/incidents for now"):
        rig.look(incident)
    assert rig.world.creates == 0


def test_a_deleted_post_mortem_is_not_opened_again(rig: Rig) -> None:
    incident = rig.tagged(WORDS, "Checkout down")
    rig.settle()
    rig.people.delete(rig.post_mortems()[0].ref)
    rig.settle()
    assert rig.post_mortems() == []
    assert incident in rig.world.entries


def test_what_people_said_becomes_the_draft_of_the_timeline(rig: Rig) -> None:
    incident = rig.people.open_issue(HOME, "Checkout down", WORDS)
    rig.people.say(incident, "The old version is back.\nDetails follow.")
    rig.people.label(incident, START)
    rig.look(incident)
    assert "The old version is back." in rig.post_mortems()[0].body


def test_a_hidden_marker_tells_which_incident_it_is_about(rig: Rig) -> None:
    incident = rig.tagged(WORDS, "Checkout down")
    rig.look(incident)
    payload = rig.signer.read(Kind.POST_MORTEM, rig.post_mortems()[0].body)
    assert payload == {"pm": ["github", incident.project, incident.number]}


def test_a_tag_that_came_with_the_opening_counts_by_who_opened(rig: Rig) -> None:
    incident = rig.people.open_issue(HOME, "Checkout down", WORDS, who=MALLORY)
    entry = rig.people.entry(incident)
    entry.labels.append(START)
    rig.look(incident)
    assert [event for event in entry.events if event.act is Act.LABELED] == []
    assert rig.world.writes == []
