"""How often a chain asks why. Not here: where it ends (people.py, symptom.py)."""

from collections.abc import Iterator

from service.document.post_mortem import Cause, PostMortem, Severity
from service.document.rules.cause.wording import ask_on, called
from service.document.rules.registry import Context, Hit, rule

_LEAST, _ADVISED = 3, "five"


@rule(
    "cause/shallow",
    Severity.WARNING,
    meaning="The chain of whys of a root cause is short, or not there.",
    why="The first answers tell what happened; a process or a safeguard that can be changed lies behind them.",
    source="Ohno, “Toyota Production System” (1988): ask why five times; fewer than three is a practice's least",
    failing="""
        ## Root causes

        1. Symptom: Nobody could pay for 40 minutes.
        2. Why? The signing key had expired.
        3. Why? The job that rotates it was never written.
    """,
    passing="""
        ## Root causes

        1. Symptom: Nobody could pay for 40 minutes.
        2. Why? The signing key had expired.
        3. Why? The job that rotates it was never written.
        4. Why? The checklist for new keys does not ask for one.
    """,
)
def shallow(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    """A chain that is too short is a warning; none at all is advice, since prose may go as deep."""
    causes = post_mortem.causes
    for cause in causes:
        if 0 < len(cause.whys) < _LEAST:
            yield Hit(cause.lines, _counted(cause), ask_on(cause.whys[-1]))
    if any(cause.key_written for cause in causes):
        without = [cause for cause in causes if cause.key_written and not cause.whys]
    else:
        without = [] if any(cause.whys for cause in causes) else list(causes[:1])
    for cause in without:
        yield Hit(
            cause.lines,
            f"{called(cause)} says no whys; {_ADVISED} are advised, as a numbered list.",
            ask_on(cause.text),
            severity=Severity.ADVICE,
        )


def _counted(cause: Cause) -> str:
    count = len(cause.whys)
    return (
        f"The chain of {called(cause)} has {count} why{'s' * (count > 1)}; three are the least, {_ADVISED} are advised."
    )
