"""Words that would be markup in Jira's wiki language, made plain, and made words again.

A backslash makes one mark plain, an entity a backslash itself, and a joiner at the start of a line `h1.` and `bq.`,
which have no mark to escape. Not here: what is markup (words.py).
"""

import re
from html import unescape

JOINER = "\u2060"
_PUNCTUATION = r"!-/:-@\[-`{-~"

_ALWAYS = re.compile(r"[{}\[\]|]")
_AT_EDGE = re.compile(r"(?<![^\W_])[*_+^~-](?=\S)|(?<=\S)[*_+^~-](?![^\W_])|\?(?=\?)|(?<=\?)\?|!(?=\S)")
_FACE = re.compile(r"(?<=[:;])[()]|\((?=(?:[yni/x!+?*-]|on|off|\*[rgby]|flag|flagoff)\))")
_BACKSLASH = re.compile(rf"\\(?=[{_PUNCTUATION}\s]|$)")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_LIST = re.compile(r"(?m)^([ \t]*)(?=[*#-]+(?:\s|$))")
_NAMED = re.compile(rf"(?m)^(?={JOINER}*[ \t]*(?:h[1-6]|bq)\.)")
_GUARD = re.compile(rf"(?m)^{JOINER}(?={JOINER}*[ \t]*(?:h[1-6]|bq)\.)")


def escaped(text: str) -> str:
    text = _BACKSLASH.sub("&#92;", _ENTITY.sub("&amp;", text))
    text = _AT_EDGE.sub(r"\\\g<0>", text)
    return _FACE.sub(r"\\\g<0>", _ALWAYS.sub(r"\\\g<0>", text))


def escaped_code(text: str) -> str:
    """Within `{{ }}`, where every mark still counts."""
    return re.sub(r"[!-/:-@\[-`{-~]", lambda found: _ENTITIES.get(found[0], "\\" + found[0]), text)


_ENTITIES = {
    "&": "&amp;",
    "\\": "&#92;",
    "#": "#",
    ";": ";",
    ".": ".",
    ",": ",",
    "/": "/",
    "<": "<",
    ">": ">",
    "=": "=",
}


def escaped_parameter(text: str) -> str:
    """Of a link or a macro, where no backslash helps."""
    return re.sub(r"[&|\[\]{}!=,\\\n]", lambda found: f"&#{ord(found[0])};", text)


def guarded(lines: str) -> str:
    """Nothing at the start of a line begins a list, a heading or a quotation."""
    return _NAMED.sub(JOINER, _LIST.sub(r"\1\\", lines))


def unguarded(lines: str) -> str:
    return _GUARD.sub("", lines)


_PLAIN = re.compile(rf"\\([{_PUNCTUATION}])|&#?\w{{1,32}};")


def plain(text: str) -> str:
    """What escaped words say."""
    return _PLAIN.sub(lambda found: found[1] or unescape(found[0]), text)
