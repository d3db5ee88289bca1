"""What people do in a tracker, each act by its name. The clock does not move by itself."""

import re
from dataclasses import dataclass

from connectors.tracker import Act, Person, ProjectId, Reason, Ref
from tests.planning.state import ALICE, Entry, State


@dataclass
class People:
    """The hands in a State; `who` defaults to Alice, who may do everything but administer."""

    state: State

    def entry(self, ref: Ref) -> Entry:
        return self.state.entries[self.state.where(ref)]

    def open_issue(self, project: str, title: str, body: str, *labels: str, who: Person = ALICE) -> Ref:
        entry = self.state.add(self.state.place(project), title, body, who)
        for label in labels:
            self.label(entry.ref, label, who)
        return entry.ref

    def label(self, ref: Ref, label: str, who: Person = ALICE) -> None:
        entry = self.entry(ref)
        if label not in entry.labels:
            entry.labels.append(label)
            self.state.happened(entry, Act.LABELED, who, label)

    def unlabel(self, ref: Ref, label: str, who: Person = ALICE) -> None:
        entry = self.entry(ref)
        if label in entry.labels:
            entry.labels.remove(label)
            self.state.happened(entry, Act.UNLABELED, who, label)

    def edit(self, ref: Ref, body: str) -> None:
        entry = self.entry(ref)
        entry.body, entry.updated_at = body, self.state.stamp

    def retitle(self, ref: Ref, title: str, who: Person = ALICE) -> None:
        entry = self.entry(ref)
        entry.title = title
        self.state.happened(entry, Act.RENAMED, who, title)

    def close(self, ref: Ref, reason: Reason = Reason.COMPLETED, who: Person = ALICE) -> None:
        self.state.set_open(self.entry(ref), False, reason, who)

    def reopen(self, ref: Ref, who: Person = ALICE) -> None:
        self.state.set_open(self.entry(ref), True, None, who)

    def assign(self, ref: Ref, *people: Person, who: Person = ALICE) -> None:
        """These and nobody else."""
        entry = self.entry(ref)
        for gone in [person for person in entry.assignees if person not in people]:
            self.state.happened(entry, Act.UNASSIGNED, who, gone.login)
        for new in [person for person in people if person not in entry.assignees]:
            self.state.happened(entry, Act.ASSIGNED, who, new.login)
        entry.assignees = list(people)

    def say(self, ref: Ref, words: str, who: Person = ALICE) -> None:
        self.state.say(self.entry(ref), words, who)

    def reword(self, ref: Ref, words: str, new: str) -> None:
        """Edits the comment that says these words."""
        entry = self.entry(ref)
        comment = next(comment for comment in entry.comments if comment.body == words)
        self.state.reword_comment(entry, comment.id, new)

    def delete_comment(self, ref: Ref, comment: str) -> None:
        entry = self.entry(ref)
        entry.comments = [there for there in entry.comments if there.id != comment]

    def delete(self, ref: Ref) -> None:
        self.entry(ref).deleted = True

    def transfer(self, ref: Ref, to: ProjectId) -> Ref:
        """GitHub gives a transferred issue a new number; the old address leads there."""
        entry = self.entry(ref)
        place = self.state.places[to]
        place.last_number += 1
        there = Ref(entry.ref.tracker, to, place.last_number)
        del self.state.entries[entry.ref]
        self.state.moved[entry.ref] = there
        self.state.entries[there] = entry
        entry.ref, entry.updated_at = there, self.state.stamp
        return there

    def tick(self, ref: Ref, key: str, *, comment: str | None = None, ticked: bool = True) -> bool:
        """Ticks (or clears) the box of an action in an issue's body or in one of its comments; False without one."""
        entry = self.entry(ref)
        old = entry.body if comment is None else next(c.body for c in entry.comments if c.id == comment)
        new = _ticked(old, key, ticked)
        self._keep(entry, comment, new)
        return new != old

    def drop_box(self, ref: Ref, key: str, *, comment: str | None = None) -> None:
        """Deletes the line of an action's box."""
        entry = self.entry(ref)
        old = entry.body if comment is None else next(c.body for c in entry.comments if c.id == comment)
        self._keep(entry, comment, re.sub(rf"(?m)^- \[[ x]\] \*\*{re.escape(key)}\*\*.*\n?", "", old))

    def _keep(self, entry: Entry, comment: str | None, body: str) -> None:
        if comment is None:
            entry.body, entry.updated_at = body, self.state.stamp
        else:
            self.state.reword_comment(entry, comment, body)


def _ticked(text: str, key: str, ticked: bool) -> str:
    return re.sub(rf"(?m)^- \[[ x]\] \*\*{re.escape(key)}\*\*", f"- [{'x' if ticked else ' '}] **{key}**", text)
