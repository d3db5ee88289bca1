"""Who an item says will do it, by the ways people write that. Not here: who that is in a tracker (people.py)."""

import re

_HANDLE = r"(?<![\w/.@`])@[A-Za-z0-9](?:[\w-]|\.(?=\w)){0,80}(?:/[\w.-]{1,80})?"
_JOIN = r"\s{0,3}(?:,|;|/|&|\+|\band/or\b|\band\b|\bor\b)\s{0,3}"
HANDLES = rf"{_HANDLE}(?:{_JOIN}{_HANDLE}){{0,9}}"

_NOBODY = {
    "", "tbd", "tbc", "tba", "todo", "n/a", "na", "none", "nobody", "no one", "unassigned", "unknown", "open",
    "owner", "@owner", "name", "@name", "@handle", "we", "us", "?", "-", "—", "–", "…", "...", "to be decided",
    "to be determined", "to be confirmed", "to be assigned", "pending", "not assigned", "not yet assigned",
    "no owner", "x", "xxx", "who",
}  # fmt: skip
_SEPARATOR = re.compile(r"\s*(?:,|;|\n|\band/or\b|\s[&+/|]\s|\s(?:and|or|und)\s)\s*", re.IGNORECASE)
_SLASHED = re.compile(r"(?<=[A-Za-z])/(?=@?[A-Za-z])")
_WITH_HANDLE = re.compile(rf"[^@<>()]{{1,80}}[(<\s]\s{{0,3}}({_HANDLE})\s{{0,3}}[)>]?")
_WITH_EMAIL = re.compile(r"[^@<>()]{0,80}[(<]?\b([\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5})\s{0,3}[)>]?")


def split_owners(text: str) -> tuple[str, ...]:
    """The entries of an owner cell or of `Owner: …`, as written; what stands for nobody is left out.

    `Alice Moreau (@alice)` is one person, `GE/RK` are two, `@acme/payments` is one team.
    """
    entries = (_one(entry) for part in _SEPARATOR.split(text[:1000]) for entry in _unslashed(part))
    return tuple(dict.fromkeys(entry for entry in entries if entry.casefold() not in _NOBODY))


def _unslashed(text: str) -> list[str]:
    return [text] if text.strip().startswith("@") and text.count("@") == 1 else _SLASHED.split(text)


def _one(text: str) -> str:
    text = text.strip(" \t.:*_`[]\"'")
    if match := _WITH_HANDLE.fullmatch(text) or _WITH_EMAIL.fullmatch(text):
        return match[1].rstrip(".")
    if text.startswith(("(", "<")) or text.count("(") != text.count(")"):
        text = text.strip("()<> ")
    return text


_WORD = r"[A-Z][\w'’.-]{0,30}"
_HEAD_HANDLE = re.compile(
    rf"\W{{0,3}}({HANDLES})(?:(?P<said>\s{{0,2}}(?::|[—–-](?=\s))|\s+(?:will|to|should|shall|is to|please)\b)"
    r"|\s{1,3}(?=\S))\s*",
    re.ASCII,
)
_HEAD_TEAM = re.compile(
    rf"((?:The )?(?:[Tt]eam {_WORD}(?: {_WORD})?|{_WORD}(?: {_WORD})? (?:[Tt]eam|[Ss]quad)))"
    r"(?:\s{0,2}:|\s+(?:will|to|should|shall|is to)\b(?! be\b))\s*"
)
_HEAD_NAME = re.compile(rf"({_WORD}(?: {_WORD}){{0,2}})\s+will\b(?! (?:be|not|also|need)\b)\s*")
_TAIL_HANDLE = re.compile(
    r"(?:(?P<apart>\s[—–-]{1,3}\s{0,3}|\s[|·→]\s{0,3}|\s->\s{0,3}|[(\[:]\s{0,3}|^)|[\s,;])"
    rf"(?:(?:by|owned by|assigned to)\s)?(?P<who>{HANDLES})\s{{0,3}}[)\]]?\s{{0,3}}[.,;]?$"
)
_TAIL_NAME = re.compile(rf"\s[—–]\s{{0,3}}(?P<who>{_WORD} {_WORD}(?: {_WORD})?)\s{{0,3}}[.]?$")
_NO_NAME = {
    "we", "this", "that", "it", "they", "these", "those", "there", "he", "she", "i", "you",
    "someone", "everyone", "nobody", "which", "the", "a",
}  # fmt: skip


