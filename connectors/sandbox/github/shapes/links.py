"""Addresses: where a thing is in the REST API and where on the web pages, in Enterprise Server's layout.

Labels' names are percent-encoded; nothing here looks whether the thing exists.
"""

from __future__ import annotations

from urllib.parse import quote

from connectors.sandbox.github.state import Comment, Issue, Label, Repository
from connectors.sandbox.github.world import World

API_PATH = "/api/v3"


def api(world: World, path: str) -> str:
    return f"{world.root}{API_PATH}{path}"


def web(world: World, path: str) -> str:
    return f"{world.root}{path}"


def repository_api(world: World, repo: Repository) -> str:
    return api(world, f"/repos/{repo.full_name}")


def repository_by_id(world: World, repo: Repository) -> str:
    return api(world, f"/repositories/{repo.id}")


def repository_web(world: World, repo: Repository) -> str:
    return web(world, f"/{repo.full_name}")


def issue_api(world: World, issue: Issue) -> str:
    return f"{repository_api(world, issue.repository)}/issues/{issue.number}"


def issue_web(world: World, issue: Issue) -> str:
    kind = "pull" if issue.pull_request else "issues"
    return f"{repository_web(world, issue.repository)}/{kind}/{issue.number}"


def comment_api(world: World, comment: Comment) -> str:
    return f"{repository_api(world, comment.issue.repository)}/issues/comments/{comment.id}"


def comment_web(world: World, comment: Comment) -> str:
    return f"{issue_web(world, comment.issue)}#issuecomment-{comment.id}"


def label_api(world: World, repo: Repository, label: Label) -> str:
    return f"{repository_api(world, repo)}/labels/{quote(label.name, safe='')}"
