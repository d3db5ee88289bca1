"""What most commands begin with: this machine's settings, its Redis, and the runtime of looks."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from redis import Redis

from service import wiring
from service.jobs import Runtime


@dataclass(frozen=True)
class Installed:
    place: wiring.Installation
    redis: "Redis"
    runtime: Runtime


@contextmanager
def installed() -> Iterator[Installed]:
    """Raises SettingsError, or what the embedded Valkey has to say."""
    place = wiring.installation(os.environ)
    with wiring.redis_url(place.environment) as url:
        redis = wiring.connect(url)
        redis.ping()
        yield Installed(place, redis, wiring.build_runtime(place, redis))
