"""A tracker that refused the credentials is left alone for a while, by every process that has the same ones.

Whoever goes on asking is shut out altogether (GitHub: "Failed login limit", Authenticating to the REST API), and people
are told once and not in vain. One process tries again after that, for all. Not here: waits that a tracker asks for, and
what else stands before an exchange (gate.py).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from redis import Redis

from connectors.tracker import Check, Tracker, TrackerError, Trouble
from service.index import PREFIX, text_of

ALONE = timedelta(minutes=5)
TRIAL = timedelta(seconds=30)
"""So long the others wait for whoever tries."""
TRIAL_MILLISECONDS = round(TRIAL / timedelta(milliseconds=1))
REMEMBERED = timedelta(hours=1)

_NO_EXCHANGE = frozenset({"could_mean", "cool"})

REFUSED = """
-- May an account be asked, after what it was told last? Times in seconds, but for `span`.
-- Answers nothing where it may; refused, with the words and until when or '', where another one tries; or trial.
local function refused(last, trial, now, span)
  local words, ends = unpack(redis.call('HMGET', last, 'message', 'until'))
  if not ends then return nil end
  if now < tonumber(ends) then return {'refused', words, ends} end
  if redis.call('SET', trial, 1, 'NX', 'PX', span) then return {'trial'} end
  return {'refused', words, ''}
end
"""

_CHECK = "return refused(KEYS[1], KEYS[2], tonumber(ARGV[1]), ARGV[2])"

T = TypeVar("T")


class Refused(Exception):
    """Nothing was asked: the refusal is fresh, or another process tries.

    No TrackerError before it has left the connector, which would take it for an answer, and try another token.
    """

    def __init__(self, message: str, until: datetime) -> None:
        super().__init__(message)
        self.message = message
        self.until = until


class Trial(Exception):
    """Nothing was asked yet: it is on whoever asks to try, and with nothing that was fetched before."""


@dataclass(frozen=True)
class Refusals:
    """What one account was told last, where all processes see it."""

    redis: "Redis"
    account: str
    """Tells its credentials from others, and is no secret: new ones are tried at once."""

    @property
    def keys(self) -> tuple[str, str]:
        """What was told last, and who tries."""
        return f"{PREFIX}refused:{self.account}", f"{PREFIX}refused:{self.account}:trial"

    def note(self, message: str, until: datetime) -> None:
        last, trial = self.keys
        pipe = self.redis.pipeline()
        pipe.hset(last, mapping={"message": message, "until": until.timestamp()})
        pipe.expire(last, REMEMBERED)
        pipe.delete(trial)
        pipe.execute()

    def forget(self) -> None:
        self.redis.delete(*self.keys)

    def check(self, now: datetime) -> None:
        """Raises Refused while nobody may ask, and Trial. One round trip."""
        told = self.redis.eval(f"{REFUSED}\n{_CHECK}", 2, *self.keys, str(now.timestamp()), TRIAL_MILLISECONDS)
        stop(told, now)


def stop(told: list[Any] | None, now: datetime) -> None:
    """Raises what REFUSED answered: Refused, Trial, or nothing."""
    match [text_of(word) for word in told or ()]:
        case ["refused", words, until]:
            ends = datetime.fromtimestamp(float(until), UTC) if until else now + TRIAL
            raise Refused(words, ends)
        case ["trial"]:
            raise Trial


class Patient:
    """A tracker that is not asked while its refusal is fresh.

    Whoever guards it asks `Refusals` together with what else there is to ask; it does so itself for everybody else.
    """

    def __init__(self, tracker: Tracker, refusals: Refusals, now: Callable[[], datetime]) -> None:
        self._tracker = tracker
        self._refusals = refusals
        self._now = now
        self._is_guarded = False

    @contextmanager
    def guarded(self, check: Check) -> Iterator[None]:
        """Within, `check` raises Refused and Trial."""
        before, self._is_guarded = self._is_guarded, True
        try:
            with self._tracker.guarded(check):
                yield
        finally:
            self._is_guarded = before

    def __getattr__(self, verb: str) -> Any:
        found = getattr(self._tracker, verb)
        if verb in _NO_EXCHANGE or not callable(found):
            return found

        def patient(*args: Any, **kwargs: Any) -> Any:
            try:
                return self._noting(lambda: self._checked(lambda: found(*args, **kwargs)))
            except Trial:
                self._tracker.cool()  # one try, not one with a dead token and one for another
                answer = self._noting(lambda: found(*args, **kwargs))
                self._refusals.forget()
                return answer

        return patient

    def _checked(self, ask: Callable[[], T]) -> T:
        if not self._is_guarded:
            self._refusals.check(self._now())
        return ask()

    def _noting(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except Refused as refused:
            raise TrackerError(refused.message, Trouble.UNAUTHORIZED, retry_at=refused.until) from refused
        except TrackerError as error:
            if error.trouble is not Trouble.UNAUTHORIZED:
                raise
            until = self._now() + ALONE
            self._refusals.note(error.message, until)
            raise TrackerError(error.message, error.trouble, retry_at=until) from error
