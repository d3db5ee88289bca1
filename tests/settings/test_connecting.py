"""A Jira as the config describes it: signed in to, with a team's words for done, and its people by their names."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pydantic import SecretStr

from connectors.sandbox.jira import founding
from connectors.sandbox.jira.kinds import AccountKind, Deployment
from connectors.sandbox.jira.people import Person as Somebody
from connectors.sandbox.jira.server import RunningSandbox, serve
from connectors.sandbox.jira.world import World
from connectors.tracker import Draft, Issue, Reason, Tracker, TrackerError
from service.connecting import connected, handles
from service.mappings import Home, Mapping, Person, Tickets, TrackerKind
from service.settings import AccountAuth, Settings, TokenAuth, TrackerSettings
from service.settings import Deployment as Told
from service.wiring import utc_now

JIRA = Home("jira", TrackerKind.JIRA)
TOKEN, SCOPED = "canary-of-the-bot", "canary-with-scopes"


def tickets(project: str, done: tuple[str, ...] = (), wont_do: tuple[str, ...] = ()) -> Mapping:
    to = Tickets("jira", project, kind=TrackerKind.JIRA, done=done, wont_do=wont_do)
    return Mapping(project, "github", "acme/incidents", to)


def settings_of(jira: RunningSandbox, *mappings: Mapping, people: tuple[Person, ...] = ()) -> Settings:
    auth: AccountAuth | TokenAuth = AccountAuth("followthrough@example.com", SecretStr(TOKEN))
    if not jira.world.is_cloud:
        auth = TokenAuth(SecretStr(TOKEN))
    tracker = TrackerSettings("jira", TrackerKind.JIRA, jira.url, auth)
    return Settings({"jira": tracker}, mappings, people=people)


def built(settings: Settings) -> Tracker:
    return connected(settings.trackers["jira"], settings, {}, utc_now)


@pytest.fixture(params=[Deployment.CLOUD, Deployment.DATACENTER])
def jira(request: pytest.FixtureRequest) -> Iterator[RunningSandbox]:
    world = World(utc_now, request.param, version="10.3.0")
    scoped = [SCOPED] if world.is_cloud else []
    founding.add_user(
        world, "followthrough", kind=AccountKind.APP, administrator=True, tokens=[TOKEN], scoped_tokens=scoped
    )
    founding.add_user(world, "alice")
    way = founding.add_workflow(
        world, "releases", {"Open": "new", "Released": "indeterminate", "Parked": "indeterminate"}, free=True
    )
    for key in ("PAY", "OPS"):
        roles = {"followthrough": "admin", "alice": "admin"}
        founding.add_project(world, key, roles=roles, workflow=way)
    with serve(world) as running:
        yield running


def seen(jira: RunningSandbox, tracker: Tracker, project: str, status: str) -> Issue:
    """An issue that Alice moved there, as the service sees it."""
    alice = Somebody(jira.world, "alice")
    issue = alice.opens(project, "Rotate the keys")
    alice.moves(issue, status)
    ref = tracker.locate(issue.key)
    assert ref is not None
    found = tracker.issue(ref)
    assert isinstance(found, Issue)
    return found


def test_the_service_signs_in_as_its_account(jira: RunningSandbox) -> None:
    assert built(settings_of(jira)).me().id == jira.world.user("followthrough").id


@pytest.mark.parametrize("jira", [Deployment.CLOUD], indirect=True)
def test_a_token_with_scopes_never_leaves_a_jira_on_this_machine_for_the_gateway_of_atlassian(
    jira: RunningSandbox,
) -> None:
    settings = settings_of(jira)
    auth = AccountAuth("followthrough@example.com", SecretStr(SCOPED), scoped=True)
    scoped = replace(settings.trackers["jira"], auth=auth)
    assert built(replace(settings, trackers={"jira": scoped})).me().id == jira.world.user("followthrough").id


def test_a_jira_that_is_not_where_the_config_says_is_refused(jira: RunningSandbox) -> None:
    settings = settings_of(jira)
    other = Told.DATACENTER if jira.world.is_cloud else Told.CLOUD
    wrong = replace(settings.trackers["jira"], deployment=other)
    tracker = built(replace(settings, trackers={"jira": wrong}))
    with pytest.raises(TrackerError):
        tracker.create(tracker.project_named("PAY").id, Draft("Rotate the keys", "by Friday"))


def test_a_teams_words_hold_in_its_own_project_and_in_no_other(jira: RunningSandbox) -> None:
    tracker = built(settings_of(jira, tickets("PAY", done=("released",), wont_do=("Parked",)), tickets("OPS")))
    released, parked = seen(jira, tracker, "PAY", "Released"), seen(jira, tracker, "PAY", "Parked")
    assert (released.open, released.reason) == (False, Reason.COMPLETED)
    assert (parked.open, parked.reason) == (False, Reason.NOT_PLANNED)
    assert seen(jira, tracker, "OPS", "Released").open


def test_two_mappings_to_one_project_share_their_words(jira: RunningSandbox) -> None:
    tracker = built(settings_of(jira, tickets("PAY", done=("Released",)), tickets("PAY", done=("Parked",))))
    assert not seen(jira, tracker, "PAY", "Released").open
    assert not seen(jira, tracker, "PAY", "Parked").open


def test_people_are_mentioned_by_the_names_that_the_config_gives_them(jira: RunningSandbox) -> None:
    alice = jira.world.user("alice")
    login = alice.id if jira.world.is_cloud else alice.name
    people = (Person("Alice Moreau", {"github": "amoreau", "jira": login}, "alice@acme.example", ("AM",)),)
    tracker = built(settings_of(jira, people=people))
    body = "@AM rotates the keys, and @amoreau tells when."
    issue = tracker.create(tracker.project_named("PAY").id, Draft("Rotate the keys", body))
    kept = str(jira.world.issue(issue.ref.number).description)
    assert kept.count(login) == 2, "both are mentions of her account"
    read = tracker.issue(issue.ref)
    assert isinstance(read, Issue)
    assert read.body == body, "and come back as they were written"


@pytest.mark.parametrize(
    ("person", "found"),
    [
        (
            Person("Alice Moreau", {"github": "amoreau", "jira": "5b10"}, "alice@acme.example", ("AM", "Al M")),
            {"amoreau": "5b10", "5b10": "5b10", "AM": "5b10", "alice@acme.example": "5b10"},
        ),
        (Person("Bob", {"github": "bob"}), {}),
        (Person("Dora", {"jira": "5b10", "eu": "77a0"}), {"5b10": "5b10", "77a0": "5b10", "Dora": "5b10"}),
    ],
)
def test_whatever_has_no_blank_mentions_somebody_with_an_account_there(person: Person, found: dict[str, str]) -> None:
    assert handles((person,), JIRA) == found


def test_a_name_that_two_people_have_is_the_first_ones() -> None:
    both = (Person("Bob", {"jira": "1"}, None, ("BO",)), Person("Bo", {"jira": "2"}, None, ("BO",)))
    assert handles(both, JIRA)["BO"] == "1"
