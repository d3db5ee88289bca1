"""A text in Markdown to a PostMortem. Pure, and safe with any text: never raises, time grows with the length.

Not here: what is good or bad about it (rules/).
"""

from service.document.actions import no_action_because, read_actions
from service.document.blocks import parse
from service.document.causes import read_causes
from service.document.outline import Outline, outline
from service.document.passages import passages
from service.document.post_mortem import PostMortem, Section


def read(text: str) -> PostMortem:
    found = outline(parse(text))
    return PostMortem(
        title=found.title,
        sections={section: found.lines(section) for section in Section},
        headings=found.headings,
        causes=read_causes(found),
        actions=read_actions(found),
        no_action_because=no_action_because(found),
        passages=tuple(passages(found)),
    )


def looks_like_post_mortem(text: str) -> bool:
    """True when it names its actions and at least one other section; a plain incident report does not do both."""
    return _is_post_mortem(outline(parse(text)))


def _is_post_mortem(found: Outline) -> bool:
    named = found.headings
    return Section.ACTIONS in named and len(named) > 1
