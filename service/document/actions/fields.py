"""The fields of an action, as config/rules/ names them: over a table's column, as a label, or in running text.

Not here: reading what stands behind them (sentence.py).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from dataclasses import field as dataclass_field
from enum import StrEnum
from functools import lru_cache

from service.document.language import Languages
from service.document.language.values import Columns


class Field(StrEnum):
    KEY = "key"
    ACTION = "action"
    OWNER = "owner"
    DUE = "due"
    CAUSE = "cause"
    MEASURE = "measure"
    PRIORITY = "priority"
    STATUS = "status"
    LINK = "link"
    IGNORED = "ignored"


@dataclass(frozen=True, eq=False)
class ColumnNames:
    """Which field the words over a column, or in front of a colon, name."""

    names: Mapping[str, Field] = dataclass_field(default_factory=dict)

    def of(self, words: str) -> Field | None:
        return self.names.get(_normalised(words)) if len(words) < _LONGEST else None


NO_NAMES = ColumnNames()
_LONGEST = 60


@lru_cache(maxsize=8)
def column_names(languages: Languages) -> ColumnNames:
    """The names in all loaded languages; a word that is listed twice belongs to the field that comes first."""
    names: dict[str, Field] = {}
    for language in languages.all:
        for column in fields(Columns):
            for words in getattr(language.columns, column.name):
                names.setdefault(_normalised(words), Field(column.name))
    return ColumnNames(names)


def _normalised(words: str) -> str:
    words = re.sub(r"\((?!s\))[^()]*\)", " ", words.casefold())
    return " ".join(words.replace("’", "'").strip(" *_:.?`").split())


_IN_TEXT: dict[Field, str] = {
    Field.OWNER: r"owners?|owned by|assignees?|assigned(?: to)?|responsible|dri",
    Field.DUE: r"due(?: date| by| on)?|deadline|eta|target date|by when",
    Field.MEASURE: r"done when|measured by|measure|success criteri(?:a|on)|acceptance criteri(?:a|on)"
    r"|definition of done|how (?:will we|we will|we'll) know|verified by|success metric",
    Field.CAUSE: r"root causes?|causes?|addresses",
    Field.PRIORITY: r"priority|prio",
    Field.STATUS: r"status",
}
"""Only what cannot be taken for ordinary words in front of a colon in the middle of a sentence."""

LABEL_IN_TEXT = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _IN_TEXT.items())
    + r")\s{0,3}[:=]\s{0,5}",
    re.IGNORECASE,
)


_LABELLED = re.compile(
    r"\s*(?:\*\*|__|_|\*)?(?P<label>[^\W\d_][^:*\n]{0,40}?)(?::(?:\*\*|__|_|\*)?|(?:\*\*|__|_|\*)\s?:)\s*(?P<value>.*)$",
    re.DOTALL,
)


def labelled(markdown: str, columns: ColumnNames) -> tuple[Field, str] | None:
    """The field and the value of a line like `**Owner:** @alice`, when it is nothing else."""
    match = _LABELLED.match(markdown)
    name = columns.of(match["label"]) if match else None
    if match is None or name is None or name in (Field.IGNORED, Field.ACTION, Field.KEY):
        return None
    return name, match["value"].strip()
