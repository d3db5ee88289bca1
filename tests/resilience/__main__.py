"""Runs the bars and prints one table: `python -m tests.resilience [--short | --all] [--seed N] [--only NAME]`.

The usual form tries every fate at every write, of the widest other bars a sample, another one with each seed, and of
what takes real time one kill.
Ends with 1 where a history of ours goes wrong, or a naive publisher is not caught.
"""

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.resilience.bar import Bar, Size
from tests.resilience.bars import bars
from tests.resilience.lanes import Case, Lane, Outcome, lanes, played
from tests.resilience.publish import warm

SHOWN = 3
"""So many of a bar's bad histories are told in full."""


@dataclass
class Result:
    bar: Bar
    cases: list[Case] = field(default_factory=list)
    runs: int = 0
    bad: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0
    """Of all its histories, which are told side by side with others."""
    failure: str = ""

    @property
    def cleared(self) -> bool:
        if self.failure or not self.runs:
            return False
        return self.caught if self.bar.to_be_caught else not self.bad

    @property
    def caught(self) -> bool:
        """By what came of a history; one that did not end says nothing about who published."""
        return any(outcome.result for outcome in self.bad)

    @property
    def verdict(self) -> str:
        if self.failure:
            return "FAILED"
        if self.bar.to_be_caught:
            return "caught" if self.caught else "NOT CAUGHT"
        return "good" if self.cleared else "BAD"

    def ended(self, outcome: Outcome) -> None:
        self.runs += 1
        self.seconds += outcome.seconds
        if outcome.failure or outcome.result:
            self.bad.append(outcome)


def main(arguments: list[str]) -> int:
    options, began = _options(arguments), time.monotonic()
    wanted = [bar for bar in bars() if options.only.lower() in bar.name]
    if not options.only:
        wanted = [bar for bar in wanted if bar.count(options.size) != 0]
    if not wanted:
        print(f"no bar is called {options.only}; there are: {', '.join(bar.name for bar in bars())}")
        return 2
    print(f"seed {options.seed}, {options.size.value}, {options.lanes} lanes")
    with lanes(options.lanes) as open_lanes:
        _warm(open_lanes[0], wanted)
        results = [_chosen(bar, open_lanes, options) for bar in wanted]
        _try(results, open_lanes)
    for result in results:
        _tell_bad(result)
    _print_table(results, time.monotonic() - began)
    return 0 if all(result.cleared for result in results) else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.resilience", description="Faults at every write.")
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument("--short", dest="size", action="store_const", const=Size.SHORT, help=Size.SHORT.value)
    sizes.add_argument("--all", dest="size", action="store_const", const=Size.ALL, help="an hour, every history")
    parser.set_defaults(size=Size.USUAL)
    parser.add_argument("--seed", type=int, default=1, help="which sample")
    parser.add_argument("--only", default="", metavar="NAME", help="bars with this in their name")
    parser.add_argument("--case", default="", metavar="TEXT", help="histories with this in their name")
    parser.add_argument("--lanes", type=int, default=(os.cpu_count() or 1) + 2, help="how many at a time")
    return parser.parse_args(arguments)


def _chosen(bar: Bar, on: list[Lane], options: argparse.Namespace) -> Result:
    count = bar.count(options.size)
    if options.only and count == 0:
        count = None  # what is asked for by name is tried, though it is left out otherwise
    try:
        cases = bar.chosen(on, options.seed, count)
    except RuntimeError as error:
        return Result(bar, failure=str(error))
    return Result(bar, [case for case in cases if options.case in case.name])


def _try(results: list[Result], on: list[Lane]) -> None:
    """All histories, the longest first, so that no lane is left with one when the others are done."""
    owners = {id(case): result for result in results for case in result.cases}
    cases = sorted((case for result in results for case in result.cases), key=lambda case: -case.longest)
    for done, outcome in enumerate(played(cases, on), 1):
        result = owners[id(outcome.case)]
        result.ended(outcome)
        _progress(result, outcome, f"{done} of {len(cases)}")


def _progress(result: Result, outcome: Outcome, done: str) -> None:
    lively = sys.stdout.isatty()
    bad, clear = len(result.bad), "\r\033[K" if lively else ""
    if outcome.figures:
        print(f"{clear}  {outcome.case.name}: {outcome.figures}", flush=True)
    if result.runs == len(result.cases):
        print(f"{clear}{result.bar.name}: {result.runs} tried, {bad} bad ({done})", flush=True)
    elif lively:
        print(f"{clear}{done}: {result.bar.name}", end="", flush=True)


def _tell_bad(result: Result) -> None:
    if result.failure:
        print(f"  {result.failure}")
    if result.bar.to_be_caught:
        return
    for outcome in result.bad[:SHOWN]:
        print(f"  {outcome.case.name}:")
        for text in [outcome.failure] if outcome.failure else outcome.result:
            print(f"    {text}")
    for outcome in result.bad[SHOWN:]:
        print(f"  {outcome.case.name}")


def _print_table(results: list[Result], seconds: float) -> None:
    width = max(len(result.bar.name) for result in results)
    print(f"\n{'bar':<{width}}  {'runs':>5}  {'bad':>4}  {'seconds':>7}")
    for result in results:
        figures = f"{result.runs:>5}  {len(result.bad):>4}  {result.seconds:>7.1f}"
        print(f"{result.bar.name:<{width}}  {figures}  {result.verdict}")
    runs, short = sum(result.runs for result in results), [it.bar.name for it in results if not it.cleared]
    verdict = f"not cleared: {', '.join(short)}" if short else "every bar is cleared"
    print(f"{runs} histories in {seconds:.0f} seconds; {verdict}")


def _warm(lane: Lane, wanted: list[Bar]) -> None:
    with _muted():
        for pairing in dict.fromkeys(bar.pairing for bar in wanted):
            warm(lane, pairing)


@contextlib.contextmanager
def _muted() -> Iterator[None]:
    with (
        Path(os.devnull).open("w") as nothing,
        contextlib.redirect_stdout(nothing),
        contextlib.redirect_stderr(nothing),
    ):
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
