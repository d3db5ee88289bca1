"""`followthrough check`, as people and scripts call it."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli.check import check
from service.document.rules import RULES
from tests.document.documents import COMPLETE

ROOT = Path(__file__).parents[2]
OWNERLESS = COMPLETE.replace("@alice", "")


def run(*args: str, stdin: str | bytes | None = None, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(check, list(args), input=stdin, env=env)


def saved(folder: Path, document: str | bytes, name: str = "pm.md") -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(document.encode() if isinstance(document, str) else document)
    return str(path)


def program(*args: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The real command, in a process of its own."""
    command = [sys.executable, "-m", "service.cli", "check", *args]
    return subprocess.run(
        command, cwd=cwd, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, encoding="utf-8", check=False
    )


def test_a_clean_file_exits_0(tmp_path: Path) -> None:
    result = run(saved(tmp_path, COMPLETE))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "nothing to mend" in result.stdout


def test_warnings_alone_exit_0_and_errors_exit_1(tmp_path: Path) -> None:
    assert run(saved(tmp_path, COMPLETE.replace("| no key is older than 90 days |", "| |"))).exit_code == 0
    assert run(saved(tmp_path, OWNERLESS)).exit_code == 1


def test_standard_input_is_a_document_too() -> None:
    result = run("-", "--format", "json", stdin=COMPLETE)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["title"] == "Checkout was down for 40 minutes"


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_every_format_says_the_same(tmp_path: Path, form: str) -> None:
    result = run(saved(tmp_path, OWNERLESS), "--format", form)
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


def test_a_file_that_is_not_there_exits_2(tmp_path: Path) -> None:
    missing = run(str(tmp_path / "none.md"))
    assert (missing.exit_code, missing.stderr.endswith("cannot be read: no such file or directory.\n")) == (2, True)
    assert run("pm.md", "--format", "xml").exit_code == 2


def test_several_files_are_told_one_after_the_other_with_a_total(tmp_path: Path) -> None:
    result = run(saved(tmp_path, OWNERLESS, "b.md"), saved(tmp_path, COMPLETE, "a.md"))
    assert result.exit_code == 1
    assert result.stdout.index("b.md: 1 root cause") < result.stdout.index("a.md: 1 root cause")
    assert "\n2 documents: 1 error" in result.stdout


def test_a_file_named_twice_is_checked_once(tmp_path: Path) -> None:
    name = saved(tmp_path, COMPLETE)
    assert run(name, name).stdout.count("1 root cause") == 1


