"""Views: admin webhooks, at their old place and, from Data Center 10 on, at the new one with another form.

The new place takes a body in the old form and leaves out its filter and its secret without a word.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from connectors.sandbox.jira.acts import hooks
from connectors.sandbox.jira.refusals import invalid, not_found
from connectors.sandbox.jira.rest.call import (
    NO_CONTENT,
    Body,
    Call,
    Reply,
    Route,
    created,
    flag_of,
    ok,
    text_of,
    words_of,
)
from connectors.sandbox.jira.shapes.hooks import FILTER, hook_of_ten
from connectors.sandbox.jira.shapes.hooks import hook as hook_shape
from connectors.sandbox.jira.state import Hook


def _hook(call: Call) -> Hook:
    word = call.word("hook")
    return hooks.find(call.world, call.viewer, int(word) if word.isdecimal() else 0)


def _require_old(call: Call) -> None:
    if not call.world.is_cloud and call.world.major >= 10:
        raise not_found("null for uri: " + call.world.root + OLD)


def _require_new(call: Call) -> None:
    if call.world.major < 10:
        raise not_found("null for uri: " + call.world.root + NEW)


def _wanted(body: Body) -> hooks.Wanted:
    filters = body.get("filters")
    return hooks.Wanted(
        name=text_of(body, "name"),
        url=text_of(body, "url"),
        events=_events(body),
        jql=_filter(filters),
        secret=text_of(body, "secret"),
        active=flag_of(body, "enabled"),
        exclude_body=flag_of(body, "excludeBody"),
    )


def _wanted_of_ten(body: Body) -> hooks.Wanted:
    raw = body.get("configuration")
    configuration = raw if isinstance(raw, Mapping) else {}
    excluded = configuration.get("EXCLUDE_BODY")
    return hooks.Wanted(
        name=text_of(body, "name"),
        url=text_of(body, "url"),
        events=_events(body),
        jql=_filter(configuration.get("FILTERS")),
        secret=text_of(configuration, "SECRET"),
        active=flag_of(body, "active"),
        exclude_body=None if excluded is None else str(excluded).lower() == "true",
    )


def _filter(told: object) -> str | None:
    """Of an object, or of one written out as text."""
    try:
        filters = json.loads(told) if isinstance(told, str) and told else told
    except ValueError as error:
        raise invalid(FILTERS="data was no object") from error
    return text_of(filters, FILTER) if isinstance(filters, Mapping) else None


def _events(body: Body) -> tuple[str, ...] | None:
    return words_of(body, "events") if "events" in body else None


def list_old(call: Call) -> Reply:
    _require_old(call)
    return ok([hook_shape(call.world, call.place, it) for it in hooks.listed(call.world, call.viewer)])


def create_old(call: Call) -> Reply:
    _require_old(call)
    return created(hook_shape(call.world, call.place, hooks.create(call.world, call.viewer, _wanted(call.fields))))


def get_old(call: Call) -> Reply:
    _require_old(call)
    return ok(hook_shape(call.world, call.place, _hook(call)))


def edit_old(call: Call) -> Reply:
    _require_old(call)
    hook = _hook(call)
    hooks.edit(call.world, call.viewer, hook, _wanted(call.fields))
    return ok(hook_shape(call.world, call.place, hook))


def delete_old(call: Call) -> Reply:
    _require_old(call)
    return _deleted(call)


def list_new(call: Call) -> Reply:
    _require_new(call)
    return ok([hook_of_ten(it) for it in hooks.listed(call.world, call.viewer)])


def create_new(call: Call) -> Reply:
    _require_new(call)
    return created(hook_of_ten(hooks.create(call.world, call.viewer, _wanted_of_ten(call.fields))))


def get_new(call: Call) -> Reply:
    _require_new(call)
    return ok(hook_of_ten(_hook(call)))


def edit_new(call: Call) -> Reply:
    _require_new(call)
    hook = _hook(call)
    hooks.edit(call.world, call.viewer, hook, _wanted_of_ten(call.fields))
    return ok(hook_of_ten(hook))


def delete_new(call: Call) -> Reply:
    _require_new(call)
    return _deleted(call)


def _deleted(call: Call) -> Reply:
    hooks.delete(call.world, call.viewer, _hook(call))
    return NO_CONTENT


OLD = "/rest/webhooks/1.0/webhook"
NEW = "/rest/jira-webhook/1.0/webhooks"

ROUTES = (
    Route("GET", OLD, list_old),
    Route("POST", OLD, create_old),
    Route("GET", OLD + "/{hook}", get_old),
    Route("PUT", OLD + "/{hook}", edit_old),
    Route("DELETE", OLD + "/{hook}", delete_old),
    Route("GET", NEW, list_new, "datacenter"),
    Route("POST", NEW, create_new, "datacenter"),
    Route("GET", NEW + "/{hook}", get_new, "datacenter"),
    Route("PUT", NEW + "/{hook}", edit_new, "datacenter"),
    Route("DELETE", NEW + "/{hook}", delete_new, "datacenter"),
)
