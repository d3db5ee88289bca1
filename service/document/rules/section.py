"""The sections that a post-mortem needs. Not here: what they say."""

from collections.abc import Iterator

from service.document.post_mortem import PostMortem, Section, Severity
from service.document.rules.registry import Context, Hit, rule

HEADINGS = {
    Section.SUMMARY: "Summary",
    Section.IMPACT: "Impact",
    Section.TIMELINE: "Timeline",
    Section.WENT_WELL: "What went well",
    Section.ROOT_CAUSE: "Root causes",
    Section.LESSONS: "Lessons",
    Section.ACTIONS: "Actions",
}
"""The name under which messages and the template speak of a section; readers may call it otherwise."""

_ASKED_FOR = {
    Section.SUMMARY: "What happened, in a few sentences that somebody from another team understands.",
    Section.IMPACT: "What was affected, for how long, and by how much.",
    Section.TIMELINE: "What was seen and done, with times in UTC.",
    Section.WENT_WELL: "What limited the harm: which mitigation, which alert, which piece of teamwork.",
    Section.ROOT_CAUSE: "RC1: what made this possible, and why, until a process or a system is named.",
    Section.ACTIONS: "| ID | Action | Owner | Due | Root cause | Done when |, or “No action, because …”.",
}

REQUIRED = (Section.SUMMARY, Section.WENT_WELL, Section.ROOT_CAUSE, Section.ACTIONS)
"""What, why and how to prevent it are the least that a post-mortem must answer; what went well keeps it from
being a mere list of faults."""
ADVISED = (Section.IMPACT, Section.TIMELINE)
"""Advice alone: many teams tell both within the summary. Lessons are not asked for at all: causes and actions
say the same, with an owner."""

_SOURCE = "Google, “Site Reliability Engineering”, chapter 15; PagerDuty post-mortem guide, “What went well”"


@rule(
    "section/missing",
    Severity.ERROR,
    meaning="A section is not there under any of the names that people use for it.",
    why="What is not asked is not answered: the next reader cannot tell what happened, why, or what follows from it.",
    source=_SOURCE,
    failing="""
        ## Summary

        Checkout refused every order for 40 minutes.
    """,
    passing="""
        ## Summary

        Checkout refused every order for 40 minutes.

        ## Impact

        1,200 orders.

        ## Timeline

        - 10:00 The key expires.

        ## What went well

        The alert rang within a minute.

        ## Root causes

        Keys are rotated by hand.

        ## Actions

        No action, because the service is switched off in May.
    """,
)
def missing(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    for section in (*REQUIRED, *ADVISED):
        if section not in post_mortem.headings:
            yield Hit(
                (1, 1),
                f"The document has no section {HEADINGS[section]}.",
                f"Write: ## {HEADINGS[section]} — {_ASKED_FOR[section]}",
                severity=_lesser(section),
            )


@rule(
    "section/empty",
    Severity.ERROR,
    meaning="A section is there, but it is empty or still the template's own words.",
    why="A heading without an answer looks like a finished document and is none.",
    source=_SOURCE,
    failing="""
        ## What went well

        TBD
    """,
    passing="""
        ## What went well

        The alert rang within a minute, and the runbook was right.
    """,
)
def empty(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    for section in (*REQUIRED, *ADVISED):
        line = post_mortem.headings.get(section)
        if line is not None and post_mortem.sections.get(section) is None and section is not Section.ACTIONS:
            yield Hit(
                (line, line),
                f"The section {HEADINGS[section]} is empty, or still the words of the template.",
                f"Write: {_ASKED_FOR[section]}",
                severity=_lesser(section),
            )


def _lesser(section: Section) -> Severity | None:
    return Severity.ADVICE if section in ADVISED else None
