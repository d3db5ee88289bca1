"""smart/relevant: an action answers a root cause that is listed. Not here: a cause that nobody answers (cause/)."""

from collections.abc import Iterator

from service.document.post_mortem import PostMortem, Severity
from service.document.rules.registry import Context, Hit, about, as_row, named, rule, short

_SOURCE = "Doran, “There's a S.M.A.R.T. way to write management's goals and objectives” (1981)"


@rule(
    "smart/relevant",
    Severity.ERROR,
    meaning="An action names a root cause that the document does not list.",
    why="The review asks whether each cause was answered; a dangling key answers none.",
    source=_SOURCE,
    failing="""
        ## Root causes

        - RC1: Keys are rotated by hand.

        ## Actions

        - Rotate the signing keys by a job (RC2) — @alice, due 2026-12-01
    """,
    passing="""
        ## Root causes

        - RC1: Keys are rotated by hand.

        ## Actions

        - Rotate the signing keys by a job (RC1) — @alice, due 2026-12-01
    """,
)
def relevant(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    known = {cause.key.casefold(): cause.key for cause in post_mortem.causes}
    texts = {cause.text.casefold() for cause in post_mortem.causes}
    listed = short(", ".join(known.values()), 40) or "none"
    for action in post_mortem.actions:
        for cause in action.causes:
            if cause.casefold() not in known and cause.casefold() not in texts:
                yield about(
                    action,
                    f"{named(action)} names the root cause {short(cause, 40)}; the document lists {listed}.",
                    as_row(action, cause=next(iter(known.values()), "RC1")),
                )
