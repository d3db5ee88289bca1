"""What a file of config/rules/ may say. A field of these classes is a key of the file, and nothing else is accepted.

Not here: reading the files (loading.py).
"""

from dataclasses import dataclass, field

Words = tuple[str, ...]
"""A list in the file. How a phrase is written is said in phrases.py."""


@dataclass(frozen=True)
class Headings:
    """The names under which people write each section."""

    summary: Words = ()
    impact: Words = ()
    timeline: Words = ()
    went_well: Words = ()
    root_cause: Words = ()
    lessons: Words = ()
    actions: Words = ()
    other: Words = ()
    """Known headings that are none of the sections, so that what stands under them belongs to none."""


@dataclass(frozen=True)
class Columns:
    """The names under which people write the fields of an action: over a table's column, or as a label."""

    key: Words = ()
    action: Words = ()
    owner: Words = ()
    due: Words = ()
    cause: Words = ()
    measure: Words = ()
    priority: Words = ()
    status: Words = ()
    link: Words = ()
    ignored: Words = ()


@dataclass(frozen=True)
class Specific:
    """What smart/specific, smart/measurable and smart/achievable look for in an action."""


@dataclass(frozen=True)
class Blame:
    """What the rules of blame/ look for in prose."""


@dataclass(frozen=True)
class Causes:
    """What the rules of cause/ look for in a root cause."""


@dataclass(frozen=True, eq=False)
class Language:
    """Everything about one language; compared by identity, so that patterns made of it can be kept."""

    language: str
    """Its code, such as `en`. Files of the same code are taken together."""
    name: str = ""
    """Its name in English."""
    common_words: Words = ()
    """The words by which a text is known to be written in it: the most frequent ones that other languages lack."""
    headings: Headings = field(default_factory=Headings)
    columns: Columns = field(default_factory=Columns)
    placeholders: Words = ()
    """What stands where nothing was filled in."""
    specific: Specific = field(default_factory=Specific)
    blame: Blame = field(default_factory=Blame)
    causes: Causes = field(default_factory=Causes)


@dataclass(frozen=True, eq=False)
class Languages:
    """Those that are loaded, the default first; compared by identity."""

    all: tuple[Language, ...]

    @property
    def default(self) -> Language:
        return self.all[0]
