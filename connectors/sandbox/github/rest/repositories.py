"""Views: people, repositories, and a person's standing in a repository."""

from __future__ import annotations

from connectors.sandbox.github.kinds import AccountKind
from connectors.sandbox.github.permissions import effective_role, require_visible, role_of
from connectors.sandbox.github.refusals import Refusal, not_found
from connectors.sandbox.github.rest.call import Call, Reply, Route, ok
from connectors.sandbox.github.shapes.accounts import private_account, public_account
from connectors.sandbox.github.shapes.repositories import full_repository, standing
from connectors.sandbox.github.state import Account


def get_self(call: Call) -> Reply:
    if call.viewer.account is None:
        raise Refusal(401, "Requires authentication")
    if call.viewer.installation:
        raise Refusal(403, "Resource not accessible by integration")
    return ok(private_account(call.world, call.viewer.account), call.viewer.account.created_at)


def get_user(call: Call) -> Reply:
    who = _account(call)
    return ok(public_account(call.world, who), who.created_at)


def _account(call: Call) -> Account:
    who = call.world.account(call.word("username"))
    if who is None:
        raise not_found()
    return who


def get_repository(call: Call) -> Reply:
    require_visible(call.viewer, call.repo)
    role = effective_role(call.viewer, call.repo)
    return ok(full_repository(call.world, call.repo, role), call.repo.updated_at)


def get_permission(call: Call) -> Reply:
    """Also for people without any: the permission is `none` then."""
    require_visible(call.viewer, call.repo)
    who = _account(call)
    if who.kind is AccountKind.ORGANIZATION:
        raise not_found()
    return ok(standing(call.world, who, role_of(who, call.repo)))


ROUTES = (
    Route("GET", "/user", get_self),
    Route("GET", "/users/{username}", get_user),
    Route("GET", "/repos/{owner}/{repo}", get_repository),
    Route("GET", "/repos/{owner}/{repo}/collaborators/{username}/permission", get_permission),
)
