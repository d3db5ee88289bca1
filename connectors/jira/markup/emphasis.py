"""Where emphasis opens and closes in a row of words, each within the other as Markdown and wiki markup need it.

Not here: the words themselves, or what they are written in.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from connectors.jira.markup.tree import PLAIN, Inline, Mark, Text
from connectors.jira.markup.words import is_blank


@dataclass(frozen=True)
class Spelling:
    """What opens and what closes each."""

    opens: dict[Mark, str]
    closes: dict[Mark, str]


def _tags(marks: Iterable[Mark]) -> tuple[dict[Mark, str], dict[Mark, str]]:
    return {mark: f"<{mark}>" for mark in marks}, {mark: f"</{mark}>" for mark in marks}


_PAIRED = {Mark.STRONG: "**", Mark.EM: "_", Mark.STRIKE: "~~"}
_OPEN, _CLOSE = _tags(Mark)
TAGS = Spelling(_OPEN, _CLOSE)
MARKDOWN = Spelling({**_OPEN, **_PAIRED}, {**_CLOSE, **_PAIRED})


def emphasized(words: Sequence[Inline], spelling: Spelling, written: Callable[[int], str]) -> str:
    """All words, each as `written` gives it by its place, with the marks between them.

    None opens in front of a blank, where neither language would see it.
    """
    marks = _effective(words)
    lasting = _lasting(marks)
    stack: list[Mark] = []
    out: list[str] = []
    for at, wanted in enumerate(marks):
        while any(mark not in wanted for mark in stack):
            out.append(spelling.closes[stack.pop()])
        for mark in sorted(wanted - set(stack), key=lambda mark: (-lasting[at][mark], mark)):
            if not is_blank(words[at]):
                stack.append(mark)
                out.append(spelling.opens[mark])
        out.append(written(at))
    out += [spelling.closes[mark] for mark in reversed(stack)]
    return "".join(out)


def _effective(words: Sequence[Inline]) -> list[frozenset[Mark]]:
    """Code, images and breaks have no emphasis of their own: they stand in that of the texts on both sides."""
    own = [word.marks if isinstance(word, Text) and not is_blank(word) else None for word in words]
    behind = _last(reversed(own))[::-1]
    return [
        marks if marks is not None else before & after
        for marks, before, after in zip(own, _last(own), behind, strict=True)
    ]


def _last(marks: Iterable[frozenset[Mark] | None]) -> list[frozenset[Mark]]:
    """For each place the last that was there."""
    found: list[frozenset[Mark]] = []
    for one in marks:
        found.append(one if one is not None else found[-1] if found else PLAIN)
    return found


def _lasting(marks: Sequence[frozenset[Mark]]) -> list[dict[Mark, int]]:
    """For each place and mark, at how many places in a row it holds from there on."""
    counts: list[dict[Mark, int]] = [{}] * len(marks)
    following: dict[Mark, int] = {}
    for at in reversed(range(len(marks))):
        following = {mark: following.get(mark, 0) + 1 for mark in marks[at]}
        counts[at] = following
    return counts
