"""The people and teams of a config file, and whether a name in it means one of them.

Not here: whom an owner in a document means (service/document/people.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from service import mappings as product
from service.document.people import resolve
from service.mappings import Home, TrackerKind
from service.settings import model, parsing
from service.settings.problem import listed, meant
from service.settings.source import Place, Source, key_path

_ACCOUNTS = {TrackerKind.GITHUB: parsing.login, TrackerKind.JIRA: parsing.account}
_CALLED = {TrackerKind.GITHUB: "a login", TrackerKind.JIRA: "an account"}


@dataclass(frozen=True)
class Cast:
    """Everybody that the file names."""

    people: tuple[product.Person, ...]
    teams: tuple[product.Team, ...]
    names: frozenset[str]
    """Every way to name a person."""

    def check(self, name: str, place: Place, source: Source, home: Home, teams: tuple[product.Team, ...] = ()) -> None:
        """A name is that of somebody with an account there, or an account; one that only just misses a person is more
        likely a mistake.
        """
        if resolve(name, self.people, teams, home):
            return
        if who := self._known(name, teams):
            message = f"names `{name}`, {who} has no account on `{home.tracker}`"
            source.warn(place, message, f"add `{home.kind}:` to the entry in `people`")
            return
        hint, called = meant(name, self.names), _CALLED[home.kind]
        try:
            _ACCOUNTS[home.kind](name)
        except parsing.Expected:
            message = f"names `{name}`, who is neither in `people` nor {called}{hint}"
            source.refuse(place, message, "add them to `people`")
            return
        if hint or not home.handles_are_accounts:
            source.warn(place, f"names `{name}`, who is not in `people`{hint}; it is taken for {called}")

    def _known(self, name: str, teams: tuple[product.Team, ...]) -> str:
        if name.casefold() in {known.casefold() for known in self.names}:
            return "who"
        return "whose lead" if name.casefold() in {team.name.casefold() for team in teams} else ""


def cast_of(config: model.Config, homes: Mapping[str, Home], source: Source) -> Cast:
    """`homes` are the trackers of the file by their names."""
    people = tuple(_person(entry) for entry in config.people or () if entry.name)
    teams = tuple(product.Team(entry.name, entry.lead) for entry in config.teams or () if entry.name and entry.lead)
    _check_unique_people(config, source)
    _check_accounts(config, homes, source)
    return Cast(people, teams, frozenset(name for person in people for name in _names(person)))


def _person(entry: model.Person) -> product.Person:
    accounts = {"github": entry.github, "jira": entry.jira, **(entry.accounts or {})}
    return product.Person(
        name=entry.name or "",
        accounts={kind: account for kind, account in accounts.items() if account},
        email=entry.email,
        aliases=tuple(entry.aliases or ()),
    )


def _names(person: product.Person) -> set[str]:
    return {person.name, *person.aliases, *person.accounts.values(), *filter(None, [person.email])}


def _check_accounts(config: model.Config, homes: Mapping[str, Home], source: Source) -> None:
    written = source.keys(("trackers",))
    for position, person in enumerate(config.people or ()):
        for tracker, account in (person.accounts or {}).items():
            place: Place = ("people", position, "accounts", tracker)
            if tracker not in written:
                message = f"is no tracker{meant(tracker, written)}; `trackers` has {listed(written) or 'none'}"
                source.refuse(place, message)
            elif tracker in ("github", "jira") and getattr(person, tracker):
                source.refuse(place, f"says again what `{tracker}:` of the same entry says", "keep one of them")
            elif home := homes.get(tracker):
                _check_account(account, home, place, source)


def _check_account(account: str, home: Home, place: Place, source: Source) -> None:
    try:
        _ACCOUNTS[home.kind](account)
    except parsing.Expected as error:
        source.refuse(place, f"{error}, not `{account}`")


def _check_unique_people(config: model.Config, source: Source) -> None:
    """A name that two people or teams share would give an action to whoever stands first."""
    taken: dict[str, str] = {}
    for position, person in enumerate(config.people or ()):
        for name in sorted(_names(_person(person)) - {""}, key=str.casefold):
            _claim(taken, name, ("people", position), source)
    for position, team in enumerate(config.teams or ()):
        _claim(taken, team.name or "", ("teams", position), source)


def _claim(taken: dict[str, str], name: str, place: Place, source: Source) -> None:
    holder = taken.setdefault(name.casefold(), owner := key_path(place))
    if name and holder != owner:
        source.refuse(place, f"uses the name `{name}`, which `{holder}` has already", "keep it in one of them")
