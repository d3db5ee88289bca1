"""Reads what a request says: its JSON body, its query, and the issue, comment or label its path names.

What is not understood is refused in GitHub's words: 400 for broken JSON, 422 for a wrong type.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from connectors.sandbox.github.permissions import ISSUES_DISABLED, can_see, require_readable_issues
from connectors.sandbox.github.refusals import MovedPermanently, Refusal, gone, not_found
from connectors.sandbox.github.rest.call import Call
from connectors.sandbox.github.shapes.links import repository_by_id
from connectors.sandbox.github.state import Comment, Deleted, Issue, Moved

Body = Mapping[str, object]


def body_of(call: Call) -> Body:
    """The JSON object of the body; an empty body is an empty object."""
    content = json_of(call)
    if not isinstance(content, dict):
        raise Refusal(400, "Body should be a JSON object")
    return content


def json_of(call: Call) -> object:
    if not call.body.strip():
        return {}
    try:
        return json.loads(call.body)
    except ValueError as error:
        raise Refusal(400, "Problems parsing JSON") from error


def _wrong_type(name: str, value: object, wanted: str) -> Refusal:
    return Refusal(422, f"Invalid request.\n\nFor 'properties/{name}', {json.dumps(value)} is not {wanted}.")


def text(body: Body, name: str) -> str | None:
    """A string, or a number taken as one; None when absent or null."""
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _wrong_type(name, value, "a string")
    return str(value)


def flag(body: Body, name: str) -> bool | None:
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise _wrong_type(name, value, "a boolean")
    return value


def number(body: Body, name: str) -> int:
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong_type(name, value, "an integer")
    return value


def words(body: Body, name: str, key: str = "name") -> tuple[str, ...] | None:
    """A list of strings, or of objects that carry the string under `key`; None when absent or null."""
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, list):
        raise _wrong_type(name, value, "an array")
    return tuple(_word(name, entry, key) for entry in value)


def _word(name: str, entry: object, key: str) -> str:
    inner = entry.get(key) if isinstance(entry, dict) else entry
    if not isinstance(inner, str):
        raise _wrong_type(name, entry, "a string")
    return inner


def moment(call: Call, name: str) -> datetime | None:
    """An ISO 8601 moment of the query; without an offset it is UTC."""
    value = call.query.get(name)
    if not value:
        return None
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError as error:
        raise Refusal(422, f"Invalid request.\n\n{value} is not a valid date-time.") from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def choice(call: Call, name: str, choices: tuple[str, ...]) -> str:
    """One of the choices; the first is the default."""
    value = call.query.get(name, choices[0])
    if value not in choices:
        raise Refusal(422, f"Invalid request.\n\n{value} is not a member of {list(choices)}.")
    return value


def require_issues(call: Call) -> None:
    require_readable_issues(call.viewer, call.repo)
    if not call.repo.has_issues:
        raise gone(ISSUES_DISABLED)


def issue_of(call: Call) -> Issue:
    """The issue the path names: 410 when it was deleted, 301 when it was transferred to where one may look."""
    require_issues(call)
    match call.repo.issues.get(call.number("issue_number")):
        case Issue() as issue:
            return issue
        case Deleted():
            raise gone("This issue was deleted")
        case Moved(to=issue) if can_see(call.viewer, issue.repository):
            raise MovedPermanently(_new_address(call, issue))
        case _:
            raise not_found()


def _new_address(call: Call, issue: Issue) -> str:
    rest = call.path.partition(f"/issues/{call.args['issue_number']}")[2]
    query = f"?{call.query_string}" if call.query_string else ""
    return f"{repository_by_id(call.world, issue.repository)}/issues/{issue.number}{rest}{query}"


def comment_of(call: Call) -> Comment:
    require_issues(call)
    comment = call.world.comment_by_id(call.repo, call.number("comment_id"))
    if comment is None:
        raise not_found()
    return comment
