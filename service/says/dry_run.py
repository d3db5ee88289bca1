"""What a plan would do, told to people and to scripts. Pure."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from service.says import duplicate, review, status
from service.steps import (
    AssignTicket,
    CloseDuplicate,
    CreateTicket,
    LinkAbroad,
    LinkChild,
    LinkIncident,
    OpenPostMortem,
    OpenReview,
    ReopenPostMortem,
    SettleTicket,
    Step,
    UpdateReview,
    WriteStatus,
)


def sentence(step: Step) -> str:
    """One line for one step."""
    match step:
        case OpenPostMortem():
            return f"open the post-mortem {step.title!r}"
        case LinkIncident():
            return "say on the incident where its post-mortem is"
        case CreateTicket():
            owner = ", ".join(step.assignees) or "nobody"
            given = [f"as {step.kind}" if step.kind else "", f"with {', '.join(step.fields)}" if step.fields else ""]
            return ", ".join(filter(None, (f"create the ticket of {step.key}, {step.title!r}, for {owner}", *given)))
        case LinkChild():
            return f"tie the ticket of {step.key} to its post-mortem"
        case LinkAbroad():
            return f"show the ticket of {step.key} and its post-mortem on each other"
        case SettleTicket():
            return f"{'open' if step.open else 'close'} the ticket of {step.key}, because its box was changed"
        case AssignTicket():
            return f"assign the ticket of {step.key} to {step.logins[0]}, which could not be done before"
        case ReopenPostMortem():
            return "open the post-mortem again, because it cannot be finished yet"
        case OpenReview():
            return f"open review {step.cycle}, for {', '.join(step.assignees) or 'nobody'}"
        case UpdateReview():
            return f"bring review {step.page.cycle} up to date"
        case CloseDuplicate():
            return duplicate.step(step.double.name, step.claim.kind, step.claim.key)
        case WriteStatus():
            return "create the status comment" if step.comment is None else "edit the status comment"


def to_json(step: Step) -> dict[str, Any]:
    """A step with all that it would write."""
    plain: dict[str, Any] = {"step": type(step).__name__, **_plain(step)}
    if isinstance(step, WriteStatus):
        plain["text"] = status.text(step.page)
    if isinstance(step, OpenReview | UpdateReview):
        plain["text"] = review.text(step.page)
    plain.pop("page", None)
    return plain


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(entry) for name, entry in value._asdict().items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    return value if value is None or isinstance(value, str | int | bool) else str(value)
