"""The webhook of a Jira: how it is set up, and that what it delivers is believed and understood."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.jira.tracker import Jira
from connectors.jira.webhook import EVENTS, read, signed
from connectors.sandbox.jira.kinds import Deployment
from connectors.sandbox.jira.server import RunningSandbox, serve
from connectors.sandbox.jira.world import World
from connectors.sandbox.recording import Exchange
from connectors.tracker import Draft, Hint, Project, TrackerError, Trouble
from tests import receiving
from tests.clock import Clock
from tests.connectors.bench import BOT, HERE, THERE
from tests.connectors.jira_bench import JiraPeople, jira_at, new_jira

URL = "https://followthrough.example/webhooks/jira"
SECRET = "0123456789abcdef"
MARK = "<!-- followthrough:"

VERSIONS = [(Deployment.CLOUD, ""), (Deployment.DATACENTER, "9.12.4"), (Deployment.DATACENTER, "10.3.0")]


class Receiver(receiving.Receiver):
    def hints(self) -> list[Hint]:
        """Of what is genuine; a delivery without a right signature is none."""
        told = (read(headers, body, mark=MARK) for headers, body in self.heard if signed(body, headers, [SECRET]))
        return [it for it in told if isinstance(it, Hint)]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving.receiving(Receiver, "/webhooks/jira") as receiver:
        yield receiver


@pytest.fixture(params=VERSIONS, ids=["cloud", "dc-9", "dc-10"])
def sandbox(request: pytest.FixtureRequest, clock: Clock, exchanges: list[Exchange]) -> Iterator[RunningSandbox]:
    kind, version = request.param
    with serve(new_jira(clock, kind, version), on_exchange=exchanges.append) as running:
        yield running


@pytest.fixture
def world(sandbox: RunningSandbox) -> World:
    return sandbox.world


@pytest.fixture
def jira(sandbox: RunningSandbox, clock: Clock) -> Jira:
    return jira_at(sandbox, clock)


@pytest.fixture
def here(jira: Jira) -> Project:
    return jira.project_named("INC")


@pytest.fixture
def there(jira: Jira) -> Project:
    return jira.project_named("APP")


# Setting up


def test_a_new_jira_has_no_hooks(jira: Jira, here: Project) -> None:
    assert list(jira.hooks(here.id)) == []


def test_a_hook_is_installed(jira: Jira, here: Project) -> None:
    hook = jira.install_hook(here.id, URL, SECRET)
    assert list(jira.hooks(here.id)) == [hook]
    assert (hook.url, set(hook.events), hook.active) == (URL, set(EVENTS), True)


def test_a_hook_tells_of_its_project_alone(jira: Jira, here: Project, world: World) -> None:
    jira.install_hook(here.id, URL, SECRET)
    assert [hook.jql for hook in world.hooks.values()] == [f"project in ({here.id})"]


def test_a_hook_that_does_not_tell_of_a_project_is_not_one_of_its_own(
    jira: Jira, here: Project, there: Project
) -> None:
    hook = jira.install_hook(here.id, URL, SECRET)
    assert list(jira.hooks(there.id)) == []
    jira.install_hook(there.id, URL, SECRET)
    assert [it.id for it in jira.hooks(there.id)] == [hook.id]


def test_a_second_project_joins_the_hook_of_the_first(jira: Jira, here: Project, there: Project, world: World) -> None:
    first = jira.install_hook(here.id, URL, SECRET)
    again = jira.install_hook(there.id, URL, SECRET)
    assert again.id == first.id
    assert [hook.jql for hook in world.hooks.values()] == [f"project in ({here.id}, {there.id})"]


def test_installing_it_again_brings_it_up_to_date(jira: Jira, here: Project, world: World) -> None:
    first = jira.install_hook(here.id, URL, "an older secret of the same hook")
    assert jira.install_hook(here.id, URL, SECRET).id == first.id
    (kept,) = world.hooks.values()
    assert kept.jql == f"project in ({here.id})"
    assert kept.secret == (None if world.version.startswith("9.") else SECRET)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("project = FAR", "(project = FAR) OR project in ({here})"),
        ("project in (1,2)", "project in (1, 2, {here})"),
    ],
)
def test_a_filter_of_somebody_else_is_widened(jira: Jira, here: Project, world: World, before: str, after: str) -> None:
    jira.install_hook(here.id, URL, SECRET)
    (hook,) = world.hooks.values()
    hook.jql = before
    jira.install_hook(here.id, URL, SECRET)
    (hook,) = world.hooks.values()
    assert hook.jql == after.format(here=here.id)


def test_another_url_is_another_hook(jira: Jira, here: Project) -> None:
    jira.install_hook(here.id, URL, SECRET)
    jira.install_hook(here.id, URL + "/other", SECRET)
    assert len(jira.hooks(here.id)) == 2


def test_a_hook_is_removed(jira: Jira, here: Project) -> None:
    hook = jira.install_hook(here.id, URL, SECRET)
    jira.remove_hook(here.id, hook.id)
    assert list(jira.hooks(here.id)) == []


def test_a_hook_that_tells_of_other_projects_is_not_removed(jira: Jira, here: Project, there: Project) -> None:
    jira.install_hook(here.id, URL, SECRET)
    hook = jira.install_hook(there.id, URL, SECRET)
    with pytest.raises(TrackerError, match="tells of other projects, too") as caught:
        jira.remove_hook(here.id, hook.id)
    assert caught.value.trouble is Trouble.INVALID
    assert list(jira.hooks(here.id)) == [hook]


def test_only_administrators_of_the_jira_set_it_up(jira: Jira, here: Project, world: World) -> None:
    world.user(BOT).administrator = False
    for act in (lambda: jira.hooks(here.id), lambda: jira.install_hook(here.id, URL, SECRET)):
        with pytest.raises(TrackerError, match="give the service's account Administer Jira") as caught:
            act()
        assert caught.value.trouble is Trouble.FORBIDDEN


def test_the_secret_is_sent_and_never_told(
    jira: Jira, here: Project, exchanges: list[Exchange], caplog: pytest.LogCaptureFixture
) -> None:
    hook = jira.install_hook(here.id, URL, SECRET)
    assert SECRET not in f"{hook} {jira.hooks(here.id)} {caplog.text}"


# Deliveries


@pytest.fixture
def listening(jira: Jira, here: Project, receiver: Receiver, world: World) -> Receiver:
    jira.install_hook(here.id, receiver.url, SECRET)
    return receiver


def signs(world: World) -> bool:
    """Data Center knows no secrets before version 10."""
    return not world.version.startswith("9.")


def test_deliveries_are_genuine_and_say_where_to_look(
    sandbox: RunningSandbox, world: World, here: Project, listening: Receiver
) -> None:
    people = JiraPeople(world)
    ref = people.opens(HERE, labels=("incident",))
    people.labels(ref, "postmortem", by="bob")
    people.closes(ref)
    sandbox.drain()
    if not signs(world):
        assert listening.hints() == []
        return
    told = [it for it in listening.hints() if it.event.startswith("jira:issue_")]
    assert {(it.project, it.project_name, it.number) for it in told} == {(here.id, "INC", ref.number)}
    assert any("postmortem" in it.labels for it in told)
    assert {it.sender.login for it in told if it.sender} >= {"bob"}


def test_other_projects_are_not_told_of(sandbox: RunningSandbox, world: World, listening: Receiver) -> None:
    JiraPeople(world).opens(THERE)
    sandbox.drain()
    assert [body for _, body in listening.heard if b"issue_created" in body] == []


def test_an_issue_of_the_service_is_known_by_its_mark(
    sandbox: RunningSandbox, world: World, jira: Jira, here: Project, listening: Receiver
) -> None:
    jira.create(here.id, Draft("x", "<!-- followthrough:ticket x -->", mark="ft-0123456789abcdef"))
    sandbox.drain()
    created = [it for it in listening.hints() if it.event == "jira:issue_created"]
    assert [it.marked for it in created] == ([True] if signs(world) else [])


def test_a_comment_leads_to_its_issue_or_anywhere(
    sandbox: RunningSandbox, world: World, here: Project, listening: Receiver
) -> None:
    people = JiraPeople(world)
    ref = people.opens(HERE)
    people.comments(ref, "Seen", by="bob")
    sandbox.drain()
    told = [it for it in listening.hints() if it.event == "comment_created"]
    if world.is_cloud:
        assert [(it.project, it.number) for it in told] == [(here.id, ref.number)]
    else:
        assert all(it.number in (None, ref.number) for it in told)


def test_a_delivery_that_is_sent_again_is_known_again(
    sandbox: RunningSandbox, world: World, listening: Receiver
) -> None:
    JiraPeople(world).opens(HERE)
    sandbox.drain()
    first = read(*listening.heard[0], mark=MARK)
    assert read(*listening.heard[0], mark=MARK).delivery == first.delivery != ""


def test_payloads_are_json(sandbox: RunningSandbox, world: World, listening: Receiver) -> None:
    JiraPeople(world).opens(HERE)
    sandbox.drain()
    assert all(it["webhookEvent"] for it in listening.payloads)
