"""The root causes: how deep they go, where they end, and whether the actions answer them.

Not here: how they are read (service.document.causes), or whether a key exists (smart/relevant).
"""

from service.document.rules.cause import actions, depth, people, symptom

__all__ = ["actions", "depth", "people", "symptom"]
