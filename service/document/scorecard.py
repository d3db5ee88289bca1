"""What a post-mortem has and lacks, counted: of one document, and of many together. Pure.

Not here: what is wrong with it in words (rules/), or how the figures are shown (reports/scores.py).
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from functools import reduce

from service.document.post_mortem import Action, Finding, PostMortem, Section, Severity
from service.document.rules.section import ADVISED, REQUIRED

ASKED_FOR = tuple(section for section in Section if section in (*REQUIRED, *ADVISED))
"""The sections that are looked for, in the order of a document."""


@dataclass(frozen=True)
class Score:
    """Counts only; those of several documents add up."""

    documents: int = 0
    actions: int = 0
    owned: int = 0
    """Actions with exactly one owner."""
    dated: int = 0
    """Actions with a due date that is one day."""
    no_day: int = 0
    """Actions whose words for the date name no day: `soon`, or one that can be read in two ways."""
    done: int = 0
    vague: int = 0
    """Findings of smart/specific."""
    unmeasurable: int = 0
    """Findings of smart/measurable."""
    blame: int = 0
    """Findings of the whole family blame/."""
    causes: int = 0
    sections: int = 0
    """Of those asked for, how many are there and say something."""
    sections_asked: int = 0
    missing: tuple[Section, ...] = ()
    """The others; of several documents, one entry for each that lacks it."""
    errors: int = 0
    warnings: int = 0
    advice: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(*(mine + its for mine, its in zip(astuple(self), astuple(other), strict=True)))

    @property
    def gravity(self) -> tuple[int, int, int]:
        """Rises with what must be mended."""
        return self.errors, self.warnings, self.advice


def score(post_mortem: PostMortem, findings: Iterable[Finding]) -> Score:
    """`findings` as they were judged; those that are waived count for nothing."""
    standing = [finding for finding in findings if not finding.waived]
    actions = post_mortem.actions
    missing = tuple(section for section in ASKED_FOR if post_mortem.sections.get(section) is None)
    return Score(
        documents=1,
        actions=len(actions),
        owned=sum(len(action.owners) == 1 for action in actions),
        dated=sum(action.due is not None for action in actions),
        no_day=sum(map(_names_no_day, actions)),
        done=sum(action.done is True for action in actions),
        vague=_by_rule(standing, "smart/specific"),
        unmeasurable=_by_rule(standing, "smart/measurable"),
        blame=sum(finding.rule.startswith("blame/") for finding in standing),
        causes=len(post_mortem.causes),
        sections=len(ASKED_FOR) - len(missing),
        sections_asked=len(ASKED_FOR),
        missing=missing,
        errors=_by_severity(standing, Severity.ERROR),
        warnings=_by_severity(standing, Severity.WARNING),
        advice=_by_severity(standing, Severity.ADVICE),
    )


def total(scores: Iterable[Score]) -> Score:
    return reduce(Score.__add__, scores, Score())


def _names_no_day(action: Action) -> bool:
    return action.due is None and bool((action.due_text or "").strip())


def _by_rule(findings: Iterable[Finding], rule: str) -> int:
    return sum(finding.rule == rule for finding in findings)


def _by_severity(findings: Iterable[Finding], severity: Severity) -> int:
    return sum(finding.severity is severity for finding in findings)
