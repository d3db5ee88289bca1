"""What the buttons of an issue's page do: each is the act behind the API call of that meaning, with the same rights."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from connectors.sandbox.github.acts import assignees, comments, issues, labels
from connectors.sandbox.github.identity import Viewer
from connectors.sandbox.github.kinds import StateReason
from connectors.sandbox.github.pages.boxes import toggled
from connectors.sandbox.github.refusals import not_found, unacceptable
from connectors.sandbox.github.state import Comment, Issue
from connectors.sandbox.github.world import World

Form = Mapping[str, str]
Click = Callable[[World, Viewer, Issue, Form], None]


def names_in(form: Form, name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in form.get(name, "").split(",") if part.strip())


def text_in(form: Form, name: str) -> str:
    """Browsers send line ends as CRLF; GitHub keeps what it gets, this keeps LF so that texts compare."""
    return form.get(name, "").replace("\r\n", "\n")


def _comment(world: World, issue: Issue, form: Form) -> Comment:
    number = form.get("comment", "")
    comment = world.comment_by_id(issue.repository, int(number)) if number.isdecimal() else None
    if comment is None:
        raise not_found()
    return comment


def comment(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    comments.create(world, viewer, issue, text_in(form, "body"))


def edit_comment(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    comments.edit(world, viewer, _comment(world, issue, form), text_in(form, "body"))


def delete_comment(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    comments.delete(world, viewer, _comment(world, issue, form))


def edit(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    issues.edit(world, viewer, issue, issues.Edit(title=text_in(form, "title"), body=text_in(form, "body")))


def label(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    labels.add(world, viewer, issue, names_in(form, "label"))


def unlabel(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    labels.remove(world, viewer, issue, form.get("label", ""))


def assign(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    assignees.add(world, viewer, issue, names_in(form, "login"))


def unassign(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    assignees.remove(world, viewer, issue, names_in(form, "login"))


def close(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    reasons = {reason.value: reason for reason in StateReason}
    issues.close(world, viewer, issue, reasons.get(form.get("reason", ""), StateReason.COMPLETED))


def reopen(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    issues.reopen(world, viewer, issue)


def tick(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    """Edits the Markdown of the body, or of the comment that `comment` names."""
    inside = _comment(world, issue, form) if form.get("comment") else None
    try:
        body = toggled(inside.body if inside else issue.body or "", int(form.get("box", "")))
    except (IndexError, ValueError) as error:
        raise unacceptable("Issue", "box") from error
    if inside:
        comments.edit(world, viewer, inside, body)
    else:
        issues.edit(world, viewer, issue, issues.Edit(body=body))


CLICKS: dict[str, Click] = {
    "comment": comment,
    "edit-comment": edit_comment,
    "delete-comment": delete_comment,
    "edit": edit,
    "label": label,
    "unlabel": unlabel,
    "assign": assign,
    "unassign": unassign,
    "close": close,
    "reopen": reopen,
    "tick": tick,
}
