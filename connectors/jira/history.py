"""An issue's changelog as the events that are looked at: who labelled, closed, reopened, assigned and renamed it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from connectors.jira import shapes
from connectors.jira.outcomes import Standing, Words, reason_of
from connectors.jira.remembered import Remembered
from connectors.jira.shapes import Json
from connectors.jira.site import Site
from connectors.tracker import Act, Event, Ref, TrackerError, Trouble

LIFE = timedelta(hours=1)


class History:
    """Raises TrackerError."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._categories: Remembered[dict[str, str]] = Remembered(site.now, LIFE)
        self._logins: Remembered[str] = Remembered(site.now, LIFE)

    def of(self, ref: Ref, words: Words, act: str) -> list[Event]:
        with self._site.understood(act):
            return list(self._events(self._entries(ref, act), words, act))

    def _entries(self, ref: Ref, act: str) -> list[Json]:
        """Oldest first."""
        if self._site.cloud:
            items = list(self._site.pages(f"/issue/{ref.number}/changelog", act, "values"))
        else:
            params = {"fields": "created", "expand": "changelog"}
            items = self._site.items(self._site.get(f"/issue/{ref.number}", act, params)["changelog"], act, "histories")
        return sorted(items, key=lambda item: (shapes.moment(item["created"]), int(item["id"])))

    def _events(self, entries: list[Json], words: Words, act: str) -> Iterator[Event]:
        at = self._beginning(entries, act)
        for entry in entries:
            who = self._site.person(entry["author"]) if entry.get("author") else None
            when = shapes.moment(entry["created"])
            after = at
            for item in entry.get("items") or ():
                after = self._moved(after, item, act)
                yield from (Event(kind, who, when, detail, shown) for kind, detail, shown in self._told(item, act))
            yield from (Event(kind, who, when, detail) for kind, detail in _outcome(at, after, words))
            at = after

    def _told(self, item: Json, act: str) -> Iterator[tuple[Act, str, str]]:
        match _field(item):
            case "labels":
                yield from ((kind, label, "") for kind, label in _labels(item))
            case "assignee":
                if item.get("from"):
                    yield Act.UNASSIGNED, self._login(str(item["from"]), act), str(item.get("fromString") or "")
                if item.get("to"):
                    yield Act.ASSIGNED, self._login(str(item["to"]), act), str(item.get("toString") or "")
            case "summary":
                yield Act.RENAMED, str(item.get("toString") or ""), ""

    # -- where it stood

    def _beginning(self, entries: Iterable[Json], act: str) -> Standing:
        """Before the first change: what that changed from."""
        items = [item for entry in entries for item in entry.get("items") or ()]
        at = Standing("")
        for name in ("status", "resolution"):
            first = next((item for item in items if _field(item) == name), None)
            if first:
                at = self._moved(at, {**first, "to": first.get("from"), "toString": first.get("fromString")}, act)
        return at

    def _moved(self, at: Standing, item: Json, act: str) -> Standing:
        name = str(item.get("toString") or "")
        match _field(item):
            case "status":
                return replace(at, status=name, category=self._category(str(item.get("to") or ""), act))
            case "resolution":
                return replace(at, resolution=name)
            case _:
                return at

    def _category(self, status: str, act: str) -> str:
        """By id: names are translated, and not unique."""
        return self._categories.get("", lambda: self._read_categories(act)).get(status, "")

    def _read_categories(self, act: str) -> dict[str, str]:
        items = self._site.items(self._site.get("/status", act), act)
        return {str(it["id"]): str((it.get("statusCategory") or {}).get("key") or "") for it in items}

    # -- who

    def _login(self, account: str, act: str) -> str:
        """Data Center writes down the key of an account, which is not what it is called by."""
        return account if self._site.cloud else self._logins.get(account, lambda: self._read_login(account, act))

    def _read_login(self, key: str, act: str) -> str:
        try:
            return self._site.person(self._site.get("/user", act, {"key": key})).login or key
        except TrackerError as error:
            if error.trouble is Trouble.NOT_FOUND:
                return key
            raise


def _field(item: Json) -> str:
    """Data Center tells no id of a field; its own fields have the name for one."""
    return str(item.get("fieldId") or item.get("field") or "").casefold()


def _labels(item: Json) -> Iterator[tuple[Act, str]]:
    before, after = (str(item.get(key) or "").split() for key in ("fromString", "toString"))
    yield from ((Act.UNLABELED, label) for label in before if label not in after)
    yield from ((Act.LABELED, label) for label in after if label not in before)


def _outcome(before: Standing, after: Standing, words: Words) -> Iterator[tuple[Act, str]]:
    was, now = reason_of(before, words), reason_of(after, words)
    if now is not was:
        yield (Act.CLOSED, now.value) if now else (Act.REOPENED, "")
