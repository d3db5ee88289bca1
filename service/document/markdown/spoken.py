"""What of a piece of Markdown its writer says: the same text, character for character, with everything else blanked.

Code, addresses, tags and quotations become one long word of `HIDDEN`; marks of emphasis become spaces. Positions stay,
so what a pattern finds here stands at the same place in the text. Not here: Markdown's own reading of it (inline.py).
"""

import re
from functools import cache, lru_cache

HIDDEN = "\ufffc"
_LONGEST_QUOTE = 300

_QUOTES = (("“", "”"), ("„", "“"), ("«", "»"), ("»", "«"), ("‘", "’"), ("「", "」"))


@lru_cache(maxsize=1024)
def spoken(source: str) -> str:
    if not _marks().search(source):
        return source
    for pattern in _hidden():
        source = pattern.sub(_blank, source)
    return re.sub(r"[*_~\[\]|>#\\]", " ", source)


def _blank(match: re.Match[str]) -> str:
    """As long as what it stands for; line breaks stay, for lines are counted by them."""
    return re.sub(r"[^\n]", HIDDEN, match[0])


@cache
def _marks() -> re.Pattern[str]:
    return re.compile(r"[`<>*_~\[\]|#\\\"“„«»‘「]|://")


@cache
def _hidden() -> tuple[re.Pattern[str], ...]:
    """In the order in which they are taken: nothing within code is a quotation."""
    quotes = [rf"{first}[^{first}{last}]{{1,{_LONGEST_QUOTE}}}{last}" for first, last in _QUOTES]
    quotes.append(rf'(?<![\w\d])"[^"\n]{{1,{_LONGEST_QUOTE}}}"(?!\w)')
    return (
        re.compile(r"(?<!`)(`+)(?!`).{1,2000}?(?<!`)\1(?!`)", re.DOTALL),
        re.compile(r"<!--.{0,5000}?(?:-->|\Z)", re.DOTALL),
        re.compile(r"\]\([^()\s]{0,2000}(?:\([^()\s]*\)[^()\s]{0,200})?(?:\s+\"[^\"]*\")?\)|\]\[[^\]\n]{0,100}\]"),
        re.compile(r"<?https?://[^\s<>|`]+>?", re.IGNORECASE),
        re.compile(r"</?[A-Za-z][^<>\n]{0,300}>"),
        re.compile("|".join(quotes)),
    )
