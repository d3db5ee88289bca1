"""Where the running text of an item names its owner: in front, as its subject, or at the end.

Not here: what an owner looks like (owners.py).
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from service.document.actions.owners import HANDLES, is_initials
from service.document.cast import NOBODY_KNOWN, Cast

_WORD = r"[^\W\d_a-z][\w'’.-]{0,30}+"
_NAMES = rf"{_WORD}(?: {_WORD}){{0,2}}(?:(?:,\s|\s?/\s?|\s(?:and|und|&|\+)\s){_WORD}(?: {_WORD}){{0,2}}){{0,3}}"
_JOINED = re.compile(r",\s|\s?/\s?|\s(?:and|und|&|\+)\s")
_TOLD = r"will|to|should|shall|must|is to|are to|needs? to"


@cache
def _in_front() -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(
            rf"\W{{0,3}}(?P<who>{HANDLES})(?:(?P<told>\s{{0,2}}(?::|[—–-](?=\s))|\s+(?:{_TOLD}|please)\b)|\s{{1,3}}(?=\S))\s*",
            re.ASCII,
        ),
        re.compile(
            rf"(?P<who>The [\w-]{{1,30}}(?: [\w-]{{1,30}})? (?:team|squad)|(?:The )?"
            rf"(?:[Tt]eam {_WORD}(?: {_WORD})?|{_WORD}(?: {_WORD})? (?:[Tt]eam|[Ss]quad)))"
            rf"(?:\s{{0,2}}:|\s+(?:{_TOLD})\b(?! be\b))\s*"
        ),
        re.compile(
            rf"\[?(?P<who>{_NAMES})\]?"
            rf"(?P<told>\s{{0,2}}:(?=\s)|\s[—–-](?=\s)|\s+(?:{_TOLD})\b(?! (?:be|not|also|need)\b))\s*"
        ),
    )


_BRACKETED = re.compile(r"\s*[\[(](?P<who>[A-Za-z][\w -]{1,24}(?:, [A-Za-z][\w -]{1,24}){0,3})\??[\])]:?\s+(?=\S)")
_BOX = re.compile(r"\s*\[[ xX]\]")
_CATEGORIES = {
    "bug", "bugs", "docs", "doc", "documentation", "infra", "repair", "mitigate", "mitigation", "mitigative",
    "prevent", "prevention", "preventive", "preventative", "detect", "detection", "detective", "process",
    "monitoring", "alerting", "observability", "test", "tests", "testing", "ci", "cd", "security", "high", "medium",
    "low", "critical", "urgent", "p0", "p1", "p2", "p3", "p4", "p5", "done", "wip", "todo", "optional", "feature",
    "fix", "chore", "tech", "technical", "people", "tooling", "short", "long", "mid", "short-term", "long-term",
    "immediate", "later", "maybe", "stretch", "nice-to-have", "investigate", "investigation", "code", "config",
    "ui", "ux", "api", "backend", "frontend", "db", "database", "new", "in-progress", "must", "should", "could",
    "n/a", "na", "rfc", "draft", "policy", "training", "communication", "recovery",
}  # fmt: skip


def with_prefixes(items: Sequence[str], cast: Cast) -> Cast:
    """The cast together with the names with which most items of a list begin: `[dana] …`, `(web team, ops) …`."""
    matches = [_BRACKETED.match(_BOX.sub("", item, count=1)) for item in items]
    names = [name.casefold() for match in matches if match for name in match["who"].split(", ")]
    most = sum(match is not None for match in matches) >= max(3, 0.6 * len(items))
    if not most or any(word in _CATEGORIES for name in names for word in name.split()):
        return cast
    return replace(cast, named=cast.named | frozenset(names))


_TEAMS_BEHIND = re.compile(r"\s\((?P<who>[A-Za-z][\w ]{1,30}(?:, [A-Za-z][\w ]{1,30}){0,3})\)\s?[.]?$")
_NO_NAME = {
    "we", "this", "that", "it", "they", "these", "those", "there", "he", "she", "i", "you",
    "someone", "everyone", "nobody", "which", "the", "a",
}  # fmt: skip


def owner_in_front(text: str, cast: Cast = NOBODY_KNOWN) -> tuple[str, int]:
    """The owner with which the item begins (`@alice: …`, `Alice to …`, `Team Alpha will …`) and where it ends."""
    handles, teams, names = _in_front()
    if "@" in text[:4] and (match := handles.match(text)):
        if "/" in match["who"] and not match["told"]:
            return "", 0  # `@acme/button needs …` is as likely a package as a team
    elif (match := _BRACKETED.match(text)) and all(cast.knows(name) for name in match["who"].split(", ")):
        return match["who"], match.end()
    elif not text[:1].isupper() and text[:1] != "[":
        return "", 0
    else:
        match = teams.match(text) if "eam" in text or "quad" in text else None
        if match is None and (match := names.match(text)) and not _are_owners(match["who"], match["told"], cast):
            match = None
    if match and _may_own(match["who"]) and len(match[0]) < len(text):
        return match["who"], match.end()
    return "", 0


def _may_own(who: str) -> bool:
    return who.endswith((" team", " squad")) or who.split()[0].casefold() not in _NO_NAME


def _are_owners(who: str, told: str, cast: Cast) -> bool:
    """Each is somebody known; or a team that is told to do something: `Platform: …` may as well be a topic."""
    names = [name.strip() for name in _JOINED.split(who)]
    is_told = told.strip().isalpha() or " " in told.strip()
    return all(cast.knows(name) or (is_told and cast.knows_team(name)) for name in names)


@cache
def _behind() -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(
            r"(?:(?P<apart>\s[—–-]{1,3}\s{0,3}|\s[|·→]\s{0,3}|\s->\s{0,3}|[(\[:]\s{0,3}|^)|[\s,;])"
            rf"(?:(?:by|owned by|assigned to)\s)?(?P<who>{HANDLES})\s{{0,3}}[)\]]?\s{{0,3}}[.,;]?$"
        ),
        re.compile(
            rf"(?:\s(?P<dash>[—–-]{{1,2}}|->|→|\|)\s{{0,3}}|\s?(?P<bracket>[(\[])\s?)(?P<who>{_NAMES})\s?[)\]]?\s?[.]?$"
        ),
        re.compile(rf"\s[—–]\s{{0,3}}(?P<who>{_WORD} {_WORD}(?: {_WORD})?)\s{{0,3}}[.]?$"),
    )


def owner_behind(text: str, cast: Cast = NOBODY_KNOWN) -> tuple[str, int]:
    """The owner with which the item ends (`… — @alice`, `… (Alice)`) and where that begins."""
    handles, names, full_names = _behind()
    tail = max(0, len(text) - 200)
    match = handles.search(text, tail) if "@" in text else None
    if match and "/" in match["who"] and match["apart"] is None:
        match = None  # a package, more likely than a team
    if match is None and text.rstrip(" .").endswith(")"):
        match = _TEAMS_BEHIND.search(text, tail)
        if match and not all(cast.knows_team(name.removesuffix(" team")) for name in match["who"].split(", ")):
            match = None
    if match is None and _may_end_with_name(text):
        match = names.search(text, tail)
        if match and not _end_as_owners(match["who"], match["dash"] is not None, cast):
            match = None
        match = match or full_names.search(text, tail)
    return (match["who"], match.start()) if match else ("", len(text))


def _may_end_with_name(text: str) -> bool:
    """Cheap, and false for most texts."""
    last = text.rstrip(" .)]").rpartition(" ")[2].lstrip("([")
    return last[:1].isupper() and len(last) < 32


def _end_as_owners(who: str, dashed: bool, cast: Cast) -> bool:
    names = [name.strip() for name in _JOINED.split(who)]
    return all(cast.knows(name) or cast.knows_team(name) or (dashed and is_initials(name)) for name in names)


_BOLD_INITIALS = re.compile(
    r"\s(?:\*\*|__)(?P<first>[A-Z][A-Za-z]{1,3})(?:\*\*|__)(?P<more>(?:\s?[/,&]\s?[A-Z][A-Za-z]{1,3}){0,4})\s*$"
)


def bold_initials_behind(markdown: str) -> tuple[str, int]:
    """The initials in bold with which a paragraph ends (`… **AM**/BK`) and where they begin."""
    tail = markdown[-60:]
    if "**" not in tail and "__" not in tail:
        return "", len(markdown)
    match = _BOLD_INITIALS.search(markdown, len(markdown) - len(tail))
    if match is None or not is_initials(match["first"]):
        return "", len(markdown)
    return match["first"] + match["more"], match.start()
