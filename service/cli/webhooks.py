"""`followthrough hooks`: the webhooks of this service in every mapped project, installed, listed, removed.

Not here: what a webhook tells (service/web/webhooks.py), and how a tracker keeps it.
"""

import sys
from collections.abc import Iterator

import click

from connectors.tracker import Hook, ProjectId, Tracker, TrackerError
from service.addresses import webhook_url
from service.cli.installed import Installed, installed
from service.log import without_secrets
from service.mappings import TrackerKind
from service.settings import TrackerSettings


@click.group()
def hooks() -> None:
    """Install, list or remove the webhooks of the mapped projects. Needs PUBLIC_URL.

    \b
    Example:
      PUBLIC_URL=https://followthrough.acme.example followthrough hooks install
    """


@hooks.command()
def install() -> None:
    """Create this service's webhook in every mapped project, or bring it up to date. A Jira has one for all of them."""
    with installed() as here:
        for subject, tracker, described, project in _places(here):
            if not described.webhook_secrets and not described.unsigned:
                raise click.ClickException(
                    f"trackers.{tracker.name} has no webhook_secret in the config; set one first."
                )
            secret = described.webhook_secrets[0].get_secret_value() if described.webhook_secrets else ""
            hook = tracker.install_hook(project, _address(here, described), secret)
            _say(f"{subject}: webhook {hook.id} tells {hook.url}")


@hooks.command(name="list")
def list_hooks() -> None:
    """List the webhooks of every mapped project, and of every Jira as a whole."""
    with installed() as here:
        listed: set[tuple[str, str]] = set()
        for subject, tracker, described, project in _places(here):
            for hook in tracker.hooks(project):
                whole = described.kind == TrackerKind.JIRA
                if whole and (tracker.name, hook.id) in listed:
                    continue
                listed.add((tracker.name, hook.id))
                _say(f"{tracker.name if whole else subject}: {_shown(hook)}")


@hooks.command()
def remove() -> None:
    """Remove this service's webhook from every mapped project."""
    failed = False
    with installed() as here:
        places = list(_places(here))
        for subject, tracker, described, project in places:
            also = [other for _, same, _, other in places if same is tracker and other != project]
            for hook in tracker.hooks(project):
                if hook.url != _address(here, described):
                    continue
                try:
                    tracker.remove_hook(project, hook.id, also=also)
                except TrackerError as trouble:
                    failed = True
                    click.echo(f"Error: {subject}: {without_secrets(trouble.message)}", err=True)
                else:
                    _say(f"{subject}: webhook {hook.id} removed")
    sys.exit(1 if failed else 0)


def _places(here: Installed) -> Iterator[tuple[str, Tracker, TrackerSettings, ProjectId]]:
    """Every mapped project: how it is called, where it is, and by which id."""
    from service.sweep import swept_projects

    for name, project in sorted(swept_projects(here.runtime.mappings)):
        tracker = here.trackers[name]
        yield f"{name}:{project}", tracker, here.place.settings.trackers[name], tracker.project_named(project).id


def _address(here: Installed, tracker: TrackerSettings) -> str:
    public_url = here.place.settings.public_url
    if not public_url:
        raise click.ClickException("PUBLIC_URL is not set; set it to the address at which trackers reach this service.")
    return webhook_url(public_url, tracker)


def _shown(hook: Hook) -> str:
    return f"{hook.id} {hook.url} {'active' if hook.active else 'switched off'} ({', '.join(hook.events)})"


def _say(line: str) -> None:
    """The address may hold the secret of a Jira that does not sign."""
    click.echo(without_secrets(line))
