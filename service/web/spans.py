"""Numbers and lengths of time as people say them. Pure."""

from datetime import timedelta

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def counted(number: int, word: str) -> str:
    """`1 day`, `2 days`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def roughly(span: timedelta) -> str:
    """The length in its largest unit, cut off: `4 seconds`, `2 hours`. Never negative."""
    seconds = max(0, int(span.total_seconds()))
    for size, word in _UNITS:
        if seconds >= size:
            return counted(seconds // size, word)
    return "0 seconds"
