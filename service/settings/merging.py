"""One mapping of a config file with `defaults` merged in: whether it leads somewhere, and the Mapping that it becomes.

Not here: whether a single value is well formed (checking.py).
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from service import mappings as product
from service.settings import model
from service.settings.destinations import JIRA_ONLY, check_destinations, fits
from service.settings.merged import Merged
from service.settings.people import Cast
from service.settings.profiles import PROFILE, Profiles, check
from service.settings.table import Table

_BEST_REVIEW = (timedelta(days=28), timedelta(days=42))
"""Four to six weeks after the finish, as the practice of post-mortems asks."""


def check_mapping(merged: Merged, cast: Cast, profiles: Profiles) -> None:
    entry = merged.entry
    check_destinations(merged, _labels(entry))
    review = entry.review or model.Review()
    if review.tracker_role and (home := merged.home("post_mortems")):
        cast.check(review.tracker_role, merged.place("review", "tracker_role"), merged.source, home, cast.teams)
    if review.after and not _BEST_REVIEW[0] <= review.after <= _BEST_REVIEW[1]:
        message = f"is {review.after.total_seconds() / 86400:g} days; reviews help most after 28 to 42 days"
        merged.source.warn(merged.place("review", "after"), message)
    _check_labels(merged)
    check(entry.checks or {}, PROFILE, profiles.tables, lambda key, *said: merged.refuse(("checks", key), *said))


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
    entry, where, tickets = merged.entry, merged.entry.post_mortems, _tickets(merged)
    home = merged.home("post_mortems")
    if not entry.name or tickets is None or home is None or where is None or where.project is None:
        return None
    if not fits(home, where.project):
        return None
    on_jira = home.kind is product.TrackerKind.JIRA
    return product.Mapping(
        name=entry.name,
        tracker=home.tracker,
        kind=home.kind,
        project=where.project,
        tickets=tickets,
        template=where.template or "default",
        type=where.type if on_jira else None,
        fields=(where.fields if on_jira else None) or {},
        match_labels=tuple((entry.match and entry.match.labels) or ()),
        labels=_labels(entry),
        review=_review(entry.review or model.Review()),
        due=replace(product.DueRule(), **_given(entry.due)),
        checks=profiles.flat(entry.checks or {}),
        people=cast.people,
        teams=cast.teams,
    )


def _tickets(merged: Merged) -> product.Tickets | None:
    entry, home = merged.entry.tickets, merged.home("tickets")
    if entry is None or entry.project is None or home is None or not fits(home, entry.project):
        return None
    lists = {key: tuple(getattr(entry, key) or ()) for key in ("labels", "done", "wont_do")}
    foreign = () if home.kind is product.TrackerKind.JIRA else JIRA_ONLY["tickets"]
    given = {key: value for key, value in (_given(entry) | lists).items() if key not in foreign}
    return product.Tickets(**given, kind=home.kind)


def _labels(entry: model.Mapping) -> product.Labels:
    return replace(product.Labels(), **_given(entry.labels))


def _review(entry: model.Review) -> product.ReviewRule:
    """Without `at`, a review that need not fall on a business day is due exactly `after` the finish."""
    rule = product.ReviewRule()
    at = rule.at if entry.business_days is not False else None
    return replace(rule, **{"at": at} | _given(entry))


def _given(entry: Table | None) -> dict[str, Any]:
    """What the file says; the rest keeps the product's own defaults."""
    return entry.model_dump(exclude_none=True) if entry else {}
