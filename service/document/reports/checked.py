"""A document that was read and judged, as every report takes it.

Not here: reading and judging (reading.py, rules/), or what a report looks like (its own module).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from service.document.post_mortem import Action, Finding, PostMortem, Severity


@dataclass(frozen=True)
class Checked:
    name: str
    """What people called it: a file, a REF, `stdin`."""
    text: str
    """As read, before anything was taken from it."""
    post_mortem: PostMortem
    findings: tuple[Finding, ...]
    """In the order of the text, waived ones included."""
    path: str | None = None
    """Where the file is in its repository, with forward slashes; None where it is no file of one."""

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def actions(self) -> dict[str, Action]:
        """By key; the first one where a key is written twice."""
        return {action.key: action for action in reversed(self.post_mortem.actions)}

    @cached_property
    def standing(self) -> tuple[Finding, ...]:
        """What counts."""
        return tuple(finding for finding in self.findings if not finding.waived)

    @cached_property
    def waived(self) -> tuple[Finding, ...]:
        """What is accepted as it stands; it counts for nothing."""
        return tuple(finding for finding in self.findings if finding.waived)


def count(findings: Iterable[Finding], severity: Severity) -> int:
    return sum(finding.severity is severity for finding in findings)
