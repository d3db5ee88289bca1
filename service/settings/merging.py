"""One mapping of a config file with `defaults` merged in: whether it leads somewhere, and the Mapping that it becomes.

Not here: whether a single value is well formed (checking.py).
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from service import mappings as product
from service.settings import model
from service.settings.people import Cast
from service.settings.problem import listed, meant
from service.settings.profiles import PROFILE, Profiles, check
from service.settings.source import Place, Source

_BEST_REVIEW = (timedelta(days=28), timedelta(days=42))
"""Four to six weeks after the finish, as the practice of post-mortems asks."""


class Merged:
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


def check_mapping(merged: Merged, cast: Cast, profiles: Profiles) -> None:
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
    check(entry.checks or {}, PROFILE, profiles.tables, lambda key, *said: merged.refuse(("checks", key), *said))


def _check_destination(merged: Merged, key: str, table: model.PostMortems | model.Tickets | None) -> None:
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


def _check_labels(merged: Merged) -> None:
    """Two meanings on one label would finish a post-mortem the moment that it starts."""
    labels = _labels(merged.entry)
    meanings: dict[str, str] = {}
    for meaning in ("start", "finished", "action", "review"):
        label: str = getattr(labels, meaning)
        other = meanings.setdefault(label.casefold(), meaning)
        if other != meaning:
            merged.refuse(("labels", meaning), f"is the same label as `{other}`, `{label}`", "give each its own")


def check_names(merged: list[Merged]) -> None:
    first: dict[str, int] = {}
    for entry in merged:
        name = (entry.entry.name or "").casefold()
        before = first.setdefault(name, entry.position)
        if name and before != entry.position:
            entry.refuse(
                ("name",), f"is `{entry.entry.name}`, the name of mappings[{before}] already", "choose another"
            )


def check_order(merged: list[Merged]) -> None:
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


def mapping(merged: Merged, cast: Cast, profiles: Profiles) -> product.Mapping | None:
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
        checks=profiles.flat(entry.checks or {}),
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
