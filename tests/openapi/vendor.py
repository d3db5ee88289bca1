"""What differs between the vendors whose descriptions exchanges are checked against. The checking is in `validator`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.openapi.description import Description, Node
from tests.openapi.schemas import Schemas


class Exchange(Protocol):
    """What is read of an exchange; `connectors.sandbox.recording.Exchange` is one."""

    @property
    def kind(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def query_string(self) -> str: ...
    @property
    def request_headers(self) -> Mapping[str, str]: ...
    @property
    def request_body(self) -> bytes: ...
    @property
    def status(self) -> int | None: ...
    @property
    def response_headers(self) -> Mapping[str, str]: ...
    @property
    def response_body(self) -> bytes: ...


def _accepts_none(_: str, __: object) -> bool:
    return False


@dataclass(frozen=True)
class Vendor:
    """Files and excuses. Every excuse has its reason where it is written down, and none is for us.

    `described` makes a path what the description calls it; None: no part of the description. `statuses` are those any
    operation may answer, `error` the schema of their bodies, `refused` those after which a request need not be in
    form. `accepts_body` excuses a request's body by the operation's name, `nulls` are names of properties that may be
    null, `undated` leaves out the form of dates.
    """

    name: str
    rest: str
    webhooks: str
    described: Callable[[Exchange], str | None]
    check_webhook: Callable[[Description, Schemas, Exchange], list[str]]
    statuses: Mapping[int, str]
    error: str
    refused: Sequence[int]
    better_schemas: Mapping[tuple[str, int], Node] = field(default_factory=dict)
    accepts_body: Callable[[str, object], bool] = _accepts_none
    nulls: Mapping[str, str] = field(default_factory=dict)
    undated: bool = False


def without_nulls(value: Any, names: Mapping[str, str]) -> Any:
    """The value without those of the named properties that are null."""
    if isinstance(value, dict):
        return {
            name: without_nulls(inner, names) for name, inner in value.items() if not (inner is None and name in names)
        }
    if isinstance(value, list):
        return [without_nulls(entry, names) for entry in value]
    return value
