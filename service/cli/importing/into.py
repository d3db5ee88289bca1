"""Documents into the project of a mapping: who is asked, what each became, and how that is said.

Not here: creating each exactly once (service/importing.py), or reading files (files.py).
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace

import click

from service.cli.check import wants_colour
from service.cli.importing.files import File
from service.cli.importing.report import scored
from service.cli.installed import Installed, installed
from service.cli.progress import shown
from service.document.reports.scores import Scored
from service.document.reports.screen import safe, styled
from service.document.rules import Context
from service.imported import Fate, Offered, Result
from service.importing import Importer
from service.mappings import Mapping
from service.markers import Signer
from service.says import importing as words
from service.settings import signing_keys

Show = Callable[[Sequence[Scored], Sequence[str]], None]

_GOOD = {Fate.CREATED, Fate.WOULD_CREATE}


def into(files: Sequence[File], name: str, dry_run: bool, show: Show) -> bool:
    """Whether every document is settled. What was done is shown even where it is cut short."""
    with installed() as here:
        mapping = _mapping(name, here.runtime.mappings)
        importer = Importer(here.runtime, mapping, _signer(here))
        scores = scored(files, _context(mapping))
        offered = [
            Offered(file.name, file.place, one.title, file.text) for file, one in zip(files, scores, strict=True)
        ]
        results = {document: Result(document, Fate.NOT_TRIED, why=words.cut_short()) for document in offered}
        try:
            with closing(_results(importer, offered, dry_run)) as every:
                for result in every:
                    results[result.document] = result
        finally:
            told = [results[document] for document in offered]
            show(
                [replace(one, fate=_data(result)) for one, result in zip(scores, told, strict=True)],
                [*(_line(result, mapping) for result in told), "", _sum(told)],
            )
    return all(result.settled for result in told)


def _mapping(name: str, mappings: Sequence[Mapping]) -> Mapping:
    for mapping in mappings:
        if mapping.name == name:
            return mapping
    known = ", ".join(mapping.name for mapping in mappings) or "none"
    raise click.UsageError(f"There is no mapping {name!r} in the config; there are: {known}.")


def _signer(here: Installed) -> Signer:
    return Signer([key.get_secret_value() for key in signing_keys(here.place.environment)])


def _context(mapping: Mapping) -> Context:
    """As the status comment will judge, but for what only the tracker knows; dates count from the document's day."""
    return Context(checks=mapping.checks, due_required=mapping.due.required, horizon=mapping.due.horizon)


def _results(importer: Importer, offered: Sequence[Offered], dry_run: bool) -> Generator[Result, None, None]:
    """The progress bar goes, and the lease is given back, before anything is shown."""
    if dry_run:
        yield from importer.rehearse(offered)
        return
    with closing(importer.carry_out(offered, lambda good: shown(good, "Importing"))) as results:
        yield from results


def _data(result: Result) -> dict[str, str | None]:
    issue = result.issue
    return {
        "outcome": result.fate.value,
        "issue": issue.name if issue else None,
        "url": issue.url if issue else None,
        "why": result.why or None,
    }


def _line(result: Result, mapping: Mapping) -> str:
    colour = wants_colour()
    told = words.fate(result, mapping.project)
    fg = "green" if result.fate in _GOOD else None if result.settled else "red"
    return f"{safe(result.document.name)}: {styled(safe(told), colour, fg=fg)}"


def _sum(results: Sequence[Result]) -> str:
    return words.total([result.fate for result in results])
