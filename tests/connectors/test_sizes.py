"""How long a body may be, as each tracker counts it: what fits by `size` is taken, and what does not is refused."""

from __future__ import annotations

import pytest

from connectors.tracker import Draft, Issue, TrackerError, Trouble
from tests.connectors.bench import HERE, Bench


def longest(bench: Bench, letter: str) -> str:
    """Of one letter, just fitting."""
    size = bench.tracker.size(letter)
    return letter * (size.most // size.length)


@pytest.mark.parametrize("letter", ["a", "é", "🔥"])
def test_what_just_fits_is_taken_and_one_letter_more_is_not(bench: Bench, letter: str) -> None:
    project, text = bench.tracker.project_named(HERE).id, longest(bench, letter)
    made = bench.tracker.create(project, Draft("It fits", text))
    read = bench.tracker.issue(made.ref)
    assert isinstance(read, Issue)
    assert len(read.body) == len(text)
    more = bench.tracker.size(text + letter)
    assert more.length > more.most
    with pytest.raises(TrackerError) as caught:
        bench.tracker.create(project, Draft("It does not", text + letter))
    assert caught.value.trouble is Trouble.INVALID
