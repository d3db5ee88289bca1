"""Whom an owner's written name means in the tracker of the tickets. Pure."""

from service.document.people import resolve
from service.mappings import Mapping

KIND = "github"
"""The kind of tracker whose accounts owners are resolved to."""


def login_of(owner: str, mapping: Mapping) -> str | None:
    """The login, or None where the name resolves to nobody."""
    found = resolve(owner, mapping.people, mapping.teams, KIND)
    return found.login if found else None
