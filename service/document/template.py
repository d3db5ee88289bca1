"""A new post-mortem from a template and from what the tracker knows of the incident. Pure, but for `load_template`.

Not here: which template a mapping wants (settings), or opening the issue.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from service.document.text import cell


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that was said or done; `at` is aware."""

    at: datetime
    who: str
    text: str


@dataclass(frozen=True)
class IncidentFacts:
    """What the tracker already knows. Every text in it is somebody's, and none is trusted."""

    title: str
    url: str
    reporter: str
    severity: str | None
    """From a label such as `sev1`, by `severity_of`."""
    opened_at: datetime
    closed_at: datetime | None = None
    timeline: tuple[TimelineEntry, ...] = ()


class TemplateProblem(ValueError):
    """A template that is not there or cannot be rendered; the message says which and why, in one sentence."""


_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def load_template(folder: Path, name: str) -> str:
    """The template `name` of the folder, without `.md`."""
    if not _NAME.fullmatch(name):
        raise TemplateProblem(f"The template name {name!r} may have letters, digits, - and _ only.")
    try:
        return (folder / f"{name}.md").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        there = ", ".join(sorted(path.stem for path in folder.glob("*.md"))) or "none"
        raise TemplateProblem(f"The template {name!r} cannot be read from {folder}; there are: {there}.") from error


def render_template(source: str, incident: IncidentFacts) -> str:
    """The document. The template is the administrator's; the incident's words go in as values that were made safe."""
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    try:
        return environment.from_string(source).render(incident=_safe(incident))
    except (TemplateError, TypeError, ArithmeticError, LookupError, AttributeError, ValueError) as error:
        raise TemplateProblem(f"The template cannot be rendered: {error}.") from error


_MOST_ENTRIES = 100
"""Of the timeline: longer ones are a log, and the document has a limit."""

ENTRY = 500
"""Characters of an entry of the timeline."""


def _safe(incident: IncidentFacts) -> Mapping[str, object]:
    """What templates see: texts on one line that can stand anywhere, times in UTC."""
    return {
        "title": cell(incident.title, 250) or "Untitled incident",
        "url": _address(incident.url),
        "reporter": cell(incident.reporter, 100),
        "severity": cell(incident.severity or "", 50),
        "opened_at": _utc(incident.opened_at),
        "closed_at": _utc(incident.closed_at) if incident.closed_at else "",
        "duration": _duration(incident.closed_at - incident.opened_at) if incident.closed_at else "",
        "timeline": tuple(
            {"at": _utc(entry.at), "who": cell(entry.who, 100), "text": cell(entry.text, ENTRY)}
            for entry in sorted(incident.timeline, key=lambda entry: entry.at)[:_MOST_ENTRIES]
        ),
        "timeline_left_out": max(0, len(incident.timeline) - _MOST_ENTRIES),
    }


def _utc(at: datetime) -> str:
    """A naive time is taken to be UTC, as both trackers' interfaces have it."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def _duration(span: timedelta) -> str:
    minutes = max(0, int(span.total_seconds() // 60))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{value} {unit}" for value, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if value]
    return " ".join(parts) or "under a minute"


def _address(url: str) -> str:
    """Only what can stand as a link; a strange address is left out rather than shown broken."""
    return url if re.fullmatch(r"https?://[^\s<>\"'`|()\[\]{}\\]{1,1000}", url) else ""


_SEVERITY = re.compile(
    r"(?:severity|sev|incident|priority|impact)?[\s:/_.-]*(?P<level>sev[\s_-]?[0-5]|s[0-5]|p[0-5]|critical|major|minor|[0-5])",
    re.IGNORECASE,
)
_SAYS_SEVERITY = re.compile(r"sev|severity", re.IGNORECASE)


def severity_of(labels: tuple[str, ...]) -> str | None:
    """The severity that a label names (`sev1`, `severity:2`, `severity/critical`), as `sev1` or a word."""
    for label in labels:
        match = _SEVERITY.fullmatch(label.strip())
        if match and _SAYS_SEVERITY.match(label.strip()):
            level = re.sub(r"[\s_-]", "", match["level"].lower())
            return f"sev{level[-1]}" if level[-1].isdigit() else level
    return None
