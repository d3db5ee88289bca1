"""What most commands begin with: this machine's settings, its Redis, and the runtime of looks."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from redis import Redis

from connectors.tracker import Tracker
from service import wiring
from service.jobs import Runtime, unleased


@dataclass(frozen=True)
class Installed:
    place: wiring.Installation
    redis: "Redis"
    runtime: Runtime

    @cached_property
    def trackers(self) -> Mapping[str, Tracker]:
        """Those that a command asks, which leaves them alone as every process does."""
        return {name: unleased(self.runtime, name) for name in self.runtime.trackers}


@contextmanager
def installed() -> Iterator[Installed]:
    """Raises SettingsError, or what the embedded Valkey has to say."""
    place = wiring.installation(os.environ)
    with wiring.redis_url(place.environment) as url:
        redis = wiring.connect(url)
        redis.ping()
        yield Installed(place, redis, wiring.build_runtime(place, redis))
