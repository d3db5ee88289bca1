"""A progress bar on standard error, where somebody watches. Not here: what is being done."""

import sys
from collections.abc import Generator, Sequence
from typing import TypeVar

T = TypeVar("T")


def shown(items: Sequence[T], words: str) -> Generator[T, None, None]:
    """The items one by one; results that are printed meanwhile stay on standard output."""
    if len(items) < 2 or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        yield from bar.track(items, description=words)
