"""The `followthrough` command: which subcommands there are, how each fails, and nothing of what they do.

A subcommand's module is only imported when it runs, so `--help` and `check` load neither Flask, Redis, RQ nor a
tracker's client.
"""

import os
import sys
import traceback
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NoReturn

import click

from service.log import FORMATS, LEVELS, configure, on_one_line, without_secrets

REFUSED, FAILED, INTERRUPTED = 2, 70, 130
"""Exit codes: the user can mend it; a mistake of the program (EX_SOFTWARE of sysexits.h); Ctrl-C."""


@dataclass(frozen=True)
class Subcommand:
    """Where it is, and what --help says of it. `logs` is False where results are all there is to say."""

    module: str
    summary: str
    logs: bool = True
    level: str = "info"
    """What is logged where LOG_LEVEL says nothing: beside results and a progress bar only what is wrong."""
    function: str = ""
    """Where Python keeps the command's own name for itself."""


GROUPS: dict[str, dict[str, Subcommand]] = {
    "Try it": {
        "demo": Subcommand("service.cli.demo", "The whole loop on this machine, against sandboxes of GitHub and Jira."),
    },
    "Run": {
        "up": Subcommand("service.cli.run", "Web, worker and clock in one terminal."),
        "web": Subcommand("service.cli.run", "Webhooks, dashboard and API."),
        "worker": Subcommand("service.cli.run", "Looks at post-mortems and does what they need."),
        "clock": Subcommand("service.cli.run", "Sweeps, and opens reviews when they are due."),
    },
    "Post-mortems": {
        "check": Subcommand(
            "service.cli.check", "Judge post-mortems: files, folders, an issue, standard input.", logs=False
        ),
        "import": Subcommand(
            "service.cli.importing",
            level="warning",
            summary="A scorecard of existing documents, and post-mortems made of them.",
            function="import_documents",
        ),
        "explain": Subcommand("service.cli.explain", "What a rule says, why, and an example that passes.", logs=False),
        "plan": Subcommand(
            "service.cli.steps", level="warning", summary="The steps a look would take; writes nothing."
        ),
        "look": Subcommand("service.cli.steps", level="warning", summary="Look at one post-mortem here and now."),
    },
    "Upkeep": {
        "sweep": Subcommand(
            "service.cli.upkeep", level="warning", summary="Look at every post-mortem of every mapping."
        ),
        "replay": Subcommand(
            "service.cli.replay", level="warning", summary="Try again now what could not be looked at; or list it."
        ),
        "rebuild": Subcommand("service.cli.upkeep", level="warning", summary="Make the index again from the trackers."),
        "doctor": Subcommand("service.cli.doctor", "Check config, credentials, projects and Redis.", logs=False),
        "labels": Subcommand(
            "service.cli.upkeep", level="warning", summary="Create the labels that the mappings need."
        ),
        "hooks": Subcommand("service.cli.webhooks", level="warning", summary="Install, list or remove webhooks."),
        "sandbox": Subcommand("service.cli.sandbox", "Run the sandbox GitHub or Jira by itself."),
        "schema": Subcommand("service.cli.schema", "Print the JSON Schema of the config file.", logs=False),
    },
}
SUBCOMMANDS = {name: command for group in GROUPS.values() for name, command in group.items()}


class Program(click.Group):
    """A group whose commands are named by a table and imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        known = SUBCOMMANDS.get(cmd_name)
        if known is None:
            return None
        command: click.Command = getattr(import_module(known.module), known.function or cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in SUBCOMMANDS and not args[0].startswith("-"):
            raise click.exceptions.NoSuchCommand(args[0], possibilities=list(SUBCOMMANDS), ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, commands in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name, command.summary) for name, command in commands.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except (KeyboardInterrupt, click.Abort):
            ctx.exit(INTERRUPTED)
        except Exception as error:  # noqa: BLE001  (the last door: nobody ever sees a traceback by accident)
            _end(error)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="followthrough", message="followthrough %(version)s")
@click.option("--log-format", type=click.Choice(FORMATS), default="console", show_default=True, help="How logs look.")
@click.pass_context
def main(ctx: click.Context, log_format: str) -> None:
    """Carries every action of a post-mortem to the end, inside the tracker a team already uses.

    Logs go to standard error, results to standard output.
    """
    subcommand = SUBCOMMANDS.get(ctx.invoked_subcommand or "")
    if subcommand and subcommand.logs:
        configure(log_format, _level(subcommand.level))


def _level(default: str = "info") -> str:
    level = os.environ.get("LOG_LEVEL", default).strip().lower()
    return level if level in LEVELS else default


def _end(error: Exception) -> NoReturn:
    """One sentence for people, and an exit code for scripts."""
    sentence = _sentence(error)
    if sentence is not None:
        click.echo(f"Error: {without_secrets(sentence)}", err=True)
        sys.exit(REFUSED)
    if _level() == "debug":
        click.echo(without_secrets("".join(traceback.format_exception(error))), err=True)
    what = on_one_line(without_secrets(f"{type(error).__name__}: {error}".removesuffix(": ")))
    click.echo(f"Error: something unexpected happened ({what}); set LOG_LEVEL=debug for the traceback.", err=True)
    sys.exit(FAILED)


def _sentence(error: Exception) -> str | None:
    """What an error says to people, if it speaks to people: ours do, and so does a server that cannot be reached."""
    origin = type(error).__module__.partition(".")[0]
    if origin in {"service", "connectors"}:
        return str(error)
    if origin == "redis" and type(error).__name__ in {"ConnectionError", "TimeoutError", "AuthenticationError"}:
        return f"Redis does not answer ({error}); check REDIS_URL, or unset it to use the embedded Valkey"
    return None
