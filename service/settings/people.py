"""The people and teams of a config file, and whether a name in it means one of them.

Not here: whom an owner in a document means (service/document/people.py).
"""

from dataclasses import dataclass

from service import mappings as product
from service.document.people import resolve
from service.settings import model, parsing
from service.settings.problem import meant
from service.settings.source import Place, Source, key_path


@dataclass(frozen=True)
class Cast:
    """Everybody that the file names."""

    people: tuple[product.Person, ...]
    teams: tuple[product.Team, ...]
    names: frozenset[str]
    """Every way to name a person."""

    def check(self, name: str, place: Place, source: Source, teams: tuple[product.Team, ...] = ()) -> None:
        """A name is a person of `people` or a login; one that only just misses a person is more likely a mistake."""
        if resolve(name, self.people, teams, "github"):
            return
        if name.casefold() in {known.casefold() for known in self.names}:
            source.refuse(
                place, f"names `{name}`, who has no login on GitHub", "add `github:` to the entry in `people`"
            )
            return
        hint = meant(name, self.names)
        try:
            parsing.login(name)
        except parsing.Expected:
            message = f"names `{name}`, who is neither in `people` nor a login{hint}"
            source.refuse(place, message, "add them to `people`")
            return
        if hint:
            source.warn(place, f"names `{name}`, who is not in `people`{hint}; it is taken for a login")


def cast_of(config: model.Config, source: Source) -> Cast:
    people = tuple(_person(entry) for entry in config.people or () if entry.name)
    teams = tuple(product.Team(entry.name, entry.lead) for entry in config.teams or () if entry.name and entry.lead)
    _check_unique_people(config, source)
    cast = Cast(people, teams, frozenset(name for person in people for name in _names(person)))
    for position, entry in enumerate(config.teams or ()):
        if entry.lead:
            cast.check(entry.lead, ("teams", position, "lead"), source)
    return cast


def _person(entry: model.Person) -> product.Person:
    accounts = {"github": entry.github, "jira": entry.jira}
    return product.Person(
        name=entry.name or "",
        accounts={kind: account for kind, account in accounts.items() if account},
        email=entry.email,
        aliases=tuple(entry.aliases or ()),
    )


def _names(person: product.Person) -> set[str]:
    return {person.name, *person.aliases, *person.accounts.values(), *filter(None, [person.email])}


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
