"""What Jira cannot show comes back to where it was, whatever people do to what it shows."""

import re
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.jira.markup.keeping.pieces import cut
from connectors.jira.markup.kept import Kept, unpacked
from connectors.jira.markup.length import length_in_jira
from connectors.tracker import TrackerError
from service import fence
from service.document.post_mortem import Section
from service.document.reading import read
from service.markers import Kind, Signer
from service.says import review as review_words
from service.says import status as status_words
from service.says.pages import ActionLine, Outcome, Phase, Problem, ReviewPage, StatusPage
from tests.document.test_template import rendered
from tests.jira_markup.ways import CLOUD, Way, both
from tests.jira_markup.writings import DOCUMENTS

WRITTEN = """\
<!-- followthrough:review TOKEN -->
Notes of *people*.

<!-- followthrough:begin 0123456789abcdef -->
Follow-up of [x](http://x.example).


* [ ] **A1** one __bold__ <!-- a1 -->
  - Cause: c
* [x] **A2** two
  - Cause: d <!-- dd -->

| a | b |
|:--|---|
| 1 <!-- m1 --> | 2 |
| 3 | 4 <!-- m4 --> |
<!-- followthrough:end -->

Tail.

<!-- last -->"""


def after(way: Way, written: str, *changes: tuple[str, str]) -> str:
    """The body when people changed words of what Jira shows."""
    now = way.seen(written)
    for old, new in changes:
        assert old in now, f"{old!r} does not show"
        now = now.replace(old, new, 1)
    return Kept(written).body(way.seen(now), way.seen)


@both
def test_a_text_that_nobody_touched_comes_back_to_the_byte(way: Way) -> None:
    assert after(way, WRITTEN) == WRITTEN


@both
@settings(deadline=None, max_examples=50)
@given(text=DOCUMENTS)
def test_any_text_that_nobody_touched_comes_back_to_the_byte(way: Way, text: str) -> None:
    assert after(way, text) == text


@both
@pytest.mark.parametrize(("key", "old", "new"), [("A1", " ", "x"), ("A2", "x", " ")])
def test_a_tick_changes_one_character(way: Way, key: str, old: str, new: str) -> None:
    ticked = after(way, WRITTEN, (f"- [{old}] **{key}**", f"- [{new}] **{key}**"))
    assert ticked == WRITTEN.replace(f"* [{old}] **{key}**", f"* [{new}] **{key}**")


@both
def test_line_ends_of_windows_stay(way: Way) -> None:
    written = WRITTEN.replace("\n", "\r\n")
    ticked = after(way, written, ("- [ ] **A1**", "- [x] **A1**"))
    assert ticked == written.replace("* [ ] **A1**", "* [x] **A1**")


@both
def test_words_above_and_below_leave_all_else_as_it_was(way: Way) -> None:
    changed = after(way, WRITTEN, ("Notes of _people_.", "Notes of Bob."), ("Tail.", "Tail.\n\nMore by Bob."))
    expected = WRITTEN.replace("Notes of *people*.", "Notes of Bob.")
    assert changed == f"{expected}\n\nMore by Bob."


@both
def test_a_reworded_line_keeps_what_is_hidden_in_it(way: Way) -> None:
    changed = after(way, WRITTEN, ("**A1** one", "**A1** all"), ("Cause: d", "Cause: e"), ("| 3 |", "| three |"))
    assert "- [ ] **A1** all **bold** <!-- a1 -->" in changed
    assert "- Cause: e <!-- dd -->" in changed
    assert "| three | 4 <!-- m4 --> |" in changed


@both
def test_a_new_row_at_the_end_of_a_table_stays_in_it(way: Way) -> None:
    changed = after(way, WRITTEN, ("| 3 | 4 |", "| 3 | 4 |\n| 5 | 6 |"))
    assert changed == WRITTEN.replace("4 <!-- m4 --> |\n", "4 <!-- m4 --> |\n| 5 | 6 |\n")


