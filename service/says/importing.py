"""What became of a document that was to be imported, and why, as one sentence each."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from service.document.rules.registry import short

if TYPE_CHECKING:
    from service.imported import Fate, Result


def fate(result: "Result", project: str) -> str:
    """For a list by file: the rest of a sentence that the file's name begins."""
    why, issue = result.why, result.issue.name if result.issue else ""
    match result.fate.value:
        case "created":
            return f"created as {issue}" + (f"; {why}" if why else "")
        case "would-create":
            return f"would be created in {project} as “{short(result.document.title)}”"
        case "already-imported":
            return f"already imported as {issue}" + (f", {why}" if why else "")
        case "uncertain":
            return f"not known: {why}"
        case _:
            return f"not imported: {why}"


_SUMS = {
    "created": "{} created",
    "would-create": "{} would be created",
    "already-imported": "{} imported before",
    "same-as-another": "{} the same as another",
    "uncertain": "{} not known yet",
}


def total(fates: "Iterable[Fate]") -> str:
    """`2 created, 1 imported before, 1 not imported.`"""
    counts = Counter(_SUMS.get(fate.value, "{} not imported") for fate in fates)
    order = [*_SUMS.values(), "{} not imported"]
    return ", ".join(words.format(counts[words]) for words in order if counts[words]) + "."


def cut_short() -> str:
    return "the import was cut short before; give the same command again"


def too_long(length: int, most: int) -> str:
    return (
        f"it has {length:,} characters, and an issue has room for {most:,}; "
        "move logs and raw data into a file of their own and link it, or split the document"
    )


def hidden_text(line: int) -> str:
    return (
        f"line {line} holds hidden text of the service, as the body of an issue that it wrote does; "
        "take it out, or leave the document to the issue it comes from"
    )


def same_text(other: str) -> str:
    return f"it says the same as {other}"


def same_place(other: str) -> str:
    return f"it would be known by the same name as {other}; give the folder that holds both, and they can be told apart"


def changed_since() -> str:
    return "the file has changed since, and the issue keeps its own words"


def renamed_since() -> str:
    return "under another name"


def mark_gone() -> str:
    return "known by its title alone, because its hidden line is gone"


def uncertain(tracker: str, retry_at: datetime) -> str:
    return (
        f"{tracker} did not answer when it was created, and does not list it yet; "
        f"give the same command again after {retry_at:%H:%M:%S} UTC, and it is looked for before anything is created"
    )


def foreign() -> str:
    return (
        "another account wrote an issue that claims to be this document; either the service's account was changed, "
        "or somebody copied hidden text, so an admin should look first"
    )


def silent(tracker: str) -> str:
    return f"{tracker} stopped answering; give the same command again later"


def stopped(why: str) -> str:
    return f"it was not tried, because {_within(why)}"


def look_later(why: str) -> str:
    return f"its status comment comes later: {_within(why)}"


def another_runs(project: str) -> str:
    return (
        f"Another import into {project} is running, or was stopped less than a minute ago; "
        "nothing is imported twice, so give the command again when that is over."
    )


def lease_lost(project: str) -> str:
    return f"Another import into {project} has begun; give the same command again when it is over."


def no_permission(project: str, permission: str) -> str:
    return (
        f"Nothing can be imported into {project}: the service has {permission} permission there, "
        "and needs write to set labels."
    )


def closed_to_issues(project: str) -> str:
    return f"Nothing can be imported into {project}: it is archived, or its issues are switched off."


def refused(project: str, why: Sequence[str]) -> str:
    return f"Nothing can be imported into {project}: {' '.join(why)}"


def _within(sentence: str) -> str:
    return sentence.rstrip(".")
