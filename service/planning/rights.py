"""What people must be allowed to do in a post-mortem's project for their word to count there."""

from connectors.tracker import Permission

MAY_FINISH = Permission.TRIAGE
"""The role from which GitHub itself lets people label and close issues of others (docs: repository roles)."""

MAY_WAIVE = MAY_FINISH
"""To accept a gap is to say that one may finish with it."""
