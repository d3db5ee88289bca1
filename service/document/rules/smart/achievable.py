"""Achievable: an action is one piece of work, and its end is in sight. Advice only: size is judged by people.

Not here: dates that are missing or past (time_bound.py).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import timedelta
from functools import cache

from service.document.language.phrases import LatePattern
from service.document.post_mortem import Action, PostMortem, Severity, Where
from service.document.rules.registry import Context, Hit, about, named, rule

_SOURCE = "Doran, “There's a S.M.A.R.T. way to write management's goals and objectives” (1981)"
_MOST_PARTS = 2
"""Deliverables in one sentence: an alert and its runbook are fine."""
_MOST_BOXES = 3


@rule(
    "smart/achievable",
    Severity.ADVICE,
    meaning="An action is several pieces of work in one, or due so late that nobody can tell.",
    why="What is large or far away is begun late; a smaller step has an owner, a date and an end of its own.",
    source=_SOURCE,
    failing="""
        ## Actions

        - Add an alert for failed orders, document the rollback, then migrate the old queue, by 2026-12-01 — @alice
    """,
    passing="""
        ## Actions

        - Add an alert for failed orders, and document the rollback, by 2026-12-01 — @alice
        - Migrate the old queue, by 2026-12-01 — @bob
    """,
)
def achievable(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    boxes = [
        passage.lines[0]
        for passage in post_mortem.passages
        if passage.where is Where.ITEM and _BOX.compiled.match(passage.source)
    ]
    for action in post_mortem.actions:
        if action.done is not True:
            yield from _far(action, post_mortem, context)
            yield from _several(action, boxes)


def _far(action: Action, post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    since = context.today or post_mortem.written
    if action.due and since and action.due - since > context.horizon:
        message = f"The due date of {named(action)}, {action.due.isoformat()}, is more than {_length(context)} away."
        yield about(action, message, "Write a first step that can be done sooner.", action.due_text or "")


def _length(context: Context) -> str:
    weeks, rest = divmod(context.horizon, timedelta(weeks=1))
    return f"{context.horizon.days} days" if rest else f"{weeks} weeks"


def _several(action: Action, boxes: list[int]) -> Iterator[Hit]:
    """`boxes` are the lines of all boxes of the document, in order."""
    first, last = action.lines
    within = bisect_right(boxes, last) - bisect_right(boxes, first)
    if within > _MOST_BOXES:
        message = f"{named(action)} has {within} boxes of its own, and will be one ticket."
        yield about(action, message, "Write each as an action with an owner and a date.")
    elif (parts := deliverables(action.title)) > _MOST_PARTS:
        message = f"{named(action)} joins {parts} pieces of work."
        yield about(action, message, "Write each as an action with an owner and a date.", action.title)


_BOX = LatePattern(r"\s*\[[ xX]\](?:\s|$)")
_WORDS = """
    add alert allow announce archive audit automate backfill block build bump check clean configure consolidate convert
    copy create cut decide define delete deploy deprecate design disable document drop enable enforce ensure evaluate
    expand extend find fix harden implement improve increase install instrument introduce investigate isolate limit log
    lower make measure merge migrate monitor move notify organise organize pin port prepare prevent publish raise
    reconfigure record
    redesign reduce refactor rehearse release remove rename replace report require restrict retire review
    rewrite roll rotate run schedule separate set setup share simplify speed split standardise standardize stop switch
    teach tell test train tune turn update upgrade validate verify write
"""
_VERBS = frozenset(_WORDS.split())


@cache
def _joints() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Where one piece of work ends, and the words behind which verbs only belong to the piece before."""
    joint = r"\s*[,;.]\s+(?:(?:and|then|also|finally)\s+)*|\s+(?:and\s+then|and\s+also|then|and|as\s+well\s+as)\s+"
    return re.compile(joint), re.compile(r"\b(?:to|can|could|should|would|must|that|which|who|when|if|how|whether)\b")


def deliverables(title: str) -> int:
    """How many things are to be made: parts that begin with a verb of work and have an object."""
    joint, dependent = _joints()
    count = 0
    for part in joint.split(title[:500]):
        words = part.split()
        count += len(words) > 1 and words[0].casefold() in _VERBS
        if dependent.search(part):
            break
    return count
