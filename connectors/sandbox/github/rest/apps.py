"""Views for GitHub Apps: who am I, where am I installed, a token for there, and the deliveries of my hook.

All want the App's JWT. Installation tokens are opaque, live an hour by the world's clock, and can be narrowed.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from connectors.sandbox.github.acts import hooks
from connectors.sandbox.github.kinds import Access
from connectors.sandbox.github.refusals import Refusal, not_found
from connectors.sandbox.github.rest.call import Call, Reply, Route, created, ok
from connectors.sandbox.github.rest.hooks import by_cursor
from connectors.sandbox.github.rest.paging import paged
from connectors.sandbox.github.rest.reading import Body, body_of, words
from connectors.sandbox.github.shapes.accounts import app as app_shape
from connectors.sandbox.github.shapes.accounts import installation as installation_shape
from connectors.sandbox.github.shapes.accounts import permissions, stamp
from connectors.sandbox.github.shapes.hooks import delivery
from connectors.sandbox.github.shapes.repositories import repository
from connectors.sandbox.github.state import App, Installation, Repository, Token
from connectors.sandbox.github.webhooks.parcels import Delivery
from connectors.sandbox.github.world import covers

LIFE = timedelta(hours=1)


def _app(call: Call) -> App:
    if call.app is None:
        raise Refusal(401, "A JSON web token could not be decoded")
    return call.app


def get_app(call: Call) -> Reply:
    app, world = _app(call), call.world
    count = sum(it.app is app for it in world.installations.values())
    return ok({**app_shape(world, app), "installations_count": count})


def list_installations(call: Call) -> Reply:
    mine = [it for it in call.world.installations.values() if it.app is _app(call)]
    return paged(call, mine, lambda it: installation_shape(call.world, it))


def get_installation(call: Call) -> Reply:
    return ok(installation_shape(call.world, _installation(call)))


def _installation(call: Call) -> Installation:
    it = call.world.installations.get(call.number("installation_id"))
    if it is None or it.app is not _app(call):
        raise not_found()
    return it


def get_repository_installation(call: Call) -> Reply:
    it = call.world.installation_at(call.repo, _app(call))
    if it is None:
        raise not_found()
    return ok(installation_shape(call.world, it))


def create_token(call: Call) -> Reply:
    it, body = _installation(call), body_of(call)
    narrowed = _repositories(call, it, body)
    granted = _permissions(it, body)
    token = Token(
        value=f"ghs_{secrets.token_urlsafe(27)}",
        account=it.app.bot,
        permissions=granted,
        repository_ids=None if narrowed is None else frozenset(repo.id for repo in narrowed),
        installation=it,
        expires_at=call.world.moment() + LIFE,
    )
    call.world.tokens[token.value] = token
    return created(_token_shape(call, token, narrowed))


def _repositories(call: Call, it: Installation, body: Body) -> list[Repository] | None:
    """Those the request narrows the token to, by name or id; None when it does not."""
    names, ids = words(body, "repositories"), body.get("repository_ids")
    if names is None and ids is None:
        return None
    inside = [repo for repo in call.world.repositories.values() if covers(it, repo)]
    wanted = {name.lower() for name in names or ()}
    chosen = [repo for repo in inside if repo.name.lower() in wanted or (isinstance(ids, list) and repo.id in ids)]
    if len(chosen) < len(wanted) + (len(ids) if isinstance(ids, list) else 0):
        raise Refusal(
            422, "There is at least one repository that does not exist or is not accessible to the parent installation."
        )
    return chosen


def _permissions(it: Installation, body: Body) -> Mapping[str, Access]:
    """What the request narrows the token to, never more than the App has; an empty object narrows nothing."""
    wanted = body.get("permissions")
    if not isinstance(wanted, dict) or not wanted:
        return it.app.permissions
    asked = {str(kind): Access.from_word(str(word)) for kind, word in wanted.items()}
    if any(access > it.app.permissions.get(kind, Access.NONE) for kind, access in asked.items()):
        raise Refusal(422, "The permissions requested are not granted to this installation.")
    return asked


def _token_shape(call: Call, token: Token, narrowed: list[Repository] | None) -> dict[str, object]:
    selected = narrowed is not None or (token.installation and token.installation.repository_ids is not None)
    shape: dict[str, object] = {
        "token": token.value,
        "expires_at": stamp(token.expires_at) if token.expires_at else None,
        "permissions": permissions(dict(token.permissions or {})),
        "repository_selection": "selected" if selected else "all",
    }
    if narrowed is not None:
        shape["repositories"] = [repository(call.world, repo) for repo in narrowed]
    return shape


def _deliveries(call: Call) -> list[Delivery]:
    hook = _app(call).hook
    return call.world.deliverer.deliveries_of(hook.id) if hook else []


def list_deliveries(call: Call) -> Reply:
    return by_cursor(call, _deliveries(call))


def get_delivery(call: Call) -> Reply:
    return ok(delivery(hooks.find_delivery(_deliveries(call), call.number("delivery_id"))))


def redeliver(call: Call) -> Reply:
    hooks.redeliver(call.world, _deliveries(call), call.number("delivery_id"))
    return Reply(202, {})


def list_own_repositories(call: Call) -> Reply:
    """`GET /installation/repositories`, with an installation's token."""
    it = call.viewer.installation
    if it is None:
        raise Refusal(403, "You must authenticate with an installation access token.")
    mine = [repo for repo in call.world.repositories.values() if covers(it, repo)]
    if call.viewer.repository_ids is not None:
        mine = [repo for repo in mine if repo.id in call.viewer.repository_ids]
    page = paged(call, mine, lambda repo: repository(call.world, repo))
    selection = "all" if it.repository_ids is None and call.viewer.repository_ids is None else "selected"
    return replace(page, body={"total_count": len(mine), "repository_selection": selection, "repositories": page.body})


HOOK = "/app/hook/deliveries"

ROUTES = (
    Route("GET", "/app", get_app, for_app=True),
    Route("GET", "/app/installations", list_installations, for_app=True),
    Route("GET", "/app/installations/{installation_id}", get_installation, for_app=True),
    Route("POST", "/app/installations/{installation_id}/access_tokens", create_token, for_app=True),
    Route("GET", "/repos/{owner}/{repo}/installation", get_repository_installation, for_app=True),
    Route("GET", "/installation/repositories", list_own_repositories),
    Route("GET", HOOK, list_deliveries, for_app=True),
    Route("GET", HOOK + "/{delivery_id}", get_delivery, for_app=True),
    Route("POST", HOOK + "/{delivery_id}/attempts", redeliver, for_app=True),
)
