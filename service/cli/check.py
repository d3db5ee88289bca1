"""`followthrough check`: the gate on the command line. A file needs no config, network or Redis.

Not here: reading and judging (service/document/), or fetching a post-mortem from a tracker (references.py).
"""

import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from service.document.post_mortem import Finding, PostMortem

_LARGEST = 2_000_000
"""Bytes. Trackers take 64 KiB; what is this much longer is not a post-mortem."""
_REF = re.compile(r"https?://\S+|[\w.-]+:(?:\S+#\d+|[A-Z][A-Z0-9_]*-\d+)")
_UNUSABLE = 2


@click.command()
@click.argument("document", metavar="FILE|REF")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="How the findings are shown.",
)
def check(document: str, form: str) -> None:
    """Check a post-mortem: its sections, root causes and actions.

    FILE is a document in Markdown, or - for standard input. REF is a post-mortem in a tracker of the config:
    github:acme/incidents#42, jira:PM-7, or its address.

    \b
    Examples:
      followthrough check docs/2026-11-03-checkout.md
      followthrough check --format json github:acme/incidents#42
      pandoc -t gfm review.docx | followthrough check -

    Exit status: 0 clean or warnings only, 1 errors, 2 the input cannot be used.
    """
    from service.document.post_mortem import Severity
    from service.document.reading import read
    from service.document.rules import Context, judge

    context = Context()
    if _is_ref(document):
        from service.cli.references import read_document

        text, context = read_document(document)
    else:
        text = _read(document)
    post_mortem = read(text)
    findings = judge(post_mortem, context)
    click.echo(_shown(_name(document), text, form, post_mortem, findings), nl=False)
    sys.exit(1 if any(finding.severity is Severity.ERROR for finding in findings) else 0)


def _is_ref(document: str) -> bool:
    return _REF.fullmatch(document) is not None and not Path(document).exists()


def _name(document: str) -> str:
    return "stdin" if document == "-" else click.format_filename(document)


def _read(document: str) -> str:
    """The text of the file or of standard input; ends the program with one sentence where there is none."""
    try:
        raw = sys.stdin.buffer.read(_LARGEST + 1) if document == "-" else _bytes(Path(document))
    except OSError as error:
        _refuse(f"{_name(document)} cannot be read: {(error.strerror or str(error)).lower()}.")
    if len(raw) > _LARGEST:
        _refuse(f"{_name(document)} is larger than 2 MB, which no post-mortem is.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        _refuse(f"{_name(document)} is not UTF-8 text: byte 0x{raw[error.start]:02x} on line {line} cannot be read.")
    if not text.strip("\ufeff \t\r\n"):
        _refuse(f"{_name(document)} is empty.")
    return text


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST + 1)


def _refuse(sentence: str) -> NoReturn:
    click.echo(f"followthrough check: {sentence}", err=True)
    sys.exit(_UNUSABLE)


def _shown(name: str, text: str, form: str, post_mortem: "PostMortem", findings: "Sequence[Finding]") -> str:
    from service.document import reports

    match form:
        case "json":
            return json.dumps(reports.to_json(post_mortem, findings), indent=1, ensure_ascii=False) + "\n"
        case "github":
            return reports.to_github(name, findings)
        case "sarif":
            return json.dumps(reports.to_sarif(name, findings), indent=1, ensure_ascii=False) + "\n"
        case _:
            colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
            return reports.to_text(name, text, post_mortem, findings, colour=colour)
