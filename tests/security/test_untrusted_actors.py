"""Whose word counts: nine standings and four ways to ask for a finish, and labels that a form set for anybody."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from redis import Redis

from connectors.sandbox.github import founding
from connectors.sandbox.github.acts import repositories
from connectors.sandbox.github.kinds import AccountKind, Role
from tests.security.stages import github, looks, repository
from tests.stories.desk import Site
from tests.stories.documents import NO_ACTION
from tests.stories.github_site import GitHubSite
from tests.stories.pairing import GITHUB
from tests.stories.stage import Stage, staged

FINISHED = "postmortem:finished"
ROLES = {
    "nobody": Role.NONE,
    "a reader": Role.READ,
    "the author, who may read": Role.READ,
    "a triager": Role.TRIAGE,
    "a writer": Role.WRITE,
    "a maintainer": Role.MAINTAIN,
    "an administrator": Role.ADMIN,
    "a bot that may write": Role.WRITE,
    "a writer who lost it since": Role.WRITE,
}
ALLOWED = {"a triager", "a writer", "a maintainer", "an administrator", "a bot that may write"}


@dataclass
class Case:
    """One post-mortem, and what somebody does to it."""

    stage: Stage
    role: str
    number: int

    @property
    def login(self) -> str:
        return login_of(self.role)

    def may(self, act: Callable[[], None]) -> None:
        """GitHub itself lets not everybody do everything."""
        try:
            act()
        except AssertionError as refused:
            assert ": 403" in str(refused) or ": 404" in str(refused), refused

    def label(self) -> None:
        self.stage.person(self.login).tags(self.stage.incidents, self.number, FINISHED)

    def close(self) -> None:
        self.stage.person(self.login).closes(self.stage.incidents, self.number)

    def comment(self) -> None:
        self.stage.person(self.login).says(self.stage.incidents, self.number, "/finish")

    def edit(self) -> None:
        """Said something else at first; whoever may write could have put the words into another's mouth."""
        self.stage.person(self.login).says(self.stage.incidents, self.number, "Well told.")
        said = self.stage.alice.comments(self.stage.incidents, self.number)[-1]
        self.stage.clock.advance(minutes=1)
        desk = github(self.stage).desk(self.login)
        desk.call("PATCH", f"/repos/{self.stage.incidents}/issues/comments/{said.id}", body="/finish")


VERBS: dict[str, Callable[[Case], None]] = {
    "label": Case.label,
    "close": Case.close,
    "comment": Case.comment,
    "edit": Case.edit,
}


def login_of(role: str) -> str:
    return role.replace(",", "").replace(" ", "-")


def with_everybody(clock: object, sites: tuple[Site, ...]) -> None:
    """Each standing has an account."""
    (site,) = sites
    assert isinstance(site, GitHubSite)
    founding.add_label(site.world, site.world.repository("acme/incidents"), FINISHED)
    for name, role in ROLES.items():
        kind = AccountKind.BOT if "bot" in name else AccountKind.USER
        founding.add_account(site.world, login_of(name), kind)
        founding.add_token(site.world, login_of(name), f"{login_of(name)}-token")
        repositories.set_role(site.world.repository("acme/incidents"), login_of(name), role)


@pytest.fixture(scope="module")
def stage(redis: "Redis", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(redis, tmp_path_factory.mktemp("data"), GITHUB, prepare=with_everybody) as on_stage:
        on_stage.home.delivers("drop")
        yield on_stage


def test_nine_standings_and_four_verbs_finish_only_what_they_may(stage: Stage) -> None:
    cases = {(role, verb): Case(stage, role, opened(stage, role)) for role in ROLES for verb in VERBS}
    looks(stage, *(case.number for case in cases.values()))
    stage.clock.advance(hours=1)
    for (_, verb), case in cases.items():
        case.may(lambda case=case, verb=verb: VERBS[verb](case))  # type: ignore[misc]
    repositories.set_role(repository(stage, stage.incidents), login_of("a writer who lost it since"), Role.READ)
    looks(stage, *(case.number for case in cases.values()))

    finished = {case for case, it in cases.items() if "**Finished**" in stage.status(it.number)}
    assert len(cases) == 36
    assert finished == {(role, verb) for role in ALLOWED for verb in ("label", "close", "comment")}


def opened(stage: Stage, role: str) -> int:
    author = stage.person(login_of(role)) if role.startswith("the author") else stage.alice
    number = author.opens(stage.incidents, f"Checkout, {role}", NO_ACTION)
    stage.alice.tags(stage.incidents, number, "postmortem")
    return number


def test_a_label_that_a_form_set_for_a_reader_starts_and_finishes_nothing(stage: Stage) -> None:
    reader, incidents = stage.person(login_of("a reader")), stage.incidents
    incident = reader.fills_in_a_form(incidents, "Checkout is down", "It began at nine.", "postmortem")
    document = reader.fills_in_a_form(incidents, "Checkout was down", NO_ACTION, "postmortem")
    finished = reader.fills_in_a_form(incidents, "Search was down", NO_ACTION, FINISHED)
    closed = reader.fills_in_a_form(incidents, "Mail was down", NO_ACTION, FINISHED)
    stage.alice.tags(incidents, finished, "postmortem")
    stage.alice.tags(incidents, closed, "postmortem")
    before = stage.home.count(incidents)
    stage.clock.advance(hours=1)
    reader.closes(incidents, closed)
    looks(stage, incident, document, finished, closed)

    assert stage.home.count(incidents) == before, "no post-mortem was opened"
    assert [stage.alice.comments(incidents, number) for number in (incident, document)] == [[], []]
    for number in (finished, closed):
        assert "**Finished**" not in stage.status(number)
        assert "has read permission" in stage.status(number)
