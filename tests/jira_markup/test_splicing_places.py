"""Where people's own pieces go when the text around them is written anew, one case at a time."""

from typing import Any

import pytest

from connectors.jira.markup.splicing.documents import spliced_document
from tests.jira_markup.test_any_text import timed
from tests.jira_markup.test_splicing import IN_CLOUD, LOZENGE, MEDIA, RED, node, over, over_wiki, shown, words
from tests.jira_markup.ways import CLOUD, DATA_CENTER, document, of_type

adf_bridge = pytest.importorskip("adf_bridge", reason="adf-bridge, which brings Jira's schema along, is not installed")

NOTE = node("paragraph", words("Careful", RED), words(" "), LOZENGE)
EMPTY = node("paragraph")
PICTURE = node("mediaSingle", MEDIA, layout="wide")


def of(markdown: str) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = CLOUD.there(markdown)["content"]
    return content


def item(*content: Any) -> dict[str, Any]:
    return node("listItem", node("paragraph", *content))


# Documents


def test_an_empty_paragraph_stays_beside_the_note_it_follows() -> None:
    found = over([NOTE, EMPTY, *of("old\n")], f"{shown([NOTE])}\n\nnew\n")
    assert found == [NOTE, EMPTY, *of("new\n")]


def test_an_empty_paragraph_stays_beside_the_note_below_when_what_is_above_goes() -> None:
    found = over([*of("old\n"), EMPTY, NOTE], f"new\n\n{shown([NOTE])}")
    assert found == [*of("new\n"), EMPTY, NOTE]


def test_an_empty_paragraph_goes_with_both_its_neighbours() -> None:
    assert over([NOTE, *of("old\n"), EMPTY, *of("older\n")], f"{shown([NOTE])}\n\nnew\n") == [NOTE, *of("new\n")]


@pytest.mark.parametrize("wanted", ["new\n", "new\n\nnewer\n"])
def test_what_shows_nothing_at_either_end_stays_there(wanted: str) -> None:
    assert over([EMPTY, *of("old\n"), EMPTY, EMPTY], wanted) == [EMPTY, *of(wanted), EMPTY, EMPTY]


def test_a_note_that_is_not_wanted_any_more_goes() -> None:
    assert over([NOTE, *of("one\n")], "one\n") == of("one\n")


def test_an_item_keeps_its_colours_when_its_list_grows() -> None:
    coloured = item(words("b", RED))
    found = over([node("bulletList", item(words("a")), coloured)], "- a\n- new\n- b\n- c\n")
    assert found[0]["content"][2] == coloured
    assert len(found) == 1


def test_a_list_of_peoples_own_beside_the_services_stays_the_node_it_is() -> None:
    """Markdown takes the two for one."""
    own = node("bulletList", item(LOZENGE), item(words("mine")))
    found = over([*of("- old\n"), own], "- new\n- BLOCKED\n- mine\n")
    assert found == [*of("- new\n"), own]


def test_a_tick_by_the_service_leaves_the_other_tasks_alone() -> None:
    tasks = of("- [ ] a\n- [ ] b\n")[0]
    tasks["content"][1]["content"] = [words("b", RED)]
    (found,) = over([tasks], "- [x] a\n- [ ] b\n")
    assert found["attrs"] == tasks["attrs"]
    assert found["content"][0]["attrs"]["state"] == "DONE"
    assert found["content"][1] is tasks["content"][1]


def test_ids_of_tasks_stay_all_different() -> None:
    tasks = of("- [ ] a\n- [ ] b\n")
    found = over(tasks, "- [ ] b\n- [ ] a\n- [ ] b\n\nand\n\n- [ ] a\n- [ ] b\n")
    ids = [one["attrs"]["localId"] for one in of_type(found, "taskItem") + of_type(found, "taskList")]
    assert len(set(ids)) == len(ids) == 7


@pytest.mark.parametrize(
    "around",
    [
        node("panel", panelType="custom", panelColor="#e6fcff", panelIcon=":fire:"),
        node("expand", title="The review", localId="e"),
        node("blockquote"),
    ],
    ids=lambda around: str(around["type"]),
)
def test_a_note_within_the_box_that_also_holds_the_services_words_stays(around: dict[str, Any]) -> None:
    box = {**around, "content": [NOTE, *of("old\n"), NOTE]}
    (found,) = over([box], shown([box]).replace("old", "new"))
    assert found == {**around, "content": [NOTE, *of("new\n"), NOTE]}


