"""The simple `key: value` lines of YAML front matter; nothing else of it is needed."""

import re
from collections.abc import Sequence

_LIMIT = 200
"""Lines."""
_KEY = re.compile(r"([A-Za-z][\w -]{0,60}?)\s*:(?:\s+(.*))?$")


def front_matter(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """By key in lower case, and how many lines it takes."""
    if not lines or lines[0].rstrip() != "---":
        return {}, 0
    end = next((n for n, line in enumerate(lines[1:_LIMIT], 1) if line.rstrip() in ("---", "...")), 0)
    found = [match for line in lines[1:end] if (match := _KEY.match(line.rstrip()))]
    if not found:
        return {}, 0
    return {match[1].casefold(): (match[2] or "").strip().strip("\"'") for match in found}, end + 1
