"""Who the words for an owner mean."""

import pytest

from service.document.people import Owner, resolve, why_unresolved
from service.mappings import Person, Team

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
    assert resolve(written, PEOPLE, TEAMS, "github") == Owner("alice", "Alice Moreau")


def test_the_account_is_the_one_of_the_tracker() -> None:
    assert resolve("@alice", PEOPLE, TEAMS, "jira") == Owner("5b10a2844c20165700ede21g", "Alice Moreau")
    assert resolve("@bob", PEOPLE, TEAMS, "jira") is None
    assert "no jira account" in why_unresolved("@bob", PEOPLE, TEAMS, "jira")


@pytest.mark.parametrize("written", ["Team Alpha", "team alpha", "Alpha team", "the Team Alpha", "@team-alpha"])
def test_a_team_answers_through_its_lead(written: str) -> None:
    assert resolve(written, PEOPLE, TEAMS, "github") == Owner("alice", "Alice Moreau", "Team Alpha")


def test_a_lead_may_be_a_bare_login() -> None:
    assert resolve("Payments", PEOPLE, TEAMS, "github") == Owner("mallory", "mallory", "Payments")


def test_an_unknown_handle_is_a_login_and_an_unknown_name_is_nobody() -> None:
    assert resolve("@carol", PEOPLE, TEAMS, "github") == Owner("carol", "carol")
    assert resolve("Carol", PEOPLE, TEAMS, "github") is None
    assert resolve("@acme/payments", PEOPLE, TEAMS, "github") is None
    assert resolve("", PEOPLE, TEAMS, "github") is None


def test_a_name_that_two_people_share_is_nobodys() -> None:
    assert resolve("BO", PEOPLE, TEAMS, "github") is None
    assert "2 entries" in why_unresolved("BO", PEOPLE, TEAMS, "github")
