"""The service's own words pass its own rules on blame: in trackers, on the command line, in templates and documents."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import click
import pytest

from service.cli import main
from service.document.language import shipped_languages
from service.document.post_mortem import Action, Cause, Finding, Passage, PostMortem, Severity
from service.document.reading import read
from service.document.rules import RULES, Context, Rule, judge
from service.document.rules.registry import apply
from service.says import incident, review, status, ticket
from service.says.pages import ActionLine, Outcome, Phase, ReviewPage, StatusPage

ROOT = Path(__file__).parents[2]
BLAME = [rule for rule in RULES.values() if rule.family == "blame"]


def accusations(words: str) -> list[str]:
    """In words that are no document: each is judged as a paragraph, in every language that ships."""
    document = PostMortem("", passages=(Passage((1, 1 + words.count("\n")), words),))
    return [
        f"{finding.rule}: {finding.words}"
        for language in shipped_languages().all
        for rule in BLAME
        for finding in apply(rule, document, Context(spoken=language))
    ]


def said_in(path: Path) -> Iterator[str]:
    """Every text of a module, but for docstrings and the examples of what a rule finds."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {id(part) for node in ast.walk(tree) for kept in _silent(node) for part in ast.walk(kept)}
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.JoinedStr):
            silent |= {id(part) for part in node.values}
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _silent(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node
    if isinstance(node, ast.keyword) and node.arg == "failing":
        yield node


SPEAKING = sorted(path.name for path in (ROOT / "service").iterdir() if path.is_dir() and path.name != "document")
"""All but reading and judging: that package holds words to look for, and what its rules say is rendered below."""


@pytest.mark.parametrize("folder", SPEAKING)
def test_no_text_in_the_code_accuses_anybody(folder: str) -> None:
    for path in (ROOT / "service" / folder).rglob("*.py"):
        assert [found for words in said_in(path) for found in accusations(words)] == [], path


def test_no_text_in_the_modules_above_accuses_anybody() -> None:
    for path in (ROOT / "service").glob("*.py"):
        assert [found for words in said_in(path) for found in accusations(words)] == [], path


@pytest.mark.parametrize("name", RULES)
def test_no_rule_accuses_anybody_in_what_it_says(name: str) -> None:
    rule = RULES[name]
    found = judge(read(rule.failing), rule.given)
    said = [rule.meaning, rule.why, rule.source, *(words for one in found for words in (one.message, one.suggestion))]
    assert [words for words in said if accusations(words)] == []


@pytest.mark.parametrize("rule", BLAME, ids=lambda rule: rule.id)
def test_what_is_suggested_instead_accuses_nobody_even_out_of_its_quotation_marks(rule: Rule) -> None:
    for finding in apply(rule, read(rule.failing), rule.given):
        assert accusations(re.sub("[“”]", "", finding.suggestion)) == []


@pytest.mark.parametrize("path", sorted((ROOT / "config" / "templates").glob("*.md")), ids=lambda path: path.stem)
def test_no_template_accuses_anybody(path: Path) -> None:
    shown_and_hidden = path.read_text(encoding="utf-8").replace("<!--", "").replace("-->", "")
    for line in shown_and_hidden.split("\n"):
        assert accusations(line) == []


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.stem)
def test_no_page_of_the_documentation_accuses_anybody(path: Path) -> None:
    found = judge(read(path.read_text(encoding="utf-8")))
    assert [(one.rule, one.lines, one.words) for one in found if one.rule.startswith("blame/")] == []


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from commands(found, f"{name} {child}")


def test_no_help_text_accuses_anybody() -> None:
    helps = {name: command.get_help(click.Context(command, info_name=name)) for name, command in commands(main, "f")}
    assert len(helps) > 5
    assert {name: accusations(words) for name, words in helps.items() if accusations(words)} == {}


DAY = datetime(2026, 4, 6, tzinfo=UTC)
LINES = tuple(
    ActionLine(
        f"A{n}", "Rotate the key", "alice", date(2026, 4, 1), "RC1", "no key is old", outcome, None, f"acme/app#{n}"
    )
    for n, outcome in enumerate((*Outcome, None))
)
FOUND = tuple(
    Finding(one.rule, one.severity, one.lines, one.message, one.suggestion)
    for rule in RULES.values()
    for one in judge(read(rule.failing), rule.given)
    if one.severity is not Severity.ADVICE
)


@pytest.mark.parametrize("phase", Phase)
def test_no_status_comment_accuses_anybody(phase: Phase) -> None:
    page = StatusPage(phase, LINES, FOUND, finish_label="finished", finished_at=DAY, closed_at=DAY, today=DAY.date())
    assert [found for line in status.text(page).split("\n") for found in accusations(line)] == []


def test_no_review_ticket_or_link_accuses_anybody() -> None:
    page = ReviewPage(1, "Down", "https://example.org/1", DAY, DAY, DAY, "2 weeks", LINES)
    action, cause = Action("A1", (1, 1), "Rotate the key", causes=("RC1",)), Cause("RC1", (1, 1), "Keys are old")
    said = [
        review.text(page),
        ticket.text(action, (cause,), due=None, post_mortem="acme/incidents#1", url="https://example.org/1"),
        incident.link("acme/incidents#1", "https://example.org/1"),
    ]
    assert [found for words in said for line in words.split("\n") for found in accusations(line)] == []
