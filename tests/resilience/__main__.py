"""Runs every bar and prints one table: `python -m tests.resilience [--short] [--seed N] [--only NAME]`.

Those in real time only by name: `--only recovery`, `--only failover`.
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

from tests.resilience.bar import Bar
from tests.resilience.bars import bars
from tests.resilience.lanes import Lane, Outcome, lanes, played
from tests.resilience.publish import warm

SHOWN = 3
"""So many of a bar's bad histories are told in full."""


@dataclass
class Result:
    bar: Bar
    runs: int = 0
    bad: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0
    failure: str = ""

    @property
    def cleared(self) -> bool:
        return not self.failure and self.runs > 0 and bool(self.bad) is self.bar.to_be_caught

    @property
    def verdict(self) -> str:
        if self.failure:
            return "FAILED"
        if self.bar.to_be_caught:
            return "caught" if self.bad else "NOT CAUGHT"
        return "good" if self.cleared else "BAD"


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    named = [bar for bar in bars() if options.only.lower() in bar.name and not (options.short and bar.short == 0)]
    wanted = [bar for bar in named if options.only or not bar.in_real_time]
    if not wanted:
        print(f"no bar is called {options.only}; there are: {', '.join(bar.name for bar in bars())}")
        return 2
    print(f"seed {options.seed}, {options.lanes} lanes")
    results = []
    with lanes(options.lanes) as open_lanes:
        _warm(open_lanes[0], wanted)
        for bar in wanted:
            results.append(_tried(bar, open_lanes, options))
            _tell_bad(results[-1])
    _print_table(results)
    return 0 if all(result.cleared for result in results) else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.resilience", description="Faults at every write.")
    parser.add_argument("--short", action="store_true", help="a sample of every bar")
    parser.add_argument("--seed", type=int, default=1, help="which sample")
    parser.add_argument("--only", default="", metavar="NAME", help="bars with this in their name")
    parser.add_argument("--case", default="", metavar="TEXT", help="histories with this in their name")
    parser.add_argument("--lanes", type=int, default=(os.cpu_count() or 1) + 1, help="how many at a time")
    return parser.parse_args(arguments)


def _tried(bar: Bar, on: list[Lane], options: argparse.Namespace) -> Result:
    result, began = Result(bar), time.monotonic()
    try:
        cases = bar.chosen(on, options.seed, short=options.short)
    except RuntimeError as error:
        result.failure = str(error)
        return result
    cases = [case for case in cases if options.case in case.name]
    for outcome in played(cases, on):
        result.runs += 1
        if outcome.failure or outcome.result:
            result.bad.append(outcome)
        result.seconds = time.monotonic() - began
        if outcome.figures:
            print(f"  {outcome.case.name}: {outcome.figures}", flush=True)
        _progress(result, len(cases))
    result.seconds = time.monotonic() - began
    return result


def _progress(result: Result, of: int) -> None:
    line = f"{result.bar.name}: {result.runs} of {of}, {len(result.bad)} bad, {result.seconds:.0f} s"
    if sys.stdout.isatty():
        print(f"\r\033[K{line}", end="" if result.runs < of else "\n", flush=True)
    elif result.runs in (1, of) or result.runs % 25 == 0:
        print(line, flush=True)


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


def _print_table(results: list[Result]) -> None:
    width = max(len(result.bar.name) for result in results)
    print(f"\n{'bar':<{width}}  {'runs':>5}  {'bad':>4}  {'seconds':>7}")
    for result in results:
        figures = f"{result.runs:>5}  {len(result.bad):>4}  {result.seconds:>7.1f}"
        print(f"{result.bar.name:<{width}}  {figures}  {result.verdict}")


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
