"""The parser of blocks, with no more rules than a text can need.

markdown-it tries each of its rules on each line, which is most of the time that reading takes. A rule whose marks stand
nowhere in the text cannot hold there. Not here: what becomes of the tokens (blocks.py).
"""

import re
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

_NEEDED_FOR = {
    "code": re.compile(r" {4}|\t"),
    "fence": re.compile(r"```|~~~"),
    "blockquote": re.compile(r">"),
    "hr": re.compile(r"[-*_][ \t]*$", re.MULTILINE),
    "reference": re.compile(r"\]:"),
    "html_block": re.compile(r"<"),
    "heading": re.compile(r"#"),
    "lheading": re.compile(r"[=-][ \t]*$", re.MULTILINE),
}
"""What a text has where the rule could hold; it may have it elsewhere, too, and then the rule is merely tried."""


def tokens_of(text: str, env: dict[str, Any]) -> list[Token]:
    """`env` receives the targets of reference links."""
    idle = frozenset(rule for rule, mark in _NEEDED_FOR.items() if not mark.search(text))
    return parser_without(idle).parse(text, env)


@lru_cache(maxsize=256)
def parser_without(rules: frozenset[str]) -> MarkdownIt:
    """Blocks only: words are read where they are needed, and tables by `blocks.py`, ten times as fast."""
    markdown = MarkdownIt("commonmark", {"maxNesting": 40})
    markdown.core.ruler.disable(["inline", "text_join"])
    markdown.block.ruler.disable(sorted(rules))
    return markdown
