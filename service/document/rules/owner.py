"""One named owner for every action. Not here: who that is in a tracker (people.py)."""

from collections.abc import Iterator

from service.document.post_mortem import PostMortem, Severity
from service.document.rules.registry import Context, Hit, about, as_row, named, rule

_SOURCE = (
    "Google, “Postmortem Action Items: Plan the Work and Work the Plan” (;login: 2017); PagerDuty post-mortem guide"
)


@rule(
    "owner/missing",
    Severity.ERROR,
    meaning="An action has no owner to see it through.",
    why="An action that belongs to everybody is done by nobody.",
    source=_SOURCE,
    failing="""
        ## Actions

        - Rotate the signing keys by a job, by 2026-12-01
    """,
    passing="""
        ## Actions

        - Rotate the signing keys by a job, by 2026-12-01 — @alice
    """,
)
def missing(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    for action in post_mortem.actions:
        if not action.owners and action.done is not True:
            yield about(action, f"{named(action)} names no owner.", as_row(action, owner="@…"))


@rule(
    "owner/several",
    Severity.ERROR,
    meaning="An action names more than one owner.",
    why="With two owners each may take it to be with the other; helpers can be named in the text.",
    source=_SOURCE,
    failing="""
        ## Actions

        - Rotate the signing keys by a job, by 2026-12-01 — @alice and @bob
    """,
    passing="""
        ## Actions

        - Rotate the signing keys by a job, by 2026-12-01 — @alice
    """,
)
def several(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    for action in post_mortem.actions:
        if len(action.owners) > 1 and action.done is not True:
            listed = ", ".join(action.owners[:-1]) + " and " + action.owners[-1]
            yield about(
                action,
                f"{named(action)} names {len(action.owners)} owners, {listed}; a ticket has one assignee.",
                as_row(action, owner=action.owners[0]),
            )


@rule(
    "owner/unknown",
    Severity.ERROR,
    meaning="No account stands behind the words that name the owner.",
    why="A ticket that cannot be assigned is seen by nobody.",
    source="mozilla/jira-bugzilla-integration#229: an unknown owner silently cleared the assignee",
    failing="""
        ## Actions

        - Rotate the signing keys by a job, by 2026-12-01 — @nobody-here
    """,
    passing="""
        ## Actions

        - Rotate the signing keys by a job, by 2026-12-01 — @alice
    """,
    given=Context(unknown_owners={"@nobody-here": "no account answers to it"}),
)
def unknown(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    for action in post_mortem.actions:
        for owner in action.owners:
            if owner in context.unknown_owners and action.done is not True:
                why = context.unknown_owners[owner].strip().rstrip(".") or "no account answers to it"
                yield about(
                    action,
                    f"The owner of {named(action)}, {owner}, is not known here: {why}.",
                    as_row(action, owner="@…"),
                )
