"""Documents that several tests read."""

import textwrap
from pathlib import Path

import pytest

from service.document.post_mortem import Action, PostMortem
from service.document.reading import read

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the corpus of real post-mortems is not at {CORPUS}")


def text(words: str) -> str:
    return textwrap.dedent(words).lstrip("\n")


COMPLETE = text(
    """
    # Checkout was down for 40 minutes

    ## Summary

    The signing key expired and every checkout was refused.

    ## Impact

    1,200 orders were refused between 10:00 and 10:40 UTC.

    ## Timeline

    - 10:00 The key expires.
    - 10:40 A new key is in place.

    ## What went well

    The alert rang within a minute.

    ## Root causes

    ### RC1: Keys are rotated by hand
    1. Why? The rotation job was never written.
    2. Why? No checklist asks for one when a key is made.
    3. Why? The checklist is older than the first key.

    ## Actions

    | ID | Action | Owner | Due | Root cause | Done when |
    |----|--------|-------|-----|------------|-----------|
    | A1 | Rotate signing keys by a job | @alice | 2026-12-01 | RC1 | no key is older than 90 days |
    """
)
"""Nothing to mend in it."""


def actions_section(markdown: str) -> str:
    return f"# Down\n\n## Actions\n\n{text(markdown)}"


def read_actions(markdown: str) -> tuple[Action, ...]:
    return read(actions_section(markdown)).actions


def the_action(markdown: str) -> Action:
    (action,) = read_actions(markdown)
    return action


def with_causes(markdown: str) -> PostMortem:
    return read(f"# Down\n\n## Root causes\n\n{text(markdown)}")
