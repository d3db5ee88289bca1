"""Every verb as one call, for tests that put all of them through the same thing."""

from __future__ import annotations

from collections.abc import Callable

from connectors.tracker import Change, Draft, Issue, Label, Ref, Tracker

HOOK = "https://followthrough.example/hooks/github"
SECRET = "0123456789abcdef"

Act = Callable[[Tracker, Ref], object]

READS: dict[str, Act] = {
    "project": lambda tracker, ref: tracker.project(ref.project),
    "visibility": lambda tracker, ref: tracker.visibility(ref.project),
    "project_named": lambda tracker, ref: tracker.project_named("acme/incidents"),
    "issue": lambda tracker, ref: tracker.issue(ref),
    "several": lambda tracker, ref: tracker.several([ref]),
    "issues": lambda tracker, ref: tracker.issues(ref.project),
    "lists_anything": lambda tracker, ref: tracker.lists_anything(ref.project),
    "comments": lambda tracker, ref: tracker.comments(ref),
    "history": lambda tracker, ref: tracker.history(ref),
    "children": lambda tracker, ref: tracker.children(ref),
    "labels": lambda tracker, ref: tracker.labels(ref.project),
    "hooks": lambda tracker, ref: tracker.hooks(ref.project),
    "assignable": lambda tracker, ref: tracker.assignable(ref.project, "bob"),
    "permission": lambda tracker, ref: tracker.permission(ref.project, "bob"),
    "me": lambda tracker, ref: tracker.me(),
}


def write_acts(child: Issue, comment: str, hook: str) -> dict[str, Act]:
    """`child` is to be linked, `comment` rewritten and `hook` removed."""
    return {
        "create": lambda tracker, ref: tracker.create(ref.project, Draft("x", "")),
        "change": lambda tracker, ref: tracker.change(ref, Change(title="x")),
        "comment": lambda tracker, ref: tracker.comment(ref, "x"),
        "edit_comment": lambda tracker, ref: tracker.edit_comment(ref, comment, "y"),
        "add_label": lambda tracker, ref: tracker.add_label(ref, "x"),
        "link_child": lambda tracker, ref: tracker.link_child(ref, child),
        "create_label": lambda tracker, ref: tracker.create_label(ref.project, Label("new")),
        "install_hook": lambda tracker, ref: tracker.install_hook(ref.project, HOOK, SECRET),
        "remove_hook": lambda tracker, ref: tracker.remove_hook(ref.project, hook),
    }


WRITES = (
    *("create", "change", "comment", "edit_comment", "add_label", "link_child"),
    *("create_label", "install_hook", "remove_hook"),
)


def writing(tracker: Tracker, ref: Ref, verb: str) -> Act:
    """The act of that name, with what it needs already there."""
    child = tracker.create(ref.project, Draft("child", ""))
    hook = tracker.install_hook(ref.project, HOOK + "/old", SECRET) if verb == "remove_hook" else None
    return write_acts(child, tracker.comment(ref, "x").id, hook.id if hook else "")[verb]
