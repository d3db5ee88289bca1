"""The eight things that hold whatever happens, each by its name.

The first, second, third, fourth and sixth are looked at after every turn of the service, the others at rest. They read
what stands in the trackers (survey.py), not what the service believes.
"""

import re
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from connectors.tracker import Issue, Ref
from service.markers import Kind, Signer
from service.record import Record, from_payload
from service.says import boxes
from tests.simulation.survey import Note, Seen, Survey
from tests.simulation.tale import Tale, Told
from tests.simulation.town import KEY
from tests.stories.github_site import BOT, GitHubSite

ONE_TICKET = "at most one ticket a row"
BYTES_KEPT = "what people wrote is kept"
PRIVATE = "nothing goes into a less private place"
REVIEWS = "one review a cycle, on its day"
CONVERGES = "every finished row gets its ticket"
OVERRULED = "nobody is overruled"
IN_STEP = "boxes and tickets agree at rest"
ACCOUNTED = "deliveries are acted on, parked or ignored"
UNEXPECTED = "no job ends in an unexpected error"

NAMES = (ONE_TICKET, BYTES_KEPT, PRIVATE, REVIEWS, CONVERGES, OVERRULED, IN_STEP, ACCOUNTED)

_BLOCK = re.compile(
    r"<!-- followthrough:begin [0-9a-f]{16} -->\n((?:(?!<!-- followthrough:begin ).)*?)\n?<!-- followthrough:end -->",
    re.DOTALL,
)
_HIDDEN = re.compile(r"<!-- followthrough:[^>]*-->\n?")
_BOX = re.compile(r"\[[ x]\]")


def after_a_turn(tale: Tale, before: Survey, after: Survey) -> None:
    """The service did something between these two."""
    _one_ticket_a_row(tale, after)
    _what_people_wrote(tale, before, after)
    _nothing_less_private(tale, before, after)
    _reviews_in_time(tale, before, after)
    _nobody_overruled(tale, before, after)
    if tale.town.failures:
        tale.breaks(UNEXPECTED, tale.town.failures.pop())


def _one_ticket_a_row(tale: Tale, after: Survey) -> None:
    claims = Counter(held for seen in after.values() if (held := tale.held(seen)))
    for held, number in claims.items():
        if number > 1:
            tale.breaks(REVIEWS if held.kind == "review" else ONE_TICKET, f"{number} times {held}")
    for told in tale.tolds:
        titles = Counter(
            s.title for s in after.values() if (h := tale.held(s)) and (h.told, h.kind) == (told.number, "ticket")
        )
        for title, number in titles.items():
            if title in told.inserted and number > told.inserted[title]:
                tale.breaks(ONE_TICKET, f"{number} tickets say {title!r}, which {told.inserted[title]} rows say")
        statuses = [it for it in _comments(tale, after, told) if "followthrough:status" in it.body and it.author == BOT]
        if len(statuses) > 1:
            tale.breaks(ONE_TICKET, f"{len(statuses)} status comments on {told.number}")


def _comments(tale: Tale, now: Survey, told: Told) -> tuple[Note, ...]:
    return now[told.where].comments if told.where in now else ()


def _what_people_wrote(tale: Tale, before: Survey, after: Survey) -> None:
    tolds = {told.where for told in tale.tolds}
    for at, old in before.items():
        new = after.get(at)
        if new is None:
            tale.breaks(BYTES_KEPT, f"{old.project}#{old.handle} is gone")
            continue
        if (old.author != BOT or at in tolds) and old.body != new.body:
            tale.breaks(BYTES_KEPT, f"the body of {old.project}#{old.handle} was {old.body!r} and is {new.body!r}")
        elif old.author == BOT and old.body != new.body:
            _outside(tale, (at, ""), old.body, new.body)
        now = {note.id: note for note in new.comments}
        for note in old.comments:
            if note.id not in now:
                tale.breaks(BYTES_KEPT, f"a comment on {old.project}#{old.handle} is gone: {note.body!r}")
            elif note.author != BOT and now[note.id] != note:
                tale.breaks(BYTES_KEPT, f"a comment of {note.author} was {note.body!r} and is {now[note.id].body!r}")
            elif now[note.id] != note:
                _outside(tale, (at, note.id), note.body, now[note.id].body)
    for words, (there, comment) in tale.notes.items():
        if there in after and words not in _text(after[there], comment):
            tale.breaks(BYTES_KEPT, f"{words!r} is no longer in {there}: {_text(after[there], comment)!r}")
    _remember(tale, before, after)


def _text(seen: Seen, comment: str) -> str:
    return next((note.body for note in seen.comments if note.id == comment), "") if comment else seen.body