def test_a_folder_is_its_markdown_files_in_order(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", "2026/c.md", ".git/d.md", "notes.txt"):
        saved(tmp_path, COMPLETE, name)
    result = run(str(tmp_path), "--format", "json")
    files = [Path(document["file"]).relative_to(tmp_path).as_posix() for document in json.loads(result.stdout)]
    assert files == ["2026/c.md", "a.md", "b.md"]


def test_a_pattern_is_its_files_in_order(tmp_path: Path) -> None:
    for name in ("2025/b.md", "2026/a.md", "README.md"):
        saved(tmp_path, COMPLETE, name)
    result = run(str(tmp_path / "20*" / "**" / "*.md"), "--format", "json")
    assert [Path(document["file"]).name for document in json.loads(result.stdout)] == ["b.md", "a.md"]


def test_a_file_whose_name_looks_like_a_pattern_is_a_file(tmp_path: Path) -> None:
    assert run(saved(tmp_path, COMPLETE, "[2026] down?.md")).exit_code == 0


def test_nothing_to_check_is_an_error_and_no_silence(tmp_path: Path) -> None:
    result = run(str(tmp_path), str(tmp_path / "*.md"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert [line.rpartition("/")[2] for line in result.stderr.splitlines()][1] == "*.md matches no file."
    assert "has no *.md file." in result.stderr


def test_what_cannot_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    result = run(str(tmp_path / "none.md"), saved(tmp_path, OWNERLESS), saved(tmp_path, b"", "empty.md"))
    assert result.exit_code == 2
    assert "owner/missing" in result.stdout
    assert len(result.stderr.splitlines()) == 2


def test_one_file_is_the_documented_object_and_several_are_a_list(tmp_path: Path) -> None:
    one, other = saved(tmp_path, COMPLETE, "a.md"), saved(tmp_path, COMPLETE, "b.md")
    assert "file" not in json.loads(run(one, "--format", "json").stdout)
    listed = json.loads(run(one, other, "--format", "json").stdout)
    assert [document["file"] for document in listed] == [one, other]
    assert [document["title"] for document in listed] == ["Checkout was down for 40 minutes"] * 2


def test_several_files_are_one_sarif_run(tmp_path: Path) -> None:
    result = run(saved(tmp_path, OWNERLESS, "a.md"), saved(tmp_path, OWNERLESS, "b.md"), "--format", "sarif")
    (sarif_run,) = json.loads(result.stdout)["runs"]
    named = [found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for found in sarif_run["results"]]
    assert [Path(uri).name for uri in dict.fromkeys(named)] == ["a.md", "b.md"]


def test_files_are_named_from_the_root_of_the_repository(tmp_path: Path) -> None:
    name = saved(tmp_path, OWNERLESS, "docs/a b.md")
    workspace = {"GITHUB_WORKSPACE": str(tmp_path)}
    assert "file=docs/a b.md," in run(name, "--format", "github", env=workspace).stdout
    sarif = json.loads(run(name, "--format", "sarif", env=workspace).stdout)
    place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "docs/a%20b.md", "uriBaseId": "%SRCROOT%"}


def test_a_waived_error_exits_0_and_can_be_left_out(tmp_path: Path) -> None:
    name = saved(tmp_path, f"{OWNERLESS}\nWaived: owner/missing A1, because the rota owns it\n")
    shown = run(name)
    assert shown.exit_code == 0
    assert "waived[owner/missing]" in shown.stdout
    assert "suppressions" in run(name, "--format", "sarif").stdout
    assert "suppressions" not in run(name, "--format", "sarif", "--no-waived").stdout


def test_a_byte_order_mark_moves_no_column(tmp_path: Path) -> None:
    document = f"\ufeff## Actions\n\n{COMPLETE}"
    assert json.loads(run(saved(tmp_path, document), "--format", "json").stdout)["actions"]


@pytest.mark.parametrize(
    ("env", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colours_are_for_terminals_or_for_who_asks(tmp_path: Path, env: dict[str, str], coloured: bool) -> None:
    asked = {"FORCE_COLOR": "", "NO_COLOR": "", **env}
    assert ("\x1b[" in run(saved(tmp_path, OWNERLESS), env=asked).stdout) == coloured


def test_a_terminal_gets_colours_unless_it_is_dumb(monkeypatch: pytest.MonkeyPatch) -> None:
    from service.cli.check import wants_colour

    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("TERM", "xterm")
    assert wants_colour()
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_colour()


def test_help_shows_an_example() -> None:
    assert "followthrough check docs/" in run("--help").stdout


def test_the_command_itself_says_where_and_what(tmp_path: Path) -> None:
    saved(tmp_path, OWNERLESS)
    done = program("pm.md", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    line = OWNERLESS.split("\n").index(next(line for line in OWNERLESS.split("\n") if "| A1 |" in line)) + 1
    assert f"pm.md:{line}:1: error[owner/missing]: " in done.stdout
    assert RULES["owner/missing"].why in done.stdout


def test_data_is_utf_8_wherever_it_goes(tmp_path: Path) -> None:
    saved(tmp_path, OWNERLESS.replace("Checkout was", "決済 was"))
    command = [sys.executable, "-m", "service.cli", "check", "--format", "json", "pm.md"]
    environment = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert json.loads(done.stdout.decode("utf-8"))["title"].startswith("決済")


def test_a_terminal_without_a_character_shows_another(tmp_path: Path) -> None:
    saved(tmp_path, OWNERLESS.replace("Rotate", "鍵 Rotate"))
    command = [sys.executable, "-m", "service.cli", "check", "pm.md"]
    environment = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"? Rotate" in done.stdout


def test_loading_the_command_loads_nothing_heavy() -> None:
    heavy = ("pyromark", "rich", "flask", "redis", "github", "jinja2", "service.document")
    code = f"import sys, service.cli.check; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def _said_by(program: str, folder: Path) -> str:
    """What a fresh Python prints; the document is pm.md."""
    command, environment = [sys.executable, "-c", program], {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


def test_judging_prepares_no_more_patterns_than_the_document_needs(tmp_path: Path) -> None:
    """Those of a rule wait until single words say that they could match: preparing all took most of a short check."""
    saved(tmp_path, COMPLETE)
    program = (
        "import re._compiler; from pathlib import Path; from service.document.reading import read\n"
        "post_mortem = read(Path('pm.md').read_text(encoding='utf-8'))\n"
        "prepare, prepared = re._compiler.compile, []\n"
        "re._compiler.compile = lambda source, flags=0: prepared.append(source) or prepare(source, flags)\n"
        "from service.document.rules import judge; judge(post_mortem)\n"
        "print(len(prepared))"
    )
    assert int(_said_by(program, tmp_path)) < 30


def test_a_check_for_people_loads_only_what_it_needs(tmp_path: Path) -> None:
    saved(tmp_path, COMPLETE)
    reports = [f"service.document.reports.{name}" for name in ("data", "github", "sarif", "scores", "rule_page")]
    needless = ["difflib", "json", "structlog", "tempfile", "service.document.rules.profiles", *reports]
    program = (
        "import contextlib, io, sys; from service.cli import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()): main(['check', 'pm.md'])\n"
        f"print([name for name in {needless} if name in sys.modules], 'service.document.rules' in sys.modules)"
    )
    assert _said_by(program, tmp_path) == "[] True\n"
