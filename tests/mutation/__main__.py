"""Changes the plan, the creation and the markers in small ways and counts how many changes the tests notice:
`python -m tests.mutation [--short] [--only NAME] [--sample N] [--lanes N]`.

Ends with 1 where fewer than nine in ten are noticed, or one survives that docs/mutation.md gives no reason for.
"""

import argparse
import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

from tests.mutation.judging import NOT_IN_PLACE, Fate, Verdict, judge_all, warm
from tests.mutation.known import PAGE, known, written
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.reach import Reach, reach_of

LEAST = 0.9
"""Of all mutants so many must be noticed."""

HEART = (Path("service/creation.py"), Path("service/markers.py"))
OTHERS = (Path("service/plan.py"), Path("service/record.py"), *sorted(Path("service/planning").glob("*.py")))

JUDGES = Path("tests/planning")
TOO_LONG = {"test_crashes.py", "test_histories.py", "test_says.py"}
"""They hold as well, but take seconds each, and say nothing that a quicker one does not."""
OF_THE_HEART = ("test_creation.py", "test_markers.py", "test_markers_in_trackers.py")


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    os.environ["FOLLOWTHROUGH_NO_SHRINK"] = "1"  # that a test fails is enough; how is nobody's question here
    reasons, began = known(PAGE.read_text()), time.monotonic()
    paths = HEART if options.short else (*HEART, *OTHERS)
    mutants = [it for path in paths if options.only in str(path) for it in mutants_of(path, Path())]
    if options.sample:
        mutants = random.Random(options.seed).sample(mutants, min(options.sample, len(mutants)))
    tests = [str(test) for test in sorted(JUDGES.glob("test_*.py")) if _judges(test.name, short=options.short)]
    reach = reach_of(tests, paths)
    if reach.failed:
        print(f"These fail although nothing was changed: {', '.join(reach.failed)}.")
        return 2
    verdicts = _judged(tests, mutants, reach, options.lanes)
    if missed := [verdict.mutant.name for verdict in verdicts if verdict.by == NOT_IN_PLACE]:
        print(f"These could not be put in place, so nothing is known of them: {missed}.")
        return 2
    _print_table(verdicts)
    print(f"\n{len(reach.seconds)} tests, {time.monotonic() - began:.0f} seconds")
    return _conclusion(verdicts, reasons)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description="Mutants of the plan.")
    parser.add_argument("--short", action="store_true", help="creation and markers alone, by their own tests")
    parser.add_argument("--only", default="", metavar="NAME", help="modules with this in their path")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="so many of them, drawn by the seed")
    parser.add_argument("--seed", type=int, default=1, help="which sample")
    parser.add_argument("--lanes", type=int, default=os.cpu_count() or 1, help="how many at a time")
    return parser.parse_args(arguments)


def _judges(name: str, *, short: bool) -> bool:
    return name in OF_THE_HEART if short else name not in TOO_LONG


def _judged(tests: list[str], mutants: list[Mutant], reach: Reach, lanes: int) -> list[Verdict]:
    warm()
    verdicts: list[Verdict] = []

    def heard(verdict: Verdict) -> None:
        verdicts.append(verdict)
        if sys.stderr.isatty():
            print(f"\r{len(verdicts)} of {len(mutants)} ", end="", file=sys.stderr, flush=True)

    judge_all(tests, mutants, reach, lanes, heard)
    return verdicts


def _print_table(verdicts: list[Verdict]) -> None:
    every = Counter(str(verdict.mutant.path) for verdict in verdicts)
    killed = Counter(str(verdict.mutant.path) for verdict in verdicts if verdict.fate is Fate.KILLED)
    rows = [*((path, every[path], killed[path]) for path in every), ("all", every.total(), killed.total())]
    width = max(len(path) for path, _, _ in rows)
    print(f"{'module':<{width}}  mutants  killed  survived   share")
    for path, number, noticed in rows:
        share = noticed / number if number else 1.0
        print(f"{path:<{width}}  {number:>7}  {noticed:>6}  {number - noticed:>8}  {share:>6.1%}")


def _conclusion(verdicts: list[Verdict], reasons: dict[tuple[str, str, str, str], str]) -> int:
    survived = [verdict.mutant for verdict in verdicts if verdict.fate is not Fate.KILLED]
    unlisted = [mutant for mutant in survived if mutant.name not in reasons]
    share = 1 - len(survived) / len(verdicts) if verdicts else 0.0
    left = {verdict.mutant.name for verdict in verdicts} & (reasons.keys() - {mutant.name for mutant in survived})
    if left:
        print(f"\n{len(left)} in {PAGE} did not survive and can go from there:")
        print(*sorted(" | ".join(name) for name in left), sep="\n")
    if unlisted:
        print(f"\n{len(unlisted)} survived without a reason in {PAGE}; a test is missing, or a reason:")
        print(*written(unlisted), sep="\n")
    if share < LEAST:
        print(f"\n{share:.1%} were noticed; at least {LEAST:.0%} must be.")
    return 1 if unlisted or share < LEAST else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
