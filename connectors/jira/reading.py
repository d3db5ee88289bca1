"""Issues and comments as they are in Jira now, one or several, by id: never through the index that trails."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from connectors.counted import all_shown
from connectors.jira import shapes
from connectors.jira.bodies import Bodies
from connectors.jira.outcomes import Words, reason_of
from connectors.jira.places import ID, Places
from connectors.jira.present import Present
from connectors.jira.shapes import Json
from connectors.jira.site import Site
from connectors.tracker import Comment, Issue, Person, ProjectId, Ref, TrackerError, Trouble

AT_ONCE = 100
"""Issues that one call of Cloud reads (docs: bulk fetch issues)."""


class Reading:
    """`words` gives what a team calls done and won't do, by the key of its project."""

    def __init__(self, site: Site, places: Places, words: Callable[[str], Words], handles: Mapping[str, str]) -> None:
        self._site = site
        self._places = places
        self._words = words
        self._handles = handles
        self._bodies: Bodies | None = None
        self.present = Present(site.now)
        self._names: dict[int, str] = {}

    @property
    def bodies(self) -> Bodies:
        if self._bodies is None:
            self._bodies = Bodies(cloud=self._site.cloud, handles=self._handles)
        return self._bodies

    def one(self, id_or_key: str, act: str) -> Issue:
        """Raises TrackerError."""
        params = {"fields": ",".join(shapes.FIELDS), "properties": shapes.PROPERTY}
        return self.issue(self._site.get(f"/issue/{quote(id_or_key, safe='')}", act, params), act)

    def ref_of(self, key: str, act: str) -> Ref:
        """Raises TrackerError."""
        data = self._fields(key, "project", act)
        with self._site.understood(act):
            return Ref(self._site.name, ProjectId(str(data["fields"]["project"]["id"])), int(data["id"]))

    def children(self, ref: Ref, act: str) -> list[int]:
        """Ids. Raises TrackerError."""
        data = self._fields(str(ref.number), "issuelinks,subtasks", act)
        with self._site.understood(act):
            return shapes.children(data["fields"])

    def _fields(self, id_or_key: str, names: str, act: str) -> Any:
        return self._site.get(f"/issue/{quote(id_or_key, safe='')}", act, {"fields": names})

    def many(self, ids_or_keys: Sequence[str], act: str) -> Iterator[Issue]:
        """Those that are there, in no order."""
        if self._site.cloud:
            for start in range(0, len(ids_or_keys), AT_ONCE):
                yield from self._fetched(ids_or_keys[start : start + AT_ONCE], act)
        else:
            for wanted in ids_or_keys:
                if issue := self._if_there(wanted, act):
                    yield issue

    def comments(self, ref: Ref, act: str, least: int) -> list[Comment]:
        """Without those that only some of the issue's readers may see: nothing of them may turn up elsewhere."""
        path, params = f"/issue/{ref.number}/comment", {"orderBy": "created", "expand": "properties"}
        with self._site.understood(act):
            items = list(self._site.pages(path, act, "comments", params=params))
            all_shown(len(items), least, self._site.name, self.name_of(ref))
            return [self._comment(ref, item, act) for item in items if not item.get("visibility")]

    def written_comment(self, ref: Ref, data: Any, body: str, act: str) -> Comment:
        """Of the answer to a write, which tells everything but what was kept beside it."""
        kept = [{"key": shapes.PROPERTY, "value": self.bodies.property(body)}]
        with self._site.understood(act):
            return self._comment(ref, {**data, "properties": kept}, act)

    def name_of(self, ref: Ref) -> str:
        """Its key where it was met before, for a sentence or an address."""
        return self._names.get(ref.number, f"issue {ref.number}")

    # -- shapes that need the dialect

    def issue(self, data: Any, act: str) -> Issue:
        with self._site.understood(act):
            return self._issue(data, act)

    def _issue(self, data: Json, act: str) -> Issue:
        fields, project = data["fields"], data["fields"]["project"]
        self._places.call(ProjectId(str(project["id"])), project["key"])
        self._names[int(data["id"])] = data["key"]
        standing, author = shapes.standing(fields), self._site.person(fields.get("creator"))
        reason = reason_of(standing, self._words(project["key"]))
        return Issue(
            ref=Ref(self._site.name, ProjectId(str(project["id"])), int(data["id"])),
            id=str(data["id"]),
            name=data["key"],
            url=self.address_of(data["key"]),
            title=fields["summary"],
            body=self._body(data, fields.get("description"), author, f"/issue/{data['id']}", act),
            author=author,
            open=reason is None,
            created_at=shapes.moment(fields["created"]),
            updated_at=shapes.moment(fields["updated"]),
            reason=reason,
            closed_at=shapes.closed_at(fields) if reason else None,
            labels=shapes.labels(fields),
            assignees=(self._site.person(fields["assignee"]),) if fields.get("assignee") else (),
            comments=shapes.count_of_comments(fields),
            children=len(shapes.children(fields)),
            due=shapes.due(fields),
            status=standing.status,
            restricted_to=shapes.level(fields),
        )

    def _comment(self, ref: Ref, data: Json, act: str) -> Comment:
        author = self._site.person(data.get("author"))
        return Comment(
            id=str(data["id"]),
            author=author,
            body=self._body(data, data.get("body"), author, f"/comment/{data['id']}", act),
            created_at=shapes.moment(data["created"]),
            updated_at=shapes.moment(data.get("updated") or data["created"]),
            url=f"{self.address_of(self.name_of(ref))}?focusedCommentId={data['id']}",
        )

    def address_of(self, key: str) -> str:
        return f"{self._site.web}/browse/{quote(key)}"

    def _body(self, data: Json, document: Any, author: Person, path: str, act: str) -> str:
        self.present.saw(path, document, own=author.id == self._site.me().id)
        return self.bodies.markdown(document, self._kept(data, author, path, act))

    def _kept(self, data: Json, author: Person, path: str, act: str) -> Any:
        """The property; asked for by itself where the answer leaves properties out, as Data Center's search does.

        Anybody can put one beside their own words, and the service writes none there.
        """
        if author.id != self._site.me().id:
            return None
        if "properties" in data:
            return shapes.kept(data)
        try:
            held = self._site.get(f"{path}/properties/{shapes.PROPERTY}", act)
        except TrackerError as error:
            if error.trouble is Trouble.NOT_FOUND:
                return None
            raise
        return held.get("value") if isinstance(held, dict) else None

    def _fetched(self, wanted: Sequence[str], act: str) -> Iterator[Issue]:
        body = {"issueIdsOrKeys": list(wanted), "fields": list(shapes.FIELDS), "properties": [shapes.PROPERTY]}
        answer = self._site.ask("/issue/bulkfetch", act, body)
        yield from (self.issue(item, act) for item in self._site.items(answer, act, "issues"))
        for failed in self._failed(answer):
            if issue := self._if_there(failed, act):
                yield issue

    def _failed(self, answer: Any) -> list[str]:
        """What could not be read at that moment; whatever is not there at all is not told (docs: bulk fetch issues)."""
        listed = answer.get("issueErrors") if isinstance(answer, dict) else None
        told = (str(entry.get("id") or "") for entry in listed or () if isinstance(entry, dict))
        return [number for number in told if ID.fullmatch(number)]

    def _if_there(self, id_or_key: str, act: str) -> Issue | None:
        try:
            return self.one(id_or_key, act)
        except TrackerError as error:
            if error.trouble is Trouble.NOT_FOUND:
                return None
            raise
