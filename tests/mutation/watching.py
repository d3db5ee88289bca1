"""Tests run one by one inside of pytest, as whoever watches them wants: in which order, and until when."""

import pytest

QUIET = (
    "-o",
    "addopts=--strict-markers",
    "--assert=plain",
    "-s",
    *(f"-pno:{it}" for it in ("terminal", "cacheprovider", "xdist")),
)
"""For pytest: nothing is said, kept or explained."""


class Watch:
    """Runs tests one by one and hears what came of each."""

    def __init__(self) -> None:
        self._failed = False

    def pytest_configure(self, config: pytest.Config) -> None:
        config.option.tbstyle = "native"  # the quickest to make; nobody reads it

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._failed = self._failed or report.failed

    def run(self, item: pytest.Item, after: pytest.Item | None) -> bool:
        """Whether it passed."""
        self._failed = False
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        return not self._failed

    def first_failure(self, session: pytest.Session, order: list[str]) -> str:
        named = {item.nodeid: item for item in session.items}
        items = [named[test] for test in order if test in named]
        for item, after in zip(items, [*items[1:], None], strict=True):
            if not self.run(item, after):
                return item.nodeid
        return ""
