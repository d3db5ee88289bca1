"""Fills a world from a YAML file: who there is, which repositories with which issues, Apps and hooks.

Unknown keys are refused with file, line and the accepted ones. Nothing is delivered while seeding: hooks come last.

    users:        [{login, name, email, outside,
                    tokens: [TEXT | {value, permissions: {issues: write}, repositories: [O/R]}]}]
    repositories: [{name: O/R, visibility: public|internal|private, description, has_issues, archived,
                    roles: {login: read|triage|write|maintain|admin}, labels: [TEXT | {name, color, description}],
                    issues: [{title, body, author, labels, assignees, state, state_reason, created_at, pull_request,
                              comments: [{author, body, created_at}]}],
                    hooks: [{url, secret, events, content_type}]}]
    apps:         [{id, slug, owner, public_key | public_key_file, permissions: {issues: write}, events,
                    repositories: [O/R] (absent: all of the owner's), webhook: {url, secret, content_type}}]
    hooks:        [{url, secret, events, content_type}]        # these hear every repository
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from connectors.sandbox.github import founding
from connectors.sandbox.github.acts import assignees, labels
from connectors.sandbox.github.kinds import State, StateReason
from connectors.sandbox.github.state import Account, App, Comment, Issue, Repository
from connectors.sandbox.github.world import World, real_time
from connectors.sandbox.sections import Section, Unreadable, read_file, section

DEFAULT = Path(__file__).with_name("default_seed.yaml")

_USER = ("login", "name", "email", "outside", "tokens")
_TOKEN = ("value", "permissions", "repositories")
_LABEL = ("name", "color", "description")
_HOOK = ("url", "secret", "events", "content_type")
_COMMENT = ("author", "body", "created_at")
_ISSUE = (
    *("title", "body", "author", "labels", "assignees", "state", "state_reason", "created_at", "pull_request"),
    "comments",
)
_REPOSITORY = (*("name", "visibility", "description", "has_issues", "archived", "roles", "labels", "issues", "hooks"),)
_APP = ("id", "slug", "owner", "public_key", "public_key_file", "permissions", "events", "repositories", "webhook")
_FILE = ("users", "repositories", "apps", "hooks")


def seeded_world(path: Path | None = None, clock: Callable[[], datetime] = real_time) -> World:
    """A new world from a seed file; without one from the default: alice, bob, mallory, followthrough-bot at acme."""
    world = World(clock)
    fill(world, path or DEFAULT)
    return world


def fill(world: World, path: Path) -> None:
    """Raises `sections.Unreadable` with file, line and key."""
    file = read_file(path, _FILE)
    for user in file.sections("users", _USER):
        _add_user(world, user)
    repositories = file.sections("repositories", _REPOSITORY)
    for repository in repositories:
        _add_repository(world, repository)
    for user in file.sections("users", _USER):
        _add_tokens(world, user)
    for app in file.sections("apps", _APP):
        _add_app(world, app, path.parent)
    for repository in repositories:
        _add_hooks(world, repository, world.repository(repository.text("name")), None)
    _add_hooks(world, file, None, None)


def _add_user(world: World, raw: Section) -> None:
    who = founding.add_user(world, raw.text("login"), name=raw.text_or_none("name"), outside=raw.flag("outside"))
    who.email = raw.text_or_none("email")


def _add_tokens(world: World, raw: Section) -> None:
    for at, entry in enumerate(raw.entries("tokens")):
        if isinstance(entry, str):
            founding.add_token(world, raw.text("login"), entry)
            continue
        token = section(entry, raw.source, f"{raw.where}.tokens[{at}]", _TOKEN)
        limits = token.table("permissions") if "permissions" in token.raw else None
        repositories = token.words("repositories") if "repositories" in token.raw else None
        with _told(token):
            founding.add_token(
                world, raw.text("login"), token.text("value"), permissions=limits, repositories=repositories
            )


@contextmanager
def _told(raw: Section) -> Iterator[None]:
    """Names file and place for what the world itself refuses."""
    try:
        yield
    except Unreadable:
        raise
    except (LookupError, ValueError) as error:
        raise raw.error(f"in {raw.where}: {error}") from error


def _add_repository(world: World, raw: Section) -> None:
    with _told(raw):
        repo = founding.add_repository(
            world,
            raw.text("name"),
            visibility=raw.text_or_none("visibility") or "private",
            roles=raw.table("roles"),
            description=raw.text_or_none("description"),
            has_issues=raw.flag("has_issues", True),
        )
    for at, entry in enumerate(raw.entries("labels")):
        _add_label(world, repo, entry, raw, f"{raw.where}.labels[{at}]")
    for issue in raw.sections("issues", _ISSUE):
        _add_issue(world, repo, issue)
    repo.archived = raw.flag("archived")


def _add_label(world: World, repo: Repository, entry: object, raw: Section, where: str) -> None:
    label = section({"name": entry} if isinstance(entry, str) else entry, raw.source, where, _LABEL)
    color, description = label.text_or_none("color") or "ededed", label.text_or_none("description")
    founding.add_label(world, repo, label.text("name"), color=color, description=description)


def _account(world: World, raw: Section, name: str) -> Account:
    login = raw.text(name)
    who = world.account(login)
    if who is None:
        raise raw.error(f'{raw.where}.{name}: there is no user "{login}"', name)
    return who


def _add_issue(world: World, repo: Repository, raw: Section) -> None:
    author = _account(world, raw, "author")
    issue = founding.add_issue(
        world,
        repo,
        title=raw.text("title"),
        body=raw.text_or_none("body"),
        author=author,
        pull_request=raw.flag("pull_request"),
    )
    _dress(world, issue, raw)
    for comment in raw.sections("comments", _COMMENT):
        _add_comment(world, issue, comment)
    begun = raw.moment_or_none("created_at")
    if begun:
        issue.created_at = begun


def _dress(world: World, issue: Issue, raw: Section) -> None:
    """Labels, assignees and state, with the author in the history as who did it."""
    viewer, repo = world.viewer(issue.author.login), issue.repository
    for name in raw.words("labels"):
        labels.put_on(world, viewer, issue, repo.labels.get(name.lower()) or founding.add_label(world, repo, name))
    for who in assignees.resolve(world, issue, raw.words("assignees")):
        assignees.put_on(world, viewer, issue, who)
    if raw.text_or_none("state") == State.CLOSED.value:
        with _told(raw):
            reason = StateReason(raw.text_or_none("state_reason") or "completed")
        issue.state, issue.state_reason, issue.closed_by = State.CLOSED, reason, issue.author
        issue.closed_at = world.moment()


def _add_comment(world: World, issue: Issue, raw: Section) -> None:
    at = raw.moment_or_none("created_at") or world.moment()
    issue.comments.append(Comment(world.new_id(), issue, _account(world, raw, "author"), raw.text("body"), at, at))


def _add_app(world: World, raw: Section, folder: Path) -> None:
    with _told(raw):
        app = founding.add_app(
            world,
            raw.text("slug"),
            id=raw.number("id"),
            public_key=_public_key(raw, folder),
            owner=raw.text("owner"),
            permissions=raw.table("permissions"),
            events=raw.words("events"),
        )
        repositories = raw.words("repositories") if "repositories" in raw.raw else None
        founding.install_app(world, app, raw.text("owner"), repositories)
    webhook = raw.section_or_none("webhook", _HOOK)
    if webhook:
        _add_hook(world, webhook, None, app)


def _public_key(raw: Section, folder: Path) -> str:
    file = raw.text_or_none("public_key_file")
    return raw.text("public_key") if file is None else (folder / file).read_text(encoding="utf-8")


def _add_hooks(world: World, raw: Section, repo: Repository | None, app: App | None) -> None:
    for hook in raw.sections("hooks", _HOOK):
        _add_hook(world, hook, repo, app)


def _add_hook(world: World, raw: Section, repo: Repository | None, app: App | None) -> None:
    founding.add_hook(
        world,
        raw.text("url"),
        repository=repo,
        app=app,
        secret=raw.text_or_none("secret"),
        events=raw.words("events") or ("*",),
        content_type=raw.text_or_none("content_type") or "json",
    )
