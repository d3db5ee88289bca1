"""How messages and suggestions speak of a cause: in the document's own words. Not here: when they are said."""

from service.document.causes.prose import first_sentence, is_clause
from service.document.post_mortem import Cause
from service.document.rules.registry import short

_LOWERED = (
    "a", "all", "an", "and", "any", "because", "every", "it", "no", "nobody", "none", "nothing", "on", "our", "that",
    "the", "their", "there", "these", "this", "those", "two", "we", "when", "with", "without",
)  # fmt: skip
"""Words that begin a sentence with a capital, and stand small within one."""


def called(cause: Cause) -> str:
    return f'{cause.key} "{short(cause.text, 40)}"'


def quoted(text: str, limit: int = 90) -> str:
    """A sentence as it stands within another, in quotation marks."""
    text = short(text, limit).rstrip(" .!?;:,").translate({ord("“"): "‘", ord("”"): "’", ord('"'): "’"})
    first, blank, rest = text.partition(" ")
    return f"“{first.casefold() if first.casefold() in _LOWERED else first}{blank}{rest}”"


def ask_on(text: str) -> str:
    """The next question of a chain, made from its last answer."""
    text = first_sentence(text)
    asked = "what made it possible that" if is_clause(text) else "what is behind"
    return f"Ask on: {asked} {quoted(text)}? The answer is the next why."
