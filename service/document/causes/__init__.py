"""The root causes of a post-mortem, each with its chain of whys.

Not here: whether a chain is deep enough, or ends where it should (rules/cause).
"""

from service.document.causes.reading import read_causes

__all__ = ["read_causes"]
