"""What GitHub answers when it will not do a thing: one exception type and the wordings it uses.

Not a list of every error of the API; the texts are those that clients are known to meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

DOCUMENTATION = "https://docs.github.com/rest"

ADMIN_NEEDED = "Must have admin rights to Repository."


@dataclass(frozen=True)
class FieldError:
    """One entry of a 422: which field of which resource, and GitHub's code for what is wrong with it."""

    resource: str
    field: str
    code: str
    message: str | None = None

    def as_json(self) -> dict[str, str]:
        entry = {"resource": self.resource, "field": self.field, "code": self.code}
        return entry if self.message is None else {**entry, "message": self.message}


@dataclass
class Refusal(Exception):
    """An answer that is no success; `body` is what goes out beside `message`."""

    status: int
    message: str
    errors: tuple[FieldError | str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message

    def body(self) -> dict[str, object]:
        body: dict[str, object] = {
            "message": self.message,
            "documentation_url": DOCUMENTATION,
            "status": str(self.status),
        }
        if self.errors:
            body["errors"] = [error if isinstance(error, str) else error.as_json() for error in self.errors]
        return body


@dataclass
class MovedPermanently(Exception):
    """The thing is at another address now, with any query string that came."""

    url: str

    def body(self) -> dict[str, object]:
        return {"message": "Moved Permanently", "url": self.url, "documentation_url": DOCUMENTATION}


def not_found() -> Refusal:
    return Refusal(404, "Not Found")


def gone(message: str) -> Refusal:
    return Refusal(410, message)


def forbidden(message: str) -> Refusal:
    return Refusal(403, message)


def invalid(*errors: FieldError) -> Refusal:
    return Refusal(422, "Validation Failed", errors)


def too_long(resource: str, name: str, most: int | None = None) -> Refusal:
    """`title is too long`, or with the cap named: `body is too long (maximum is 65536 characters)`."""
    cap = "" if most is None else f" (maximum is {most} characters)"
    return invalid(FieldError(resource, name, "custom", f"{name} is too long{cap}"))


def missing(resource: str, name: str) -> Refusal:
    return invalid(FieldError(resource, name, "missing_field"))


def already_exists(resource: str, name: str) -> Refusal:
    return invalid(FieldError(resource, name, "already_exists"))


def unacceptable(resource: str, name: str) -> Refusal:
    return invalid(FieldError(resource, name, "invalid"))
