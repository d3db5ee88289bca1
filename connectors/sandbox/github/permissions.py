"""Who may see and do what, decided from roles, visibility and the limits of a token; nothing is changed here.

Rules: a repository one cannot see is "Not Found", never "forbidden"; anyone who reads may open issues and comment;
triage moves state, labels and assignees; write edits other people's words; hooks are for admins.
Source: https://docs.github.com/organizations/managing-user-access-to-your-organizations-repositories and the
permission tables of https://docs.github.com/rest/authentication.
"""

from __future__ import annotations

from connectors.sandbox.github.identity import Viewer
from connectors.sandbox.github.kinds import Access, AccountKind, Role, Visibility
from connectors.sandbox.github.refusals import ADMIN_NEEDED, Refusal, forbidden, gone, not_found
from connectors.sandbox.github.state import Account, Comment, Issue, Repository
from connectors.sandbox.github.world import World, covers

APP_REFUSED = "Resource not accessible by integration"
TOKEN_REFUSED = "Resource not accessible by personal access token"  # noqa: S105 - a message, no secret
ARCHIVED = "Repository was archived so is read-only."
ISSUES_DISABLED = "Issues has been disabled in this repository."


def role_of(account: Account, repo: Repository) -> Role:
    """The account's own standing, whatever token it uses."""
    if account is repo.owner:
        return Role.ADMIN
    given = repo.roles.get(account.login.lower(), Role.NONE)
    return max(given, base_role(account, repo))


def base_role(account: Account, repo: Repository) -> Role:
    """What a repository's visibility gives to people without a role of their own."""
    member = account.kind is AccountKind.USER and not account.outside
    open_to_it = repo.visibility is Visibility.PUBLIC or (repo.visibility is Visibility.INTERNAL and member)
    return Role.READ if open_to_it else Role.NONE


def effective_role(viewer: Viewer, repo: Repository) -> Role:
    """The standing a request has: an installation's comes from its permissions, a person's from the role."""
    public = Role.READ if repo.visibility is Visibility.PUBLIC else Role.NONE
    if viewer.account is None:
        return public
    if viewer.installation:
        inside = covers(viewer.installation, repo) and _in_token(viewer, repo)
        return Role.ADMIN if inside else public
    return role_of(viewer.account, repo) if _in_token(viewer, repo) else public


def _in_token(viewer: Viewer, repo: Repository) -> bool:
    return viewer.repository_ids is None or repo.id in viewer.repository_ids


def can_see(viewer: Viewer, repo: Repository) -> bool:
    return effective_role(viewer, repo) >= Role.READ


def has_access(viewer: Viewer, kind: str, needed: Access) -> bool:
    """Whether the token's own list of permissions suffices; a classic token has no such list."""
    if viewer.narrowed_to is None:
        return True
    return viewer.narrowed_to.get(kind, Access.READ if kind == "metadata" else Access.NONE) >= needed


def refused_by_token(viewer: Viewer) -> Refusal:
    return forbidden(APP_REFUSED if viewer.installation else TOKEN_REFUSED)


def refused(viewer: Viewer) -> Refusal:
    return forbidden(ADMIN_NEEDED) if viewer.narrowed_to is None else refused_by_token(viewer)


def require_visible(viewer: Viewer, repo: Repository) -> None:
    if not can_see(viewer, repo):
        raise not_found()


def require_readable_issues(viewer: Viewer, repo: Repository) -> None:
    require_visible(viewer, repo)
    public = repo.visibility is Visibility.PUBLIC
    if not public and not has_access(viewer, "issues", Access.READ):
        raise refused_by_token(viewer)


def require_writable(viewer: Viewer, repo: Repository) -> None:
    """Signed in, the repository is visible and not archived."""
    if viewer.account is None:
        raise Refusal(401, "Requires authentication")
    require_visible(viewer, repo)
    if repo.archived:
        raise forbidden(ARCHIVED)


def require_issues_write(viewer: Viewer, repo: Repository) -> None:
    require_writable(viewer, repo)
    if not has_access(viewer, "issues", Access.WRITE) or (viewer.installation and not may_triage(viewer, repo)):
        raise refused_by_token(viewer)


def require_may_open_issue(viewer: Viewer, repo: Repository) -> None:
    """Anyone who reads; in a public repository even a token without the Issues permission succeeds."""
    if repo.visibility is Visibility.PUBLIC and not viewer.installation:
        require_writable(viewer, repo)
    else:
        require_issues_write(viewer, repo)
    if not repo.has_issues:
        raise gone(ISSUES_DISABLED)


def may_triage(viewer: Viewer, repo: Repository) -> bool:
    return effective_role(viewer, repo) >= Role.TRIAGE and has_access(viewer, "issues", Access.WRITE)


def may_write(viewer: Viewer, repo: Repository) -> bool:
    return effective_role(viewer, repo) >= Role.WRITE and has_access(viewer, "issues", Access.WRITE)


def require_triage(viewer: Viewer, repo: Repository) -> None:
    require_issues_write(viewer, repo)
    if not may_triage(viewer, repo):
        raise refused(viewer)


def require_write(viewer: Viewer, repo: Repository) -> None:
    require_issues_write(viewer, repo)
    if not may_write(viewer, repo):
        raise refused(viewer)


def require_admin(viewer: Viewer, repo: Repository, kind: str, needed: Access) -> None:
    """For hooks: those who are no admin are told there is nothing, those whose token lacks it are told so."""
    require_visible(viewer, repo)
    if effective_role(viewer, repo) < Role.ADMIN:
        raise not_found()
    if not has_access(viewer, kind, needed):
        raise refused_by_token(viewer)


def may_edit_issue(viewer: Viewer, issue: Issue) -> bool:
    return viewer.is_author(issue.author) or may_triage(viewer, issue.repository)


def may_edit_words(viewer: Viewer, issue: Issue) -> bool:
    return viewer.is_author(issue.author) or may_write(viewer, issue.repository)


def may_edit_comment(viewer: Viewer, comment: Comment) -> bool:
    return viewer.is_author(comment.author) or may_write(viewer, comment.issue.repository)


def can_be_assigned(account: Account, repo: Repository, issue: Issue | None = None) -> bool:
    """Write access, or a member who reads, or whoever wrote in the issue; never a bot or an organisation.

    Source: https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/assigning-issues-and-pull-requests-to-other-github-users
    """
    if account.kind is not AccountKind.USER:
        return False
    role = role_of(account, repo)
    if role >= Role.WRITE or (role >= Role.READ and not account.outside):
        return True
    return issue is not None and role >= Role.READ and _took_part(account, issue)


def _took_part(account: Account, issue: Issue) -> bool:
    return account is issue.author or any(comment.author is account for comment in issue.comments)


def assignable_people(world: World, repo: Repository) -> list[Account]:
    return [account for account in world.people() if can_be_assigned(account, repo)]
