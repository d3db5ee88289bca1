"""What stands in the trackers, read from where it is kept: whatever a listing shows, and without asking anybody.

One shape for both kinds of tracker. Not here: what it ought to be (invariants.py).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from connectors.sandbox.github import state as github_state
from connectors.sandbox.github.kinds import State, Visibility
from connectors.sandbox.jira import state as jira_state
from tests.stories.desk import Site
from tests.stories.github_site import GitHubSite
from tests.stories.jira_site import JiraSite

_OPENNESS = {Visibility.PRIVATE: 0, Visibility.INTERNAL: 1, Visibility.PUBLIC: 2}


@dataclass(frozen=True)
class Note:
    """A comment."""

    id: str
    author: str
    body: str


@dataclass(frozen=True)
class Seen:
    """One issue. People are the names by which the stories know them; bodies are as the tracker keeps them."""

    tracker: str
    project: str
    project_id: str
    handle: int
    id: str
    title: str
    body: str
    open: bool
    author: str
    labels: tuple[str, ...]
    assignees: tuple[str, ...]
    comments: tuple[Note, ...]
    links: int
    """To other trackers."""
    created_at: datetime
    openness: int
    """Who may read it: 0 members, 1 the company, 2 everybody."""

    @property
    def where(self) -> tuple[str, str, int]:
        return self.tracker, self.project_id, self.handle


Survey = dict[tuple[str, str], Seen]
"""By tracker and permanent id."""


def survey(sites: tuple[Site, ...]) -> Survey:
    return {(seen.tracker, seen.id): seen for site in sites for seen in _issues(site)}


def openness_of(site: Site, project: str) -> int:
    """By its present name; of one that is gone, as of a private one."""
    if isinstance(site, GitHubSite):
        found = site.world.find_repository(project)
        return _OPENNESS[found.visibility] if found else 0
    assert isinstance(site, JiraSite)
    place = site.world.find_project(project)
    return 2 if place and place.public else 0


def _issues(site: Site) -> Iterator[Seen]:
    if isinstance(site, GitHubSite):
        for issue in site.world.issues():
            yield _at_github(site.name, issue)
    elif isinstance(site, JiraSite):
        for project in site.world.projects.values():
            for one in site.world.issues_of(project):
                yield _at_jira(site.name, one)


def _at_github(tracker: str, issue: github_state.Issue) -> Seen:
    repository = issue.repository
    return Seen(
        tracker=tracker,
        project=repository.full_name,
        project_id=str(repository.id),
        handle=issue.number,
        id=str(issue.id),
        title=issue.title,
        body=issue.body or "",
        open=issue.state is State.OPEN,
        author=issue.author.login,
        labels=tuple(label.name for label in issue.labels),
        assignees=tuple(who.login for who in issue.assignees),
        comments=tuple(Note(str(it.id), it.author.login, it.body) for it in issue.comments),
        links=0,
        created_at=issue.created_at,
        openness=_OPENNESS[repository.visibility],
    )


def _at_jira(tracker: str, issue: jira_state.Issue) -> Seen:
    return Seen(
        tracker=tracker,
        project=issue.project.key,
        project_id=str(issue.project.id),
        handle=issue.id,
        id=str(issue.id),
        title=issue.summary,
        body=_text(issue.description),
        open=issue.status.category.key != "done",
        author=issue.creator.name,
        labels=tuple(issue.labels),
        assignees=(issue.assignee.name,) if issue.assignee else (),
        comments=tuple(Note(str(it.id), it.author.name, _text(it.body)) for it in issue.comments),
        links=len(issue.remote_links),
        created_at=issue.created_at,
        openness=2 if issue.project.public else 0,
    )


def _text(kept: object) -> str:
    return kept if isinstance(kept, str) else json.dumps(kept)
