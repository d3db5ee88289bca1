"""`followthrough check --profile`: how strict the gate is."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main
from service.cli.check import _PROFILES
from service.document.rules.profiles import PROFILES
from tests.document.documents import COMPLETE

VAGUE = COMPLETE.replace("Rotate signing keys by a job", "Improve the keys").replace(
    "| no key is older than 90 days |", "| |"
)
WAIVED = COMPLETE.replace("@alice", "") + "\nWaived: owner/missing A1, because the vendor does it\n"


def code(tmp_path: Path, document: str, *options: str) -> int:
    file = tmp_path / "pm.md"
    file.write_text(document, encoding="utf-8")
    return CliRunner().invoke(main, ["check", *options, str(file)]).exit_code


@pytest.mark.parametrize(("profile", "expected"), [("default", 1), ("strict", 1), ("lenient", 0)])
def test_a_vague_action_passes_where_the_profile_lets_it(tmp_path: Path, profile: str, expected: int) -> None:
    assert code(tmp_path, VAGUE, "--profile", profile) == expected


def test_a_profile_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert code(tmp_path, COMPLETE, "--profile", "strikt") == 2


def test_the_profiles_that_the_command_knows_are_those_that_ship() -> None:
    assert list(PROFILES) == _PROFILES


def test_a_waived_error_does_not_fail_the_gate(tmp_path: Path) -> None:
    assert code(tmp_path, WAIVED) == 0
    assert code(tmp_path, WAIVED.replace(", because the vendor does it", "")) == 1
