"""Which issue may be above which: the level above in Cloud, above sub-tasks alone in Data Center.

Not here: reading what a request says of a parent (fields).
"""

from __future__ import annotations

from connectors.sandbox.jira.acts.screens import Raw
from connectors.sandbox.jira.refusals import NOT_A_SUBTASK, NOT_ABOVE, wrong_fields
from connectors.sandbox.jira.schemes import IssueType
from connectors.sandbox.jira.state import Issue
from connectors.sandbox.jira.world import World


def require_may_have_parent(world: World, of: IssueType, told: Raw) -> None:
    if "parent" in told and not (world.is_cloud or of.subtask):
        raise wrong_fields({"issuetype": NOT_A_SUBTASK.format(id=of.id)})


def require_one_level_above(of: IssueType, parent: object) -> None:
    if isinstance(parent, Issue) and parent.type.hierarchy != of.hierarchy + 1:
        raise wrong_fields({"parentId": NOT_ABOVE})
