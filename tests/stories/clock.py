"""The clock of the stories: it stands still until people turn it."""

from datetime import UTC, datetime, timedelta


class Turned:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def turn(self, **span: float) -> None:
        self.at += timedelta(**span)
