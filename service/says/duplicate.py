"""What the service says on a ticket or review of its own that is there twice."""

from service.markers import Kind


def text(kind: str, key: str, name: str, url: str, *, refused: str = "") -> str:
    """`key` is the action's, or the number of the review; `name` is empty where the other one is not to be named.

    `refused` is why it could not be closed.
    """
    other = f"[{name}]({url})" if name else "another one, which the post-mortem names"
    duplicate = f"This {kind} is a duplicate of {other}: {_what(kind, key)} was opened twice, and that one goes on."
    if refused:
        return f"{duplicate} It could not be closed: {refused} Please close it by hand; it is not tried again."
    return f"{duplicate} So this one is closed. If it is needed nevertheless, reopen it, and it is left alone."


def step(name: str, kind: str, key: str) -> str:
    """For the dry run."""
    return f"close {name} as a duplicate and say so there, because {_what(kind, key)} was opened twice"


def _what(kind: str, key: str) -> str:
    return f"the ticket of action {key}" if kind == Kind.TICKET else f"review {key}"
