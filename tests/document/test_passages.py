"""What of a document its writers say in prose, and where."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.document.markdown.spoken import HIDDEN, spoken
from service.document.post_mortem import Section, Where
from service.document.reading import read
from tests.document.documents import text


def test_prose_is_found_with_its_lines_and_its_section() -> None:
    document = read(
        text(
            """
            # Down

            ## Timeline

            - 10:00 The key
              expires.

            ```
            not this
            ```

            > nor this

            | Time | What |
            |---|---|
            | 10:40 | A new key |

            **Impact:** 12 orders
            """
        )
    )
    assert [(p.lines, p.source.strip(), p.where, p.section) for p in document.passages] == [
        ((3, 3), "Timeline", Where.HEADING, Section.TIMELINE),
        ((5, 6), "10:00 The key\nexpires.", Where.ITEM, Section.TIMELINE),
        ((16, 16), "| 10:40 | A new key |", Where.CELL, Section.TIMELINE),
        ((18, 18), "**Impact:** 12 orders", Where.PARAGRAPH, Section.TIMELINE),
    ]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("He `forgot it` there", "He # there"),
        ("He **forgot** it", "He forgot it"),
        ('He said "I forgot it" then', "He said # then"),
        ("He said “I forgot it” then", "He said # then"),
        ("Sie sagte „ich vergaß es“ dann", "Sie sagte # dann"),
        ("see [the forgotten key](https://x.example/a_(b)) now", "see the forgotten key # now"),
        ("see https://x.example/he-forgot now", "see # now"),
        ("a <b>bold</b> word", "a # bold # word"),
        ("<!-- he forgot --> gone", "# gone"),
        ('5" and 6" disks', '5" and 6" disks'),
        ("don't and won't", "don't and won't"),
        ("``a ` b`` c", "# c"),
    ],
)
def test_code_addresses_and_quotations_are_not_the_writers_words(source: str, said: str) -> None:
    shown = spoken(source)
    assert len(shown) == len(source)
    assert " ".join(re.sub(f"{HIDDEN}+", " # ", shown).split()) == said


@given(st.text(alphabet='ab \n`*_[]()<>!-"“”„|\\:/h.', max_size=300))
def test_positions_and_lines_stay(source: str) -> None:
    shown = spoken(source)
    assert len(shown) == len(source)
    assert [n for n, c in enumerate(shown) if c == "\n"] == [n for n, c in enumerate(source) if c == "\n"]
