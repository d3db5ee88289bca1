"""The documents that the arguments of `import` name, each with its text and where it lies.

Not here: what a folder or a pattern holds, or reading a file (service/cli/documents.py).
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from glob import has_magic
from os.path import realpath
from pathlib import Path

from service.cli import documents
from service.cli.documents import Unusable


@dataclass(frozen=True)
class File:
    name: str
    place: str
    """Its path below the repository, or else below the folder it was given with; with forward slashes."""
    text: str


def files(arguments: Sequence[str], refused: list[str]) -> Iterator[File]:
    """Every file once; what cannot be used adds a sentence to `refused`."""
    for document, argument in _named(arguments, refused).items():
        try:
            yield File(document, place_of(document, argument), documents.text_of(document))
        except Unusable as error:
            refused.append(str(error))


def _named(arguments: Sequence[str], refused: list[str]) -> dict[str, str]:
    """The documents, each with the argument that named it first; one file under two names comes once."""
    found: dict[str, str] = {}
    known: set[str] = set()
    for argument in arguments:
        try:
            for document in _found(argument):
                if (file := realpath(document)) not in known:
                    known.add(file)
                    found[document] = argument
        except Unusable as error:
            refused.append(str(error))
    return found


def _found(argument: str) -> list[str]:
    if documents.is_ref(argument):
        raise Unusable(f"{argument} is no file; an issue becomes a post-mortem by its label.")
    return documents.found(argument)


def place_of(document: str, argument: str) -> str:
    """The same from wherever the command is called: below the repository that holds the file, if one does."""
    if document == documents.STDIN:
        return ""
    file = Path(realpath(document))
    repository = next((folder for folder in file.parents if (folder / ".git").exists()), None)
    below = file.relative_to(repository) if repository else Path(document).relative_to(_folder(argument))
    return unicodedata.normalize("NFC", below.as_posix())


def _folder(argument: str) -> Path:
    """Of a folder itself, of a file the one it is in, of a pattern the part without wildcards."""
    given = Path(argument)
    if given.is_dir():
        return given
    if given.exists() or not has_magic(argument):
        return given.parent
    return next(folder for folder in given.parents if not has_magic(str(folder)))


def words_of(document: str) -> str:
    """The name of a file as a title: `2026-11-03-checkout_down.md` as `2026-11-03 checkout down`."""
    if document == documents.STDIN:
        return "stdin"
    words = Path(document).stem.replace("_", " ").split("-")
    dated = len(words) > 3 and all(word.isdigit() for word in words[:3])
    return " ".join(["-".join(words[:3]), *words[3:]] if dated else words)
