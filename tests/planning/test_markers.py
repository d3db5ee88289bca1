"""Markers: signed, of one kind, and readable after a key was rotated."""

from hypothesis import given
from hypothesis import strategies as st

from service.markers import Kind, Signer
from tests.planning.profiles import examples

OLD, NEW, OTHER = (
    "an old key of thirty-two characters",
    "a new key of thirty-two characters!",
    "somebody else's key, also long enough",
)
PAYLOAD = {"pm": ["github", "100", 1], "k": "A1"}
MINE = Signer([NEW, OLD])


def test_a_marker_is_read_back() -> None:
    assert MINE.read(Kind.TICKET, f"words\n\n{MINE.marker(Kind.TICKET, PAYLOAD)}\n") == PAYLOAD


def test_a_marker_of_the_old_key_is_read_after_a_rotation() -> None:
    assert MINE.read(Kind.TICKET, Signer([OLD]).marker(Kind.TICKET, PAYLOAD)) == PAYLOAD


def test_a_new_marker_is_signed_with_the_newest_key() -> None:
    assert Signer([NEW]).read(Kind.TICKET, MINE.marker(Kind.TICKET, PAYLOAD)) == PAYLOAD


def test_a_marker_of_another_key_is_no_marker() -> None:
    assert MINE.read(Kind.TICKET, Signer([OTHER]).marker(Kind.TICKET, PAYLOAD)) is None


def test_a_marker_does_not_pass_for_another_kind() -> None:
    copied = MINE.marker(Kind.REVIEW, PAYLOAD).replace("followthrough:review", "followthrough:ticket")
    assert MINE.read(Kind.TICKET, copied) is None


def test_a_genuine_marker_is_found_behind_a_forged_one() -> None:
    forged = Signer([OTHER]).marker(Kind.TICKET, {"pm": ["github", "100", 9], "k": "A9"})
    assert MINE.read(Kind.TICKET, f"{forged}\n{MINE.marker(Kind.TICKET, PAYLOAD)}") == PAYLOAD


@examples(100)
@given(st.data())
def test_a_truncated_or_changed_token_is_no_marker(data: st.DataObject) -> None:
    head, token, tail = MINE.marker(Kind.TICKET, PAYLOAD).partition("eyJ")[0], "", " -->"
    whole = MINE.marker(Kind.TICKET, PAYLOAD)
    token = whole.removeprefix(head).removesuffix(tail)
    at = data.draw(st.integers(0, len(token) - 2))
    other = data.draw(st.sampled_from("AZaz09_-."))
    damaged = data.draw(st.sampled_from((token[:at], token[:at] + other + token[at + 1 :], token[at:])))
    if damaged != token:
        assert MINE.read(Kind.TICKET, f"{head}{damaged}{tail}") is None


@examples(100)
@given(st.text(max_size=200))
def test_no_text_makes_reading_fail(text: str) -> None:
    assert MINE.read(Kind.STATUS, f"<!-- followthrough:status {text} -->") is None
