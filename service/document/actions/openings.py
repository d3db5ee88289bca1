"""How a sentence begins: as an order (`Rotate …`), or as telling (`We did …`, `The job …`)."""

import re

_FIRST = re.compile(r"[\s*_>\[\](\"“]*(?P<word>[^\W\d_][\w'’-]*)")
_TELLING = {
    "the", "a", "an", "we", "our", "it", "its", "this", "that", "these", "those", "there", "they", "their", "he",
    "she", "i", "my", "you", "your", "his", "her", "in", "on", "at", "as", "to", "for", "from", "with", "by", "of",
    "if", "when", "whenever", "while", "after", "before", "during", "since", "because", "although", "though",
    "however", "also", "additionally", "furthermore", "moreover", "most", "many", "much", "some", "all", "any",
    "each", "both", "several", "no", "not", "one", "two", "three", "first", "firstly", "second", "secondly",
    "third", "lastly", "finally", "going", "currently", "now", "then", "here", "what", "why", "how", "who", "which",
    "where", "is", "are", "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "will", "would",
    "should", "could", "can", "may", "might", "must", "only", "even", "so", "thus", "hence", "therefore", "note",
    "unfortunately", "fortunately", "customers", "users", "teams", "engineers", "another", "other", "once", "until",
    "today", "yesterday", "later", "earlier", "recently", "previously", "initially", "eventually", "immediate",
    "specifically", "similarly", "instead", "rather", "given", "based", "due", "despite", "without", "within",
    "between", "under", "over",
}  # fmt: skip
"""English words that begin no order. A word of another language, or a name, counts as an order."""


def begins_as_order(text: str) -> bool:
    first = _FIRST.match(text)
    return bool(first and first["word"][0].isupper() and not begins_as_telling(text))


def begins_as_telling(text: str) -> bool:
    first = _FIRST.match(text)
    word = first["word"].casefold().replace("’", "'").partition("'")[0] if first else ""
    return word in _TELLING
