"""One page of a list with the `Link` header that leads to the others, in absolute addresses.

Links name the repository by its id, as GitHub's do. per_page is 30 unless told, 100 at most.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from connectors.sandbox.github.rest.call import Call, Reply
from connectors.sandbox.github.shapes.links import api, repository_by_id

Item = TypeVar("Item")

DEFAULT = 30
MOST = 100


def paged(call: Call, items: Sequence[Item], shape: Callable[[Item], object]) -> Reply:
    """The page that the query asks for; a page beyond the last is an empty list."""
    size, page = page_size(call), max(1, _whole(call, "page", 1))
    last = max(1, -(-len(items) // size))
    shown = items[(page - 1) * size : page * size]
    return Reply(200, [shape(item) for item in shown], link_header(call, page, last))


def page_size(call: Call) -> int:
    size = _whole(call, "per_page", DEFAULT)
    return min(size, MOST) if size > 0 else DEFAULT


def _whole(call: Call, name: str, default: int) -> int:
    value = call.query.get(name, "")
    return int(value) if value.isdecimal() else default


def link_header(call: Call, page: int, last: int) -> dict[str, str]:
    relations: dict[str, int] = {}
    if page > 1:
        relations |= {"prev": min(page - 1, last)}
    if page < last:
        relations |= {"next": page + 1, "last": last}
    if page > 1:
        relations |= {"first": 1}
    links = [f'<{address(call, page=str(number))}>; rel="{name}"' for name, number in relations.items()]
    return {"Link": ", ".join(links)} if links else {}


def address(call: Call, **changes: str) -> str:
    """This request's address with some of its query changed."""
    query = dict(parse_qsl(call.query_string, keep_blank_values=True)) | changes
    return f"{_place(call)}?{urlencode(query)}"


def _place(call: Call) -> str:
    if call.repository is None:
        return api(call.world, call.path)
    named = call.path.startswith("/repos/")
    rest = call.path.split("/", 4)[4:] if named else call.path.split("/", 3)[3:]
    return "/".join([repository_by_id(call.world, call.repository), *rest])
