"""`followthrough doctor`: what stands in the way of running, one line a check, each with its cure.

Not here: the checks (files.py, trackers.py, store.py). What needs the network is only imported when it is asked for.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from service.cli.doctor import files
from service.cli.doctor.verdict import Check, Status, error
from service.log import hide, on_one_line, without_secrets
from service.settings import DEFAULT_CONFIG, ConfigError, Environment, Settings, examine

_COLOURS = {Status.OK: "green", Status.WARNING: "yellow", Status.ERROR: "red"}


@click.command()
@click.option("--offline", is_flag=True, help="Check the files alone: no network, Redis or credentials.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def doctor(offline: bool, form: str) -> None:
    """Check config, credentials, rights, projects, labels, people, webhooks and Redis.

    \b
    Exit status: 0 nothing is wrong, or warnings only; 1 errors.
    """
    checks: list[Check] = []
    for check in _checks(offline, os.environ):
        if check not in checks:
            checks.append(check)
            if form == "text":
                click.echo(_line(check))
    counts = {status.value: sum(check.status is status for check in checks) for status in Status}
    click.echo(_json(checks, counts) if form == "json" else _summary(counts))
    sys.exit(1 if counts[Status.ERROR] else 0)


def _checks(offline: bool, environ: Mapping[str, str]) -> Iterator[Check]:
    path = Path(environ.get("FOLLOWTHROUGH_CONFIG", "").strip() or DEFAULT_CONFIG)
    found = examine(path, environ)
    hide(found.settings.secrets())
    yield from files.environment(environ)
    yield from files.config(path, found, unset=Status.WARNING if offline else Status.ERROR)
    yield from files.templates(found.settings)
    if not offline:
        yield from _online(found.settings, environ)


def _online(settings: Settings, environ: Mapping[str, str]) -> Iterator[Check]:
    from connectors.tracker import TrackerError
    from service.cli.doctor.store import store
    from service.cli.doctor.trackers import trackers
    from service.wiring import build_trackers, utc_now

    try:
        yield from trackers(settings, build_trackers(settings), utc_now().date())
    except TrackerError as trouble:
        yield error("trackers", trouble.message)
    try:
        environment = Environment.read(environ)
    except ConfigError:
        return  # files.environment has said what is wrong with it
    yield from store(environment)


def _line(check: Check) -> str:
    status = click.style(f"{check.status:<8}", fg=_COLOURS[check.status])
    line = f"{status} {_safe(check.subject)}: {_safe(check.message)}"
    return f"{line}\n         -> {_safe(check.cure)}" if check.cure else line


def _summary(counts: Mapping[str, int]) -> str:
    parts = [f"{counts[name]} {name}{'' if counts[name] == 1 else 's'}" for name in ("error", "warning")]
    return f"\n{', '.join(parts)}, {counts['ok']} ok"


def _json(checks: list[Check], counts: Mapping[str, int]) -> str:
    rows = [
        {"status": check.status, "subject": _safe(check.subject), "message": _safe(check.message), "cure": check.cure}
        for check in checks
    ]
    return json.dumps({"checks": rows, "summary": counts}, indent=1, ensure_ascii=False)


def _safe(text: str) -> str:
    return on_one_line(without_secrets(text))
