"""The list of actions as a whole. Not here: a single action (owner.py, smart.py)."""

from collections.abc import Iterator

from service.document.actions.keys import written_twice
from service.document.post_mortem import PostMortem, Section, Severity
from service.document.rules.registry import Context, Hit, about, as_row, rule


@rule(
    "actions/none",
    Severity.ERROR,
    meaning="The section of the actions lists none, and does not say why none is needed.",
    why="Analysis alone leaves everything as it was; deciding against a change is fine, with the reason on record.",
    source="PagerDuty post-mortem guide: write down the decision not to act; Etsy debriefing guide: none is valid",
    failing="""
        ## Actions

        None.
    """,
    passing="""
        ## Actions

        No action, because the service is switched off in May.
    """,
)
def none(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    line = post_mortem.headings.get(Section.ACTIONS)
    if post_mortem.actions or post_mortem.no_action_because or (line is None and _missing_is_an_error(context)):
        return
    where = "The section Actions" if line else "The document"
    yield Hit(
        post_mortem.sections.get(Section.ACTIONS) or (line or 1, line or 1),
        f"{where} lists no action, and no reason why none is needed.",
        "Write: | A1 | … | @… | YYYY-MM-DD | RC1 | done when … |, or: No action, because …",
    )


def _missing_is_an_error(context: Context) -> bool:
    """Then section/missing says it; where that rule is milder, nothing to follow up is still no result."""
    return context.checks.get("section/missing", "error") == "error"


@rule(
    "actions/too-many",
    Severity.ERROR,
    meaning="There are more actions than anybody will follow up.",
    why="So many are a plan, or a list that was read as actions by mistake; none of them becomes a ticket.",
    source="Lueder and Beyer, ;login: 2017: few actions, with an order among them",
    failing="""
        ## Actions

        - Rotate the signing keys by a job
        - Page the on-call engineer 14 days before a key expires
        - Write down which keys there are
    """,
    passing="""
        ## Actions

        - Rotate the signing keys by a job
        - Page the on-call engineer 14 days before a key expires
    """,
    given=Context(most_actions=2),
    waivable=False,
)
def too_many(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    count, most = len(post_mortem.actions), context.most_actions
    if count > most:
        yield Hit(
            (post_mortem.actions[0].lines[0], post_mortem.actions[-1].lines[1]),
            f"The document lists {count} actions; more than {most} are taken for a mistake, and none becomes a ticket.",
            f"Keep the {most} that matter most, and link the plan that holds the others.",
        )


@rule(
    "actions/duplicate-key",
    Severity.ERROR,
    meaning="Two actions carry the same key.",
    why="A key is how a ticket finds its action again; two of the same would share one ticket.",
    source="Followthrough: one ticket for each action, however often the document is edited",
    failing="""
        ## Actions

        - A1: Rotate the signing keys by a job — @alice, due 2026-12-01
        - A1: Page the on-call engineer 14 days before a key expires — @bob, due 2026-12-01
    """,
    passing="""
        ## Actions

        - A1: Rotate the signing keys by a job — @alice, due 2026-12-01
        - A2: Page the on-call engineer 14 days before a key expires — @bob, due 2026-12-01
    """,
    waivable=False,
)
def duplicate_key(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    free = _free_key(post_mortem)
    for action in post_mortem.actions:
        if key := written_twice(action.key, action.key_written):
            yield about(
                action,
                f"The key {key} is given to more than one action.",
                as_row(action).replace(f"| {action.key} |", f"| {free} |", 1),
            )


def _free_key(post_mortem: PostMortem) -> str:
    taken = {action.key.casefold() for action in post_mortem.actions}
    return next(key for number in range(1, len(taken) + 2) if (key := f"A{number}").casefold() not in taken)
