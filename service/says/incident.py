"""What the service says about an incident: the comment with the link, and the title of its post-mortem."""

from service.document.text import one_line
from service.says.ticket import TITLE

POST_MORTEM = "Post-mortem: "
"""How the title of a post-mortem begins that the service opened."""


def title(incident: str) -> str:
    return one_line(f"{POST_MORTEM}{incident}", TITLE)


def link(name: str, url: str) -> str:
    return f"The post-mortem of this incident is [{name}]({url}). The tag on this issue opened it."


def header(name: str, url: str) -> str:
    """First line of the document: the way back to the incident."""
    return f"Incident: [{name}]({url})"
