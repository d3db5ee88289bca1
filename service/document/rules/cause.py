"""What ties the actions to the root causes. Not here: whether a key exists (smart/relevant)."""

from collections.abc import Iterator

from service.document.post_mortem import PostMortem, Severity
from service.document.rules.registry import Context, Hit, about, as_row, named, rule, short


@rule(
    "cause/missing",
    Severity.WARNING,
    meaning="An action names no root cause, though the document lists some.",
    why="An action that answers no cause is a good idea, but does not keep the same thing from happening again.",
    source="Google SRE workbook, chapter 10: actions follow from the causes",
    failing="""
        ## Root causes

        - RC1: Keys are rotated by hand.

        ## Actions

        - Rotate the signing keys by a job — @alice, due 2026-12-01
    """,
    passing="""
        ## Root causes

        - RC1: Keys are rotated by hand.

        ## Actions

        - Rotate the signing keys by a job (RC1) — @alice, due 2026-12-01
    """,
)
def missing(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    if not post_mortem.causes:
        return
    first = post_mortem.causes[0]
    for action in post_mortem.actions:
        if not action.causes and action.done is not True:
            yield about(
                action,
                f"{named(action)} names no root cause; the document lists {_listed(post_mortem)}.",
                as_row(action, cause=first.key),
            )


def _listed(post_mortem: PostMortem) -> str:
    some = [f"{cause.key} ({short(cause.text, 30)})" for cause in post_mortem.causes[:3]]
    return ", ".join(some) + (", …" if len(post_mortem.causes) > 3 else "")
