"""Whether a test notices a mutant: every one is put in place in a process of its own, forked from one where all is
imported and collected, and tests that reach the changed lines run there until one of them fails.

Not here: what is changed (mutants.py), or what a survivor means (known.py).
"""

import gc
import importlib
import os
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection, wait
from pathlib import Path

import pytest

from tests.mutation.grafting import graft, graft_on_import
from tests.mutation.mutants import Mutant
from tests.mutation.processes import fork
from tests.mutation.reach import Reach
from tests.mutation.watching import QUIET, Watch

PATIENCE, WAIT = 60, 600
"""Seconds of computing, and of the clock, after which a mutant counts as noticed: it made something endless."""


NOT_IN_PLACE = "(it could not be put in place)"


class Fate(StrEnum):
    KILLED = "killed"
    SURVIVED = "survived"
    UNREACHED = "unreached"
    """No test runs the changed lines."""


@dataclass(frozen=True)
class Verdict:
    mutant: Mutant
    fate: Fate
    by: str = ""
    """The test that noticed."""


def warm() -> None:
    """Imports what tests need and no mutant is of, so that not every process has to."""
    for module in (
        "hypothesis",
        "redis",
        "service.document.reading",
        "service.document.rules",
        "tests.openapi.validator",
    ):
        importlib.import_module(module)


def judge_all(
    tests: Sequence[str], mutants: Sequence[Mutant], reach: Reach, lanes: int, heard: Callable[[Verdict], None]
) -> None:
    """Tells each verdict as soon as it is known. The mutated modules must not be imported yet."""
    queue = _Queue(reach, lanes, heard)
    queue.judge((it for it in mutants if not it.function), lambda mutant, order: _cold(tests, mutant, order))
    pytest.main([*QUIET, *tests], plugins=[_Bench([it for it in mutants if it.function], queue)])


class _Killers:
    """Tests that noticed a mutant of the same function, which are likely to notice the next."""

    def __init__(self) -> None:
        self._by_function: dict[tuple[Path, str], list[str]] = defaultdict(list)

    def heard(self, verdict: Verdict) -> None:
        known = self._by_function[verdict.mutant.path, verdict.mutant.function]
        if verdict.by:
            known[:] = [verdict.by, *(test for test in known if test != verdict.by)]

    def first(self, mutant: Mutant, reached: list[str]) -> list[str]:
        among = set(reached)
        known = [test for test in self._by_function[mutant.path, mutant.function] if test in among]
        return list(dict.fromkeys([*known, *reached]))


Judge = Callable[[Mutant, list[str]], str]
"""The test that notices a mutant, of those named and in their order; empty where none does."""


class _Queue:
    """Judges mutants, each in a process of its own, `lanes` at a time."""

    def __init__(self, reach: Reach, lanes: int, heard: Callable[[Verdict], None]) -> None:
        self._reach, self._lanes, self._tell = reach, lanes, heard
        self._killers = _Killers()

    def judge(self, mutants: Iterable[Mutant], judge: Judge) -> None:
        waiting, running = list(reversed(list(mutants))), list[_Running]()
        while waiting or running:
            while waiting and len(running) < self._lanes:
                running += self._begun(waiting.pop(), judge)
            for one in _ready(running):
                running.remove(one)
                self._heard(one.verdict())

    def _begun(self, mutant: Mutant, judge: Judge) -> list["_Running"]:
        order = self._killers.first(mutant, self._reach.of(mutant))
        if not order:
            self._heard(Verdict(mutant, Fate.UNREACHED))
            return []
        answer, process = fork(lambda: judge(mutant, order), PATIENCE)
        return [_Running(mutant, answer, process, time.monotonic() + WAIT)]

    def _heard(self, verdict: Verdict) -> None:
        self._killers.heard(verdict)
        self._tell(verdict)


@dataclass(frozen=True)
class _Running:
    mutant: Mutant
    answer: Connection
    process: int
    end: float

    def verdict(self) -> Verdict:
        try:
            by = self.answer.recv() if self.answer.poll() else "(no end)"
        except EOFError:
            by = "(the end of the process)"
        self.answer.close()
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        return Verdict(self.mutant, Fate.KILLED if by else Fate.SURVIVED, by)


def _ready(running: list[_Running]) -> list[_Running]:
    """Those that said something, and those that are out of time."""
    if not running:
        return []
    patience = min(one.end for one in running) - time.monotonic()
    answers = wait([one.answer for one in running], max(0.0, patience))
    return [one for one in running if one.answer in answers or one.end <= time.monotonic()]


def _cold(tests: Sequence[str], mutant: Mutant, order: list[str]) -> str:
    graft_on_import(mutant)
    only = sorted({test.partition("::")[0] for test in order})
    trial = _Trial(order)
    code = pytest.main([*QUIET, *only], plugins=[trial])
    return trial.noticed or ("(collecting)" if code not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED} else "")


class _Trial(Watch):
    """Of one mutant, in a process where it is in place."""

    def __init__(self, order: list[str]) -> None:
        super().__init__()
        self._order = order
        self.noticed = ""

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.noticed = "(collecting)" if session.testsfailed else self.first_failure(session, self._order)
        return True


class _Bench(Watch):
    """Of all mutants in functions: collects once, and forks for each."""

    def __init__(self, mutants: list[Mutant], queue: _Queue) -> None:
        super().__init__()
        self._mutants, self._queue = mutants, queue

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        def judge(mutant: Mutant, order: list[str]) -> str:
            try:
                graft(mutant)
            except (AssertionError, KeyError, ValueError):
                return NOT_IN_PLACE
            return self.first_failure(session, order)

        gc.freeze()  # what is never collected is never copied into the forks
        self._queue.judge(self._mutants, judge)
        return True
