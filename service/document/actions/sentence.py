"""The running text of an action, taken apart: key, owner, due date, priority, causes, measure; the rest is its title.

Not here: the patterns of owners and dates (owners.py, dates/), or items and tables (entries.py, table.py).
"""

import re

from service.document.actions.fields import LABEL_IN_TEXT, Field, labelled
from service.document.actions.item import Item, cause_references
from service.document.actions.keys import key_in_front
from service.document.actions.marks import CROSSES, TICKS, status
from service.document.actions.owner_places import bold_initials_behind, owner_behind, owner_in_front
from service.document.actions.owners import HANDLES, group_owners, is_name, split_owners
from service.document.actions.ticket_names import is_nothing_but_tickets, tickets_named_in
from service.document.dates import find_due
from service.document.markdown.block import NO_REFERENCES, References
from service.document.markdown.inline import CLOSE, OPEN, Words, words

_LONGEST = 5_000
"""What stands further back in an item is kept in its title, and not searched for owners and dates."""

_CHECKBOX = re.compile(r"\s*\[([ xX])\](?:\s+|$)")
_PRIORITY = re.compile(
    r"^[\[(]?((?:HIGH|MEDIUM|LOW|CRITICAL|URGENT))[\])]?(?:\s*[:–—-]\s*|\s+)(?=\S)|^[\[(]?(P[0-5])[\])]?(?:\s*[:–—-]\s*|\s+)(?=\S)|(?:[\s—–-]|^)[\[(](P[0-5])[\])]|\s[—–|,-]?\s?(P[0-5])[.]?$"
)
_URGENCY = ("HIG", "MED", "LOW", "CRI", "URG")
_DONE_WHEN = re.compile(r"(?<![\w-])done (?:when|once|if)[\s:]+(?P<measure>\S.*)$", re.IGNORECASE | re.DOTALL)
_TICK_IN_FRONT = re.compile(rf"[{TICKS}{CROSSES}]\ufe0f?\s*")
_TICK_BEHIND = re.compile(
    rf"\s*[{TICKS}{CROSSES}]\ufe0f?\s*$|\s+[—–-]\s*(?:done|to-?do)$|\s(?-i:DONE|TODO)$"
    r"|\s*[(\[](?:done|completed|in progress|todo|planned)[)\]][.]?$",
    re.IGNORECASE,
)
DONE_REMARK = re.compile(
    r"(?:(?:\s[—–-]{1,2}|\s?[;(\[])\s{0,2}(?:done|completed?|fixed|shipped|merged|deployed|resolved|released|implemented)"
    r"|:\s{1,2}(?:done|completed?))\b(?!\s+(?:when|once|if|by the|in time)|\s?[:=]\s*(?:no\b|false))",
    re.IGNORECASE,
)
"""`… - done, see the wiki`, `…; completed as of 2026-11-03`: what follows only says how."""
_BEFORE_REMARK = re.compile("[-—–;([:]")
"""Cheap: a remark stands behind one of these."""
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
_CATEGORY_BEHIND = re.compile(
    r"\s\[(?:repair|mitigat|prevent|detect|process|investigat|document|monitor|test)[a-z]*\]$"
)
_STOPS = "\x1f"
"""Stands where something was taken out, so that what stood left and right of it does not grow together."""


def read_item(markdown: str, references: References, item: Item | None = None) -> Item:
    """Reads the words of an item into `item`, of which some fields may be known already."""
    item = item or Item(cast=references.cast, written=references.written)
    markdown = _bold_owner_behind(_checkbox(markdown, item), item)
    found = words(markdown, references)
    item.add_links(found.links)
    item.add_tickets(found.text)
    item.said.insert(0, found.plain())
    text, rest = found.text[:_LONGEST], found.text[_LONGEST:]
    text = _key_in_front(text, item)
    text = _labels(text, item, found)
    text = _bold_name(text, found, item)
    text = _ends(_done_remark(text, item), item, found)
    for take in (_due_phrase, _done_when):
        if (shorter := take(text, item, found)) is not text:
            text = _ends(shorter, item, found)
    text = _front(text, item)
    _told_later(text, item)
    item.add_causes(cause_references(text) if Field.CAUSE not in item.known else ())
    if not item.title:
        item.title = _title(text + rest, found)
    if is_nothing_but_tickets(item.title):
        item.tracked_in += tickets_named_in(item.title)
    return item


def _checkbox(markdown: str, item: Item) -> str:
    match = _CHECKBOX.match(markdown)
    if match is None:
        return markdown
    item.done = match[1] != " "
    return markdown[match.end() :]


