"""The scorecard of several documents: as a table for people, as JSON and CSV for programs.

Not here: counting (scorecard.py), or what becomes of the documents (service/says/importing.py).
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import fill
from typing import Any

from service.document.post_mortem import Section
from service.document.reports.screen import cells, safe, styled
from service.document.rules.section import HEADINGS
from service.document.scorecard import Score, total


@dataclass(frozen=True)
class Scored:
    """One document and its figures."""

    name: str
    """What people called it: a file, `stdin`."""
    title: str
    score: Score
    fate: Mapping[str, str | None] = field(default_factory=dict)
    """What became of it, by the names that programs know; empty where nothing was to become of it."""


_LEGEND = (
    "owned: by exactly one; dated: due on one day; no day: words for a date that name none; "
    "sections: of those asked for; behind the figures, which are missing"
)
_HEADS = (
    "actions",
    "owned",
    "dated",
    "no day",
    "done",
    "vague",
    "no measure",
    "blame",
    "causes",
    "sections",
    "errors",
    "warnings",
)
_COLOURS = {"errors": "red", "warnings": "yellow"}
_FIRST_TO_GO = ("warnings", "causes", "done", "no day", "blame")
"""What a narrow terminal does without; programs have --format."""
_LEAST_NAME = 16
"""Cells that a narrow terminal leaves to the name of a file."""
_SHORT = {Section.SUMMARY: "summary", Section.WENT_WELL: "went well", Section.ROOT_CAUSE: "root causes"}


def to_table(documents: Sequence[Scored], *, colour: bool = False, width: int | None = None) -> str:
    """One line a document, then all together. `width`: cells of the terminal, None where nothing need fit."""
    if not documents:
        return ""
    all_together = total(one.score for one in documents)
    rows = [dict(zip(_HEADS, _figures(one), strict=True)) for one in (all_together, *(one.score for one in documents))]
    columns = _Columns.fitting(rows, [safe(one.name) for one in documents], width)
    lines = [styled(columns.line("", dict(zip(_HEADS, _HEADS, strict=True))), colour, bold=True)]
    lines += [columns.document(one, row, colour) for one, row in zip(documents, rows[1:], strict=True)]
    if len(documents) > 1:
        lines.append(styled(columns.line(_counted(len(documents), "document"), rows[0]), colour, bold=True))
    said = [fill(text, width - 1) if width else text for text in (*_words(all_together), _LEGEND)]
    return "\n".join([*lines, "", *said[:-1], styled(said[-1], colour, dim=True)]) + "\n"


def to_json(documents: Iterable[Scored]) -> dict[str, Any]:
    documents = list(documents)
    summed = total(one.score for one in documents)
    counts = Counter(section.value for section in summed.missing)
    return {
        "documents": [_object(one) for one in documents],
        "total": {"documents": summed.documents, **_counts(summed), "missing": dict(counts.most_common())},
    }


def to_csv(documents: Iterable[Scored]) -> str:
    """One line a document; no line for all of them, which a program adds up by itself."""
    documents = list(documents)
    rows = [_row(one) for one in documents]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else ["file"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


# -- for people


def _figures(score: Score) -> tuple[str, ...]:
    of_actions = (f"{number}/{score.actions}" if score.actions else "-" for number in (score.owned, score.dated))
    counts = (score.no_day, score.done, score.vague, score.unmeasurable, score.blame, score.causes)
    sections = f"{score.sections}/{score.sections_asked}"
    return (str(score.actions), *of_actions, *map(str, counts), sections, str(score.errors), str(score.warnings))


@dataclass(frozen=True)
class _Columns:
    """How wide the columns are that are shown, and the one with the names."""

    widths: Mapping[str, int]
    room: int
    left: int | None
    """Cells behind the last figure; None where nothing need fit."""

    @classmethod
    def fitting(cls, rows: Sequence[Mapping[str, str]], names: Sequence[str], width: int | None) -> "_Columns":
        widths = {head: max(len(head), *(len(row[head]) for row in rows)) for head in _HEADS}
        needed = max(sum(cells(name)) for name in (*names, _counted(len(names), "document")))
        if width is None:
            return cls(widths, needed, None)
        for head in _FIRST_TO_GO:
            if _taken(widths) + _LEAST_NAME > width:
                del widths[head]
        room = min(needed, max(_LEAST_NAME, width - _taken(widths)))
        return cls(widths, room, width - _taken(widths) - room)

    def document(self, one: Scored, row: Mapping[str, str], colour: bool) -> str:
        missing = ", ".join(_SHORT.get(section, section.value) for section in one.score.missing)
        if self.left is not None:
            missing = missing if len(missing) + 2 <= self.left else ""
        line = self.line(_fitted(safe(one.name), self.room), row, colour=colour)
        return f"{line}  {styled(missing, colour, dim=True)}".rstrip()

    def line(self, name: str, row: Mapping[str, str], *, colour: bool = False) -> str:
        shown = [_styled(head, row[head].rjust(width), colour) for head, width in self.widths.items()]
        return "  ".join([name + " " * (self.room - sum(cells(name))), *shown])


def _taken(widths: Mapping[str, int]) -> int:
    return sum(widths.values()) + 2 * len(widths)


def _styled(head: str, text: str, colour: bool) -> str:
    if text.strip() in ("0", "-"):
        return styled(text, colour, dim=True)
    return styled(text, colour, fg=_COLOURS.get(head))


def _fitted(name: str, room: int) -> str:
    """The end of a name that is too long: that is what tells files of one folder apart."""
    taken = cells(name)
    if sum(taken) <= room:
        return name
    start = 0
    while sum(taken[start:]) > room - 1:
        start += 1
    return f"…{name[start:]}"


def _words(score: Score) -> list[str]:
    """The figures of all documents as sentences."""
    if not score.actions:
        return ["No actions were found."]
    parts = [
        f"{_percent(score.owned, score)} have exactly one owner",
        f"{_percent(score.dated, score)} a date",
        f"{_percent(score.vague, score)} are vague",
        f"{_percent(score.unmeasurable, score)} have no measure",
    ]
    said = [f"Of {_counted(score.actions, 'action')}, {', '.join(parts)}."]
    often = Counter(score.missing).most_common(3)
    if often and score.documents > 1:
        named = ", ".join(f"{HEADINGS[section]} ({number} of {score.documents})" for section, number in often)
        said.append(f"Most often missing: {named}.")
    return said


def _percent(number: int, score: Score) -> str:
    return f"{round(100 * number / score.actions)} %"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


# -- for programs


def _counts(score: Score) -> dict[str, int]:
    return {
        "actions": score.actions,
        "owned": score.owned,
        "dated": score.dated,
        "no_day": score.no_day,
        "done": score.done,
        "vague": score.vague,
        "unmeasurable": score.unmeasurable,
        "blame": score.blame,
        "causes": score.causes,
        "sections": score.sections,
        "sections_asked": score.sections_asked,
        "errors": score.errors,
        "warnings": score.warnings,
        "advice": score.advice,
    }


def _object(one: Scored) -> dict[str, Any]:
    missing = [section.value for section in one.score.missing]
    fate = {"import": dict(one.fate)} if one.fate else {}
    return {"file": one.name, "title": one.title, **_counts(one.score), "missing": missing, **fate}


def _row(one: Scored) -> dict[str, str | int]:
    missing = " ".join(section.value for section in one.score.missing)
    fate = {name: _text(value or "") for name, value in one.fate.items()}
    return {"file": _text(one.name), "title": _text(one.title), **_counts(one.score), "missing": missing, **fate}


def _text(value: str) -> str:
    """A spreadsheet takes what begins like a formula for one, whoever wrote it (OWASP, “CSV Injection”)."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