def _outside(tale: Tale, place: tuple[tuple[str, str], str], old: str, new: str) -> None:
    """Bytes around the service's block, where there is one: Jira's documents have no such thing."""
    found = list(_BLOCK.finditer(old))
    if not found:
        return
    last, was = found[-1], list(_BLOCK.finditer(tale.written.get(place, "")))
    untouched = bool(was) and _BOX.sub("[ ]", was[-1][1]) == _BOX.sub("[ ]", last[1])
    head, foot = old[: last.start()], old[last.end() :]
    if untouched:
        kept = new.startswith(head) and new.endswith(foot)
    else:
        theirs = _HIDDEN.sub("", old[last.start() :])
        kept = new.startswith((head + theirs.rstrip(), head))
    if not kept:
        tale.breaks(BYTES_KEPT, f"outside the block of {place}: {old!r} became {new!r}")


def _remember(tale: Tale, before: Survey, after: Survey) -> None:
    for at, new in after.items():
        old = before.get(at)
        if new.author == BOT and (old is None or old.body != new.body):
            tale.written[at, ""] = new.body
        known = {note.id: note.body for note in old.comments} if old else {}
        for note in new.comments:
            if note.author == BOT and known.get(note.id) != note.body:
                tale.written[at, note.id] = note.body


def _nothing_less_private(tale: Tale, before: Survey, after: Survey) -> None:
    for at, new in after.items():
        old = before.get(at)
        if old is not None and (old.body, old.title, old.comments, old.links) == (
            new.body,
            new.title,
            new.comments,
            new.links,
        ):
            continue
        about = _about(tale, new)
        home = after.get(about.where) if about else None
        if home is not None and new.openness > home.openness:
            what = "was created" if old is None else "was written"
            tale.breaks(
                PRIVATE, f"{new.project}#{new.handle} {what} where more people read than {home.project}: {new.title!r}"
            )


def _about(tale: Tale, seen: Seen) -> Told | None:
    held = tale.held(seen)
    if held and held.told >= 0:
        return tale.tolds[held.told]
    return next((told for told in tale.tolds if told.where == (seen.tracker, seen.id)), None)


def _reviews_in_time(tale: Tale, before: Survey, after: Survey) -> None:
    for told in tale.tolds:
        record = record_of(tale, told)
        if record is None:
            continue
        if record.finished_at and told.asked and not _somebody_finished_it(tale, told, record.finished_at):
            tale.breaks(REVIEWS, f"{told.number} was finished at {record.finished_at}, asked at {told.asked}")
        cycle = len(record.reviews) + 1
        if record.review_due:
            wanted = tale.dues.setdefault((told.number, cycle), record.review_due)
            if wanted != record.review_due and cycle == 1:
                tale.breaks(REVIEWS, f"the first review of {told.number} was due at {wanted}, now {record.review_due}")
            first = cycle == 1 and record.finished_at
            if first and record.review_due != due_after(record.finished_at, weeks=5):
                tale.breaks(REVIEWS, f"finished at {record.finished_at}, review due at {record.review_due}")
    for at in after.keys() - before.keys():
        held = tale.held(after[at])
        if (
            held
            and held.kind == "review"
            and (due := tale.dues.get((held.told, int(held.key))))
            and tale.town.clock() < due
        ):
            tale.breaks(REVIEWS, f"review {held.key} of {held.told} opened at {after[at].created_at}, due at {due}")


def _somebody_finished_it(tale: Tale, told: Told, at: datetime) -> bool:
    """When it was asked for, or when what stood in its way was mended afterwards."""
    return at in tale.moments and min(told.asked).replace(microsecond=0) <= at


def due_after(start: datetime | None, *, weeks: int) -> datetime:
    """So many weeks later at ten in Berlin, as the stories' mapping has it; a weekend moves it to Monday."""
    assert start is not None
    zone = ZoneInfo("Europe/Berlin")
    day = start.astimezone(zone).date() + timedelta(weeks=weeks)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, 10, tzinfo=zone)


def _nobody_overruled(tale: Tale, before: Survey, after: Survey) -> None:
    tolds = {told.where for told in tale.tolds}
    for at, old in before.items():
        new = after.get(at)
        if new is None:
            continue
        for what, was, is_now in (
            ("title", old.title, new.title),
            ("labels", sorted(old.labels), sorted(new.labels)),
            ("owners", old.assignees, new.assignees),
        ):
            if was != is_now:
                tale.breaks(OVERRULED, f"the {what} of {old.project}#{old.handle}: {was!r} became {is_now!r}")
        if old.open != new.open:
            wanted = tale.boxed.pop(at, (None, ""))[0]
            reopened = at in tolds and new.open
            if wanted != new.open and not reopened and at not in tale.torn:
                tale.breaks(OVERRULED, f"{old.project}#{old.handle} is {_state(new)}, which nobody asked for")


def _state(seen: Seen) -> str:
    return "open" if seen.open else "closed"


# -- at rest


