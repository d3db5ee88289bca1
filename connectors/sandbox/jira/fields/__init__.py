"""Values of fields: what a request says, understood or refused in Jira's words, and how a change reads in the history.

Which fields there are on a screen is said by the project; how values look in JSON is in `shapes`.
"""

from connectors.sandbox.jira.fields.history import in_history
from connectors.sandbox.jira.fields.people import assignable, user_named
from connectors.sandbox.jira.fields.reading import Reading, Wrong
from connectors.sandbox.jira.fields.rich import rich_text
from connectors.sandbox.jira.fields.understanding import label_of, understood

__all__ = ["Reading", "Wrong", "assignable", "in_history", "label_of", "rich_text", "understood", "user_named"]
