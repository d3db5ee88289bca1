"""What went over the wire while a tracker had limits, in virtual time, and what is wrong with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise

from connectors.sandbox.recording import Exchange
from tests.resilience.fates import is_write

SOON = timedelta(seconds=15)
"""Within which work goes on once a wait is over: a tick of the clock, and some seconds for what is before it."""

REAL = timedelta(seconds=0.5)
"""By so much Redis may be ahead of the virtual clock, for it counts the seconds of the wall between."""

Covers = Callable[[Exchange], bool]


@dataclass
class Wait:
    """What a tracker asked for: nothing that it `covers` before `until`."""

    told: datetime
    """When the service knew."""
    until: datetime
    covers: Covers
    what: str


@dataclass
class Figures:
    creates: list[datetime] = field(default_factory=list)
    writes: list[datetime] = field(default_factory=list)
    requests: list[datetime] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    early: list[str] = field(default_factory=list)
    """Requests inside a wait that the service knew of."""
    before_small: int = 0
    """Tickets that were there before that of the small post-mortem."""
    requests_before_small: int = 0

    def sent(self, exchange: Exchange, now: datetime) -> None:
        self.requests.append(now)
        if is_write(exchange.method, exchange.path):
            self.writes.append(now)
        if exchange.method == "POST" and exchange.status == 201 and re.search(r"/(issues|issue)$", exchange.path):
            self.creates.append(now)
        for wait in self.waits:
            if wait.told <= now < wait.until - REAL and wait.covers(exchange):
                self.early.append(
                    f"{exchange.method} {exchange.path} {(wait.until - now)} before the end of {wait.what}"
                )
                return

    def told(self, exchange: Exchange, sent: datetime, now: datetime, covers: Covers) -> None:
        """An answer has arrived, of a request that was sent then."""
        headers = {name.lower(): value for name, value in exchange.response_headers.items()}
        after = headers.get("retry-after")
        if exchange.status not in (403, 429) or after is None:
            return
        until = sent + timedelta(seconds=int(after)) if after.isdecimal() else _moment(after)
        what = f"{headers.get('ratelimit-reason', 'a wait')} ({after})"
        self.waits.append(Wait(now, until, covers, what))

    def most_within(self, moments: list[datetime], span: timedelta) -> int:
        first, most = 0, 0
        for last, moment in enumerate(moments):
            while moment - moments[first] >= span:
                first += 1
            most = max(most, last - first + 1)
        return most

    def closest_writes(self) -> timedelta:
        return min((later - earlier for earlier, later in pairwise(self.writes)), default=timedelta.max)

    def late(self) -> list[str]:
        """Waits after whose end nothing at all was asked for a while, though no other wait was in the way."""
        found = []
        for wait in self.waits:
            end = self._clear(wait.until)
            after = next((at for at in self.requests if at >= end), None)
            if after is not None and after - end > SOON:
                found.append(f"nothing for {after - end} after {wait.what}")
        return found

    def _clear(self, end: datetime) -> datetime:
        """When the waits are over that follow one another without a gap."""
        for other in self.waits:
            if other.told <= end + SOON:
                end = max(end, other.until)
        return end


def _moment(text: str) -> datetime:
    return parsedate_to_datetime(text).astimezone(UTC)
