"""Plays histories drawn by a seed, prints what went wrong and how to play it again: `python -m tests.simulation`.

Ends with 1 where an invariant was broken. `--history N` plays one of the seed's alone, `--keep NAME` keeps it among the
regressions, made as short as it can be.
"""

import argparse
import json
import logging
import sys
import tempfile
import time
from pathlib import Path

import structlog

from service.embedded import embedded
from tests.simulation.driving import REGRESSIONS, drawn, played, shrunk, to_json
from tests.simulation.histories import History

_MEMORY = Path("/dev/shm")


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with (
        tempfile.TemporaryDirectory(prefix="ft-simulation-", dir=_MEMORY if _MEMORY.is_dir() else None) as folder,
        embedded(Path(folder)) as url,
    ):
        began, bad, runs = time.monotonic(), 0, 0
        for number, history in enumerate(drawn(options.seed, options.histories, options.steps)):
            if options.history not in (None, number):
                continue
            runs += 1
            if wrong := played(history, url, Path(folder)):
                bad += 1
                _tell(number, history, wrong, options)
                if options.shrink and bad <= options.shrink:
                    _tell_shortest(*shrunk(history, url, Path(folder)), keep=options.keep)
        seconds = time.monotonic() - began
    steps = runs * options.steps
    print(f"seed {options.seed}: {runs} histories, {bad} bad, {seconds:.1f} s, {steps / seconds:.0f} steps a second")
    return 1 if bad else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--histories", type=int, default=200)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--history", type=int, help="only this one of them")
    parser.add_argument("--shrink", type=int, default=0, metavar="N", help="make the first N bad ones short")
    parser.add_argument("--keep", metavar="NAME", help="keep the short one among the regressions")
    return parser.parse_args(arguments)


def _tell(number: int, history: History, wrong: list[str], options: argparse.Namespace) -> None:
    size = f"--histories {options.histories} --steps {options.steps}"
    print(f"history {number} of seed {options.seed}, {history.pairing}:")
    for text in wrong:
        print(f"    {text}")
    print(f"  again: python -m tests.simulation --seed {options.seed} {size} --history {number} --shrink 1", flush=True)


def _tell_shortest(history: History, wrong: list[str], keep: str | None) -> None:
    print("  in short:")
    print(f"    {history.pairing}, begun {history.begun}")
    for move in history.moves:
        print(f"    {move}")
    for text in wrong:
        print(f"    -> {text}", flush=True)
    if keep:
        kept = json.loads(REGRESSIONS.read_text()) | {keep: to_json(history)}
        REGRESSIONS.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
