"""People as a script moves them: what Alice or Bob would click, without HTTP but with their rights and with webhooks.

For demos and tests that change the world behind a client's back.
"""

from __future__ import annotations

from connectors.sandbox.github.acts import assignees, comments, issues, labels
from connectors.sandbox.github.identity import Viewer
from connectors.sandbox.github.kinds import StateReason
from connectors.sandbox.github.pages.boxes import toggled
from connectors.sandbox.github.state import Comment, Issue
from connectors.sandbox.github.world import World


class Person:
    """Acts raise `refusals.Refusal` where GitHub would refuse."""

    def __init__(self, world: World, login: str) -> None:
        self.world = world
        self.viewer: Viewer = world.viewer(login)

    def opens(
        self, repository: str, title: str, body: str = "", labels: tuple[str, ...] = (), assignees: tuple[str, ...] = ()
    ) -> Issue:
        with self.world.lock:
            draft = issues.NewIssue(title, body, labels, assignees)
            return issues.create(self.world, self.viewer, self.world.repository(repository), draft)

    def edits(self, issue: Issue, *, title: str | None = None, body: str | None = None) -> None:
        with self.world.lock:
            issues.edit(self.world, self.viewer, issue, issues.Edit(title=title, body=body))

    def comments(self, issue: Issue, body: str) -> Comment:
        with self.world.lock:
            return comments.create(self.world, self.viewer, issue, body)

    def rewords(self, comment: Comment, body: str) -> None:
        with self.world.lock:
            comments.edit(self.world, self.viewer, comment, body)

    def labels(self, issue: Issue, *names: str) -> None:
        with self.world.lock:
            labels.add(self.world, self.viewer, issue, names)

    def unlabels(self, issue: Issue, name: str) -> None:
        with self.world.lock:
            labels.remove(self.world, self.viewer, issue, name)

    def assigns(self, issue: Issue, *logins: str) -> None:
        with self.world.lock:
            assignees.add(self.world, self.viewer, issue, logins)

    def unassigns(self, issue: Issue, *logins: str) -> None:
        with self.world.lock:
            assignees.remove(self.world, self.viewer, issue, logins)

    def closes(self, issue: Issue, reason: str = "completed") -> None:
        with self.world.lock:
            issues.close(self.world, self.viewer, issue, StateReason(reason))

    def reopens(self, issue: Issue) -> None:
        with self.world.lock:
            issues.reopen(self.world, self.viewer, issue)

    def ticks(self, where: Issue | Comment, box: int) -> None:
        """The box of that index, from 0, in the body of an issue or a comment; a ticked one is cleared."""
        body = toggled(where.body or "", box)
        self.rewords(where, body) if isinstance(where, Comment) else self.edits(where, body=body)
