"""What a heading or a bold line says of all the items under it: owners, a date, whether they are done.

Not here: the items themselves (parts.py).
"""

import re
from dataclasses import dataclass
from datetime import date

from service.document.actions.fields import Field
from service.document.actions.item import Found
from service.document.actions.marks import group_status
from service.document.actions.owners import group_owners
from service.document.dates import find_group_due
from service.document.markdown.block import References


@dataclass(frozen=True)
class Group:
    owners: tuple[str, ...] = ()
    due: date | None = None
    due_text: str | None = None
    due_choices: tuple[date, ...] = ()
    done: bool | None = None

    def lend(self, found: Found) -> Found:
        """Fills what the item does not say itself."""
        item = found.item
        item.owners = item.owners or self.owners
        if not item.due_text and Field.DUE not in item.known:
            item.due, item.due_text, item.due_choices = self.due, self.due_text, self.due_choices
        if item.done is None:
            item.done = self.done
        return found


def group(words: str, references: References, beyond: Group | None = None) -> Group:
    """What a line says; what it leaves open, the heading beyond it may have said. Owners are the line's alone."""
    beyond = beyond or Group()
    due = find_group_due(words, references.written)
    done = group_status(words)
    return Group(
        group_owners(words, references.cast),
        due.on if due else beyond.due,
        due.text if due else beyond.due_text,
        due.choices if due else beyond.due_choices,
        beyond.done if done is None else done,
    )


_GENERIC = re.compile(
    r"""(?:short|medium|mid|long|near)(?:er)?[- ]?term|term|immediate(?:ly)?|completed?|done|shipped|finished
    |in[- ]progress|ongoing|planned|to[- ]?do|open|outstanding|future|next|later|now|soon|phase|part|priority|high|low
    |medium|p[0-5]|\d+|process(?:es)?|policy|policies|technical|technology|people|organi[sz]ational|detect(?:ion)?
    |prevent(?:ion)?|mitigat(?:e|ion)|repair|recovery|response|monitoring|observability|alerting|documentation|docs
    |infrastructure|infra|communications?|tooling|tools|testing|tests|security|other|general|misc(?:ellaneous)?|and|or
    |actions?|items?|steps?|improvements?|fix(?:es)?|work|tasks?|changes|measures|wins|quick|strategic|tactical
    |investigat(?:e|ion)s?|[&/,:()-]""",
    re.VERBOSE,
)


def is_generic(title: str) -> bool:
    """`Short term`, `Process improvements`: a kind of action, and none by itself."""
    said = (word.strip(".:()[]*_") for word in title.casefold().split())
    return all(_GENERIC.fullmatch(word) for word in said if word)
