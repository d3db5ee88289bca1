"""How long a text is for Jira.

Not here: what is done about one that is too long.
"""

from connectors.jira.markup.wiki import to_wiki

MOST = 32_767
"""Characters that Jira takes by default (jira.text.field.character.limit)."""


def length_in_jira(markdown: str) -> int:
    """Characters as Jira counts them: UTF-16 units of the text as wiki markup.

    Cloud counts after its own conversion too, which nobody documents; a document is counted the same way here.
    """
    return len(to_wiki(markdown).encode("utf-16-le", "surrogatepass")) // 2