@both
def test_what_is_hidden_in_a_line_goes_with_the_line(way: Way) -> None:
    changed = after(way, WRITTEN, ("- [x] **A2** two\n  - Cause: d\n", ""))
    assert "<!-- dd -->" not in changed
    assert "<!-- a1 -->" in changed


@both
def test_a_comment_between_two_lines_that_are_gone_goes_with_them(way: Way) -> None:
    written = "# Down\n\n## Summary\n\n<!-- What happened? -->\n\nIt broke.\n\n## Impact\n\nSome.\n"
    assert "What happened" not in after(way, written, ("## Summary\n\nIt broke.\n\n", ""))
    assert "What happened" in after(way, written, ("It broke.\n\n", ""))


@both
def test_comments_at_both_ends_stay_when_everything_is_written_anew(way: Way) -> None:
    changed = Kept(WRITTEN).body("Bob wrote all of it anew.\n", way.seen)
    assert changed.startswith("<!-- followthrough:review TOKEN -->\n")
    assert changed.endswith("<!-- last -->")
    assert "Bob wrote all of it anew." in changed


def standing(body: str) -> list[str]:
    """The comments that have lines of their own."""
    return re.findall(r"^<!-- (\S+)", body, re.MULTILINE)


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["delete", "insert", "reword", "move"]),
        st.integers(0, 40),
        st.integers(0, 40),
        st.sampled_from(
            ["Bob says hi", "- new item", "", "| 9 | 9 |", "- [x] **A3** three", "# New", "> quoted", "***"]
        ),
    ),
    min_size=1,
    max_size=5,
)


def edited(text: str, edits: list[tuple[str, int, int, str]]) -> str:
    lines = text.split("\n")
    for act, at, to, new in edits:
        at, to = at % len(lines), to % len(lines)
        match act:
            case "delete" if len(lines) > 1:
                del lines[at]
            case "insert":
                lines.insert(at, new)
            case "reword":
                lines[at] = lines[at].replace("e", "ea").replace("o", "oo")
            case _:
                lines.insert(to, lines.pop(at))
    return "\n".join(lines)


@both
@settings(deadline=None, max_examples=60)
@given(edits=EDITS)
def test_whatever_people_change_shows_just_as_they_left_it(way: Way, edits: list[tuple[str, int, int, str]]) -> None:
    now = way.seen(edited(way.seen(WRITTEN), edits))
    body = Kept(WRITTEN).body(now, way.seen)
    assert said(way.seen(body)) == said(now)
    assert standing(body) == ["followthrough:review", "followthrough:begin", "followthrough:end", "last"]


@both
@settings(deadline=None, max_examples=50)
@given(text=DOCUMENTS, edits=EDITS)
def test_whatever_people_change_in_any_text_shows_as_they_left_it(
    way: Way, text: str, edits: list[tuple[str, int, int, str]]
) -> None:
    written = text.replace("\n\n", "\n\n<!-- between -->\n\n").replace("the keys", "the keys <!-- amid -->")
    now = way.seen(edited(way.seen(written), edits))
    assert said(way.seen(Kept(written).body(now, way.seen))) == said(now)


def said(text: str) -> list[tuple[str, str, bool | None]]:
    """Every line as it shows, with the containers it stands in."""
    return [(piece.path, piece.key, piece.done) for piece in cut(text).shown]


SIGNER = Signer(["key"])
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def line(number: int, title: str) -> ActionLine:
    url = f"https://jira.example/browse/PAY-{number}"
    due = date(2026, 11, 20 + number)
    return ActionLine(
        f"A{number}",
        title,
        "alice",
        due,
        "RC1 " + title,
        title,
        Outcome.OPEN,
        ticket_name=f"PAY-{number}",
        ticket_url=url,
    )


