"""Whose word counts in Jira: seven standings and four ways to ask for a finish, in both kinds of it."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
from redis import Redis

from connectors.sandbox.jira import founding
from tests.security.stages import jira, looks_in_jira
from tests.stories.desk import Site
from tests.stories.documents import NO_ACTION
from tests.stories.jira_site import JiraSite
from tests.stories.pairing import CLOUD, DATACENTER
from tests.stories.stage import Stage, staged

FINISHED = "postmortem:finished"
READS = ["BROWSE_PROJECTS", "CREATE_ISSUES", "ADD_COMMENTS"]
ROLES: dict[str, list[str] | str] = {
    "nobody": [],
    "a reader": READS,
    "the author, who may read": READS,
    "a triager": [*READS, "TRANSITION_ISSUES"],
    "a member": "member",
    "an administrator": "admin",
    "a member who lost it since": "member",
}
ALLOWED = {
    *((role, verb) for role in ("a member", "an administrator") for verb in ("label", "close", "comment")),
    *(("a triager", verb) for verb in ("close", "comment")),
}
"""Jira lets nobody label who may not edit."""


@dataclass
class Case:
    """One post-mortem, and what somebody does to it."""

    stage: Stage
    role: str
    number: int

    def label(self) -> None:
        self.stage.person(login_of(self.role)).tags(self.stage.incidents, self.number, FINISHED)

    def close(self) -> None:
        self.stage.person(login_of(self.role)).closes(self.stage.incidents, self.number)

    def comment(self) -> None:
        self.stage.person(login_of(self.role)).says(self.stage.incidents, self.number, "/finish")

    def edit(self) -> None:
        """Said something else at first; whoever may edit all comments could have put the words into another's mouth."""
        self.stage.person(login_of(self.role)).says(self.stage.incidents, self.number, "Well told.")
        said = self.stage.alice.comments(self.stage.incidents, self.number)[-1]
        self.stage.clock.advance(minutes=1)
        desk = jira(self.stage).desk(login_of(self.role))
        desk.call("PUT", f"/issue/{self.number}/comment/{said.id}", body=desk._written("/finish"))


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
    assert isinstance(site, JiraSite)
    for role, rights in ROLES.items():
        founding.add_user(site.world, login_of(role), tokens=[f"{login_of(role)}-token"])
        founding.grant(site.world, site.world.project("PM"), login_of(role), rights)


@pytest.fixture(scope="module", params=[CLOUD, DATACENTER], ids=str)
def stage(request: pytest.FixtureRequest, redis: "Redis", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    redis.flushall()
    with staged(redis, tmp_path_factory.mktemp("data"), request.param, prepare=with_everybody) as on_stage:
        on_stage.home.delivers("drop")
        yield on_stage


def test_seven_standings_and_four_verbs_finish_only_what_they_may(stage: Stage) -> None:
    cases = {(role, verb): Case(stage, role, opened(stage, role)) for role in ROLES for verb in VERBS}
    looks_in_jira(stage, *(case.number for case in cases.values()))
    stage.clock.advance(hours=1)
    for (_, verb), case in cases.items():
        with suppress(AssertionError, StopIteration):  # Jira itself lets not everybody do everything
            VERBS[verb](case)
    world = jira(stage).world
    founding.grant(world, world.project(stage.incidents), login_of("a member who lost it since"), READS)
    looks_in_jira(stage, *(case.number for case in cases.values()))

    finished = {case for case, it in cases.items() if "**Finished**" in stage.status(it.number)}
    assert len(cases) == 28
    assert finished == ALLOWED


def opened(stage: Stage, role: str) -> int:
    author = stage.person(login_of(role)) if role.startswith("the author") else stage.alice
    number = author.opens(stage.incidents, f"Checkout, {role}", NO_ACTION)
    stage.alice.tags(stage.incidents, number, "postmortem")
    return number


def test_a_label_that_a_reader_gave_when_creating_starts_and_finishes_nothing(stage: Stage) -> None:
    reader, incidents = stage.person(login_of("a reader")), stage.incidents
    incident = reader.fills_in_a_form(incidents, "Checkout is down", "It began at nine.", "postmortem")
    finished = reader.fills_in_a_form(incidents, "Search was down", NO_ACTION, FINISHED)
    stage.alice.tags(incidents, finished, "postmortem")
    before = stage.home.count(incidents)
    looks_in_jira(stage, incident, finished)

    assert stage.home.count(incidents) == before, "no post-mortem was opened"
    assert stage.alice.comments(incidents, incident) == []
    assert "**Finished**" not in stage.status(finished)
