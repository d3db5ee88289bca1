"""What the service writes on an issue that is there: its words, comments, labels, links. Each call is sent once."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from connectors.jira import shapes
from connectors.jira.reading import Reading
from connectors.jira.relations import relation
from connectors.jira.remembered import Remembered
from connectors.jira.shapes import Relation
from connectors.jira.site import Site
from connectors.tracker import Comment, Issue, Ref, TrackerError, Trouble

LINK_TYPES_LIFE = timedelta(hours=1)
_LONGEST_GLOBAL_ID = 255

_INTERNAL = {"key": "sd.public.comment", "value": {"internal": True}}
"""In a service desk customers do not see such a comment; elsewhere it means nothing."""


class Writing:
    """Raises TrackerError."""

    def __init__(self, site: Site, reading: Reading) -> None:
        self._site = site
        self._reading = reading
        self._relation: Remembered[Relation] = Remembered(site.now, LINK_TYPES_LIFE)

    def words(self, ref: Ref, title: str | None, body: str | None, act: str) -> None:
        """The property goes with the description in one call, so that neither is ever without the other."""
        fields: dict[str, Any] = {}
        sent: dict[str, Any] = {"fields": fields}
        if title is not None:
            fields["summary"] = " ".join(title.split())
        if body is not None:
            present = self._present(f"/issue/{ref.number}", lambda: self._description(ref, act))
            fields["description"] = self._reading.bodies.over(present, body)
            sent["properties"] = self._kept(body)
        self._site.write("PUT", f"/issue/{ref.number}", act, sent)

    def comment(self, ref: Ref, body: str) -> Comment:
        act = f"comment on {self._reading.name_of(ref)}"
        return self._commented("POST", f"/issue/{ref.number}/comment", ref, body, None, act)

    def edit_comment(self, ref: Ref, comment: str, body: str) -> Comment:
        act = f"edit its comment on {self._reading.name_of(ref)}"
        path = f"/issue/{ref.number}/comment/{int(comment)}"
        present = self._present(f"/comment/{int(comment)}", lambda: self._said(path, act))
        return self._commented("PUT", path, ref, body, present, act)

    def add_label(self, ref: Ref, label: str) -> None:
        act = f"label {self._reading.name_of(ref)}"
        self._site.write("PUT", f"/issue/{ref.number}", act, {"update": {"labels": [{"add": label}]}})

    def relate(self, parent: Ref, child: Issue) -> None:
        """The link begins at the parent; a second one of the same kind is none (docs: create issue link)."""
        act = f"link {child.name} to {self._reading.name_of(parent)}"
        kind = self._relation_now(act)
        try:
            self._link(kind, parent, child, act)
        except TrackerError as error:
            if error.trouble is not Trouble.NOT_FOUND:
                raise
            # Of the issues, or of the type: it may have been deleted since it was looked up.
            self._relation.forget("")
            if (other := self._relation_now(act)) == kind:
                raise
            self._link(other, parent, child, act)

    def show(self, ref: Ref, other: Issue) -> None:
        """Once for each issue of the other tracker: Jira knows the link again by its global id.

        By its name alone: not everybody who reads this one may read the title of that.
        """
        link = {
            "globalId": _global_id(other),
            "relationship": "relates to",
            "object": {
                "url": other.url,
                "title": other.name[:255],
                "status": {"resolved": not other.open},
            },
        }
        act = f"link {other.name} to {self._reading.name_of(ref)}"
        self._site.write("POST", f"/issue/{ref.number}/remotelink", act, link)

    def _commented(self, verb: str, path: str, ref: Ref, body: str, present: Any, act: str) -> Comment:
        document = self._reading.bodies.over(present, body)
        sent = {"body": document, "properties": [*self._kept(body), _INTERNAL]}
        answer = self._site.write(verb, path, act, sent)
        return self._reading.written_comment(ref, answer, body, act)

    def _present(self, path: str, ask: Callable[[], Any]) -> Any:
        """What is to be written over: as it was read a moment ago, to make the new words of, else asked for."""
        known, document = self._reading.present.taken(path)
        return document if known else ask()

    def _description(self, ref: Ref, act: str) -> Any:
        answer = self._site.get(f"/issue/{ref.number}", act, {"fields": "description"})
        with self._site.understood(act):
            return answer["fields"].get("description")

    def _said(self, path: str, act: str) -> Any:
        answer = self._site.get(path, act)
        with self._site.understood(act):
            return answer.get("body")

    def _kept(self, body: str) -> list[dict[str, Any]]:
        return [{"key": shapes.PROPERTY, "value": self._reading.bodies.property(body)}]

    def _relation_now(self, act: str) -> Relation:
        return self._relation.get("", lambda: relation(self._site, act))

    def _link(self, kind: Relation, parent: Ref, child: Issue, act: str) -> None:
        ends = {"inwardIssue": {"id": str(parent.number)}, "outwardIssue": {"id": child.id}}
        self._site.write("POST", "/issueLink", act, {"type": {"id": kind.id}, **ends})


def _global_id(other: Issue) -> str:
    """By what stays: the other tracker and the issue's own permanent id there."""
    plain = f"followthrough={other.ref.tracker}&id={other.id}"
    if len(plain) <= _LONGEST_GLOBAL_ID:
        return plain
    return f"followthrough={hashlib.sha256(plain.encode()).hexdigest()}"
