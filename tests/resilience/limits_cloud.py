"""Jira Cloud's limits, as Jira Cloud names them: nobody asks anything that it wants to be left alone with.

Its own budgets are generous; what makes it say no is that others of the site use them up. Not here: GitHub (limits.py).
"""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from connectors.sandbox.jira.limits import BURSTS, Reason
from connectors.sandbox.recording import Exchange
from tests.resilience.bar import Cases
from tests.resilience.lanes import Case, Lane
from tests.resilience.limits import finished_at_once, shown, wrong_ends
from tests.resilience.limits_figures import Covers, Figures
from tests.resilience.limits_town import LATENCY, WORKERS, Busy, busy_town
from tests.stories.jira_site import JiraSite
from tests.stories.pairing import CLOUD

SPOILED = 120
"""Every so many requests a budget is used up by others."""
WAITS = ((Reason.BURST, 2), (Reason.ISSUE, 40), (Reason.BURST, 25), (Reason.QUOTA, 90))
"""Which, and for so many seconds; told as such and as a date by turns."""
FAIR = 2
"""Requests are what is scarce here. Where each in turn asked as much as the small one needs by itself, the small one
had its ticket after so much for each of them, and for each worker, which has one under way. It may be so many times
that, as a wait ends what is under way."""


@dataclass
class Used:
    """A Jira whose budgets are used up now and then by others of the site."""

    there: Busy
    figures: Figures = field(default_factory=Figures)

    def __post_init__(self) -> None:
        site = self.there.town.home
        assert isinstance(site, JiraSite)
        self._limits = site.world.limits
        self._limits.bursts, self._limits.per_issue = BURSTS, True
        self._heard = 0
        self._coming = deque((it, dated) for dated in (False, True) for it in WAITS)

    def begins(self) -> None:
        self.there.hears, self.there.is_told = self._sent, self._told

    def _sent(self, exchange: Exchange) -> None:
        now = self.there.town.clock()
        self.figures.sent(exchange, now)
        self._heard += 1
        if self._heard >= SPOILED and self._used_up(exchange, now):
            self._heard = 0

    def _used_up(self, exchange: Exchange, now: datetime) -> bool:
        """False where this exchange is not of a kind that the next wait is about."""
        (reason, seconds), dated = self._coming[0]
        what = {Reason.QUOTA: "", Reason.BURST: _kind(exchange), Reason.ISSUE: _looked_at(exchange)}[reason]
        if what is None:
            return False
        self._coming.rotate(-1)
        self._limits.as_dates = dated
        self._limits.use_up(reason, what, now + timedelta(seconds=seconds))
        return True

    def _told(self, exchange: Exchange) -> None:
        now = self.there.town.clock()
        self.figures.told(exchange, now - timedelta(seconds=LATENCY), now, _covered(exchange))


def _covered(exchange: Exchange) -> Covers:
    """What a refusal is about (docs: rate limiting, RateLimit-Reason)."""
    reason = {name.lower(): value for name, value in exchange.response_headers.items()}.get("ratelimit-reason")
    match reason:
        case Reason.BURST.value:
            kind = _kind(exchange)
            return lambda other: _kind(other) == kind
        case Reason.ISSUE.value:
            issue = _issue_written(exchange)
            return lambda other: _issue_written(other) == issue
        case _:
            return lambda other: True


def _kind(exchange: Exchange) -> str:
    """As the sandbox calls it: `PUT /issue/{issue}`."""
    path = exchange.path.partition("/rest/api/3")[2]
    for pattern, name in _NAMES:
        path = re.sub(pattern, name, path)
    return f"{exchange.method} {path}"


_NAMES = (
    (r"^/issue/(\d+|[A-Z]+-\d+)", "/issue/{issue}"),
    (r"/comment/\d+", "/comment/{comment}"),
    (r"/properties/[^/]+", "/properties/{property}"),
    (r"^/project/(?!search)[^/]+", "/project/{project}"),
    (r"/createmeta/[^/]+/issuetypes/\d+", "/createmeta/{project}/issuetypes/{type}"),
    (r"/createmeta/[^/]+/issuetypes$", "/createmeta/{project}/issuetypes"),
)


def _looked_at(exchange: Exchange) -> str | None:
    """The post-mortem that a look begins with, and ends with writing to."""
    found = re.search(r"/issue/(\d+)/comment$", exchange.path)
    return found[1] if found and exchange.method == "GET" else None


def _issue_written(exchange: Exchange) -> str | None:
    found = re.search(r"/issue/(\d+)(/|$)", exchange.path)
    return found[1] if found and exchange.method != "GET" else None


def crowd(large: int) -> Callable[[Lane], dict[str, Any]]:
    """So many post-mortems of twelve actions are finished at once, and one of a single action after them."""

    def play(lane: Lane) -> dict[str, Any]:
        with busy_town(lane.url, lane.folder, CLOUD) as there:
            jira = Used(there)
            waited = finished_at_once(there, large, jira.begins, jira.figures)
            return told(there, jira.figures, large, waited, alone(lane))

    return play


def alone(lane: Lane) -> int:
    """The requests after which the small one has its ticket where there is nothing else."""
    with busy_town(lane.url, lane.folder / "alone", CLOUD) as there:
        figures = Figures()

        def begins() -> None:
            there.hears = lambda exchange: figures.sent(exchange, there.town.clock())

        finished_at_once(there, 0, begins, figures)
        return figures.requests_before_small


def told(there: Busy, figures: Figures, large: int, waited: timedelta, needs: int) -> dict[str, Any]:
    reasons = {wait.what.partition(" ")[0] for wait in figures.waits}
    wrong = [
        f"only {reasons} were asked for" if reasons != {reason.value for reason in Reason} else "",
        f"the small one came after {figures.requests_before_small} requests, where it needs {needs}"
        if figures.requests_before_small > FAIR * needs * (large + 1 + WORKERS)
        else "",
    ]
    return {
        "wrong": [*wrong_ends(there, figures, large), *filter(None, wrong)],
        "figures": shown(there, figures, waited),
    }


def limits_of_cloud(large: int) -> Cases:
    return lambda lanes: [Case(f"{large} large and a small one", crowd(large), longest=900)]
