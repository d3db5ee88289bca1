"""What running text says of causes: reasons, lead-ins and chains of arrows.

Not here: labels (labels.py), or the blocks that the text stands in (unkeyed.py).
"""

import re

from service.document.causes.labels import ARROW, capitalised

_LONGEST = 5_000

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"(])")
_IN_PROSE = re.compile(
    r"(?:(?:and )?(?:it|this|that)(?: in turn)? (?:happened|occurred|arose|was|is) (?:\w+ )?because(?: of)?"
    r"|because(?: of)?|why\s?\?|the reason (?:for (?:it|this|that) )?(?:was|is)(?: that)?:?)\s+",
    re.IGNORECASE,
)


def whys_of_prose(text: str) -> list[str]:
    """The reasons that sentences of their own give (`This happened because …`); a single one makes no chain."""
    sentences = ((sentence, _IN_PROSE.match(sentence)) for sentence in _SENTENCE.split(text[:_LONGEST]))
    found = [capitalised(sentence[match.end() :]) for sentence, match in sentences if match]
    return found if len([why for why in found if why]) > 1 else []


_OTHER_QUESTION = re.compile(
    r"(?:what|which|how)\b[^?:\n]{0,80}\b(?:possible|caus|led to|let|allow|happen)[^?:\n]{0,60}[?:]\s*", re.IGNORECASE
)


def without_question(text: str) -> str:
    """`What made that possible: no alert` without its question, which only a chain may be taken to ask."""
    match = _OTHER_QUESTION.match(text)
    return capitalised(text[match.end() :]) if match and match.end() < len(text) else text


def split_arrows(text: str) -> list[str]:
    """`a → b → c` as three."""
    return [piece.strip() for piece in re.split(rf"\s+{ARROW}\s+", text[:_LONGEST]) if piece.strip()]


def split_back_arrows(text: str) -> list[str]:
    """`effect ← cause ← its cause` as three, in that order."""
    return [piece.strip() for piece in re.split(r"\s+(?:←|⇐|<-{1,2})\s+", text[:_LONGEST]) if piece.strip()]


_PLURAL = re.compile(
    r"\b(?:factors|causes|reasons|issues|problems|things|gaps|failures|conditions|contributors|weaknesses|faults)\b",
    re.IGNORECASE,
)
_OF_CAUSES = re.compile(
    r"\b(?:factors?|causes?|caused|reasons?|issues?|problems?|gaps?|failures?|conditions?|contribut\w+|weakness(?:es)?"
    r"|because|due to|why|resulted|lessons?|led to)\b",
    re.IGNORECASE,
)
_OF_EVIDENCE = re.compile(
    r"\b(?:logs?|output|message|messages|commands?|links?|references?|see|see also|examples?|evidence|quer(?:y|ies)"
    r"|stack ?traces?|traces?|graphs?|dashboards?|screenshots?|reproduc\w+|affected|pull requests|prs|commits?|tickets?"
    r"|diff|snippet|code|config(?:uration)?|shows?|showed|saw)\b[^.:]{0,40}:$",
    re.IGNORECASE,
)
_CAUSAL = re.compile(
    r"\b(?:because|since|due to|caus(?:e|ed|es|ing)|led to|result(?:ed|s|ing)? (?:in|from)|contribut\w+"
    r"|prolonged|extended|delayed|worsened|amplified|exacerbated|compounded|lack(?:ed|s|ing)?|missing|insufficient|without"
    r"|(?:did|does|do|was|were|had|could|is|are)(?: not|n['’]t)|there (?:was|were|is|are) no"
    r"|no (?:alert|test|check|monitor)\w*)",
    re.IGNORECASE,
)
_REMEDY = re.compile(
    r"(?:to (?:fix|mitigate|resolve|prevent|address)|we (?:will|have since|fixed)|as a fix)\b", re.IGNORECASE
)


def is_lead_in(text: str) -> bool:
    """Whether a paragraph only announces the list behind it."""
    text = text.rstrip(" *_")
    if text.endswith((":", "?")):
        return True
    return len(text.split()) <= 20 and bool(_PLURAL.search(text)) and not re.search(r"\b(?:because|due to)\b", text)


def before_lead_in(text: str) -> str:
    """What a paragraph says before the sentence that announces a list; `""` where it does nothing else."""
    *said, last = _SENTENCE.split(text[:_LONGEST])
    said = said if is_lead_in(last) else [*said, last]
    rest = " ".join(said)
    return rest if len(rest.split()) >= 5 else ""


def announces_evidence(text: str) -> bool:
    return bool(_OF_EVIDENCE.search(text[-200:].rstrip(" *_"))) and not announces_causes(text)


def announces_causes(text: str) -> bool:
    return bool(_OF_CAUSES.search(_SENTENCE.split(text[-400:])[-1]))


def says_why(text: str) -> bool:
    """Whether a paragraph behind a list adds a cause of its own, and no remedy."""
    return len(text.split()) >= 6 and bool(_CAUSAL.search(text[:_LONGEST])) and not _REMEDY.match(text)


_VERB = re.compile(
    r"\b(?:\w{2,}ed|was|were|is|are|had|has|have|did|didn['’]t|does|doesn['’]t|could|couldn['’]t|cannot|can['’]t|not|no|never"
    r"|nobody|nothing|without|lacks?|missing|ran|led|let|made|became|went|kept|sent|took|got)\b",
    re.IGNORECASE,
)
_INTERROGATIVE = re.compile(r"(?:what|how|who|where|when|why|which|things)\b", re.IGNORECASE)


def is_statement(title: str) -> bool:
    """Whether a heading says a cause by itself (`The alert was muted`), and does not just name what is below it."""
    text = re.sub(
        r"^(?:[A-Za-z]+ )?(?:issue|problem|cause|factor|reason|gap|failure)\s?#?\d{0,2}\s?[:—–-]\s*",
        "",
        title,
        flags=re.I,
    )
    said = text != title and len(text.split()) >= 2
    return not _INTERROGATIVE.match(text) and not text.endswith(("?", ":")) and (said or _says_something(text))


def _says_something(text: str) -> bool:
    return len(text.split()) >= 4 and bool(_VERB.search(text)) and not _PLURAL.search(text)


_AUXILIARY = re.compile(
    r"\b(?:was|were|is|are|had|has|have|did|does|do|could|can|cannot|would|will|must|may|\w+n['’]t|ran|led|let|made|became"
    r"|went|kept|took|got|lacks?|needs?|uses?|used|failed|expired|asks?)\b",
    re.IGNORECASE,
)


def is_clause(text: str) -> bool:
    """Whether words are a sentence and no mere name of a thing."""
    return bool(_AUXILIARY.search(text[:200]))


def first_sentence(text: str) -> str:
    return _SENTENCE.split(text[:_LONGEST], maxsplit=1)[0]
