"""Specific, measurable, relevant: what an action must say to be followed up.

Not here: what makes words vague (wording/), who does it (owner.py), until when (time_bound.py), and whether it is too
much (achievable.py).
"""

from collections.abc import Iterator
from dataclasses import replace

from service.document import wording
from service.document.language.loading import DEFAULT
from service.document.post_mortem import Action, PostMortem, Severity
from service.document.rules.registry import Context, Hit, about, as_row, named, rule

_SOURCE = "Doran, “There's a S.M.A.R.T. way to write management's goals and objectives” (1981)"


@rule(
    "smart/specific",
    Severity.ERROR,
    meaning="An action does not say what will be done, or opens with a vague word and names no outcome.",
    why="“Improve” and “look into” cannot be finished: nobody can say what will be there afterwards.",
    source=_SOURCE + "; “actionable” and “specific” in Google's ;login: 2017 article",
    failing="""
        ## Actions

        - Improve the monitoring of the signing key — @alice, due 2026-12-01
    """,
    passing="""
        ## Actions

        - Improve the monitoring of the signing key: alert when its age exceeds 76 days — @alice, due 2026-12-01
    """,
)
def specific(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    for action in post_mortem.actions:
        if not action.title:
            wordless = about(action, f"{action.key} has no words for what will be done.", as_row(action))
            yield replace(wordless, least=Severity.ERROR)
        elif action.done is not True and (gap := wording.worded(action, context.language).vague):
            yield about(
                action,
                f"{named(action)} {wording.why_vague(gap)}",
                wording.specific(_in_english(gap, context), wording.lists_of(context.language)),
                _as_written(gap, action),
            )


@rule(
    "smart/measurable",
    Severity.WARNING,
    meaning="An action does not say how one will know that it is done.",
    why="Without a measure the action is closed when it is forgotten, not when it works.",
    source=_SOURCE + "; “bounded” in Google's ;login: 2017 article",
    failing="""
        ## Actions

        - Make the rotation of keys more robust — @alice, due 2026-12-01
    """,
    passing="""
        ## Actions

        - Make the rotation of keys more robust — @alice, due 2026-12-01, done when no key is older than 90 days
    """,
)
def measurable(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    for action in post_mortem.actions:
        if action.done is not True and (gap := wording.worded(action, context.language).boundless):
            yield about(
                action,
                f"{named(action)} {wording.why_boundless(gap)}",
                wording.bounded(gap) or as_row(action, measure="done when …"),
                "" if gap.kind in (wording.Kind.TICKET, wording.Kind.SHORT) else _as_written(gap, action),
            )


def _in_english(gap: wording.Gap, context: Context) -> wording.Gap:
    """The examples are in English, and take over words of no other language."""
    return gap if context.language.language == DEFAULT else replace(gap, clause="", start=0)


def _as_written(gap: wording.Gap, action: Action) -> str:
    """The words as they stand in the text: taking the owner off made the title's first letter a capital."""
    at = action.text.casefold().find(gap.words.casefold())
    return action.text[at : at + len(gap.words)] if at >= 0 else gap.words
