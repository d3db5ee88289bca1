"""Histories: what people may do around one post-mortem, in any order, with time passing in between.

Each move is a value, so that a failing history prints as the list of what was done.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import strategies as st

from connectors.tracker import Permission, Reason, Ref, Visibility
from service.document.rules.profiles import PROFILES
from service.mappings import ReviewRule
from service.markers import MARK
from tests.planning.documents import TITLES, Document, Row, Shape, document
from tests.planning.rig import APP, FINISHED, HOME, LABELS, Rig, new_rig
from tests.planning.state import ALICE, BOB, CAROL, MALLORY, Entry

ELSEWHERE = "acme/other"
GAPS = (timedelta(0), timedelta(seconds=1), timedelta(hours=5), timedelta(days=9), timedelta(days=21))


@dataclass
class Told:
    """A history while it is told: the rig, the document as people have it, and what must still be true of it."""

    rig: Rig
    ref: Ref
    document: Document
    head: str = ""
    """What stands above the document, such as the link to the incident."""
    tail: str = ""
    notes: list[str] = field(default_factory=list)
    """Words that people wrote near or into what the service renders."""
    stated: dict[str, bool] = field(default_factory=dict)
    """By issue id: whether people want the ticket open."""

    def write(self, document: Document) -> None:
        self.document = document
        self.rig.people.edit(self.ref, f"{self.head}{document}{self.tail}")

    def ticket(self, n: int) -> Entry | None:
        """The n-th ticket on record that is still there."""
        found = [self.rig.world.entries.get(self.rig.world.where(ref)) for ref in self._tickets()]
        living = [entry for entry in found if entry and not entry.deleted]
        return living[n % len(living)] if living else None

    def key_of(self, entry: Entry) -> str:
        record = self.rig.record(self.ref)
        return next(a.key for a in record.actions if a.ticket and self.rig.world.where(a.ticket) == entry.ref)

    def review(self) -> Entry | None:
        found = self.rig.reviews()
        return max(found, key=lambda entry: int(entry.id)) if found else None

    def note(self, words: str) -> str:
        written = f"{words} {len(self.notes)}"
        self.notes.append(written)
        return written

    def _tickets(self) -> list[Ref]:
        if not self.rig.statuses(self.ref):
            return []
        return [action.ticket for action in self.rig.record(self.ref).actions if action.ticket]


@dataclass(frozen=True)
class Move:
    """One thing that somebody does; `n` and `m` say to what and how."""

    act: str
    n: int
    m: int
    gap: timedelta

    def make(self, told: Told) -> None:
        told.rig.pass_time(self.gap)
        ACTS[self.act](told, self.n, self.m)


def _row(told: Told, n: int) -> int:
    return n % len(told.document.rows)


def _reword(told: Told, n: int, m: int) -> None:
    rows = list(told.document.rows)
    if rows:
        at = _row(told, n)
        rows[at] = replace(rows[at], title=f"{rows[at].title} again" if m % 3 else TITLES[m % len(TITLES)])
        told.write(told.document.with_rows(*rows))


def _insert(told: Told, n: int, m: int) -> None:
    rows = list(told.document.rows)
    if len(rows) < 8:
        taken = {row.key for row in rows}
        key = next(f"A{i}" for i in range(20 + m, 99) if f"A{i}" not in taken) if rows and rows[0].key else ""
        rows.insert(n % (len(rows) + 1), Row(TITLES[m % len(TITLES)], key, measure="" if m % 2 else "it is there"))
        told.write(told.document.with_rows(*rows))


def _delete_row(told: Told, n: int, m: int) -> None:
    rows = list(told.document.rows)
    if rows:
        del rows[_row(told, n)]
        told.write(told.document.with_rows(*rows))


def _move_row(told: Told, n: int, m: int) -> None:
    rows = list(told.document.rows)
    if rows:
        rows.insert(m % len(rows), rows.pop(_row(told, n)))
        told.write(told.document.with_rows(*rows))


def _copy_row(told: Told, n: int, m: int) -> None:
    rows = list(told.document.rows)
    if rows and len(rows) < 8:
        rows.insert(m % len(rows), rows[_row(told, n)])
        told.write(told.document.with_rows(*rows))


def _spoil(told: Told, n: int, m: int) -> None:
    rows = list(told.document.rows)
    if rows:
        at = _row(told, n)
        rows[at] = replace(rows[at], owner="" if m % 2 else "@alice and @bob")
        told.write(told.document.with_rows(*rows))


def _mend(told: Told, n: int, m: int) -> None:
    mended = (replace(row, owner="@alice" if m % 2 else "@bob") for row in told.document.rows)
    told.write(told.document.with_rows(*mended))


def _link(told: Told, n: int, m: int) -> None:
    rows = list(told.document.rows)
    if rows:
        at = _row(told, n)
        there = told.rig.people.open_issue(APP, "An older issue", "It was there before.", who=BOB)
        if m % 3 == 0:
            told.rig.people.delete(there)
        rows[at] = replace(rows[at], link=told.rig.world.url_of(there))
        told.write(told.document.with_rows(*rows))


def _ask(told: Told, n: int, m: int) -> None:
    told.rig.people.label(told.ref, FINISHED, (ALICE, BOB, CAROL, MALLORY)[m % 4])


def _waive(told: Told, n: int, m: int) -> None:
    """In a comment, of somebody who may or may not; of something that stands or does not."""
    rule = ("owner/missing", "owner/several", "smart/measurable", "actions/none", "owner/mising")[n % 5]
    key = told.document.rows[_row(told, m)].key if told.document.rows else ""
    because = " because it was agreed" if n % 4 else ""
    told.rig.people.say(told.ref, f"/waive {rule} {key}{because}", (ALICE, MALLORY, CAROL, BOB)[m % 4])


def _unwaive(told: Told, n: int, m: int) -> None:
    entry = told.rig.people.entry(told.ref)
    entry.comments = [one for one in entry.comments if "/waive owner" not in one.body or MARK in one.body]


def _waive_here(told: Told, n: int, m: int) -> None:
    """In the document itself; a further one, or none any more."""
    rule = ("owner/missing", "owner/several", "actions/none")[n % 3]
    told.tail = f"{told.tail}\n\nWaived: {rule}, because it was agreed\n" if m % 3 else told.tail.partition("\n\nW")[0]
    told.write(told.document)


def _close(told: Told, n: int, m: int) -> None:
    told.rig.people.close(told.ref, list(Reason)[n % 3], (ALICE, MALLORY)[m % 2])


def _close_ticket(told: Told, n: int, m: int) -> None:
    if entry := told.ticket(n):
        told.rig.people.close(entry.ref, list(Reason)[m % 3])
        told.stated[entry.id] = False


def _reopen_ticket(told: Told, n: int, m: int) -> None:
    if entry := told.ticket(n):
        told.rig.people.reopen(entry.ref)
        told.stated[entry.id] = True


def _assign(told: Told, n: int, m: int) -> None:
    if entry := told.ticket(n):
        told.rig.people.assign(entry.ref, *((ALICE,), (BOB,), (), (ALICE, BOB))[m % 4])


def _retitle(told: Told, n: int, m: int) -> None:
    if entry := told.ticket(n):
        told.rig.people.retitle(entry.ref, f"{entry.title} | by @mallory <!-- {m}")


def _new_due(told: Told, n: int, m: int) -> None:
    if entry := told.ticket(n):
        told.rig.people.edit(entry.ref, entry.body.replace("2026-05-01", f"2026-06-{m % 28 + 1:02}"))


def _delete_ticket(told: Told, n: int, m: int) -> None:
    if (entry := told.ticket(n)) and m % 2:
        told.rig.people.delete(entry.ref)


def _transfer_ticket(told: Told, n: int, m: int) -> None:
    if entry := told.ticket(n):
        told.rig.people.transfer(entry.ref, told.rig.world.place((ELSEWHERE, APP)[m % 2]).id)


def _tick_status(told: Told, n: int, m: int) -> None:
    if (entry := told.ticket(n)) and told.rig.people.tick(
        told.ref, told.key_of(entry), comment=told.rig.status(told.ref).id, ticked=bool(m % 2)
    ):
        told.stated[entry.id] = not m % 2


def _tick_review(told: Told, n: int, m: int) -> None:
    review = told.review()
    last = told.rig.record(told.ref).last_review if review else None
    if review is None or last is None or told.rig.world.where(last.ref) != review.ref:
        return
    entry = told.ticket(n)
    if entry and told.rig.people.tick(review.ref, told.key_of(entry), ticked=bool(m % 2)):
        told.stated[entry.id] = not m % 2


def _drop_box(told: Told, n: int, m: int) -> None:
    if entry := told.ticket(n):
        told.rig.people.drop_box(told.ref, told.key_of(entry), comment=told.rig.status(told.ref).id)


def _scribble(told: Told, n: int, m: int) -> None:
    """Words written above, below, or into the service's part of the review or of the status comment."""
    people = told.rig.people
    if m % 2 and (review := told.review()):
        people.edit(review.ref, _with_note(review.body, n, told))
    elif told.rig.statuses(told.ref):
        status = told.rig.status(told.ref)
        told.rig.world.reword_comment(people.entry(told.ref), status.id, _with_note(status.body, n, told))


