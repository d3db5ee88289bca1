"""`followthrough replay`: what could not be looked at, and another try of it now.

A look reads everything anew, so that trying again does nothing twice. Not here: why it failed (jobs.py).
"""

import json
from dataclasses import asdict
from datetime import timedelta

import click

from service.cli.installed import Installed, installed
from service.cli.references import find
from service.index import Parked, parse_ref


@click.command()
@click.argument("references", metavar="[REF]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All of them.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it is listed."
)
def replay(references: tuple[str, ...], everything: bool, form: str) -> None:
    """Try again now what could not be looked at, instead of when its turn comes. Without REF: list it.

    \b
    Examples:
      followthrough replay
      followthrough replay github:acme/incidents#42
      followthrough replay --all
    """
    with installed() as here:
        parked = {item.ref: item for item in here.runtime.index.parked()}
        if not references and not everything:
            _show(list(parked.values()), form)
            return
        for name, ref in _meant(here, references, parked, everything).items():
            here.runtime.hints.hurry(parse_ref(ref))
            click.echo(f"{name}: queued{_until(here, parse_ref(ref).tracker)}")


def _meant(here: Installed, references: tuple[str, ...], parked: dict[str, Parked], everything: bool) -> dict[str, str]:
    """How each was named, and what it is."""
    if everything:
        return {ref: ref for ref in parked}
    found: dict[str, str] = {}
    for name in references:
        ref = name if name in parked else str(here.runtime.index.belongs(find(name, here.trackers)))
        if ref not in parked:
            raise click.UsageError(f"{name} is not parked; `followthrough replay` lists what is.")
        found[name] = ref
    return found


def _until(here: Installed, tracker: str) -> str:
    """What keeps it from being tried at once, where its tracker asked to be left alone."""
    described = here.place.settings.trackers.get(tracker)
    left = here.runtime.index.held(described.account) if described else 0
    if not left:
        return ""
    until = here.runtime.now() + timedelta(seconds=left)
    return f"; {tracker} asked to wait until {until:%H:%M:%S} UTC, so it is tried then"


def _show(parked: list[Parked], form: str) -> None:
    if form == "json":
        click.echo(json.dumps([asdict(item) for item in parked], indent=1, ensure_ascii=False))
        return
    for item in parked:
        click.echo(f"{item.ref}  since {item.since[:16].replace('T', ' ')} UTC, {item.attempts}x: {item.message}")
    if not parked:
        click.echo("Nothing: every look went through.")
