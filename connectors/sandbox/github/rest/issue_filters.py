"""Which issues a list shows and in which order: the query parameters of `GET /repos/{owner}/{repo}/issues`.

Pull requests are among them, as in GitHub's own list. There are no milestones and no issue types here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from connectors.sandbox.github.rest.call import Call
from connectors.sandbox.github.rest.reading import choice, moment
from connectors.sandbox.github.state import Issue

Test = Callable[[Issue], bool]


def selected(call: Call) -> list[Issue]:
    tests = [
        _state(call),
        _labels(call),
        _assignee(call),
        _creator(call),
        _mentioned(call),
        _since(call),
        _absent(call),
    ]
    found = [issue for issue in call.repo.living_issues if all(test(issue) for test in tests)]
    return in_order(call, found)


def in_order(call: Call, issues: list[Issue]) -> list[Issue]:
    keys: dict[str, Callable[[Issue], tuple[datetime | int, int]]] = {
        "created": lambda issue: (issue.created_at, issue.number),
        "updated": lambda issue: (issue.updated_at, issue.number),
        "comments": lambda issue: (len(issue.comments), issue.number),
    }
    key = keys[choice(call, "sort", ("created", "updated", "comments"))]
    return sorted(issues, key=key, reverse=choice(call, "direction", ("desc", "asc")) == "desc")


def _state(call: Call) -> Test:
    wanted = choice(call, "state", ("open", "closed", "all"))
    return lambda issue: wanted in ("all", issue.state.value)


def _labels(call: Call) -> Test:
    wanted = {name.strip().lower() for name in call.query.get("labels", "").split(",") if name.strip()}
    return lambda issue: wanted <= {label.name.lower() for label in issue.labels}


def _assignee(call: Call) -> Test:
    wanted = call.query.get("assignee", "").lower()
    match wanted:
        case "":
            return lambda _: True
        case "none":
            return lambda issue: not issue.assignees
        case "*":
            return lambda issue: bool(issue.assignees)
        case _:
            return lambda issue: any(who.login.lower() == wanted for who in issue.assignees)


def _creator(call: Call) -> Test:
    wanted = call.query.get("creator", "").lower()
    return lambda issue: not wanted or issue.author.login.lower() == wanted


def _mentioned(call: Call) -> Test:
    wanted = call.query.get("mentioned", "").lower()
    return lambda issue: not wanted or f"@{wanted}" in (issue.body or "").lower()


def _since(call: Call) -> Test:
    since = moment(call, "since")
    return lambda issue: since is None or issue.updated_at >= since


def _absent(call: Call) -> Test:
    """Nothing here has a milestone or a type, so asking for one finds nothing."""
    nothing_has_it = any(call.query.get(name, "none") != "none" for name in ("milestone", "type"))
    return lambda _: not nothing_has_it
