"""The words around a why: `Symptom:`, `Why?`, `Because`, `Root cause:`, `Category:`, and what they mark.

Not here: in which blocks they stand (steps.py), or what a chain makes of them (draft.py).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from service.document.markdown.block import References
from service.document.markdown.inline import plain
from service.document.placeholders import is_placeholder, without_comments


class Role(StrEnum):
    SYMPTOM = "symptom"
    ASK = "ask"
    ANSWER = "answer"
    ROOT = "root"
    CATEGORY = "category"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Say:
    """One thing that a piece of text says in a chain; the text is empty where only the label is written."""

    role: Role
    text: str = ""
    number: int = 0
    """The 2 of `Why 2`."""


_LONGEST = 5_000
_COLON = r"\s?(?::|\s[—–-](?=\s|$))\s*"
_FRAME = re.compile(r"(?:[*_>•·]+\s*)+|[(\[]?\d{1,2}[.)\]]\s*(?=(?:why|because|symptom|root cause)\b)", re.IGNORECASE)
ARROW = r"(?:→|⇒|⟶|➔|➜|↳|↓|⬇\ufe0f?|-{1,2}>|=>)"
_ARROW = re.compile(rf"(?:{ARROW}\s*)+")
_SYMPTOM = re.compile(
    rf"(?:(?:the |initial |observed )?(?:symptoms?|problem(?: (?:statement|description|definition))?|effect)"
    rf"|what (?:we saw|was seen|was observed|happened)){_COLON}",
    re.IGNORECASE,
)
_SYMPTOM_ALONE = re.compile(
    r"(?:the |initial |observed )?(?:symptoms?|problem|problem (?:statement|description|definition)|effects?)",
    re.IGNORECASE,
)
_ROOT = re.compile(
    rf"(?:so,? |therefore,? |thus,? )?(?:the )?(?:underlying |actual |real |true |final |systemic )?root[ -]cause"
    rf"(?:\(s\)|s)?(?: identified| found)?{_COLON}",
    re.IGNORECASE,
)
_CATEGORY = re.compile(
    rf"(?:root[ -])?(?:cause )?(?:category|(?<=cause )type){_COLON}(?P<value>[^\n]*)$", re.IGNORECASE
)
_ANSWER = re.compile(r"(?:answer\s?\d{0,2}\s?[:.)–—-]|A\d{0,2}\s?[:.)](?=\s))\s*")
_ANSWER_WORD = re.compile(r"answer\s?\d{0,2}\s?[:–—-]\s*", re.IGNORECASE)
_ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth)"
_WHY = re.compile(
    rf"(?:Q\d{{0,2}}\s?[.:)]\s*)?(?:the )?(?:{_ORDINAL} )?why"
    r"(?:\s?(?:#|no\.?|number)?\s?\(?(?P<number>\d{1,2})\)?)?\s*(?:\([^()?]{1,40}\)\s*)?"
    r"(?:[?:.)!]+|[—–-]+(?=\s|$)|(?=\s+because\b)|$)\s*[—–-]?\s*",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"(?:Q\d{0,2}\s?[.:)]\s*)?(?:and |so |but )?(?P<asked>(?:why|how come)\b[^?\n]{1,400})\?+\s*(?:[—–:-]\s+)?",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"(?:(?:and )?(?:it|this|that)(?:['’]s| is| was)? (?:in turn )?(?:happened )?)?because(?: of\b)?[,:]?\s+",
    re.IGNORECASE,
)
_WHY_BEHIND = re.compile(r"(?P<said>.*?[^\s.,;:!?—–(-])[\s.,;:!—–(-]*\bwhy(?:\s?\d)?\s?\?+\s*\)?$", re.IGNORECASE)
_INNER = re.compile(r"(?<=[.!?…;])\s+(?=(?:Why|WHY|Because|Root cause:)\b)")


def read_words(text: str) -> tuple[Say, ...]:
    """What one plain line of words says: at most a question and its answer."""
    text, rest = text[:_LONGEST].strip(), text[_LONGEST:]
    text = text[match.end() :] if (match := _FRAME.match(text)) else text
    match = _ARROW.match(text)
    if match is None:
        return _labelled(text, rest)
    says = _labelled(text[match.end() :], rest)
    return tuple(Say(Role.ANSWER, say.text) if say.role is Role.PLAIN else say for say in says)


def _labelled(text: str, rest: str) -> tuple[Say, ...]:
    for role, pattern in ((Role.SYMPTOM, _SYMPTOM), (Role.ROOT, _ROOT)):
        if match := pattern.match(text):
            return (Say(role, _unmarked(text[match.end() :]) + rest),)
    if match := _CATEGORY.match(text):
        return (Say(Role.CATEGORY, match["value"].strip()),)
    if match := (_ANSWER.match(text) or _ANSWER_WORD.match(text)):
        return (Say(Role.ANSWER, _reason(text[match.end() :]) + rest),)
    return _asked(text, rest)


def _asked(text: str, rest: str) -> tuple[Say, ...]:
    if match := _WHY.match(text):
        number = int(match["number"] or 0)
        inner = _QUESTION.match(text, match.end())
        asked = inner["asked"] if inner else ""
        answer = _answer(text[inner.end() if inner else match.end() :])
        return (Say(Role.ASK, asked, number), *((Say(Role.ANSWER, answer + rest),) if answer else ()))
    if match := _QUESTION.match(text):
        answer = _answer(text[match.end() :])
        return (Say(Role.ASK, match["asked"]), *((Say(Role.ANSWER, answer + rest),) if answer else ()))
    if match := _BECAUSE.match(text):
        return (Say(Role.ANSWER, _reason(text) + rest),)
    if text[-1:] in "?)" and len(text) < 600 and (match := _WHY_BEHIND.match(text)):
        return (Say(Role.PLAIN, capitalised(match["said"])), Say(Role.ASK))
    return (Say(Role.PLAIN, text + rest),) if text else ()


def _answer(text: str) -> str:
    if match := (_ANSWER.match(text) or _ANSWER_WORD.match(text)):
        text = text[match.end() :]
    if match := _ARROW.match(text):
        text = text[match.end() :]
    if text[-1:] in "?)" and len(text) < 600 and (match := _WHY_BEHIND.match(text)):
        text = match["said"]
    return _reason(text)


def _reason(text: str) -> str:
    """The answer without its `Because`."""
    match = _BECAUSE.match(text)
    return capitalised(text[match.end() :]) if match else _unmarked(text)


def _unmarked(text: str) -> str:
    return text.strip().lstrip("*_ ").strip()


def capitalised(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:]


def read_markdown(markdown: str, references: References) -> tuple[Say, ...]:
    """As `read_words`, without what is still the template's own words."""
    bare = without_comments(markdown)
    says = [say for text in _INNER.split(plain(bare, references)) for say in read_words(text)]
    if is_unfilled(bare):
        says = [Say(say.role, "", say.number) for say in says if say.role is Role.ASK][:1]
    return tuple(says)


