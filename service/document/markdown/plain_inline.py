"""The words of a piece of Markdown that has only what nearly all have: links, code, bold and bare addresses.

A shortcut of inline.py, which asks a parser of Markdown about the rest; of what this takes, both say the same.
"""

import re

_OTHER = re.compile(
    r"[\\!~]|<[A-Za-z/!?]|&#?\w{1,32};|(?<!\w)_|_(?!\w)|(?<![ \t])[ \t]{2,}\n|(?<!\*)\*(?!\*)|\*{3}|``|\]\[|\]:"
    r"|\[[^\]\n]*[`*\[<]|\n[^\S\n]*$|^\s"
)
"""What a parser has to be asked about."""
_PART = re.compile(
    r"`(?P<code>[^`\s](?:[^`\n]*[^`\s])?)`|\[(?P<label>[^\[\]\n]*)\]\((?P<url>https?://[\w./:#?=%+@,;-]*)\)|(?P<bold>\*\*)"
)
_LINE = re.compile(r"(?:(?<![ \t])[ \t]+)?\n[ \t]*")

Parts = list[tuple[str, str, str]]
"""What stands one after the other: its kind (`text`, `code`, `link`, `bold`), its words, and the address of a link."""


def parts_of(source: str) -> Parts | None:
    """None where a parser has to be asked."""
    if _OTHER.search(source):
        return None
    parts: Parts = []
    done = 0
    for match in _PART.finditer(source):
        parts.append(("text", source[done : match.start()], ""))
        parts.append((str(match.lastgroup if match["label"] is None else "link"), _said(match), match["url"] or ""))
        done = match.end()
    parts.append(("text", source[done:], ""))
    return [_on_one_line(part) for part in parts] if _is_whole(parts) else None


def _said(match: re.Match[str]) -> str:
    return match["code"] if match["code"] is not None else match["label"] or ""


def _on_one_line(part: tuple[str, str, str]) -> tuple[str, str, str]:
    kind, words, url = part
    return (kind, on_one_line(words), url)


def on_one_line(text: str) -> str:
    """As Markdown shows the lines of a paragraph: with a blank between them, whatever stood at their ends."""
    return _LINE.sub(" ", text) if "\n" in text else text


def _is_whole(parts: Parts) -> bool:
    """Whether nothing is left over: a bracket, a backtick, or a mark of bold that opens or closes nothing."""
    texts = [words for kind, words, _ in parts if kind == "text"]
    if any("[" in words or "`" in words or "*" in words for words in texts):
        return False
    bolds = [at for at, (kind, _, _) in enumerate(parts) if kind == "bold"]
    return (
        len(bolds) % 2 == 0
        and all(_opens(parts, at) for at in bolds[::2])
        and all(_ends(parts, at) for at in bolds[1::2])
    )


def _opens(parts: Parts, at: int) -> bool:
    """A mark of bold with nothing or a blank before it, and no blank behind it."""
    before, after = parts[at - 1][1], parts[at + 1][1]
    return not after[:1].isspace() and (before[-1] in " \n(" if before else at < _SECOND)


def _ends(parts: Parts, at: int) -> bool:
    """With no blank before it, and a blank, the end of a clause or nothing behind it."""
    before, after = parts[at - 1][1], parts[at + 1][1]
    return not before[-1:].isspace() and (after[0] in " \n.,;:)" if after else at + 2 == len(parts))


_SECOND = 2
"""The place behind the text with which all begin: a mark there stands at the beginning, if that text is empty."""
