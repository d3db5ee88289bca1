"""Opens a sandbox as the command line wants it: seed, chaos, a hook that hears all, a record of the exchanges."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from connectors.sandbox.jira import chaos as chaos_file
from connectors.sandbox.jira.founding import add_hook
from connectors.sandbox.jira.seed import seeded_world
from connectors.sandbox.jira.server import RunningSandbox, serve
from connectors.sandbox.recording import Listener, to_file


def open_sandbox(
    *,
    port: int = 0,
    seed: Path | None = None,
    chaos: Path | None = None,
    deliver: str | None = None,
    secret: str | None = None,
    record: Path | None = None,
    listeners: Sequence[Listener] = (),
) -> RunningSandbox:
    """A running sandbox; close it, or use it with `with`.

    `deliver` is the address that hears every webhook, signed with `secret`. `record` gets a line of JSON for each
    exchange. Raises `sections.Unreadable` for a seed or chaos file that is not understood, and OSError for a port
    that is taken.
    """
    world = seeded_world(seed)
    if deliver:
        add_hook(world, deliver, secret=secret, events=["*"])
    if chaos:
        chaos_file.load(world, chaos)
    recorders = [to_file(record)] if record else []
    return serve(world, port=port, on_exchange=[*listeners, *recorders])
