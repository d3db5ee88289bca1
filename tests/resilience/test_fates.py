"""Which writes a series of strikes meets, whatever a recovery repeats."""

from connectors.sandbox.recording import Exchange
from tests.resilience.fates import Fate, Trap, each, every_third, nothing

ISSUES, COMMENT = "/repos/acme/app/issues", "/repos/acme/app/issues/7/comments"
WRITES = (*(f"POST {ISSUES}",) * 4, f"POST {COMMENT}")


def _armed(fate: Fate, first: int) -> Trap:
    trap = every_third(WRITES)[first - 1].trap(fate, nothing)
    trap.armed = True
    return trap


def _written(trap: Trap, path: str, status: int = 201) -> bool:
    """Whether it is struck."""
    struck = trap.strikes("POST", path)
    cut = struck and trap.fate is not Fate.BAD_GATEWAY
    trap.heard(Exchange("api", "POST", f"/api/v3{path}", "", {}, b"", None if cut else status, {}, b""))
    return struck


def test_each_write_is_struck_in_exactly_one_of_the_three_series() -> None:
    struck = []
    for first in (1, 2, 3):
        trap = _armed(Fate.REPLY_LOST, first)
        struck.append([_written(trap, path.removeprefix("POST ")) for path in WRITES])
        assert trap.is_over() and not trap.missed()
    assert struck == [
        [True, False, False, True, False],
        [False, True, False, False, True],
        [False, False, True, False, False],
    ]


def test_what_had_no_effect_is_repeated_without_a_strike() -> None:
    trap = _armed(Fate.KILLED_BEFORE, 2)
    assert [_written(trap, ISSUES) for _ in range(5)] == [False, True, False, False, False]


def test_what_was_refused_is_no_step_towards_the_next_strike() -> None:
    trap = _armed(Fate.REPLY_LOST, 3)
    assert [_written(trap, ISSUES, status) for status in (201, 403, 403, 201, 201)] == [*(False,) * 4, True]


def test_a_comment_is_the_same_write_whatever_its_issue_is_called() -> None:
    trap = _armed(Fate.BAD_GATEWAY, 2)
    assert _written(trap, COMMENT.replace("/7/", "/1234/"))


def test_a_write_that_never_comes_is_told() -> None:
    trap = _armed(Fate.REPLY_LOST, 1)
    _written(trap, ISSUES)
    assert not trap.is_over()
    assert trap.missed() == ["never struck: POST /repos/acme/app/issues number 4"]


def test_a_single_strike_that_never_comes_is_told() -> None:
    trap = each(WRITES)[4].trap(Fate.REPLY_LOST, nothing)
    trap.armed = True
    assert not _written(trap, ISSUES)
    assert trap.missed() == ["the fault never struck"]
