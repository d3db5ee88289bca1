"""Links from an issue of a Jira: to another of its own, and to one of another tracker."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.jira.tracker import Jira
from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.jira.schemes import LinkType
from connectors.sandbox.jira.world import World
from connectors.tracker import Issue, ProjectId, Ref, TrackerError, Trouble
from tests.connectors.bench import HERE, THERE
from tests.connectors.jira_bench import JiraPeople


@pytest.fixture
def parent(jira_people: JiraPeople) -> Ref:
    return jira_people.opens(HERE)


@pytest.fixture
def child(jira: Jira, jira_people: JiraPeople) -> Issue:
    issue = jira.issue(jira_people.opens(THERE, "Add a probe"))
    assert isinstance(issue, Issue)
    return issue


@pytest.fixture
def abroad(child: Issue) -> Issue:
    """An issue of a GitHub."""
    ref = Ref("github", ProjectId("4711"), 12)
    url = "https://github.com/acme/app/issues/12"
    return replace(child, ref=ref, id="99", name="acme/app#12", url=url)


def children(jira: Jira, ref: Ref) -> list[str]:
    return [issue.name for issue in jira.children(ref)]


# Of its own


def test_a_link_leads_from_the_parent_to_the_child_alone(jira: Jira, parent: Ref, child: Issue) -> None:
    jira.link_child(parent, child)
    assert children(jira, parent) == [child.name]
    assert children(jira, child.ref) == []


def test_the_same_link_again_is_none(jira: Jira, parent: Ref, child: Issue) -> None:
    jira.link_child(parent, child)
    jira.link_child(parent, child)
    assert children(jira, parent) == [child.name]


def test_an_issue_counts_what_it_leads_to(jira: Jira, parent: Ref, child: Issue) -> None:
    jira.link_child(parent, child)
    issue = jira.issue(parent)
    assert isinstance(issue, Issue)
    assert issue.children == 1


def test_a_child_that_is_gone_is_left_out(jira: Jira, jira_people: JiraPeople, parent: Ref, child: Issue) -> None:
    jira.link_child(parent, child)
    jira_people.deletes(child.ref)
    assert children(jira, parent) == []


def test_a_jira_without_a_fitting_type_says_what_to_add(
    jira: Jira, jira_world: World, parent: Ref, child: Issue
) -> None:
    for key in [key for key, kind in jira_world.link_types.items() if kind.name == "Relates"]:
        del jira_world.link_types[key]
    with pytest.raises(TrackerError, match="have its administrator add the type Relates") as caught:
        jira.link_child(parent, child)
    assert caught.value.trouble is Trouble.LACKING


def test_a_type_that_was_deleted_since_it_was_looked_up_gives_way_to_another(
    jira: Jira, jira_world: World, parent: Ref, child: Issue
) -> None:
    jira.link_child(parent, child)
    jira_world.links.clear()
    (old,) = (key for key, kind in jira_world.link_types.items() if kind.name == "Relates")
    del jira_world.link_types[old]
    with pytest.raises(TrackerError) as caught:
        jira.link_child(parent, child)
    assert caught.value.trouble is Trouble.LACKING

    jira_world.link_types["10900"] = LinkType("10900", "belongs", "belongs to", "belongs to")
    jira.link_child(parent, child)
    assert children(jira, parent) == [child.name]


def test_an_issue_that_is_gone_is_linked_to_nothing(
    jira: Jira, jira_people: JiraPeople, parent: Ref, child: Issue
) -> None:
    jira_people.deletes(child.ref)
    with pytest.raises(TrackerError) as caught:
        jira.link_child(parent, child)
    assert caught.value.permanent


# Abroad


def test_an_issue_of_another_tracker_is_shown(jira: Jira, jira_people: JiraPeople, parent: Ref, abroad: Issue) -> None:
    jira.link_abroad(parent, abroad)
    (link,) = jira_people.issue(parent).remote_links
    assert (link.raw["object"]["url"], link.raw["object"]["title"]) == (abroad.url, "acme/app#12"), (
        "and not what only others may read"
    )
    assert link.global_id == "followthrough=github&id=99"


def test_it_is_shown_once_and_as_it_is_now(jira: Jira, jira_people: JiraPeople, parent: Ref, abroad: Issue) -> None:
    jira.link_abroad(parent, abroad)
    jira.link_abroad(parent, replace(abroad, name="acme/moved#3", open=False))
    (link,) = jira_people.issue(parent).remote_links
    assert link.raw["object"]["title"] == "acme/moved#3"
    assert link.raw["object"]["status"] == {"resolved": True}


def test_two_issues_of_other_trackers_are_two(jira: Jira, jira_people: JiraPeople, parent: Ref, abroad: Issue) -> None:
    jira.link_abroad(parent, abroad)
    jira.link_abroad(parent, replace(abroad, id="100"))
    jira.link_abroad(parent, replace(abroad, ref=replace(abroad.ref, tracker="x" * 300)))
    assert len(jira_people.issue(parent).remote_links) == 3


def test_a_jira_that_shows_no_links_says_so(jira: Jira, jira_world: World, parent: Ref, abroad: Issue) -> None:
    jira_world.faults.add(Fault(FaultKind.STATUS_BEFORE, path="/remotelink", status=403))
    with pytest.raises(TrackerError, match="to link acme/app#12") as caught:
        jira.link_abroad(parent, abroad)
    assert caught.value.trouble is Trouble.FORBIDDEN
