"""Markdown to a document of Jira Cloud (ADF), and back.

Not here: Data Center's wiki markup (wiki.py), or hidden comments, which no document of Jira's holds (kept.py).
"""

from typing import Any

from connectors.jira.markup.document.blocks import Writer
from connectors.jira.markup.document.reading import Reader
from connectors.jira.markup.document.words import NameOf
from connectors.jira.markup.markdown.reading import read
from connectors.jira.markup.markdown.writing import write
from connectors.jira.markup.mentions import Known, Mention
from connectors.jira.markup.visible import visible


def nobody(_name: str) -> Mention | None:
    """For a text that mentions nobody."""
    return None


def to_adf(markdown: str, *, mention: Known = nobody) -> dict[str, Any]:
    """Valid by Jira's own schema. The same text gives the same document. Never raises."""
    return Writer(mention).document(visible(read(markdown)))


def from_adf(document: Any, *, name_of: NameOf) -> str:
    """Markdown of whatever the document holds; of whatever else it is, nothing. Never raises.

    No text of the document becomes markup, and none a hidden comment.
    """
    return write(Reader(name_of).document(document))
