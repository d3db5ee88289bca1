"""From the checked parts of a config file to Settings: follows every reference and builds the values.

Not here: whether a single value is well formed (checking.py), and anything that needs the network (the doctor).
"""

from dataclasses import replace

from service.mappings import Home, TrackerKind
from service.settings import model
from service.settings.merged import Merged
from service.settings.merging import check_mapping, check_names, check_order, mapping
from service.settings.people import Cast, cast_of
from service.settings.profiles import profiles_of
from service.settings.source import Source
from service.settings.trackers import tracker_of
from service.settings.values import ClockSettings, Settings


def built(config: model.Config, source: Source) -> Settings:
    """Settings from what is usable. What is not, and the warnings, are in the source."""
    homes = {name: Home(name, TrackerKind(entry.kind)) for name, entry in (config.trackers or {}).items()}
    cast = cast_of(config, homes, source)
    profiles = profiles_of(config, source)
    trackers = [tracker_of(name, entry, source) for name, entry in (config.trackers or {}).items()]
    merged = [Merged(position, source, homes) for position in range(len(config.mappings or ()))]
    for entry in merged:
        check_mapping(entry, cast, profiles)
    check_names(merged)
    check_order(merged)
    _check_leads(config, cast, merged, source)
    return Settings(
        trackers={tracker.name: tracker for tracker in trackers if tracker},
        mappings=tuple(usable for entry in merged if (usable := mapping(entry, cast, profiles))),
        clock=_clock(config.clock or model.Clock()),
        people=cast.people,
        teams=cast.teams,
    )


def _check_leads(config: model.Config, cast: Cast, merged: list[Merged], source: Source) -> None:
    """Where actions become tickets, an action of a team is its lead's."""
    homes = dict.fromkeys(home for entry in merged if (home := entry.home("tickets")))
    for position, team in enumerate(config.teams or ()):
        for home in homes or (Home(""),):
            if team.lead:
                cast.check(team.lead, ("teams", position, "lead"), source, home)


def _clock(entry: model.Clock) -> ClockSettings:
    return replace(ClockSettings(), **entry.model_dump(exclude_none=True))
