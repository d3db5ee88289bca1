"""What people can do in any tracker, each with their own credentials, and what they read there.

Projects are named as a mapping names them; an issue is meant by its handle, what a Ref has for a number. Not here:
how one tracker does it (github_desk.py, jira_desk.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from connectors.sandbox.faults import Faults
from connectors.tracker import Permission
from service.says.ticket import due_in
from service.settings import TrackerSettings
from tests.stories.pairing import Flavour


@dataclass(frozen=True)
class Told:
    """An issue as somebody reads it; people are the names by which the stories know them."""

    handle: int
    name: str
    url: str
    title: str
    body: str
    """Markdown, with what is hidden in it."""
    open: bool
    author: str
    reason: str | None = None
    labels: frozenset[str] = frozenset()
    assignees: tuple[str, ...] = ()
    due: date | None = None
    """In the tracker's own field, where it has one."""

    @property
    def day(self) -> date | None:
        """When it is due, wherever that stands."""
        return self.due or due_in(self.body)


@dataclass(frozen=True)
class Said:
    """A comment."""

    id: int
    author: str
    body: str


class Desk(Protocol):
    """One person in one tracker. Every act is theirs: it fails where the tracker would not let them."""

    def opens(self, project: str, title: str, body: str = "", labels: tuple[str, ...] = ()) -> int: ...
    def fills_in_a_form(self, project: str, title: str, body: str, label: str) -> int:
        """A form of the project's sets the label, whatever their rights."""

    def tags(self, project: str, handle: int, label: str) -> None: ...
    def untags(self, project: str, handle: int, label: str) -> None: ...
    def writes(self, project: str, handle: int, body: str) -> None:
        """A new body, as Markdown."""

    def rewords(self, project: str, handle: int, old: str, new: str) -> None:
        """Some words of the body, which stand in one piece; the rest stays."""

    def adds(self, project: str, handle: int, text: str) -> None:
        """More Markdown below the body."""

    def retitles(self, project: str, handle: int, title: str) -> None: ...
    def assigns(self, project: str, handle: int, *names: str) -> None:
        """To these and nobody else."""

    def redates(self, project: str, handle: int, day: date) -> None:
        """A new due date, wherever this tracker has it."""

    def closes(self, project: str, handle: int, reason: str = "completed") -> None: ...
    def reopens(self, project: str, handle: int) -> None: ...
    def says(self, project: str, handle: int, text: str) -> None: ...
    def unsays(self, project: str, handle: int, comment: int) -> None: ...
    def ticks(self, project: str, handle: int, key: str) -> None:
        """The box of an action in the body, which is empty."""

    def clears(self, project: str, handle: int, key: str) -> None:
        """The same, ticked."""

    def ticks_in_comment(self, project: str, handle: int, comment: int, key: str) -> None: ...
    def deletes(self, project: str, handle: int) -> None: ...
    def moves(self, project: str, handle: int, to: str) -> int:
        """Into another project; the handle that it has there."""

    def reads(self, project: str, handle: int) -> Told: ...
    def lists(self, project: str) -> list[Told]:
        """Everything in a project, the oldest first."""

    def comments(self, project: str, handle: int) -> list[Said]: ...
    def children(self, project: str, handle: int) -> list[int]:
        """What hangs on an issue in the tracker's own way."""


class Site(Protocol):
    """One tracker of the config: its sandbox, and what is done to it that nobody does at a desk."""

    @property
    def name(self) -> str: ...
    @property
    def flavour(self) -> Flavour: ...
    @property
    def url(self) -> str: ...
    def desk(self, person: str) -> Desk: ...
    def settings(self) -> TrackerSettings: ...
    def account(self, person: str) -> str:
        """What names somebody in the config."""

    def shows(self, person: str) -> str:
        """What this tracker shows of somebody."""

    @property
    def faults(self) -> Faults: ...
    def has(self, project: str) -> bool: ...
    def hears_at(self, url: str) -> None:
        """Webhooks go there."""

    def delivers(self, policy: str) -> None: ...
    def count(self, project: str) -> int:
        """How many issues there are, whatever a listing shows."""

    def drain(self) -> bool: ...
    def requests(self) -> Mapping[str, int]:
        """So far, by method and path, of everybody."""

    def shows_to_all(self, project: str) -> None: ...
    def renames(self, project: str) -> str:
        """What it is called from now on."""

    def founds(self, project: str, service_may: Permission = Permission.ADMIN) -> None:
        """One more project, with the same people in it."""
