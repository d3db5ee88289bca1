"""Which rules `checks` may name, with what severities. Not here: the rules themselves (service/document/rules)."""

from service.document.rules import RULES as _WRITTEN

SEVERITIES = ("error", "warning", "advice", "off")
PROFILES = ("default",)

_PROMISED = {
    "smart/specific", "smart/measurable", "smart/achievable", "smart/relevant", "smart/time-bound",
    "owner/missing", "owner/several", "owner/unknown",
    "cause/missing", "cause/shallow", "cause/person", "cause/symptom", "cause/uncovered",
    "section/missing", "section/empty", "actions/none", "actions/too-many",
    "blame/person", "blame/counterfactual", "blame/question", "text/too-long",
}  # fmt: skip
"""Ids that other people's configs may hold, whether or not this version has the rule."""

RULES = frozenset(_PROMISED | _WRITTEN.keys())
