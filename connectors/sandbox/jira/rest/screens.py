"""What a screen tells of its fields to whoever asks: its components, and security levels that they may give.

Not here: which fields a project's screens have (founding), and reading values against them (acts/screens.py).
"""

from __future__ import annotations

from connectors.sandbox.jira.permissions import levels_for
from connectors.sandbox.jira.rest.call import Call
from connectors.sandbox.jira.schemes import Field
from connectors.sandbox.jira.shapes.fields import component, level, metadata
from connectors.sandbox.jira.shapes.links import Json
from connectors.sandbox.jira.state import Project

_LEVEL = "security"
_COMPONENTS = "components"


def shows(call: Call, project: Project, it: Field) -> bool:
    """Without Set Issue Security the field is on nobody's screen."""
    return it.id != _LEVEL or bool(levels_for(call.viewer, project))


def told(call: Call, project: Project, it: Field) -> Json:
    shape = metadata(call.world, call.place, it)
    if it.id == _LEVEL:
        shape["allowedValues"] = [level(call.place, one) for one in levels_for(call.viewer, project)]
    if it.id == _COMPONENTS:
        shape["allowedValues"] = [component(call.place, one) for one in project.components]
    return shape
