"""Fills a world from a YAML file: who there is, which workflows and projects with which issues, and hooks.

Unknown keys are refused with file, line and the accepted ones. Nothing is delivered while seeding: hooks come last.

    deployment:   cloud | datacenter
    version:      of a Data Center: 9.12.4
    users:        [{name, display_name, email, email_hidden, time_zone, app, administrator, tokens, scoped_tokens}]
    fields:       [{name, kind: select|multiselect|text|textarea|number|date|person, required, default, options}]
    workflows:    [{name, statuses: {NAME: new|indeterminate|done}, free,
                    transitions: [{name, from: [NAME] (absent: anywhere), to, resolution, asks: [resolution],
                                   silently: true (the metadata does not tell)}]}]
    projects:     [{key, name, lead, workflow, public, archived, without: [FIELD], fields: [NAME], types: [NAME],
                    components: [NAME],
                    roles: {name: reader|commenter|member|admin}, levels: [{name, members: [name]}],
                    issues: [{summary, text, author, assignee, labels, level, comments: [{author, text}]}]}]
    hooks:        [{url, secret, events, jql}]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from connectors.sandbox.jira import founding
from connectors.sandbox.jira.furniture import USUAL_TYPES
from connectors.sandbox.jira.kinds import AccountKind, Deployment
from connectors.sandbox.jira.schemes import Field
from connectors.sandbox.jira.state import Project
from connectors.sandbox.jira.world import World, real_time
from connectors.sandbox.sections import Section, Unreadable, read_file

Choice = TypeVar("Choice")

DEFAULT = Path(__file__).with_name("default_seed.yaml")

_FILE = ("deployment", "version", "users", "fields", "workflows", "projects", "hooks")
_USER = (
    *("name", "display_name", "email", "email_hidden", "time_zone", "app", "administrator"),
    *("tokens", "scoped_tokens"),
)
_FIELD = ("name", "kind", "required", "default", "options")
_WORKFLOW = ("name", "statuses", "free", "transitions")
_TRANSITION = ("name", "from", "to", "resolution", "asks", "silently")
_PROJECT = (
    *("key", "name", "lead", "workflow", "public", "archived", "without", "fields", "types", "components"),
    *("roles", "levels", "issues"),
)
_ISSUE = ("summary", "text", "author", "assignee", "labels", "level", "comments")
_LEVEL = ("name", "members")
_COMMENT = ("author", "text")
_HOOK = ("url", "secret", "events", "jql")

_KINDS: Mapping[str, Mapping[str, Any]] = {
    "select": founding.SELECT,
    "multiselect": founding.MULTISELECT,
    "text": founding.TEXT,
    "textarea": founding.TEXTAREA,
    "number": founding.NUMBER,
    "date": founding.DATE,
    "person": founding.PERSON,
}
_DEPLOYMENTS = {"cloud": Deployment.CLOUD, "datacenter": Deployment.DATACENTER}


def seeded_world(path: Path | None = None, clock: Callable[[], datetime] = real_time) -> World:
    """A new world from a seed file; without one from the default: alice, bob, mallory, followthrough in PAY and OPS.

    Raises `sections.Unreadable` with file, line and key.
    """
    file = read_file(path or DEFAULT, _FILE)
    deployment = _chosen(file, "deployment", _DEPLOYMENTS, "cloud")
    world = World(clock, deployment, file.text_or_none("version") or "9.12.4")
    _fill(world, file)
    return world


def _chosen(raw: Section, name: str, known: Mapping[str, Choice], usual: str) -> Choice:
    word = raw.text_or_none(name) or usual
    if word not in known:
        raise raw.error(f'{raw.where}.{name}: there is no "{word}"; there are: {", ".join(known)}', name)
    return known[word]


def _fill(world: World, file: Section) -> None:
    for user in file.sections("users", _USER):
        _add_user(world, user)
    fields = {field.name: field for field in (_add_field(world, raw) for raw in file.sections("fields", _FIELD))}
    for workflow in file.sections("workflows", _WORKFLOW):
        _add_workflow(world, workflow)
    for project in file.sections("projects", _PROJECT):
        _add_project(world, project, fields)
    for hook in file.sections("hooks", _HOOK):
        events = hook.words("events") or ("*",)
        jql = hook.text_or_none("jql") or ""
        founding.add_hook(world, hook.text("url"), secret=hook.text_or_none("secret"), events=events, jql=jql)


def _add_user(world: World, raw: Section) -> None:
    founding.add_user(
        world,
        raw.text("name"),
        display_name=raw.text_or_none("display_name"),
        email=raw.text_or_none("email"),
        email_hidden=raw.flag("email_hidden"),
        time_zone=raw.text_or_none("time_zone") or "Etc/UTC",
        kind=AccountKind.APP if raw.flag("app") else AccountKind.PERSON,
        administrator=raw.flag("administrator"),
        tokens=raw.words("tokens"),
        scoped_tokens=raw.words("scoped_tokens"),
    )


def _add_field(world: World, raw: Section) -> Field:
    return founding.add_field(
        world,
        raw.text("name"),
        _chosen(raw, "kind", _KINDS, "text"),
        required=raw.flag("required"),
        default=raw.raw.get("default"),
        options=raw.words("options"),
    )


def _add_workflow(world: World, raw: Section) -> None:
    with _told(raw):
        workflow = founding.add_workflow(world, raw.text("name"), raw.table("statuses"), free=raw.flag("free"))
        for it in raw.sections("transitions", _TRANSITION):
            asked = [founding.resolution_on_screen(told=not it.flag("silently"))] if it.words("asks") else []
            sources = it.words("from") or None
            set_by_itself = it.text_or_none("resolution")
            name, to = it.text("name"), it.text("to")
            founding.add_transition(world, workflow, name, sources, to, screen=asked, resolution=set_by_itself)


@contextmanager
def _told(raw: Section) -> Iterator[None]:
    """Names file and place for what the world itself refuses."""
    try:
        yield
    except Unreadable:
        raise
    except (LookupError, ValueError) as error:
        raise raw.error(f"in {raw.where}: {error}") from error


def _add_project(world: World, raw: Section, fields: Mapping[str, Field]) -> None:
    way = raw.text_or_none("workflow")
    with _told(raw):
        project = founding.add_project(
            world,
            raw.text("key"),
            name=raw.text_or_none("name"),
            lead=raw.text_or_none("lead"),
            roles=raw.table("roles"),
            workflow=world.workflows[way] if way else None,
            fields=[fields[name] for name in raw.words("fields")],
            without=raw.words("without"),
            public=raw.flag("public"),
            types=raw.words("types") or USUAL_TYPES,
        )
        for name in raw.words("components"):
            founding.add_component(world, project, name)
        for level in raw.sections("levels", _LEVEL):
            founding.add_level(world, project, level.text("name"), level.words("members"))
        for issue in raw.sections("issues", _ISSUE):
            _add_issue(world, project, issue)
    project.archived = raw.flag("archived")


def _add_issue(world: World, project: Project, raw: Section) -> None:
    author = raw.text_or_none("author")
    issue = founding.add_issue(
        world,
        project,
        summary=raw.text("summary"),
        text=raw.text_or_none("text"),
        labels=raw.words("labels"),
        assignee=raw.text_or_none("assignee"),
        creator=world.user(author) if author else None,
    )
    if level := raw.text_or_none("level"):
        issue.values["security"] = _chosen(raw, "level", {it.name: it for it in project.levels}, level)
    for comment in raw.sections("comments", _COMMENT):
        founding.add_comment(world, issue, world.user(comment.text("author")), comment.text("text"))
