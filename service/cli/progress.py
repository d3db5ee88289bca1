"""A progress bar on standard error, where somebody watches. Not here: what is being done."""

import sys
from collections.abc import Generator, Sequence
from typing import TypeVar

import click

T = TypeVar("T")


def shown(items: Sequence[T], words: str) -> Generator[T, None, None]:
    """The items one by one; results that are printed meanwhile stay on standard output."""
    if len(items) < 2 or not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, label=words, file=sys.stderr) as bar:
        yield from bar
