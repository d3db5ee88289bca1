"""What keeps a draft from being created, each a sentence that names the cure. Pure: what is known in, words out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from connectors.jira.drafting import LEVEL
from connectors.jira.screens import Field, IssueType, chosen, name_of
from connectors.tracker import Draft, Permission, Project

_OURS = {"project", "issuetype", "summary", "description", "labels", "reporter"}
"""What every create sends where the screen has it, and who sends it."""

_OF_ACTIONS = {"priority": "priority", "assignee": "an owner", "duedate": "a due date"}
"""Fields that a ticket has from its action."""

_MOST_NAMED = 12
"""Of the values to choose from."""

_ONE = {
    "option": "{{value: {0}}}",
    "option-with-child": "{{value: {0}, child: {{value: …}}}}",
    "user": "{{{1}: …}}",
    "number": "1",
    "date": "2026-12-31",
    "datetime": "2026-12-31T12:00:00.000+0000",
    "string": "{0}",
    "issuelink": "{{key: …}}",
}
"""How a value of a type is written in the config."""

_A_KEY = "KEY-1"
"""How an issue is written where its key alone will do."""


def of_place(name: str, place: Project, draft: Draft) -> Iterator[str]:
    if not place.accepts_issues:
        yield (
            f"{place.name} is archived; restore it in {name}, "
            f"or name another project under {draft.under} of the mapping."
        )
    elif place.permission < Permission.WRITE:
        yield (
            f"{name}'s account may not create and edit issues in {place.name}; "
            f"give it Browse projects, Create issues and Edit issues there."
        )


def of_type(key: str, types: tuple[IssueType, ...], draft: Draft) -> Iterator[str]:
    found = chosen(types, draft.kind)
    if found is None:
        there = _listed(it.name for it in types if not it.subtask)
        wrong = f"has no issue type {draft.kind}" if draft.kind else "shows no issue type to create"
        cure = f"{there}: correct `type` under {draft.under} of the mapping"
        yield f"{key} {wrong}; {cure if there else 'ask its administrator for one'}."
    elif found.subtask:
        there = _listed(it.name for it in types if not it.subtask)
        yield (
            f"{found.name} is a type of sub-tasks, which need a parent; "
            f"{there or 'no other type is there'}: correct `type` under {draft.under} of the mapping."
        )


def of_fields(
    place: Project, of: IssueType, fields: Mapping[str, Field], draft: Draft, *, person_key: str
) -> Iterator[str]:
    """`person_key`: by what this Jira takes people, `accountId` or `name`."""
    given = _given(draft)
    for field in fields.values():
        if field.required and not field.has_default and field.id not in given:
            yield _missing(place, of, field, draft, person_key)
    yield from _unknown(place, of, fields, draft)
    yield from _level(place, of, fields.get(LEVEL), draft)
    yield from _priority(place, fields.get("priority"), draft)
    for label in (*draft.labels, draft.mark):
        if len(label.split()) > 1 or label != label.strip():
            yield f"The label {label!r} has a space, which Jira does not take; write it without one in the mapping."


def _given(draft: Draft) -> set[str]:
    own = {
        "priority": draft.priority,
        "duedate": draft.due,
        "assignee": draft.assignees,
        LEVEL: draft.restricted_to,
    }
    return _OURS | set(draft.fields) | {field for field, value in own.items() if value}


def _missing(place: Project, of: IssueType, field: Field, draft: Draft, person_key: str) -> str:
    known = _OF_ACTIONS if draft.under == "tickets" else {}
    wants = f"{place.name} wants the field {field.name} ({field.id}) for every {of.name}"
    if field.id in known:
        return f"{wants}; give each action {known[field.id]}, or have the field made optional in Jira."
    choice = f"; {_listed(field.allowed)}" if field.allowed else ""
    line = f"fields: {{{field.id}: {example(field, person_key)}}}"
    return f"{wants}{choice}: add `{line}` under {draft.under} of the mapping."


def _unknown(place: Project, of: IssueType, fields: Mapping[str, Field], draft: Draft) -> Iterator[str]:
    for key, value in draft.fields.items():
        field = fields.get(key)
        if field is None:
            yield (
                f"{place.name} has no field {key} on its screen for a new {of.name}; "
                f"{_instead(key, fields)}take it out of `fields` under {draft.under} of the mapping, "
                f"or have it put on that screen."
            )
        elif wrong := _not_among(field, value):
            yield (
                f"{field.name} ({key}) of {place.name} cannot be {wrong}; {_listed(field.allowed)}: "
                f"correct `fields` under {draft.under} of the mapping."
            )


def _instead(key: str, fields: Mapping[str, Field]) -> str:
    """A parent that is none: in Data Center the epic of an issue is a field of its own."""
    link = next((it for it in fields.values() if it.is_epic_link), None)
    return f"write `{link.id}: {_A_KEY}` where it is an epic, " if link and key == "parent" else ""


def _not_among(field: Field, value: Any) -> str:
    """The first of the given values that the field does not take, as it was given; empty where it takes them all."""
    if not field.allowed:
        return ""
    for given in value if isinstance(value, list) else [value]:
        named = name_of(given)
        by_id = str(given["id"]) if isinstance(given, dict) and "id" in given and not named else ""
        if (named and named not in field.allowed) or (by_id and field.ids and by_id not in field.ids):
            return named or by_id
    return ""


def _priority(place: Project, field: Field | None, draft: Draft) -> Iterator[str]:
    if not draft.priority or field is None or not field.allowed:
        return
    if draft.priority.casefold() not in {it.casefold() for it in field.allowed}:
        yield (
            f"{place.name} has no priority {draft.priority}; {_listed(field.allowed)}: "
            f"correct `priority` under {draft.under} of the mapping."
        )


def _level(place: Project, of: IssueType, field: Field | None, draft: Draft) -> Iterator[str]:
    """One that cannot be given to a new issue: without it more people would read that than may."""
    level = draft.restricted_to
    if level and (field is None or level.name not in field.allowed):
        yield (
            f"A new {of.name} of {place.name} cannot get the security level {level.name}, without which too many "
            f"people could read it; give the service's account Set Issue Security there, make it a member of that "
            f"level, and have the field put on the screen."
        )


def example(field: Field, person_key: str) -> str:
    """How a value for a field is written in the config: `{value: Payments}`."""
    first = field.allowed[0] if field.allowed else "…"
    if field.is_epic_link:
        return _A_KEY
    kind = field.items if field.kind == "array" else field.kind
    one = _ONE.get(kind, "{{name: {0}}}").format(first, person_key)
    return f"[{one}]" if field.kind == "array" else one


def _listed(names: Iterable[str]) -> str:
    """The start of a sentence; empty where there are none."""
    known = list(names)
    shown = known[:_MOST_NAMED]
    more = f" and {len(known) - len(shown)} more" if len(known) > len(shown) else ""
    if not shown:
        return ""
    return f"there {'is' if len(known) == 1 else 'are'} {', '.join(shown)}{more}"
