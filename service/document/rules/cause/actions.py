"""What ties the actions to the root causes. Not here: whether a key exists (smart/relevant)."""

from collections.abc import Iterator, Set

from service.document.post_mortem import Action, Cause, PostMortem, Severity
from service.document.rules.cause.wording import called
from service.document.rules.registry import Context, Hit, about, as_row, named, rule, short


@rule(
    "cause/missing",
    Severity.WARNING,
    meaning="An action names no root cause, though the document gives its causes keys, or other actions name one.",
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
    if not post_mortem.causes or not _speak_of_causes(post_mortem):
        return
    first, listed = post_mortem.causes[0], _listed(post_mortem)
    for action in post_mortem.actions:
        if not action.causes and action.done is not True:
            yield about(
                action,
                f"{named(action)} names no root cause; the document lists {listed}.",
                as_row(action, cause=first.key),
            )


def _listed(post_mortem: PostMortem) -> str:
    some = [f"{cause.key} ({short(cause.text, 30)})" for cause in post_mortem.causes[:3]]
    return ", ".join(some) + (", …" if len(post_mortem.causes) > 3 else "")


@rule(
    "cause/uncovered",
    Severity.WARNING,
    meaning="A root cause that no action answers.",
    why="What nothing is done about will happen again; deciding to live with it is fine, with the reason on record.",
    source="Google SRE book, chapter 15: every root cause has an action that prevents it, or a reason why none does",
    failing="""
        ## Root causes

        - RC1: Keys are rotated by hand.
        - RC2: The alert for expiring keys was muted.

        ## Actions

        - Rotate the signing keys by a job (RC1) — @alice, due 2026-12-01
    """,
    passing="""
        ## Root causes

        - RC1: Keys are rotated by hand.
        - RC2: The alert for expiring keys was muted.

        ## Actions

        - Rotate the signing keys by a job (RC1) — @alice, due 2026-12-01
        - Refuse to mute alerts without an end date (RC2) — @bob, due 2026-12-01
    """,
)
def uncovered(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    left = _unanswered(post_mortem)
    known = {name for cause in post_mortem.causes for name in (cause.key.casefold(), cause.text.casefold())}
    loose = [action for action in post_mortem.actions if not _answers(action, known)]
    if not post_mortem.actions or len(left) <= len(loose) or not _speak_of_causes(post_mortem):
        return  # as many actions still have to say what they answer
    free = _free_key(post_mortem)
    for cause in left:
        yield Hit(
            cause.lines,
            f"No action answers {called(cause)}.",
            f"Write: | {free} | … against “{_in_cell(cause)}” | @… | YYYY-MM-DD | {cause.key} | done when … |",
        )


def _speak_of_causes(post_mortem: PostMortem) -> bool:
    """Keys are written, or actions refer to causes: only then is a missing reference a gap."""
    return any(cause.key_written for cause in post_mortem.causes) or any(one.causes for one in post_mortem.actions)


def _unanswered(post_mortem: PostMortem) -> list[Cause]:
    named_by_actions = {name.casefold() for action in post_mortem.actions for name in action.causes}
    return [one for one in post_mortem.causes if not {one.key.casefold(), one.text.casefold()} & named_by_actions]


def _answers(action: Action, known: Set[str]) -> bool:
    return any(name.casefold() in known for name in action.causes)


def _in_cell(cause: Cause) -> str:
    return short(cause.text).rstrip(". ").replace("|", "/")


def _free_key(post_mortem: PostMortem) -> str:
    taken = {action.key.casefold() for action in post_mortem.actions}
    return next(key for number in range(1, len(taken) + 2) if (key := f"A{number}").casefold() not in taken)
