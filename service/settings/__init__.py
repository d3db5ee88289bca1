"""The settings of the service: `load` reads config/followthrough.yaml, `Environment.read` the environment.

Not here: what the service does with them. Nothing is read at import.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from service.document.language import LanguageError, Languages, load_languages
from service.settings.addresses import web_url
from service.settings.building import built
from service.settings.checking import checked
from service.settings.environment import DEFAULT_CONFIG, Environment, signing_keys
from service.settings.model import json_schema
from service.settings.problem import ConfigError, Problem, SettingsError
from service.settings.source import read
from service.settings.values import (
    AccountAuth,
    AppAuth,
    ClockSettings,
    Deployment,
    Settings,
    TokenAuth,
    TrackerSettings,
    Unsigned,
)
from service.settings.variables import VariableError, variable

__all__ = [
    "DEFAULT_CONFIG",
    "AccountAuth",
    "AppAuth",
    "ClockSettings",
    "ConfigError",
    "Deployment",
    "Environment",
    "Examination",
    "Problem",
    "Settings",
    "SettingsError",
    "TokenAuth",
    "TrackerSettings",
    "Unsigned",
    "examine",
    "json_schema",
    "load",
    "signing_keys",
]


@dataclass(frozen=True)
class Examination:
    """A config file under the doctor's eyes."""

    settings: Settings
    """What is usable; trackers and mappings that are not are left out."""
    problems: tuple[Problem, ...]
    unset: tuple[Problem, ...]
    """Variables that the file reads and nobody set: problems on the machine that runs it, and none of the file."""


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """The settings; raises ConfigError with everything that is wrong."""
    found = examine(path, environ)
    if found.problems or found.unset:
        raise ConfigError(sorted(found.problems + found.unset, key=lambda problem: problem.line or 0))
    return found.settings


def examine(path: Path, environ: Mapping[str, str]) -> Examination:
    """Like `load`, for one who wants to know everything: never raises."""
    source = read(path, environ)
    if not source.data and not source.problems:
        source.refuse((), "the file says nothing", "`trackers` and `mappings` are needed")
    settings = built(checked(source), source) if source.data else Settings({}, ())
    languages = _languages(path, source.problems)
    settings = replace(settings, mappings=tuple(replace(one, languages=languages) for one in settings.mappings))
    public_url = _public_url(environ, source.problems)
    settings = replace(
        settings, public_url=public_url, templates=_templates(path), warnings=tuple(dict.fromkeys(source.warnings))
    )
    return Examination(settings, tuple(dict.fromkeys(source.problems)), tuple(source.unset))


def _public_url(environ: Mapping[str, str], problems: list[Problem]) -> str | None:
    try:
        address = variable(environ, "PUBLIC_URL")
        return web_url(address) if address else None
    except (ValueError, VariableError) as error:
        problems.append(Problem("environment", None, "PUBLIC_URL", str(error)))
        return None


def _templates(config: Path) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(folder / "templates" for folder in _folders(config)))


def _languages(config: Path, problems: list[Problem]) -> Languages | None:
    """The words that ship, and those of a folder `rules` next to the config file."""
    try:
        return load_languages([folder / "rules" for folder in _folders(config)])
    except LanguageError as error:
        problems += [Problem(found.file, found.line, found.key, found.message) for found in error.problems]
        return None


def _folders(config: Path) -> tuple[Path, ...]:
    """The config file's own first, then what ships: in a wheel beside the code, else the repository's."""
    package = Path(__file__).resolve().parents[1]
    shipped = [package / "shipped_config", package.parent / "config"]
    return (config.resolve().parent, *[folder for folder in shipped if folder.is_dir()][:1])
