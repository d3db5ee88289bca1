"""Changing a kept text as a person would in an editor: words in place, boxes ticked, the rest left as it is."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping

from connectors.sandbox.jira.documents import adf

_BOX = re.compile(r"^(\s*[*#-]+\s+)\[([ xX])\](?=\s|$)", re.MULTILINE)


def reworded(kept: object, old: str, new: str) -> object:
    """Raises LookupError where the words are not: a script that changes nothing would prove nothing."""
    if isinstance(kept, Mapping):
        return _reworded_document(kept, old, new)
    text = str(kept or "")
    if old not in text:
        raise LookupError(f"{old!r} is not in the text")
    return text.replace(old, new)


def _reworded_document(kept: Mapping[str, object], old: str, new: str) -> object:
    """Words that one run of text holds; a run that is left without text goes."""
    document = copy.deepcopy(dict(kept))
    hits = [node for node in adf.walked(document) if node.get("type") == "text" and old in node["text"]]
    if not hits:
        raise LookupError(f"{old!r} is not in one run of the text")
    for node in hits:
        node["text"] = node["text"].replace(old, new)
    for parent in adf.walked(document):
        if "content" in parent:
            parent["content"] = [it for it in parent["content"] if it.get("type") != "text" or it["text"]]
    return document


def toggled(kept: object, index: int) -> object:
    """With the box of that index ticked, or cleared if it was; IndexError when there is none."""
    if isinstance(kept, Mapping):
        document = copy.deepcopy(dict(kept))
        attributes = adf.tasks(document)[index]["attrs"]
        attributes["state"] = "TODO" if attributes["state"] == "DONE" else "DONE"
        return document
    text = str(kept or "")
    found = list(_BOX.finditer(text))[index]
    mark = " " if found[2] in "xX" else "x"
    return f"{text[: found.start(2)]}{mark}{text[found.end(2) :]}"
