"""From the checked parts of a config file to Settings: follows every reference and builds the values.

Not here: whether a single value is well formed (checking.py), and anything that needs the network (the doctor).
"""

from dataclasses import replace
from urllib.parse import urlsplit

from service.settings import model, parsing
from service.settings.merging import Merged, check_mapping, check_names, check_order, mapping
from service.settings.people import cast_of
from service.settings.profiles import profiles_of
from service.settings.source import Source
from service.settings.values import AppAuth, ClockSettings, Settings, TokenAuth, TrackerSettings


def built(config: model.Config, source: Source) -> Settings:
    """Settings from what is usable. What is not, and the warnings, are in the source."""
    cast = cast_of(config, source)
    profiles = profiles_of(config, source)
    trackers = [_tracker(name, entry, source) for name, entry in (config.trackers or {}).items()]
    merged = [Merged(position, source) for position in range(len(config.mappings or ()))]
    for entry in merged:
        check_mapping(entry, cast, profiles)
    check_names(merged)
    check_order(merged)
    return Settings(
        trackers={tracker.name: tracker for tracker in trackers if tracker},
        mappings=tuple(usable for entry in merged if (usable := mapping(entry, cast, profiles))),
        clock=_clock(config.clock or model.Clock()),
        people=cast.people,
        teams=cast.teams,
    )


def _tracker(name: str, entry: model.Tracker, source: Source) -> TrackerSettings | None:
    auth = _auth(name, entry, source)
    if entry.kind is None or entry.url is None or auth is None:
        return None
    tracker = TrackerSettings(name, entry.kind, entry.url, auth, tuple(entry.webhook_secret or ()))
    if entry.write_pause is None:
        return tracker
    if entry.write_pause < tracker.write_pause and not parsing.is_loopback(urlsplit(entry.url).hostname or ""):
        message = "is shorter than the second between writes that GitHub asks for, so it may refuse some"
        source.warn(("trackers", name, "write_pause"), message)
    return replace(tracker, write_pause=entry.write_pause)


def _auth(name: str, entry: model.Tracker, source: Source) -> TokenAuth | AppAuth | None:
    written = {key for key in ("token", "app") if ("trackers", name, key) in source.lines}
    if len(written) != 1:
        number = "both" if written else "neither"
        source.refuse(("trackers", name), f"has {number} of `token` and `app`", "write exactly one of them")
        return None
    if entry.token:
        return TokenAuth(entry.token)
    if entry.app and entry.app.id and entry.app.private_key:
        return AppAuth(entry.app.id, entry.app.private_key)
    return None


def _clock(entry: model.Clock) -> ClockSettings:
    return replace(ClockSettings(), **entry.model_dump(exclude_none=True))
