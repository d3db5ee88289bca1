"""Links between issues, and from an issue to somewhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.sandbox.jira.acts.history import record, touch
from connectors.sandbox.jira.identity import Viewer
from connectors.sandbox.jira.kinds import Permission
from connectors.sandbox.jira.permissions import require, visible_issue
from connectors.sandbox.jira.refusals import Refusal, invalid, not_found, wrong_fields
from connectors.sandbox.jira.schemes import LinkType
from connectors.sandbox.jira.state import Issue, IssueLink, Item, RemoteLink
from connectors.sandbox.jira.world import World

Raw = Mapping[str, Any]


def link(world: World, viewer: Viewer, kind: Raw, inward: Raw, outward: Raw) -> IssueLink:
    """Once more with the same ends makes no second one."""
    link_type = _type(world, kind)
    one, other = (visible_issue(world, viewer, it.get("id") or it.get("key")) for it in (inward, outward))
    require(viewer, one, Permission.LINK_ISSUES)
    require(viewer, other, Permission.LINK_ISSUES)
    if one is other:
        raise invalid("You cannot link an issue to itself.")
    present = _same(world, link_type, one, other)
    return present or _add(world, viewer, link_type, one, other)


def _same(world: World, kind: LinkType, one: Issue, other: Issue) -> IssueLink | None:
    there = (it for it in world.links.values() if it.type is kind and it.inward is one and it.outward is other)
    return next(there, None)


def _add(world: World, viewer: Viewer, kind: LinkType, one: Issue, other: Issue) -> IssueLink:
    made = IssueLink(world.new_id(), kind, one, other)
    world.links[made.id] = made
    for issue, words, to in ((one, kind.outward, other), (other, kind.inward, one)):
        record(world, viewer, issue, [Item("Link", (None, None), (to.key, f"This issue {words} {to.key}"))])
    return made


def _type(world: World, kind: Raw) -> LinkType:
    for it in world.link_types.values():
        if str(kind.get("id")) == it.id or ("id" not in kind and kind.get("name") == it.name):
            return it
    raise not_found(f"No issue link type with name '{kind.get('name')}' found.")


def unlink(world: World, viewer: Viewer, link_id: int) -> None:
    found = world.links.get(link_id)
    if found is None:
        raise Refusal(404, (f"No issue link with id '{link_id}' exists.",))
    require(viewer, found.inward, Permission.LINK_ISSUES)
    del world.links[link_id]
    for issue in (found.inward, found.outward):
        touch(world, issue)


def point(world: World, viewer: Viewer, issue: Issue, raw: Raw) -> tuple[RemoteLink, bool]:
    """A remote link, and whether it is new: the same global id takes the place of what was there."""
    require(viewer, issue, Permission.LINK_ISSUES)
    _check(raw)
    global_id = raw.get("globalId")
    present = next((it for it in issue.remote_links if global_id and it.global_id == global_id), None)
    if present:
        present.raw = dict(raw)
        return present, False
    made = RemoteLink(world.new_id(), global_id, dict(raw))
    issue.remote_links.append(made)
    title = str(raw["object"]["title"])
    field = "RemoteWorkItemLink" if world.is_cloud else "RemoteIssueLink"
    record(world, viewer, issue, [Item(field, (None, None), (str(made.id), f'This issue links to "{title}"'))])
    return made, True


def _check(raw: Raw) -> None:
    target = raw.get("object")
    errors = {} if isinstance(target, Mapping) else {"object": "'object' is required."}
    for name in ("url", "title"):
        if isinstance(target, Mapping) and not target.get(name):
            errors[name] = f"'{name}' is required."
    if len(str(raw.get("globalId") or "")) > 255:
        errors["globalId"] = "'globalId' must be shorter than 255 characters."
    if errors:
        raise wrong_fields(errors)


def unpoint(world: World, viewer: Viewer, issue: Issue, global_id: str) -> None:
    require(viewer, issue, Permission.LINK_ISSUES)
    found = next((it for it in issue.remote_links if it.global_id == global_id), None)
    if found is None:
        raise not_found(f"No remote link with globalId '{global_id}' exists.")
    issue.remote_links.remove(found)
    touch(world, issue)
