"""From the checked parts of a config file to Settings: merges `defaults` in and follows every reference.

Not here: whether a single value is well formed (checking.py), and anything that needs the network (the doctor).
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from service import mappings as product
from service.document.people import resolve
from service.settings import model, parsing
from service.settings.problem import listed, meant
from service.settings.rules import PROFILES, RULES, SEVERITIES
from service.settings.source import Place, Source, key_path
from service.settings.values import AppAuth, ClockSettings, Settings, TokenAuth, TrackerSettings

_BEST_REVIEW = (timedelta(days=28), timedelta(days=42))
"""Four to six weeks after the finish, as the practice of post-mortems asks."""


def built(config: model.Config, source: Source) -> Settings:
    """Settings from what is usable. What is not, and the warnings, are in the source."""
    cast = _cast(config, source)
    trackers = [_tracker(name, entry, source) for name, entry in (config.trackers or {}).items()]
    merged = [_Merged(position, source) for position in range(len(config.mappings or ()))]
    for entry in merged:
        _check_mapping(entry, cast)
    _check_names(merged, source)
    _check_order(merged)
    return Settings(
        trackers={tracker.name: tracker for tracker in trackers if tracker},
        mappings=tuple(mapping for entry in merged if (mapping := _mapping(entry, cast))),
        clock=_clock(config.clock or model.Clock()),
        people=cast.people,
        teams=cast.teams,
    )


# --- people and teams


@dataclass(frozen=True)
class _Cast:
    """Everybody that the file names."""

    people: tuple[product.Person, ...]
    teams: tuple[product.Team, ...]
    names: frozenset[str]
    """Every way to name a person."""

    def check(self, name: str, place: Place, source: Source, teams: tuple[product.Team, ...] = ()) -> None:
        """A name is a person of `people` or a login; one that only just misses a person is more likely a mistake."""
        if resolve(name, self.people, teams, "github"):
            return
        if name.casefold() in {known.casefold() for known in self.names}:
            source.refuse(
                place, f"names `{name}`, who has no login on GitHub", "add `github:` to the entry in `people`"
            )
            return
        hint = meant(name, self.names)
        try:
            parsing.login(name)
        except parsing.Expected:
            message = f"names `{name}`, who is neither in `people` nor a login{hint}"
            source.refuse(place, message, "add them to `people`")
            return
        if hint:
            source.warn(place, f"names `{name}`, who is not in `people`{hint}; it is taken for a login")


def _cast(config: model.Config, source: Source) -> _Cast:
    people = tuple(_person(entry) for entry in config.people or () if entry.name)
    teams = tuple(product.Team(entry.name, entry.lead) for entry in config.teams or () if entry.name and entry.lead)
    _check_unique_people(config, source)
    cast = _Cast(people, teams, frozenset(name for person in people for name in _names(person)))
    for position, entry in enumerate(config.teams or ()):
        if entry.lead:
            cast.check(entry.lead, ("teams", position, "lead"), source)
    return cast


def _person(entry: model.Person) -> product.Person:
    accounts = {"github": entry.github, "jira": entry.jira}
    return product.Person(
        name=entry.name or "",
        accounts={kind: account for kind, account in accounts.items() if account},
        email=entry.email,
        aliases=tuple(entry.aliases or ()),
    )


def _names(person: product.Person) -> set[str]:
    return {person.name, *person.aliases, *person.accounts.values(), *filter(None, [person.email])}


def _check_unique_people(config: model.Config, source: Source) -> None:
    """A name that two people or teams share would give an action to whoever stands first."""
    taken: dict[str, str] = {}
    for position, person in enumerate(config.people or ()):
        for name in sorted(_names(_person(person)) - {""}, key=str.casefold):
            _claim(taken, name, ("people", position), source)
    for position, team in enumerate(config.teams or ()):
        _claim(taken, team.name or "", ("teams", position), source)


def _claim(taken: dict[str, str], name: str, place: Place, source: Source) -> None:
    holder = taken.setdefault(name.casefold(), owner := key_path(place))
    if name and holder != owner:
        source.refuse(place, f"uses the name `{name}`, which `{holder}` has already", "keep it in one of them")


# --- trackers and clock


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


# --- mappings


class _Merged:
    """One mapping with `defaults` merged in, which still knows where each value is written."""

    def __init__(self, position: int, source: Source) -> None:
        self.position = position
        self.source = source
        self.entry = model.Mapping.model_validate(
            _merge(source.data.get("defaults", {}), source.data["mappings"][position])
        )

    def place(self, *keys: str) -> Place:
        """Where the value is written: in the mapping itself, else in `defaults`, else where it should be."""
        own: Place = ("mappings", self.position, *keys)
        common: Place = ("defaults", *keys)
        return common if own not in self.source.lines and common in self.source.lines else own

    def refuse(self, keys: tuple[str, ...], message: str, cure: str = "") -> None:
        self.source.refuse(self.place(*keys), message, cure)


def _merge(common: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Tables are merged key by key; any other value, lists too, is replaced as a whole."""
    return common | {
        key: _merge(common[key], value) if isinstance(value, dict) and isinstance(common.get(key), dict) else value
        for key, value in own.items()
    }


