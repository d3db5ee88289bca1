"""Repositories, their labels and people's standing in them as GitHub's JSON."""

from __future__ import annotations

from connectors.sandbox.github.kinds import AccountKind, Role, State, Visibility
from connectors.sandbox.github.shapes.accounts import Json, account, stamp
from connectors.sandbox.github.shapes.links import label_api, repository_api, repository_web
from connectors.sandbox.github.state import Account, Label, Repository
from connectors.sandbox.github.world import World

# Address templates that every repository carries: key -> path below its API address.
_TEMPLATES = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}


def repository(world: World, repo: Repository, role: Role | None = None) -> Json:
    """As it appears inside other things and in webhooks; with `role`, what that person may do."""
    url, page = repository_api(world, repo), repository_web(world, repo)
    open_issues = sum(issue.state is State.OPEN for issue in repo.living_issues)
    shape: Json = {
        "id": repo.id,
        "node_id": f"R_{repo.id}",
        "name": repo.name,
        "full_name": repo.full_name,
        "private": repo.visibility is not Visibility.PUBLIC,
        "owner": account(world, repo.owner),
        "html_url": page,
        "description": repo.description,
        "fork": False,
        "url": url,
        **{key: url + path for key, path in _TEMPLATES.items()},
        **_origins(repo, page),
        **_figures(open_issues),
        "created_at": stamp(repo.created_at),
        "updated_at": stamp(repo.updated_at),
        "pushed_at": stamp(repo.created_at),
        "has_issues": repo.has_issues,
        "archived": repo.archived,
        "visibility": repo.visibility.value,
    }
    return shape if role is None else {**shape, "permissions": rights(role)}


def _origins(repo: Repository, page: str) -> Json:
    return {
        "git_url": f"git://127.0.0.1/{repo.full_name}.git",
        "ssh_url": f"git@127.0.0.1:{repo.full_name}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "mirror_url": None,
        "homepage": None,
        "language": None,
        "license": None,
        "default_branch": "main",
        "topics": [],
        "is_template": False,
        "allow_forking": True,
        "web_commit_signoff_required": False,
    }


def _figures(open_issues: int) -> Json:
    return {
        "size": 0,
        "forks_count": 0,
        "forks": 0,
        "stargazers_count": 0,
        "watchers_count": 0,
        "watchers": 0,
        "open_issues_count": open_issues,
        "open_issues": open_issues,
        "has_projects": False,
        "has_downloads": True,
        "has_wiki": False,
        "has_pages": False,
        "has_discussions": False,
        "disabled": False,
    }


def full_repository(world: World, repo: Repository, role: Role) -> Json:
    """What `GET /repos/{owner}/{repo}` answers."""
    shape = {**repository(world, repo, role), "subscribers_count": 0, "network_count": 0, "temp_clone_token": None}
    if repo.owner.kind is AccountKind.ORGANIZATION:
        shape["organization"] = account(world, repo.owner)
    return shape


def rights(role: Role) -> Json:
    return {
        "admin": role >= Role.ADMIN,
        "maintain": role >= Role.MAINTAIN,
        "push": role >= Role.WRITE,
        "triage": role >= Role.TRIAGE,
        "pull": role >= Role.READ,
    }


def standing(world: World, who: Account, role: Role) -> Json:
    """What the permission endpoint answers: the folded word, and the real one in `role_name`."""
    person = {**account(world, who), "permissions": rights(role), "role_name": role.word}
    return {"permission": role.permission, "role_name": role.word, "user": person}


def label(world: World, repo: Repository, it: Label) -> Json:
    return {
        "id": it.id,
        "node_id": f"LA_{it.id}",
        "url": label_api(world, repo, it),
        "name": it.name,
        "color": it.color,
        "default": False,
        "description": it.description,
    }
