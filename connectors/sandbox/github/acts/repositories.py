"""What an administrator does to a whole repository: rename, move, open or close it, archive, give and take roles.

A name given up keeps pointing to the repository, until another repository takes it.
"""

from __future__ import annotations

from connectors.sandbox.github.acts.removal import leave_family
from connectors.sandbox.github.founding import add_account
from connectors.sandbox.github.identity import Viewer
from connectors.sandbox.github.kinds import AccountKind, Role, Visibility
from connectors.sandbox.github.refusals import already_exists
from connectors.sandbox.github.shapes.accounts import account, organization
from connectors.sandbox.github.state import Repository
from connectors.sandbox.github.webhooks.announce import announce
from connectors.sandbox.github.world import World


def rename(world: World, viewer: Viewer, repo: Repository, name: str) -> None:
    before = repo.name
    _leave_name(world, repo, f"{repo.owner.login}/{name}")
    repo.name = name
    changes = {"repository": {"name": {"from": before}}}
    announce(world, viewer, repo, "repository", "renamed", changes=changes)


def move(world: World, viewer: Viewer, repo: Repository, owner_login: str) -> None:
    """To another owner; the id stays."""
    owner = add_account(world, owner_login, AccountKind.ORGANIZATION)
    before = repo.owner
    _leave_name(world, repo, f"{owner.login}/{repo.name}")
    repo.owner = owner
    was_organization = before.kind is AccountKind.ORGANIZATION
    origin = {"organization": organization(world, before)} if was_organization else {"user": account(world, before)}
    changes = {"owner": {"from": origin}}
    announce(world, viewer, repo, "repository", "transferred", changes=changes)


def _leave_name(world: World, repo: Repository, new_name: str) -> None:
    if world.find_repository(new_name):
        raise already_exists("Repository", "name")
    world.former_names[repo.full_name.lower()] = repo.id
    world.former_names.pop(new_name.lower(), None)
    repo.updated_at = world.moment()


def set_visibility(world: World, viewer: Viewer, repo: Repository, visibility: Visibility) -> None:
    was_public = repo.visibility is Visibility.PUBLIC
    repo.visibility = visibility
    repo.updated_at = world.moment()
    if visibility is Visibility.PUBLIC and not was_public:
        announce(world, viewer, repo, "repository", "publicized")
    elif was_public and visibility is not Visibility.PUBLIC:
        announce(world, viewer, repo, "repository", "privatized")


def set_archived(world: World, viewer: Viewer, repo: Repository, archived: bool) -> None:
    repo.archived = archived
    repo.updated_at = world.moment()
    announce(world, viewer, repo, "repository", "archived" if archived else "unarchived")


def set_role(repo: Repository, login: str, role: Role) -> None:
    """NONE takes the role away; what the visibility gives stays."""
    if role is Role.NONE:
        repo.roles.pop(login.lower(), None)
    else:
        repo.roles[login.lower()] = role


def delete(world: World, viewer: Viewer, repo: Repository) -> None:
    announce(world, viewer, repo, "repository", "deleted")
    for issue in repo.living_issues:
        leave_family(world, issue)
    del world.repositories[repo.id]
    world.former_names = {name: id for name, id in world.former_names.items() if id != repo.id}
