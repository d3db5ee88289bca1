"""The webhook of a whole Jira: one for all projects, whose filter names those that it tells of.

Only administrators of the Jira may see and change webhooks. The resource moved with Data Center 10, and its format too.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from connectors.jira import shapes
from connectors.jira.places import Places
from connectors.jira.shapes import Json
from connectors.jira.site import Site
from connectors.jira.webhook import EVENTS
from connectors.tracker import Hook, ProjectId, TrackerError, Trouble

_NAME = "Followthrough"
_SECTION = "issue-related-events-section"
_NEW_FORMAT = 10
"""The major version of Data Center that brought it."""
_FILTER = re.compile(r"project in \(([0-9, ]*)\)")


class Hooks:
    """Raises TrackerError."""

    def __init__(self, site: Site, places: Places) -> None:
        self._site = site
        self._places = places

    def of(self, project: ProjectId) -> list[Hook]:
        """Those that tell of the project, or whose filter is of somebody else's making."""
        return [shapes.hook(item) for item in self._listed(project) if _tells_of(_jql(item), int(project))]

    def install(self, project: ProjectId, url: str, secret: str) -> Hook:
        """One that is there keeps telling of the projects that it told of."""
        found = next((item for item in self._listed(project) if item.get("url") == url), None)
        body = self._body(url, secret, _widened(_jql(found) if found else None, int(project)))
        act = f"{'update' if found else 'create'} the webhook for {self._places.shown(project)}"
        path = f"{self._path}/{shapes.hook(found).id}" if found else self._path
        answer = self._write("PUT" if found else "POST", path, act, body)
        held = answer if isinstance(answer, dict) and answer.get("url") else {**(found or {}), **body}
        return shapes.hook(held)

    def remove(self, project: ProjectId, hook: str, also: Sequence[ProjectId] = ()) -> None:
        """Not while it tells of yet others: Jira never shows the secret that narrowing it would have to send."""
        act = f"remove the webhook for {self._places.shown(project)}"
        found = next((item for item in self._listed(project) if shapes.hook(item).id == hook), None)
        if found and not set(_projects(_jql(found))) <= {int(project), *map(int, also)}:
            raise TrackerError(
                f"The webhook {hook} of {self._site.name} tells of other projects, too; "
                f"take {self._places.shown(project)} out of its filter by hand under System, WebHooks.",
                Trouble.INVALID,
            )
        self._write("DELETE", f"{self._path}/{int(hook)}", act)

    @property
    def _path(self) -> str:
        return "/rest/jira-webhook/1.0/webhooks" if self._is_new else "/rest/webhooks/1.0/webhook"

    @property
    def _is_new(self) -> bool:
        return not self._site.cloud and self._site.major_version >= _NEW_FORMAT

    def _listed(self, project: ProjectId) -> list[Json]:
        act = f"list the webhooks for {self._places.shown(project)}"
        try:
            items = self._site.items(self._site.get_outside(self._path, act), act, "values")
        except TrackerError as error:
            raise self._clearer(error, act) from error
        return [item for item in items if isinstance(item.get("url"), str)]

    def _write(self, verb: str, path: str, act: str, body: Json | None = None) -> Any:
        try:
            return self._site.write_outside(verb, path, act, body)
        except TrackerError as error:
            raise self._clearer(error, act) from error

    def _clearer(self, error: TrackerError, act: str) -> TrackerError:
        if error.trouble is not Trouble.FORBIDDEN:
            return error
        return TrackerError(
            f"{self._site.name} lets only its administrators {act}; give the service's account Administer Jira, "
            f"or enter the webhook by hand under System, WebHooks.",
            Trouble.FORBIDDEN,
        )

    def _body(self, url: str, secret: str, jql: str) -> Json:
        body: Json = {"name": _NAME, "url": url, "events": list(EVENTS)}
        if self._is_new:
            settings = {"FILTERS": json.dumps({_SECTION: jql}), "EXCLUDE_BODY": "false", "SECRET": secret}
            return {**body, "active": True, "sslVerificationRequired": True, "configuration": settings}
        # Data Center before 10 knows no secrets: its deliveries come unsigned.
        signing = {"secret": secret} if self._site.cloud else {}
        return {**body, "enabled": True, "filters": {_SECTION: jql}, "excludeBody": False, **signing}


def _jql(hook: Json) -> str:
    """The filter in either format."""
    held = hook.get("filters") or (hook.get("configuration") or {}).get("FILTERS") or {}
    if isinstance(held, str):
        try:
            held = json.loads(held)
        except ValueError:
            return ""
    return str(held.get(_SECTION) or "") if isinstance(held, dict) else ""


def _tells_of(jql: str, project: int) -> bool:
    known = set(_projects(jql))
    return project in known or not known


def _widened(jql: str | None, project: int) -> str:
    """A filter that also tells of the project; an empty one tells of all."""
    if jql == "":
        return ""
    known = set(_projects(jql or ""))
    ours = f"project in ({', '.join(map(str, sorted({*known, project})))})"
    return ours if known or jql is None else f"({jql}) OR {ours}"


def _projects(jql: str) -> Iterable[int]:
    found = _FILTER.fullmatch(jql.strip())
    return (int(number) for number in found[1].split(",") if number.strip()) if found else ()
