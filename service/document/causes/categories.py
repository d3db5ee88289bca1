"""Which kind of gap a cause is: of process, roles or tooling, or the unforeseen.

Not here: where a document says so (labels.py, factors.py).
"""

import re

_CATEGORIES = {
    "process": "process processes procedure procedures policy workflow practice practices",
    "roles": "role roles responsibility responsibilities people ownership staffing organisation organization",
    "tooling": "tool tools tooling technology technical automation system systems",
    "unforeseen": "unforeseen unforeseeable unexpected unpredictable",
}
_CATEGORY_OF = {word: name for name, words in _CATEGORIES.items() for word in words.split()}
_CATEGORY_BEHIND = re.compile(r"\s*[(\[](?:cause )?category:\s*(?P<value>[^()\[\]]{1,40})[)\]]\s*$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[^a-z]+")


def category_of(words: str) -> str | None:
    """One of the four categories, by its name or a synonym; words that name two of them name none."""
    listed = [
        word for word in _SEPARATORS.split(words.casefold()) if word not in ("", "and", "or", "gap", "gaps", "the")
    ]
    named = {_CATEGORY_OF.get(word) for word in listed[:6]}
    if listed[:2] == ["people", "process"] or len(listed) > 3:
        return None
    return named.pop() if len(named) == 1 else None


def without_category(text: str) -> tuple[str, str | None]:
    """The text without a `(category: process)` at its end, and the category."""
    match = _CATEGORY_BEHIND.search(text, max(0, len(text) - 80))
    return (text[: match.start()], category_of(match["value"])) if match else (text, None)
