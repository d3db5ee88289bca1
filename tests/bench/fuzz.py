"""Hostile Markdown against reading, judging and every report: nothing may raise or hang, every line must exist.

    make fuzz                      # 60 seconds, a new seed each time
    make fuzz SECONDS=600 SEED=7   # longer, or one run again: the same seed tries the same texts in the same order

Texts are made from rules' examples, the template and a complete document by cutting, repeating and splicing, and by
putting in what parsers trip over. What fails is written to a file that is named, so that it can become a test.
"""

import argparse
import random
import secrets
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

from service.document.post_mortem import Lines, PostMortem
from service.document.reading import looks_like_post_mortem, read
from service.document.reports.checked import Checked
from service.document.reports.data import to_json
from service.document.reports.github import to_github
from service.document.reports.sarif import to_sarif
from service.document.reports.terminal import to_text
from service.document.rules import RULES, judge
from tests.document.documents import COMPLETE

HANGS_AFTER = 30
"""Seconds for one text of at most a few hundred kilobytes; a hundred times what it takes on a slow machine."""
LARGEST = 200_000
TOKENS = (
    "\0", "\r", "\r\n", "\n", "\n\n", "\t", "\ufeff", "\u200b", "\u202e", "\u2066", "\ud7ff", "\U0001f525", "é", "|",
    "||", "\\|", "|---|", "| a | b |\n|---|---|\n", "```", "~~~", "````md\n", "`", "``", "<!--", "-->", "<b>", "</",
    "<details>", "&amp;", "&#0;", "[", "](", "](http://x.example/(", "![", "[x]: <", "- [ ] ", "- [x] ", "* ", "1. ",
    "999999999. ", "> ", ">>>>>>> ", "# ", "####### ", "===\n", "---\n", "***", "**", "__", "_", "~~", "@alice", "@",
    "https://", "#1", "PAY-7", "RC1", "RC1:", "A1", "Owner:", "due ", "by Friday", "06/07/2026", "2026-02-31",
    "end of Q2", "done when ", "No action, because ", "Waived: smart/specific A1, because ", "/waive ", "Why? ",
    "Symptom: ", "## Actions\n", "## Root causes\n", "## What went well\n", "**Impact:** ", "“", "”", '"', "…", "TBD",
    "{{", "}}", "{%", "should have ", "Alice forgot to ", "human error", "%0A", "::error::",
)  # fmt: skip


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int)
    given = parser.parse_args(argv)
    seed = secrets.randbelow(10**9) if given.seed is None else given.seed
    print(f"fuzzing for {given.seconds:g} s with SEED={seed}", flush=True)
    signal.signal(signal.SIGALRM, _hangs)
    end, count, size = time.monotonic() + given.seconds, 0, 0
    for text in texts(random.Random(seed)):
        if time.monotonic() > end:
            break
        try:
            signal.alarm(HANGS_AFTER)
            tried(text)
            signal.alarm(0)
        except Exception:  # noqa: BLE001 - whatever it is, it is what this looks for
            signal.alarm(0)
            traceback.print_exc()
            print(f"failed at text {count} of SEED={seed}; the text is in {_kept(text)}")
            return 1
        count, size = count + 1, size + len(text)
    print(f"{count} texts, {size / 1e6:.1f} million characters, nothing raised and nothing hung")
    return 0


def _hangs(signum: int, frame: object) -> None:
    raise TimeoutError(f"one text took more than {HANGS_AFTER} s")


def _kept(text: str) -> Path:
    with tempfile.NamedTemporaryFile("w", suffix=".md", encoding="utf-8", newline="", delete=False) as file:
        file.write(text)
    return Path(file.name)


def texts(chance: random.Random) -> Iterator[str]:
    seeds = [COMPLETE, *(example for rule in RULES.values() for example in (rule.failing, rule.passing))]
    while True:
        text = "\n".join(chance.sample(seeds, chance.randint(1, 3)))
        for _ in range(chance.randint(1, 12)):
            text = chance.choice(CHANGES)(text, chance)[:LARGEST]
        yield text


def _inserted(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + "".join(chance.choices(TOKENS, k=chance.randint(1, 4))) + text[at:]


def _repeated(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(TOKENS) * chance.choice((2, 10, 100, 3000)) + text[at:]


def _cut(text: str, chance: random.Random) -> str:
    start = chance.randint(0, len(text))
    return text[:start] + text[start + chance.randint(0, 200) :]


def _doubled(text: str, chance: random.Random) -> str:
    start = chance.randint(0, len(text))
    part = text[start : start + chance.randint(1, 400)]
    return text[:start] + part * chance.choice((2, 5, 50)) + text[start:]


def _nested(text: str, chance: random.Random) -> str:
    """Each line a step deeper than the one before."""
    step = chance.choice(("  ", "> ", "- ", "1. "))
    return "\n".join(step * min(depth, 300) + line for depth, line in enumerate(text.split("\n")))


def _shuffled(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    chance.shuffle(lines)
    return chance.choice(("\n", "\r\n", "\r", " ", "|")).join(lines)


CHANGES = (_inserted, _inserted, _inserted, _repeated, _cut, _doubled, _nested, _shuffled)


def tried(text: str) -> None:
    document = read(text)
    looks_like_post_mortem(text)
    findings = judge(document)
    last = text.count("\n") + 1
    for lines in (*_lines_of(document), *(finding.lines for finding in findings)):
        if not 1 <= lines[0] <= lines[1] <= last:
            raise AssertionError(f"lines {lines} of a text that has {last}")
    checked = Checked("fuzz.md", text, document, findings)
    to_text(checked)
    to_json(checked)
    to_github((checked,))
    to_sarif((checked,))


def _lines_of(document: PostMortem) -> Iterator[Lines]:
    yield from (lines for lines in document.sections.values() if lines)
    yield from (cause.lines for cause in document.causes)
    yield from (action.lines for action in document.actions)
    yield from (passage.lines for passage in document.passages)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
