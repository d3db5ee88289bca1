"""Assigning people to issues. Who cannot be assigned is left out without a word, as GitHub does."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.sandbox.github.acts.history import record
from connectors.sandbox.github.identity import Viewer
from connectors.sandbox.github.permissions import can_be_assigned, may_triage, require_issues_write
from connectors.sandbox.github.shapes.accounts import account as account_shape
from connectors.sandbox.github.shapes.issues import issue as issue_shape
from connectors.sandbox.github.state import Account, Issue
from connectors.sandbox.github.webhooks.announce import announce
from connectors.sandbox.github.world import World

MOST = 10


def resolve(world: World, issue: Issue, logins: Iterable[str]) -> list[Account]:
    """The people of these logins who can be assigned here, once each."""
    people: list[Account] = []
    for login in logins:
        who = world.account(login)
        if who and who not in people and can_be_assigned(who, issue.repository, issue):
            people.append(who)
    return people


def add(world: World, viewer: Viewer, issue: Issue, logins: Iterable[str]) -> None:
    """Without triage access the request succeeds and changes nothing."""
    require_issues_write(viewer, issue.repository)
    if may_triage(viewer, issue.repository):
        for who in resolve(world, issue, logins):
            put_on(world, viewer, issue, who)


def remove(world: World, viewer: Viewer, issue: Issue, logins: Iterable[str]) -> None:
    require_issues_write(viewer, issue.repository)
    if not may_triage(viewer, issue.repository):
        return
    leaving = {login.lower() for login in logins}
    for who in [who for who in issue.assignees if who.login.lower() in leaving]:
        take_off(world, viewer, issue, who)


def replace(world: World, viewer: Viewer, issue: Issue, logins: Iterable[str]) -> None:
    """Without asking for rights; people already assigned stay even where they could not be assigned anew."""
    wanted_logins = [login.lower() for login in logins]
    for who in [who for who in issue.assignees if who.login.lower() not in wanted_logins]:
        take_off(world, viewer, issue, who)
    for who in resolve(world, issue, wanted_logins):
        put_on(world, viewer, issue, who)


def put_on(world: World, viewer: Viewer, issue: Issue, who: Account) -> None:
    if who in issue.assignees or len(issue.assignees) >= MOST:
        return
    issue.assignees.append(who)
    record(world, viewer, issue, "assigned", assignee=who)
    announce_change(world, viewer, issue, "assigned", who)


def take_off(world: World, viewer: Viewer, issue: Issue, who: Account) -> None:
    issue.assignees.remove(who)
    record(world, viewer, issue, "unassigned", assignee=who)
    announce_change(world, viewer, issue, "unassigned", who)


def announce_change(world: World, viewer: Viewer, issue: Issue, action: str, who: Account) -> None:
    parts = {"issue": issue_shape(world, issue), "assignee": account_shape(world, who)}
    announce(world, viewer, issue.repository, "issues", action, **parts)
