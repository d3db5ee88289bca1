"""Who can be assigned and who may do what, by account; and whom an e-mail address belongs to."""

import re

from connectors.jira.places import LEVELS, Places
from connectors.jira.site import Site
from connectors.tracker import Permission, Person, ProjectId, TrackerError, Trouble

_ACCOUNT_ID = re.compile(r"[A-Za-z0-9:_-]{1,128}")
_USER_NAME = re.compile(r"[^\s/?#%,\\<>\"|]{1,255}")


class People:
    """Raises TrackerError."""

    def __init__(self, site: Site, places: Places) -> None:
        self._site = site
        self._places = places

    def assignable(self, project: ProjectId, login: str) -> bool:
        if not self._can_be(login):
            return False
        key = self._places.key_of(project)
        params = {"project": key, **self._asked_for(login)}
        return self._is_among(login, "/user/assignable/search", params, f"ask who can be assigned in {key}")

    def permission(self, project: ProjectId, login: str) -> Permission:
        """Asked level by level from the one that matters most, so that a team member costs two exchanges."""
        if not self._can_be(login):
            return Permission.NONE
        levels = dict(LEVELS)
        if self._holds(project, login, levels[Permission.WRITE]):
            higher = self._holds(project, login, levels[Permission.ADMIN])
            return Permission.ADMIN if higher else Permission.WRITE
        lower = (Permission.TRIAGE, Permission.READ)
        return next((level for level in lower if self._holds(project, login, levels[level])), Permission.NONE)

    def propose(self, email: str) -> list[Person]:
        """The accounts that an address may belong to; for people to choose from, never to act on.

        Empty also where the service's account may not browse users, or the address is hidden.
        """
        params = {"query": email} if self._site.cloud else {"username": email}
        items = self._site.items(self._site.get("/user/search", "look for a person", params), "look for a person")
        shown = [item for item in items if str(item.get("emailAddress") or email).casefold() == email.casefold()]
        return [self._site.person(item) for item in shown]

    def _holds(self, project: ProjectId, login: str, permissions: tuple[str, ...]) -> bool:
        key = self._places.key_of(project)
        params = {"projectKey": key, "permissions": ",".join(permissions), **self._asked_for(login)}
        act = f"ask what others may do in {key}"
        try:
            return self._is_among(login, "/user/permission/search", params, act)
        except TrackerError as error:
            if error.trouble is not Trouble.FORBIDDEN:
                raise
            raise TrackerError(
                f"{self._site.name} tells what others may do in {key} only to those who administer it; "
                f"give the service's account Administer projects there.",
                Trouble.FORBIDDEN,
            ) from error

    def _is_among(self, login: str, path: str, params: dict[str, str], act: str) -> bool:
        """Exactly: Data Center also finds whoever is called much alike."""
        try:
            items = self._site.items(self._site.get(path, act, params), act)
        except TrackerError as error:
            if error.trouble is Trouble.NOT_FOUND:
                return False
            raise
        return any(self._site.person(item).login == login for item in items)

    def _asked_for(self, login: str) -> dict[str, str]:
        return {"accountId": login} if self._site.cloud else {"username": login}

    def _can_be(self, login: str) -> bool:
        return bool((_ACCOUNT_ID if self._site.cloud else _USER_NAME).fullmatch(login))
