"""What of a piece of Markdown its writer says: the same text, character for character, with everything else blanked.

Code, addresses, tags and quotations become one long word of `HIDDEN`; marks of emphasis become spaces. Positions stay,
so what a pattern finds here stands at the same place in the text. Not here: Markdown's own reading of it (inline.py).
"""

import re
from functools import cache, lru_cache

HIDDEN = "\ufffc"
_LONGEST_QUOTE = 300
_LONGEST_COMMENT = 5_000

_QUOTES = (("“", "”"), ("„", "“"), ("«", "»"), ("»", "«"), ("‘", "’"), ("「", "」"))


@lru_cache(maxsize=1024)
def spoken(source: str) -> str:
    if not _marks().search(source):
        return source
    code, *others = _hidden()
    source = _without_comments(code.sub(_blank, source))
    for pattern in others:
        source = pattern.sub(_blank, source)
    return re.sub(r"[*_~\[\]|>#\\]", " ", source)


def _without_comments(source: str) -> str:
    """Each up to its end, or that of the text; one that goes on for longer than `_LONGEST_COMMENT` is taken for words.

    No pattern, which would look for the end of each `<!--` anew.
    """
    parts, done, end = [], 0, 0
    start = source.find("<!--")
    while start >= 0:
        inner = start + len("<!--")
        if 0 <= end < inner:
            end = source.find("-->", inner)
        last, behind = (end, end + len("-->")) if end >= 0 else (len(source), len(source))
        if last - inner <= _LONGEST_COMMENT:
            parts += [source[done:start], _hidden_text(source[start:behind])]
            done = behind
        start = source.find("<!--", max(done, inner))
    return "".join([*parts, source[done:]]) if parts else source


def _blank(match: re.Match[str]) -> str:
    return _hidden_text(match[0])


def _hidden_text(text: str) -> str:
    """As long as what it stands for; line breaks stay, for lines are counted by them."""
    return re.sub(r"[^\n]", HIDDEN, text)


@cache
def _marks() -> re.Pattern[str]:
    return re.compile(r"[`<>*_~\[\]|#\\\"“„«»‘「]|://")


@cache
def _hidden() -> tuple[re.Pattern[str], ...]:
    """In the order in which they are taken, comments behind the first: nothing within code is a quotation."""
    quotes = [rf"{first}[^{first}{last}]{{1,{_LONGEST_QUOTE}}}{last}" for first, last in _QUOTES]
    quotes.append(rf'(?<![\w\d])"[^"\n]{{1,{_LONGEST_QUOTE}}}"(?!\w)')
    return (
        re.compile(r"(?<!`)(`+)(?!`).{1,2000}?(?<!`)\1(?!`)", re.DOTALL),
        re.compile(r"\]\([^()\s]{0,2000}(?:\([^()\s]*\)[^()\s]{0,200})?(?:\s+\"[^\"]*\")?\)|\]\[[^\]\n]{0,100}\]"),
        re.compile(r"<?https?://[^\s<>|`]+>?", re.IGNORECASE),
        re.compile(r"</?[A-Za-z][^<>\n]{0,300}>"),
        re.compile("|".join(quotes)),
    )
