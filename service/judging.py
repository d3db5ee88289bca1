"""How a mapping judges a text by itself: its checks, its dates and its languages.

Not here: who an owner is and whom the tracker can assign, which only a look knows (planning/case.py).
"""

from datetime import date

from service.document.rules import Context
from service.mappings import Mapping


def context_of(mapping: Mapping, today: date) -> Context:
    """`today` is the day in the mapping's time zone."""
    due = mapping.due
    return Context(
        checks=mapping.checks, due_required=due.required, today=today, horizon=due.horizon, languages=mapping.languages
    )
