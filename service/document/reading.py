"""A text in Markdown to a PostMortem. Pure, and safe with any text: never raises, time grows with the length.

Not here: what is good or bad about it (rules/).
"""

from dataclasses import replace
from datetime import date

from service.document.actions.fields import column_names
from service.document.actions.reading import no_action_because, read_actions
from service.document.cast import cast_of
from service.document.causes import read_causes
from service.document.headings import names
from service.document.language import Languages, shipped_languages
from service.document.markdown.blocks import parse
from service.document.outline import Outline, outline
from service.document.passages import passages
from service.document.post_mortem import PostMortem, Section
from service.document.waivers import read_waivers
from service.document.written import written_on


def read(text: str, *, written: date | None = None, languages: Languages | None = None) -> PostMortem:
    """`written` is the day from which relative dates are counted; without it, the one that the document names.

    Headings and columns are known by the words of the languages; None means those that ship.
    """
    languages = languages or shipped_languages()
    text, waivers = read_waivers(text)
    document = parse(text)
    written = written or written_on(document, names(languages))
    known = replace(
        document.references, written=written, cast=cast_of(text, languages), columns=column_names(languages)
    )
    found = outline(replace(document, references=known), languages)
    return PostMortem(
        title=found.title,
        sections={section: found.lines(section) for section in Section},
        headings=found.headings,
        causes=read_causes(found),
        actions=read_actions(found, languages),
        no_action_because=no_action_because(found),
        passages=passages(found),
        waivers=waivers,
        written=written,
    )


def looks_like_post_mortem(text: str, languages: Languages | None = None) -> bool:
    """True when it names its actions and at least one other section; a plain incident report does not do both."""
    return _is_post_mortem(outline(parse(text), languages or shipped_languages()))


def _is_post_mortem(found: Outline) -> bool:
    named = found.headings
    return Section.ACTIONS in named and len(named) > 1
