"""Issues and comments as GitHub's JSON, pull requests among them as the issues API shows them."""

from __future__ import annotations

from connectors.sandbox.github.kinds import Role, State
from connectors.sandbox.github.permissions import role_of
from connectors.sandbox.github.shapes.accounts import Json, account, app_or_none, stamp, stamp_or_none
from connectors.sandbox.github.shapes.links import comment_api, comment_web, issue_api, issue_web, repository_api
from connectors.sandbox.github.shapes.repositories import label
from connectors.sandbox.github.state import Account, Comment, Issue, Repository
from connectors.sandbox.github.world import World


def issue(world: World, it: Issue) -> Json:
    url = issue_api(world, it)
    people = [account(world, who) for who in it.assignees]
    shape: Json = {
        "url": url,
        "repository_url": repository_api(world, it.repository),
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "timeline_url": f"{url}/timeline",
        "html_url": issue_web(world, it),
        "id": it.id,
        "node_id": f"I_{it.id}",
        "number": it.number,
        "title": it.title,
        "user": account(world, it.author),
        "labels": [label(world, it.repository, one) for one in it.labels],
        "state": it.state.value,
        "state_reason": it.state_reason.value if it.state_reason else None,
        "locked": it.locked,
        "active_lock_reason": it.lock_reason,
        "assignee": people[0] if people else None,
        "assignees": people,
        "milestone": None,
        "type": None,
        "comments": len(it.comments),
        "created_at": stamp(it.created_at),
        "updated_at": stamp(it.updated_at),
        "closed_at": stamp_or_none(it.closed_at),
        "closed_by": account(world, it.closed_by) if it.closed_by else None,
        "author_association": association(it.author, it.repository),
        "body": it.body,
        "reactions": reactions(url),
        "performed_via_github_app": app_or_none(world, it.app),
        "sub_issues_summary": progress(it),
        "issue_dependencies_summary": {"blocked_by": 0, "blocking": 0, "total_blocked_by": 0, "total_blocking": 0},
    }
    if it.parent:
        shape["parent_issue_url"] = issue_api(world, it.parent)
    if it.pull_request:
        shape.update(_pull_request(world, it))
    return shape


def _pull_request(world: World, it: Issue) -> Json:
    page = issue_web(world, it)
    url = f"{repository_api(world, it.repository)}/pulls/{it.number}"
    links = {"url": url, "html_url": page, "diff_url": f"{page}.diff", "patch_url": f"{page}.patch", "merged_at": None}
    return {"draft": False, "pull_request": links}


def progress(it: Issue) -> Json:
    """Closed sub-issues are in the total, whatever the reason they were closed for."""
    total = len(it.sub_issues)
    completed = sum(child.state is State.CLOSED for child in it.sub_issues)
    return {"total": total, "completed": completed, "percent_completed": 100 * completed // total if total else 0}


def association(author: Account, repo: Repository) -> str:
    if author is repo.owner:
        return "OWNER"
    if role_of(author, repo) > Role.NONE and not author.outside and author.login.lower() in repo.roles:
        return "MEMBER"
    return "COLLABORATOR" if author.login.lower() in repo.roles else "NONE"


def reactions(url: str) -> Json:
    kinds = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")
    return {"url": f"{url}/reactions", "total_count": 0, **dict.fromkeys(kinds, 0)}


def comment(world: World, it: Comment) -> Json:
    url = comment_api(world, it)
    return {
        "url": url,
        "html_url": comment_web(world, it),
        "issue_url": issue_api(world, it.issue),
        "id": it.id,
        "node_id": f"IC_{it.id}",
        "user": account(world, it.author),
        "created_at": stamp(it.created_at),
        "updated_at": stamp(it.updated_at),
        "body": it.body,
        "author_association": association(it.author, it.issue.repository),
        "reactions": reactions(url),
        "performed_via_github_app": app_or_none(world, it.app),
    }
