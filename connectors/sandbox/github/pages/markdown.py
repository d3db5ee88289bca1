"""Markdown as the pages show it. Raw HTML is shown as text, but for comments, which are hidden as GitHub hides them,
and a few harmless tags without attributes. Boxes of task lists are buttons that submit the form around the text.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from connectors.sandbox.github.pages.boxes import MARK, is_box

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HARMLESS = re.compile(r"&lt;(/?(?:details|summary|sub|sup|kbd|br)|details open|br ?/)&gt;")
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]]*[^\s<>()\[\].,;:!?'\"]")


def rendered(markdown: str, can_tick: bool = False) -> Markup:
    """Safe HTML. With `can_tick` the boxes can be clicked: field `box` is the index of the one."""
    html = _parser().render(markdown, {"can_tick": can_tick})
    return Markup(html)  # noqa: S704 - the parser escapes all text, and raw HTML below


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.core.ruler.push("boxes", _mark_boxes)
    parser.core.ruler.push("addresses", _link_addresses)
    parser.add_render_rule("html_block", _raw)
    parser.add_render_rule("html_inline", _raw)
    parser.add_render_rule("box", _box)
    return parser


def _raw(_: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
    text = escape(_COMMENT.sub("", tokens[at].content), quote=False)
    return _HARMLESS.sub(r"<\1>", text)


def _box(_: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
    index, ticked = tokens[at].meta["index"], tokens[at].meta["ticked"]
    disabled = "" if env.get("can_tick") else " disabled"
    state, mark = ("true", "✓") if ticked else ("false", "")
    return (
        f'<button class="box" name="box" value="{index}" role="checkbox" aria-checked="{state}"'
        f' aria-label="Task {index + 1}"{disabled}>{mark}</button> '
    )


def _mark_boxes(state: StateCore) -> None:
    places = [at for at in range(len(state.tokens)) if is_box(state.tokens, at)]
    for index, at in enumerate(places):
        inline = state.tokens[at]
        children = inline.children or []
        ticked = inline.content[1] in "xX"
        children[0].content = MARK.sub("", children[0].content, count=1).lstrip()
        inline.children = [Token("box", "", 0, meta={"index": index, "ticked": ticked}), *children]
        state.tokens[at - 2].attrJoin("class", "task")


def _link_addresses(state: StateCore) -> None:
    for inline in (token for token in state.tokens if token.type == "inline"):
        linked: list[Token] = []
        depth = 0
        for token in inline.children or []:
            depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            linked += _split(token) if token.type == "text" and depth == 0 else [token]
        inline.children = linked


def _split(token: Token) -> list[Token]:
    parts: list[Token] = []
    end = 0
    for found in _ADDRESS.finditer(token.content):
        parts += [_text(token.content[end : found.start()]), *_link(found[0])]
        end = found.end()
    return [*parts, _text(token.content[end:])]


def _link(address: str) -> list[Token]:
    return [Token("link_open", "a", 1, attrs={"href": address}), _text(address), Token("link_close", "a", -1)]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
