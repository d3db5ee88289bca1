"""What an owner looks like: handles, names, initials, teams, and several of them in one cell.

Not here: where in an item an owner stands (owner_places.py), or who that is in a tracker (people.py).
"""

import re
from functools import lru_cache

from service.document.cast import NOBODY_KNOWN, Cast

_HANDLE = r"(?<![\w/.@`])@[A-Za-z0-9](?:[\w-]|\.(?=\w)){0,80}(?:/[\w.-]{1,80})?"
_JOIN = r"\s{0,3}(?:,|;|/|&|\+|\band/or\b|\band\b|\bor\b)\s{0,3}"
HANDLES = rf"{_HANDLE}(?:{_JOIN}{_HANDLE}){{0,9}}"

_NOBODY = {
    "", "tbd", "tbc", "tba", "todo", "n/a", "na", "none", "nobody", "no one", "unassigned", "unknown", "open",
    "owner", "@owner", "name", "@name", "@handle", "we", "us", "?", "-", "—", "–", "…", "...", "to be decided",
    "to be determined", "to be confirmed", "to be assigned", "pending", "not assigned", "not yet assigned",
    "no owner", "x", "xxx", "who",
}  # fmt: skip
_APART = r"(?:,|;|\n|\band/or\b|\s[&+/|]\s|\s(?:and|or|und)\s)\s*"
_SEPARATOR = re.compile(rf"(?<!\s)\s+{_APART}|{_APART}", re.IGNORECASE)
"""Blanks are taken from the first of a run on alone, which keeps long runs of them cheap."""
_SLASHED = re.compile(r"(?<=[A-Za-z])/(?=@?[A-Za-z])")
_WITH_TRAILING_AT = re.compile(r"(\w[\w.-]{0,60})@(?![\w.])")
_WITH_HANDLE = re.compile(rf"[^@<>()]{{1,80}}[(<\s]\s{{0,3}}({_HANDLE})\s{{0,3}}[)>]?")
_WITH_EMAIL = re.compile(r"[^@<>()]{0,80}[(<]?\b([\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5})\s{0,3}[)>]?")


@lru_cache(maxsize=1024)
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
    if match := _WITH_TRAILING_AT.match(text):
        return match[1]
    if match := _WITH_HANDLE.fullmatch(text) or _WITH_EMAIL.fullmatch(text):
        return match[1].rstrip(".")
    if text.startswith(("(", "<")) or text.count("(") != text.count(")"):
        text = text.strip("()<> ")
    return text


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


_TEAM = re.compile(r"team \w+(?: \w+)?|\w+(?: \w+)? (?:team|squad)", re.IGNORECASE)


def is_name(text: str, cast: Cast = NOBODY_KNOWN) -> bool:
    """Whether the words in front of an item are somebody's name, and not its topic.

    A handle, a team, somebody known; else two or three capitalised words, none of the kind that topics are made of.
    """
    if re.fullmatch(HANDLES, text) or _TEAM.fullmatch(text) or cast.knows(text):
        return True
    parts = text.split()
    return len(parts) in (2, 3) and all(
        re.fullmatch(r"[A-Z][a-z][\w'’-]*\.?", part) and not _TOPIC.fullmatch(part) for part in parts
    )


_INITIALS = re.compile(r"[A-Z][A-Za-z]{1,3}")
_ACRONYMS = {
    "api", "ci", "cd", "db", "sdk", "ui", "ux", "qa", "sre", "dns", "cpu", "aws", "gcp", "tls", "slo", "sla", "cdn",
    "etl", "ml", "todo", "tbd", "tbc", "tba", "done", "rca", "rpc", "sql", "http", "ram", "oom", "iam", "vpn",
    "ecs", "eks", "gke", "web", "app", "lb", "pr", "mr", "az", "ha", "dr", "os", "ip", "vm", "ai", "mq", "kv", "eu",
    "us", "uk", "id", "ids", "pdb", "hpa", "ttl", "rpo", "rto", "rfc", "adr", "ssh", "ssl", "ssd", "ebs", "s3",
    "rds", "vpc", "acl", "arn", "ldap", "sso", "saml", "mfa", "xss", "csp", "cors", "dos", "ddos", "nfs", "pvc",
    "pv", "cli", "gui", "ide", "npm", "nan", "json", "yaml", "toml", "csv", "pdf", "html", "css", "url", "uri",
    "utc", "gmt", "poc", "mvp", "kpi", "okr", "faq", "sop", "gpu", "jvm", "gc", "io", "p0", "p1", "p2", "p3", "p4",
    "mttr", "mttd", "fyi", "asap", "eod", "eow", "eom", "eta", "wip", "pii", "gdpr", "slas", "slos", "low", "new",
    "old", "all", "any", "not", "and", "yes", "now", "apis", "vms", "dbs", "prs", "cis", "pods", "elb", "alb",
    "nlb", "nat", "bgp", "isp", "dhcp", "ntp", "smtp", "imap",
}  # fmt: skip


def is_initials(text: str) -> bool:
    """`AM` or `DMc`: two to four letters, at least two of them capitals, and no acronym of the trade."""
    capitals = sum(character.isupper() for character in text)
    short = len(text) < 4 or not text.isupper()
    return bool(_INITIALS.fullmatch(text)) and capitals > 1 and short and text.casefold() not in _ACRONYMS


def group_owners(text: str, cast: Cast = NOBODY_KNOWN) -> tuple[str, ...]:
    """The owners that a line above a list names: handles, initials, teams, people who are known.

    Any other word is as likely a topic.
    """
    owners = split_owners(text.strip().rstrip(":"))
    return owners if all(_is_sure(owner, cast) for owner in owners) else ()


def _is_sure(owner: str, cast: Cast) -> bool:
    return is_initials(owner) or bool(re.fullmatch(HANDLES, owner) or _TEAM.fullmatch(owner)) or cast.knows(owner)
