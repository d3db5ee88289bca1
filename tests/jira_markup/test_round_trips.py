"""A text that goes to Jira and comes back says the same."""

import pytest
from hypothesis import given, settings

from connectors.jira.markup.markdown.reading import read as tree_of
from connectors.jira.markup.visible import visible
from service.document.post_mortem import PostMortem
from service.document.reading import read
from tests.document.documents import COMPLETE, CORPUS, needs_corpus
from tests.jira_markup.ways import Way, both
from tests.jira_markup.writings import ANYTHING, DOCUMENTS

REAL = sorted((CORPUS / "docs").glob("*.md")) if CORPUS.is_dir() else []


def said(post_mortem: PostMortem) -> object:
    """What was read from a text, but where in it."""
    return (
        {section: bool(lines) for section, lines in post_mortem.sections.items()},
        [(cause.key, cause.text, cause.whys, cause.symptom, cause.category) for cause in post_mortem.causes],
        [
            (one.key, one.title, one.owners, one.due, one.due_text, one.links, one.tracked_in, one.done, one.causes,
             one.measure, one.priority)
            for one in post_mortem.actions
        ],
        post_mortem.no_action_because,
        [(one.rule, one.action, one.because) for one in post_mortem.waivers],
        post_mortem.written,
    )  # fmt: skip


@both
@needs_corpus
@pytest.mark.parametrize("name", [path.name for path in REAL])
def test_a_real_post_mortem_is_read_the_same_when_it_comes_back(way: Way, name: str) -> None:
    text = (CORPUS / "docs" / name).read_text("utf-8")
    assert said(read(way.seen(text))) == said(read(text))


@both
@needs_corpus
@pytest.mark.parametrize("name", [path.name for path in REAL])
def test_a_real_post_mortem_shows_the_same_when_it_comes_back(way: Way, name: str) -> None:
    text = (CORPUS / "docs" / name).read_text("utf-8")
    assert visible(tree_of(way.seen(text))) == visible(tree_of(text))


@both
def test_our_own_example_is_read_the_same_when_it_comes_back(way: Way) -> None:
    assert said(read(way.seen(COMPLETE))) == said(read(COMPLETE))


@both
@settings(deadline=None, max_examples=120)
@given(text=DOCUMENTS)
def test_whatever_people_write_shows_the_same_when_it_comes_back(way: Way, text: str) -> None:
    assert visible(tree_of(way.seen(text))) == visible(tree_of(text))


@both
@settings(deadline=None, max_examples=120)
@given(text=ANYTHING)
def test_what_came_back_once_never_changes_again(way: Way, text: str) -> None:
    once = way.seen(text)
    assert way.seen(once) == once


@both
@settings(deadline=None, max_examples=50)
@given(text=DOCUMENTS)
def test_the_same_text_gives_the_same_document(way: Way, text: str) -> None:
    assert way.there(text) == way.there(text)
