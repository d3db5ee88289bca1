"""GitHub's limits, as GitHub enforces them: many large post-mortems and a small one are finished within one account."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from itertools import cycle
from typing import Any

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.recording import Exchange
from service.pace import SHORT
from tests.resilience.bar import Cases
from tests.resilience.lanes import Case, Lane
from tests.resilience.limits_figures import Figures
from tests.resilience.limits_town import LATENCY, Busy, busy_town
from tests.resilience.scene import TITLES, document
from tests.stories.documents import TABLE
from tests.stories.github_site import GitHubSite
from tests.stories.pairing import GITHUB

PATIENCE = timedelta(minutes=2)
"""Within which a small post-mortem is done that comes last."""
SMALL = TABLE[: TABLE.index("| A2 ")]
"""One action."""
SMALL_TITLE = "Alert when the pool is used above 80 %"
PAUSE = timedelta(seconds=1)
MOMENT = timedelta(milliseconds=50)
"""Between two clicks: people have budgets, too."""
SPOILED = 250
"""Every so many requests GitHub asks for a wait where it does so for reasons of its own."""
WAITS = (3, 30, 75)
"""Of so many seconds, told as such and as a date by turns."""


@dataclass
class Limited:
    """A GitHub that counts what is created, and asks for waits besides where it `spoils`."""

    there: Busy
    spoils: bool
    figures: Figures = field(default_factory=Figures)

    def __post_init__(self) -> None:
        site = self.there.town.home
        assert isinstance(site, GitHubSite)
        site.world.limits.content_limits = True
        site.world.limits.per_hour = 1_000_000
        self._faults, self._heard = site.faults, 0
        self._waits = cycle((seconds, dated) for seconds in WAITS for dated in (False, True))

    def begins(self) -> None:
        self.there.hears, self.there.is_told = self._sent, self._told

    def _sent(self, exchange: Exchange) -> None:
        now = self.there.town.clock()
        self.figures.sent(exchange, now)
        self._heard += 1
        if self.spoils and self._heard % SPOILED == 0:
            seconds, dated = next(self._waits)
            moment = (now + timedelta(seconds=seconds)).replace(microsecond=0)
            told = {"Retry-After": format_datetime(moment, usegmt=True) if dated else str(seconds)}
            self._faults.add(Fault(FaultKind.STATUS_BEFORE, status=403 if dated else 429, headers=told))

    def _told(self, exchange: Exchange) -> None:
        now = self.there.town.clock()
        self.figures.told(exchange, now - timedelta(seconds=LATENCY), now, lambda other: True)


def crowd(large: int, *, spoils: bool) -> Callable[[Lane], dict[str, Any]]:
    """So many post-mortems of twelve actions are finished at once, and one of a single action after them."""

    def play(lane: Lane) -> dict[str, Any]:
        with busy_town(lane.url, lane.folder, GITHUB, PAUSE) as there:
            github = Limited(there, spoils)
            waited = finished_at_once(there, large, github.begins, github.figures)
            return told(there, github.figures, large, waited, spoils)

    return play


def finished_at_once(there: Busy, large: int, begins: Callable[[], None], figures: Figures) -> timedelta:
    """How long it took until the small one, which comes last, had its ticket."""
    alice, town = there.alice, there.town
    opened = [alice.opens(there.incidents, f"Outage {n}", document(), ("postmortem",)) for n in range(1, large + 1)]
    small = alice.opens(there.incidents, "A small one", SMALL, ("postmortem",))
    there.works(timedelta(hours=2))
    town.passes(timedelta(hours=2))
    began, waited = town.clock(), timedelta.max
    for number in (*opened, small):
        town.passes(MOMENT)
        alice.tags(there.incidents, number, "postmortem:finished")

    def watches() -> None:
        nonlocal waited
        if waited == timedelta.max and SMALL_TITLE in there.titles():
            waited = town.clock() - began
            figures.before_small, figures.requests_before_small = len(figures.creates) - 1, len(figures.requests)

    begins()
    there.works(timedelta(hours=8), watches)
    return waited


def wrong_ends(there: Busy, figures: Figures, large: int) -> list[str]:
    """What must hold at any tracker."""
    titles: Counter[str] = there.titles()
    wanted = dict.fromkeys(TITLES, large) | {SMALL_TITLE: 1}
    odd = {title: titles[title] for title in wanted if titles[title] != wanted[title]}
    left = there.town.runtime.hints.wanted()
    wrong = [
        f"not as often as there are actions: {odd}" if odd else "",
        f"{len(figures.creates)} creates" if len(figures.creates) != 12 * large + 1 else "",
        f"{len(figures.early)} requests inside a wait, as {figures.early[0]}" if figures.early else "",
        f"a worker slept for {max(there.slept):.0f} s" if max(there.slept, default=0) > SHORT.total_seconds() else "",
        f"{len(left)} looks were never served" if left else "",
        *figures.late()[:3],
    ]
    return [text for text in wrong if text]


def told(there: Busy, figures: Figures, large: int, waited: timedelta, spoils: bool) -> dict[str, Any]:
    minute, hour = (figures.most_within(figures.creates, span) for span in (timedelta(minutes=1), timedelta(hours=1)))
    wrong = [
        f"{minute} creates in a minute and {hour} in an hour" if minute > 80 or hour > 500 else "",
        f"two writes within {figures.closest_writes()}" if figures.closest_writes() < PAUSE else "",
        f"{len(figures.waits)} waits were asked for" if bool(figures.waits) is not spoils else "",
        f"the small one took {waited}" if not spoils and waited > PATIENCE else "",
        f"the small one came after {figures.before_small} tickets" if figures.before_small > 6 * large else "",
    ]
    return {
        "wrong": [*wrong_ends(there, figures, large), *filter(None, wrong)],
        "figures": shown(there, figures, waited),
    }


def shown(there: Busy, figures: Figures, waited: timedelta) -> str:
    span = (figures.creates[-1] - figures.creates[0]).total_seconds() if figures.creates else 0
    looks = sum(there.jobs.values())
    return (
        f"{len(figures.creates)} creates in {span / 60:.0f} min, {len(figures.requests)} requests, {looks} jobs, "
        f"{len(figures.waits)} waits; small one after {waited.total_seconds():.0f} s, {figures.before_small} tickets "
        f"and {figures.requests_before_small} requests"
    )


def crowds(large: int) -> Cases:
    return lambda lanes: [Case(f"{large} large and a small one", crowd(large, spoils=False), longest=900)]


def limits(large: int) -> Cases:
    return lambda lanes: [
        *crowds(large)(lanes),
        Case("eight large and a small one, and waits besides", crowd(8, spoils=True), longest=900),
    ]
