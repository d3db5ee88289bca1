"""A new text over one that is there: what still says the same stays itself, with what Markdown cannot say."""
