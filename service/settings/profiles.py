"""The profiles that `checks` may name: those that ship, and those of the config file; and what `checks` comes to.

Judging knows nothing of profiles: it gets one flat table. Not here: the tables that ship (document/rules/profiles.py).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from service.document.rules import RULES
from service.document.rules.profiles import DEFAULT, SEVERITIES
from service.document.rules.profiles import PROFILES as SHIPPED
from service.settings import model
from service.settings.problem import listed, meant
from service.settings.source import Source

PROFILE, EXTENDS = "profile", "extends"
"""The keys that name a profile, in `checks` and in a profile of one's own."""

Refuse = Callable[[str, str, str], None]
"""Called with the key, what is wrong with its value, and the cure where one is worth saying."""


@dataclass(frozen=True)
class Profiles:
    """Every profile by its name, as one flat table of rule id to severity."""

    tables: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: {n: p.checks for n, p in SHIPPED.items()})

    def flat(self, checks: Mapping[str, str]) -> dict[str, str]:
        """What `checks` comes to: the profile that it names, and on top of it the rules that it names itself."""
        own = {rule: severity for rule, severity in checks.items() if rule != PROFILE}
        return {**self.tables.get(checks.get(PROFILE, DEFAULT), {}), **own}


def profiles_of(config: model.Config, source: Source) -> Profiles:
    written = config.profiles or {}
    for name in set(written) & SHIPPED.keys():
        source.refuse(("profiles", name), f"is the name of a profile that ships; those are {listed(SHIPPED)}", _RENAME)
    own = {name: table for name, table in written.items() if name not in SHIPPED}
    for name, table in own.items():
        check(
            table,
            EXTENDS,
            [*SHIPPED, *own],
            lambda key, *said, name=name: source.refuse(("profiles", name, key), *said),
        )
    tables: dict[str, Mapping[str, str]] = {name: profile.checks for name, profile in SHIPPED.items()}
    for name in own:
        line = _line(name, own)
        if name in line[1:]:
            way = " → ".join(f"`{step}`" for step in line)
            source.refuse(("profiles", name, EXTENDS), f"goes in a circle ({way})", "let one of them extend `default`")
        tables[name] = _stacked(line, own)
    return Profiles(tables)


_RENAME = "choose another, and let it extend that one"


def check(table: Mapping[str, str], naming: str, names: Iterable[str], refuse: Refuse) -> None:
    """Says what is wrong with a table of rule id to severity, whose key `naming` names a profile."""
    for key, value in table.items():
        if key == naming:
            if value not in (accepted := list(names)):
                refuse(
                    key,
                    f"names no profile, `{value}`{meant(value, accepted)}; accepted profiles: {listed(accepted)}",
                    "",
                )
        elif key not in RULES:
            refuse(key, f"is not a rule{meant(key, RULES)}; rules: {listed(sorted(RULES))}", "")
        elif value not in SEVERITIES:
            hint = meant(value, SEVERITIES)
            refuse(key, f"is `{value}`, which is no severity{hint}; accepted: {listed(SEVERITIES)}", "")


def _line(name: str, own: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The profile and those that it extends, one after the other; a circle ends with the name that comes again."""
    line = [name]
    while line[-1] in own and line[-1] not in line[:-1]:
        line.append(own[line[-1]].get(EXTENDS, DEFAULT))
    return line


def _stacked(line: list[str], own: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The tables on top of each other, what is extended below."""
    stacked: dict[str, str] = {}
    for name in reversed(line):
        table = own[name] if name in own else SHIPPED[name].checks if name in SHIPPED else {}
        stacked |= {rule: severity for rule, severity in table.items() if rule != EXTENDS}
    return stacked
