"""The Redis projection: who belongs to whom, what the dashboard shows, what is due, and what spares exchanges.

Everything here can be made again from the trackers (`followthrough rebuild`). Queue and leases are hints.py's.
"""

import json
import math
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from redis import Redis

from connectors.tracker import Permission, Project, ProjectId, Ref, Visibility
from service.entry import Entry
from service.observed import Claim

PREFIX = "ft:"
ASSIGNABLE_SECONDS = 24 * 3600
"""How long it is believed that somebody can be assigned; only a yes is remembered."""
TOUCHED_SECONDS = 300
"""How long a listing may show an issue as it was before; GitHub's was seen to trail by half a minute."""
PROJECT_SECONDS = 24 * 3600
"""How long a project's visibility serves for display; before anything is created it is read anew."""

_SAVE = """
-- KEYS: entries, fences, belongs, next   ARGV: ref, fence, entry, next look or '', issues that belong to it ...
local newest = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0')
if tonumber(ARGV[2]) < newest then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
if ARGV[4] == '' then redis.call('ZREM', KEYS[4], ARGV[1]) else redis.call('ZADD', KEYS[4], ARGV[4], ARGV[1]) end
for i = 5, #ARGV do redis.call('HSET', KEYS[3], ARGV[i], ARGV[1]) end
return 1
"""

_CLAIM = """
-- KEYS: swept, again   ARGV: project, now, the latest earlier time that leaves it due
local again = redis.call('HGET', KEYS[2], ARGV[1])
if again then
  if tonumber(again) > tonumber(ARGV[2]) then return 0 end
  redis.call('HDEL', KEYS[2], ARGV[1])
else
  local last = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '-inf')
  if last > tonumber(ARGV[3]) then return 0 end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
"""

_HOLD = """
-- KEYS: hold   ARGV: milliseconds
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], 1, 'PX', ARGV[1]) end
"""


@dataclass(frozen=True)
class Watermark:
    """How far the changes of one project have been read."""

    since: datetime
    etag: str | None = None
    seen: tuple[tuple[int, str], ...] = ()
    """Number and change time of the issues of the overlap, so that the same change is not looked at twice."""


@dataclass(frozen=True)
class Parked:
    """A look that cannot go on by itself."""

    ref: str
    message: str
    since: str
    attempts: int