def _check_mapping(merged: _Merged, cast: _Cast) -> None:
    entry = merged.entry
    _check_destination(merged, "post_mortems", entry.post_mortems)
    _check_destination(merged, "tickets", entry.tickets)
    review = entry.review or model.Review()
    if review.tracker_role:
        cast.check(review.tracker_role, merged.place("review", "tracker_role"), merged.source, cast.teams)
    if review.after and not _BEST_REVIEW[0] <= review.after <= _BEST_REVIEW[1]:
        message = f"is {review.after.total_seconds() / 86400:g} days; reviews help most after 28 to 42 days"
        merged.source.warn(merged.place("review", "after"), message)
    _check_labels(merged)
    for rule, severity in (entry.checks or {}).items():
        _check_rule(merged, rule, severity)


def _check_destination(merged: _Merged, key: str, table: model.PostMortems | model.Tickets | None) -> None:
    for needed in ("tracker", "project"):
        place = merged.place(key, needed)
        if getattr(table, needed, None) is None and (place not in merged.source.lines or merged.source.is_blank(place)):
            merged.refuse((key, needed), "is missing here and in `defaults`")
    names = merged.source.keys(("trackers",))
    if table and table.tracker and table.tracker not in names:
        known = f"`trackers` has {listed(names)}" if names else "`trackers` is empty"
        merged.refuse(
            (key, "tracker"), f"names `{table.tracker}`, which is no tracker{meant(table.tracker, names)}; {known}"
        )


def _check_labels(merged: _Merged) -> None:
    """Two meanings on one label would finish a post-mortem the moment that it starts."""
    labels = _labels(merged.entry)
    meanings: dict[str, str] = {}
    for meaning in ("start", "finished", "action", "review"):
        label: str = getattr(labels, meaning)
        other = meanings.setdefault(label.casefold(), meaning)
        if other != meaning:
            merged.refuse(("labels", meaning), f"is the same label as `{other}`, `{label}`", "give each its own")


def _check_rule(merged: _Merged, rule: str, severity: str) -> None:
    if rule == "profile":
        if severity not in PROFILES:
            merged.refuse(("checks", rule), f"names no profile, `{severity}`; accepted profiles: {listed(PROFILES)}")
    elif rule not in RULES:
        hint = meant(rule, RULES)
        merged.refuse(("checks", rule), f"is not a rule{hint}; rules: {listed(sorted(RULES))}")
    elif severity not in SEVERITIES:
        hint = meant(severity, SEVERITIES)
        merged.refuse(("checks", rule), f"is `{severity}`, which is no severity{hint}; accepted: {listed(SEVERITIES)}")


def _check_names(merged: list[_Merged], source: Source) -> None:
    first: dict[str, int] = {}
    for entry in merged:
        name = (entry.entry.name or "").casefold()
        before = first.setdefault(name, entry.position)
        if name and before != entry.position:
            entry.refuse(
                ("name",), f"is `{entry.entry.name}`, the name of mappings[{before}] already", "choose another"
            )


def _check_order(merged: list[_Merged]) -> None:
    """The first mapping that matches holds, so one behind a wider one is never reached."""
    for later in merged:
        for earlier in merged[: later.position]:
            if _covers(earlier.entry, later.entry):
                message = (
                    f"is never reached, because mappings[{earlier.position}] takes every issue that it would match"
                )
                later.source.warn(
                    ("mappings", later.position), message, "move it up, or give the other a narrower match"
                )
                break


def _covers(earlier: model.Mapping, later: model.Mapping) -> bool:
    if _origin(earlier) is None or _origin(earlier) != _origin(later):
        return False
    wide, narrow = _match_labels(earlier), _match_labels(later)
    return not wide or (bool(narrow) and narrow <= wide)


def _origin(entry: model.Mapping) -> tuple[str, str, str] | None:
    """What an issue must have before `match` is asked."""
    where = entry.post_mortems
    if where is None or where.tracker is None or where.project is None:
        return None
    return where.tracker, where.project.casefold(), _labels(entry).start.casefold()


def _match_labels(entry: model.Mapping) -> set[str]:
    return {label.casefold() for label in (entry.match and entry.match.labels) or ()}


def _mapping(merged: _Merged, cast: _Cast) -> product.Mapping | None:
    entry, where, tickets = merged.entry, merged.entry.post_mortems, _tickets(merged.entry.tickets)
    if not entry.name or where is None or where.tracker is None or where.project is None or tickets is None:
        return None
    return product.Mapping(
        name=entry.name,
        tracker=where.tracker,
        project=where.project,
        tickets=tickets,
        template=where.template or "default",
        match_labels=tuple((entry.match and entry.match.labels) or ()),
        labels=_labels(entry),
        review=_review(entry.review or model.Review()),
        due=replace(product.DueRule(), **_given(entry.due)),
        checks=dict(entry.checks or {}),
        people=cast.people,
        teams=cast.teams,
    )


def _tickets(entry: model.Tickets | None) -> product.Tickets | None:
    if entry is None or entry.tracker is None or entry.project is None:
        return None
    return product.Tickets(**_given(entry) | {"labels": tuple(entry.labels or ())})


def _labels(entry: model.Mapping) -> product.Labels:
    return replace(product.Labels(), **_given(entry.labels))


def _review(entry: model.Review) -> product.ReviewRule:
    """Without `at`, a review that need not fall on a business day is due exactly `after` the finish."""
    rule = product.ReviewRule()
    at = rule.at if entry.business_days is not False else None
    return replace(rule, **{"at": at} | _given(entry))


def _given(entry: model.Table | None) -> dict[str, Any]:
    """What the file says; the rest keeps the product's own defaults."""
    return entry.model_dump(exclude_none=True) if entry else {}
