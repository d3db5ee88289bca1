"""Who the words for an owner mean."""

import pytest

from service.document.people import Owner, resolve, why_unresolved
from service.mappings import Home, Person, Team, TrackerKind

GITHUB = Home("github", TrackerKind.GITHUB)
JIRA = Home("jira", TrackerKind.JIRA)
EU = Home("eu", TrackerKind.JIRA)

PEOPLE = (
    Person("Alice Moreau", {"github": "alice", "jira": "5b10a2844c20165700ede21g"}, "alice@acme.example", ("AM",)),
    Person("Bob Okafor", {"github": "bob"}, None, ("Bob", "BO")),
    Person("Bob Olsen", {"github": "bobo"}, None, ("BO",)),
)
TEAMS = (Team("Team Alpha", "alice"), Team("Payments", "mallory"))


@pytest.mark.parametrize(
    "written",
    [
        "@alice",
        "alice",
        "@Alice",
        "Alice Moreau",
        "alice  moreau",
        "AM",
        "am",
        "alice@acme.example",
        "<Alice@Acme.example>",
    ],
)
def test_a_person_answers_to_every_key(written: str) -> None:
    assert resolve(written, PEOPLE, TEAMS, GITHUB) == Owner("alice", "Alice Moreau")


def test_the_account_is_the_one_of_the_tracker() -> None:
    assert resolve("@alice", PEOPLE, TEAMS, JIRA) == Owner("5b10a2844c20165700ede21g", "Alice Moreau")
    assert resolve("@bob", PEOPLE, TEAMS, JIRA) is None
    assert "no jira account" in why_unresolved("@bob", PEOPLE, TEAMS, JIRA)


@pytest.mark.parametrize("written", ["Team Alpha", "team alpha", "Alpha team", "the Team Alpha", "@team-alpha"])
def test_a_team_answers_through_its_lead(written: str) -> None:
    assert resolve(written, PEOPLE, TEAMS, GITHUB) == Owner("alice", "Alice Moreau", "Team Alpha")


def test_a_lead_may_be_a_bare_login() -> None:
    assert resolve("Payments", PEOPLE, TEAMS, GITHUB) == Owner("mallory", "mallory", "Payments")


def test_an_account_for_one_tracker_comes_before_the_one_for_its_kind() -> None:
    dora = Person("Dora", {"jira": "5b10", "eu": "712020:77a0"})
    assert resolve("Dora", (dora,), (), EU) == Owner("712020:77a0", "Dora")
    assert resolve("Dora", (dora,), (), JIRA) == Owner("5b10", "Dora")
    assert resolve("712020:77a0", (dora,), (), JIRA) == Owner("5b10", "Dora"), "whichever key names her"


def test_an_unknown_handle_is_nobody_on_jira_where_nobody_writes_accounts() -> None:
    assert resolve("@carol", PEOPLE, TEAMS, JIRA) is None
    assert "with a jira account answers to it" in why_unresolved("@carol", PEOPLE, TEAMS, JIRA)


def test_a_team_whose_lead_has_no_account_there_is_said() -> None:
    teams = (Team("Team Bravo", "bob"),)
    assert resolve("Team Bravo", PEOPLE, teams, JIRA) is None
    assert why_unresolved("Team Bravo", PEOPLE, teams, JIRA) == (
        "the lead of Team Bravo has no jira account in the config"
    )


def test_an_unknown_handle_is_a_login_and_an_unknown_name_is_nobody() -> None:
    assert resolve("@carol", PEOPLE, TEAMS, GITHUB) == Owner("carol", "carol")
    assert resolve("Carol", PEOPLE, TEAMS, GITHUB) is None
    assert resolve("@acme/payments", PEOPLE, TEAMS, GITHUB) is None
    assert resolve("", PEOPLE, TEAMS, GITHUB) is None


def test_a_name_that_two_people_share_is_nobodys() -> None:
    assert resolve("BO", PEOPLE, TEAMS, GITHUB) is None
    assert "2 entries" in why_unresolved("BO", PEOPLE, TEAMS, GITHUB)
