"""The control API: what nobody can do over Jira's REST API, or what only a test wants to do. Not part of Jira.

`by` is the login who does it in the history and in webhooks; without it the project's lead. Issues are named by id or
key, projects by id or key.

    move-issue      {issue, to, by}                     -> {key}
    delete-issue    {issue, by}
    archive         {project, archived (default true), by}
    rename-key      {project, key, by}
    set-role        {project, name, role, permissions}  a word, or a list of keys
    add-user        {name, display_name, email, email_hidden, time_zone, administrator, tokens, scoped_tokens} -> {id}
    add-project     {key, name, roles, public, without} -> {id}
    index           {lag}                               seconds; absent: nothing new is ever indexed
    limits          {per_second, per_hour, per_issue, bursts, as_dates}

Besides, the verbs of every sandbox and `GET /_sandbox/state`: see `connectors.sandbox.controlling`. A clock that moves
on also sends the webhooks whose next try is due.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint

from connectors.sandbox import controlling
from connectors.sandbox.controlling import EVERYWHERE, Control, Outcome, Verb
from connectors.sandbox.jira import chaos, founding
from connectors.sandbox.jira.acts import removal
from connectors.sandbox.jira.identity import Viewer
from connectors.sandbox.jira.refusals import Refusal
from connectors.sandbox.jira.serving import served_world
from connectors.sandbox.jira.state import Issue, Project
from connectors.sandbox.jira.world import World
from connectors.sandbox.sections import Section


def _project(world: World, raw: Section, name: str = "project") -> Project:
    return world.project(raw.text(name))


def _issue(world: World, raw: Section) -> Issue:
    return world.issue(raw.text("issue"))


def _by(world: World, raw: Section, project: Project) -> Viewer:
    name = raw.text_or_none("by")
    return world.viewer(name) if name else Viewer(project.lead)


def move_issue(world: World, raw: Section) -> Outcome:
    issue, to = _issue(world, raw), _project(world, raw, "to")
    removal.move(world, _by(world, raw, issue.project), issue, to)
    return {"key": issue.key}


def delete_issue(world: World, raw: Section) -> Outcome:
    issue = _issue(world, raw)
    removal.delete(world, _by(world, raw, issue.project), issue)
    return {}


def archive(world: World, raw: Section) -> Outcome:
    project = _project(world, raw)
    removal.archive(world, _by(world, raw, project), project, raw.flag("archived", True))
    return {}


def rename_key(world: World, raw: Section) -> Outcome:
    project = _project(world, raw)
    removal.rename_key(world, _by(world, raw, project), project, raw.text("key"))
    return {"key": project.key}


def set_role(world: World, raw: Section) -> Outcome:
    given = raw.text_or_none("role")
    founding.grant(world, _project(world, raw), raw.text("name"), given or raw.words("permissions"))
    return {}


def add_user(world: World, raw: Section) -> Outcome:
    who = founding.add_user(
        world,
        raw.text("name"),
        display_name=raw.text_or_none("display_name"),
        email=raw.text_or_none("email"),
        email_hidden=raw.flag("email_hidden"),
        time_zone=raw.text_or_none("time_zone") or "Etc/UTC",
        administrator=raw.flag("administrator"),
        tokens=raw.words("tokens"),
        scoped_tokens=raw.words("scoped_tokens"),
    )
    return {"id": who.id}


def add_project(world: World, raw: Section) -> Outcome:
    project = founding.add_project(
        world,
        raw.text("key"),
        name=raw.text_or_none("name"),
        roles=raw.table("roles"),
        public=raw.flag("public"),
        without=raw.words("without"),
    )
    return {"id": project.id}


def set_lag(world: World, raw: Section) -> Outcome:
    world.index.set_lag(raw.decimal_or_none("lag"))
    return {}


def set_limits(world: World, raw: Section) -> Outcome:
    chaos.set_limits(world, raw)
    return {}


def set_clock(world: World, raw: Section) -> Outcome:
    told = controlling.set_clock(world, raw)
    world.deliverer.send_due()
    return told


def advance_clock(world: World, raw: Section) -> Outcome:
    world.advance(raw.decimal_or_none("seconds") or 0)
    return controlling.now_of(world)


VERBS: Mapping[str, Verb[World]] = {
    **EVERYWHERE,
    "move-issue": Verb(move_issue, ("issue", "to", "by")),
    "delete-issue": Verb(delete_issue, ("issue", "by")),
    "archive": Verb(archive, ("project", "archived", "by")),
    "rename-key": Verb(rename_key, ("project", "key", "by")),
    "set-role": Verb(set_role, ("project", "name", "role", "permissions")),
    "add-user": Verb(
        add_user,
        ("name", "display_name", "email", "email_hidden", "time_zone", "administrator", "tokens", "scoped_tokens"),
    ),
    "add-project": Verb(add_project, ("key", "name", "roles", "public", "without")),
    "index": Verb(set_lag, ("lag",)),
    "limits": Verb(set_limits, chaos.LIMITS),
    "set-clock": Verb(set_clock, ("now",)),
    "advance-clock": Verb(advance_clock, ("seconds",)),
}


def blueprint() -> Blueprint:
    return Control(VERBS, served_world, Refusal).blueprint()
