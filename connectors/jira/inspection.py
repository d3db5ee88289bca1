"""What a Jira says of itself and of the rights of the service's account, for whoever checks an installation.

Writes nothing, and is no part of the verbs of a tracker.
"""

from collections.abc import Sequence

from connectors.jira.errors import not_jira
from connectors.jira.relations import NoRelation, relation
from connectors.jira.site import Site
from connectors.tracker import ProjectId

NEEDED = {
    "BROWSE_PROJECTS": "Browse projects",
    "CREATE_ISSUES": "Create issues",
    "EDIT_ISSUES": "Edit issues",
    "TRANSITION_ISSUES": "Transition issues",
    "ASSIGN_ISSUES": "Assign issues",
    "ADD_COMMENTS": "Add comments",
    "LINK_ISSUES": "Link issues",
}
"""Permissions without which some step fails, as Jira's own pages call them."""

TELLING = "ADMINISTER_PROJECTS"
"""Without it Jira does not tell what others may do."""


class Inspection:
    """Raises TrackerError."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @property
    def cloud(self) -> bool:
        return self._site.cloud

    def called(self) -> str:
        """`Jira Cloud`, `Jira Data Center 10`."""
        return "Jira Cloud" if self._site.cloud else f"Jira Data Center {self._site.major_version}"

    def signs(self) -> bool:
        """Whether its webhooks carry signatures (docs: Managing webhooks; Data Center since 10)."""
        return self._site.cloud or self._site.major_version >= 10

    def lacking(self, project: ProjectId) -> Sequence[str]:
        """The needed permissions that the service's account does not have there."""
        held = self._held(project)
        return [name for key, name in NEEDED.items() if key not in held]

    def tells_of_others(self, project: ProjectId) -> bool:
        return TELLING in self._held(project)

    def unlinkable(self) -> NoRelation | None:
        """Why no two issues can be shown as belonging together, where that is so."""
        try:
            relation(self._site, "read the types of link")
        except NoRelation as lack:
            return lack
        return None

    def outcomes(self, project: ProjectId) -> frozenset[str]:
        """The names of the project's statuses and of all resolutions."""
        act = "read the statuses and resolutions"
        types = self._site.items(self._site.get(f"/project/{project}/statuses", act), act)
        statuses = [status for it in types for status in it.get("statuses") or ()]
        if self._site.cloud:
            resolutions = list(self._site.pages("/resolution/search", act, "values"))
        else:
            resolutions = self._site.items(self._site.get("/resolution", act), act)
        return frozenset(str(it.get("name")) for it in (*statuses, *resolutions) if isinstance(it, dict))

    def _held(self, project: ProjectId) -> frozenset[str]:
        act = "ask what its account may do"
        params = {"projectId": project, "permissions": ",".join((*NEEDED, TELLING))}
        answer = self._site.get("/mypermissions", act, params)
        told = answer.get("permissions") if isinstance(answer, dict) else None
        if not isinstance(told, dict):
            raise not_jira(self._site.name, act)
        return frozenset(key for key, it in told.items() if isinstance(it, dict) and it.get("havePermission"))
