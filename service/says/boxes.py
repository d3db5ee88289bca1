"""Task boxes that stand for actions: how one is written, and which are ticked in a text. Pure."""

import re

_BOX = re.compile(r"^\s*[-*+] \[(?P<mark>[ xX])\] \*\*(?P<key>[A-Za-z0-9-]+)\*\*", re.MULTILINE)


def box(key: str, ticked: bool, rest: str) -> str:
    """`- [x] **A1** rest`."""
    return f"- [{'x' if ticked else ' '}] **{key}** {rest}"


def ticked(text: str) -> frozenset[str]:
    """The keys whose boxes are ticked."""
    return frozenset(found["key"] for found in _BOX.finditer(text) if found["mark"] in "xX")


def keys(text: str) -> frozenset[str]:
    """The keys that have a box at all."""
    return frozenset(found["key"] for found in _BOX.finditer(text))