def _with_note(body: str, n: int, told: Told) -> str:
    note = told.note("a note by hand")
    if n % 3 == 0:
        return f"{note}\n\n{body}"
    if n % 3 == 1:
        return f"{body}\n\n{note}"
    begin, _, rest = body.partition("**")
    return f"{begin}{note} **{rest}" if MARK in begin else f"{body}\n{note}"


def _close_review(told: Told, n: int, m: int) -> None:
    if review := told.review():
        told.rig.people.close(review.ref, list(Reason)[m % 3])


def _reopen_review(told: Told, n: int, m: int) -> None:
    if review := told.review():
        told.rig.people.reopen(review.ref)


def _delete_review(told: Told, n: int, m: int) -> None:
    if (review := told.review()) and m % 2:
        told.rig.people.delete(review.ref)


def _archive(told: Told, n: int, m: int) -> None:
    told.rig.world.place((APP, HOME)[n % 2]).accepts_issues = bool(m % 2)


def _publish(told: Told, n: int, m: int) -> None:
    told.rig.world.place(APP).visibility = list(Visibility)[m % 4]


def _demote(told: Told, n: int, m: int) -> None:
    told.rig.world.place(APP).permission = Permission.WRITE if m % 2 else Permission.READ


def _drop_owner(told: Told, n: int, m: int) -> None:
    told.rig.world.place((APP, HOME)[n % 2]).unassignable = {"alice", "bob"} if m % 2 else set()


