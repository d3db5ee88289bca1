"""Boxes, and what stands below them, on both sides of the door."""

from typing import Any

import pytest

from connectors.jira.markup.adf import from_adf, to_adf
from connectors.jira.markup.markdown.reading import read as tree_of
from connectors.jira.markup.visible import visible
from connectors.jira.markup.wiki import from_wiki, to_wiki
from tests.jira_markup.ways import Way, both, document, of_type

REVIEW = """\
- [ ] **A1** Rotate the keys — @alice — due 2026-12-01
  - Cause: RC1 Keys are rotated by hand
  - Done when: no key is older than 90 days
- [x] **A2** Alert on `old` keys — [PAY-7](https://jira.example/browse/PAY-7)
  - Cause: RC2
"""


def nobody(_account: str) -> None:
    return None


def text_of(node: Any) -> str:
    return "".join("\n" if one["type"] == "hardBreak" else one.get("text", "") for one in node["content"])


@both
@pytest.mark.parametrize(
    "text",
    [
        REVIEW,
        "- [ ] a\n  - [x] b\n    - [ ] c\n- [ ] d\n",
        "- [ ] a\n  - b\n    - c\n      1. d\n  - e\n  - [x] f\n    - g\n",
        "- [ ] a\n  - [ ] b\n  - c\n  - [x] d\n",
        "- a\n- [ ] b\n- c\n",
        "- group\n  - [ ] a\n  - [x] b\n",
        "1. [ ] a\n2. [x] b\n3. c\n",
        "- [ ] a\\\n  line two\n  - b\\\n    line two of b\n",
        "- [ ] a\n\n  second paragraph\n\n  - b\n\n    its second\n",
        "- [ ] **a** _b_ `c` [d](http://e) ~~f~~\n  - **a** _b_ `c` [d](http://e)\n",
        "> [!WARNING]\n> - [ ] a\n",
        "> - [ ] a\n> - \\[ ] b\n> - c\n>   - [x] d\n",
        "<details><summary>s</summary>\n\n- [ ] a\n- [x] b\n\n</details>\n",
        "- \\[ ] only words\n- \\[x] only words\n",
        "- [ ] • not a bullet\\\n  • nor this one\\\n  ☐ nor this\n",
    ],
)
def test_tasks_and_what_is_below_them_come_back(way: Way, text: str) -> None:
    assert visible(tree_of(way.seen(text))) == visible(tree_of(text))


def test_a_task_is_a_real_task_in_cloud() -> None:
    items = of_type(to_adf(REVIEW), "taskItem")
    assert [item["attrs"]["state"] for item in items] == ["TODO", "DONE"]


def test_bullets_below_a_task_show_as_lines_of_it() -> None:
    first, _ = of_type(to_adf(REVIEW), "taskItem")
    assert text_of(first).split("\n")[1:] == [
        "• Cause: RC1 Keys are rotated by hand",
        "• Done when: no key is older than 90 days",
    ]


def test_tasks_below_a_task_are_nested_tasks() -> None:
    (outer, inner) = of_type(to_adf("- [ ] a\n  - [x] b\n"), "taskList")
    assert inner in outer["content"]


def test_a_tick_in_cloud_is_a_tick_here() -> None:
    sent = to_adf(REVIEW)
    of_type(sent, "taskItem")[0]["attrs"]["state"] = "DONE"
    ticked = from_adf(sent, name_of=nobody)
    assert ticked == from_adf(to_adf(REVIEW), name_of=nobody).replace("- [ ] **A1**", "- [x] **A1**")


def test_a_box_in_data_center_can_be_ticked_by_hand() -> None:
    sent = to_wiki(REVIEW)
    assert "* \\[ ] *A1* Rotate" in sent
    for by_hand in ("\\[x]", "[x]", "\\[X\\]", "[X]"):
        changed = from_wiki(sent.replace("\\[ ]", by_hand, 1), name_of=nobody)
        assert "- [x] **A1** Rotate" in changed


def test_boxes_that_people_write_by_hand_in_data_center_are_boxes() -> None:
    assert from_wiki("* [ ] a\n* [x] b\n** [ ] c\n# [ ] d", name_of=nobody) == (
        "- [ ] a\n- [x] b\n  - [ ] c\n\n1. [ ] d\n"
    )


def test_a_bullet_that_bob_types_into_a_task_is_a_bullet_below_it() -> None:
    item = {"type": "taskItem", "attrs": {"localId": "1", "state": "TODO"}, "content": [
        {"type": "text", "text": "Rotate"}, {"type": "hardBreak"}, {"type": "text", "text": "• with Alice"},
    ]}  # fmt: skip
    tasks = {"type": "taskList", "attrs": {"localId": "0"}, "content": [item]}
    assert from_adf(document(tasks), name_of=nobody) == "- [ ] Rotate\n  - with Alice\n"


def test_decisions_are_items() -> None:
    decision = {"type": "decisionItem", "attrs": {"localId": "1", "state": "DECIDED"}, "content": [
        {"type": "text", "text": "We rotate"},
    ]}  # fmt: skip
    decisions = {"type": "decisionList", "attrs": {"localId": "0"}, "content": [decision]}
    assert from_adf(document(decisions), name_of=nobody) == "- We rotate\n"
