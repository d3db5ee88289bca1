"""What the suite of security does on a stage beside what people do: single looks, and what the service said so far."""

import json
from collections.abc import Iterator

from connectors.sandbox.github.state import Repository
from connectors.tracker import ProjectId, Ref
from service.jobs import run_look
from tests.stories.github_site import BOT, GitHubSite
from tests.stories.jira_site import JiraSite
from tests.stories.stage import Stage


def github(stage: Stage) -> GitHubSite:
    assert isinstance(stage.home, GitHubSite)
    return stage.home


def repository(stage: Stage, project: str) -> Repository:
    return github(stage).world.repository(project)


def looks(stage: Stage, *numbers: int) -> list[str]:
    """One look at each of these issues of the incidents' repository and nothing more; what came of each."""
    project = ProjectId(str(repository(stage, stage.incidents).id))
    return [run_look(stage.runtime, Ref("github", project, number)) for number in numbers]


def jira(stage: Stage) -> JiraSite:
    assert isinstance(stage.home, JiraSite)
    return stage.home


def looks_in_jira(stage: Stage, *numbers: int) -> list[str]:
    """As `looks`, at issues of the incidents' project."""
    project = ProjectId(str(jira(stage).world.project(stage.incidents).id))
    return [run_look(stage.runtime, Ref("jira", project, number)) for number in numbers]


def said_in(repository: Repository) -> Iterator[str]:
    """Every text of the service's account in a repository: titles, bodies and comments."""
    for issue in repository.living_issues:
        if issue.author.login == BOT:
            yield issue.title
            yield issue.body or ""
        yield from (comment.body for comment in issue.comments if comment.author.login == BOT)


def said_in_jira(site: JiraSite, project: str) -> Iterator[str]:
    """Every text of the service's account in a project, as Jira keeps it: titles, bodies and comments."""
    world = site.world
    for issue in world.issues_of(world.project(project)):
        if issue.creator.name == BOT:
            yield issue.summary
            yield json.dumps(issue.description)
        yield from (json.dumps(comment.body) for comment in issue.comments if comment.author.name == BOT)
