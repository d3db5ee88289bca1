"""The steps that a workflow offers from where an issue stands, and which of them leads on. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.jira.outcomes import DONE, Standing, Words, plain, reason_of, suits
from connectors.jira.screens import Field, field_of
from connectors.tracker import Reason

_ORDER = {"indeterminate": 0, "new": 1, "undefined": 2, DONE: 3}
"""Between two ends an issue is led through work rather than through another end."""

_KNOWN = {"resolution", "comment"}


@dataclass(frozen=True)
class Step:
    """One transition: where it leads, and what its screen wants."""

    id: str
    status: str
    """The id of the status: names are not unique."""
    name: str
    """Of that status, for people."""
    category: str
    required: tuple[Field, ...] = ()
    resolutions: tuple[str, ...] | None = None
    """Those to choose from; None where its screen shows no resolution."""

    def says(self, words: Words) -> Reason | None:
        """What an issue is by this status alone."""
        return reason_of(Standing(self.name, self.category), words)

    def wants(self) -> tuple[Field, ...]:
        """Fields of its screen that must be filled and that the service knows nothing to put in."""
        return tuple(field for field in self.required if field.id not in _KNOWN)


@dataclass(frozen=True)
class Goal:
    """What the issue shall be: closed for a reason, or open where there is none."""

    reason: Reason | None
    words: Words

    def met_by(self, status: str, category: str) -> bool:
        return reason_of(Standing(status, category), self.words) is self.reason

    def ends(self, step: Step) -> bool:
        """Whether the issue is so after this step: by the status alone, or with a resolution that its screen offers."""
        return step.says(self.words) is self.reason or (
            self.may_end(step) and self.among(step.resolutions or ()) is not None
        )

    def may_end(self, step: Step) -> bool:
        """Whether a resolution would do the rest."""
        return self.reason is not None and step.says(self.words) is Reason.COMPLETED

    def among(self, resolutions: Iterable[str]) -> str | None:
        """The resolution to set: what the team named comes first, then Done."""
        if self.reason is None:
            return None
        fitting = [name for name in resolutions if suits(name, self.reason, self.words)]
        return min(fitting, key=lambda name: (plain(name) not in self.words.wont_do, plain(name) != DONE), default=None)


def steps_of(items: Iterable[Any]) -> list[Step]:
    return [_step(item) for item in items if item.get("isAvailable", True)]


def ending(steps: Sequence[Step], goal: Goal) -> Step | None:
    """A step that reaches the goal: rather one that needs nothing else filled in, or whose status the team named."""

    def rank(step: Step) -> tuple[bool, bool, bool]:
        named = plain(step.name) in (goal.words.done | goal.words.wont_do)
        return bool(step.wants()), step.says(goal.words) is not goal.reason, not named

    return min((step for step in steps if goal.ends(step)), key=rank, default=None)


def onward(steps: Sequence[Step], seen: Collection[str]) -> Step | None:
    """A step to a status that was not visited yet."""
    fresh = [step for step in steps if step.status not in seen]
    return min(fresh, key=lambda step: (bool(step.wants()), _ORDER.get(step.category, 2)), default=None)


def _step(data: Any) -> Step:
    to = data.get("to") or {}
    fields = [field_of({"fieldId": key, **value}) for key, value in (data.get("fields") or {}).items()]
    resolution = next((field for field in fields if field.id == "resolution"), None)
    return Step(
        id=str(data["id"]),
        status=str(to.get("id") or ""),
        name=str(to.get("name") or ""),
        category=str((to.get("statusCategory") or {}).get("key") or ""),
        required=tuple(field for field in fields if field.required and not field.has_default),
        resolutions=resolution.allowed if resolution else None,
    )
