"""What JQL finds, and what is found by key while its index trails.

A query is put together from ids, quoted labels and dates alone; no words of people but the labels of the config.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from connectors.jira import shapes
from connectors.jira.errors import not_jira
from connectors.jira.places import Places
from connectors.jira.reading import AT_ONCE, Reading
from connectors.jira.site import PER_PAGE, Json, Site
from connectors.tracker import Issue, ProjectId, TrackerError, Trouble

WINDOWS = 20
"""How many windows of keys are read in a row, either way."""

CLOUD_WINDOW = AT_ONCE
DATACENTER_WINDOW = 10
"""Keys are read one by one there, and its index trails by seconds only."""
_DATACENTER_TRAILS = timedelta(hours=1)

_WORTH_A_SEARCH = 3
"""So many issues; fewer are read sooner one by one."""

_ANY_ZONE = timedelta(hours=26)
"""Between the earliest and the latest clock on earth."""


class Search:
    """Raises TrackerError."""

    def __init__(self, site: Site, places: Places, reading: Reading) -> None:
        self._site = site
        self._places = places
        self._reading = reading

    def issues(
        self, projects: Sequence[ProjectId], since: datetime | None, labels: Sequence[str], *, brief: bool = False
    ) -> tuple[Issue, ...]:
        """Oldest change first, each once; `brief` without bodies, of which Data Center tells half by itself only."""
        jql = [
            _of(*projects),
            *([self._since(since)] if since else []),
            *(f"labels = {quoted(name)}" for name in labels),
        ]
        act = f"list the issues of {', '.join(map(self._places.shown, projects))}"
        with self._explained(*projects):
            fields = [name for name in shapes.FIELDS if not brief or name != "description"]
            listed = self._found(" AND ".join(jql) + " ORDER BY updated ASC, id ASC", act, fields)
            items = ({**item, "properties": {}} for item in listed) if brief else listed
            found = {issue.ref.number: issue for issue in (self._reading.issue(item, act) for item in items)}
        changed = (issue for issue in found.values() if since is None or issue.updated_at >= since)
        return tuple(sorted(changed, key=lambda issue: (issue.updated_at, issue.ref.number)))

    def of(self, ids: Sequence[int]) -> tuple[Issue, ...]:
        """Those that one search shows, without what is hidden in their bodies; none where reading them is as cheap.

        Only Data Center searches for that: Cloud reads a hundred at once, and its index trails by hours. Whatever is
        not shown (an id that is gone does not spoil the others) says nothing.
        """
        if self._site.cloud or len(ids) < _WORTH_A_SEARCH:
            return ()
        act, pages = f"read {len(ids)} issues", range(0, len(ids), PER_PAGE)
        try:
            items = [item for start in pages for item in self._by_id(ids[start : start + PER_PAGE], act)]
        except TrackerError as error:
            if error.trouble is not Trouble.INVALID:
                raise
            return ()
        return tuple(self._reading.issue({**item, "properties": {}}, act) for item in items)

    def _by_id(self, ids: Sequence[int], act: str) -> list[Json]:
        asked = {"jql": f"id in ({', '.join(map(str, ids))})", "maxResults": str(len(ids)), "validateQuery": "false"}
        return self._site.items(
            self._site.get("/search", act, {**asked, "fields": ",".join(shapes.FIELDS)}), act, "issues"
        )

    def shows_anything(self, project: ProjectId) -> bool:
        act = f"list the issues of {self._places.shown(project)}"
        with self._explained(project):
            return bool(self._page(_of(project), act, ["id"], {"maxResults": 1})[0])

    def unlisted(self, project: ProjectId, since: datetime, marks: Sequence[str]) -> tuple[Issue, ...]:
        """By their marks, which are exact, and by their keys, which only grow and are read past the index."""
        act = f"look for what is new in {self._places.shown(project)}"
        with self._explained(project):
            return self._new(project, since, marks, act)

    def _new(self, project: ProjectId, since: datetime, marks: Sequence[str], act: str) -> tuple[Issue, ...]:
        # Wherever it was moved to meanwhile.
        marked = f"labels in ({', '.join(map(quoted, marks))})"
        items = self._found(marked, act, list(shapes.FIELDS)) if marks else iter(())
        found = {issue.ref: issue for issue in (self._reading.issue(item, act) for item in items)}
        wanted = frozenset(marks)
        for issue in self._by_key(project, since, act):
            if wanted & set(issue.labels) or (issue.created_at >= since and issue.ref.project == project):
                found.setdefault(issue.ref, issue)
        return tuple(sorted(found.values(), key=lambda issue: issue.ref.number))

    @contextmanager
    def _explained(self, *projects: ProjectId) -> Iterator[None]:
        """A query about a project that is hidden is refused as wrong; reading the project says what is the matter."""
        try:
            yield
        except TrackerError as error:
            if error.trouble is Trouble.INVALID:
                for project in projects:
                    self._places.project(project)
            raise

    # -- by key

    def _by_key(self, project: ProjectId, since: datetime, act: str) -> Iterator[Issue]:
        key, newest = self._places.key_of(project), self._newest(project, act)
        if not self._site.cloud:
            since = max(since, self._site.now() - _DATACENTER_TRAILS)
        size = CLOUD_WINDOW if self._site.cloud else DATACENTER_WINDOW

        def window(first: int) -> list[Issue]:
            keys = [f"{key}-{number}" for number in range(max(first, 1), first + size)]
            return list(self._reading.many(keys, act))

        for step in range(WINDOWS):
            above = window(newest + 1 + step * size)
            yield from above
            if not above:
                break
        else:
            raise self._far_behind(key, newest, act)
        for step in range(1, WINDOWS + 1):
            first = newest + 1 - step * size
            below = window(first)
            yield from below
            # An issue that was moved here has a new key and an old date, so one old issue ends nothing.
            if first <= 1 or (below and all(issue.created_at < since for issue in below)):
                break

    def _far_behind(self, key: str, newest: int, act: str) -> TrackerError:
        """So much that is not in the index proves it of no use: what it does not show may be there."""
        return TrackerError(
            f"{self._site.name} could not {act}: its search knows nothing after {key}-{newest}, although much more is "
            f"there; nothing is created until it has caught up.",
            Trouble.INVALID,
        )

    def _newest(self, project: ProjectId, act: str) -> int:
        """The highest number that the index knows, however old that is."""
        items, _ = self._page(f"{_of(project)} ORDER BY key DESC", act, ["project"], {"maxResults": 1})
        with self._site.understood(act):
            return int(str(items[0]["key"]).rpartition("-")[2]) if items else 0

    # -- by query

    def _since(self, since: datetime) -> str:
        """JQL reads minutes in the zone of the account that asks; the fetched issues are compared exactly."""
        zone = self._site.time_zone()
        local = since.astimezone(zone) if zone else since.astimezone(UTC) - _ANY_ZONE
        # An hour that the clocks go through twice would be read as its second half.
        if zone and local.utcoffset() != (local + timedelta(hours=3)).utcoffset():
            local -= timedelta(hours=2)
        return f'updated >= "{local:%Y/%m/%d %H:%M}"'

    def _found(self, jql: str, act: str, fields: list[str]) -> Iterator[Json]:
        asked: Json | None = {"maxResults": PER_PAGE}
        while asked is not None:
            items, following = self._page(jql, act, fields, asked)
            yield from items
            if following == asked:
                raise not_jira(self._site.name, act)
            asked = following

    def _page(self, jql: str, act: str, fields: list[str], paging: Json) -> tuple[list[Json], Json | None]:
        """One page, and how to ask for the next."""
        ask = self._on_cloud if self._site.cloud else self._on_data_center
        with self._site.understood(act):
            return ask({"jql": jql, "fields": fields, **paging}, act, paging)

    def _on_cloud(self, body: Json, act: str, paging: Json) -> tuple[list[Json], Json | None]:
        answer = self._site.ask("/search/jql", act, {**body, "properties": [shapes.PROPERTY]})
        items, token = self._site.items(answer, act, "issues"), answer.get("nextPageToken")
        return items, {**paging, "nextPageToken": token} if token and not answer.get("isLast") else None

    def _on_data_center(self, body: Json, act: str, paging: Json) -> tuple[list[Json], Json | None]:
        answer = self._site.ask("/search", act, body)
        items = self._site.items(answer, act, "issues")
        start = paging.get("startAt", 0) + len(items)
        return items, {**paging, "startAt": start} if items and start < answer.get("total", 0) else None


def quoted(label: str) -> str:
    """As a string of JQL."""
    return '"' + "".join(_escaped(letter) for letter in label) + '"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    return letter if letter.isprintable() else f"\\u{ord(letter):04x}"


def _of(*projects: ProjectId) -> str:
    first, *others = map(int, projects)
    return f"project in ({', '.join(map(str, (first, *others)))})" if others else f"project = {first}"
