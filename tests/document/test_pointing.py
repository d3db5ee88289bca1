"""Where the words of a finding stand in the text as written."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.document.post_mortem import Finding, Severity
from service.document.reports.pointing import Place, place


def found(text: str, words: str, lines: tuple[int, int] | None = None) -> Place | None:
    written = text.split("\n")
    finding = Finding("smart/measurable", Severity.WARNING, lines or (1, len(written)), "m", words=words)
    return place(written, finding)


def marked(text: str, words: str, lines: tuple[int, int] | None = None) -> str | None:
    """What the place covers, cut out of the text; several lines are joined by `\\n`."""
    spot = found(text, words, lines)
    if spot is None:
        return None
    rows = text.split("\n")[spot.line - 1 : spot.end_line]
    rows[-1] = rows[-1][: spot.end_column - 1]
    rows[0] = rows[0][spot.column - 1 :]
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("text", "words", "covered"),
    [
        ("- Rotate keys soon", "soon", "soon"),
        ("- Rotate keys **as soon as** possible", "as soon as possible", "as soon as** possible"),
        ("- ROTATE keys Soon", "soon", "Soon"),
        ("- see `rotate_keys`, later", "rotate_keys", "rotate_keys"),
        ("- see `rotate_keys`, later", "see `rotate_keys`", "see `rotate_keys"),
        ("- Rotate  the\tkeys", "rotate the keys", "Rotate  the\tkeys"),
        ("the deploy\nfailed again", "deploy failed", "deploy\nfailed"),
        ("> the deploy\n> failed again", "deploy failed", "deploy\n> failed"),
        ("- the [runbook](https://acme.example/a_(b)) was old", "the runbook was old", None),
        (
            "- the [runbook](https://acme.example/a) was old",
            "the runbook was old",
            "the [runbook](https://acme.example/a) was old",
        ),
        ("- the [runbook][1] was old", "runbook was", "runbook][1] was"),
        ("| A1 | fix<br>it all | x |", "fix it all", "fix<br>it all"),
        ("- other, then her", "her", "her"),
        ("- others", "her", "her"),
        ("- 鍵を交換する", "交換", "交換"),
        ("- 🔥 fire", "fire", "fire"),
        ("- Straße İstanbul end", "end", "end"),
        ("- Improve the monitoring of all services", "Improve the monitoring …", "Improve the monitoring"),
        ("- carriage\r\n  return\r", "carriage return", "carriage\r\n  return"),
        ("- nothing of it", "elsewhere", None),
        ("- nothing of it", "", None),
        ("- nothing of it", "**", None),
    ],
)
def test_words_are_found_as_they_are_written(text: str, words: str, covered: str | None) -> None:
    assert marked(text, words) == covered


def test_only_the_lines_of_the_finding_are_looked_through() -> None:
    assert found("soon\nlater\nsoon", "soon", (2, 3)) == Place(3, 1, 3, 5)
    assert found("soon\nlater\nsoon", "soon", (2, 2)) is None


def test_columns_count_characters_and_the_end_is_the_one_after() -> None:
    assert found("- 🔥 soon", "soon") == Place(1, 5, 1, 9)


def test_lines_that_are_not_there_point_nowhere() -> None:
    assert found("a", "a", (7, 9)) is None


@given(st.text(alphabet="ab *_[](<>`~\\\n🔥", max_size=80), st.text(alphabet="ab *🔥", max_size=8))
def test_a_place_is_always_inside_the_text(text: str, words: str) -> None:
    spot = found(text, words)
    if spot:
        lines = text.split("\n")
        assert 1 <= spot.line <= spot.end_line <= len(lines)
        assert 1 <= spot.column <= len(lines[spot.line - 1])
        assert (spot.line, spot.column) < (spot.end_line, spot.end_column)
        assert spot.end_column <= len(lines[spot.end_line - 1]) + 1


@pytest.mark.parametrize(
    "text",
    [
        "a " * 1_000_000,
        "](" * 500_000,
        "<" * 1_000_000,
        "a\n" * 500_000,
        "[x](" * 200_000,
        "ab" * 500_000,
        "> " * 500_000,
    ],
)
def test_hostile_texts_take_no_time(text: str) -> None:
    lines = text.split("\n")
    began = time.perf_counter()
    for number in range(50):
        place(lines, Finding("x/y", Severity.ERROR, (1, len(lines)), "m", words=f"aba{number}"))
    assert time.perf_counter() - began < 5
