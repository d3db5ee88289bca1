"""`followthrough check`: the gate on the command line. A file needs no config, network or Redis.

Not here: reading and judging (service/document/), finding files (documents.py), or fetching a post-mortem from a
tracker (references.py).
"""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import TextIOWrapper
from typing import TYPE_CHECKING

import click

from service.cli import documents
from service.cli.documents import Unusable

if TYPE_CHECKING:
    from service.document.reports.checked import Checked

_UNUSABLE = 2
_PROFILES = ["default", "strict", "lenient"]


@click.command()
@click.argument("arguments", metavar="FILE|REF…", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="How the findings are shown.",
)
@click.option(
    "--waived/--no-waived",
    default=True,
    help="Show waived findings too, or leave them out, as code scanning needs it. They never count.",
)
@click.option(
    "--profile",
    type=click.Choice(_PROFILES),
    help="How strict the rules are. A REF is judged by the checks of its mapping, unless one is named here.",
)
def check(arguments: tuple[str, ...], form: str, waived: bool, profile: str | None) -> None:
    """Check post-mortems: their sections, root causes and actions.

    FILE is a document in Markdown, a folder of them, a pattern such as 'post-mortems/**/*.md', or - for standard
    input. REF is a post-mortem in a tracker of the config: github:acme/incidents#42, jira:PM-7, or its address.

    With --format json, one FILE or REF is one object; several, a folder or a pattern are a list of them, each with its
    "file".

    \b
    Examples:
      followthrough check docs/2026-11-03-checkout.md
      followthrough check --format sarif post-mortems > findings.sarif
      followthrough check --format json github:acme/incidents#42
      pandoc -t gfm review.docx | followthrough check -

    Exit status: 0 clean or warnings only, 1 errors, 2 an input cannot be used; of several the worst.
    """
    refused: list[str] = []
    checked = [_checked(document, text, waived, profile) for document, text in _texts(arguments, refused)]
    if checked:
        show(_shown(checked, form, documents.is_several(arguments)), form)
    for sentence in refused:
        click.echo(f"followthrough check: {sentence}", err=True)
    sys.exit(_UNUSABLE if refused else int(any(map(_has_errors, checked))))


def _texts(arguments: Sequence[str], refused: list[str]) -> Iterator[tuple[str, str | None]]:
    """Every document once, with its text where it is a file; what cannot be used adds a sentence to `refused`."""
    for document in dict.fromkeys(_named(arguments, refused)):
        if documents.is_ref(document):
            yield document, None
            continue
        try:
            yield document, documents.text_of(document)
        except Unusable as error:
            refused.append(str(error))


def _named(arguments: Sequence[str], refused: list[str]) -> Iterator[str]:
    for argument in arguments:
        try:
            yield from documents.found(argument)
        except Unusable as error:
            refused.append(str(error))


def _checked(document: str, text: str | None, waived: bool, profile: str | None) -> "Checked":
    """A document read and judged; without a text it is a REF, and fetched."""
    from service.document.reading import read
    from service.document.reports.checked import Checked
    from service.document.rules import Context, judge

    written, context = None, Context()
    if text is None:
        from service.cli.references import read_document

        text, written, context = read_document(document)
    if profile:
        from service.document.rules.profiles import PROFILES

        context = replace(context, checks=PROFILES[profile].checks)
    post_mortem = read(text, written=written, languages=context.languages)
    findings = tuple(finding for finding in judge(post_mortem, context) if waived or not finding.waived)
    return Checked(documents.name_of(document), text, post_mortem, findings, documents.path_in_repository(document))


def _has_errors(checked: "Checked") -> bool:
    return any(finding.severity.value == "error" for finding in checked.standing)


def _shown(checked: "Sequence[Checked]", form: str, several: bool) -> str:
    match form:
        case "json":
            from service.document.reports.data import to_json

            shown = [{"file": one.name, **to_json(one)} if several else to_json(one) for one in checked]
            return _json(shown if several else shown[0])
        case "github":
            from service.document.reports.github import to_github

            return to_github(checked)
        case "sarif":
            from service.document.reports.sarif import to_sarif

            return _json(to_sarif(checked))
        case _:
            from service.document.reports.terminal import to_texts

            return to_texts(checked, colour=wants_colour())


def _json(value: object) -> str:
    import json

    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def wants_colour() -> bool:
    """On a terminal, unless NO_COLOR is set (no-color.org); elsewhere only where FORCE_COLOR asks for it."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def show(text: str, form: str) -> None:
    """Data is UTF-8 wherever it goes; a terminal that lacks a character shows another in its place."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace") if form == "text" else sys.stdout.reconfigure(encoding="utf-8")
    click.echo(text, nl=False, color=wants_colour())
