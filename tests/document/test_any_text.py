"""Whatever the text: reading it neither fails nor takes long, and speaks of lines that are there."""

import time
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.document.markdown.block import Kind
from service.document.markdown.blocks import parse
from service.document.post_mortem import Action, PostMortem
from service.document.reading import looks_like_post_mortem, read
from service.document.rules import judge
from service.document.text import cell
from tests.bench.fuzz import tried

HEADER = "| ID | Action | Owner | Due | Root cause | Done when |\n|---|---|---|---|---|---|\n"

fragments = st.sampled_from(
    [
        "# Title\n", "## Summary\n", "## Actions\n", "## Root causes\n", "### RC1: x\n", "**Impact**: y\n",
        "Timeline:\n", "- [x] a @b\n", "  - Owner: @c\n", "1. Why? d\n", HEADER,
        "| A1 | e | @f | 2026-12-01 | RC1 | g |\n", "```\n", "<!--", "-->\n", "> ", "\t", "\r\n", "\r", "\x00",
        "\u202e", "\u2028", "\x0b", "\x0c", "---\n", "===\n", "\n", "    ", "|", "\\", "[a]: <b>\n",
        "by 1 May 2027", "No action, because h\n", "done when ", "A1: ", "**AM**\n", "@",
    ]
)  # fmt: skip
documents = st.one_of(st.text(), st.lists(st.one_of(fragments, st.text(max_size=8)), max_size=40).map("".join))


def all_lines(post_mortem: PostMortem) -> list[tuple[int, int]]:
    lines = [cause.lines for cause in post_mortem.causes] + [action.lines for action in post_mortem.actions]
    lines += [finding.lines for finding in judge(post_mortem)]
    lines += [section for section in post_mortem.sections.values() if section]
    return lines + [(line, line) for line in post_mortem.headings.values()]


@settings(max_examples=400, deadline=None)
@given(documents)
def test_every_line_that_is_spoken_of_is_in_the_text(text: str) -> None:
    count = len(text.split("\n"))
    post_mortem = read(text)
    assert all(1 <= first <= last <= count for first, last in all_lines(post_mortem))
    keys = [action.key.casefold() for action in post_mortem.actions]
    assert len(keys) == len(set(keys))
    looks_like_post_mortem(text)


PARTS = (
    "rotate",
    "the",
    "signing keys",
    "for",
    "*all*",
    "a|b",
    "`x|y`",
    "<regions>",
    "&",
    "90%",
    "[sic]",
    "ünï",
    "🔑",
    "#7",
    "_a_",
)
WORDS = st.lists(st.sampled_from(PARTS), min_size=1)
TITLES = WORDS.map(lambda words: "Rotate " + " ".join(words) + " now")
actions = st.builds(
    Action,
    key=st.integers(1, 999).map(lambda number: f"A{number}"),
    lines=st.just((0, 0)),
    title=TITLES,
    owners=st.lists(st.sampled_from(["@alice", "@bob-2", "Carol Diaz", "@acme/payments"]), max_size=2, unique=True).map(
        tuple
    ),
    due=st.dates(date(2000, 1, 1), date(2099, 12, 31)) | st.none(),
    causes=st.lists(st.sampled_from(["RC1", "RC2", "RC12"]), max_size=3, unique=True).map(tuple),
    measure=TITLES | st.none(),
    key_written=st.just(True),
)


def as_row(action: Action) -> str:
    due = action.due.isoformat() if action.due else ""
    cells = (
        action.key,
        cell(action.title),
        ", ".join(action.owners),
        due,
        ", ".join(action.causes),
        cell(action.measure or ""),
    )
    return f"| {' | '.join(cells)} |\n"


def shown(text: str | None) -> str | None:
    """A title as it shows: emphasis does not."""
    return text.replace("*all*", "all").replace("_a_", "a") if text else None


@settings(max_examples=200, deadline=None)
@given(st.lists(actions, max_size=8, unique_by=lambda action: action.key))
def test_a_table_reads_back_as_it_was_written(written: list[Action]) -> None:
    read_back = read("## Actions\n\n" + HEADER + "".join(as_row(action) for action in written)).actions
    assert len(read_back) == len(written)
    for line, (one, other) in enumerate(zip(written, read_back, strict=True), 5):
        assert other.lines == (line, line)
        assert (other.key, other.key_written, other.owners) == (one.key, True, one.owners)
        assert (other.title, other.measure) == (shown(one.title), shown(one.measure))
        assert (other.due, other.causes, other.done) == (one.due, one.causes, None)


ACTIONS = "# D\n\n## Actions\n\n"


