"""People as a script moves them: what Alice or Bob would click, without HTTP but with their rights and with webhooks.

For demos and tests that change the world behind a client's back. Texts are plain, or as the deployment keeps them:
a document in Cloud, markup in Data Center.
"""

from __future__ import annotations

from connectors.sandbox.jira.acts import comments, issues, removal, transitions
from connectors.sandbox.jira.documents.rewording import reworded, toggled
from connectors.sandbox.jira.founding import as_kept
from connectors.sandbox.jira.identity import Viewer
from connectors.sandbox.jira.state import Comment, Issue
from connectors.sandbox.jira.world import World


class Person:
    """Acts raise `refusals.Refusal` where Jira would refuse."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.viewer: Viewer = world.viewer(name)

    def opens(
        self,
        project: str,
        summary: str,
        text: object = None,
        *,
        kind: str = "Task",
        labels: tuple[str, ...] = (),
        assignee: str | None = None,
        **fields: object,
    ) -> Issue:
        raw: dict[str, object] = {
            "project": {"key": project},
            "issuetype": {"name": kind},
            "summary": summary,
            **fields,
        }
        if text is not None:
            raw["description"] = self._kept(text)
        if labels:
            raw["labels"] = list(labels)
        if assignee:
            raw["assignee"] = self._named(assignee)
        with self.world.lock:
            return issues.create(self.world, self.viewer, issues.Draft(raw, rich=self.world.is_cloud))

    def edits(self, issue: Issue, **fields: object) -> None:
        """Fields as the API takes them: `edits(issue, summary="…", duedate="2026-12-01")`."""
        with self.world.lock:
            issues.edit(self.world, self.viewer, issue, issues.Edit(fields, rich=self.world.is_cloud))

    def writes(self, issue: Issue, text: object) -> None:
        """A new description."""
        self.edits(issue, description=self._kept(text))

    def rewords(self, where: Issue | Comment, old: str, new: str) -> None:
        """Some words of a description or comment; everything else stays as it is."""
        self._puts(where, reworded(_text_of(where), old, new))

    def ticks(self, where: Issue | Comment, box: int) -> None:
        """The box of that index, from 0; a ticked one is cleared."""
        self._puts(where, toggled(_text_of(where), box))

    def comments(self, issue: Issue, text: object) -> Comment:
        with self.world.lock:
            return comments.create(self.world, self.viewer, issue, self._kept(text), rich=self.world.is_cloud)

    def deletes_comment(self, comment: Comment) -> None:
        with self.world.lock:
            comments.delete(self.world, self.viewer, comment)

    def labels(self, issue: Issue, *names: str) -> None:
        self._updates(issue, [{"add": name} for name in names])

    def unlabels(self, issue: Issue, *names: str) -> None:
        self._updates(issue, [{"remove": name} for name in names])

    def assigns(self, issue: Issue, name: str | None) -> None:
        """None: to nobody."""
        with self.world.lock:
            issues.assign(self.world, self.viewer, issue, self.world.user(name) if name else None)

    def moves(self, issue: Issue, status: str, resolution: str | None = None) -> None:
        """By the one transition that leads there; LookupError when none does."""
        fields = {"resolution": {"name": resolution}} if resolution else {}
        with self.world.lock:
            there = [it for it in transitions.open_to(self.viewer, issue) if it.to.name == status]
            if not there:
                raise LookupError(f"no transition leads {issue.key} from {issue.status.name} to {status}")
            transitions.carry_out(self.world, self.viewer, issue, there[0].id, fields, {})

    def moves_to_project(self, issue: Issue, project: str) -> None:
        """Its key changes, its id does not."""
        with self.world.lock:
            removal.move(self.world, self.viewer, issue, self.world.project(project))

    def deletes(self, issue: Issue) -> None:
        with self.world.lock:
            removal.delete(self.world, self.viewer, issue)

    def archives(self, project: str) -> None:
        with self.world.lock:
            removal.archive(self.world, self.viewer, self.world.project(project))

    def renames_key(self, project: str, key: str) -> None:
        with self.world.lock:
            removal.rename_key(self.world, self.viewer, self.world.project(project), key)

    def _puts(self, where: Issue | Comment, text: object) -> None:
        if isinstance(where, Issue):
            self.edits(where, description=text)
            return
        with self.world.lock:
            comments.edit(self.world, self.viewer, where, text, rich=self.world.is_cloud)

    def _updates(self, issue: Issue, operations: list[dict[str, str]]) -> None:
        with self.world.lock:
            issues.edit(self.world, self.viewer, issue, issues.Edit({}, {"labels": operations}))

    def _kept(self, text: object) -> object:
        return as_kept(self.world, text) if isinstance(text, str) else text

    def _named(self, name: str) -> dict[str, str]:
        user = self.world.user(name)
        return {"accountId": user.id} if self.world.is_cloud else {"name": user.name}


def _text_of(where: Issue | Comment) -> object:
    return where.description if isinstance(where, Issue) else where.body
