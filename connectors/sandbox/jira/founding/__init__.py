"""Putting users, workflows, projects, fields, issues and hooks into a world, silently.

Nothing here asks for rights, sends a webhook or counts as an act of a person; it is how a world begins.
"""

from connectors.sandbox.jira.founding.fields import (
    DATE,
    EPIC_LINK,
    MULTISELECT,
    NUMBER,
    PERSON,
    SELECT,
    TEXT,
    TEXTAREA,
    add_field,
)
from connectors.sandbox.jira.founding.hooks import add_hook
from connectors.sandbox.jira.founding.issues import add_comment, add_issue, as_kept
from connectors.sandbox.jira.founding.people import add_token, add_user
from connectors.sandbox.jira.founding.projects import add_component, add_level, add_project, add_type, grant
from connectors.sandbox.jira.founding.workflows import add_transition, add_workflow, resolution_on_screen

__all__ = [
    "DATE",
    "EPIC_LINK",
    "MULTISELECT",
    "NUMBER",
    "PERSON",
    "SELECT",
    "TEXT",
    "TEXTAREA",
    "add_comment",
    "add_component",
    "add_field",
    "add_hook",
    "add_issue",
    "add_level",
    "add_project",
    "add_token",
    "add_transition",
    "add_type",
    "add_user",
    "add_workflow",
    "as_kept",
    "grant",
    "resolution_on_screen",
]
