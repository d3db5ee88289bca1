"""What a rule is, how one is registered, and what it may know besides the document.

Not here: the rules themselves (one function each, in the other modules of this package).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from inspect import cleandoc

from service.document.language import Language, Languages, language_of, shipped_languages
from service.document.post_mortem import Action, Finding, Lines, PostMortem, Severity, Waiver

OFF = "off"

_SAMPLE = 100
"""Passages by which the language of a document is known."""


@dataclass(frozen=True)
class Context:
    """What judging needs besides the document; nothing of it is read from anywhere."""

    checks: Mapping[str, str] = field(default_factory=dict)
    """Rule id to `error`, `warning`, `advice` or `off`; a rule that is not named keeps its own severity."""
    due_required: bool = True
    """False where a due date is set from elsewhere, such as the severity of the incident."""
    unknown_owners: Mapping[str, str] = field(default_factory=dict)
    """An owner as written, to one sentence on why nobody stands behind the words."""
    most_actions: int = 50
    """More than these are taken for a mistake, and nothing is created."""
    today: date | None = None
    """The day by which dates are past; None means the one on which the document was written."""
    horizon: timedelta = timedelta(weeks=26)
    """Dates further ahead are questioned."""
    waivers: tuple[Waiver, ...] = ()
    """Given elsewhere than in the document, by those who may."""
    languages: Languages | None = None
    """Whose words are looked for; None means those that ship."""
    spoken: Language | None = None
    """The one that the document is written in, set by `judge`."""

    @property
    def language(self) -> Language:
        return self.spoken or (self.languages or shipped_languages()).default

    def about(self, post_mortem: PostMortem) -> "Context":
        """The same, for a document in its own language."""
        text = " ".join(passage.source for passage in post_mortem.passages[:_SAMPLE])
        return replace(self, spoken=language_of(text, self.languages or shipped_languages()))


@dataclass(frozen=True)
class Hit:
    """One place where a rule holds."""

    lines: Lines
    message: str
    suggestion: str = ""
    action: str | None = None
    words: str = ""
    """The words of the text that are meant, to be underlined."""
    severity: Severity | None = None
    """Where this place is less grave than the rule at large."""
    least: Severity = Severity.ADVICE
    """Where no check makes this place less grave than that, short of switching the rule off."""


Find = Callable[[PostMortem, Context], Iterable[Hit]]


@dataclass(frozen=True)
class Rule:
    id: str
    severity: Severity
    meaning: str
    """One line: what it says about a text."""
    why: str
    """One line: what goes wrong without it."""
    source: str
    """Where the practice comes from."""
    failing: str
    """A piece of a document in which the rule holds, in Markdown."""
    passing: str
    """The same piece, mended."""
    find: Find
    given: Context
    """What the examples are judged by."""
    waivable: bool
    """False where no ticket could be kept apart from another without it."""

    @property
    def family(self) -> str:
        return self.id.partition("/")[0]


RULES: dict[str, Rule] = {}


def rule(
    id: str,
    severity: Severity,
    *,
    meaning: str,
    why: str,
    source: str,
    failing: str,
    passing: str,
    given: Context | None = None,
    waivable: bool = True,
) -> Callable[[Find], Find]:
    """Registers a function as the rule `id`; the examples are indented as the code is."""

    def register(find: Find) -> Find:
        bad, good = (cleandoc(example).strip() + "\n" for example in (failing, passing))
        RULES[id] = Rule(id, severity, meaning, why, source, bad, good, find, given or Context(), waivable)
        return find

    return register


def apply(one: Rule, post_mortem: PostMortem, context: Context) -> Iterable[Finding]:
    """The findings of one rule, at the severity that the checks give it."""
    check = context.checks.get(one.id)
    if check == OFF:
        return
    severity = Severity(check) if check else one.severity
    for hit in one.find(post_mortem, context):
        most = min(severity, hit.severity or severity, key=_GRAVITY.__getitem__)
        yield Finding(
            one.id,
            max(most, hit.least, key=_GRAVITY.__getitem__),
            hit.lines,
            hit.message,
            hit.suggestion,
            hit.action,
            hit.words,
        )


_GRAVITY = {Severity.ADVICE: 0, Severity.WARNING: 1, Severity.ERROR: 2}


def about(action: Action, message: str, suggestion: str = "", words: str = "") -> Hit:
    return Hit(action.lines, message, suggestion, action.key, words)


def as_row(action: Action, *, owner: str = "", due: str = "", cause: str = "", measure: str = "") -> str:
    """The action as a row of the template's table, in the document's own words, with one cell put in."""
    cells = (
        action.key,
        short(action.title) or "…",
        owner or ", ".join(action.owners) or "…",
        due or (action.due.isoformat() if action.due else action.due_text) or "…",
        cause or ", ".join(action.causes) or "…",
        measure or short(action.measure or "") or "…",
    )
    return f"Write: | {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def short(text: str, limit: int = 60) -> str:
    """The first words, enough to know which sentence is meant."""
    text = " ".join(text.split(None, limit + 1)[: limit + 1])
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def named(action: Action) -> str:
    """How a message calls an action."""
    return f'{action.key} "{short(action.title, 40)}"' if action.title else action.key
