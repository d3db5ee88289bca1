"""Whom an owner's written name means in the tracker of the tickets. Pure."""

from service.document.people import resolve
from service.mappings import Home, Mapping


def login_of(owner: str, mapping: Mapping, home: Home) -> str | None:
    """The account, or None where the name resolves to nobody there."""
    found = resolve(owner, mapping.people, mapping.teams, home)
    return found.login if found else None
