"""How well real post-mortems are read: the figures of a labelled corpus, in all and for each organisation alone.

    make bench-reading                       # the corpus beside the repository; skips with a word where there is none
    make bench-reading CORPUS=/path/to/other VERBOSE=1

An organisation's own line says how well documents are read whose like nobody looked at, as long as nothing was made
for that organisation. The corpus brings its own scorer, `score.py`; only the running of it is done here.
"""

import contextlib
import csv
import importlib.util
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from service.document.reading import read
from service.document.reports.checked import Checked
from service.document.reports.data import to_json
from service.document.rules import judge

BESIDE = Path(__file__).parents[3] / "shared" / "corpus"
SHOWN = ("actions", "owners", "done", "tickets", "sections", "causes", "vague", "unmeasurable", "blame", "due")
BARS = {
    "actions": 0.97, "owners": 0.95, "done": 0.97, "tickets": 0.97, "sections": 0.95, "causes": 0.9,
    "vague": 0.8, "unmeasurable": 0.75,
}  # fmt: skip
"""Least figures: F1 for what is found or not, else the share that is right."""


def main(argv: Sequence[str]) -> int:
    corpora = [Path(word) for word in argv] or [BESIDE]
    there = [corpus for corpus in corpora if (corpus / "sources.tsv").is_file()]
    if not there:
        print(f"skipped: there is no labelled corpus at {', '.join(map(str, corpora))}")
        return 0
    return max(_bench(corpus) for corpus in there)


def _bench(corpus: Path) -> int:
    scorer = _scorer()
    rows = list(_rows(corpus))
    whole = _scored(scorer, corpus, rows, verbose=bool(os.environ.get("VERBOSE")))
    print(f"{corpus}: {len(rows)} documents")
    _table([("in all", len(rows), whole)])
    by_organisation = [
        (name, len(own), _scored(scorer, corpus, own))
        for name in dict.fromkeys(row["organisation"] for row in rows)
        if (own := [row for row in rows if row["organisation"] == name])
    ]
    _table(by_organisation)
    missed = [f"{name} {_figure(whole[name]):.3f} < {bar}" for name, bar in BARS.items() if _figure(whole[name]) < bar]
    precision = whole["blame"]["precision"]
    missed += [f"blame precision {precision} < 1.0"] if precision not in (None, 1.0) else []
    missed += [f"{whole['due_invented']} dates invented"] if whole["due_invented"] else []
    missed += [f"{whole['crashes']} crashes"] if whole["crashes"] else []
    print("every bar is reached" if not missed else "below the bar: " + "; ".join(missed))
    return bool(missed)


def _scorer() -> ModuleType:
    """The corpus' own scorer, with the check done in this process."""
    spec = importlib.util.spec_from_file_location("score", BESIDE / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.check = lambda command, path: _checked(path)  # type: ignore[attr-defined]
    return module


def _checked(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    document = read(text)
    return json.loads(json.dumps(to_json(Checked(path.name, text, document, judge(document)))))  # type: ignore[no-any-return]


def _rows(corpus: Path) -> Iterator[dict[str, str]]:
    with (corpus / "sources.tsv").open(encoding="utf-8") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _scored(scorer: ModuleType, corpus: Path, rows: list[dict[str, str]], *, verbose: bool = False) -> dict[str, Any]:
    """The scorer's figures for some of the documents."""
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder)
        for name in ("docs", "labels"):
            (part / name).symlink_to((corpus / name).resolve())
        with (part / "sources.tsv").open("w", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0].keys(), delimiter="\t", quoting=csv.QUOTE_NONE, escapechar="\\")
            writer.writeheader()
            writer.writerows(rows)
        before, sys.argv = sys.argv, ["score", "--corpus", str(part), "--json", *(["--verbose"] if verbose else [])]
        try:
            with contextlib.redirect_stdout(io.StringIO()) as out:
                scorer.main()
        finally:
            sys.argv = before
    return json.loads(out.getvalue())  # type: ignore[no-any-return]


def _figure(score: dict[str, Any]) -> float:
    """F1 or the share that is right; 1 where there was nothing to find."""
    value = score["f1"] if "f1" in score else score["rate"]
    return 1.0 if value is None else float(value)


def _table(scores: list[tuple[str, int, dict[str, Any]]]) -> None:
    print(f"{'':32}" + "".join(f"{name[:8]:>9}" for name in SHOWN) + f"{'invented':>10}")
    for name, count, score in scores:
        figures = "".join(_shown(score[key]) for key in SHOWN)
        print(f"{name[:26]:26}{count:4}  {figures}{score['due_invented']:>10}")


def _shown(score: dict[str, Any]) -> str:
    nothing = score.get("f1", score.get("rate")) is None
    return f"{'-':>9}" if nothing else f"{_figure(score):9.3f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
