"""`followthrough check`, as people and scripts call it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli.check import check
from tests.document.documents import COMPLETE


def run(*args: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(check, list(args), input=stdin)


def saved(folder: Path, document: str | bytes) -> str:
    path = folder / "pm.md"
    path.write_bytes(document.encode() if isinstance(document, str) else document)
    return str(path)


def test_a_clean_file_exits_0(tmp_path: Path) -> None:
    result = run(saved(tmp_path, COMPLETE))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "nothing to mend" in result.stdout


def test_warnings_alone_exit_0_and_errors_exit_1(tmp_path: Path) -> None:
    assert run(saved(tmp_path, COMPLETE.replace("| no key is older than 90 days |", "| |"))).exit_code == 0
    assert run(saved(tmp_path, COMPLETE.replace("@alice", ""))).exit_code == 1


def test_standard_input_is_a_document_too() -> None:
    result = run("-", "--format", "json", stdin=COMPLETE)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["title"] == "Checkout was down for 40 minutes"


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_every_format_says_the_same(tmp_path: Path, form: str) -> None:
    result = run(saved(tmp_path, COMPLETE.replace("@alice", "")), "--format", form)
    assert result.exit_code == 1
    assert "owner/missing" in result.stdout


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (b"a\nb\xff", "is not UTF-8 text: byte 0xff on line 2 cannot be read."),
        (b"", "is empty."),
        (b"\xef\xbb\xbf \r\n", "is empty."),
        (b"a" * 2_000_001, "is larger than 2 MB, which no post-mortem is."),
    ],
)
def test_input_that_cannot_be_used_exits_2_with_a_sentence(tmp_path: Path, document: bytes, sentence: str) -> None:
    result = run(saved(tmp_path, document))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith(f"{sentence}\n")
    assert result.stderr.count("\n") == 1


def test_missing_files_and_folders_exit_2(tmp_path: Path) -> None:
    missing = run(str(tmp_path / "none.md"))
    assert (missing.exit_code, missing.stderr.endswith("cannot be read: no such file or directory.\n")) == (2, True)
    folder = run(str(tmp_path))
    assert (folder.exit_code, folder.stderr.endswith("cannot be read: is a directory.\n")) == (2, True)
    assert run("pm.md", "--format", "xml").exit_code == 2


def test_help_shows_an_example() -> None:
    assert "followthrough check docs/" in run("--help").stdout


def test_loading_the_command_loads_nothing_heavy() -> None:
    heavy = ("markdown_it", "rich", "flask", "redis", "github", "jinja2", "service.document")
    code = f"import sys, service.cli.check; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
