"""`followthrough import`: a scorecard of existing documents, and post-mortems made of them. The first needs no config.

Not here: which files are meant (files.py), how it is shown (report.py), or the import itself (into.py).
"""

import sys
from typing import NoReturn

import click

from service.cli import documents
from service.cli.importing.files import File, files
from service.cli.importing.report import report, scored

_UNUSABLE = 2


@click.command("import")
@click.argument("arguments", metavar="FILE…", nargs=-1, required=True)
@click.option("--mapping", metavar="NAME", help="Make each a post-mortem in the project of this mapping of the config.")
@click.option("--dry-run", is_flag=True, help="With --mapping: say what would happen to each, and write nothing.")
@click.option(
    "--sort",
    type=click.Choice(["file", "worst"]),
    default="file",
    show_default=True,
    help="As the files come, or those with the most to mend first.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="How it is shown.",
)
def import_documents(arguments: tuple[str, ...], mapping: str | None, dry_run: bool, sort: str, form: str) -> None:
    """Show what existing post-mortems have and lack, and make them post-mortems that are followed.

    FILE is a document in Markdown, a folder of them, a pattern such as 'post-mortems/**/*.md', or - for standard
    input. Without --mapping only the scorecard is shown, which needs no config and no network.

    With --mapping each document becomes an issue with its own words and the label that starts a post-mortem; the
    status comment then says what to mend. No ticket is created before somebody finishes it. Whoever a document
    mentions is notified by the tracker.

    A document is imported once, however often it is given: it is known again by where it lies in its repository (or
    in the folder given), and by its words. What stands in its issue is never overwritten.

    \b
    Examples:
      followthrough import post-mortems
      followthrough import --sort worst --format csv 'docs/**/*.md' > scorecard.csv
      followthrough import post-mortems --mapping checkout --dry-run
      followthrough import post-mortems --mapping checkout

    Exit status: 0 all is well, 1 some were not imported, 2 a file cannot be used, or nothing can be imported there.
    """
    refused: list[str] = []
    found = list(files(arguments, refused))
    for sentence in refused:
        click.echo(f"followthrough import: {sentence}", err=True)
    if not found:
        sys.exit(_UNUSABLE)
    settled = (
        _scorecard(found, dry_run, sort, form) if mapping is None else _import(found, mapping, dry_run, sort, form)
    )
    sys.exit(_UNUSABLE if refused else int(not settled))


def _scorecard(found: list[File], dry_run: bool, sort: str, form: str) -> bool:
    report(scored(found), sort, form)
    if dry_run:
        click.echo("followthrough import: nothing would happen; --mapping NAME makes them post-mortems.", err=True)
    return True


def _import(found: list[File], mapping: str, dry_run: bool, sort: str, form: str) -> bool:
    """Whether every document is where it should be."""
    if any(file.name == documents.STDIN for file in found):
        _refuse("standard input has no name to know it again by; save it as a file.")
    from service.cli.importing.into import into

    return into(found, mapping, dry_run, lambda documents, fates: report(documents, sort, form, fates))


def _refuse(sentence: str) -> NoReturn:
    click.echo(f"followthrough import: {sentence}", err=True)
    sys.exit(_UNUSABLE)
