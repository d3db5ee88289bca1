"""The wiki markup of Jira Data Center from a tree, and back. Knows nothing of Markdown."""
