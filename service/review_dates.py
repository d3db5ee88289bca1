"""When reviews are due: date arithmetic in the mapping's own time zone. No clock is read here."""

from datetime import UTC, date, datetime, timedelta

from service.mappings import ReviewRule

LATEST = timedelta(days=42)
"""The practice: an action's follow-up comes four to six weeks after the post-mortem was finished."""

_SATURDAY = 5


def first_review(finished_at: datetime, rule: ReviewRule) -> datetime:
    """UTC moment of the first review. A weekend moves it to Monday, or to Friday where Monday is past six weeks."""
    return _due(finished_at, rule.after, rule, latest=max(LATEST, rule.after))


def next_review(last: datetime, rule: ReviewRule) -> datetime:
    """UTC moment of the review after the one that was closed at `last`."""
    return _due(last, rule.repeat_every, rule, latest=None)


def _due(start: datetime, after: timedelta, rule: ReviewRule, latest: timedelta | None) -> datetime:
    if rule.at is None and not rule.business_days:
        return (start + after).astimezone(UTC)
    begun = start.astimezone(rule.time_zone)
    # Adding to an aware datetime keeps the wall clock across a change of daylight saving time.
    target = begun + after
    day = target.date()
    if rule.business_days:
        day = _business_day(day, begun.date() + latest if latest is not None else None)
    hour = rule.at or target.time()
    return datetime.combine(day, hour.replace(tzinfo=None), tzinfo=rule.time_zone).astimezone(UTC)


def _business_day(day: date, latest: date | None) -> date:
    later = day
    while later.weekday() >= _SATURDAY:
        later += timedelta(days=1)
    if latest is None or later <= latest:
        return later
    while day.weekday() >= _SATURDAY:
        day -= timedelta(days=1)
    return day
