"""Which Jira it is, where its projects are, who can read them and who may do what there."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from connectors.jira.auth import ApiToken
from connectors.jira.client import Client
from connectors.jira.site import Deployment as Kind
from connectors.jira.tracker import Jira
from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.jira import founding
from connectors.sandbox.jira.kinds import Deployment
from connectors.sandbox.jira.server import RunningSandbox, serve
from connectors.sandbox.jira.world import World
from connectors.sandbox.recording import Exchange
from connectors.tracker import Permission, Person, Project, ProjectId, TrackerError, Trouble, Visibility
from tests.clock import Clock
from tests.connectors.bench import BOT, HERE, PUBLIC
from tests.connectors.jira_bench import SCOPED, JiraPeople, jira_at, new_jira
from tests.connectors.stub import Said, Stub


@pytest.fixture
def here(jira: Jira) -> Project:
    return jira.project_named("INC")


def trouble(act: Callable[[], object]) -> TrackerError:
    with pytest.raises(TrackerError) as caught:
        act()
    return caught.value


# Which Jira


@pytest.mark.parametrize("kind", list(Deployment))
def test_what_kind_of_jira_it_is_can_be_asked(clock: Clock, exchanges: list[Exchange], kind: Deployment) -> None:
    with serve(new_jira(clock, kind), on_exchange=exchanges.append) as running:
        jira = jira_at(running, clock, deployment=Kind.AUTO)
        assert jira.project_named("INC").name == "INC"
    assert len([it for it in exchanges if it.path.endswith("/serverInfo")]) == 1


def test_a_token_with_scopes_works_through_the_gateway(clock: Clock, exchanges: list[Exchange]) -> None:
    world = new_jira(clock)
    with serve(world, on_exchange=exchanges.append) as running:
        scoped = ApiToken(world.user(BOT).email, SCOPED, scoped=True)
        jira = jira_at(running, clock, scoped)
        assert jira.project_named("INC").visibility is Visibility.PRIVATE
        assert jira.project_named("SITE").visibility is Visibility.PUBLIC
        assert jira.project_named("INC").url == f"{running.url}/browse/INC"


def test_a_token_with_scopes_does_not_work_on_the_site(clock: Clock) -> None:
    world = new_jira(clock)
    with serve(world) as running:
        jira = jira_at(running, clock, ApiToken(world.user(BOT).email, SCOPED))
        error = trouble(jira.me)
    assert error.trouble is Trouble.UNAUTHORIZED
    assert "`scoped: true`" in error.message


def test_the_service_knows_its_own_account(jira: Jira) -> None:
    me = jira.me()
    assert (me.login, me.bot) == (BOT, True)


@pytest.mark.parametrize("said", ["[]", "{}", "null", '"x"', '{"displayName": "Nobody"}'])
def test_an_account_without_an_id_is_none(stub: Stub, clock: Clock, said: str) -> None:
    stub.says(Said(body=said))
    jira = Jira(Client("jira", stub.url, ApiToken("a", "b"), now=clock), {}, deployment=Kind.CLOUD)
    assert trouble(jira.me).trouble is Trouble.UNREACHABLE


# Projects


@pytest.mark.parametrize("name", ["INC", "inc", " Inc ", "acme/incidents", "ACME/Incidents"])
def test_a_project_is_found_by_key_or_name_in_any_case(jira: Jira, name: str) -> None:
    assert jira.project_named(name).name == "INC"


def test_a_project_is_found_by_its_id(jira: Jira, here: Project) -> None:
    assert jira.project_named(here.id) == jira.project(here.id) == here


def test_a_project_is_found_by_the_key_that_it_had_before(jira: Jira, jira_people: JiraPeople, here: Project) -> None:
    jira_people.person("alice").renames_key("INC", "CASH")
    found = jira.project_named("INC")
    assert (found.id, found.name) == (here.id, "CASH")


def test_a_name_that_two_projects_have_is_not_guessed_at(jira: Jira, jira_world: World) -> None:
    for key in ("ONE", "TWO"):
        founding.add_project(jira_world, key, name="Payments Team", roles={BOT: "admin"})
    error = trouble(lambda: jira.project_named("payments team"))
    assert error.trouble is Trouble.NOT_FOUND
    assert "2 projects" in error.message


@pytest.mark.parametrize("name", ["NOPE", "no such project", "", "../../myself", "INC?x=y", "9" * 18])
def test_a_project_that_is_not_there_is_not_found(jira: Jira, name: str) -> None:
    assert trouble(lambda: jira.project_named(name)).trouble is Trouble.NOT_FOUND


def test_a_project_belongs_to_its_jira(jira: Jira, here: Project, jira_sandbox: RunningSandbox) -> None:
    assert (here.owner, here.url) == (jira_sandbox.url, f"{jira_sandbox.url}/browse/INC")


def test_an_archived_project_takes_no_issues(jira: Jira, jira_people: JiraPeople, here: Project) -> None:
    jira_people.person("alice").archives("INC")
    assert here.accepts_issues
    assert not jira.project(here.id).accepts_issues


# Who can read it


def test_a_project_that_nobody_needs_an_account_for_is_public(jira: Jira) -> None:
    assert jira.project_named(PUBLIC).visibility is Visibility.PUBLIC


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_project_that_is_hidden_from_nobody_in_particular_is_private(
    jira: Jira, jira_world: World, here: Project, clock: Clock, status: int
) -> None:
    clock.advance(hours=1)
    _spoil_anonymous(jira_world, here, status)
    assert jira.project(here.id).visibility is Visibility.PRIVATE


@pytest.mark.parametrize("status", [400, 500])
def test_an_unclear_answer_makes_it_unknown(
    jira: Jira, jira_world: World, here: Project, clock: Clock, status: int
) -> None:
    clock.advance(hours=1)
    _spoil_anonymous(jira_world, here, status)
    assert jira.project(here.id).visibility is Visibility.UNKNOWN


@pytest.mark.parametrize("told", [{}, {"Retry-After": "90"}])
def test_a_wait_that_is_asked_for_meanwhile_is_not_kept_back(
    jira: Jira, jira_world: World, here: Project, clock: Clock, told: dict[str, str]
) -> None:
    clock.advance(hours=1)
    path = f"/project/{here.id}"
    jira_world.faults.add(Fault(FaultKind.STATUS_BEFORE, path=path, skip=1, times=None, status=429, headers=told))
    error = trouble(lambda: jira.project(here.id))
    assert error.trouble is Trouble.LIMITED
    assert error.retry_at


def test_who_can_read_it_is_asked_each_time(jira: Jira, jira_people: JiraPeople, here: Project) -> None:
    assert jira.project(here.id).visibility is Visibility.PRIVATE
    jira_people.project(HERE).public = True
    assert jira.project(here.id).visibility is Visibility.PUBLIC


@pytest.mark.parametrize("status", [401, 403, 404])
def test_by_itself_what_is_hidden_from_nobody_in_particular_is_private(
    jira: Jira, jira_world: World, here: Project, status: int
) -> None:
    _spoil_anonymous(jira_world, here, status, skip=0)
    assert jira.visibility(here.id) is Visibility.PRIVATE


@pytest.mark.parametrize(("status", "body"), [(400, None), (500, None), (429, None), (200, "{}")])
def test_by_itself_an_unclear_answer_is_an_error(
    jira: Jira, jira_world: World, here: Project, status: int, body: str | None
) -> None:
    _spoil_anonymous(jira_world, here, status, body, skip=0)
    with pytest.raises(TrackerError):
        jira.visibility(here.id)


def _spoil_anonymous(world: World, project: Project, status: int, body: str | None = None, *, skip: int = 1) -> None:
    """The first time that the project is read is with credentials."""
    path = f"/project/{project.id}"
    world.faults.add(Fault(FaultKind.STATUS_BEFORE, path=path, skip=skip, times=None, status=status, body=body))


# What the service may do


@pytest.mark.parametrize(
    ("role", "permission"),
    [
        ("admin", Permission.ADMIN),
        ("reader", Permission.READ),
        (["BROWSE_PROJECTS", "CREATE_ISSUES"], Permission.READ),
        (["BROWSE_PROJECTS", "TRANSITION_ISSUES"], Permission.TRIAGE),
        (["BROWSE_PROJECTS", "CREATE_ISSUES", "EDIT_ISSUES"], Permission.WRITE),
    ],
)
def test_what_the_service_may_do_is_read_from_its_rights(
    jira: Jira, jira_world: World, role: str | list[str], permission: Permission
) -> None:
    jira_world.user(BOT).administrator = False
    founding.add_project(jira_world, "OPS", roles={"alice": "admin", BOT: role})
    assert jira.project_named("OPS").permission is permission


# People


@pytest.mark.parametrize("login", ["alice", "bob", "tina", "mallory", "eve"])
def test_only_administrators_may_ask_what_others_may_do(
    jira: Jira, jira_world: World, here: Project, login: str
) -> None:
    jira_world.user(BOT).administrator = False
    founding.grant(jira_world, jira_world.project("INC"), BOT, "member")
    error = trouble(lambda: jira.permission(here.id, login))
    assert error.trouble is Trouble.FORBIDDEN
    assert error.message == (
        "jira tells what others may do in INC only to those who administer it; "
        "give the service's account Administer projects there."
    )


def test_somebody_called_much_alike_is_somebody_else(jira: Jira, jira_world: World, here: Project) -> None:
    founding.add_user(jira_world, "bobby", id="bobby" if jira_world.is_cloud else None)
    founding.grant(jira_world, jira_world.project("INC"), "bobby", "admin")
    founding.grant(jira_world, jira_world.project("INC"), "bob", [])
    assert jira.permission(here.id, "bob") is Permission.NONE
    assert not jira.assignable(here.id, "bob")
    assert jira.assignable(here.id, "bobby")


@pytest.mark.parametrize("login", ["", "a b", "x/y", "x?y=z", "x" * 300])
def test_nobody_is_asked_for_who_cannot_be(jira: Jira, here: Project, exchanges: list[Exchange], login: str) -> None:
    exchanges.clear()
    assert not jira.assignable(here.id, login)
    assert jira.permission(here.id, login) is Permission.NONE
    assert exchanges == []


def test_people_are_proposed_by_their_address(jira: Jira, jira_world: World) -> None:
    (found,) = jira.people.propose("alice@example.com")
    assert (found.login, found.name) == ("alice", "Alice")


def test_nobody_is_proposed_where_the_service_may_not_look(jira: Jira, jira_world: World) -> None:
    jira_world.user(BOT).sees_people = False
    assert jira.people.propose("alice@example.com") == []


def test_nobody_is_proposed_for_an_address_that_nobody_has(jira: Jira) -> None:
    assert jira.people.propose("nobody@elsewhere.example") == []


def test_a_person_of_data_center_is_known_by_key_and_called_by_name(clock: Clock, exchanges: list[Exchange]) -> None:
    world = new_jira(clock, Deployment.DATACENTER)
    people = JiraPeople(world)
    ref = people.opens(HERE, by="bob")
    with serve(world, on_exchange=exchanges.append) as running:
        issue = jira_at(running, clock).several([ref])[ref]
    assert getattr(issue, "author", None) == Person(world.user("bob").id, "bob", name="Bob")


# Labels


def test_any_word_is_a_label(jira: Jira, here: Project, exchanges: list[Exchange]) -> None:
    assert jira.labels(here.id) is None  # type: ignore[func-returns-value]  # that is what it says


def test_a_jira_whose_address_has_a_path_is_located_below_it(stub: Stub, clock: Clock) -> None:
    stub.says(Said(body=json.dumps({"id": "10042", "fields": {"project": {"id": "10000"}}})))
    jira = Jira(Client("jira", f"{stub.url}/jira", ApiToken("a", "b"), now=clock), {}, deployment=Kind.CLOUD)
    assert jira.locate(f"{stub.url}/browse/INC-1") is None
    found = jira.locate(f"{stub.url}/jira/browse/INC-1")
    assert found is not None
    assert (found.project, found.number) == (ProjectId("10000"), 10042)
