"""The record of a post-mortem survives its way through the hidden line of the status comment."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.tracker import ProjectId, Ref
from service.markers import Kind, Signer
from service.record import AskedWaiver, HeldReview, Record, Refusal, TrackedAction, from_payload, to_payload
from tests.planning.profiles import examples

SIGNER = Signer(["a key of at least thirty-two characters"])
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
moments = st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1))  # noqa: DTZ001
refs = st.builds(Ref, st.just("github"), text.map(ProjectId), st.integers(1, 10**9))
waivers = st.builds(AskedWaiver, text, st.none() | text, text, text, text, st.none() | moments, st.booleans())
records = st.builds(
    Record,
    mapping=text,
    actions=st.lists(
        st.builds(TrackedAction, text, text, st.none() | refs, text, st.booleans(), st.booleans(), text), max_size=5
    ).map(tuple),
    refused=st.none() | st.builds(Refusal, st.sampled_from(["label", "close"]), text, moments),
    finished_at=st.none() | moments,
    finished_by=text,
    review_due=st.none() | moments,
    reviews=st.lists(
        st.builds(HeldReview, st.integers(1, 9), refs, moments, text, st.none() | moments, st.booleans()), max_size=3
    ).map(tuple),
    closed_at=st.none() | moments,
    ticked=st.frozensets(text, max_size=5),
    untied=st.frozensets(text, max_size=5),
    asked=st.lists(waivers, max_size=3).map(tuple),
    waived=st.lists(waivers, max_size=3).map(tuple),
)


@examples(100)
@given(records)
def test_a_record_is_read_back_as_it_was_written(record: Record) -> None:
    marker = SIGNER.marker(Kind.STATUS, to_payload(record))
    assert from_payload(SIGNER.read(Kind.STATUS, marker)) == record


def test_a_record_from_before_there_were_waivers_is_read_as_one_without() -> None:
    payload = to_payload(Record("checkout"))
    del payload["w"], payload["wd"]
    assert from_payload(payload) == Record("checkout")


def test_what_could_not_be_tied_is_remembered() -> None:
    untied = Record("checkout", untied=frozenset({"A1", "A2"}))
    assert from_payload(to_payload(untied)) == untied


def test_a_dead_end_that_is_forgotten_leaves_nothing_behind_in_the_hidden_line() -> None:
    forgotten = Record("checkout", (replace(TrackedAction("A1", "Add an alert"), notice="", tried_at=None),))
    assert from_payload(to_payload(forgotten)) == forgotten


def test_a_record_of_a_newer_version_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="newer version"):
        from_payload(to_payload(Record("checkout")) | {"v": 99})
