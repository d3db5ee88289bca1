"""Putting accounts, repositories, labels, issues, Apps and hooks into a world, silently.

Nothing here asks for rights, sends a webhook or counts as an act of a person; it is how a world begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from connectors.sandbox.github.kinds import Access, AccountKind, Role, Visibility
from connectors.sandbox.github.state import Account, App, Hook, Installation, Issue, Label, Repository, Token
from connectors.sandbox.github.world import World


def add_account(
    world: World, login: str, kind: AccountKind = AccountKind.USER, *, name: str | None = None, outside: bool = False
) -> Account:
    """The account of that login, founded now unless it is there."""
    account = world.account(login)
    if account is None:
        account = Account(world.new_small_id(), login, kind, world.moment(), name, outside=outside)
        world.accounts[login.lower()] = account
    return account


def add_user(
    world: World, login: str, *, tokens: Iterable[str] = (), name: str | None = None, outside: bool = False
) -> Account:
    account = add_account(world, login, name=name, outside=outside)
    for value in tokens:
        add_token(world, login, value)
    return account


def add_token(
    world: World,
    login: str,
    value: str,
    *,
    permissions: Mapping[str, str] | None = None,
    repositories: Iterable[str] | None = None,
) -> Token:
    """A token of that user; with `permissions` or `repositories` a fine-grained one, narrowed to them."""
    access = None if permissions is None else {name: Access.from_word(word) for name, word in permissions.items()}
    ids = None if repositories is None else frozenset(world.repository(name).id for name in repositories)
    token = Token(value, world.accounts[login.lower()], access, ids)
    world.tokens[value] = token
    return token


def add_repository(
    world: World,
    full_name: str,
    *,
    visibility: str = "private",
    roles: Mapping[str, str] | None = None,
    description: str | None = None,
    has_issues: bool = True,
) -> Repository:
    owner_login, name = full_name.split("/", 1)
    owner = add_account(world, owner_login, AccountKind.ORGANIZATION)
    now = world.moment()
    given = {login.lower(): Role.from_word(word) for login, word in (roles or {}).items()}
    repo = Repository(
        world.new_small_id(), owner, name, Visibility(visibility), now, now, description, given, has_issues=has_issues
    )
    world.repositories[repo.id] = repo
    return repo


def add_label(
    world: World, repo: Repository, name: str, *, color: str = "ededed", description: str | None = None
) -> Label:
    label = Label(world.new_id(), name, color, description)
    repo.labels[name.lower()] = label
    return label


def add_issue(
    world: World,
    repo: Repository,
    *,
    title: str,
    author: Account,
    body: str | None = None,
    app: App | None = None,
    pull_request: bool = False,
) -> Issue:
    now = world.moment()
    number = max(repo.issues, default=0) + 1
    issue = Issue(world.new_id(), number, repo, title, body, author, now, now, app=app, pull_request=pull_request)
    repo.issues[number] = issue
    return issue


def add_hook(
    world: World,
    url: str,
    *,
    repository: Repository | None = None,
    app: App | None = None,
    secret: str | None = None,
    events: Iterable[str] = ("*",),
    content_type: str = "json",
) -> Hook:
    """A webhook of a repository, of an App, or (neither given) of every repository of the sandbox."""
    now = world.moment()
    hook = Hook(world.new_small_id(), url, now, now, repository, app, secret, content_type, events=tuple(events))
    if repository is not None:
        repository.hooks[hook.id] = hook
    elif app is not None:
        app.hook = hook
    else:
        world.hooks_everywhere[hook.id] = hook
    return hook


def add_app(
    world: World,
    slug: str,
    *,
    id: int,
    public_key: str,
    owner: str,
    permissions: Mapping[str, str],
    events: Iterable[str] = (),
) -> App:
    """An App and its bot account `slug[bot]`; install it with `install_app`."""
    bot = add_account(world, f"{slug}[bot]", AccountKind.BOT)
    access = {name: Access.from_word(word) for name, word in permissions.items()}
    owner_account = add_account(world, owner, AccountKind.ORGANIZATION)
    app = App(id, slug, slug, owner_account, bot, public_key, access, tuple(events), world.moment())
    world.apps[id] = app
    return app


def install_app(world: World, app: App, owner: str, repositories: Iterable[str] | None = None) -> Installation:
    """The App in an owner's place; `repositories` (full names) None means all of them, later ones too."""
    account = add_account(world, owner, AccountKind.ORGANIZATION)
    ids = None if repositories is None else frozenset(world.repository(name).id for name in repositories)
    installation = Installation(world.new_small_id(), app, account, ids, world.moment())
    world.installations[installation.id] = installation
    return installation
