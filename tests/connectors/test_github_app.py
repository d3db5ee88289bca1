"""The service as a GitHub App: one token for each installation, asked for no oftener than needed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from functools import cache

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from connectors.github import client
from connectors.github.auth import RENEW_BEFORE, AppCredentials, TokenCredentials
from connectors.github.tracker import GitHub
from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.github import founding
from connectors.sandbox.github.server import RunningSandbox
from connectors.sandbox.github.state import App
from connectors.sandbox.github.world import World
from connectors.sandbox.recording import Exchange
from connectors.tracker import Draft, Issue, TrackerError, Trouble
from tests.clock import Clock
from tests.connectors.bench import ABROAD, HERE, THERE, GitHubPeople, github_at
from tests.connectors.stub import Said, Stub
from tests.receiving import Receiver, receiving

ID = "77"


@cache
def key(which: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(which: int = 0) -> str:
    form = serialization.PrivateFormat.PKCS8
    return key(which).private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def public_pem() -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key(0).public_key().public_bytes(serialization.Encoding.PEM, form).decode()


@pytest.fixture
def app(world: World) -> App:
    granted = {"issues": "write", "metadata": "read", "repository_hooks": "write"}
    app = founding.add_app(
        world, "followthrough", id=int(ID), public_key=public_pem(), owner="acme", permissions=granted
    )
    founding.install_app(world, app, "acme")
    return app


@pytest.fixture
def credentials(sandbox: RunningSandbox, clock: Clock, app: App) -> AppCredentials:
    return AppCredentials(ID, pem(), sandbox.api_url, clock)


@pytest.fixture
def github(sandbox: RunningSandbox, clock: Clock, credentials: AppCredentials) -> GitHub:
    return github_at(sandbox.api_url, clock, credentials)


def mints(exchanges: list[Exchange]) -> int:
    return sum(it.path.endswith("/access_tokens") for it in exchanges)


def asked(exchanges: list[Exchange]) -> list[str]:
    return [it.path.removeprefix("/api/v3") for it in exchanges]


def refusal(act: Callable[[], object]) -> TrackerError:
    with pytest.raises(TrackerError) as caught:
        act()
    return caught.value


# Tokens


def test_one_token_serves_every_project_of_an_owner(github: GitHub, exchanges: list[Exchange]) -> None:
    for name in (HERE, THERE, HERE):
        github.labels(github.project_named(name).id)
    assert mints(exchanges) == 1
    assert asked(exchanges).count("/app/installations") == 1


def test_the_first_request_costs_two_more(github: GitHub, exchanges: list[Exchange]) -> None:
    github.project_named(HERE)
    assert len(exchanges) == 3


def test_what_the_app_writes_is_its_bots(github: GitHub) -> None:
    issue = github.create(github.project_named(HERE).id, Draft("x", ""))
    assert (issue.author.login, issue.author.bot) == ("followthrough[bot]", True)
    assert issue.author == github.me()


def test_a_token_is_used_until_shortly_before_it_ends(github: GitHub, clock: Clock, exchanges: list[Exchange]) -> None:
    here = github.project_named(HERE)
    clock.advance(minutes=54)
    github.labels(here.id)
    assert mints(exchanges) == 1


def test_a_token_is_renewed_five_minutes_before_it_ends(
    github: GitHub, clock: Clock, exchanges: list[Exchange]
) -> None:
    here = github.project_named(HERE)
    clock.advance(minutes=55, seconds=1)
    github.labels(here.id)
    assert mints(exchanges) == 2
    assert timedelta(minutes=5) == RENEW_BEFORE


def test_warming_renews_what_ends_soon(github: GitHub, clock: Clock, exchanges: list[Exchange]) -> None:
    github.warm()
    before = mints(exchanges)
    github.warm()
    assert mints(exchanges) == before == 1
    clock.advance(minutes=56)
    github.warm()
    assert mints(exchanges) == 2


def test_tokens_are_told_to_nobody(github: GitHub, credentials: AppCredentials, world: World) -> None:
    github.project_named(HERE)
    (token,) = (value for value in world.tokens if value.startswith("ghs_"))
    assert token not in repr(credentials)
    assert "PRIVATE KEY" not in repr(credentials)


# Installations


def test_each_owner_has_a_token_of_its_own(github: GitHub, world: World, app: App, exchanges: list[Exchange]) -> None:
    founding.install_app(world, app, "umbrella")
    for name in (HERE, ABROAD, THERE):
        github.create(github.project_named(name).id, Draft("x", ""))
    assert mints(exchanges) == 2


def test_a_project_is_found_by_its_id_in_whichever_installation(
    sandbox: RunningSandbox, clock: Clock, credentials: AppCredentials, world: World, app: App
) -> None:
    founding.install_app(world, app, "umbrella")
    for name in (HERE, ABROAD):
        ref = GitHubPeople(world).opens(name)
        found = github_at(sandbox.api_url, clock, credentials).issue(ref)
        assert isinstance(found, Issue)
        assert found.ref == ref


def test_a_project_that_moved_to_another_installation_is_found_by_its_id(
    github: GitHub, world: World, app: App
) -> None:
    from connectors.sandbox.github.acts import repositories

    founding.install_app(world, app, "umbrella")
    here = github.project_named(HERE)
    repositories.move(world, world.viewer("alice"), world.repository(HERE), "umbrella")
    assert github.project(here.id).name == "umbrella/incidents"


def test_an_installation_that_came_later_is_found(github: GitHub, world: World, app: App) -> None:
    github.project_named(HERE)
    founding.install_app(world, app, "umbrella")
    assert github.project_named(ABROAD).owner == "umbrella"


def test_owners_are_told_apart_in_any_case(github: GitHub, exchanges: list[Exchange]) -> None:
    github.project_named(HERE.upper())
    github.project_named(HERE)
    assert mints(exchanges) == 1


def test_an_owner_without_an_installation_is_forbidden(github: GitHub) -> None:
    error = refusal(lambda: github.project_named(ABROAD))
    assert (error.trouble, error.permanent) == (Trouble.FORBIDDEN, True)
    assert error.message == "The GitHub App 77 is not installed for umbrella; install it there."


def test_an_app_installed_nowhere_says_so(github: GitHub, world: World) -> None:
    world.installations.clear()
    error = refusal(github.me)
    assert error.trouble is Trouble.FORBIDDEN
    assert error.message == "The GitHub App 77 is not installed for anybody; install it there."


def test_an_issue_is_not_gone_because_the_app_was_removed(
    github: GitHub, world: World, clock: Clock, people: GitHubPeople
) -> None:
    ref = people.opens(HERE)
    github.issue(ref)
    world.installations.clear()
    clock.advance(minutes=56)
    assert refusal(lambda: github.issue(ref)).trouble is Trouble.FORBIDDEN


def test_an_app_installed_anew_goes_on(
    github: GitHub, world: World, app: App, people: GitHubPeople, exchanges: list[Exchange]
) -> None:
    ref = people.opens(HERE)
    github.issue(ref)
    world.installations.clear()
    world.tokens = {value: token for value, token in world.tokens.items() if token.installation is None}
    founding.install_app(world, app, "acme")
    exchanges.clear()
    assert isinstance(github.issue(ref), Issue)
    assert len(exchanges) == 4, "the refused one, the installations, a token, and the read"


# Tokens that GitHub withdraws before they end


def withdraw(world: World) -> None:
    """As whoever holds one can, or whoever installs the App anew."""
    world.tokens = {value: token for value, token in world.tokens.items() if token.installation is None}


def revoke(world: World) -> None:
    """The App's key is deleted, and its installation's tokens with it."""
    withdraw(world)
    world.apps.clear()


def refused(exchanges: list[Exchange]) -> int:
    return sum(it.status == 401 for it in exchanges)


def test_a_read_goes_on_with_another_token(github: GitHub, world: World, exchanges: list[Exchange]) -> None:
    here = github.project_named(HERE)
    withdraw(world)
    assert github.project(here.id) == here
    assert (refused(exchanges), mints(exchanges)) == (1, 2)


def test_every_page_of_a_list_is_read_although_the_token_is_withdrawn_between_them(
    github: GitHub, world: World, people: GitHubPeople, exchanges: list[Exchange]
) -> None:
    for number in range(101):
        ref = people.opens(HERE, f"No. {number}")
    github.project(ref.project)
    before = len(exchanges)

    def after_a_page(_writes: bool) -> None:
        if len(exchanges) == before + 1:
            withdraw(world)

    with github.guarded(after_a_page):
        assert len(github.issues(ref.project).issues) == 101
    assert refused(exchanges) == 1


def test_a_write_goes_on_with_another_token_and_keeps_the_pace(
    github: GitHub, world: World, exchanges: list[Exchange]
) -> None:
    here = github.project_named(HERE)
    withdraw(world)
    exchanges.clear()
    told: list[bool] = []
    with github.guarded(told.append):
        github.create(here.id, Draft("x", ""))
    assert asked(exchanges)[0] == asked(exchanges)[-1] == f"/repos/{HERE}/issues"
    assert (refused(exchanges), len(world.repository(HERE).issues)) == (1, 1)
    assert told.count(True) == 2, "each of both counts as a write"


@pytest.mark.parametrize("kind", [FaultKind.STATUS_AFTER, FaultKind.DROP_AFTER])
def test_a_write_that_may_have_happened_is_not_sent_again_with_another_token(
    github: GitHub, world: World, exchanges: list[Exchange], kind: FaultKind
) -> None:
    """The second try, with the new token, is a write like any other."""
    here = github.project_named(HERE)
    withdraw(world)
    world.faults.add(Fault(kind, "POST", path="/issues$", skip=1, times=None))
    exchanges.clear()
    assert refusal(lambda: github.create(here.id, Draft("x", ""))).outcome_unknown
    assert len(world.repository(HERE).issues) == 1
    assert asked(exchanges).count(f"/repos/{HERE}/issues") == 2


def test_a_write_whose_other_token_is_refused_as_well_is_not_sent_a_third_time(
    github: GitHub, world: World, exchanges: list[Exchange]
) -> None:
    here = github.project_named(HERE)
    world.faults.add(Fault(FaultKind.STATUS_BEFORE, "POST", path="/issues$", times=None, status=401))
    exchanges.clear()
    assert refusal(lambda: github.create(here.id, Draft("x", ""))).trouble is Trouble.UNAUTHORIZED
    assert refused(exchanges) == 2
    assert refusal(lambda: github.create(here.id, Draft("x", ""))).trouble is Trouble.UNAUTHORIZED
    assert refused(exchanges) == 3, "a token that is refused when it is new is not given up for another"


def test_an_app_without_its_key_is_refused_twice_and_then_once_each_time(
    github: GitHub, world: World, exchanges: list[Exchange]
) -> None:
    here = github.project_named(HERE)
    revoke(world)
    tries = []
    for _ in range(3):
        exchanges.clear()
        assert refusal(lambda: github.labels(here.id)).trouble is Trouble.UNAUTHORIZED
        tries.append(refused(exchanges))
    assert tries == [2, 1, 1], "the token and the key, then the key alone"


def test_a_token_that_is_refused_when_it_is_new_is_not_fetched_again(
    github: GitHub, world: World, exchanges: list[Exchange]
) -> None:
    github.project_named(HERE)
    github.cool()
    exchanges.clear()
    world.faults.add(Fault(FaultKind.STATUS_BEFORE, path="/repos/", times=None, status=401))
    assert refusal(lambda: github.project_named(HERE)).trouble is Trouble.UNAUTHORIZED
    assert (refused(exchanges), mints(exchanges)) == (1, 1)


def test_a_personal_token_is_refused_once(sandbox: RunningSandbox, clock: Clock, exchanges: list[Exchange]) -> None:
    refused_one = github_at(sandbox.api_url, clock, TokenCredentials("withdrawn"))
    assert refusal(lambda: refused_one.project_named(HERE)).trouble is Trouble.UNAUTHORIZED
    assert len(exchanges) == 1


def test_it_is_told_that_a_token_was_withdrawn_and_not_that_the_key_is_refused(
    sandbox: RunningSandbox, clock: Clock, app: App, world: World
) -> None:
    told: list[str] = []
    credentials = AppCredentials(ID, pem(), sandbox.api_url, clock, withdrawn=lambda: told.append("withdrawn"))
    github = github_at(sandbox.api_url, clock, credentials)
    here = github.project_named(HERE)
    withdraw(world)
    github.labels(here.id)
    assert told == ["withdrawn"]
    world.apps.clear()
    github.cool()
    refusal(lambda: github.labels(here.id))
    assert told == ["withdrawn"]


def test_what_is_cooled_is_fetched_when_it_is_warmed(github: GitHub, exchanges: list[Exchange]) -> None:
    github.warm()
    before = len(exchanges)
    github.cool()
    assert len(exchanges) == before, "nobody is asked"
    github.warm()
    github.project_named(HERE)
    assert mints(exchanges) == 2


# Whether the credentials are taken


def test_a_probe_costs_one_exchange_an_owner_and_nothing_of_the_budget(
    github: GitHub, world: World, app: App, exchanges: list[Exchange]
) -> None:
    founding.install_app(world, app, "umbrella")
    github.probe([HERE, THERE, ABROAD])
    exchanges.clear()
    github.probe([HERE, THERE, ABROAD])
    assert asked(exchanges) == ["/rate_limit", "/rate_limit"]
    assert {it.response_headers["X-RateLimit-Used"] for it in exchanges} == {"0"}


def test_a_probe_tells_that_the_app_was_removed(github: GitHub, world: World) -> None:
    github.probe([HERE])
    withdraw(world)
    github.probe([HERE])
    world.installations.clear()
    withdraw(world)
    assert refusal(lambda: github.probe([HERE])).trouble is Trouble.FORBIDDEN


def test_a_probe_tells_that_the_key_is_refused(github: GitHub, world: World) -> None:
    github.probe([HERE])
    revoke(world)
    assert refusal(lambda: github.probe([HERE])).trouble is Trouble.UNAUTHORIZED


# Keys


def test_a_key_of_another_app_is_refused(sandbox: RunningSandbox, clock: Clock, app: App) -> None:
    wrong = github_at(sandbox.api_url, clock, AppCredentials(ID, pem(1), sandbox.api_url, clock))
    for act in (lambda: wrong.project_named(HERE), wrong.me, wrong.warm):
        error = refusal(act)
        assert (error.trouble, error.permanent) == (Trouble.UNAUTHORIZED, True)


def elliptic_pem() -> str:
    form = serialization.PrivateFormat.PKCS8
    other = ec.generate_private_key(ec.SECP256R1())
    return other.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


@pytest.mark.parametrize(
    "text",
    ["no key", "-----BEGIN RSA PRIVATE KEY-----\nno\n-----END RSA PRIVATE KEY-----\n", public_pem(), elliptic_pem()],
    ids=["words", "cut out", "the public key", "another kind"],
)
def test_a_key_that_is_none_is_refused_before_anything_is_sent(
    sandbox: RunningSandbox, clock: Clock, exchanges: list[Exchange], text: str
) -> None:
    broken = github_at(sandbox.api_url, clock, AppCredentials(ID, text, sandbox.api_url, clock))
    for act in (lambda: broken.project_named(HERE), broken.me):
        error = refusal(act)
        assert error.trouble is Trouble.UNAUTHORIZED
        assert text not in error.message
    assert exchanges == []


# Trouble on the way to a token


@pytest.mark.parametrize("path", ["/app/installations$", "/access_tokens$"])
@pytest.mark.parametrize(
    ("status", "trouble"),
    [(403, Trouble.FORBIDDEN), (422, Trouble.INVALID), (429, Trouble.LIMITED), (502, Trouble.UNREACHABLE)],
)
def test_trouble_with_a_token_is_trouble_like_any_other(
    github: GitHub, world: World, path: str, status: int, trouble: Trouble
) -> None:
    world.faults.add(Fault(FaultKind.STATUS_BEFORE, path=path, times=None, status=status))
    assert refusal(lambda: github.project_named(HERE)).trouble is trouble


@pytest.mark.parametrize(
    ("status", "trouble"),
    [(401, Trouble.UNAUTHORIZED), (403, Trouble.FORBIDDEN), (429, Trouble.LIMITED), (502, Trouble.UNREACHABLE)],
)
def test_trouble_with_installations_does_not_make_an_issue_gone(
    github: GitHub, people: GitHubPeople, world: World, status: int, trouble: Trouble
) -> None:
    ref = people.opens(HERE)
    world.faults.add(Fault(FaultKind.STATUS_BEFORE, path="/app/installations$", times=None, status=status))
    assert refusal(lambda: github.issue(ref)).trouble is trouble


def test_an_issue_by_id_is_found_although_a_first_try_failed(
    github: GitHub, people: GitHubPeople, world: World
) -> None:
    ref = people.opens(HERE)
    world.faults.add(Fault(FaultKind.DROP_BEFORE, path="/app/installations$", times=2))
    assert isinstance(github.issue(ref), Issue)


def test_a_token_that_failed_to_come_is_asked_for_again(github: GitHub, world: World) -> None:
    world.faults.add(Fault(FaultKind.DROP_AFTER, "POST", "/access_tokens$", times=1))
    assert github.project_named(HERE).name == HERE


INSTALLATIONS = Said(200, json.dumps([{"id": 5, "account": {"login": "acme"}}]))


@pytest.mark.parametrize(
    "answers",
    [
        [Said(200, "<html>")],
        [Said(200, "{}")],
        [Said(200, "[{}]")],
        [Said(200, '[{"id": 5, "account": null}]')],
        [INSTALLATIONS, Said(201, "<html>")],
        [INSTALLATIONS, Said(201, "{}")],
        [INSTALLATIONS, Said(201, '{"token": null, "expires_at": null}')],
        [INSTALLATIONS, Said(201, '{"token": "ghs_x", "expires_at": "soon"}')],
    ],
)
def test_an_answer_that_is_no_token_is_an_error_of_ours(
    stub: Stub, clock: Clock, monkeypatch: pytest.MonkeyPatch, answers: list[Said]
) -> None:
    monkeypatch.setattr(client, "READ_ATTEMPTS", 1)
    stub.says(*answers)
    github = github_at(stub.url, clock, AppCredentials(ID, pem(), stub.url, clock))
    for _ in range(2):
        assert isinstance(refusal(lambda: github.project_named(HERE)), TrackerError)


@pytest.mark.parametrize("status", [301, 307])
def test_a_key_is_not_sent_to_another_host(stub: Stub, elsewhere: Stub, clock: Clock, status: int) -> None:
    stub.says(Said(status, "", {"Location": f"{elsewhere.url}/app/installations"}))
    github = github_at(stub.url, clock, AppCredentials(ID, pem(), stub.url, clock))
    for act in (lambda: github.project_named(HERE), github.me):
        assert refusal(act).trouble is Trouble.INVALID
    assert elsewhere.asked == []


def test_installations_are_not_looked_for_on_another_host(stub: Stub, elsewhere: Stub, clock: Clock) -> None:
    stub.says(Said(200, INSTALLATIONS.body, {"Link": f'<{elsewhere.url}/app/installations?page=2>; rel="next"'}))
    github = github_at(stub.url, clock, AppCredentials(ID, pem(), stub.url, clock))
    refusal(lambda: github.project_named(HERE))
    assert elsewhere.asked == []


def test_more_installations_than_a_page_holds_are_all_found(
    github: GitHub, world: World, app: App, naps: list[float]
) -> None:
    for number in range(40):
        founding.install_app(world, app, f"owner-{number}")
    founding.install_app(world, app, "umbrella")
    assert github.project_named(ABROAD).owner == "umbrella"
    assert naps == []


# Processes


def test_a_forked_child_uses_the_token_of_its_parent(
    github: GitHub, people: GitHubPeople, exchanges: list[Exchange]
) -> None:
    ref = people.opens(HERE)
    github.warm()
    github.issue(ref)
    exchanges.clear()
    assert in_a_child(lambda: isinstance(github.issue(ref), Issue))
    assert asked(exchanges) == [f"/repositories/{ref.project}/issues/1"]


def in_a_child(holds: Callable[[], bool]) -> bool:
    child = os.fork()
    if not child:
        code = 1
        try:
            code = 0 if holds() else 1
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0


# Deliveries of its own webhook


def test_what_the_apps_webhook_missed_is_asked_for_once_for_all_repositories(
    github: GitHub, app: App, world: World, sandbox: RunningSandbox, clock: Clock, exchanges: list[Exchange]
) -> None:
    with receiving(Receiver) as receiver:
        founding.add_hook(world, receiver.url, app=app)
        receiver.status = 503
        for repository in (HERE, THERE):
            GitHubPeople(world).opens(repository)
        sandbox.drain()
        receiver.status = 202
        projects = [github.project_named(name).id for name in (HERE, THERE)]
        exchanges.clear()

        assert github.redeliver(projects, receiver.url, clock() - timedelta(days=1)) == 2
        sandbox.drain()

        assert len(receiver.heard) == 4
        assert len(set(receiver.headers("X-GitHub-Delivery"))) == 2
    assert asked(exchanges).count("/app/hook/deliveries") == 1


def test_whoever_guards_is_asked_again_when_a_token_had_to_be_fetched(
    github: GitHub, exchanges: list[Exchange]
) -> None:
    """Fetching one takes exchanges of its own."""
    asked_at: list[int] = []
    with github.guarded(lambda writes: asked_at.append(len(exchanges))):
        github.project_named(HERE)
    assert asked_at[-1] == len(exchanges) - 1, "right before the last one"
