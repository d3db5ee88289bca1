"""What `import` prints: the scorecard, and what became of each document.

Not here: counting (service/document/scorecard.py), or how the scorecard looks (service/document/reports/scores.py).
"""

import json
import sys
from collections.abc import Sequence
from contextlib import closing
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from service.cli import documents
from service.cli.check import show, wants_colour
from service.cli.importing.files import File, words_of
from service.cli.progress import shown

if TYPE_CHECKING:
    from service.document.reports.scores import Scored
    from service.document.rules import Context

TITLE = 250
"""Characters; GitHub takes 256 and Jira 254."""


def scored(files: Sequence[File], context: "Context | None" = None) -> "list[Scored]":
    with closing(shown(files, "Reading")) as every:
        return [_scored(file, context) for file in every]


def _scored(file: File, context: "Context | None") -> "Scored":
    from service.document.reading import read
    from service.document.reports.scores import Scored
    from service.document.rules import judge
    from service.document.scorecard import score
    from service.document.text import one_line

    post_mortem = read(file.text)
    title = one_line(post_mortem.title, TITLE) or one_line(words_of(file.name), TITLE)
    return Scored(documents.name_of(file.name), title, score(post_mortem, judge(post_mortem, context)))


def report(scored: "Sequence[Scored]", sort: str, form: str, fates: Sequence[str] = ()) -> None:
    """`fates`: what became of the documents, as lines for people."""
    from service.document.reports import scores

    if sort == "worst":
        scored = sorted(scored, key=lambda one: one.score.gravity, reverse=True)
    match form:
        case "json":
            show(json.dumps(scores.to_json(scored), indent=1, ensure_ascii=False) + "\n", form)
        case "csv":
            show(scores.to_csv(scored), form)
        case _:
            width = get_terminal_size().columns if sys.stdout.isatty() else None
            table = scores.to_table(scored, colour=wants_colour(), width=width)
            show(table + "".join(f"{line}\n" for line in ("", *fates) if fates), form)