def owner_in_front(text: str) -> tuple[str, int]:
    """The owner with which the item begins (`@alice: …`, `@alice will …`, `Team Alpha will …`) and where it ends."""
    for pattern in (_HEAD_HANDLE, _HEAD_TEAM, _HEAD_NAME):
        match = pattern.match(text)
        if match and pattern is _HEAD_HANDLE and "/" in match[1] and not match["said"]:
            continue  # `@acme/button needs …` is as likely a package as a team
        if match and match[1].split()[0].casefold() not in _NO_NAME and len(match[0]) < len(text):
            return match[1], match.end()
    return "", 0


def owner_behind(text: str) -> tuple[str, int]:
    """The owner with which the item ends (`… — @alice`, `… (@alice)`) and where that begins."""
    tail = max(0, len(text) - 400)
    match = _TAIL_HANDLE.search(text, tail) if "@" in text else None
    if match and "/" in match["who"] and match["apart"] is None:
        match = None  # a package, more likely than a team
    if match is None and ("—" in text or "–" in text):
        match = _TAIL_NAME.search(text, tail)
    return (match["who"], match.start()) if match else ("", len(text))


_TOPIC = re.compile(
    r".*(?:ing|tion|tions|ment|ments|ity|ness|ance|ence|ers|ies|age|ure|ics|ology|ability)$|"
    r"(?:the|a|an|no|our|more|better|api|apis|docs?|ci|cd|db|dns|sdk|ui|process|tools?|alerts?|tests?|database"
    r"|backend|frontend|platform|infra|infrastructure|runbooks?|deploys?|network|code|review|short|long|medium|term|action|item|note"
    r"|update|fix|add|rate|limits?|health|checks?"
    r"|redis|kafka|postgres\w*|mysql|kubernetes|k8s|docker|aws|gcp|azure|terraform|grafana|prometheus|jenkins|github"
    r"|gitlab|jira|slack|root|cause|p\d|step|phase|day|week|security|support|product|release|people|service|services"
    r"|data|logs?|metrics?|dashboards?|impact)",
    re.IGNORECASE,
)


def is_name(text: str) -> bool:
    """Whether the bold words in front of a colon are a name, and not the topic of the item.

    One to three capitalised words, none of which is of the kind that topics are made of.
    """
    if re.fullmatch(HANDLES, text):
        return True
    if re.fullmatch(r"(?i:team \w+(?: \w+)?|\w+(?: \w+)? (?:team|squad))", text):
        return True
    parts = text.split()
    return 0 < len(parts) <= 3 and all(
        re.fullmatch(r"[A-Z][\w'’-]*\.?", part) and not _TOPIC.fullmatch(part) for part in parts
    )


_INITIALS = re.compile(r"[A-Z][A-Za-z]{1,3}")
_ACRONYMS = {
    "api", "ci", "cd", "db", "sdk", "ui", "ux", "qa", "sre", "dns", "cpu", "aws", "gcp", "tls", "slo", "sla",
    "cdn", "etl", "ml", "todo", "tbd", "tbc", "tba", "done", "rca", "rpc", "sql", "http", "ram", "oom", "iam",
    "vpn", "ecs", "eks", "gke", "web", "app",
}  # fmt: skip


def is_initials(text: str) -> bool:
    """`AM` or `DMc`: two to four letters, at least two of them capitals, and no acronym of the trade."""
    capitals = sum(character.isupper() for character in text)
    return bool(_INITIALS.fullmatch(text)) and capitals > 1 and text.casefold() not in _ACRONYMS


def group_owners(text: str) -> tuple[str, ...]:
    """The owners that a bold line above a list names: handles, initials or a team. A bare word is as likely a topic."""
    owners = split_owners(text.strip().rstrip(":"))
    return owners if all(_is_sure(owner) for owner in owners) else ()


def _is_sure(owner: str) -> bool:
    return is_initials(owner) or bool(re.fullmatch(HANDLES, owner)) or owner.casefold().startswith("team ")
