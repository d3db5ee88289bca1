"""What the buttons of an issue's page do: each is the act behind the API call of that meaning, with the same rights."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from connectors.sandbox.jira.acts import comments, issues, transitions
from connectors.sandbox.jira.documents.editing import edited
from connectors.sandbox.jira.documents.rewording import toggled
from connectors.sandbox.jira.founding import as_kept
from connectors.sandbox.jira.identity import Viewer
from connectors.sandbox.jira.refusals import invalid, not_found
from connectors.sandbox.jira.state import Comment, Issue
from connectors.sandbox.jira.world import World

Form = Mapping[str, str]
Click = Callable[[World, Viewer, Issue, Form], None]


def text_in(form: Form, name: str) -> str:
    """Browsers send line ends as CRLF."""
    return form.get(name, "").replace("\r\n", "\n")


def words_in(form: Form, name: str) -> list[str]:
    return [part.strip() for part in form.get(name, "").split(",") if part.strip()]


def _comment(issue: Issue, form: Form) -> Comment:
    found = next((it for it in issue.comments if str(it.id) == form.get("comment")), None)
    if found is None:
        raise not_found("There is no such comment.")
    return found


def comment(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    comments.create(world, viewer, issue, as_kept(world, text_in(form, "body")), rich=world.is_cloud)


def edit_comment(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    present = _comment(issue, form)
    body = edited(present.body, text_in(form, "body"))
    comments.edit(world, viewer, present, body, rich=world.is_cloud)


def delete_comment(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    comments.delete(world, viewer, _comment(issue, form))


def edit(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    text = text_in(form, "body")
    description = edited(issue.description, text) if issue.description else new_text(world, text)
    fields = {"summary": form.get("summary", ""), "description": description}
    issues.edit(world, viewer, issue, issues.Edit(fields, rich=world.is_cloud))


def new_text(world: World, text: str) -> object:
    return edited({"type": "doc", "version": 1, "content": []}, text) if world.is_cloud else text


def label(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    _update(world, viewer, issue, [{"add": word} for word in words_in(form, "label")])


def unlabel(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    _update(world, viewer, issue, [{"remove": form.get("label", "")}])


def _update(world: World, viewer: Viewer, issue: Issue, operations: list[dict[str, str]]) -> None:
    issues.edit(world, viewer, issue, issues.Edit({}, {"labels": operations}))


def assign(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    """An empty name takes it away from everybody."""
    name = form.get("name", "")
    who = world.find_user(name)
    if name and who is None:
        raise invalid(assignee=f"User '{name}' does not exist.")
    issues.assign(world, viewer, issue, who)


def move(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    """Through a transition, with the resolution that its screen asks for."""
    resolution = form.get("resolution", "")
    fields = {"resolution": {"name": resolution}} if resolution else {}
    transitions.carry_out(world, viewer, issue, form.get("transition", ""), fields, {})


def tick(world: World, viewer: Viewer, issue: Issue, form: Form) -> None:
    """In the description, or in the comment that `comment` names."""
    inside = _comment(issue, form) if form.get("comment") else None
    try:
        text = toggled(inside.body if inside else issue.description, int(form.get("box", "")))
    except (IndexError, ValueError) as error:
        raise invalid("There is no such box.") from error
    if inside:
        comments.edit(world, viewer, inside, text, rich=world.is_cloud)
    else:
        issues.edit(world, viewer, issue, issues.Edit({"description": text}, rich=world.is_cloud))


CLICKS: dict[str, Click] = {
    "comment": comment,
    "edit-comment": edit_comment,
    "delete-comment": delete_comment,
    "edit": edit,
    "label": label,
    "unlabel": unlabel,
    "assign": assign,
    "move": move,
    "tick": tick,
}