def at_rest(tale: Tale) -> None:
    now = tale.survey()
    _deliveries(tale)
    for told in tale.tolds:
        if told.where not in now:
            continue
        record = record_of(tale, told)
        if record is None or record.finished_at is None:
            # With no place for its tickets, a finish waits, and says so.
            if not tale.lost or "**Asked to finish.**" not in _said(tale, told):
                tale.breaks(CONVERGES, f"{told.number} was never finished: {_said(tale, told)}")
            continue
        _every_row_has_its_ticket(tale, told, record)
        _boxes_agree(tale, told, record)
        _planned_nothing(tale, told)
    for there, wanted in tale.stated.items():
        if there in now and now[there].open != wanted and there not in tale.torn:
            tale.breaks(
                OVERRULED, f"{now[there].project}#{now[there].handle} is {_state(now[there])} against the last word"
            )


def _deliveries(tale: Tale) -> None:
    ledger, counters = tale.town.ledger, tale.town.runtime.index.counters()
    counted = counters.get("deliveries_queued", 0) + counters.get("deliveries_ignored", 0)
    if counted != ledger.accepted or counters.get("deliveries_ignored", 0) != ledger.ignored:
        tale.breaks(ACCOUNTED, f"{ledger} against {counters}")
    for answer in ledger.unreasoned:
        tale.breaks(ACCOUNTED, answer)
    left, parked = tale.town.runtime.hints.wanted(), tale.town.runtime.index.parked()
    parked_refs = {entry.ref for entry in parked if entry.message}
    if unserved := [str(ref) for ref in left if str(ref) not in parked_refs]:
        tale.breaks(ACCOUNTED, f"never looked at: {unserved}")
    if parked and not tale.lost:
        tale.breaks(CONVERGES, f"still parked with all faults over: {parked}")


def _every_row_has_its_ticket(tale: Tale, told: Told, record: Record) -> None:
    if tale.lost:
        return
    rows = told.document.rows
    have = {held.key for held, _ in tale.ours("ticket", told)}
    have |= {held.key for held in tale.deleted if held.told == told.number}
    have |= {action.key for action in record.actions if action.adopted}
    keys = [row.key for row in rows]
    if rows[0].key:
        missing = [key for key in keys if key not in have and keys.count(key) == 1]
    else:
        there = [action for action in record.actions if not action.left]
        missing = [action.key for action in there if action.key not in have] + ["?"] * (len(rows) - len(there))
    if missing:
        tale.breaks(CONVERGES, f"{missing} of {told.number} have no ticket: {_said(tale, told)}")


def _boxes_agree(tale: Tale, told: Told, record: Record) -> None:
    """What the status comment and an open review say of each ticket is what the ticket says."""
    now = tale.survey()
    closed = {
        action.key: not now[at].open
        for action in record.actions
        if action.ticket and (at := _at(now, action.ticket)) in now
    }
    texts = [("status", _said(tale, told))]
    if (last := record.last_review) and last.closed_at is None and (at := _at(now, last.ref)) in now:
        issue = tale.town.runtime.trackers[last.ref.tracker].issue(last.ref)
        texts += [("review", issue.body)] if isinstance(issue, Issue) else []
    for name, text in texts:
        block = _BLOCK.findall(text)
        shown, ticked = boxes.keys(block[-1] if block else text), boxes.ticked(block[-1] if block else text)
        wrong = {key: closed[key] for key in shown & closed.keys() if (key in ticked) != closed[key]}
        tried = {action.key for action in record.actions if action.tried_at}
        if wrong.keys() - tried:
            tale.breaks(IN_STEP, f"{name} of {told.number}: {wrong} (True is closed): {text}")


def _at(now: Survey, ref: Ref) -> tuple[str, str]:
    return next((at for at, seen in now.items() if seen.where == (ref.tracker, ref.project, ref.number)), ("", ""))


def _planned_nothing(tale: Tale, told: Told) -> None:
    planned = tale.town.runtime.reconciler(lambda tracker: tracker).planned(told.ref)
    if not isinstance(planned, tuple) or planned[1]:
        steps = planned[1] if isinstance(planned, tuple) else planned
        tale.breaks(IN_STEP, f"another look at {told.number} would still do {steps}")


def record_of(tale: Tale, told: Told) -> Record | None:
    """What the service's own marker says; of a Jira, which keeps it beside the comment, through the connector."""
    payload = Signer([KEY]).read(Kind.STATUS, _said(tale, told))
    return from_payload(payload) if payload else None


def _said(tale: Tale, told: Told) -> str:
    if isinstance(told.site, GitHubSite):
        status = tale.status(told)
        return status.body if status else ""
    found = tale.town.runtime.trackers[told.site.name].comments(told.ref) if tale.at(told) else ()
    return next((it.body for it in found if "followthrough:status" in it.body), "")