class Index:
    """Give it a connection without `decode_responses`."""

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis
        self._save = redis.register_script(_SAVE)
        self._claim = redis.register_script(_CLAIM)
        self._hold = redis.register_script(_HOLD)

    # -- post-mortems

    def save(self, entry: Entry, next_look: datetime | None, fence: int) -> bool:
        """Keeps an entry, unless one with a later fencing number is there."""
        keys = [_key("entries"), _key("fences"), _key("belongs"), _key("next")]
        score = str(next_look.timestamp()) if next_look else ""
        # Itself, too: not every delivery about it tells its labels.
        belonging = (entry.ref, *entry.belongs)
        return bool(self._save(keys=keys, args=[entry.ref, fence, entry.dumps(), score, *belonging]))

    def forget(self, ref: Ref) -> None:
        pipe = self._redis.pipeline()
        pipe.hdel(_key("entries"), str(ref))
        pipe.hdel(_key("belongs"), str(ref))
        pipe.zrem(_key("next"), str(ref))
        pipe.delete(_key(f"suspects:{ref}"))
        pipe.execute()

    def entry(self, ref: Ref) -> Entry | None:
        found = self._redis.hget(_key("entries"), str(ref))
        return Entry.loads(found) if found else None

    def entries(self) -> list[Entry]:
        """Those that can be read; what another version wrote comes back with its next look, or with a rebuild."""
        texts = self._redis.hgetall(_key("entries")).values()
        readable = (entry for text in texts if (entry := _readable(text)))
        return sorted(readable, key=lambda entry: entry.ref)

    def belongs(self, ref: Ref) -> Ref:
        """The post-mortem that an issue hangs on; the issue itself where none is known."""
        found = self._redis.hget(_key("belongs"), str(ref))
        return parse_ref(text_of(found)) if found else ref

    def adopt(self, ref: Ref, post_mortem: Ref) -> None:
        self._redis.hset(_key("belongs"), str(ref), str(post_mortem))

    def due(self, now: datetime) -> list[Ref]:
        """The post-mortems that want a look although nothing hinted at them."""
        return [parse_ref(text_of(ref)) for ref in self._redis.zrangebyscore(_key("next"), "-inf", now.timestamp())]

    def postpone(self, ref: Ref, until: datetime) -> None:
        self._redis.zadd(_key("next"), {str(ref): until.timestamp()})

    def clear(self) -> None:
        """Forgets what a rebuild makes again; queue, leases and intents stay."""
        names = ("entries", "fences", "belongs", "next", "names", "watermarks", "swept", "sweep_again")
        self._redis.delete(*(_key(name) for name in names))

    def suspects(self, post_mortem: Ref) -> frozenset[Ref]:
        """Issues that say that they hang on a post-mortem, and that nobody has looked into yet."""
        found = self._redis.smembers(_key(f"suspects:{post_mortem}"))
        return frozenset(parse_ref(text_of(ref)) for ref in found)

    def suspect(self, post_mortem: Ref, refs: Iterable[Ref]) -> None:
        if told := [str(ref) for ref in refs]:
            self._redis.sadd(_key(f"suspects:{post_mortem}"), *told)

    def acquit(self, post_mortem: Ref, refs: Iterable[Ref]) -> None:
        if told := [str(ref) for ref in refs]:
            self._redis.srem(_key(f"suspects:{post_mortem}"), *told)

    # -- projects

    def names(self, tracker: str) -> "ProjectNames":
        return ProjectNames(self._redis, tracker)

    def project(self, tracker: str, name: str) -> Project | None:
        """By id or by name."""
        return self.projects(tracker, [name])[0]

    def projects(self, tracker: str, names: Sequence[str]) -> list[Project | None]:
        """Each by its id or its name; at least one. One round trip."""
        found = self._redis.mget([_key(f"project:{tracker}:{name.lower()}") for name in names])
        return [_project(json.loads(text)) if text else None for text in found]

    def keep_project(self, tracker: str, project: Project) -> None:
        text = json.dumps(asdict(project))
        pipe = self._redis.pipeline()
        for name in (project.id, project.name):
            pipe.set(_key(f"project:{tracker}:{name.lower()}"), text, ex=PROJECT_SECONDS)
        pipe.execute()

    def forget_project(self, tracker: str, name: str) -> Project | None:
        """What was known of a project that changed itself; the next look reads it anew."""
        known = self.project(tracker, name)
        names = {name.lower(), *([known.id, known.name.lower()] if known else [])}
        self._redis.delete(*(_key(f"project:{tracker}:{each}") for each in names))
        return known

    def is_assignable(self, tracker: str, project: ProjectId, login: str) -> bool:
        return bool(self._redis.exists(_key(f"assignable:{tracker}:{project}:{login.lower()}")))

    def keep_assignable(self, tracker: str, project: ProjectId, login: str) -> None:
        self._redis.set(_key(f"assignable:{tracker}:{project}:{login.lower()}"), 1, ex=ASSIGNABLE_SECONDS)

    # -- what changed a moment ago

    def touch(self, ref: Ref) -> None:
        """It was written just now. Whatever a hint is about is noted by the hint itself (hints.py)."""
        self._redis.set(touched_key(ref), 1, ex=TOUCHED_SECONDS)

    def touched(self, refs: Iterable[Ref]) -> frozenset[Ref]:
        """Those that changed, as far as anybody told, so lately that a listing might not show it."""
        wanted = list(dict.fromkeys(refs))
        pipe = self._redis.pipeline(transaction=False)
        for ref in wanted:
            pipe.exists(touched_key(ref))
        return frozenset(ref for ref, found in zip(wanted, pipe.execute(), strict=True) if found)

    # -- intents (creation.Journal)

    def intend(self, post_mortem: Ref, claim: Claim, until: datetime) -> datetime | None:
        key, field = _key(f"intents:{post_mortem}"), f"{claim.kind}:{claim.key}"
        if self._redis.hsetnx(key, field, until.isoformat()):
            return None
        found = self._redis.hget(key, field)
        return datetime.fromisoformat(text_of(found)) if found else None

    def prolong(self, post_mortem: Ref, claim: Claim, until: datetime) -> None:
        self._redis.hset(_key(f"intents:{post_mortem}"), f"{claim.kind}:{claim.key}", until.isoformat())

    def settle(self, post_mortem: Ref, claim: Claim) -> None:
        self._redis.hdel(_key(f"intents:{post_mortem}"), f"{claim.kind}:{claim.key}")

    # -- sweeps

    def watermark(self, tracker: str, project: str) -> Watermark | None:
        found = self._redis.hget(_key("watermarks"), f"{tracker}:{project.lower()}")
        if not found:
            return None
        data = json.loads(found)
        since = datetime.fromisoformat(data["since"])
        return Watermark(since, data["etag"], tuple((number, at) for number, at in data["seen"]))

    def keep_watermark(self, tracker: str, project: str, mark: Watermark) -> None:
        text = json.dumps({"since": mark.since.isoformat(), "etag": mark.etag, "seen": mark.seen})
        self._redis.hset(_key("watermarks"), f"{tracker}:{project.lower()}", text)

    def note_sweep(self, tracker: str, at: datetime, trouble: str = "", *, project: str = "") -> None:
        """`trouble` is why the sweep of this project did not go through, as a sentence."""
        field = f"{tracker}:{project.lower()}"
        pipe = self._redis.pipeline()
        pipe.hset(_key("sweep_troubles"), field, trouble)
        if not trouble:
            pipe.hset(_key("sweeps_ok"), field, at.isoformat())
        pipe.execute()

    def sweeps(self) -> dict[str, dict[str, str]]:
        """By tracker: since when all of its projects were swept well (`ok_at`, maybe empty), and what troubles one."""
        troubles = self._redis.hgetall(_key("sweep_troubles"))
        good = self._redis.hgetall(_key("sweeps_ok"))
        found: dict[str, dict[str, str]] = {}
        for field, trouble in sorted(troubles.items()):
            tracker = text_of(field).partition(":")[0]
            ok_at = text_of(good.get(field, b""))
            before = found.get(tracker, {"ok_at": ok_at, "trouble": ""})
            found[tracker] = {
                "ok_at": min(before["ok_at"], ok_at),
                "trouble": before["trouble"] or text_of(trouble),
            }
        return found

    def forget_other_sweeps(self, projects: Iterable[tuple[str, str]]) -> None:
        """Drops what is noted of projects that no mapping names any more."""
        kept = {f"{tracker}:{project.lower()}" for tracker, project in projects}
        for name in ("sweep_troubles", "sweeps_ok"):
            others = [field for field in self._redis.hkeys(_key(name)) if text_of(field) not in kept]
            if others:
                self._redis.hdel(_key(name), *others)

    def claim_sweep(self, tracker: str, project: str, now: datetime, every: timedelta) -> bool:
        """True for the one caller that may sweep a project now, however many clocks there are."""
        field, least = f"{tracker}:{project.lower()}", (now - every).timestamp()
        return bool(self._claim(keys=[_key("swept"), _key("sweep_again")], args=[field, now.timestamp(), least]))

    def sweep_again(self, tracker: str, project: str, at: datetime) -> None:
        """The next sweep is due then, and not before."""
        self._redis.hset(_key("sweep_again"), f"{tracker}:{project.lower()}", at.timestamp())

    # -- deliveries that are asked for again

    def claim_redelivery(self, tracker: str, now: datetime, every: timedelta) -> bool:
        """True for the one caller that may ask a tracker now."""
        least = (now - every).timestamp()
        keys = [_key("redelivery_claims"), _key("redelivery_again")]
        return bool(self._claim(keys=keys, args=[tracker, now.timestamp(), least]))

    def redelivery_again(self, tracker: str, at: datetime) -> None:
        """The next question is due then, and not before."""
        self._redis.hset(_key("redelivery_again"), tracker, at.timestamp())

    def note_redelivery(self, tracker: str, at: datetime) -> None:
        self._redis.hset(_key("redelivered"), tracker, at.timestamp())

    def redelivered(self, tracker: str) -> datetime | None:
        """When a tracker was last asked for what it could not deliver; None when never."""
        found = self._redis.hget(_key("redelivered"), tracker)
        return datetime.fromtimestamp(float(found), UTC) if found else None

    # -- waits that a tracker asked for

    def hold(self, place: str, until: datetime, now: datetime) -> None:
        """Nobody asks this place anything before `until`: an account, or a part of it that waits.py names.

        A longer wait that another answer asked for stays.
        """
        milliseconds = math.ceil((until - now).total_seconds() * 1000)
        if milliseconds > 0:
            self._hold(keys=[_key(f"hold:{place}")], args=[milliseconds])

    def release(self, place: str) -> None:
        """Ends such a wait."""
        self._redis.delete(_key(f"hold:{place}"))

    def held(self, *places: str) -> float:
        """Seconds that are left of the longest such wait; 0 where there is none. One round trip."""
        pipe = self._redis.pipeline(transaction=False)
        for place in places:
            pipe.pttl(_key(f"hold:{place}"))
        return max(0, *(int(left) for left in pipe.execute())) / 1000

    # -- health

    def beat(self, name: str, at: datetime) -> None:
        """A process is alive: `clock` or `worker`."""
        self._redis.hset(_key("beats"), name, at.timestamp())

    def beats(self) -> dict[str, datetime]:
        found = self._redis.hgetall(_key("beats")).items()
        return {text_of(name): datetime.fromtimestamp(float(at), UTC) for name, at in found}

    def park(self, ref: Ref, message: str, at: datetime, *, anew: bool = True) -> Parked:
        """What was said of it before stays unless it is said `anew`."""
        before = self._parked_one(ref)
        since, attempts = (before.since, before.attempts + 1) if before else (at.isoformat(), 1)
        parked = Parked(str(ref), message if anew or before is None else before.message, since, attempts)
        self._redis.hset(_key("parked"), str(ref), json.dumps(asdict(parked)))
        return parked

    def unpark(self, *refs: Ref) -> None:
        """One at least."""
        self._redis.hdel(_key("parked"), *map(str, refs))

    def parked(self) -> list[Parked]:
        found = self._redis.hgetall(_key("parked")).values()
        return sorted((Parked(**json.loads(text)) for text in found), key=lambda parked: parked.ref)

    def claim_telling(self, ref: Ref, every: timedelta) -> bool:
        """True where nobody told its team within that span that it is parked."""
        return bool(self._redis.set(_key(f"told:{ref}"), 1, nx=True, ex=every))

    def give_up_telling(self, ref: Ref) -> None:
        """Nothing was told: the next one may."""
        self._redis.delete(_key(f"told:{ref}"))

    def count(self, name: str, by: int = 1) -> None:
        self._redis.hincrby(_key("counters"), name, by)

    def counters(self) -> dict[str, int]:
        return {text_of(name): int(number) for name, number in self._redis.hgetall(_key("counters")).items()}

    def _parked_one(self, ref: Ref) -> Parked | None:
        found = self._redis.hget(_key("parked"), str(ref))
        return Parked(**json.loads(found)) if found else None


