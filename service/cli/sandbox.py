"""`followthrough sandbox`: a GitHub and a Jira to play with, on this machine alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from connectors.sandbox.github.server import RunningSandbox as GitHubSandbox
    from connectors.sandbox.jira.server import RunningSandbox as JiraSandbox


@click.group()
def sandbox() -> None:
    """Run a sandbox server by itself.

    \b
    Example:
      followthrough sandbox github --port 8080
    """


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Those that every sandbox has."""
    for option in (
        click.option(
            "--record",
            type=click.Path(dir_okay=False, path_type=Path),
            envvar="FOLLOWTHROUGH_SANDBOX_RECORD",
            help="Append every exchange to this file, a JSON object a line.",
        ),
        click.option("--chaos", type=_FILE, help="Faults to make."),
        click.option("--deliver", metavar="URL", help="Where every project sends its webhooks."),
        click.option("--seed", type=_FILE, help="Users and projects."),
        click.option("--port", type=int, default=8080, show_default=True, help="0 takes a free one."),
    ):
        command = option(command)
    return command


@sandbox.command()
@_options
@click.option("--secret", envvar="GITHUB_WEBHOOK_SECRET", help="Signs those webhooks. Also GITHUB_WEBHOOK_SECRET.")
def github(**wanted: Any) -> None:
    """A server that speaks the used part of GitHub's REST API, with a page to click in.

    \b
    Example:
      followthrough sandbox github --port 8080 --deliver http://127.0.0.1:8000/webhooks/github --secret $SECRET
    """
    from connectors.sandbox.github.opening import open_sandbox

    _run(lambda: open_sandbox(**wanted), lambda opened: f"{opened.url}/ (REST API at {opened.api_url})")


@sandbox.command()
@_options
@click.option("--secret", envvar="JIRA_WEBHOOK_SECRET", help="Signs those webhooks. Also JIRA_WEBHOOK_SECRET.")
@click.option(
    "--deployment",
    type=click.Choice(["cloud", "datacenter"]),
    help="What the sandbox is without a seed, which says it itself.  [default: cloud]",
)
def jira(seed: Path | None, deployment: str | None, **wanted: Any) -> None:
    """A server that speaks the used part of Jira's REST API, Cloud or Data Center, with pages to click in.

    Data Center is 10.3.0; a seed may say `deployment: datacenter` and `version: 9.12.4`.

    \b
    Example:
      followthrough sandbox jira --port 8081 --deliver http://127.0.0.1:8000/webhooks/jira --secret $SECRET
    """
    from connectors.sandbox.jira.opening import open_sandbox

    if seed and deployment:
        raise click.UsageError("--deployment is for a sandbox without --seed; write `deployment:` in the seed.")
    with _usual_seed(deployment) if deployment else nullcontext(seed) as chosen:
        opening = partial(open_sandbox, seed=chosen, **wanted)
        _run(opening, _places_of_jira)


def _places_of_jira(opened: "JiraSandbox") -> str:
    return f"{opened.url}/" + (f" (tokens with scopes at {opened.gateway_url})" if opened.world.is_cloud else "")


@contextmanager
def _usual_seed(deployment: str) -> Iterator[Path]:
    """The one that ships, for a deployment."""
    from connectors.sandbox.jira.seed import DEFAULT

    with TemporaryDirectory() as folder:
        file = Path(folder) / DEFAULT.name
        head = f'deployment: {deployment}\nversion: "10.3.0"\n'
        file.write_text(head + DEFAULT.read_text(encoding="utf-8"), encoding="utf-8")
        yield file


Opened = TypeVar("Opened", "GitHubSandbox", "JiraSandbox")


def _run(opening: Callable[[], Opened], places: Callable[[Opened], str]) -> None:
    from connectors.sandbox.sections import Unreadable
    from service.cli.run import stopped_by_signal

    stop = stopped_by_signal()
    try:
        opened = opening()
    except (Unreadable, OSError) as error:
        raise click.UsageError(str(error)) from error
    with opened:
        click.echo(f"The sandbox is at {places(opened)}. Ctrl-C stops it.", err=True)
        stop.wait()
