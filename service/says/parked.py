"""What the status comment says while looks at its post-mortem are parked, and its tracker is not the reason.

Not here: what is parked at all (jobs.py), and where else it is told (decision 19).
"""

from datetime import UTC, datetime

from connectors.tracker import Ref
from service.document.text import cell

_CAUSE = 300
"""Characters of a cause that are shown."""
_BEGINNING = "> [!CAUTION]\n> Followthrough could not look at this since "


def note(ref: Ref, since: datetime, cause: str) -> str:
    return (
        f"{_BEGINNING}{since.astimezone(UTC):%Y-%m-%d %H:%M} UTC: {cell(cause, _CAUSE)}. Nothing is lost: it is tried "
        f"again at least every quarter of an hour; `followthrough replay {ref}` tries it at once."
    )


def with_note(text: str, said: str) -> str:
    """The text of a status comment with the note right below its heading."""
    heading, apart, rest = text.partition("\n\n")
    return f"{heading}\n\n{said}{apart}{rest}"


def has_note(text: str) -> bool:
    """Whether one stands where ours do: further down are other people's words."""
    return text.partition("\n\n")[2].startswith(_BEGINNING)
