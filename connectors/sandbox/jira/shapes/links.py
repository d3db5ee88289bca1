"""Addresses of things, and stamps of moments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.sandbox.jira.state import Issue

Json = dict[str, Any]


def _all(_: Issue) -> bool:
    return True


@dataclass(frozen=True)
class Place:
    """Where an answer points: the root that was asked (the site, or the gateway's path to it) and the version.

    `sees` is whether whoever asked may read an issue: a link to another one is not shown to them.
    """

    root: str
    version: str
    sees: Callable[[Issue], bool] = _all

    @property
    def rich(self) -> bool:
        """Whether texts are documents here."""
        return self.version == "3"

    def api(self, path: str) -> str:
        return f"{self.root}/rest/api/{self.version}/{path}"


def stamp(moment: datetime) -> str:
    """Jira's own form of ISO 8601: milliseconds, and an offset without a colon."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"


def avatars(root: str, kind: str) -> Json:
    return {f"{size}x{size}": f"{root}/_sandbox/static/{kind}.svg?size={size}" for size in (16, 24, 32, 48)}
