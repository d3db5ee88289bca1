"""What Jira answers when it will not do a thing: one exception type and the wordings it uses.

Not a list of every error of the API; the texts are those that clients are known to meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NO_ISSUE = "Issue does not exist or you do not have permission to see it."
SIGN_IN = "Client must be authenticated to access this resource."
NOT_ON_SCREEN = "Field '{id}' cannot be set. It is not on the appropriate screen, or unknown."
NOT_ABOVE = "Given parent work item does not belong to appropriate hierarchy."
NOT_A_SUBTASK = "Issue type {id} is not a sub-task but a parent is specified."
NO_EPIC = "gh.epic.error.not.found"
"""What Data Center says of an epic that is none: the key of a sentence that was never written."""
TOO_LONG = "The entered text is too long. It exceeds the allowed limit of {most} characters."


@dataclass
class Refusal(Exception):
    """An answer that is no success: sentences about the whole, and sentences by field."""

    status: int
    messages: tuple[str, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, object]:
        return {"errorMessages": list(self.messages), "errors": dict(self.errors)}

    def __str__(self) -> str:
        return " ".join([*self.messages, *(f"{name}: {text}" for name, text in self.errors.items())])


def invalid(*messages: str, **errors: str) -> Refusal:
    return Refusal(400, messages, errors)


def wrong_fields(errors: Mapping[str, str]) -> Refusal:
    return Refusal(400, (), errors)


def not_found(message: str = NO_ISSUE) -> Refusal:
    return Refusal(404, (message,))


def no_project(named: object) -> Refusal:
    return Refusal(404, (f"No project could be found with key '{named}'.",))


def forbidden(message: str) -> Refusal:
    return Refusal(403, (message,))


def unauthorized() -> Refusal:
    return Refusal(401, (SIGN_IN,), headers={"WWW-Authenticate": 'Basic realm="sandbox"'})
