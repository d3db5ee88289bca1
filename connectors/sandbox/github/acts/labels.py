"""Labels: putting them on issues and taking them off, and keeping a repository's own set.

An unknown name becomes a label (colour ededed) for those with write access; for others it is left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from connectors.sandbox.github.acts.history import record, touch
from connectors.sandbox.github.founding import add_label
from connectors.sandbox.github.identity import Viewer
from connectors.sandbox.github.permissions import may_write, require_triage, require_write
from connectors.sandbox.github.refusals import already_exists, missing, not_found, too_long, unacceptable
from connectors.sandbox.github.shapes.issues import issue as issue_shape
from connectors.sandbox.github.shapes.repositories import label as label_shape
from connectors.sandbox.github.state import Issue, Label, Repository
from connectors.sandbox.github.webhooks.announce import announce
from connectors.sandbox.github.world import World

NAME_MAX = 50
DESCRIPTION_MAX = 100
ISSUE_MAX = 100


def find(repo: Repository, name: str) -> Label:
    """By its name, in any case, as GitHub does."""
    label = repo.labels.get(name.lower())
    if label is None:
        raise not_found()
    return label


def resolve(world: World, viewer: Viewer, repo: Repository, names: Iterable[str]) -> list[Label]:
    """The labels of these names, once each and in their order; unknown ones are made where that is allowed."""
    found: list[Label] = []
    for name in names:
        label = repo.labels.get(name.lower()) or _made(world, viewer, repo, name)
        if label and label not in found:
            found.append(label)
    return found


def _made(world: World, viewer: Viewer, repo: Repository, name: str) -> Label | None:
    if not (world.creates_unknown_labels and may_write(viewer, repo)):
        return None
    return _created(world, viewer, repo, name)


def _created(
    world: World, viewer: Viewer, repo: Repository, name: str, color: str = "ededed", description: str | None = None
) -> Label:
    _check(name, description)
    label = add_label(world, repo, name, color=color, description=description)
    announce(world, viewer, repo, "label", "created", label=label_shape(world, repo, label))
    return label


def _check(name: str, description: str | None) -> None:
    if not name.strip():
        raise missing("Label", "name")
    if len(name) > NAME_MAX:
        raise too_long("Label", "name", NAME_MAX)
    if description and len(description) > DESCRIPTION_MAX:
        raise too_long("Label", "description", DESCRIPTION_MAX)


def add(world: World, viewer: Viewer, issue: Issue, names: Iterable[str]) -> None:
    require_triage(viewer, issue.repository)
    for label in resolve(world, viewer, issue.repository, names):
        put_on(world, viewer, issue, label)


def put_on(world: World, viewer: Viewer, issue: Issue, label: Label) -> None:
    """Without asking for rights. Nothing happens when it is there already."""
    if label in issue.labels:
        return
    if len(issue.labels) >= ISSUE_MAX:
        raise unacceptable("Issue", "labels")
    issue.labels.append(label)
    record(world, viewer, issue, "labeled", label=label)
    announce_change(world, viewer, issue, "labeled", label)


def take_off(world: World, viewer: Viewer, issue: Issue, label: Label) -> None:
    issue.labels.remove(label)
    record(world, viewer, issue, "unlabeled", label=label)
    announce_change(world, viewer, issue, "unlabeled", label)


def announce_change(world: World, viewer: Viewer, issue: Issue, action: str, label: Label) -> None:
    parts = {"issue": issue_shape(world, issue), "label": label_shape(world, issue.repository, label)}
    announce(world, viewer, issue.repository, "issues", action, **parts)


def remove(world: World, viewer: Viewer, issue: Issue, name: str) -> None:
    require_triage(viewer, issue.repository)
    label = next((label for label in issue.labels if label.name.lower() == name.lower()), None)
    if label is None:
        raise not_found()
    take_off(world, viewer, issue, label)


def replace(world: World, viewer: Viewer, issue: Issue, names: Iterable[str]) -> None:
    require_triage(viewer, issue.repository)
    wanted = resolve(world, viewer, issue.repository, names)
    for label in [label for label in issue.labels if label not in wanted]:
        take_off(world, viewer, issue, label)
    for label in wanted:
        put_on(world, viewer, issue, label)


def create(
    world: World, viewer: Viewer, repo: Repository, name: str, color: str | None, description: str | None
) -> Label:
    require_write(viewer, repo)
    if name.lower() in repo.labels:
        raise already_exists("Label", "name")
    return _created(world, viewer, repo, name, color or "ededed", description)


def edit(
    world: World,
    viewer: Viewer,
    repo: Repository,
    label: Label,
    *,
    name: str | None = None,
    color: str | None = None,
    description: str | None = None,
) -> None:
    """Renames and repaints; issues keep the label under its new name."""
    require_write(viewer, repo)
    new_name = label.name if name is None else name
    _check(new_name, description)
    if new_name.lower() != label.name.lower() and new_name.lower() in repo.labels:
        raise already_exists("Label", "name")
    changes: dict[str, object] = {}
    if new_name != label.name:
        changes["name"] = {"from": label.name}
    if color is not None and color != label.color:
        changes["color"] = {"from": label.color}
    del repo.labels[label.name.lower()]
    label.name, label.color = new_name, color or label.color
    label.description = label.description if description is None else description
    repo.labels[new_name.lower()] = label
    announce(world, viewer, repo, "label", "edited", label=label_shape(world, repo, label), changes=changes)


def delete(world: World, viewer: Viewer, repo: Repository, label: Label) -> None:
    """Takes it off every issue as well, without an event of its own there."""
    require_write(viewer, repo)
    del repo.labels[label.name.lower()]
    for issue in repo.living_issues:
        if label in issue.labels:
            issue.labels.remove(label)
            touch(world, issue)
    announce(world, viewer, repo, "label", "deleted", label=label_shape(world, repo, label))
