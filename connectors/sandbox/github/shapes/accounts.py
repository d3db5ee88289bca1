"""Accounts, Apps and installations as GitHub's JSON."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.sandbox.github.kinds import Access, AccountKind
from connectors.sandbox.github.shapes.links import api, web
from connectors.sandbox.github.state import Account, App, Installation
from connectors.sandbox.github.world import World

Json = dict[str, object]


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else stamp(moment)


def account(world: World, who: Account) -> Json:
    """The `simple-user` of the vendor's description."""
    url = api(world, f"/users/{who.login}")
    return {
        "login": who.login,
        "id": who.id,
        "node_id": f"U_{who.id}",
        "avatar_url": web(world, f"/_sandbox/static/avatar.svg?u={who.id}"),
        "gravatar_id": "",
        "url": url,
        "html_url": web(world, f"/{who.login}"),
        "followers_url": f"{url}/followers",
        "following_url": f"{url}/following{{/other_user}}",
        "gists_url": f"{url}/gists{{/gist_id}}",
        "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{url}/subscriptions",
        "organizations_url": f"{url}/orgs",
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events{{/privacy}}",
        "received_events_url": f"{url}/received_events",
        "type": who.kind.value,
        "user_view_type": "public",
        "site_admin": False,
    }


def public_account(world: World, who: Account) -> Json:
    return {
        **account(world, who),
        "name": who.name,
        "company": None,
        "blog": "",
        "location": None,
        "email": who.email,
        "hireable": None,
        "bio": None,
        "public_repos": 0,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": stamp(who.created_at),
        "updated_at": stamp(who.created_at),
    }


def private_account(world: World, who: Account) -> Json:
    """What `GET /user` adds for oneself."""
    return {
        **public_account(world, who),
        "user_view_type": "private",
        "private_gists": 0,
        "total_private_repos": 0,
        "owned_private_repos": 0,
        "disk_usage": 0,
        "collaborators": 0,
        "two_factor_authentication": True,
    }


def organization(world: World, who: Account) -> Json:
    """The short form that webhooks carry."""
    url = api(world, f"/orgs/{who.login}")
    return {
        "login": who.login,
        "id": who.id,
        "node_id": f"O_{who.id}",
        "url": url,
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events",
        "hooks_url": f"{url}/hooks",
        "issues_url": f"{url}/issues",
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": web(world, f"/_sandbox/static/avatar.svg?u={who.id}"),
        "description": None,
    }


def permissions(granted: dict[str, Access]) -> Json:
    return {kind: access.name.lower() for kind, access in granted.items() if access is not Access.NONE}


def app(world: World, it: App) -> Json:
    """The `integration` of the vendor's description."""
    page = web(world, f"/apps/{it.slug}")
    return {
        "id": it.id,
        "client_id": f"Iv1.{it.id:016x}",
        "slug": it.slug,
        "node_id": f"A_{it.id}",
        "owner": account(world, it.owner),
        "name": it.name,
        "description": None,
        "external_url": page,
        "html_url": page,
        "created_at": stamp(it.created_at),
        "updated_at": stamp(it.created_at),
        "permissions": permissions(dict(it.permissions)),
        "events": list(it.events),
    }


def app_or_none(world: World, it: App | None) -> Json | None:
    return None if it is None else app(world, it)


def installation(world: World, it: Installation) -> Json:
    url = api(world, f"/app/installations/{it.id}")
    is_organization = it.account.kind is AccountKind.ORGANIZATION
    return {
        "id": it.id,
        "client_id": f"Iv1.{it.app.id:016x}",
        "account": account(world, it.account),
        "repository_selection": "all" if it.repository_ids is None else "selected",
        "access_tokens_url": f"{url}/access_tokens",
        "repositories_url": api(world, "/installation/repositories"),
        "html_url": web(world, f"/organizations/{it.account.login}/settings/installations/{it.id}"),
        "app_id": it.app.id,
        "app_slug": it.app.slug,
        "target_id": it.account.id,
        "target_type": "Organization" if is_organization else "User",
        "permissions": permissions(dict(it.app.permissions)),
        "events": list(it.app.events),
        "created_at": stamp(it.created_at),
        "updated_at": stamp(it.created_at),
        "single_file_name": None,
        "suspended_by": None,
        "suspended_at": None,
    }