def _bold_owner_behind(markdown: str, item: Item) -> str:
    owners, start = bold_initials_behind(markdown)
    if not owners or item.owners or Field.OWNER in item.known:
        return markdown
    item.owners = split_owners(owners)
    return markdown[:start]


def _key_in_front(text: str, item: Item) -> str:
    key, end = ("", 0) if item.key else key_in_front(text)
    item.key = item.key or key
    return text[end:]


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
        value = found.plain(text[match.end() : end].strip(" \t,;.—–-|("))
        if name is Field.CAUSE and not cause_references(value):
            continue  # as in "find the root cause: the disk?"
        if name not in item.known:
            item.give(name, value, NO_REFERENCES)
            text = _without(text, match.start(), end)
    return text


def _without(text: str, start: int, end: int) -> str:
    """The text without a part, and without the brackets that held nothing else."""
    before, after = text[:start].rstrip(" ,;—–-|"), text[end:]
    if before[-1:] in {"(", "["} and after.lstrip()[:1] in {")", "]"}:
        before, after = before[:-1].rstrip(" ,;—–-|"), after.lstrip()[1:]
    return before + _STOPS + after


_ENDS = re.compile(r"[;)\]|\n\x1f]|\s[—–]\s|\s-\s|\.(?=\s|$)")
_ENDS_OWNER = re.compile(_ENDS.pattern + r"|\s\((?!@)|,?\s(?:due|by|done when|priority|P[0-5])\b", re.IGNORECASE)
_ENDS_DATE = re.compile(r"[;)\]|\n\x1f]|\s[—–]\s|\s-\s|,(?!\s?\d{4})|\.(?=\s+[^\W\d]|$)")
_ENDS_AT = dict.fromkeys(Field, _ENDS) | {Field.DUE: _ENDS_DATE, Field.OWNER: _ENDS_OWNER}


def _end_of_value(text: str, start: int, limit: int, name: Field) -> int:
    match = _ENDS_AT[name].search(text, start, limit)
    return match.start() if match else limit


def _bold_name(text: str, found: Words, item: Item) -> str:
    """`**Alice**: …` names the owner where nothing else does and the words look like a name."""
    lead = found.lead.strip().rstrip(":").strip()
    if not lead or item.owners or Field.OWNER in item.known or not _is_owner(lead, item):
        return text
    said = r"\s*(?::\s*|[—–-]\s+|\s)" if group_owners(lead, item.cast) else r"\s*(?::\s*|[—–-]\s+)"
    match = re.match(rf"\s*{re.escape(lead)}{said}(?=\S)", text)
    rest = text[match.end() :] if match else ""
    if match is None or owner_behind(rest, item.cast)[0]:
        return text
    item.owners = split_owners(lead)
    return _capitalised(rest)


def _is_owner(lead: str, item: Item) -> bool:
    return is_name(lead, item.cast) or bool(group_owners(lead, item.cast))


def _ends(text: str, item: Item, found: Words) -> str:
    """Peels off what stands at the end, in whatever order: ticks, owner, priority, causes, links."""
    while True:
        shorter = _peeled(_without_stops(text), item, found)
        if shorter == text:
            return text
        text = shorter


def _done_remark(text: str, item: Item) -> str:
    match = DONE_REMARK.search(text) if item.done is None and _BEFORE_REMARK.search(text) else None
    if match is None or not text[: match.start()].strip():
        return text
    item.done = True
    return text[: match.start()]


def _without_stops(text: str) -> str:
    """Without the blanks at its end, and without the full stop that ended what was taken out there."""
    bare = text.rstrip(f" \t\n.,;{_STOPS}")
    return bare if _STOPS in text[len(bare) :] else text.rstrip()


def _ends_plainly(text: str) -> bool:
    """Whether the last word is an ordinary one, so that nothing is to be peeled off; cheap, and true for most texts."""
    last = text[-30:].rpartition(" ")[2]
    return last.isascii() and last.isalpha() and last.islower() and last not in _MARKS and "@" not in text


_MARKS = ("done", "todo", "do", "completed", "progress", "planned")


