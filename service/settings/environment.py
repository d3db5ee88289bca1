"""The variables that the service reads, and the key it signs with.

Not here: variables that a config file mentions as `${NAME}` (source.py). This is a plain model and not
pydantic-settings, which reads the process's own environment: here the environment is an argument.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from service.log import LEVELS
from service.redis_address import names_sentinels, parse_sentinels, passwords
from service.settings import parsing
from service.settings.addresses import web_url
from service.settings.problem import ConfigError, Problem, SettingsError, listed, unreadable
from service.settings.variables import VariableError, variable

DEFAULT_CONFIG = Path("config/followthrough.yaml")
DEFAULT_DATA = "~/.local/share/followthrough"

_REDIS = ("redis://", "rediss://", "unix://", "redis+sentinel://", "rediss+sentinel://")


def _keys(text: str) -> tuple[SecretStr, ...]:
    return tuple(parsing.secrets([text], parsing.SIGNING_KEY_BYTES))


def _tokens(text: str) -> tuple[SecretStr, ...]:
    return tuple(parsing.secrets([text], parsing.API_TOKEN_BYTES))


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise parsing.Expected("must be a port from 1 to 65535")
    return int(text)


def _redis_url(url: str) -> SecretStr:
    if not url.startswith(_REDIS) or url in _REDIS:
        raise ValueError(f"must be an address that starts with {listed(_REDIS)}")
    if names_sentinels(url):
        parse_sentinels(url)
    return SecretStr(url)


def _level(word: str) -> str:
    if word.lower() not in LEVELS:
        raise parsing.Expected(f"must be one of {listed(LEVELS)}")
    return word.lower()


def _folder(text: str) -> Path:
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError:
        raise ValueError("starts with ~, and this user has no home folder; set it to an absolute path") from None


class Environment(BaseModel):
    """What the environment says. Secrets may also stand in the file that NAME_FILE names."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    config: Path = Field(default=DEFAULT_CONFIG, alias="FOLLOWTHROUGH_CONFIG")
    data: Annotated[Path, PlainValidator(_folder)] = Field(
        default_factory=lambda: _folder(DEFAULT_DATA), alias="FOLLOWTHROUGH_DATA"
    )
    """Where the embedded Valkey and the generated key live."""
    secret_keys: Annotated[tuple[SecretStr, ...], PlainValidator(_keys)] = Field(
        default=(), alias="FOLLOWTHROUGH_SECRET_KEY"
    )
    """Newest first; empty when unset. `signing_keys` is what to sign with."""
    api_tokens: Annotated[tuple[SecretStr, ...], PlainValidator(_tokens)] = Field(
        default=(), alias="FOLLOWTHROUGH_API_TOKENS"
    )
    """Any of them opens the API; empty: it stays closed."""
    redis_url: Annotated[SecretStr, PlainValidator(_redis_url)] | None = Field(default=None, alias="REDIS_URL")
    """None: the embedded Valkey."""
    port: Annotated[int, PlainValidator(_port)] = Field(default=8000, alias="PORT")
    public_url: Annotated[str, PlainValidator(web_url)] | None = Field(default=None, alias="PUBLIC_URL")
    log_level: Annotated[str, PlainValidator(_level)] = Field(default="info", alias="LOG_LEVEL")
    github_token: SecretStr | None = Field(default=None, alias="GITHUB_TOKEN")
    github_app_id: str | None = Field(default=None, alias="GITHUB_APP_ID")
    github_app_private_key: SecretStr | None = Field(default=None, alias="GITHUB_APP_PRIVATE_KEY")
    github_webhook_secret: SecretStr | None = Field(default=None, alias="GITHUB_WEBHOOK_SECRET")
    jira_email: str | None = Field(default=None, alias="JIRA_EMAIL")
    jira_token: SecretStr | None = Field(default=None, alias="JIRA_TOKEN")
    jira_webhook_secret: SecretStr | None = Field(default=None, alias="JIRA_WEBHOOK_SECRET")

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """Raises ConfigError with everything that is wrong."""
        problems: list[Problem] = []
        given: dict[str, str] = {}
        for name in filter(None, (field.alias for field in cls.model_fields.values())):
            try:
                value = variable(environ, name)
            except VariableError as error:
                problems.append(Problem("environment", None, name, str(error)))
            else:
                given |= {} if value is None else {name: value}
        try:
            read = cls.model_validate(given)
        except ValidationError as error:
            problems += [_problem(mistake, given) for mistake in error.errors(include_url=False)]
        if problems:
            raise ConfigError(problems)
        return read

    def secrets(self) -> tuple[str, ...]:
        """Every secret in plain text, for the one place that hides them: the log."""
        github = (self.github_token, self.github_app_private_key, self.github_webhook_secret)
        named = (self.redis_url, *github, self.jira_token, self.jira_webhook_secret)
        told = tuple(
            secret.get_secret_value() for secret in (*self.secret_keys, *self.api_tokens, *named) if secret is not None
        )
        return told + (passwords(self.redis_url.get_secret_value()) if self.redis_url else ())


def _problem(mistake: ErrorDetails, given: Mapping[str, str]) -> Problem:
    name, cause = str(mistake["loc"][0]), mistake["ctx"]["error"]
    instead = f", not `{given[name]}`" if isinstance(cause, parsing.Expected) else ""
    return Problem("environment", None, name, f"{cause}{instead}")


def signing_keys(environment: Environment) -> tuple[SecretStr, ...]:
    """What markers and sessions are signed with, newest first. Makes a key, once, where none is set."""
    if environment.secret_keys:
        return environment.secret_keys
    file = environment.data / "secret_key"
    try:
        text = file.read_text(encoding="ascii") if file.exists() else _made(file)
    except (OSError, UnicodeDecodeError) as error:
        cure = "set FOLLOWTHROUGH_SECRET_KEY, or FOLLOWTHROUGH_DATA to a folder that this user may write"
        raise SettingsError(f"{unreadable(file, 'the signing key', error)}; {cure}") from error
    try:
        return _keys(text)
    except ValueError as error:
        raise SettingsError(f"the signing key {file} {error}") from None


def _made(file: Path) -> str:
    """A new key in the file, or the one that another process put there first: a link is made once or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f".secret_key.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as handle:
            handle.write(f"{secrets.token_hex(32)}\n")
            handle.flush()
            os.fsync(handle.fileno())
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    return file.read_text(encoding="ascii")
