"""Bodies on their way through the door: Markdown inside, documents (Cloud) or wiki markup (Data Center) in Jira.

Not here: how one becomes the other, and what is kept beside it so that nothing hidden is lost (markup).
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from connectors.jira.markup.adf import from_adf, to_adf
from connectors.jira.markup.kept import Kept, unpacked
from connectors.jira.markup.mentions import Mention
from connectors.jira.markup.splicing.documents import spliced_document
from connectors.jira.markup.splicing.ways import Way
from connectors.jira.markup.splicing.wiki import spliced_wiki
from connectors.jira.markup.wiki import from_wiki, to_wiki

_ACCOUNT = re.compile(r"(?:[0-9a-f]{24}|[0-9a-z]+:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
"""Account ids of Cloud, old and new."""
REMEMBERED = 128
"""Bodies that were read last: a look asks for most of them twice, and to read one takes milliseconds."""


class Bodies:
    """Both ways, in the dialect of one Jira. `handles` gives people's logins by the names that mention them."""

    def __init__(self, *, cloud: bool, handles: Mapping[str, str]) -> None:
        self._cloud = cloud
        self._logins = {handle.casefold(): login for handle, login in handles.items()}
        self._handles = {login: handle for handle, login in reversed(list(handles.items()))}
        self._markdown = lru_cache(REMEMBERED)(self._markdown_of)
        self._read_again = lru_cache(REMEMBERED)(self._read_of)

    def document(self, markdown: str) -> Any:
        """What a description or the body of a comment takes."""
        if self._cloud:
            return to_adf(markdown, mention=self._mentioned)
        return to_wiki(markdown, mention=self._mentioned)

    def over(self, present: Any, markdown: str) -> Any:
        """The same over what is there now: whatever of it still says the same stays to the byte."""
        document = self.document(markdown)
        if isinstance(present, dict) and isinstance(document, dict):
            return spliced_document(present, document, Way(self.document, self._read))
        if isinstance(present, str) and isinstance(document, str):
            return spliced_wiki(present, document, Way(self.document, self._read))
        return document

    def property(self, markdown: str) -> dict[str, Any]:
        """What is kept beside it. Raises TrackerError where it hides more than can be kept."""
        return Kept(markdown).packed()

    def markdown(self, document: Any, value: Any) -> str:
        """What a body says now: as it was written where nobody touched it, else with what was hidden put back.

        `value` is that of the property beside it.
        """
        try:
            return self._markdown(json.dumps(document), json.dumps(value))
        except RecursionError:  # it nests too deep to be remembered
            return self._markdown_anew(document, value)

    def _markdown_of(self, told: str, beside: str) -> str:
        return self._markdown_anew(json.loads(told), json.loads(beside))

    def _markdown_anew(self, document: Any, value: Any) -> str:
        kept = unpacked(value)
        if kept and kept.written is not None and _same(self.document(kept.written), document):
            return kept.written
        now = self._read(document)
        return kept.body(now, self._seen) if kept else now

    def _seen(self, markdown: str) -> str:
        return self._read(self.document(markdown))

    def _read(self, document: Any) -> str:
        """Without the line break at its end, which documents do not keep."""
        try:
            return self._read_again(json.dumps(document))
        except RecursionError:
            return self._read_anew(document)

    def _read_of(self, told: str) -> str:
        return self._read_anew(json.loads(told))

    def _read_anew(self, document: Any) -> str:
        if isinstance(document, dict):
            return from_adf(document, name_of=self._handles.get).rstrip("\n")
        return from_wiki(document, name_of=self._handles.get).rstrip("\n") if isinstance(document, str) else ""

    def _mentioned(self, name: str) -> Mention | None:
        login = self._logins.get(name.casefold())
        if login is not None:
            return Mention(login, name)
        return Mention(name) if self._cloud and _ACCOUNT.fullmatch(name) else None


def _same(one: Any, other: Any) -> bool:
    """Spares most bodies the way back. Data Center ends lines in its own way."""
    if isinstance(one, str) and isinstance(other, str):
        return one.splitlines() == other.splitlines()
    return bool(one == other)
