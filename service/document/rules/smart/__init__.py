"""Specific, measurable, achievable, relevant, time-bound: what an action must say to be followed up.

Not here: which words are vague (service.document.wording), or who does it (owner.py).
"""

# In the order in which their remarks on one action follow each other.
from service.document.rules.smart import specific, relevant, achievable, time_bound  # isort: skip

__all__ = ["achievable", "relevant", "specific", "time_bound"]
