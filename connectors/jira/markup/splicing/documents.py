"""A document of Jira Cloud that says what is wanted, with every node of the present one that still says the same.

Not here: which those are (aligning.py), or what a node says (document/).
"""

import copy
import json
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby
from operator import is_
from typing import Any

from connectors.jira.markup.document.inline import Node
from connectors.jira.markup.splicing.aligning import Entry, aligned
from connectors.jira.markup.splicing.ids import with_own_ids
from connectors.jira.markup.splicing.ways import Way

_LISTS = frozenset({"bulletList", "orderedList", "taskList"})
_ITEMS = frozenset({"listItem", "taskItem", "blockTaskItem"})
_CONTAINERS = frozenset({"panel", "expand", "nestedExpand", "blockquote", "listItem"})
_DEEPEST = 8
_IDS = re.compile(r'(?<!\\)"localId": "(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, eq=False)
class _Piece:
    """A node; or an item, with the lists that follow it in its list."""

    nodes: tuple[Any, ...]
    home: Node | None = None
    """The list that an item is of."""
    wanted_home: Node | None = None
    """The list that it is to be of."""

    def alone(self) -> list[Any]:
        return [*self.nodes] if self.home is None else [{**_bare(self.home), "content": [*self.nodes]}]


def spliced_document(present: Node, wanted: Node, way: Way[Any]) -> Node:
    """Reads as `wanted` does. Where that cannot be had piece by piece, less is kept, and at worst nothing."""
    if not isinstance(present.get("content"), list):
        return wanted
    for deepest in (_DEEPEST, 0):
        new = copy.deepcopy(wanted)
        content = _Splicing(way, deepest).content(present["content"], new["content"], 0)
        written = {**new, "content": content}
        if way.same(written, wanted):
            with_own_ids(written, new)
            return written
    return wanted


class _Splicing:
    def __init__(self, way: Way[Any], deepest: int) -> None:
        self._way = way
        self._deepest = deepest

    def content(self, present: list[Any], wanted: list[Any], depth: int) -> list[Any]:
        """Of a document, or of a container."""
        here, there = self._pieces(present), self._pieces(wanted)

        def alike(at: int, other: int) -> bool:
            return depth < self._deepest and self._alike(here[at], there[other])

        wanted_ones = [_literal(piece) for piece in there]
        known = frozenset(wanted_ones)
        entries = aligned([self._said(piece, known) for piece in here], wanted_ones, alike)
        return list(_assembled([self._of(entry, here, there, depth) for entry in entries]))

    def _pieces(self, content: list[Any]) -> list[_Piece]:
        return [piece for node in content for piece in self._cut(node)]

    def _cut(self, node: Any) -> Iterator[_Piece]:
        if not self._deepest or not isinstance(node, dict) or not _is_list(node):
            yield _Piece((node,))
            return
        item: list[Any] = []
        for child in node["content"]:
            if item and child["type"] in _ITEMS:
                yield _Piece(tuple(item), node, node)
                item = []
            item.append(child)
        yield _Piece(tuple(item), node, node)

    def _said(self, piece: _Piece, known: Set[str]) -> list[str]:
        """What would be written of what it says, piece by piece."""
        literal = _literal(piece)
        if literal in known:
            return [literal]
        said = self._read(piece.alone())
        return [_literal(one) for one in self._pieces(self._way.there(said)["content"])] if said else []

    def _read(self, content: list[Any]) -> str:
        return self._way.back({"version": 1, "type": "doc", "content": content})

    def _alike(self, one: _Piece, other: _Piece) -> bool:
        shells = [_shell(piece) for piece in (one, other)]
        return None not in shells and self._read(shells[:1]) == self._read(shells[1:])

    def _of(self, entry: Entry, here: list[_Piece], there: list[_Piece], depth: int) -> _Piece:
        if entry.present is None:
            assert entry.wanted is not None  # noqa: S101 - an entry has one of the two
            return replace(there[entry.wanted], home=None)
        piece = here[entry.present]
        if entry.wanted is None:
            return piece
        wanted = there[entry.wanted]
        home = piece.home and (wanted.home or piece.home)
        if entry.stays:
            return replace(piece, wanted_home=home)
        (old,), (new,) = piece.nodes, wanted.nodes
        merged = {**old, "content": self.content(old["content"], new["content"], depth + 1)}
        return _Piece((merged,), piece.home, home)


def _literal(piece: _Piece) -> str:
    """Equal for pieces that are equal but for their ids."""
    try:
        return _IDS.sub('"localId": ""', json.dumps(piece.alone(), sort_keys=True))
    except RecursionError:
        return "too deep to be ours"


def _is_list(node: Node) -> bool:
    """One that is cut at its items."""
    content = node.get("content")
    return (
        node.get("type") in _LISTS
        and isinstance(content, list)
        and all(isinstance(child, dict) and child.get("type") in _ITEMS | _LISTS for child in content)
        and bool(content)
        and content[0]["type"] in _ITEMS
    )


def _shell(piece: _Piece) -> Any:
    """A container with next to nothing in it."""
    node = piece.nodes[0]
    if len(piece.nodes) > 1 or not isinstance(node, dict) or node.get("type") not in _CONTAINERS:
        return None
    if not isinstance(node.get("content"), list):
        return None
    empty = {**node, "content": [{"type": "paragraph", "content": [{"type": "text", "text": "x"}]}]}
    return empty if piece.home is None else {**_bare(piece.home), "content": [empty]}


def _bare(home: Node) -> Node:
    """An item reads the same wherever it stands, and so without the number that its list begins with."""
    return {name: value for name, value in home.items() if name != "attrs"}


def _assembled(pieces: Sequence[_Piece]) -> Iterator[Any]:
    used: list[Node] = []
    for run in _runs(pieces):
        if run[0].wanted_home is None:
            yield from (node for piece in run for node in piece.nodes)
            continue
        home = next((piece.home for piece in run if piece.home is not None), None)
        yield _list_of(run, home, again=any(one is home for one in used))
        used += [home] if home is not None else []


def _runs(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """Items that are to be of one list, and were not of two."""
    for item, group in groupby(pieces, lambda piece: piece.wanted_home is not None):
        run: list[_Piece] = []
        for piece in group:
            if item and run and not _together(run, piece):
                yield run
                run = []
            run.append(piece)
        yield run


def _together(run: Sequence[_Piece], piece: _Piece) -> bool:
    home = next((one.home for one in run if one.home is not None), None)
    if home is not None and piece.home is not None and home is not piece.home:
        return False
    last = run[-1]
    same_kind = _kind(last) == _kind(piece)
    return same_kind and (last.wanted_home is piece.wanted_home or (home is not None and home is piece.home))


def _kind(piece: _Piece) -> Any:
    home = piece.home or piece.wanted_home
    return home["type"] if home else None


def _list_of(run: Sequence[_Piece], home: Node | None, *, again: bool) -> Node:
    wanted = run[-1].wanted_home or {}
    content = [node for piece in run for node in piece.nodes]
    if home is None:
        return {**wanted, "content": content}
    if home["type"] == wanted.get("type") and (again or _order(home) != _order(wanted)):
        return {**home, "attrs": wanted.get("attrs", {}), "content": content}
    whole = len(content) == len(home["content"]) and all(map(is_, content, home["content"]))
    return home if whole else {**home, "content": content}


def _order(listing: Node) -> Any:
    attrs = listing.get("attrs")
    return attrs.get("order", 1) if isinstance(attrs, dict) else 1
