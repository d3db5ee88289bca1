"""The pages for people: the dashboard at `/`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, render_template

from service.index import Index
from service.mappings import Mapping
from service.says.pages import Outcome
from service.settings import Settings
from service.web.dashboard import board
from service.web.figures import Figures, zones_of
from service.web.health import Health
from service.web.privacy import may_show_private
from service.web.spans import counted, roughly


@dataclass(frozen=True)
class Figure:
    """One number on top of the page."""

    kind: str
    number: int
    label: str


@dataclass(frozen=True)
class Sign:
    """One line about how the service is."""

    name: str
    says: str
    good: bool


def blueprint(
    settings: Settings,
    index: Index,
    examined: Callable[[bool], Health],
    now: Callable[[], datetime],
    show_private: bool,
) -> Blueprint:
    routes, zones = Blueprint("pages", __name__), zones_of(settings.mappings)

    @routes.get("/")
    def dashboard() -> str:
        at, told = now(), may_show_private(show_private)
        shown = board(index.entries(), index.parked(), zones, at, show_private=told)
        health = examined(told)
        return render_template(
            "dashboard.html",
            board=shown,
            figures=figures(shown.figures),
            health=health,
            signs=signs(health),
            at=at,
            labels=start_labels(settings.mappings),
            projects=sorted({mapping.project for mapping in settings.mappings}) if told else [],
            sweep_every=roughly(settings.clock.sweep_every),
        )

    return routes


def figures(found: Figures) -> list[Figure]:
    """What is open, what came of the rest; the two that should be zero are only there when they are not."""
    of = found.outcomes
    shown = [
        Figure("open", of[Outcome.OPEN.value], "open"),
        Figure("overdue", found.overdue, "overdue"),
        Figure("done", of[Outcome.DONE.value], "done"),
        Figure("wont-do", of[Outcome.WONT_DO.value], "won't do"),
        Figure("closed", found.closed, f"loop{'' if found.closed == 1 else 's'} closed"),
    ]
    gone, untracked = of[Outcome.GONE.value], of[None]
    lost = [Figure("gone", gone, f"ticket{'' if gone == 1 else 's'} gone")] if gone else []
    return shown + lost + ([Figure("none", untracked, "without a ticket")] if untracked else [])


def signs(health: Health) -> list[Sign]:
    if not health.reachable:
        return [Sign("Redis", "does not answer", False)]
    sweeps = [
        Sign(f"Sweep of {sweep.tracker}", _ago(sweep.good_at, health.at, "none yet"), not (sweep.late or sweep.trouble))
        for sweep in health.sweeps
    ]
    return [
        Sign("Redis", "may forget" if health.persistence_trouble else "answers", not health.persistence_trouble),
        Sign("Workers", f"{health.workers} alive" if health.workers else "none alive", health.workers > 0),
        Sign("Clock", _ago(health.clock_at, health.at, "never ran"), not health.clock_silent),
        *sweeps,
        Sign("Queue", f"{counted(health.queued, 'job')} waiting", True),
        Sign("Parked", str(len(health.parked)) if health.parked else "none", not health.parked),
    ]


def start_labels(mappings: Iterable[Mapping]) -> list[str]:
    return sorted({mapping.labels.start for mapping in mappings})


def _ago(at: datetime | None, now: datetime, never: str) -> str:
    if at is None:
        return never
    return "just now" if now - at < timedelta(seconds=1) else f"{roughly(now - at)} ago"
