"""Every document that goes to Jira Cloud is valid by Jira's own schema."""

from typing import Any

import pytest
from hypothesis import given, settings

from connectors.jira.markup.adf import to_adf
from tests.document.documents import CORPUS, needs_corpus
from tests.jira_markup.ways import PEOPLE, of_type
from tests.jira_markup.writings import ANYTHING, DOCUMENTS

adf_bridge = pytest.importorskip("adf_bridge", reason="adf-bridge, which brings Jira's schema along, is not installed")


def fault(document: dict[str, Any]) -> str:
    try:
        adf_bridge.validate_adf(document)
    except adf_bridge.AdfValidationError as error:
        return f"{error}"
    return ""


def test_the_schema_refuses_what_jira_refuses() -> None:
    empty_text = {"type": "paragraph", "content": [{"type": "text", "text": ""}]}
    assert fault({"version": 1, "type": "doc", "content": [empty_text]})


@settings(deadline=None, max_examples=150)
@given(DOCUMENTS)
def test_whatever_people_write_becomes_a_valid_document(text: str) -> None:
    assert not fault(to_adf(text, mention=PEOPLE.get))


@settings(deadline=None, max_examples=200)
@given(ANYTHING)
def test_any_text_becomes_a_valid_document(text: str) -> None:
    assert not fault(to_adf(text, mention=PEOPLE.get))


@needs_corpus
def test_real_post_mortems_become_valid_documents() -> None:
    for path in sorted((CORPUS / "docs").glob("*.md")):
        assert not fault(to_adf(path.read_text("utf-8"), mention=PEOPLE.get)), path.name


@pytest.mark.parametrize(
    "text",
    [
        "> # A heading\n>\n> | a |\n> |---|\n> | b |\n>\n> - [ ] a box\n>\n> > deeper\n>\n> ***\n",
        "- an item\n\n  # A heading\n\n  > quoted\n\n  | a |\n  |---|\n  | b |\n\n  ***\n",
        "> [!NOTE]\n> > quoted\n>\n> | a |\n> |---|\n> | b |\n",
        "<details>\n\n<details>\n\n<details>\n\n| a |\n|---|\n| b |\n\n</details>\n\n</details>\n\n</details>\n",
        "| a | b |\n|---|---|\n| | ![x](http://y) |\n",
        "- [ ]\n- [ ] a\n\n  ```\n  code\n  ```\n\n  - [x] b\n    1. c\n",
        "`` `a` `` **`b`** [`c`](http://d) <sub><sup>e</sup></sub>",
        "",
    ],
)
def test_what_a_place_cannot_hold_is_fitted_in(text: str) -> None:
    assert not fault(to_adf(text))


def test_ids_of_tasks_are_all_different() -> None:
    document = to_adf("- [ ] a\n- [ ] a\n  - [ ] a\n\nand\n\n- [ ] a\n")
    nodes = of_type(document, "taskItem") + of_type(document, "taskList")
    assert len({node["attrs"]["localId"] for node in nodes}) == len(nodes) == 7


def test_a_tick_changes_no_id() -> None:
    before, after = (of_type(to_adf(f"- [{box}] a\n- [ ] b\n"), "taskItem") for box in " x")
    assert [node["attrs"]["localId"] for node in before] == [node["attrs"]["localId"] for node in after]
