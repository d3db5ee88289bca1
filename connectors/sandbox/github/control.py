"""The control API: what nobody can do over GitHub's REST API, or what only a test wants to do. Not part of GitHub.

`by` is the login who does it in the history and in webhooks; without it the repository's first admin.

    delete-issue       {repository, number, by}
    transfer-issue     {repository, number, to, by}      -> {repository, number, id}
    rename-repository  {repository, name, by}
    move-repository    {repository, owner, by}
    delete-repository  {repository, by}
    set-visibility     {repository, visibility, by}
    archive            {repository, archived (default true), by}
    enable-issues      {repository, enabled (default true)}
    set-role           {repository, login, role}         none takes it away
    add-user           {login, name, outside, tokens}
    add-repository     {repository, visibility, roles}
    limits             {per_hour, per_hour_of: {login: N}, content_limits}

Besides, the verbs of every sandbox and `GET /_sandbox/state`: see `connectors.sandbox.controlling`. Requests by
repository id count under the same path as those by name.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint

from connectors.sandbox.controlling import EVERYWHERE, Control, Outcome, Verb
from connectors.sandbox.github import chaos, founding
from connectors.sandbox.github.acts import removal, repositories
from connectors.sandbox.github.identity import Viewer
from connectors.sandbox.github.kinds import Role, Visibility
from connectors.sandbox.github.refusals import Refusal
from connectors.sandbox.github.serving import served_world
from connectors.sandbox.github.state import Issue, Repository
from connectors.sandbox.github.world import World
from connectors.sandbox.sections import Section


def _repository(world: World, raw: Section) -> Repository:
    return world.repository(raw.text("repository"))


def _issue(world: World, raw: Section) -> Issue:
    return world.issue(raw.text("repository"), raw.number("number"))


def _by(world: World, raw: Section, repo: Repository) -> Viewer:
    login = raw.text_or_none("by")
    admins = [login for login, role in repo.roles.items() if role is Role.ADMIN]
    return world.viewer(login or (admins or [repo.owner.login])[0])


def delete_issue(world: World, raw: Section) -> Outcome:
    issue = _issue(world, raw)
    removal.delete_issue(world, _by(world, raw, issue.repository), issue)
    return {}


def transfer_issue(world: World, raw: Section) -> Outcome:
    issue, to = _issue(world, raw), world.repository(raw.text("to"))
    new = removal.transfer_issue(world, _by(world, raw, issue.repository), issue, to)
    return {"repository": to.full_name, "number": new.number, "id": new.id}


def rename_repository(world: World, raw: Section) -> Outcome:
    repo = _repository(world, raw)
    repositories.rename(world, _by(world, raw, repo), repo, raw.text("name"))
    return {"repository": repo.full_name}


def move_repository(world: World, raw: Section) -> Outcome:
    repo = _repository(world, raw)
    repositories.move(world, _by(world, raw, repo), repo, raw.text("owner"))
    return {"repository": repo.full_name}


def delete_repository(world: World, raw: Section) -> Outcome:
    repo = _repository(world, raw)
    repositories.delete(world, _by(world, raw, repo), repo)
    return {}


def set_visibility(world: World, raw: Section) -> Outcome:
    repo, visibility = _repository(world, raw), Visibility(raw.text("visibility"))
    repositories.set_visibility(world, _by(world, raw, repo), repo, visibility)
    return {}


def archive(world: World, raw: Section) -> Outcome:
    repo = _repository(world, raw)
    repositories.set_archived(world, _by(world, raw, repo), repo, raw.flag("archived", True))
    return {}


def enable_issues(world: World, raw: Section) -> Outcome:
    _repository(world, raw).has_issues = raw.flag("enabled", True)
    return {}


def set_role(world: World, raw: Section) -> Outcome:
    repositories.set_role(_repository(world, raw), raw.text("login"), Role.from_word(raw.text("role")))
    return {}


def add_user(world: World, raw: Section) -> Outcome:
    name, outside = raw.text_or_none("name"), raw.flag("outside")
    who = founding.add_user(world, raw.text("login"), tokens=raw.words("tokens"), name=name, outside=outside)
    return {"id": who.id}


def add_repository(world: World, raw: Section) -> Outcome:
    visibility = raw.text_or_none("visibility") or "private"
    repo = founding.add_repository(world, raw.text("repository"), visibility=visibility, roles=raw.table("roles"))
    return {"id": repo.id}


def set_limits(world: World, raw: Section) -> Outcome:
    chaos.set_limits(world, raw)
    return {}


VERBS: Mapping[str, Verb[World]] = {
    **EVERYWHERE,
    "delete-issue": Verb(delete_issue, ("repository", "number", "by")),
    "transfer-issue": Verb(transfer_issue, ("repository", "number", "to", "by")),
    "rename-repository": Verb(rename_repository, ("repository", "name", "by")),
    "move-repository": Verb(move_repository, ("repository", "owner", "by")),
    "delete-repository": Verb(delete_repository, ("repository", "by")),
    "set-visibility": Verb(set_visibility, ("repository", "visibility", "by")),
    "archive": Verb(archive, ("repository", "archived", "by")),
    "enable-issues": Verb(enable_issues, ("repository", "enabled")),
    "set-role": Verb(set_role, ("repository", "login", "role")),
    "add-user": Verb(add_user, ("login", "name", "outside", "tokens")),
    "add-repository": Verb(add_repository, ("repository", "visibility", "roles")),
    "limits": Verb(set_limits, chaos.LIMITS),
}


def blueprint() -> Blueprint:
    return Control(VERBS, served_world, Refusal).blueprint()
