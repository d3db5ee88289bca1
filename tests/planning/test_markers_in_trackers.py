"""Markers that stand in trackers already: what an earlier release wrote is known again, letter by letter.

Were a new release to write or read them otherwise, it would find none of its tickets and create every one again.
"""

import pytest

from service.markers import MARK, Kind, Signer, carries

KEY, OLD_KEY, FOREIGN_KEY = (
    "a new key of thirty-two characters!",
    "an old key of thirty-two characters",
    "somebody else's key, also long enough",
)
PAYLOAD = {"pm": ["github", "100", 1], "k": "A1"}
MINE = Signer([KEY, OLD_KEY])
THEIRS = Signer([FOREIGN_KEY])
TOKEN = "eyJwbSI6WyJnaXRodWIiLCIxMDAiLDFdLCJrIjoiQTEifQ"
WRITTEN = {
    Kind.POST_MORTEM: f"<!-- followthrough:post-mortem {TOKEN}.qw5_Q_zp_iHwjCSA7Gn-AnRXL0Y -->",
    Kind.INCIDENT: f"<!-- followthrough:incident {TOKEN}._hpGYqlyAkFn4pRazSCj-7QNtcc -->",
    Kind.STATUS: f"<!-- followthrough:status {TOKEN}.zk9P_FKGgRFjC2_RZiyod9t1Cx4 -->",
    Kind.TICKET: f"<!-- followthrough:ticket {TOKEN}.QkRGl9wMuDs6sxeSzqqgwMnhnZE -->",
    Kind.REVIEW: f"<!-- followthrough:review {TOKEN}.fcZJ_PZPFlVVljAo62KTsqdpaAA -->",
    Kind.IMPORTED: f"<!-- followthrough:imported {TOKEN}.tXuiMXsnKBraEOThxgEVhGVcatI -->",
    Kind.DUPLICATE: f"<!-- followthrough:duplicate {TOKEN}.JzRZn3dxoJQOhTM4sqNFQLP2b70 -->",
}
STATUS = WRITTEN[Kind.STATUS]
FORGED = THEIRS.marker(Kind.STATUS, PAYLOAD)


@pytest.mark.parametrize("kind", Kind, ids=[kind.name for kind in Kind])
def test_every_kind_is_written_and_read_as_ever(kind: Kind) -> None:
    assert MINE.marker(kind, PAYLOAD) == WRITTEN[kind]
    assert MINE.read(kind, f"Words before, {WRITTEN[kind]} and after.") == PAYLOAD


def test_the_words_by_which_a_search_finds_a_ticket_are_as_ever_the_newest_key_first() -> None:
    assert MINE.marks(PAYLOAD) == ("272867aa1c87c9b5", "d7e9a1ce1be32355")


def test_every_marker_begins_with_what_a_second_look_is_saved_by() -> None:
    assert all(marker.startswith(MARK) for marker in WRITTEN.values())


def test_a_forged_marker_is_foreign() -> None:
    assert MINE.is_foreign(Kind.STATUS, f"words\n{FORGED}")


def test_a_forged_marker_beside_a_genuine_one_is_not() -> None:
    assert not MINE.is_foreign(Kind.STATUS, f"{FORGED}\n{STATUS}")


def test_a_text_without_a_marker_of_the_kind_is_not_foreign() -> None:
    assert not MINE.is_foreign(Kind.STATUS, "words")
    assert not MINE.is_foreign(Kind.STATUS, THEIRS.marker(Kind.REVIEW, PAYLOAD))


def test_whoever_claims_an_import_claims_nothing_else() -> None:
    assert carries(Kind.IMPORTED, f"words {THEIRS.marker(Kind.IMPORTED, PAYLOAD)}")
    assert not carries(Kind.IMPORTED, STATUS)
    assert not carries(Kind.IMPORTED, "words")
