"""One item of an action list, read: title, owners, due date, cause, measure, priority, done.

Not here: which items there are (actions.py).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from service.document.blocks import NO_REFERENCES, References
from service.document.dates import find_due, parse_date
from service.document.fields import LABEL_IN_TEXT, Field, labelled
from service.document.inline import CLOSE, OPEN, Words, plain, words
from service.document.owners import group_owners, is_name, owner_behind, owner_in_front, split_owners
from service.document.placeholders import is_placeholder
from service.document.post_mortem import Lines


@dataclass
class Item:
    """What has been read of an action so far; the first reading of a field stands."""

    key: str = ""
    title: str = ""
    owners: tuple[str, ...] = ()
    due: date | None = None
    due_text: str | None = None
    priority: str | None = None
    measure: str | None = None
    causes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    done: bool | None = None
    known: set[Field] = field(default_factory=set)
    """Fields that were given in so many words, so that the running text need not be searched for them."""

    def give(self, name: Field, value: str, references: References) -> None:
        """Takes the value of a column or label."""
        if not value:
            return
        if links := words(value, references).links:
            self.add_links(links)
        if name not in self.known and not is_placeholder(value) and name in _GIVERS:
            self.known.add(name)
            _GIVERS[name](self, value, references)

    def add_links(self, links: tuple[str, ...]) -> None:
        self.links = tuple(dict.fromkeys((*self.links, *(link for link in links if link.lower().startswith("http")))))

    def add_causes(self, causes: tuple[str, ...]) -> None:
        self.causes = tuple(dict.fromkeys((*self.causes, *causes)))


def _owner(item: Item, value: str, references: References) -> None:
    found = words(value, references)
    item.owners = split_owners(found.plain())


def _due(item: Item, value: str, references: References) -> None:
    text = plain(value, references)
    item.due_text, item.due = text, parse_date(text)
    if item.due is None and (due := find_due(text)):
        item.due = due.on


def _cause(item: Item, value: str, references: References) -> None:
    item.add_causes(cause_references(value) or _listed(plain(value, references)))


def _measure(item: Item, value: str, references: References) -> None:
    item.measure = plain(value, references)


def _priority(item: Item, value: str, references: References) -> None:
    item.priority = plain(value, references).strip("[]() ") or None


def _status(item: Item, value: str, references: References) -> None:
    item.done = status(plain(value, references))


def _key(item: Item, value: str, references: References) -> None:
    item.key = written_key(plain(value, references))


_GIVERS: Mapping[Field, Callable[[Item, str, References], None]] = {
    Field.KEY: _key,
    Field.OWNER: _owner,
    Field.DUE: _due,
    Field.CAUSE: _cause,
    Field.MEASURE: _measure,
    Field.PRIORITY: _priority,
    Field.STATUS: _status,
}


@dataclass(frozen=True)
class Found:
    """An item and where it stands."""

    lines: Lines
    item: Item


_CAUSE = re.compile(r"(?<![\w-])(?:RC|CF)[- ]?(\d{1,3})(?![\w-])", re.IGNORECASE)
_CAUSE_CELL = re.compile(r"(?<![\w-])(?:RC|CF|C|root cause|cause|#)?[- ]?(\d{1,3})(?![\w-])", re.IGNORECASE)
_NO_CAUSE = {"-", "—", "–", "none", "n/a", "all"}


def cause_references(text: str) -> tuple[str, ...]:
    """`RC1` and the like, in the form that causes are keyed by."""
    return tuple(dict.fromkeys(f"RC{int(match[1])}" for match in _CAUSE.finditer(text[:_LONGEST])))


def _listed(text: str) -> tuple[str, ...]:
    """What a cause cell lists: `1, 2` are RC1 and RC2, other words stay as they are."""
    entries = [entry.strip(" .()[]") for entry in re.split(r"[,;/&]|\band\b", text[:200])]
    if all(_CAUSE_CELL.fullmatch(entry) for entry in entries if entry):
        return tuple(f"RC{int(match[1])}" for entry in entries if (match := _CAUSE_CELL.fullmatch(entry)))
    return () if text.casefold() in _NO_CAUSE else (text,)


_DONE = {
    "done",
    "complete",
    "completed",
    "closed",
    "finished",
    "fixed",
    "merged",
    "shipped",
    "resolved",
    "yes",
    "x",
    "[x]",
    "released",
}
_NOT_DONE = {
    "open",
    "todo",
    "to do",
    "not started",
    "in progress",
    "planned",
    "ongoing",
    "wip",
    "pending",
    "new",
    "no",
    "[ ]",
    "not done",
}
_TICKS = "✅✔☑🗹"
_CROSSES = "❌⬜☐🔲🚧"


def status(text: str) -> bool | None:
    """Done, not done, or not said."""
    bare = text.strip().casefold().strip("*_`.!")
    if bare in _DONE or bare.startswith(tuple(_TICKS)) or bare == ":white_check_mark:":
        return True
    if bare in _NOT_DONE or bare.startswith(tuple(_CROSSES)):
        return False
    first = re.split(r"[\s(,:–—-]", bare, maxsplit=1)[0]
    return True if first in ("done", "completed", "closed", "fixed") else None


_GROUP_DONE = re.compile(r"\b(?:completed|done|finished)\b", re.IGNORECASE)
_GROUP_OPEN = re.compile(r"\b(?:in[- ]progress|planned|to[- ]?do|outstanding|not done|upcoming)\b", re.IGNORECASE)


def group_status(heading: str) -> bool | None:
    """What a heading says of everything under it: `Immediate actions (completed)`, `Planned`."""
    if _GROUP_OPEN.search(heading):
        return False
    return True if _GROUP_DONE.search(heading) else None


_KEY_CELL = re.compile(r"(?:[A-Za-z]{1,8}[-_. ]?)?\d{1,5}[.)]?")
_KEY_IN_FRONT = re.compile(r"(?P<key>(?:AI|ACT|A)[- ]?\d{1,4})(?:\s*[:.)\]]\s*|\s+[—–-]\s+|\s+)(?=\S)")


def written_key(text: str) -> str:
    """The key in an ID cell. A bare number counts as `A` and the number: it is what one would say."""
    text = text.strip()
    if not _KEY_CELL.fullmatch(text):
        return ""
    text = text.rstrip(".)")
    return f"A{int(text)}" if text.isdecimal() else text.replace(" ", "")


_LONGEST = 5_000
"""What stands further back in an item is kept in its title, and not searched for owners and dates."""

_CHECKBOX = re.compile(r"\s*\[([ xX])\](?:\s+|$)")
_PRIORITY = re.compile(
    r"^[\[(]?(P[0-5])[\])]?(?:\s*[:–—-]\s*|\s+)(?=\S)|(?:[\s—–-]|^)[\[(](P[0-5])[\])]|\s[—–|,-]?\s?(P[0-5])[.]?$"
)
_DONE_WHEN = re.compile(r"(?<![\w-])done (?:when|once|if)[\s:]+(?P<measure>\S.*)$", re.IGNORECASE | re.DOTALL)
_TICK_IN_FRONT = re.compile(rf"[{_TICKS}{_CROSSES}]\ufe0f?\s*")
_TICK_BEHIND = re.compile(
    rf"\s*[{_TICKS}{_CROSSES}]\ufe0f?\s*$|\s+[—–-]\s*(?:done|to-?do)$|\s(?-i:DONE|TODO)$"
    r"|\s*[(\[](?:done|completed|in progress|todo|planned)[)\]]$",
    re.IGNORECASE,
)
_ENDS_OF_CAUSES = tuple("0123456789)].,;")
_CAUSES_BEHIND = re.compile(
    r"[\s,;—–-]*[(\[]?\s{0,3}(?:(?:for|addresses|answers|fixes|see|root causes?:?|causes?:?)\s)?"
    r"(?:(?:RC|CF)-?\d{1,3}(?:\s{0,3}(?:,|/|&|and)\s{0,3})?){1,9}\s{0,3}[)\]]?[.,;]?$",
    re.IGNORECASE,
)
_CHUNK_BEHIND = re.compile(
    rf"[\s,;:—–-]*[(\[]{{0,2}}(?:see|tracked in|in|via)?\s*{OPEN}(\d+){CLOSE}[)\]]{{0,2}}[.,;]?$", re.IGNORECASE
)
_MERE_LINK = re.compile(
    r"(?:the\s)?(?:github |gitlab |jira |tracking |follow-up )?"
    r"(?:issue|ticket|pull request|pr|mr|merge request|link|jira|here|bug|card|task|doc|commit)s?"
    r"(?: ?#?\d+)?|[\w./-]*#\d+|[A-Z][A-Z0-9]+-\d+|https?://.*",
    re.IGNORECASE,
)
_STOPS = "\x1f"
"""Stands where something was taken out, so that what stood left and right of it does not grow together."""


def read_item(markdown: str, references: References, item: Item | None = None) -> Item:
    """Reads the words of an item into `item`, of which some fields may be known already."""
    item = item or Item()
    markdown = _checkbox(markdown, item)
    found = words(markdown, references)
    item.add_links(found.links)
    text, rest = found.text[:_LONGEST], found.text[_LONGEST:]
    text = _key_in_front(text, item)
    text = _labels(text, item, found)
    text = _bold_name(text, found, item)
    for take in (_ends, _due_phrase, _ends, _done_when, _ends, _front):
        text = take(text, item, found)
    item.add_causes(cause_references(text) if Field.CAUSE not in item.known else ())
    if not item.title:
        item.title = _title(text + rest, found)
    return item


def _checkbox(markdown: str, item: Item) -> str:
    match = _CHECKBOX.match(markdown)
    if match is None:
        return markdown
    item.done = match[1] != " "
    return markdown[match.end() :]


def _key_in_front(text: str, item: Item) -> str:
    text = text.lstrip()
    match = _KEY_IN_FRONT.match(text)
    if match is None or item.key:
        return text
    item.key = match["key"].replace(" ", "")
    return text[match.end() :]


def _labels(text: str, item: Item, found: Words) -> str:
    """Takes out `Owner: …`, `Due: …` and their kin, each up to the next label, bracket, dash or end of sentence."""
    if ":" not in text and "=" not in text:
        return text
    labels = [match for match in LABEL_IN_TEXT.finditer(text) if match.lastgroup]
    for at in range(len(labels) - 1, -1, -1):
        match = labels[at]
        limit = labels[at + 1].start() if at + 1 < len(labels) else len(text)
        name = Field(str(match.lastgroup))
        end = _end_of_value(text, match.end(), limit, name)
        value = text[match.end() : end].strip(" \t,;.—–-|(")
        if name not in item.known and value:
            item.known.add(name)
            if not is_placeholder(value):
                _GIVERS[name](item, found.plain(value), NO_REFERENCES)
            text = text[: match.start()].rstrip(" ,;—–-|") + _STOPS + text[end:]
    return text


_ENDS = re.compile(r"[;)|\n\x1f]|\s[—–]\s|\s-\s|\.(?=\s|$)")
_ENDS_OWNER = re.compile(_ENDS.pattern + r"|,?\s(?:due|by|done when|priority|P[0-5])\b", re.IGNORECASE)
_ENDS_DATE = re.compile(r"[;)|\n\x1f]|\s[—–]\s|\s-\s|,(?!\s?\d{4})|\.(?=\s+[^\W\d]|$)")


_ENDS_AT = dict.fromkeys(Field, _ENDS) | {Field.DUE: _ENDS_DATE, Field.OWNER: _ENDS_OWNER}


def _end_of_value(text: str, start: int, limit: int, name: Field) -> int:
    match = _ENDS_AT[name].search(text, start, limit)
    return match.start() if match else limit


def _bold_name(text: str, found: Words, item: Item) -> str:
    """`**Alice**: …` names the owner where nothing else does and the words look like a name."""
    lead = found.lead.strip().rstrip(":").strip()
    if not lead or item.owners or Field.OWNER in item.known or not (is_name(lead) or group_owners(lead)):
        return text
    said = r"\s*(?::\s*|[—–-]\s+|\s)" if group_owners(lead) else r"\s*(?::\s*|[—–-]\s+)"
    match = re.match(rf"\s*{re.escape(lead)}{said}(?=\S)", text)
    rest = text[match.end() :] if match else ""
    if match is None or owner_behind(rest)[0]:
        return text
    item.owners = split_owners(lead)
    return _capitalised(rest)


def _ends(text: str, item: Item, found: Words) -> str:
    """Peels off what stands at the end, in whatever order: ticks, owner, priority, causes, links."""
    while True:
        shorter = _peeled(_without_stops(text), item, found)
        if shorter == text:
            return text
        text = shorter


def _without_stops(text: str) -> str:
    """Without the blanks at its end, and without the full stop that ended what was taken out there."""
    bare = text.rstrip(f" \t\n.,;{_STOPS}")
    return bare if _STOPS in text[len(bare) :] else text.rstrip()


def _peeled(text: str, item: Item, found: Words) -> str:
    if match := _TICK_BEHIND.search(text, max(0, len(text) - 40)):
        item.done = status(match[0].strip(" \t()[]—–-")) if item.done is None else item.done
        return text[: match.start()]
    owner, start = owner_behind(text)
    if owner and start and Field.OWNER not in item.known:
        item.owners = tuple(dict.fromkeys((*split_owners(owner), *item.owners)))
        return text[:start]
    if (
        text[-1:] in _ENDS_OF_CAUSES
        and (match := _CAUSES_BEHIND.search(text, max(0, len(text) - 80)))
        and match.start()
    ):
        item.add_causes(cause_references(match[0]) if Field.CAUSE not in item.known else ())
        return text[: match.start()]
    return _priority_of(_without_link(text, found), item)


def _without_link(text: str, found: Words) -> str:
    """The text without a link at its end that says no more than "issue"."""
    match = _CHUNK_BEHIND.search(text, max(0, len(text) - 40)) if found.chunks else None
    if match is None or not match.start():
        return text
    chunk = found.chunks[int(match[1])]
    return text[: match.start()] if chunk.url and _MERE_LINK.fullmatch(chunk.text.strip()) else text


def _priority_of(text: str, item: Item) -> str:
    match = _PRIORITY.search(text) if "P" in text else None
    if match is None or item.priority:
        return text
    item.priority = next(group for group in match.groups() if group)
    return f"{text[: match.start()]} {text[match.end() :]}".strip()


def _due_phrase(text: str, item: Item, found: Words) -> str:
    if Field.DUE in item.known:
        return text
    due = find_due(text)
    if due is None:
        return text
    item.known.add(Field.DUE)
    item.due, item.due_text = due.on, due.text
    return text[: due.start].rstrip(" ,;—–-|") + _STOPS + text[due.end :]


def _done_when(text: str, item: Item, found: Words) -> str:
    match = _DONE_WHEN.search(text)
    if match is None or Field.MEASURE in item.known:
        return text
    item.known.add(Field.MEASURE)
    measure = _ends(match["measure"], item, found)
    item.measure = _tidy(found.plain(measure)).rstrip(" .;,)") or None
    return text[: match.start()].rstrip(" \t\n,;.(—–-")


def _front(text: str, item: Item, found: Words) -> str:
    text = text.lstrip()
    if match := _TICK_IN_FRONT.match(text):
        item.done = status(match[0]) if item.done is None else item.done
        text = text[match.end() :]
    owner, end = owner_in_front(text)
    if owner and not item.owners and Field.OWNER not in item.known:
        item.owners = split_owners(owner)
        return _capitalised(text[end:])
    return text


def _capitalised(text: str) -> str:
    """After its subject was taken off, the sentence begins anew."""
    return text[:1].upper() + text[1:]


def _title(text: str, found: Words) -> str:
    title = _tidy(found.plain(text)).rstrip(" ,;:—–-(")
    return title if any(character.isalnum() for character in title) else _tidy(found.plain())


_EMPTY_BRACKETS = re.compile(r"\s*[(\[][\s,;|—–-]{0,20}[)\]]")
_BEFORE_MARK = re.compile(r"\s+([,.;:!?])")


def _tidy(text: str) -> str:
    """One line, without the brackets and dashes that stood around what was taken out."""
    text = " ".join(text.replace(_STOPS, " ").split())
    text = _BEFORE_MARK.sub(r"\1", _EMPTY_BRACKETS.sub("", text))
    if text.count("(") > text.count(")") and text.rfind("(") > len(text) - 3:
        text = text.rstrip("( ")
    return text.lstrip(" —–|,;.:)").rstrip(" —–|,;")


def read_detail(markdown: str, references: References, item: Item) -> None:
    """A nested bullet or a further paragraph: a field of the action when it is labelled as one, else only its links."""
    found = labelled(markdown)
    if found:
        item.give(*found, references)
        return
    item.add_links(words(markdown, references).links)
    if Field.CAUSE not in item.known:
        item.add_causes(cause_references(markdown))
    if match := re.match(r"\s*done (?:when|once)[\s:]+(\S.*)", markdown[:_LONGEST], re.IGNORECASE | re.DOTALL):
        item.give(Field.MEASURE, match[1], references)
