"""`followthrough sandbox`: a GitHub to play with, on this machine alone."""

from pathlib import Path

import click


@click.group()
def sandbox() -> None:
    """Run a sandbox server by itself.

    \b
    Example:
      followthrough sandbox github --port 8080
    """


@sandbox.command()
@click.option("--port", type=int, default=8080, show_default=True, help="0 takes a free one.")
@click.option("--seed", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Users and repositories.")
@click.option("--deliver", metavar="URL", help="Where every repository sends its webhooks.")
@click.option("--secret", envvar="GITHUB_WEBHOOK_SECRET", help="Signs those webhooks. Also GITHUB_WEBHOOK_SECRET.")
@click.option("--chaos", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Faults to make.")
@click.option(
    "--record",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="FOLLOWTHROUGH_SANDBOX_RECORD",
    help="Append every exchange to this file, a JSON object a line.",
)
def github(
    port: int, seed: Path | None, deliver: str | None, secret: str | None, chaos: Path | None, record: Path | None
) -> None:
    """A server that speaks the used part of GitHub's REST API, with a page to click in.

    \b
    Example:
      followthrough sandbox github --port 8080 --deliver http://127.0.0.1:8000/webhooks/github --secret $SECRET
    """
    from connectors.sandbox.github.opening import open_sandbox
    from connectors.sandbox.sections import Unreadable
    from service.cli.run import stopped_by_signal

    stop = stopped_by_signal()
    try:
        opened = open_sandbox(port=port, seed=seed, deliver=deliver, secret=secret, chaos=chaos, record=record)
    except (Unreadable, OSError) as error:
        raise click.UsageError(str(error)) from error
    with opened:
        click.echo(f"The sandbox is at {opened.url}/ (REST API at {opened.api_url}). Ctrl-C stops it.", err=True)
        stop.wait()
