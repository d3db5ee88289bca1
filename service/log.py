"""How the service logs: one record an event, to standard error, for people or as JSON, and never a secret.

Not here: what is worth logging. structlog is only loaded by `configure`, since commands that answer at once do not log.
"""

import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from functools import cache
from typing import Any, Literal, get_args

Format = Literal["console", "json"]
FORMATS: tuple[str, ...] = get_args(Format)
LEVELS = ("debug", "info", "warning", "error")

_HIDDEN = "[hidden]"
_SHORTEST_SECRET = 8
"""Shorter values stand in harmless words too."""
_secrets: set[str] = set()

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@cache
def _token() -> re.Pattern[str]:
    """GitHub's prefixes: docs.github.com, "About authentication to GitHub"; ghs_ tokens may be JWTs and hold dots.

    API tokens of Atlassian begin with ATATT3.
    """
    return re.compile(
        r"\b(?:ghs_[A-Za-z0-9._-]+|gh[pour]_[A-Za-z0-9]+|github_pat_[A-Za-z0-9_]+|ATATT3[A-Za-z0-9=_-]+)"
        r"|(?<=\bBearer )[^\s\"',;]{8,}|(?<=\bBasic )[A-Za-z0-9+/=]{8,}|(?<=\btoken )[A-Za-z0-9]{40}\b"
        r"|(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"
        r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
        re.DOTALL | re.IGNORECASE,
    )


def without_tokens(text: str) -> str:
    """The text without anything that looks like a credential."""
    return _token().sub(_HIDDEN, text)


def hide(secrets: Iterable[str]) -> None:
    """From now on these values never appear in a record."""
    _secrets.update(secret for secret in secrets if len(secret) >= _SHORTEST_SECRET)


def without_secrets(text: str) -> str:
    """The text without the values given to `hide` and without anything that looks like a credential."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, _HIDDEN)
    return without_tokens(text)


def on_one_line(text: str) -> str:
    """Line breaks and other control characters as people write them: what a stranger wrote cannot forge a record."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def configure(format: str = "console", level: str = "info") -> None:
    """Sends every record, of structlog and of the standard library, through one door on standard error."""
    import structlog

    colours = format == "console" and sys.stderr.isatty()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _veiled,
    ]
    renderer: Any = structlog.processors.JSONRenderer(serializer=_json)
    if format == "console":
        renderer = structlog.dev.ConsoleRenderer(colors=colours, pad_event_to=0)
        shared.append(_flat)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _veiled(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if not key.startswith("_"):
            event[key] = _without_secrets_in(value)
    return event


def _without_secrets_in(value: Any) -> Any:
    match value:
        case None | bool() | int() | float():
            return value
        case dict():
            return {without_secrets(str(key)): _without_secrets_in(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_without_secrets_in(item) for item in value]
    return without_secrets(str(value))


def _json(event: Any, **options: Any) -> str:
    """On one line for every reader: JSON itself lets some line breaks of Unicode stand."""
    import json  # a check for people does without

    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(event, ensure_ascii=False, **options))


def _flat(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str) and not key.startswith("_"):
            event[key] = _indented(value) if key in {"exception", "stack"} else on_one_line(value)
    return event


def _indented(trace: str) -> str:
    """A traceback keeps its lines, each set in, so that none can pass for a record."""
    return "\n".join(f"    {on_one_line(line)}" for line in trace.split("\n"))
