"""The GitHub Action and the pre-commit hook: their manifests, and the action's own script run as the runner runs it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.document.documents import COMPLETE

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
OWNERLESS = COMPLETE.replace("@alice", "")
BASH = shutil.which("bash")

needs_bash = pytest.mark.skipif(BASH is None, reason="there is no bash")


def step(id: str) -> dict[str, Any]:
    (found,) = (step for step in ACTION["runs"]["steps"] if step["id"] == id)
    assert isinstance(found, dict)
    return found


def checked(folder: Path, files: str = "docs", *, fail_on: str = "error", sarif: str = "") -> tuple[int, str, str]:
    """Exit code, log and outputs of the action's check step in a repository that lies in `folder`."""
    command = folder.parent / "followthrough"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m service.cli "$@"\n')
    command.chmod(0o755)
    outputs = folder.parent / "outputs"
    outputs.touch()
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "GITHUB_OUTPUT": str(outputs),
        "GITHUB_WORKSPACE": str(folder),
        "COMMAND": str(command),
        "FILES": files,
        "FAIL_ON": fail_on,
        "SARIF": sarif,
    }
    assert BASH
    done = subprocess.run(
        [BASH, "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step("check")["run"]],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout, outputs.read_text()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "down.md").write_text(OWNERLESS)
    (folder / "clean.md").write_text(COMPLETE)
    return folder


def annotations(log: str) -> list[str]:
    """What the runner takes for commands: not what stands between ::stop-commands:: and its token."""
    found, token = [], None
    for line in log.splitlines():
        if token:
            token = None if line == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        elif line.startswith(("::error", "::warning", "::notice")):
            found.append(line)
    return found


@needs_bash
def test_what_is_amiss_is_annotated_and_fails_the_job(repository: Path) -> None:
    code, log, _ = checked(repository)
    assert code == 1
    assert any(one.startswith("::error file=docs/down.md,line=") for one in annotations(log))
    assert "docs/down.md:" in log


@needs_bash
def test_a_clean_document_passes(repository: Path) -> None:
    code, log, _ = checked(repository, "clean.md")
    assert (code, annotations(log)) == (0, [])


@needs_bash
def test_a_job_can_be_told_never_to_fail(repository: Path) -> None:
    code, log, _ = checked(repository, fail_on="never")
    assert code == 0
    assert annotations(log)


@needs_bash
@pytest.mark.parametrize("fail_on", ["error", "never"])
def test_a_file_that_cannot_be_used_fails_the_job_whatever_it_was_told(repository: Path, fail_on: str) -> None:
    code, log, _ = checked(repository, "none/*.md", fail_on=fail_on)
    assert code == 2
    assert "none/*.md matches no file." in log
    assert annotations(log) == ["::error::A file cannot be used; the report above says which and why."]


@needs_bash
@pytest.mark.parametrize(("files", "fail_on"), [("  \n\n", "error"), ("docs", "sometimes")])
def test_inputs_that_make_no_sense_are_refused(repository: Path, files: str, fail_on: str) -> None:
    code, log, _ = checked(repository, files, fail_on=fail_on)
    assert code == 2
    assert len(annotations(log)) == 1


@needs_bash
def test_files_are_named_one_a_line(repository: Path) -> None:
    (repository / "two words.md").write_text(OWNERLESS)
    _, log, _ = checked(repository, "  docs/*.md\n\n  two words.md  \n")
    assert {re.findall("file=([^,]+)", one)[0] for one in annotations(log)} == {"docs/down.md", "two words.md"}


@needs_bash
@pytest.mark.parametrize("files", ["$(touch pwned)", "`touch pwned`", "docs; touch pwned", "--help", "docs\n-x"])
def test_names_are_never_run(repository: Path, files: str) -> None:
    code, _, _ = checked(repository, files)
    assert code == 2
    assert not (repository / "pwned").exists()


@needs_bash
def test_a_document_cannot_give_the_runner_commands(repository: Path) -> None:
    hostile = OWNERLESS.replace("Rotate signing keys", "::error::owned ##[error]owned")
    (repository / "docs" / "down.md").write_text(f"::warning::owned\n{hostile}")
    _, log, _ = checked(repository)
    assert all("file=docs/down.md" in one for one in annotations(log))


@needs_bash
def test_sarif_is_written_where_it_is_asked_for(repository: Path) -> None:
    _, _, outputs = checked(repository, sarif="found.sarif")
    assert outputs == "sarif=found.sarif\n"
    assert yaml.safe_load((repository / "found.sarif").read_text())["version"] == "2.1.0"


def test_nothing_of_the_workflow_is_pasted_into_a_script() -> None:
    for one in ACTION["runs"]["steps"]:
        assert "${{" not in one["run"]
        assert one["shell"] == "bash"


def test_every_input_reaches_a_step_and_has_a_default() -> None:
    used = " ".join(str(one["env"]) for one in ACTION["runs"]["steps"])
    for name, about in ACTION["inputs"].items():
        assert f"inputs.{name} " in used
        assert about["description"]
        assert isinstance(about["default"], str)


def test_no_other_action_is_used() -> None:
    assert not [one for one in ACTION["runs"]["steps"] if "uses" in one]


def test_packages_are_installed_as_they_are_locked() -> None:
    assert "--require-hashes" in step("install")["run"]
    assert (ROOT / "requirements.lock").is_file()


def test_the_hook_runs_check_on_markdown() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert (hook["id"], hook["entry"]) == ("followthrough-check", "followthrough check")
    assert (hook["language"], hook["types"]) == ("python", ["markdown"])
