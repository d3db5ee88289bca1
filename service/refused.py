"""A tracker that refused the credentials is left alone for a while, by every process that has the same ones.

Whoever goes on asking is shut out altogether (GitHub: "Failed login limit", Authenticating to the REST API), and people
are told once and not in vain. One process tries again after that, for all. Not here: waits that a tracker asks for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from redis import Redis

from connectors.tracker import Tracker, TrackerError, Trouble
from service.index import PREFIX, text_of

ALONE = timedelta(minutes=5)
TRIAL = timedelta(seconds=30)
"""So long the others wait for whoever tries."""
REMEMBERED = timedelta(hours=1)

_NO_EXCHANGE = frozenset({"guarded", "could_mean", "cool"})


@dataclass(frozen=True)
class Refusals:
    """What one account was told last, where all processes see it."""

    redis: "Redis"
    account: str
    """Tells its credentials from others, and is no secret: new ones are tried at once."""

    @property
    def _key(self) -> str:
        return f"{PREFIX}refused:{self.account}"

    def note(self, message: str, until: datetime) -> None:
        pipe = self.redis.pipeline()
        pipe.hset(self._key, mapping={"message": message, "until": until.timestamp()})
        pipe.expire(self._key, REMEMBERED)
        pipe.delete(f"{self._key}:trial")
        pipe.execute()

    def forget(self) -> None:
        self.redis.delete(self._key, f"{self._key}:trial")

    def check(self, now: datetime) -> bool:
        """Whether this is the trial after a refusal. Raises TrackerError while nobody may ask."""
        found = {text_of(key): text_of(value) for key, value in self.redis.hgetall(self._key).items()}
        if not found:
            return False
        until = datetime.fromtimestamp(float(found["until"]), UTC)
        if now >= until:
            if self.redis.set(f"{self._key}:trial", 1, nx=True, ex=TRIAL):
                return True
            until = now + TRIAL
        raise TrackerError(found["message"], Trouble.UNAUTHORIZED, retry_at=until)


class Patient:
    """A tracker that is not asked while its refusal is fresh."""

    def __init__(self, tracker: Tracker, refusals: Refusals, now: Callable[[], datetime]) -> None:
        self._tracker = tracker
        self._refusals = refusals
        self._now = now

    def __getattr__(self, verb: str) -> Any:
        found = getattr(self._tracker, verb)
        if verb in _NO_EXCHANGE or not callable(found):
            return found

        def patient(*args: Any, **kwargs: Any) -> Any:
            trial = self._refusals.check(self._now())
            if trial:
                self._tracker.cool()  # one try, not one with a dead token and one for another
            try:
                answer = found(*args, **kwargs)
            except TrackerError as error:
                if error.trouble is Trouble.UNAUTHORIZED:
                    until = self._now() + ALONE
                    self._refusals.note(error.message, until)
                    raise TrackerError(error.message, error.trouble, retry_at=until) from error
                raise
            if trial:
                self._refusals.forget()
            return answer

        return patient