def test_notes_within_columns_stay_when_the_rest_is_written_anew() -> None:
    columns = node("layoutSection", node("layoutColumn", NOTE, width=50), node("layoutColumn", PICTURE, width=50))
    assert over([*of("old\n"), columns], f"new\n\n{shown([columns])}") == [*of("new\n"), columns]


def test_what_it_writes_over_is_left_as_it_is() -> None:
    present = document(NOTE, *of("- [ ] old\n"))
    before = repr(present)
    over(present["content"], "- [ ] new\n")
    assert repr(present) == before


def test_a_document_with_notes_stays_valid() -> None:
    own = node("bulletList", item(LOZENGE))
    present = [NOTE, EMPTY, PICTURE, own, *of("- old\n- [ ] task\n\n1. one\n"), own, NOTE]
    found = over(present, shown(present).replace("old", "new").replace("one", "1"))
    adf_bridge.validate_adf(document(*found))


@pytest.mark.parametrize("present", [{}, {"content": None}, {"content": 7}, {"type": "doc", "content": [None, 7, []]}])
def test_over_what_is_no_document_the_wanted_one_is_written(present: dict[str, Any]) -> None:
    found = spliced_document(present, CLOUD.there("new\n"), IN_CLOUD)
    assert CLOUD.back(found) == "new\n"


def test_it_does_not_matter_how_deep_a_document_nests() -> None:
    deep: dict[str, Any] = words("deep")
    for kind in ("blockquote", "bulletList", "listItem", "panel") * 500:
        deep = node(kind, deep)
    over([deep, *of("old\n")], f"{shown([deep])}\n\nnew\n")


# Wiki markup


def test_blank_lines_around_a_note_stay() -> None:
    found = over_wiki(
        "{color:red}a{color}\r\n\r\n\r\nold\r\n\r\n\r\n\r\n!b.png|thumbnail!\r\n", "a\n\nnew\n\n![](b.png)\n"
    )
    assert found == "{color:red}a{color}\r\n\r\n\r\nnew\r\n\r\n\r\n\r\n!b.png|thumbnail!\r\n"


def test_items_keep_their_colours_when_their_list_grows() -> None:
    found = over_wiki("- {color:red}a{color}\n- b\n** (/) c", "- a\n- new\n- b\n  - c\n")
    assert found.split("\n")[0] == "- {color:red}a{color}"
    assert "new" in found.split("\n")[1]


@pytest.mark.parametrize("macro", ["{panel:title=Hot|bgColor=#fee}", "{quote}"])
def test_a_note_within_the_macro_that_also_holds_the_services_words_stays(macro: str) -> None:
    end = "{panel}" if "panel" in macro else macro
    present = f"{macro}\n{{color:red}}note{{color}}\n\nold\n\n!shot.png|width=300!\n{end}"
    found = over_wiki(present, DATA_CENTER.back(present).replace("old", "new"))
    assert found == present.replace("old", "new")


def test_what_shows_nothing_stays_beside_its_neighbour() -> None:
    found = over_wiki("a\n\n{anchor:top}\n\nold", "a\n\nnew\n")
    assert found == "a\n\n{anchor:top}\n\nnew"


def test_a_macro_that_is_never_closed_does_no_harm() -> None:
    over_wiki("{quote}\nold\n\nb", "new\n\n> b\n")


# Time


@pytest.mark.parametrize(
    "unit", ["a\n\n", "- a\n", "- [ ] a\n", "> a\n\n", "| a | b |\n|---|---|\n| c | d |\n\n", "1. a\n"]
)
def test_time_of_writing_over_grows_no_faster_than_the_text(unit: str) -> None:
    def of_size(size: int) -> float:
        text = unit * (size // len(unit))
        wanted = text.replace("a", "b", 20) + "\nmore\n"
        return timed(lambda: (over(of(text), wanted), over_wiki(DATA_CENTER.there(text), wanted)))

    assert of_size(6_000) < 2 + 12 * of_size(1_500)
