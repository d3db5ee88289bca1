"""A cause that says no more than what was seen. Not here: how alike two sentences are (alike.py)."""

from collections.abc import Iterator

from service.document.alike import alike
from service.document.causes.prose import first_sentence
from service.document.language.phrases import LatePattern
from service.document.markdown.inline import plain
from service.document.post_mortem import PostMortem, Section, Severity, Where
from service.document.rules.cause.wording import called, quoted
from service.document.rules.registry import Context, Hit, rule

_BEFORE_TITLE = LatePattern(
    r"(?:\W*(?:post[- ]?mortem|incident|outage|retrospective|review|report|rca|root cause analysis|of|for|on|the"
    r"|summary|[A-Z]{2,10}-\d+|#?\d[\d/.:-]*)\b)*\W*"
)


@rule(
    "cause/symptom",
    Severity.ERROR,
    meaning="A root cause repeats what was seen.",
    why="A symptom explains nothing: whatever brought it about is still there, and brings it about again.",
    source="Ohno, “Toyota Production System” (1988): the first answer is a symptom, not the root",
    failing="""
        ## Root causes

        Symptom: The checkout was down.

        Root cause: The checkout was down.
    """,
    passing="""
        ## Root causes

        Symptom: The checkout was down.

        Root cause: Keys are made without a date on which they are renewed.
    """,
)
def symptom(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    if not post_mortem.causes:
        return
    title = _BEFORE_TITLE.compiled.sub("", post_mortem.title, count=1)
    told = (("the title", title), ("the first sentence of the summary", _first_sentence(post_mortem)))
    for cause in post_mortem.causes:
        asked = quoted(first_sentence(cause.text))
        suggestion = f"Ask on: what made it possible that {asked}? The answer is nearer to the cause."
        if cause.symptom and alike(cause.text, cause.symptom):
            yield Hit(cause.lines, f"{called(cause)} says the same as the symptom.", suggestion, words=cause.text)
            continue
        where = next((name for name, words in told if words and alike(cause.text, words)), "")
        if where:
            yield Hit(
                cause.lines,
                f"{called(cause)} says the same as {where}.",
                suggestion,
                words=cause.text,
                severity=Severity.WARNING,
            )


def _first_sentence(post_mortem: PostMortem) -> str:
    wanted = (Where.PARAGRAPH, Where.ITEM)
    passages = (one for one in post_mortem.passages if one.section is Section.SUMMARY and one.where in wanted)
    first = next(passages, None)
    return first_sentence(plain(first.source)) if first else ""
