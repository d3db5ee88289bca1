"""What is still the template's own words: questions, TBD, empty cells. Not here: what a filled-in text means."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from service.document.markdown.block import Block, Kind
from service.document.markdown.inline import plain

_EMPTY = {
    "", "tbd", "tbc", "tba", "todo", "to do", "n/a", "na", "x", "xx", "xxx", "fill in", "fill me in",
    "to be determined",
    "to be confirmed", "to be written", "to be added", "to be completed", "to be filled in", "to be done", "to follow",
    "pending", "wip", "placeholder", "yyyy-mm-dd", "@owner", "@name", "@handle", "why", "rc", "key",
}  # fmt: skip
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z](?![\w+.-]{0,30}:)[^<>@]*>")
"""A tag or a `<hint>`, but no address between angle brackets."""
_IMAGE = re.compile(r"<(?:img|video)\b", re.IGNORECASE)
_QUESTION = re.compile(r"(?<![\w_])_(?!_)[^_\n]+_(?![\w_])")
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_LABEL = re.compile(r"[^.:?!]{1,40}[:?]")
_KEY = re.compile(r"(?:[A-Z]{1,4}-?)?\d{1,4}[.:)]?", re.IGNORECASE)


_NOT_GIVEN = re.compile(
    r"(?:no(?:ne| [\w ]{1,30}?)|not|nothing)(?: (?:is|was|are|were|has been|have been|yet))?"
    r" (?:provided|available|recorded|given|applicable)(?: yet| here| for this incident)?"
)
_MOST_WORDS = 12
"""Longer texts are no TBD and no label."""
_MARKS = re.compile(r"[_<*`\\&~\[\]]")
_AROUND = " .…!:-–—*\t\n?(){}[]|"


def without_comments(markdown: str) -> str:
    return _COMMENT.sub(" ", markdown)


@lru_cache(maxsize=2048)
def is_placeholder(markdown: str) -> bool:
    """True when nothing is left once the template's ways of asking are taken away.

    They are `_a whole question in underscores?_`, `[in brackets]`, `<in angle brackets>`, comments, dots, dashes, TBD
    and its kin, and a label or a question mark with nothing behind it.
    """
    if not _MARKS.search(markdown):
        said = markdown.strip(_AROUND).casefold() if len(markdown) < 200 else "…"
        return said in _EMPTY or _is_not_given(said)
    left = _QUESTION.sub(" ", _TAG.sub(" ", without_comments(markdown)))
    if not left.strip(" \t\n*_-–—.…|:"):
        return True
    bare = re.sub(r"^\[[ xX]?\](?=\s|$)", " ", left.strip())
    if _BRACKETED.fullmatch(bare.strip(" .")):
        return True
    if len(bare) > 200 or len(bare.split()) > _MOST_WORDS:
        return False
    text = plain(bare).strip()
    said = text.strip(_AROUND).casefold()
    return said in _EMPTY or _is_not_given(said) or (left != markdown and bool(_LABEL.fullmatch(text)))


def _is_not_given(said: str) -> bool:
    return said.startswith("no") and bool(_NOT_GIVEN.fullmatch(said))


def is_filled(row: Iterable[str]) -> bool:
    """Whether a cell of a table's row says more than a key."""
    return any(not _KEY.fullmatch(cell.strip(" *`")) and not is_placeholder(cell) for cell in row)


def has_words(block: Block) -> bool:
    """Whether a person wrote something in the block. A sub-heading alone is no words."""
    return _HAVE_WORDS[block.kind](block)


def _any_child_has_words(block: Block) -> bool:
    for child in block.children:  # noqa: SIM110 - asked of every block, and quicker than any()
        if has_words(child):
            return True
    return False


def _html_has_words(block: Block) -> bool:
    without = without_comments(block.text)
    return bool(_IMAGE.search(without) or _TAG.sub(" ", without).strip())


_HAVE_WORDS: Mapping[Kind, Callable[[Block], bool]] = {
    **dict.fromkeys((Kind.LIST, Kind.ITEM, Kind.QUOTE, Kind.TABLE), _any_child_has_words),
    **dict.fromkeys((Kind.HEADING, Kind.RULE), lambda block: False),
    Kind.PARAGRAPH: lambda block: not is_placeholder(block.text),
    Kind.ROW: lambda block: is_filled(block.cells),
    Kind.CODE: lambda block: bool(block.text.strip()),
    Kind.HTML: _html_has_words,
}
