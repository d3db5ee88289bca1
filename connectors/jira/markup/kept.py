"""What Jira cannot hold, kept beside what it can: the Markdown as it was written, as the value of a property.

Not here: where such a property is (connectors/jira). What the comments mean is nobody's business here.
"""

import base64
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from connectors.jira.markup.keeping.anchors import Anchor, anchored, anchors_of
from connectors.jira.markup.keeping.merging import Seen, merged
from connectors.tracker import TrackerError, Trouble

MOST_KEPT = 32_768
"""Characters of a property's value as JSON (Jira: entity properties)."""

_LONGEST = 200_000
"""Characters of a text that is unpacked: more was not packed here."""


@dataclass(frozen=True)
class Kept:
    """All that was written; of a text that is too long even when packed, what is hidden in it and beside what."""

    written: str | None
    anchors: tuple[Anchor, ...] = ()

    def body(self, now: str, seen: Seen) -> str:
        """The Markdown that Jira's text stands for. `now` is that text as Markdown; `seen` takes Markdown to Jira and
        back.

        To the byte what was written, where nothing that shows was changed. Nothing that people wrote is left out; what
        is hidden stays beside what it stood beside, and goes when that is gone on both sides.
        """
        if self.written is None:
            return anchored(now, self.anchors)
        return self.written if seen(self.written) == now else merged(self.written, now, seen)

    def packed(self) -> dict[str, Any]:
        """The value of the property. Raises TrackerError where not even what is hidden fits."""
        for value in self._values():
            if len(json.dumps(value)) <= MOST_KEPT:
                return value
        raise TrackerError(
            f"What this text hides is longer than the {MOST_KEPT:,} characters that Jira keeps beside an issue; "
            "make the text shorter.",
            Trouble.INVALID,
        )

    def _values(self) -> Iterator[dict[str, Any]]:
        written = self.written or ""
        yield {"markdown": written}
        yield {"packed": _deflated(written)}
        yield {"hidden": _deflated(json.dumps([anchor.packed() for anchor in anchors_of(written)]))}


def unpacked(value: Any) -> Kept | None:
    """What `packed` gave; None for anything else, which whoever may edit an issue can put there."""
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("markdown"), str):
        return Kept(value["markdown"])
    if isinstance(value.get("packed"), str):
        text = _inflated(value["packed"])
        return None if text is None else Kept(text)
    if isinstance(value.get("hidden"), str):
        return _with_anchors(_inflated(value["hidden"]))
    return None


def _with_anchors(text: str | None) -> Kept | None:
    try:
        listed = json.loads(text or "")
        return Kept(None, tuple(Anchor.unpacked(one) for one in listed))
    except (ValueError, TypeError, RecursionError):
        return None


def _deflated(text: str) -> str:
    """Base 85, which takes less room than base 64, and whose characters JSON leaves as they are."""
    return base64.b85encode(zlib.compress(text.encode("utf-8", "surrogatepass"), 9)).decode("ascii")


def _inflated(text: str) -> str | None:
    try:
        inflating = zlib.decompressobj()
        data = inflating.decompress(base64.b85decode(text), _LONGEST)
        return data.decode("utf-8", "surrogatepass") if inflating.eof else None
    except (ValueError, zlib.error):
        return None
