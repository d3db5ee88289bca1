"""`followthrough sweep`, `rebuild`, `labels` and `hooks`: what an admin does by hand."""

import sys
from datetime import UTC, datetime

import click

from connectors.tracker import Label
from service.cli.installed import Installed, installed
from service.cli.progress import shown
from service.mappings import Mapping


@click.command()
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="Read again what changed since this moment (UTC), instead of since the last sweep.",
)
def sweep(since: datetime | None) -> None:
    """Look at everything that changed in every mapped project, here and now.

    \b
    Examples:
      followthrough sweep
      followthrough sweep --since 2026-11-01
    """
    from service.jobs import run_sweep
    from service.sweep import swept_projects

    failed = False
    with installed() as here:
        runtime = here.runtime
        for tracker, project in shown(sorted(swept_projects(runtime.mappings)), "Sweeping"):
            told = run_sweep(runtime, tracker, project, since.replace(tzinfo=UTC) if since else None)
            failed |= told.startswith("failed")
            click.echo(f"{tracker}:{project}: {told}")
        _look_at_all(here)
    sys.exit(1 if failed else 0)


@click.command()
def rebuild() -> None:
    """Make the index again from the trackers. Writes nothing there; whatever is due is queued.

    \b
    Example:
      followthrough rebuild
    """
    from service.rebuild import rebuild as rebuilt

    with installed() as here:
        result = rebuilt(here.runtime, lambda refs: shown(list(refs), "Reading"))
    for trouble in result.troubles:
        click.echo(f"Error: {trouble}", err=True)
    click.echo(f"{_many(result.post_mortems, 'post-mortem')} in the index, {_many(result.due, 'look')} queued.")
    sys.exit(1 if result.troubles else 0)


@click.command()
def labels() -> None:
    """Create the labels that the mappings need, where they are missing.

    \b
    Example:
      followthrough labels
    """
    with installed() as here:
        for (tracker, project), wanted in sorted(_wanted(here.runtime.mappings).items()):
            place = here.runtime.trackers[tracker].project_named(project)
            listed = here.runtime.trackers[tracker].labels(place.id)
            if listed is None:
                click.echo(f"{tracker}:{project}: any word can be a label")
                continue
            there = {label.name.lower() for label in listed}
            for label in wanted:
                if label.name.lower() in there:
                    click.echo(f"{tracker}:{project}: {label.name} is there")
                    continue
                here.runtime.trackers[tracker].create_label(place.id, label)
                click.echo(f"{tracker}:{project}: {label.name} created")


@click.group()
def hooks() -> None:
    """Install, list or remove the webhooks of the mapped projects. Needs PUBLIC_URL.

    \b
    Example:
      PUBLIC_URL=https://followthrough.acme.example followthrough hooks install
    """


@hooks.command()
def install() -> None:
    """Create this service's webhook in every mapped project, or bring it up to date."""
    with installed() as here:
        for tracker, project in _projects(here):
            secrets = here.place.settings.trackers[tracker].webhook_secrets
            if not secrets:
                raise click.ClickException(f"trackers.{tracker} has no webhook_secret in the config; set one first.")
            place = here.runtime.trackers[tracker].project_named(project)
            url = _address(here, tracker)
            hook = here.runtime.trackers[tracker].install_hook(place.id, url, secrets[0].get_secret_value())
            click.echo(f"{tracker}:{project}: webhook {hook.id} tells {hook.url}")


@hooks.command(name="list")
def list_hooks() -> None:
    """List the webhooks of every mapped project."""
    with installed() as here:
        for tracker, project in _projects(here):
            place = here.runtime.trackers[tracker].project_named(project)
            for hook in here.runtime.trackers[tracker].hooks(place.id):
                state = "active" if hook.active else "switched off"
                click.echo(f"{tracker}:{project}: {hook.id} {hook.url} {state} ({', '.join(hook.events)})")


@hooks.command()
def remove() -> None:
    """Remove this service's webhook from every mapped project."""
    with installed() as here:
        for tracker, project in _projects(here):
            place, url = here.runtime.trackers[tracker].project_named(project), _address(here, tracker)
            for hook in here.runtime.trackers[tracker].hooks(place.id):
                if hook.url == url:
                    here.runtime.trackers[tracker].remove_hook(place.id, hook.id)
                    click.echo(f"{tracker}:{project}: webhook {hook.id} removed")


def _look_at_all(here: Installed) -> None:
    """Serves every hint that waits, until none is left."""
    from service.jobs import run_look

    runtime = here.runtime
    while waiting := runtime.hints.wanted():
        for ref in shown(waiting, "Looking"):
            told = run_look(runtime, ref)
            if told.startswith("postponed"):
                raise Postponed(told.partition(": ")[2])
        if runtime.hints.wanted() == waiting:
            return


class Postponed(click.ClickException):
    """A look could not be finished; what the tracker said."""

    exit_code = 1


def _wanted(mappings: tuple[Mapping, ...]) -> dict[tuple[str, str], list[Label]]:
    found: dict[tuple[str, str], dict[str, Label]] = {}
    for mapping in mappings:
        names, tickets = mapping.labels, mapping.tickets
        home = found.setdefault((mapping.tracker, mapping.project), {})
        for name, text, color in (
            (names.start, "Starts a blameless post-mortem", "5319e7"),
            (names.finished, "The post-mortem is finished: actions become tickets", "0e8a16"),
            (names.review, "Follow-up review of a post-mortem", "1d76db"),
        ):
            home.setdefault(name, Label(name, text, color))
        there = found.setdefault((tickets.tracker, tickets.project), {})
        there.setdefault(names.action, Label(names.action, "An action of a post-mortem", "fbca04"))
        for name in (*tickets.labels, *tickets.priority.values()):
            there.setdefault(name, Label(name))
    return {place: list(labels.values()) for place, labels in found.items()}


def _projects(here: Installed) -> list[tuple[str, str]]:
    from service.sweep import swept_projects

    return sorted(swept_projects(here.runtime.mappings))


def _address(here: Installed, tracker: str) -> str:
    public_url = here.place.settings.public_url
    if not public_url:
        raise click.ClickException("PUBLIC_URL is not set; set it to the address at which trackers reach this service.")
    return f"{public_url}/webhooks/{tracker}"


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
