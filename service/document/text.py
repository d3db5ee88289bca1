"""Other people's words, made safe to stand within what the service writes. Pure.

Not here: reading documents (reading.py).
"""

import re
import unicodedata

_JOINER = "\u2060"
"""WORD JOINER: shows as nothing and breaks no line, but an `@` in front of it mentions nobody, on GitHub as in Jira."""
_ZWJ, _ZWNJ = "\u200d", "\u200c"
_VARIATION = {"\ufe0e", "\ufe0f"}
_BIDI_OPEN = {
    "\u202a": "\u202c",
    "\u202b": "\u202c",
    "\u202d": "\u202c",
    "\u202e": "\u202c",
    "\u2066": "\u2069",
    "\u2067": "\u2069",
    "\u2068": "\u2069",
}
_BIDI_CLOSE = {"\u202c", "\u2069"}
_ELLIPSIS = "…"


def contain(text: str, limit: int = 65_000) -> str:
    """The text so that it reads the same and does nothing: no mention, no HTML, no comment marker, no block of its own.

    NFC; without control and zero-width characters, but for those that emoji and scripts need; bidi overrides closed;
    cut to `limit` before anything is escaped. Inline Markdown stays the writer's: keep ours out of the same paragraph.
    """
    text = _closed(cut(_visible(unicodedata.normalize("NFC", text)), limit))
    text = re.sub(r"&(?=#?\w{1,31};)", "&amp;", text).replace("<", "&lt;")
    text = re.sub(r"--+>", lambda match: match[0][:-1] + "&gt;", text)
    text = re.sub(r"(?<![A-Za-z0-9])@(?=\w)", "@" + _JOINER, text).replace("[~", "[" + _JOINER + "~")
    return "\n".join(_without_block(line) for line in text.split("\n"))


def cell(text: str, limit: int = 2_000) -> str:
    """Contained, on one line, and without a pipe that would end the cell of a table."""
    text = contain(" ".join(text.split()), limit)
    text = re.sub(r"(\\*)\|", lambda match: match[1] + _JOINER * bool(match[1]) + "\\|", text)
    return text + _JOINER if text.endswith("\\") else text


def one_line(text: str, limit: int) -> str:
    """For a title, which trackers show as plain text: nothing hidden, on one line, not longer than `limit`."""
    return cut(" ".join(_closed(_visible(unicodedata.normalize("NFC", text))).split()), limit)


_BLOCK = re.compile(
    r"^(\s{0,3})(#{1,6}(?=\s|$)|>|=+\s*$|-\s*$|-{2,}|~{3,}|`{3,}|\||\[[^\]\n]*\]:"
    r"|(?:\*[ \t]*){3,}$|(?:_[ \t]*){3,}$|(?:-[ \t]*){3,}$)"
)


def _without_block(line: str) -> str:
    """What would begin a heading, a quote, a fence, a table, a rule or a definition begins an ordinary sentence."""
    return _BLOCK.sub(lambda match: f"{match[1]}\\{match[2]}", line)


def _visible(text: str) -> str:
    """Without what does not show: controls, zero-width characters outside emoji, tags, private use, lone surrogates."""
    kept: list[str] = []
    for at, character in enumerate(text):
        if character in "\n\t" or character in _BIDI_OPEN or character in _BIDI_CLOSE:
            kept.append(" " if character == "\t" else character)
        elif character in (_ZWJ, _ZWNJ):
            if kept and at + 1 < len(text) and _joins(kept[-1], character, text[at + 1]):
                kept.append(character)
        elif unicodedata.category(character) in ("Zl", "Zp"):
            kept.append("\n")
        elif unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cs"):
            kept.append(character)
    return "".join(kept)


def _joins(before: str, joiner: str, after: str) -> bool:
    """A joiner belongs between two emoji, and between letters of a script without case (Persian, Hindi)."""
    if joiner == _ZWJ and _is_emoji(before) and _is_emoji(after):
        return True
    return unicodedata.category(before) in ("Lo", "Mn", "Mc") and unicodedata.category(after) == "Lo"


def _is_emoji(character: str) -> bool:
    return unicodedata.category(character) in ("So", "Sk") or character in _VARIATION


def _closed(text: str) -> str:
    """Every bidi override ends on the line on which it began, and none ends that did not begin."""
    return "\n".join(_closed_line(line) for line in text.split("\n"))


def _closed_line(line: str) -> str:
    kept: list[str] = []
    awaited: list[str] = []
    for character in line:
        if character in _BIDI_OPEN:
            awaited.append(_BIDI_OPEN[character])
        elif character in _BIDI_CLOSE:
            if not awaited or awaited[-1] != character:
                continue
            awaited.pop()
        kept.append(character)
    return "".join(kept) + "".join(reversed(awaited))


def cut(text: str, limit: int) -> str:
    """At most `limit` long, cut between two characters as people see them, with an ellipsis where something was cut.

    Length is counted in UTF-16 units, as Jira does, which is never less than the code points that GitHub counts.
    """
    if _length(text) <= limit:
        return text
    room = limit - 1
    end = 0
    for cluster in _clusters(text):
        room -= _length(cluster)
        if room < 0:
            break
        end += len(cluster)
    return (text[:end].rstrip() + _ELLIPSIS) if limit > 0 else ""


def _length(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


_CLUSTER_LIMIT = 64
"""Longer runs of combining marks are no writing; without a limit one of them could fill a title."""


def _clusters(text: str) -> list[str]:
    """Characters as people see them: a small part of Unicode annex 29 (marks, ZWJ sequences, flags, skin tones)."""
    clusters: list[str] = []
    for character in text:
        if clusters and len(clusters[-1]) < _CLUSTER_LIMIT and _extends(clusters[-1], character):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _extends(cluster: str, character: str) -> bool:
    if (
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or character == _ZWJ
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    ):
        return True
    if "\U000e0020" <= character <= "\U000e007f" or cluster[-1] == _ZWJ:
        return True
    return len(cluster) == 1 and _is_flag_letter(character) and _is_flag_letter(cluster)


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