_LABEL = re.compile(
    rf"[\s*_>]*(?:{_SYMPTOM.pattern}|{_ROOT.pattern}|(?:root )?(?:cause )?category\s?:"
    r"|(?:Q\d?[.:)]\s*)?why\b(?:\s?#?\d{1,2})?(?:\s?[?:.)—–-]+|\s(?=because\b)))[\s*_]*",
    re.IGNORECASE,
)


def is_unfilled(markdown: str) -> bool:
    """`Why? _what made it possible?_` and its kin."""
    match = _LABEL.match(markdown)
    return is_placeholder(markdown[match.end() if match else 0 :]) and not is_bare_question(markdown)


def is_bare_question(markdown: str) -> bool:
    """`Why?` or `**Why 2:**` alone, which is answered further down."""
    match = _WHY.fullmatch(plain(markdown[:200]).strip(" *_"))
    return match is not None


def is_marked(says: tuple[Say, ...]) -> bool:
    """Whether the words belong to a chain by themselves."""
    return any(say.role is not Role.PLAIN for say in says)


def asks(says: tuple[Say, ...]) -> bool:
    return any(say.role in (Role.ASK, Role.ANSWER) for say in says)


def names_symptom(title: str) -> bool:
    """Whether a heading says that the symptom stands below."""
    return bool(_SYMPTOM_ALONE.fullmatch(title.strip(" :.?*_")))


_WHYS = re.compile(
    r"\b(?:5|five|three|3|seven|7|n)[- ]?whys?\b|\bwhys\b|\bwhy[- ]why\b|\b(?:why chain|chain of whys)\b|\b5ys?\b"
    r"|^chain\b(?! of events| reaction)",
    re.IGNORECASE,
)
"""Not a causal chain, which people write from the cause to its effect."""


def speaks_of_whys(text: str) -> bool:
    """Whether a heading or a lead-in announces a chain, so that its steps need no `Why?` of their own."""
    return bool(_WHYS.search(text[:300]))


_LINE = re.compile(
    rf"[\s*_>]*(?:(?:Q\d?\s?[.:)]\s*)?(?:\d(?:st|nd|rd|th) )?(?:Why|WHY)\b|(?:First|Second|Third|Fourth|Fifth) why\b"
    rf"|A(?:nswer)?\d?\s?:|Because\b|BECAUSE\b|{ARROW}|Symptoms?\b|Problem\b|Effect\s?:|Root[ -][Cc]ause"
    r"|Category\b|Cause category\b)"
)


def begins_step(line: str) -> bool:
    """Whether a line within a paragraph begins anew; the capital tells it from prose that was merely wrapped there."""
    if not _LINE.match(line):
        return False
    says = read_words(plain(line))
    return is_marked(says)


_BESIDE = re.compile(
    r"\b(?:detect\w*|notic\w+|caught|catch|discover\w*|prevent\w*|spotted|seen|tak(?:e|en)|took|longer"
    r"|last(?:ed)? so|so long|alert\w*"
    r"|escalat\w+|recover\w*|restor\w+|mitigat\w+|test(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)


def asks_beside(question: str) -> bool:
    """Whether a question asks for the detection or the length of it, and so begins a chain beside the first."""
    return bool(_BESIDE.search(question))
