"""Who the words for an owner mean, from the people and teams of the config. Pure.

Not here: whether a tracker lets that account be assigned; only the tracker knows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.mappings import Home, Person, Team


@dataclass(frozen=True)
class Owner:
    """The one account that an action is assigned to."""

    login: str
    """The account in the tracker that was asked for."""
    name: str
    """As one speaks of them: the name in the config, else the login."""
    team: str | None = None
    """The team as whose lead they answer."""


_HANDLE = re.compile(r"@(?P<login>[\w][\w.-]*)")


def resolve(owner: str, people: tuple[Person, ...], teams: tuple[Team, ...], home: Home) -> Owner | None:
    """The account in a tracker behind an owner as written, or None.

    Names, logins, e-mails and aliases are compared without regard to case; a team answers through its lead.
    `@x` that is no one's in the config is the login x, where handles are logins. A bare name that is no one's, or two
    people's, is nobody's.
    """
    words = _folded(owner)
    if team := _team(words, teams):
        lead = _person_or_login(team.lead, people, home)
        return Owner(lead.login, lead.name, team.name) if lead else None
    found = [person for person in people if words in _keys(person)]
    if found:
        return _account(found[0], home) if len(found) == 1 else None
    handle = _HANDLE.fullmatch(owner.strip())
    return Owner(handle["login"], handle["login"]) if handle and home.handles_are_accounts else None


def why_unresolved(owner: str, people: tuple[Person, ...], teams: tuple[Team, ...], home: Home) -> str:
    """One clause for `owner/unknown`, for an owner that `resolve` gave up on."""
    words = _folded(owner)
    found = [person for person in people if words in _keys(person)]
    if len(found) > 1:
        return f"{len(found)} entries under people: in the config answer to it"
    if found:
        return f"its entry under people: in the config has no {home.kind} account"
    if team := _team(words, teams):
        return f"the lead of {team.name} has no {home.kind} account in the config"
    if not home.handles_are_accounts:
        return f"nobody under people: or teams: in the config with a {home.kind} account answers to it"
    if owner.startswith("@"):
        return "it is not a team in the config, and teams own an action only through a lead"
    return "it is neither a handle such as @name nor listed under people: or teams: in the config"


def _folded(text: str) -> str:
    text = " ".join(text.split()).casefold().removeprefix("mailto:")
    return text.strip("<>").removeprefix("@").strip()


def _keys(person: Person) -> set[str]:
    return {_folded(key) for key in _written(person)}


def _written(person: Person) -> Iterator[str]:
    yield person.name
    yield from person.accounts.values()
    yield from person.aliases
    if person.email:
        yield person.email


def _team(words: str, teams: tuple[Team, ...]) -> Team | None:
    words = words.removeprefix("the ")
    return next((team for team in teams if words in _team_keys(team)), None)


def _team_keys(team: Team) -> set[str]:
    """`Team Alpha` is also `Alpha`, `Alpha team` and, as a handle, `team-alpha`."""
    name = _folded(team.name)
    bare = name.removeprefix("team ").removesuffix(" team")
    return {name, bare, f"team {bare}", f"{bare} team", name.replace(" ", "-")}


def _person_or_login(lead: str, people: tuple[Person, ...], home: Home) -> Owner | None:
    """The lead is written in the config, where a bare login is meant as one."""
    found = [person for person in people if _folded(lead) in _keys(person)]
    if found:
        return _account(found[0], home) if len(found) == 1 else None
    return Owner(lead.removeprefix("@"), lead.removeprefix("@")) if lead else None


def _account(person: Person, home: Home) -> Owner | None:
    login = person.account(home)
    return Owner(login, person.name) if login else None
