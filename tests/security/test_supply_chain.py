"""What comes from elsewhere is what was chosen: every package by its hash, every action by its commit; and few."""

import ast
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
MOST_DECLARED, MOST_INSTALLED = 20, 41
"""Of the running service; one of those locked is for early versions of Python alone. Why it is not thirty:
docs/decisions/0018-runtime-packages.md. Whoever goes past it says why there."""
_ENTRY = re.compile(
    r"^(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)(?P<rest>[^\n]*)\n", re.MULTILINE
)
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
_PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")


def entries(lock: str) -> dict[str, tuple[str, str]]:
    """By name, the version and all that stands below it."""
    text = (ROOT / lock).read_text()
    found = list(_ENTRY.finditer(text))
    ends = [*(one.start() for one in found[1:]), len(text)]
    return {one["name"]: (one["version"], text[one.start() : end]) for one, end in zip(found, ends, strict=True)}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_the_lock_names_one_version_and_its_hashes(lock: str) -> None:
    text, locked = (ROOT / lock).read_text(), entries(lock)
    others = re.sub(r"^\s*(#.*|--hash=sha256:[0-9a-f]{64}( \\)?)?$", "", text, flags=re.MULTILINE)
    lines = [line for line in others.splitlines() if line.strip()]

    assert len(lines) == len(locked) > 20, "nothing else stands in it: no address, no option, no folder"
    assert [name for name, (_, below) in locked.items() if not _HASH.search(below)] == []


def test_the_service_runs_on_few_packages_all_of_them_locked() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.split(r"[\[><=;~! ]", one)[0].lower() for one in declared}
    locked = entries("requirements.lock")

    assert names - {name.lower() for name in locked} - {"ruamel.yaml"} == set() and "ruamel-yaml" in locked
    assert len(declared) <= MOST_DECLARED
    assert len(locked) <= MOST_INSTALLED
    for_tests = entries("requirements-dev.lock")
    assert {name: at for name, (at, _) in locked.items()} == {name: for_tests[name][0] for name in locked}


def imported() -> dict[str, str]:
    """What the service imports of others, to one of the files that do."""
    found: dict[str, str] = {}
    for file in sorted(path for folder in ("service", "connectors") for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found[node.module.partition(".")[0]] = str(file)
            elif isinstance(node, ast.Import):
                found |= {name.name.partition(".")[0]: str(file) for name in node.names}
    ours = {"service", "connectors", "_typeshed", *sys.stdlib_module_names}
    return {name: file for name, file in found.items() if name not in ours}


def test_whatever_the_service_imports_comes_with_it() -> None:
    """And not only where its tests run, which have more."""
    locked, makers = {name.lower() for name in entries("requirements.lock")}, packages_distributions()
    missing = {
        name: file
        for name, file in imported().items()
        if not {re.sub(r"[-_.]+", "-", maker).lower() for maker in makers.get(name, ())} & locked
    }
    assert missing == {}


def test_what_the_tests_ran_with_is_what_is_locked() -> None:
    wrong: dict[str, tuple[str, str]] = {}
    for name, (wanted, below) in entries("requirements-dev.lock").items():
        try:
            wrong |= {} if version(name) == wanted else {name: (wanted, version(name))}
        except PackageNotFoundError:
            wrong |= {} if ";" in below.partition("\n")[0] else {name: (wanted, "missing")}
    assert wrong == {}


def test_every_install_of_ours_wants_hashes_or_brings_nothing_along() -> None:
    """`--no-deps` is for the folder itself; only `make lock`, which makes the locks, installs by name."""
    for file in ("Makefile", "action.yml", ".ci/run"):
        installs = [line.strip() for line in (ROOT / file).read_text().splitlines() if "pip install" in line]
        by_name = [line for line in installs if "--require-hashes" not in line and "--no-deps" not in line]
        assert by_name == (["$(BIN)/pip install --quiet uv"] if file == "Makefile" else []), file


def test_every_action_that_ours_uses_is_pinned_by_its_commit() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    workflows = [yaml.safe_load(file.read_text()) for file in (ROOT / ".github").glob("workflows/*.y*ml")]
    assert [used for used in uses([action, *workflows]) if not _PINNED.fullmatch(used)] == []
    assert action["runs"]["using"] == "composite"


def test_every_action_that_the_documents_show_is_pinned_by_its_commit() -> None:
    """Whoever copies an example copies how it is pinned. Our own has no commit before it is cloned."""
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    shown = [used for file in documents for used in re.findall(r"\buses: *(\S+)", file.read_text(encoding="utf-8"))]
    assert "OWNER/followthrough@REVISION" in shown
    assert [used for used in shown if used != "OWNER/followthrough@REVISION" and not _PINNED.fullmatch(used)] == []


def test_an_action_by_a_tag_would_be_found() -> None:
    found = uses({"jobs": {"x": {"steps": [{"uses": "actions/checkout@v5"}, {"run": "true"}]}}})
    assert found == ["actions/checkout@v5"] and not _PINNED.fullmatch(found[0])
    assert _PINNED.fullmatch("actions/checkout@" + "0a" * 20)


def uses(node: Any) -> list[str]:
    match node:
        case dict():
            own = [node["uses"]] if isinstance(node.get("uses"), str) else []
            return own + [used for inner in node.values() for used in uses(inner)]
        case list():
            return [used for inner in node for used in uses(inner)]
    return []