LINES = tuple(
    line(number, title) for number, title in enumerate(["Rotate `keys` | daily", "Alert *now*", "See [x] -- y"], 1)
)
STATUS = status_words.text(
    StatusPage(Phase.TRACKING, lines=LINES, problems=(Problem("Bob cannot be assigned.", "A1"),), today=NOW.date())
)
REVIEW = review_words.text(
    ReviewPage(1, "Down", "https://jira.example/browse/PAY-9", NOW, NOW, NOW, "2 weeks", lines=LINES)
)


@both
@pytest.mark.parametrize("words", [STATUS, REVIEW], ids=["status", "review"])
@pytest.mark.parametrize("key", ["A1", "A2", "A3"])
def test_bobs_tick_in_what_the_service_wrote_leaves_its_fence_untouched(way: Way, words: str, key: str) -> None:
    written = f"{SIGNER.marker(Kind.REVIEW, {'cycle': 1})}\n{fence.wrap(words)}\n\nNotes below."
    body = after(way, written, (f"- [ ] **{key}**", f"- [x] **{key}**"), ("Notes below.", "Notes by Bob."))
    block = fence.find(body)
    assert block is not None and block.untouched
    assert body == written.replace(f"- [ ] **{key}**", f"- [x] **{key}**").replace("Notes below.", "Notes by Bob.")
    assert SIGNER.read(Kind.REVIEW, body) == {"cycle": 1}


@both
def test_bobs_words_within_the_fence_are_seen(way: Way) -> None:
    body = after(way, fence.wrap(REVIEW), ("Follow-up of", "Bob's follow-up of"))
    block = fence.find(body)
    assert block is not None and not block.untouched


@both
def test_a_template_that_bob_fills_in_in_jira_still_asks_what_he_left_out(way: Way) -> None:
    written = rendered()
    body = after(way, written, ("## Summary\n", "## Summary\n\nThe key expired.\n"))
    found = read(body).sections
    assert found[Section.SUMMARY] is not None
    assert found[Section.ROOT_CAUSE] is None and found[Section.WENT_WELL] is None
    assert body.count("<!--") == written.count("<!--")


def test_what_is_kept_is_unpacked_as_it_was_packed() -> None:
    for text in (WRITTEN, "", "é🔑" * 5_000, WRITTEN * 200):
        assert unpacked(Kept(text).packed()) == Kept(text)


def digest(number: int) -> str:
    """A word that no compression makes shorter."""
    return sha256(str(number).encode()).hexdigest()


def test_of_a_text_too_long_to_be_kept_what_is_hidden_is_kept() -> None:
    visible = "\n\n".join(f"{digest(n)}{f' <!-- amid {n} -->' if n % 9 == 0 else ''}" for n in range(1_000))
    written = (
        f"<!-- first -->\n{visible}\n\n<!-- x:begin -->\n- a\n- b\n<!-- x:end -->\n\n| c |\n|---|\n| d <!-- e --> |\n"
    )
    kept = unpacked(Kept(written).packed())
    assert kept is not None and kept.written is None
    body = kept.body(CLOUD.seen(written), CLOUD.seen)
    assert re.findall("<!--.*?-->", body) == re.findall("<!--.*?-->", written)
    assert CLOUD.seen(body) == CLOUD.seen(written)
    assert "<!-- x:begin -->\n- a\n- b\n<!-- x:end -->" in body
    assert "| d <!-- e --> |" in body


def test_what_hides_more_than_jira_keeps_is_refused_in_a_sentence() -> None:
    hidden = f"words <!-- {''.join(map(digest, range(2_000)))} -->"
    with pytest.raises(TrackerError, match="longer than the 32,768 characters"):
        Kept(hidden).packed()


def test_a_body_as_long_as_jira_takes_is_kept_whole() -> None:
    record = SIGNER.marker(Kind.STATUS, {"record": [digest(n) for n in range(200)]})
    words = "\n".join(f"- [ ] **A{n}** Rotate the signing key of cluster {n} by a job" for n in range(500))
    kept = Kept(f"{record}\n{fence.wrap(words)}")
    assert length_in_jira(words) > 30_000
    assert unpacked(kept.packed()) == kept