class ProjectNames(MutableMapping[ProjectId, str]):
    """What each project id is called now, shared by all processes; read once, then kept in memory."""

    def __init__(self, redis: "Redis", tracker: str) -> None:
        self._redis = redis
        self._key = _key(f"names:{tracker}")
        self._names: dict[ProjectId, str] | None = None

    def __getitem__(self, project: ProjectId) -> str:
        known = self._known()
        if project not in known and (found := self._redis.hget(self._key, project)):
            known[project] = text_of(found)
        return known[project]

    def __setitem__(self, project: ProjectId, name: str) -> None:
        self._known()[project] = name
        self._redis.hset(self._key, project, name)

    def __delitem__(self, project: ProjectId) -> None:
        del self._known()[project]
        self._redis.hdel(self._key, project)

    def __iter__(self) -> Iterator[ProjectId]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())

    def _known(self) -> dict[ProjectId, str]:
        if self._names is None:
            found = self._redis.hgetall(self._key).items()
            self._names = {ProjectId(text_of(project)): text_of(name) for project, name in found}
        return self._names


def touched_key(ref: Ref) -> str:
    return _key(f"touched:{ref}")


def parse_ref(text: str) -> Ref:
    """The Ref of `github:1296269#42`, as the index and the queue write it."""
    tracker, _, rest = text.partition(":")
    project, _, number = rest.rpartition("#")
    return Ref(tracker, ProjectId(project), int(number))


def _readable(text: str | bytes) -> Entry | None:
    try:
        return Entry.loads(text)
    except (TypeError, KeyError, ValueError):
        return None


def text_of(reply: Any) -> str:
    """A reply of Redis as text, whichever of its two shapes redis-py declares."""
    return reply.decode() if isinstance(reply, bytes) else str(reply)


def _key(name: str) -> str:
    return f"{PREFIX}{name}"


def _project(data: dict[str, Any]) -> Project:
    data["visibility"] = Visibility(data["visibility"])
    data["permission"] = Permission(data["permission"])
    return Project(**data)
