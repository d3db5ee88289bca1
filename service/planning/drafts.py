"""What each action of a document answers while it is written: who will do what, by when, and how one will know. Pure.

Words are shown with what they were taken to mean: `Team Alpha → bob`, `Friday → 2026-11-27`. Not here: what is missing
(the rules say it), or how it looks (says/writing.py).
"""

from service.document.people import resolve
from service.document.post_mortem import Action
from service.identity import COMPARED
from service.planning.case import Case
from service.says.pages import Draft


def drafts(case: Case) -> tuple[Draft, ...]:
    """None of more actions than become tickets: then the list as a whole is what must be mended."""
    actions = case.document.actions
    return tuple(_draft(case, action) for action in actions) if len(actions) <= COMPARED else ()


def _draft(case: Case, action: Action) -> Draft:
    return Draft(
        key=action.key,
        what=action.title,
        who=", ".join(_who(case, owner) for owner in action.owners),
        by_when=_by_when(case, action),
        measure=action.measure or "",
        done=bool(action.done),
    )


def _who(case: Case, owner: str) -> str:
    home = case.mapping.tickets.home
    found = resolve(owner, case.mapping.people, case.mapping.teams, home)
    if found is None:
        return f"{owner} → nobody known"
    called = found.login if home.handles_are_accounts else found.name
    return called if owner.removeprefix("@").casefold() == called.casefold() else f"{owner} → {called}"


def _by_when(case: Case, action: Action) -> str:
    if action.due:
        day = action.due.isoformat()
        return f"{action.due_text} → {day}" if action.due_text and action.due_text.strip() != day else day
    if action.due_choices:
        return f"{action.due_text} → {' or '.join(day.isoformat() for day in action.due_choices)}?"
    if action.due_text:
        return f"{action.due_text} → no full date"
    return _by_severity(case)


def _by_severity(case: Case) -> str:
    table = case.mapping.due.default_by_severity
    label = next((label for label in case.issue.labels if label in table), None)
    return f"{table[label].days} days after the finish ({label})" if label else ""
