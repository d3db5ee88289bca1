"""`followthrough demo`: the whole loop on this machine, told as it happens."""

import signal
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

import click


@click.command()
@click.option("--exit", "leave", is_flag=True, help="End when the story is told; exit 0 only if all of it was seen.")
@click.option(
    "--speed",
    type=click.FloatRange(0.1, 2),
    default=1.0,
    show_default=True,
    help="Below 1 the reviews take longer to be due, which leaves time to look around.",
)
def demo(leave: bool, speed: float) -> None:
    """Tell the whole loop against a sandbox GitHub and a sandbox Jira: real processes and HTTP, nothing to configure.

    \b
    Examples:
      followthrough demo
      followthrough demo --exit
      followthrough demo --speed 0.2
    """
    from service.cli.run import stopped_by_signal
    from service.demo.stage import stage
    from service.demo.story import FIRST_REVIEW, NEXT_REVIEW, Story
    from service.demo.telling import NotSeen, Teller

    leave = leave or not sys.stdout.isatty()
    for asks in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(asks, _end_tidily)
    with tempfile.TemporaryDirectory(prefix="followthrough-demo-") as folder:
        after, again = round(FIRST_REVIEW / speed), round(NEXT_REVIEW / speed)
        with stage(Path(folder), after=after, again=again) as running:
            teller = Teller()
            try:
                Story(running, teller).tell()
            except NotSeen as missing:
                click.echo(f"Not seen: {missing}. The end of the log:", err=True)
                click.echo("".join(running.log.read_text(errors="replace").splitlines(True)[-40:]), err=True)
                sys.exit(1)
            click.echo(f"\nAll {teller.seen} steps of the story were seen.")
            click.echo(f"Dashboard: {running.dashboard}/")
            click.echo(f"Sandboxes: {running.github}/acme/incidents and {running.jira}/projects/OPS")
            if not leave:
                click.echo("Look around, click, tick; Ctrl-C ends it.")
                stopped_by_signal().wait()


def _end_tidily(number: int, _frame: object) -> NoReturn:
    """Whoever ends the demo ends its processes too."""
    sys.exit(128 + number)