def _hide(told: Told, n: int, m: int) -> None:
    told.rig.world.place(APP).readable = bool(m % 2)


def _other_mapping(told: Told, n: int, m: int) -> None:
    rule = ReviewRule(after=timedelta(weeks=4 + m % 3), business_days=bool(n % 2))
    checks = ({}, PROFILES["strict"].checks, PROFILES["lenient"].checks)[n % 3]
    told.rig.mappings = (replace(told.rig.mappings[0], review=rule, checks=checks),)


def _wait(told: Told, n: int, m: int) -> None:
    told.rig.pass_time(timedelta(days=n % 20))


def _forget(told: Told, n: int, m: int) -> None:
    told.rig.journal.intents.clear()
    told.rig.memory.projects.clear()
    told.rig.memory.people.clear()


ACTS: dict[str, Callable[[Told, int, int], None]] = {
    "reword": _reword,
    "insert": _insert,
    "delete row": _delete_row,
    "move row": _move_row,
    "copy row": _copy_row,
    "spoil": _spoil,
    "mend": _mend,
    "link": _link,
    "ask to finish": _ask,
    "waive": _waive,
    "take waivers back": _unwaive,
    "waive here": _waive_here,
    "take back": lambda told, n, m: told.rig.people.unlabel(told.ref, LABELS[m % 2]),
    "tag": lambda told, n, m: told.rig.people.label(told.ref, LABELS[0]),
    "close": _close,
    "reopen": lambda told, n, m: told.rig.people.reopen(told.ref),
    "retitle": lambda told, n, m: told.rig.people.retitle(told.ref, f"Checkout errors, part {m} @bob"),
    "close ticket": _close_ticket,
    "reopen ticket": _reopen_ticket,
    "assign ticket": _assign,
    "retitle ticket": _retitle,
    "new due": _new_due,
    "delete ticket": _delete_ticket,
    "transfer ticket": _transfer_ticket,
    "tick in status": _tick_status,
    "tick in review": _tick_review,
    "drop box": _drop_box,
    "scribble": _scribble,
    "close review": _close_review,
    "reopen review": _reopen_review,
    "delete review": _delete_review,
    "archive": _archive,
    "publish": _publish,
    "demote": _demote,
    "drop owner": _drop_owner,
    "hide": _hide,
    "other mapping": _other_mapping,
    "wait": _wait,
    "forget": _forget,
}

small = st.integers(0, 11)
moves = st.builds(Move, st.sampled_from(sorted(ACTS)), small, small, st.sampled_from(GAPS))
documents = st.builds(document, st.integers(0, 4), keyed=st.booleans(), shape=st.sampled_from(list(Shape)))
histories = st.lists(moves, max_size=14)


@dataclass(frozen=True)
class Beginning:
    document: Document
    from_incident: bool
    stage: int
    """0: being written; 1: finished; 2: its first review is open; 3: that was closed and the second is open."""

    def tell(self) -> Told:
        rig = new_rig(places=(HOME, APP, ELSEWHERE))
        told = _from_incident(rig, self.document) if self.from_incident else _adopted(rig, self.document)
        rig.look(told.ref)
        if self.stage:
            rig.pass_time(timedelta(minutes=2))
            rig.people.label(told.ref, FINISHED)
            rig.look(told.ref)
        for _ in range(self.stage - 1 if self.document.rows else 0):
            rig.people.close(rig.reviewed(told.ref))
            rig.pass_time(timedelta(hours=1))
            rig.look(told.ref)
        if self.stage > 1 and self.document.rows:
            rig.people.reopen(rig.reviews()[-1].ref)
            rig.look(told.ref)
        return told


beginnings = st.builds(Beginning, documents, st.booleans(), st.integers(0, 3))


def _adopted(rig: Rig, document: Document) -> Told:
    return Told(rig, rig.tagged(document), document)


def _from_incident(rig: Rig, document: Document) -> Told:
    incident = rig.tagged("The checkout answers with 500.", "Checkout down")
    rig.look(incident)
    opened = rig.post_mortems()[0]
    hidden = opened.body[opened.body.index("<!-- followthrough:post-mortem") :]
    told = Told(rig, opened.ref, document, tail=f"\n\n{hidden}")
    told.write(document)
    return told
