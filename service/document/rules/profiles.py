"""How strict the rules are, by one word: the profiles that ship, each a table of rule id to severity.

Rules that a table does not name keep their own severity. Not here: profiles of one's own, and single rules that a
mapping sets apart (settings/profiles.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from service.document.post_mortem import Severity
from service.document.rules import RULES
from service.document.rules.registry import OFF

SEVERITIES = (*(severity.value for severity in Severity), OFF)
DEFAULT = "default"


@dataclass(frozen=True)
class Profile:
    name: str
    says: str
    """One sentence: for whom it is."""
    checks: Mapping[str, str]


NEEDED = frozenset(
    {
        "actions/none",  # without actions there is nothing to track, unless the document says why none is needed
        "actions/too-many",  # so many are a list that was read as actions by mistake
        "actions/duplicate-key",  # two actions would share one ticket
        "owner/missing",  # nobody would be assigned …
        "owner/several",  # … or two, each taking it to be with the other …
        "owner/unknown",  # … or somebody whom the tracker does not know
        "smart/time-bound",  # what is never due is never asked about
    }
)
"""What a ticket cannot do without. Whatever else is amiss, the follow-up still works. An action without any words stays
an error as well: smart/specific sees to it, and is milder only about vague ones."""

_STRICTER = {Severity.ADVICE: Severity.WARNING, Severity.WARNING: Severity.ERROR, Severity.ERROR: Severity.ERROR}
_MILDER = {Severity.ERROR: Severity.WARNING, Severity.WARNING: Severity.ADVICE, Severity.ADVICE: Severity.ADVICE}


def _each(severity: Callable[[str, Severity], Severity]) -> dict[str, str]:
    wanted = {rule.id: severity(rule.id, rule.severity) for rule in RULES.values()}
    return {rule: level.value for rule, level in wanted.items() if level is not RULES[rule].severity}


PROFILES = {
    profile.name: profile
    for profile in (
        Profile(DEFAULT, "Every rule at its own severity: what the practice of effective post-mortems asks for.", {}),
        Profile(
            "strict",
            "For teams that want nothing left open: every warning stops the finish, and all advice is a warning.",
            _each(lambda _, own: _STRICTER[own]),
        ),
        Profile(
            "lenient",
            "For a start, or for documents that were written before: only what a ticket cannot do without stops the "
            "finish, and everything else is one step milder.",
            _each(lambda rule, own: own if rule in NEEDED else _MILDER[own]),
        ),
    )
}
"""By name. The tables are made from the rules, so that a new rule has its place in each of them."""