@pytest.mark.parametrize(
    "unit",
    [
        "| A1 | Rotate the *keys* | @alice | 2026-12-01 | RC1 | x |\n",
        "- [ ] Rotate @alice by 2026-12-01\n",
        "### RC1: a\n\n1. Why? b\n\n",
        "**Impact**: x\n",
        "Impact: x\n\n",
        "## Actions\n\n- a\n\n",
        "# Timeline\n",
        "> ",
        "- ",
        "```\n",
        "<!-- ",
        "<a ",
        "[",
        "[a](b ",
        "*a ",
        "`",
        "@a ",
        "by 1 ",
        "owner: ",
        "done when ",
        "RC1 ",
        "✅",
        "(",
        "\r",
        "\0",
        "\u202e",
        "https://a)",
        ",;",
        "|",
        "_a ",
        "word ",
    ],
)
@pytest.mark.parametrize(
    "before", [ACTIONS + HEADER, ACTIONS + "- ", ACTIONS, ""], ids=["table", "list", "section", "bare"]
)
def test_time_grows_no_faster_than_the_text(before: str, unit: str) -> None:
    small, large = (before + unit * (size // len(unit)) for size in (6_000, 48_000))
    assert timed(large) < 0.5 + 30 * timed(small)


def timed(text: str) -> float:
    start = time.process_time()
    judge(read(text))
    return time.process_time() - start


def test_ten_thousand_rows_take_seconds_at_most() -> None:
    rows = "".join(
        f"| A{n} | Rotate the signing key {n} | @alice | 2026-12-01 | RC1 | no key is old |\n" for n in range(10_000)
    )
    start = time.process_time()
    assert len(read(ACTIONS + HEADER + rows).actions) == 10_000
    assert time.process_time() - start < 5


def columns(count: int) -> str:
    return "|" + "a|" * count + "\n|" + "-|" * count + "\n"


LETTERS = str.maketrans("0123456789", "abcdefghij")
GROWING: dict[str, Callable[[int], str]] = {
    "a wide table with short rows": lambda n: ACTIONS + columns(n // 8) + "|a\n" * (n // 8),
    "many columns of one name": lambda n: ACTIONS + columns(n // 8).replace("a|\n", "Due|" * (n // 8) + "\n", 1),
    "lists beside each other": lambda n: ACTIONS + "1. a\n\n" + "+ a\n- b\n" * (n // 24),
    "causes that no action answers": lambda n: (
        "## Root causes\n\n| Cause |\n|---|\n"
        + "".join(f"| The queue {i} |\n" for i in range(n // 32))
        + "\n"
        + ACTIONS
        + HEADER
        + "".join(f"| | Rotate | | | The queue {2 * i} | |\n" for i in range(n // 80))
    ),
    "causes that are not listed": lambda n: (
        "## Root causes\n\n| Cause |\n|---|\n"
        + "".join(f"| The queue {i} |\n" for i in range(n // 32))
        + "\n"
        + ACTIONS
        + HEADER
        + "".join(f"| | Rotate | | | The disk {i} | |\n" for i in range(n // 80))
    ),
    "details with tickets": lambda n: ACTIONS + "- a\n" + "".join(f"  - Ticket: PAY-{i}\n" for i in range(n // 20)),
    "details with causes": lambda n: ACTIONS + "- a\n" + "".join(f"  - Root cause: RC{i}\n" for i in range(n // 24)),
    "dots in a row": lambda n: "Alice forgot " + "." * n + "x\n",
    "comments without end": lambda n: "Alice forgot " + "<!-- " * (n // 5),
    "blanks between owners": lambda n: (
        ACTIONS + HEADER + "".join(f"| | a | b{i}{' ' * 950}c | | | |\n" for i in range(n // 980))
    ),
    "blanks in an item": lambda n: ACTIONS + f"- `a`{' ' * min(n, 19_000)}x\n" * (n // 19_000 + 1),
    "brackets without end": lambda n: ACTIONS + f"- {'![' * min(n // 2, 9_900)}\n",
    "a sentence that accuses all along": lambda n: "Alice forgot to rotate and " * (n // 27),
    "lines that accuse": lambda n: "Alice forgot to rotate\n" * (n // 23),
    "waivers": lambda n: (
        ACTIONS
        + "".join(f"- A{i}: a\n" for i in range(n // 70))
        + "".join(f"\nWaived: smart/specific A{i}, because reason {i}\n" for i in range(n // 70))
    ),
    "owners who are named": lambda n: (
        ACTIONS
        + HEADER
        + "".join(f"| | a | A{i:06d}".translate(LETTERS) + " Smith | | | |\n" for i in range(n // 70))
        + "\n## Timeline\n\n"
        + "- Somebody from Smith forgot it.\n" * (n // 70)
    ),
}


@pytest.mark.parametrize("made", GROWING.values(), ids=GROWING.keys())
def test_time_of_reading_and_reporting_grows_no_faster_than_the_text(made: Callable[[int], str]) -> None:
    small, large = (reported(made(size)) for size in (10_000, 80_000))
    assert large < 0.5 + 30 * small


def reported(text: str) -> float:
    start = time.process_time()
    tried(text)
    return time.process_time() - start


def test_a_wide_table_fills_in_no_more_cells_than_it_may() -> None:
    text = ACTIONS + columns(1_000) + "|a\n" * 500
    tables = [block for block in parse(text).blocks if block.kind is Kind.TABLE]
    assert sum(len(row.cells) for table in tables for row in table.children) < 70_000
    last = parse(text).blocks[-1]
    assert (last.kind, last.lines[1]) == (Kind.PARAGRAPH, text.count("\n"))


def test_half_a_character_is_reported_too() -> None:
    tried(f"{ACTIONS}- Rotate \ud800 the keys\n")


def test_a_line_of_a_megabyte_is_read() -> None:
    (action,) = read(f"{ACTIONS}- Rotate {'the keys ' * 111_000}— @alice\n").actions
    assert len(action.title) > 900_000


def test_a_text_may_nest_as_deep_as_it_likes() -> None:
    parse("".join("  " * depth + "- a\n" for depth in range(300)))
    parse("> " * 5_000 + "a")
