"""Markdown as blocks that know their lines, and as words. Not here: what either means in a post-mortem."""
