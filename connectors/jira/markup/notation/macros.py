"""A text of Jira's wiki markup cut at its macros: code taken out, and every other macro on a line of its own.

Not here: what becomes of the lines (reading.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from connectors.jira.markup.tree import Preformatted

JOINER = "\u2060"
_RAW = re.compile(r"(?<!\\)\{(?P<macro>code|noformat)(?::(?P<said>[^{}\n]{0,500}))?\}")
_MACRO = re.compile(r"(?<!\\)(\{(?:quote|panel)(?::[^{}\n]{0,2000})?\})")
_TITLE = re.compile(r"(?:^|\|)\s*title=([^|]*)")
_CODE_LINE = re.compile(r"\x02(\d+)\x03")


@dataclass(frozen=True)
class Cut:
    """Lines, and the code that stood where a line is `\\x02`, its number, `\\x03`."""

    lines: list[str]
    code: list[Preformatted]
    spans: list[tuple[int, int]]
    """Of each code, where it stood in the text."""

    def code_at(self, line: str) -> Preformatted | None:
        found = _CODE_LINE.fullmatch(line.strip(" \t"))
        return self.code[int(found[1])] if found else None


def cut(text: str) -> Cut:
    code: list[Preformatted] = []
    spans: list[tuple[int, int]] = []
    parts = list(_without_code(text, code, spans))
    return Cut(_MACRO.sub(r"\n\1\n", "".join(parts)).split("\n"), code, spans)


def title_of(macro: str) -> str:
    """Of `{panel:title=…|borderStyle=…}`."""
    found = _TITLE.search(macro[1:-1].partition(":")[2])
    return unescape(found[1]).strip() if found else ""


def _without_code(text: str, code: list[Preformatted], spans: list[tuple[int, int]]) -> Iterator[str]:
    """A macro that is never closed is words."""
    found = list(_RAW.finditer(text))
    closing = _closing(found)
    done = at = 0
    while at < len(found):
        end = closing[at]
        if end is not None:
            before = text[done : found[at].start()]
            yield before if not before.strip(" \t") or before.endswith("\n") else before + "\n"
            done = found[end].end()
            yield f"\x02{len(code)}\x03" + ("" if text[done : done + 1] == "\n" else "\n")
            spans.append((found[at].start(), done))
            code.append(_code(found[at], text[found[at].end() : found[end].start()]))
            at = end
        at += 1
    yield text[done:]


def _closing(found: list[re.Match[str]]) -> list[int | None]:
    """For each, the next of its name that has no parameters."""
    following: dict[str, int] = {}
    ends: list[int | None] = [None] * len(found)
    for at in reversed(range(len(found))):
        ends[at] = following.get(found[at]["macro"])
        if found[at]["said"] is None:
            following[found[at]["macro"]] = at
    return ends


def _code(opened: re.Match[str], text: str) -> Preformatted:
    said, macro = opened["said"] or "", opened["macro"]
    title = title_of("{x:" + said + "}")
    language = said.partition("|")[0] if "=" not in said.partition("|")[0] else ""
    text = text.removeprefix("\n").removesuffix("\n")
    text = re.sub(rf"\{{{JOINER}(?={JOINER}*{macro}[:}}])", "{", text)
    shown = language or (title if re.fullmatch(r"\S+", title) else "")
    return Preformatted(f"{title}\n{text}" if title and not shown else text, shown)
