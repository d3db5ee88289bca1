"""Which tests run which lines, found out by running each of them once with nothing changed."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import coverage
import pytest

from tests.mutation.mutants import Mutant
from tests.mutation.processes import ask_child
from tests.mutation.watching import QUIET, Watch

SLOW = 0.5
"""Seconds of computing from which on a test judges no mutant: there are quicker ones for the same code."""
TOO_SLOW = 10
"""Seconds after which finding out what a test reaches is given up."""


@dataclass
class Reach:
    """Which tests run which lines, and how long each of them takes."""

    seconds: dict[str, float] = field(default_factory=dict)
    tests: dict[str, dict[int, frozenset[str]]] = field(default_factory=dict)
    """By path and line."""
    failed: tuple[str, ...] = ()

    def of(self, mutant: Mutant) -> list[str]:
        """The quickest first. What happens on import is everybody's who runs anything of the module."""
        lines = self.tests.get(str(mutant.path), {})
        wanted = mutant.lines if mutant.function else lines
        reached = frozenset[str]().union(*(lines.get(line, frozenset()) for line in wanted))
        if not lines and not mutant.function:
            reached = frozenset(self.seconds)  # nothing in the module ever runs but on import
        ordered = sorted(reached, key=lambda test: self.seconds[test])
        quick = [test for test in ordered if self.seconds[test] < SLOW]
        return quick or ordered[:1]


def reach_of(tests: Sequence[str], paths: Sequence[Path]) -> Reach:
    """Runs all tests once, unchanged."""
    return ask_child(lambda: _Survey(paths).survey(tests))


class _Survey(Watch):
    """Of all tests, with nothing changed."""

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__()
        self._paths = paths
        self._reach = Reach()
        self._coverage = coverage.Coverage(data_file=None, config_file=False, include=[str(path) for path in paths])

    def survey(self, tests: Sequence[str]) -> Reach:
        pytest.main([*QUIET, *tests, f"--timeout={TOO_SLOW}"], plugins=[self])
        return self._reach

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        failed = []
        self._coverage.start()
        for item, after in zip(session.items, [*session.items[1:], None], strict=True):
            self._coverage.switch_context(item.nodeid)
            began, computed = time.monotonic(), time.process_time()
            passed = self.run(item, after)
            self._reach.seconds[item.nodeid] = time.process_time() - computed
            if not passed and time.monotonic() - began < TOO_SLOW:
                failed.append(item.nodeid)
        self._coverage.stop()
        self._reach.failed = tuple(failed)
        self._reach.tests = {str(path): self._tests(path) for path in self._paths}
        return True

    def _tests(self, path: Path) -> dict[int, frozenset[str]]:
        lines = self._coverage.get_data().contexts_by_lineno(str(path.absolute()))
        return {line: frozenset(test for test in tests if test) for line, tests in lines.items()}