def _peeled(text: str, item: Item, found: Words) -> str:
    if _ends_plainly(text):
        return _priority_of(text, item)
    if match := _TICK_BEHIND.search(text, max(0, len(text) - 40)):
        item.done = status(match[0].strip(" \t()[]—–-")) if item.done is None else item.done
        return text[: match.start()]
    owner, start = owner_behind(text, item.cast)
    if owner and start and Field.OWNER not in item.known:
        item.owners = tuple(dict.fromkeys((*split_owners(owner), *item.owners)))
        return text[:start]
    if match := _CATEGORY_BEHIND.search(text, max(0, len(text) - 30)):
        return text[: match.start()]
    match = _CAUSES_BEHIND.search(text, max(0, len(text) - 80)) if text[-1:] in _ENDS_OF_CAUSES else None
    if match and match.start():
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
    match = _PRIORITY.search(text) if "P" in text or text[:8].lstrip("[(")[:3] in _URGENCY else None
    if match is None or item.priority:
        return text
    item.priority = next(group for group in match.groups() if group)
    return f"{text[: match.start()]} {text[match.end() :]}".strip()


def _due_phrase(text: str, item: Item, found: Words) -> str:
    if Field.DUE in item.known:
        return text
    due = find_due(text, item.written)
    if due is None:
        return text
    item.known.add(Field.DUE)
    item.due, item.due_text, item.due_choices = due.on, due.text, due.choices
    return text[: due.start].rstrip(" ,;—–-|") + _STOPS + text[due.end :]


def _done_when(text: str, item: Item, found: Words) -> str:
    match = None if Field.MEASURE in item.known else _DONE_WHEN.search(text)
    if match is None:
        return text
    item.known.add(Field.MEASURE)
    if Field.CAUSE not in item.known:
        item.add_causes(cause_references(match["measure"]))
    measure = _ends(match["measure"], item, found)
    item.measure = _tidy(found.plain(measure)).rstrip(" .;,)") or None
    return text[: match.start()].rstrip(" \t\n,;.(—–-")


def _front(text: str, item: Item) -> str:
    text = text.lstrip()
    if match := _TICK_IN_FRONT.match(text):
        item.done = status(match[0]) if item.done is None else item.done
        text = text[match.end() :]
    owner, end = owner_in_front(text, item.cast)
    if owner and not item.owners and Field.OWNER not in item.known:
        item.owners = split_owners(owner)
        return _capitalised(text[end:])
    return text


_TOLD_LATER = re.compile(rf"(?<=[.;!?])\s+(?P<who>{HANDLES})\s+(?:will|to|is going to|should|has agreed to)\s")
_IN_PROGRESS = re.compile(r"\b(?:(?:is|still) (?:a )?(?:work )?in progress|WIP)\b")


def _told_later(text: str, item: Item) -> None:
    """`… The cache is cold. @alice will warm it.`"""
    if not item.owners and Field.OWNER not in item.known and "@" in text and (match := _TOLD_LATER.search(text)):
        item.owners = split_owners(match["who"])
    if item.done is None and ("progress" in text or "WIP" in text) and _IN_PROGRESS.search(text):
        item.done = False


def _capitalised(text: str) -> str:
    """After its subject was taken off, the sentence begins anew."""
    return text[:1].upper() + text[1:]


def _title(text: str, found: Words) -> str:
    title = _tidy(found.plain(text)).rstrip(" ,;:—–-(")
    return title if _LETTER.search(title) else _tidy(found.plain())


_LETTER = re.compile(r"[^\W_]")
_EMPTY_BRACKETS = re.compile(r"\s*[(\[][\s,;|—–-]{0,20}[)\]]")
_BEFORE_MARK = re.compile(r" (?=[,.;:!?])")


def _tidy(text: str) -> str:
    """One line, without the brackets and dashes that stood around what was taken out."""
    text = " ".join(text.replace(_STOPS, " ").split())
    if "(" in text or "[" in text:
        text = _EMPTY_BRACKETS.sub("", text)
    text = _BEFORE_MARK.sub("", text)
    if text.count("(") > text.count(")") and text.rfind("(") > len(text) - 3:
        text = text.rstrip("( ")
    return text.lstrip(" —–|,;.:)").rstrip(" —–|,;")


def read_detail(markdown: str, references: References, item: Item) -> None:
    """A nested bullet or a further paragraph: a field of the action when it is labelled as one, else only its links."""
    found = labelled(markdown, references.columns)
    if found:
        item.give(*found, references)
        return
    said = words(markdown, references)
    item.said.append(said.plain())
    item.add_links(said.links)
    item.add_tickets(said.text)
    if Field.CAUSE not in item.known:
        item.add_causes(cause_references(markdown))
    if match := re.match(r"\s*done (?:when|once)[\s:]+(\S.*)", markdown[:_LONGEST], re.IGNORECASE | re.DOTALL):
        item.give(Field.MEASURE, match[1], references)
