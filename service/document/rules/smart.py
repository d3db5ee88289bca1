"""Specific, measurable, achievable, relevant, time-bound: what an action must say to be followed up.

Not here: who does it (owner.py).
"""

from collections.abc import Iterator

from service.document.post_mortem import PostMortem, Severity
from service.document.rules.registry import Context, Hit, about, as_row, named, rule, short

_SOURCE = "Doran, “There's a S.M.A.R.T. way to write management's goals and objectives” (1981)"


@rule(
    "smart/specific",
    Severity.ERROR,
    meaning="An action does not say what will be done.",
    why="A ticket without words cannot be worked on.",
    source=_SOURCE,
    failing="""
        ## Actions

        | Action | Owner | Due |
        |---|---|---|
        | | @alice | 2026-12-01 |
    """,
    passing="""
        ## Actions

        - Alert on the age of the signing key when it exceeds 76 days — @alice, due 2026-12-01
    """,
)
def specific(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    for action in post_mortem.actions:
        if not action.title:
            yield about(action, f"{action.key} has no words for what will be done.", as_row(action))


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

        - Rotate the signing keys by a job — @alice, due 2026-12-01, done when no key is older than 90 days
    """,
)
def measurable(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    for action in post_mortem.actions:
        if not action.measure and action.done is not True:
            yield about(
                action,
                f"{named(action)} does not say how one will know that it is done.",
                as_row(action, measure="done when …"),
            )


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
    for action in post_mortem.actions:
        for cause in action.causes:
            if cause.casefold() not in known and cause.casefold() not in texts:
                listed = short(", ".join(known.values()), 40) or "none"
                yield about(
                    action,
                    f"{named(action)} names the root cause {short(cause, 40)}; the document lists {listed}.",
                    as_row(action, cause=next(iter(known.values()), "RC1")),
                )


@rule(
    "smart/time-bound",
    Severity.ERROR,
    meaning="An action has no due date, or words that are no date.",
    why="What has no date is never overdue, and so never asked about.",
    source=_SOURCE + "; Atlassian incident handbook: every action has a service level objective",
    failing="""
        ## Actions

        - Rotate the signing keys by a job, as soon as possible — @alice
    """,
    passing="""
        ## Actions

        - Rotate the signing keys by a job, by 2026-12-01 — @alice
    """,
)
def time_bound(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    for action in post_mortem.actions:
        if action.due or action.done is True:
            continue
        suggestion = as_row(action, due="YYYY-MM-DD")
        if action.due_text:
            yield about(
                action,
                f"The due date of {named(action)}, “{short(action.due_text, 40)}”, is not a full date.",
                suggestion,
            )
        elif context.due_required:
            yield about(action, f"{named(action)} has no due date.", suggestion)
