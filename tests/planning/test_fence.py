"""People's words around and inside the service's part of a body."""

from hypothesis import given
from hypothesis import strategies as st

from service import fence
from tests.planning.profiles import examples

TEXT = "**1 of 2 done.**\n\n- [ ] **A1** first\n- [ ] **A2** second\n\n<!-- followthrough:review abc -->"
NEW = "**2 of 2 done.**\n\n- [x] **A1** first\n- [x] **A2** second\n\n<!-- followthrough:review def -->"
words = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=60)


def edits(body: str) -> st.SearchStrategy[str]:
    """What an editor may make of a body: its end gone, twice, quoted, with other line ends, rows moved, cut."""
    return st.one_of(
        st.just(body.replace("<!-- followthrough:end -->", "")),
        st.just(f"{body}\n{body}"),
        st.just(f"```\n{body}\n```"),
        st.just(body.replace("\n", "\r\n")),
        st.just("\n".join(reversed(body.split("\n")))),
        st.integers(0, len(body)).map(lambda at: body[:at]),
        st.integers(0, len(body)).map(lambda at: body[at:]),
        st.tuples(st.integers(0, len(body)), words).map(lambda cut: body[: cut[0]] + cut[1] + body[cut[0] :]),
    )


@examples(100)
@given(st.tuples(words, words))
def test_bytes_outside_the_block_stay(around: tuple[str, str]) -> None:
    before, after = around
    body = f"{before}{fence.wrap(TEXT)}{after}"
    assert fence.replace(body, NEW) == f"{before}{fence.wrap(NEW)}{after}"


@examples(120)
@given(edits(f"Above\n\n{fence.wrap(TEXT)}\n\nBelow"), words)
def test_no_word_of_an_edited_body_is_lost(edited: str, note: str) -> None:
    body = f"{note}\n{edited}"
    kept = fence.replace(body, NEW)
    block = fence.find(body)
    theirs = body if block is None else body[: block.start] + body[block.end :]
    for line in theirs.splitlines():
        assert line.rstrip() in kept or "followthrough:" in line


@examples(120)
@given(edits(f"Above\n\n{fence.wrap(TEXT)}\n\nBelow"))
def test_a_block_is_rewritten_once_and_then_left_alone(edited: str) -> None:
    once = fence.replace(edited, NEW)
    assert fence.replace(once, NEW) == once
    block = fence.find(once)
    assert block is not None
    assert (block.text, block.untouched) == (NEW, True)


@examples(100)
@given(st.integers(0, TEXT.index("<!--")), st.text("abc xyz", min_size=1, max_size=20))
def test_words_that_people_put_inside_a_block_stay_in_the_body(at: int, note: str) -> None:
    edited = fence.wrap(TEXT).replace(TEXT, f"{TEXT[:at]}[{note}]{TEXT[at:]}")
    assert f"[{note}]" in fence.replace(edited, NEW)


def test_a_tick_is_no_edit() -> None:
    body = fence.wrap(TEXT).replace("- [ ] **A1**", "- [x] **A1**")
    block = fence.find(body)
    assert block is not None
    assert block.untouched


def test_the_same_text_leaves_every_byte() -> None:
    body = f"Above\r\n\r\n{fence.wrap(TEXT)}\n  trailing  \n\n"
    assert fence.replace(body, TEXT) == body


def test_a_body_without_a_block_gets_one_below() -> None:
    assert fence.replace("My words", TEXT) == f"My words\n\n{fence.wrap(TEXT)}"
