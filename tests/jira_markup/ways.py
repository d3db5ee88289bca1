"""The two ways to Jira and back, for tests that hold for both."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from connectors.jira.markup.adf import from_adf, to_adf
from connectors.jira.markup.mentions import Mention
from connectors.jira.markup.wiki import from_wiki, to_wiki

PEOPLE = {"alice": Mention("712020:a11ce", "Alice Adams"), "bob.smith": Mention("712020:b0b", "Bob Smith")}
LOGINS = {account.id: login for login, account in PEOPLE.items()}


@dataclass(frozen=True)
class Way:
    name: str
    there: Callable[[str], Any]
    back: Callable[[Any], str]

    def seen(self, markdown: str) -> str:
        return self.back(self.there(markdown))


CLOUD = Way(
    "Cloud",
    lambda markdown: to_adf(markdown, mention=PEOPLE.get),
    lambda document: from_adf(document, name_of=LOGINS.get),
)
DATA_CENTER = Way(
    "Data Center",
    lambda markdown: to_wiki(markdown, mention=PEOPLE.get),
    lambda text: from_wiki(text, name_of=LOGINS.get),
)
both = pytest.mark.parametrize("way", [CLOUD, DATA_CENTER], ids=lambda way: way.name)


def paragraph(*texts: str) -> dict[str, Any]:
    """A document that somebody typed: words, and nothing but words."""
    return document({"type": "paragraph", "content": [{"type": "text", "text": text} for text in texts]})


def document(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1, "type": "doc", "content": list(blocks)}


def of_type(node: Any, kind: str) -> list[dict[str, Any]]:
    """All nodes of a type, in order."""
    if isinstance(node, list):
        return [found for one in node for found in of_type(one, kind)]
    if not isinstance(node, dict):
        return []
    return ([node] if node.get("type") == kind else []) + of_type(node.get("content"), kind)
