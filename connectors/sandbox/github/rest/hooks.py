"""Views: webhooks of a repository, their deliveries, pings and redeliveries."""

from __future__ import annotations

from connectors.sandbox.github.acts import hooks
from connectors.sandbox.github.kinds import Access
from connectors.sandbox.github.rest.call import NO_CONTENT, Call, Reply, Route, created, ok
from connectors.sandbox.github.rest.paging import address, page_size, paged
from connectors.sandbox.github.rest.reading import Body, body_of, flag, words
from connectors.sandbox.github.shapes.hooks import delivery, delivery_item
from connectors.sandbox.github.shapes.hooks import hook as hook_shape
from connectors.sandbox.github.state import Hook
from connectors.sandbox.github.webhooks.announce import ping
from connectors.sandbox.github.webhooks.parcels import Delivery


def list_hooks(call: Call) -> Reply:
    found = hooks.listed(call.world, call.viewer, call.repo)
    return paged(call, found, lambda hook: hook_shape(call.world, hook, call.repo))


def create_hook(call: Call) -> Reply:
    body = body_of(call)
    events, active = words(body, "events"), flag(body, "active")
    hook = hooks.create(
        call.world,
        call.viewer,
        call.repo,
        _config(body) or hooks.Config(),
        ("push",) if events is None else events,
        active is not False,
    )
    shape = hook_shape(call.world, hook, call.repo)
    return created(shape, str(shape["url"]))


def _config(body: Body) -> hooks.Config | None:
    raw = body.get("config")
    return hooks.config_from(raw) if isinstance(raw, dict) else None


def _hook(call: Call, needed: Access = Access.READ) -> Hook:
    return hooks.find(call.world, call.viewer, call.repo, call.number("hook_id"), needed)


def get_hook(call: Call) -> Reply:
    hook = _hook(call)
    return ok(hook_shape(call.world, hook, call.repo), hook.updated_at)


def update_hook(call: Call) -> Reply:
    hook, body = _hook(call, Access.WRITE), body_of(call)
    events = words(body, "events") or hook.events
    added, removed = words(body, "add_events") or (), words(body, "remove_events") or ()
    wanted = tuple(dict.fromkeys(event for event in (*events, *added) if event not in removed))
    hooks.edit(call.world, hook, _config(body), wanted, flag(body, "active"))
    return ok(hook_shape(call.world, hook, call.repo))


def delete_hook(call: Call) -> Reply:
    hooks.delete(call.world, call.repo, _hook(call, Access.WRITE))
    return NO_CONTENT


def ping_hook(call: Call) -> Reply:
    ping(call.world, call.viewer, call.repo, _hook(call))
    return NO_CONTENT


def _deliveries(call: Call, needed: Access = Access.READ) -> list[Delivery]:
    made = call.world.deliverer.deliveries_of(_hook(call, needed).id)
    return [delivery for delivery in made if delivery.parcel.repository_id == call.repo.id]


def list_deliveries(call: Call) -> Reply:
    return by_cursor(call, _deliveries(call))


def by_cursor(call: Call, deliveries: list[Delivery]) -> Reply:
    """Newest first; the `Link` leads on by a cursor, not by page numbers."""
    size, rest = page_size(call), hooks.after_cursor(deliveries, call.query.get("cursor"))
    shown = rest[:size]
    more = len(rest) > size
    link = {"Link": f'<{address(call, cursor=hooks.cursor_after(shown[-1]))}>; rel="next"'} if more else {}
    return Reply(200, [delivery_item(it) for it in shown], link)


def get_delivery(call: Call) -> Reply:
    return ok(delivery(hooks.find_delivery(_deliveries(call), call.number("delivery_id"))))


def redeliver(call: Call) -> Reply:
    hooks.redeliver(call.world, _deliveries(call, Access.WRITE), call.number("delivery_id"))
    return Reply(202, {})


HOOKS = "/repos/{owner}/{repo}/hooks"
HOOK = HOOKS + "/{hook_id}"

ROUTES = (
    Route("GET", HOOKS, list_hooks, "repository_hooks=read"),
    Route("POST", HOOKS, create_hook, "repository_hooks=write"),
    Route("GET", HOOK, get_hook, "repository_hooks=read"),
    Route("PATCH", HOOK, update_hook, "repository_hooks=write"),
    Route("DELETE", HOOK, delete_hook, "repository_hooks=write"),
    Route("POST", HOOK + "/pings", ping_hook, "repository_hooks=read"),
    Route("GET", HOOK + "/deliveries", list_deliveries, "repository_hooks=read"),
    Route("GET", HOOK + "/deliveries/{delivery_id}", get_delivery, "repository_hooks=read"),
    Route("POST", HOOK + "/deliveries/{delivery_id}/attempts", redeliver, "repository_hooks=write"),
)
