"""The world of Jira that the request at hand is for. How it gets there is in `connectors.sandbox.serving`."""

from __future__ import annotations

from typing import cast

from connectors.sandbox.jira.world import World
from connectors.sandbox.serving import world_of_request


def served_world() -> World:
    return cast(World, world_of_request())
