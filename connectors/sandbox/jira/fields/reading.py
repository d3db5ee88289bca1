"""Whose value is read and where it goes, and what is wrong with one."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.sandbox.jira.identity import Viewer
from connectors.sandbox.jira.state import Project
from connectors.sandbox.jira.world import World


class Wrong(ValueError):
    """What is wrong with the value of one field, in Jira's words."""


@dataclass(frozen=True)
class Reading:
    """Whose request it is and where the value goes. `rich`: texts come as documents (version 3 of the API)."""

    world: World
    viewer: Viewer
    project: Project
    rich: bool
