"""Which documents the arguments of `check` name, and the text of each file.

Not here: post-mortems in a tracker (references.py), or judging (check.py).
"""

import os
import re
import sys
from collections.abc import Iterator
from glob import glob, has_magic
from pathlib import Path

import click

_LARGEST = 2_000_000
"""Bytes. Trackers take 64 KiB; what is this much longer is not a post-mortem."""
_REF = re.compile(r"https?://\S+|[\w.-]+:(?:\S+#\d+|[A-Z][A-Z0-9_]*-\d+)")
STDIN = "-"


class Unusable(Exception):
    """One sentence on what cannot be read, and why."""


def is_several(arguments: tuple[str, ...]) -> bool:
    """True where the arguments may name more than one document, however many they name today."""
    return len(arguments) > 1 or any(Path(one).is_dir() or _is_pattern(one) for one in arguments)


def is_ref(argument: str) -> bool:
    return _REF.fullmatch(argument) is not None and not Path(argument).exists()


def name_of(document: str) -> str:
    return "stdin" if document == STDIN else click.format_filename(document)


def found(argument: str) -> list[str]:
    """The documents behind one argument: the Markdown files of a folder and those below it, the files of a pattern.

    Raises Unusable where there are none.
    """
    if argument != STDIN and Path(argument).is_dir():
        files = sorted(str(file) for file in _markdown_below(Path(argument)))
        if not files:
            raise Unusable(f"{name_of(argument)} has no *.md file.")
        return files
    if _is_pattern(argument):
        files = sorted(file for file in glob(argument, recursive=True) if Path(file).is_file())  # noqa: PTH207
        if not files:
            raise Unusable(f"{name_of(argument)} matches no file.")
        return files
    return [argument]


def text_of(document: str) -> str:
    """The text of the file or of standard input, without a byte order mark. Raises Unusable."""
    try:
        raw = sys.stdin.buffer.read(_LARGEST + 1) if document == STDIN else _bytes(Path(document))
    except OSError as error:
        raise Unusable(f"{name_of(document)} cannot be read: {(error.strerror or str(error)).lower()}.") from error
    if len(raw) > _LARGEST:
        raise Unusable(f"{name_of(document)} is larger than 2 MB, which no post-mortem is.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        byte = f"byte 0x{raw[error.start]:02x} on line {line}"
        raise Unusable(f"{name_of(document)} is not UTF-8 text: {byte} cannot be read.") from error
    if not text.strip("\ufeff \t\r\n"):
        raise Unusable(f"{name_of(document)} is empty.")
    return text.removeprefix("\ufeff")


def path_in_repository(document: str) -> str | None:
    """Where a file is below the repository's root: the workspace of a GitHub job, or else the current folder."""
    if document == STDIN or is_ref(document):
        return None
    root = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd()).resolve()
    file = Path(document).resolve()
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else None


def _is_pattern(argument: str) -> bool:
    return has_magic(argument) and not is_ref(argument) and not Path(argument).exists()


def _markdown_below(folder: Path) -> Iterator[Path]:
    """Hidden folders, such as .git and .venv, are nobody's documents."""
    for file in folder.rglob("*.md"):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts[:-1]):
            yield file


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST + 1)
