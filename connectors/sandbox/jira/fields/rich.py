"""Texts with a form: documents and markup, and how long they may be."""

from __future__ import annotations

from connectors.sandbox.jira.documents import adf, wiki
from connectors.sandbox.jira.fields.reading import Reading, Wrong
from connectors.sandbox.jira.refusals import TOO_LONG, Refusal

NOT_A_DOCUMENT = "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
NOT_TEXT = "Operation value must be a string"


def rich_text(value: object, reading: Reading) -> object:
    """As it will be kept: a document in Cloud, markup in Data Center. Counted after the conversion."""
    if value is None or value == "":
        return None
    if reading.rich:
        return _document(value, reading)
    if not isinstance(value, str):
        raise Wrong(NOT_TEXT)
    _require_short(value, reading)
    return adf.of_text(value) if reading.world.is_cloud else value


def _document(value: object, reading: Reading) -> object:
    if not adf.is_document(value):
        raise Wrong(NOT_A_DOCUMENT)
    if adf.fault(value) is not None:
        raise Refusal(400, ("INVALID_INPUT",))
    _require_short(wiki.of_document(value), reading)
    return value


def _require_short(text: str, reading: Reading) -> None:
    """Jira counts what Java does: UTF-16 units."""
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > reading.world.text_limit:
        raise Wrong(TOO_LONG.format(most=reading.world.text_limit))
