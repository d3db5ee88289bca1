"""The documents of Jira Cloud (ADF) from a tree, and back. Knows nothing of Markdown."""
