"""Markdown to a tree, and back. Knows nothing of Jira."""
