"""Real post-mortems, as they were found. Skipped where the corpus is not at hand; nothing of it is kept here."""

import json
from typing import Any

import pytest

from service.document.reading import looks_like_post_mortem, read
from service.document.rules import judge
from tests.document.documents import CORPUS, needs_corpus

DOCUMENTS = sorted((CORPUS / "docs").glob("*.md")) if CORPUS.is_dir() else []


@needs_corpus
def test_the_whole_corpus_is_there() -> None:
    assert len(DOCUMENTS) == 28


@needs_corpus
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_real_document_is_read_and_judged(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    post_mortem = read(text)
    count = len(text.split("\n"))
    assert all(1 <= finding.lines[0] <= finding.lines[1] <= count for finding in judge(post_mortem))
    assert looks_like_post_mortem(text) is (len(post_mortem.headings) > 1)
    assert post_mortem.actions or "No actions" in text


@needs_corpus
@pytest.mark.parametrize("number", ["003", "006", "072"], ids=["checkboxes", "bullets", "table"])
def test_the_actions_are_those_a_person_found(number: str) -> None:
    (path,) = (CORPUS / "docs").glob(f"{number}-*.md")
    labelled = json.loads((CORPUS / "labels" / f"{number}.json").read_text(encoding="utf-8"))["actions"]
    actions = read(path.read_text(encoding="utf-8")).actions
    assert [list(action.lines) for action in actions] == [label["lines"] for label in labelled]
    assert [action.done for action in actions] == [label["done"] for label in labelled]
    for action, label in zip(actions, labelled, strict=True):
        assert set(label["links"]) <= set(action.links)
        assert list(action.owners) == label["owners"]
        assert (action.due, action.due_text) == (None, None)
