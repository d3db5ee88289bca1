"""Writes the same again only so often, when somebody undoes it each time: two bots that answer each other never end.

What counts is what the service itself wrote, by issue and part. News is written at once, whatever came before. Not
here: how fast an account may write (pace.py).
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from redis import Redis

from connectors.tracker import Change, Draft, Issue, ProjectId, Ref, Tracker, TrackerError, Trouble
from service import fence
from service.index import PREFIX
from service.markers import Kind, Signer
from service.record import from_payload

AGAIN = 3
"""So often within a day something is written that was there before; with two texts in turn those are five writes."""
QUIET = timedelta(hours=1)
"""From the last of them until one more try, doubled after each; meanwhile it is parked, where people see it."""
DAY = timedelta(days=1)
MOST = 60
"""The writes of any text to one part of one issue within an hour: far more than people cause."""

_TAKE = """
-- KEYS: written   ARGV: now, what, nonce, '1' where only the text before counts, again, quiet, day, hour, most
-- Times in milliseconds. Answers 1 where it may be written, and then notes it.
local now, again, hour = tonumber(ARGV[1]), tonumber(ARGV[5]), tonumber(ARGV[8])
local seen, before, returns, last, lately = {}, '', 0, 0, 0
for _, entry in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  local at, what = string.match(entry, '^(%d+) (%x+)')
  at = tonumber(at)
  if at <= now - tonumber(ARGV[7]) then
    redis.call('LREM', KEYS[1], 1, entry)
  else
    if what == before or (seen[what] and ARGV[4] ~= '1') then returns, last = returns + 1, at end
    if at > now - hour then lately = lately + 1 end
    seen[what], before = true, what
  end
end
if lately >= tonumber(ARGV[9]) then return 0 end
local returning = ARGV[2] == before or (seen[ARGV[2]] and ARGV[4] ~= '1')
if returning and returns >= again and now < last + tonumber(ARGV[6]) * 2 ^ (returns - again) then return 0 end
redis.call('RPUSH', KEYS[1], ARGV[1] .. ' ' .. ARGV[2] .. ' ' .. ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[7])
return 1
"""


@dataclass(frozen=True)
class Part:
    """One part of an issue that the service writes."""

    key: str
    doing: str
    """What would be done to it, as a sentence begins."""
    drafted: bool = False
    """People write on what it tells of, to and fro: only what is written twice running, over a change of it, counts."""


class Undone(TrackerError):
    """Nothing was written: it would only be undone again."""

    def __init__(self, part: Part) -> None:
        super().__init__(
            f"{part.doing} again and again, because something changes that, or what it rests on, each time: it is "
            "left alone for an hour or more; look for the bot or the rule that does it.",
            Trouble.INVALID,
        )


class Written:
    """What was written lately, by part."""

    def __init__(self, redis: "Redis", now: Callable[[], datetime]) -> None:
        self._redis = redis
        self._now = now
        self._take = redis.register_script(_TAKE)

    @contextmanager
    def kept(self, part: Part, what: str) -> Iterator[None]:
        """Around a write; one that fails does not count. Raises Undone. One command, and one more where it fails."""
        key, digest, nonce = f"{PREFIX}written:{part.key}", _digest(what), secrets.token_hex(4)
        now = round(self._now().timestamp() * 1000)
        spans = [_milliseconds(span) for span in (QUIET, DAY, timedelta(hours=1))]
        if not self._take(keys=[key], args=[now, digest, nonce, int(part.drafted), AGAIN, *spans, MOST]):
            raise Undone(part)
        try:
            yield
        except Exception:
            self._redis.lrem(key, 1, f"{now} {digest} {nonce}")
            raise


class Bounded:
    """A tracker to which nothing is written for ever."""

    def __init__(self, tracker: Tracker, written: Written, signer: Signer) -> None:
        self._tracker = tracker
        self._written = written
        self._signer = signer

    def __getattr__(self, verb: str) -> Any:
        return getattr(self._tracker, verb)

    def create(self, project: ProjectId, draft: Draft) -> Issue:
        part = Part(f"{self._tracker.name}:{project} {draft.mark}", "An issue would be created")
        with self._written.kept(part, ""):
            return self._tracker.create(project, draft)

    def change(self, ref: Ref, change: Change) -> Issue:
        if change.body is not None:
            part, what = Part(f"{ref} text", "The text would be written"), _words(change.body)
        elif change.open is not None:
            part, what = Part(f"{ref} state", "It would be closed or reopened"), str(change.open)
        else:
            return self._tracker.change(ref, change)
        with self._written.kept(part, what):
            return self._tracker.change(ref, change)

    def link_child(self, ref: Ref, child: Issue) -> Any:
        with self._written.kept(_link(ref, child.ref), ""):
            return self._tracker.link_child(ref, child)

    def link_abroad(self, ref: Ref, other: Issue) -> Any:
        with self._written.kept(_link(ref, other.ref), ""):
            return self._tracker.link_abroad(ref, other)

    def comment(self, ref: Ref, body: str) -> Any:
        with self._written.kept(self._comment(ref, body), _words(body)):
            return self._tracker.comment(ref, body)

    def edit_comment(self, ref: Ref, comment: str, body: str) -> Any:
        with self._written.kept(self._comment(ref, body), _words(body)):
            return self._tracker.edit_comment(ref, comment, body)

    def _comment(self, ref: Ref, body: str) -> Part:
        """One that was deleted and is written anew is the same."""
        block = fence.find(body)
        payload = self._signer.read(Kind.STATUS, block.text) if block else None
        drafted = payload is not None and from_payload(payload).finished_at is None
        return Part(f"{ref} {'draft' if drafted else 'comment'}", "The comment would be written", drafted)


def _link(ref: Ref, other: Ref) -> Part:
    return Part(f"{ref} {other}", f"It would be linked to {other}")


def _words(body: str) -> str:
    """What people read of it: beside the service's part stands what they wrote, below it what is hidden."""
    block = fence.find(body)
    return block.text.rpartition("\n\n")[0] if block else body


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _milliseconds(span: timedelta) -> int:
    return round(span / timedelta(milliseconds=1))
