"""`followthrough sweep`, `rebuild` and `labels`: what an admin does by hand. Not here: webhooks (webhooks.py)."""

import sys
from datetime import UTC, datetime

import click

from connectors.tracker import Label
from service.cli.installed import Installed, installed
from service.cli.progress import shown
from service.mappings import Mapping, TrackerKind


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
    from service.sweep import sweeps

    failed = False
    with installed() as here:
        runtime = here.runtime
        for tracker, project in shown(sorted(sweeps(runtime.mappings)), "Sweeping"):
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
            asked = here.trackers[tracker]
            place = asked.project_named(project)
            listed = asked.labels(place.id)
            if listed is None:
                click.echo(f"{tracker}:{project}: needs none, any word can be a label")
                continue
            there = {label.name.lower() for label in listed}
            for label in wanted:
                if label.name.lower() in there:
                    click.echo(f"{tracker}:{project}: {label.name} is there")
                    continue
                asked.create_label(place.id, label)
                click.echo(f"{tracker}:{project}: {label.name} created")


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
        # A priority is a label only where the tracker has none of its own.
        priorities = tickets.priority.values() if tickets.kind is TrackerKind.GITHUB else ()
        for name in (*tickets.labels, *priorities):
            there.setdefault(name, Label(name))
    return {place: list(labels.values()) for place, labels in found.items()}


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
