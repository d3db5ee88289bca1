"""Markdown to the wiki markup of Jira Data Center, and back.

Not here: Cloud's documents (adf.py), or hidden comments, which no text of Jira's holds (kept.py).
"""

from connectors.jira.markup.adf import nobody
from connectors.jira.markup.document.words import NameOf
from connectors.jira.markup.markdown.reading import read
from connectors.jira.markup.markdown.writing import write
from connectors.jira.markup.mentions import Known
from connectors.jira.markup.notation.reading import WikiReader
from connectors.jira.markup.notation.writing import WikiWriter
from connectors.jira.markup.visible import visible


def to_wiki(markdown: str, *, mention: Known = nobody) -> str:
    """The same text gives the same markup. Never raises."""
    return WikiWriter(mention).text(visible(read(markdown)))


def from_wiki(text: str, *, name_of: NameOf) -> str:
    """Markdown of whatever the markup shows. Never raises; no text becomes markup, and none a hidden comment."""
    return write(WikiReader(name_of).text(text))
