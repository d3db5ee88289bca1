"""Where Jira's projects are: by id, by key, by name; who can read them, and what the service may do there."""

import re
from collections.abc import MutableMapping
from datetime import timedelta
from urllib.parse import quote

from connectors.jira.errors import not_jira
from connectors.jira.remembered import Remembered
from connectors.jira.site import Json, Site
from connectors.tracker import Permission, Project, ProjectId, TrackerError, Trouble, Visibility

LIFE = timedelta(minutes=5)
"""How long it is taken for granted what the service may do in a project. Who can read it is asked each time."""

KEY = re.compile(r"[A-Z][A-Z0-9_]+")
ID = re.compile(r"[1-9][0-9]{0,17}")

LEVELS: tuple[tuple[Permission, tuple[str, ...]], ...] = (
    (Permission.ADMIN, ("BROWSE_PROJECTS", "CREATE_ISSUES", "EDIT_ISSUES", "ADMINISTER_PROJECTS")),
    (Permission.WRITE, ("BROWSE_PROJECTS", "CREATE_ISSUES", "EDIT_ISSUES")),
    (Permission.TRIAGE, ("BROWSE_PROJECTS", "TRANSITION_ISSUES")),
    (Permission.READ, ("BROWSE_PROJECTS",)),
)
"""Which of Jira's permissions make which level, highest first; whoever has a level has all that is below."""

_ASKED = ",".join(sorted({name for _, names in LEVELS for name in names}))
_HIDDEN = {Trouble.NOT_FOUND, Trouble.FORBIDDEN, Trouble.UNAUTHORIZED}


class Places:
    """`keys` remembers what each project id is called now, so that a look need not ask."""

    def __init__(self, site: Site, keys: MutableMapping[ProjectId, str]) -> None:
        self._site = site
        self._keys = keys
        self._permission: Remembered[Permission] = Remembered(site.now, LIFE)

    def shown(self, project: ProjectId) -> str:
        """Its key, for a sentence."""
        return self._keys.get(project, f"project {project}")

    def call(self, project: ProjectId, key: str) -> None:
        """Remembers what a project is called now."""
        if self._keys.get(project) != key:
            self._keys[project] = key

    def called(self, key: str) -> ProjectId | None:
        """The project that is known to have this key now. Asks nobody."""
        wanted = key.upper()
        return next((project for project, held in list(self._keys.items()) if held.upper() == wanted), None)

    def id_of(self, key: str) -> ProjectId:
        """Jira leads from a key that was given up to the project that had it."""
        return ProjectId(str(self._read(key, f"read the project {key}")["id"]))

    def key_of(self, project: ProjectId) -> str:
        return self._keys.get(project) or str(self._read(project, f"read the project {project}")["key"])

    def project(self, project: ProjectId) -> Project:
        return self._project(self._read(project, f"read the project {self.shown(project)}"))

    def visibility(self, project: ProjectId) -> Visibility:
        """Asked without credentials. Jira shows nothing in between: whoever has an account may be anybody or a few."""
        act = f"ask who can read {self.shown(project)}"
        try:
            data = self._site.get_as_nobody(f"/project/{project}", act)
        except TrackerError as error:
            if error.trouble in _HIDDEN:
                return Visibility.PRIVATE
            raise
        if not isinstance(data, dict) or str(data.get("id")) != project:
            raise not_jira(self._site.name, act)
        return Visibility.PUBLIC

    def project_named(self, name: str) -> Project:
        """By its key, its id, or else by the name that people gave it."""
        act = f"read the project {name}"
        key = name.strip().upper()
        if KEY.fullmatch(key) or ID.fullmatch(key):
            try:
                return self._project(self._read(key, act))
            except TrackerError as error:
                if error.trouble is not Trouble.NOT_FOUND:
                    raise
        return self._project(self._called(name, act))

    # -- reading

    def _read(self, id_or_key: str, act: str) -> Json:
        data = self._site.get(f"/project/{quote(id_or_key, safe='')}", act)
        if not isinstance(data, dict) or not ID.fullmatch(str(data.get("id"))) or not isinstance(data.get("key"), str):
            raise not_jira(self._site.name, act)
        self.call(ProjectId(str(data["id"])), data["key"])
        return data

    def _called(self, name: str, act: str) -> Json:
        wanted = name.strip().casefold()
        found = [item for item in self._listed(name, act) if str(item.get("name", "")).casefold() == wanted]
        if len(found) == 1:
            return self._read(str(found[0]["id"]), act)
        what = f"{len(found)} projects" if found else "no project"
        message = f"{self._site.name} shows {what} called {name!r}; write the project's key, as in PAY."
        raise TrackerError(message, Trouble.NOT_FOUND)

    def _listed(self, name: str, act: str) -> list[Json]:
        if self._site.cloud:
            return list(self._site.pages("/project/search", act, "values", params={"query": name}))
        return self._site.items(self._site.get("/project", act), act)

    def _project(self, data: Json) -> Project:
        project, key = ProjectId(str(data["id"])), str(data["key"])
        return Project(
            id=project,
            name=key,
            url=f"{self._site.web}/browse/{key}",
            visibility=self._visibility_if_told(project),
            owner=self._site.web,
            open_issues=self._open_issues(project, key),
            accepts_issues=not data.get("archived", False) and not data.get("deleted", False),
            permission=self._permission.get(project, lambda: self._allowed(project, key)),
        )

    def _open_issues(self, project: ProjectId, key: str) -> int:
        act, jql = f"count the open issues of {key}", f"project = {int(project)} AND statusCategory != Done"
        if self._site.cloud:
            answer = self._site.ask("/search/approximate-count", act, {"jql": jql})
        else:
            answer = self._site.ask("/search", act, {"jql": jql, "maxResults": 0, "fields": ["id"]})
        count = answer.get("count", answer.get("total")) if isinstance(answer, dict) else None
        if not isinstance(count, int):
            raise not_jira(self._site.name, act)
        return count

    def _visibility_if_told(self, project: ProjectId) -> Visibility:
        try:
            return self.visibility(project)
        except TrackerError as error:
            if error.trouble is Trouble.LIMITED:
                raise  # nobody else would learn of the wait
            return Visibility.UNKNOWN

    def _allowed(self, project: ProjectId, key: str) -> Permission:
        act, params = f"ask what its account may do in {key}", {"projectId": project, "permissions": _ASKED}
        data = self._site.get("/mypermissions", act, params)
        told = data.get("permissions") if isinstance(data, dict) else None
        with self._site.understood(act):
            held = {name for name, entry in (told or {}).items() if entry.get("havePermission")}
        return next((level for level, needed in LEVELS if held.issuperset(needed)), Permission.NONE)
