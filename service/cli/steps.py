"""`followthrough plan` and `followthrough look`: one post-mortem, on paper or in earnest."""

import json
from typing import Any

import click

from service.cli.installed import Installed, installed
from service.cli.references import find
from service.observe import Elsewhere, Unconcerned
from service.says.dry_run import sentence, to_json
from service.steps import Step

_FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it is shown."
)


@click.command()
@click.argument("reference", metavar="REF")
@_FORMAT
def plan(reference: str, form: str) -> None:
    """Show the steps that a look at REF would take. Writes nothing.

    \b
    Example:
      followthrough plan github:acme/incidents#42
    """
    with installed() as here:
        ref = find(reference, here.trackers)
        reconciler = here.runtime.reconciler(lambda tracker: here.trackers[tracker.name])
        found = reconciler.planned(ref)
        while isinstance(found, Elsewhere):
            here.runtime.index.suspect(found.post_mortem, [ref])
            found = reconciler.planned(found.post_mortem)
        if isinstance(found, Unconcerned):
            raise click.ClickException(f"There is nothing to do about {reference}: {found.reason}.")
        _show(found[1], form)


@click.command()
@click.argument("reference", metavar="REF")
def look(reference: str) -> None:
    """Look at REF once, here and now: read it, and write what is due.

    \b
    Example:
      followthrough look https://github.com/acme/incidents/issues/42
    """
    from service.jobs import run_look

    with installed() as here:
        ref = find(reference, here.trackers)
        told = run_look(here.runtime, ref)
        target = here.runtime.index.belongs(ref)
        if target != ref:
            told = run_look(here.runtime, target)
        if told.startswith("postponed"):
            raise click.ClickException(told.partition(": ")[2])
        click.echo(told if not (entry := _entry(here, ref)) else f"{entry.name} is {entry.phase}.")


def _entry(here: Installed, ref: Any) -> Any:
    return here.runtime.index.entry(here.runtime.index.belongs(ref))


def _show(steps: tuple[Step, ...], form: str) -> None:
    if form == "json":
        click.echo(json.dumps([to_json(step) for step in steps], indent=1, ensure_ascii=False))
        return
    for number, step in enumerate(steps, 1):
        click.echo(f"{number}. {sentence(step)}")
    if not steps:
        click.echo("Nothing: everything is as it should be.")
