"""Tells a story line by line: a line is printed when what it says was seen, or when it was waited for in vain."""

import time
from collections.abc import Callable
from typing import TypeVar

import click
import requests

PATIENCE = 20.0
"""Seconds that anything may take before it counts as not happening."""

POLL = 0.1

T = TypeVar("T")


class NotSeen(Exception):
    """Something the story needs did not happen."""


class Teller:
    def __init__(self) -> None:
        self._begun = time.monotonic()
        self.seen = 0

    def act(self, text: str) -> None:
        """Something that a person does."""
        self._say("→", text, "cyan")

    def note(self, text: str) -> None:
        click.echo(click.style(f"          {text}", dim=True))

    def see(self, look: Callable[[], T | None], tell: Callable[[T], str], *, patience: float = PATIENCE) -> T:
        """Waits until `look` gives something true, and tells it. Raises NotSeen."""
        deadline = time.monotonic() + patience
        while True:
            try:
                found = look()
            except requests.RequestException:
                found = None  # not up yet, or restarting: look again
            if found:
                self.seen += 1
                self._say("✓", tell(found), "green")
                return found
            if time.monotonic() > deadline:
                raise NotSeen
            time.sleep(POLL)

    def _say(self, mark: str, text: str, color: str) -> None:
        elapsed = f"{time.monotonic() - self._begun:6.1f} s "
        click.echo(click.style(elapsed, dim=True) + click.style(f"{mark} ", fg=color) + text)
