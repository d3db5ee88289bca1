"""Queries: the part of JQL that the sandbox knows. Anything else is refused as Jira refuses what it does not know."""
