"""A bar where somebody watches, on standard error; a script and a file get nothing but results."""

import os
import sys
from collections.abc import Callable
from contextlib import closing, redirect_stderr
from pathlib import Path

from service.cli.progress import shown


def seen(act: Callable[[], object]) -> str:
    """What a terminal shows of standard error meanwhile."""
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w") as terminal, redirect_stderr(terminal):
        act()
        print("the end", file=sys.stderr, flush=True)
        told = b""
        while b"the end" not in told:
            told += os.read(ours, 10_000)
    os.close(ours)
    return told.decode().partition("the end")[0]


def test_at_a_terminal_it_says_what_is_done_and_how_far_it_is() -> None:
    done: list[str] = []
    told = seen(lambda: done.extend(shown(["a", "b", "c", "d"], "Reading")))
    assert done == ["a", "b", "c", "d"]
    assert [part in told for part in ("Reading", "0%", "50%", "100%")] == [True] * 4


def test_whoever_stops_half_way_gets_no_finished_bar() -> None:
    def stops() -> None:
        with closing(shown(["a", "b", "c", "d"], "Reading")) as every:
            assert next(every) == "a"

    told = seen(stops)
    assert "Reading" in told and "100%" not in told


def test_for_a_single_item_there_is_none() -> None:
    assert seen(lambda: list(shown(["a"], "Reading"))) == ""


def test_a_file_gets_none(tmp_path: Path) -> None:
    with (tmp_path / "errors").open("w") as errors, redirect_stderr(errors):
        assert list(shown(["a", "b"], "Reading")) == ["a", "b"]
    assert (tmp_path / "errors").read_text() == ""
