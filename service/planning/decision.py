"""What a story decides about a post-mortem: the writes, and what the status comment must say after them."""

from dataclasses import dataclass

from service.record import Record
from service.says.pages import StatusPage
from service.steps import Step


@dataclass(frozen=True)
class Decision:
    """`page` and `record` already count the writes as done, but for what only the tracker can tell (new issues)."""

    page: StatusPage
    record: Record
    writes: tuple[Step, ...] = ()
    closing: tuple[Step, ...] = ()
    """Writes that undo what the decision rests on, or that rest on what it remembers: they come after the status
    comment."""
    pending: bool = False
    """True when the writes create issues that the page will show."""
