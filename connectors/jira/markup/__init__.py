"""Markdown to what Jira keeps, and back: ADF on Cloud (`adf`), wiki markup on Data Center (`wiki`), and what neither
can hold (`kept`).

Not here: any exchange with Jira. Why it is all our own is told in docs/decisions/0013-markdown-and-jiras-own-markup.md.
"""
