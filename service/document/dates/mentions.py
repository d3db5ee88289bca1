"""Which dates in running text are only spoken of: what happened by then, what was made before, what an alert is about.

Not here: the words for a date themselves (resolving.py).
"""

import re
from functools import cache

from service.document.dates.meaning import Use
from service.document.dates.resolving import Read

_MADE = r"\w+(?:ed|wn|ilt|ent|ade|ritten|aken|ound|from|older|and|or|day|long)\s*$"
_DONE = r"\b(?:was|were|been|had)\s(?:\w+ly\s)?\w+\s*$"
_CHANGES = r"\b(?:increas|reduc|rais|lower|grow|shrink|cut|drop|limit|scal|decreas|extend|exceed|bump)\w*\b[^,;.]*$"
_APART = r"(?:^|[(\[,;:|—–]|\s-)\s*$"
_PERSON = r"(?:april|may|june|august|jan|mar|sun|sat|wed|mon)"
_SMALL = r"(?:may|march|mar|sun|sat|wed|mon|jan|dec|sep)"
_PASSIVE = r"\w+(?:ed|wn|ilt|ent|ade|en|ound)(?:\s(?:off|up|out))?\s*$"
_YEAR = r"\d{4}"


@cache
def _pattern(text: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(text, flags)


def is_mere(word: str, before: str, words: str) -> bool:
    """Whether `by`, `before` or `until` and the words behind it say no more than when something else is or was."""
    match word:
        case "until":
            return not _pattern(_APART).search(before)
        case "before":
            return bool(_pattern(_MADE).search(before))
        case "by":
            return bool(_pattern(_DONE).search(before)) or _is_no_date(before, words)
        case _:
            return False


def _is_no_date(before: str, words: str) -> bool:
    """`reviewed by June`, `it may be fixed by may`, `reduced by 2040`."""
    if _pattern(_SMALL, 0).fullmatch(words):
        return True
    if _pattern(_YEAR).fullmatch(words):
        return bool(_pattern(_CHANGES).search(before))
    return bool(_pattern(_PERSON).fullmatch(words) and _pattern(_PASSIVE).search(before))


_NOT_WANTED = (
    r"\b(?:on|since|from|of|at|after|done|completed|fixed|closed|merged|released|shipped|finished|resolved|the|every|each"
    r"|for|until|till|before|between|through|during|and|or|to|as|was|is|happened|occurred|created|written|updated|started"
    r"|opened|held|reported|detected|dated|last|older|newer|than|by|no|later)\W*$"
)
_SUBORDINATE = (
    r"\b(?:that|which|who|whose|when|if|until|unless|than|expir\w*|older|every|each|once|twice|times|alert\w*|fail\w*"
    r"|respon\w*|remaining|left|happen\w*|already|ends?|resolved|more|less|least|most|not)\b[^.;]*$"
)
_NAMED_PERIOD = r"Q[1-4]|H[12]|\bnext\s|\b[CK]W\s?\d"
_ISO = r"\d{4}[-/]\d\d?[-/]\d\d?"
_WITH_YEAR = r"\d{4}|['’]\d\d"
_AT_ONCE = r"asap|as\s{1,3}soon\s{1,3}as\s{1,3}possible"
_LONG = r"in\s(?!hours?|hrs?)|.*(?:week|wk|fortnight|month|quarter|year)"


def is_wanted(read: Read, words: str, before: str, *, is_apart: bool) -> bool:
    """Whether a date at the end of a text, with no word in front that says so, is until when it is wanted."""
    if _pattern(_NOT_WANTED).search(before[-30:]):
        return False
    match read.use:
        case Use.DAY if _pattern(_ISO).match(words):
            return True
        case Use.DAY:
            return is_apart and (read.meaning.on is not None or bool(_pattern(_WITH_YEAR).search(words)))
        case Use.PERIOD:
            return (is_apart and bool(_pattern(_NAMED_PERIOD).search(words))) or _is_scheduled(words, before)
        case Use.SPAN:
            return is_apart or _is_promise(words, before)
        case Use.WORD:
            return is_apart and bool(_pattern(_AT_ONCE).fullmatch(words))
        case _:
            return True


_SCHEDULED = r"(?:Q[1-4]|H[12])(?!\w)"
_IN = r"(?<=\s)(?:in|during|for)(?:\sthe)?\s?$"
_TOLD = (
    r"\b(?:seen|occurred|happened|found|observed|reported|incidents?|outages?|errors?|failures?|since|that|which"
    r"|when)\b"
)


def _is_scheduled(words: str, before: str) -> bool:
    """`Start a runbook in Q1`, but not `the errors that were seen in Q1`."""
    planned = _pattern(_SCHEDULED).match(words) and _pattern(_IN).search(before)
    return bool(planned) and not _pattern(_TOLD).search(before)


def length_of_lead(before: str) -> int:
    """Of the `in` of `in Q1`."""
    match = _pattern(_IN).search(before)
    return len(match[0]) if match else 0


def _is_promise(words: str, before: str) -> bool:
    """`Rotate the keys in 3 weeks`, but not `alert when a key expires in 3 weeks` or `answer within 2 hours`."""
    begins = words.casefold().startswith(("in ", "within "))
    return begins and bool(_pattern(_LONG).match(words)) and not _pattern(_SUBORDINATE).search(before)
