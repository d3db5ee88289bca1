"""What people do in the trackers: each act by its name, with two small numbers that say to what and how.

Acts go through people's own desks: what the tracker would not let them do does not happen. Not here: what befalls the
trackers themselves (weather.py).
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from service.says.ticket import due_in
from tests.planning.documents import TITLES, Document, Row, Shape, document
from tests.simulation.survey import Seen, openness_of
from tests.simulation.tale import FINISHED, TAGGED, Held, Tale, Told
from tests.stories.desk import Desk
from tests.stories.github_site import GitHubSite

REASONS = ("completed", "not_planned", "duplicate")
MOST_ROWS, MOST_TOLD = 6, 3
DUE = timedelta(days=30)
KEYS = [f"A{number}" for number in range(50, 62)]
"""None begins with another one."""

Act = Callable[[Tale, int, int], None]


def _soon(tale: Tale) -> str:
    return (tale.town.clock() + DUE).date().isoformat()


def opens(tale: Tale, n: int, m: int) -> None:
    """Somebody writes a post-mortem and tags it."""
    if len(tale.tolds) >= MOST_TOLD:
        return
    rows = document(1 + n % 4, keyed=m % 3 > 0, shape=list(Shape)[m % 3])
    _begins(tale, rows.with_rows(*(replace(row, due=_soon(tale)) for row in rows.rows)))


def _begins(tale: Tale, words: Document) -> None:
    site, project = tale.town.home, tale.town.called(0)
    handle = tale.desk(site).opens(project, f"Outage {len(tale.tolds)}", str(words), (TAGGED,))
    seen = next(
        one for one in tale.survey().values() if (one.tracker, one.handle, one.project) == _at(site, handle, project)
    )
    told = Told(len(tale.tolds), site, seen.id, [tale.ref_of(seen)], words)
    told.inserted.update(row.title for row in words.rows)
    tale.tolds.append(told)


def _at(site: object, handle: int, project: str) -> tuple[str, int, str]:
    return getattr(site, "name", ""), handle, project


def reports(tale: Tale, n: int, m: int) -> None:
    """An incident, tagged: its post-mortem is the service's to open."""
    if len(tale.incidents) >= 2:
        return
    site, project = tale.town.home, tale.town.called(0)
    handle = tale.desk(site).opens(project, f"Incident {len(tale.incidents)}", "It answers with 500.", (TAGGED,))
    seen = next(
        one for one in tale.survey().values() if (one.tracker, one.handle, one.project) == _at(site, handle, project)
    )
    tale.incidents.append(tale.ref_of(seen))


def writes_up(tale: Tale, n: int, m: int) -> None:
    """The template that the service opened is filled in."""
    taken = {told.where for told in tale.tolds}
    fresh = [seen for _, seen in tale.ours("post-mortem") if (seen.tracker, seen.id) not in taken]
    if not fresh or len(tale.tolds) >= MOST_TOLD:
        return
    seen, words = fresh[n % len(fresh)], document(1 + m % 4)
    words = words.with_rows(*(replace(row, due=_soon(tale)) for row in words.rows))
    hidden = "\n".join(re.findall(r"<!-- followthrough:post-mortem .*? -->", seen.body))
    told = Told(len(tale.tolds), tale.site_of(seen), seen.id, [tale.ref_of(seen)], Document(()), tail=f"\n\n{hidden}")
    tale.tolds.append(told)
    tale.write(told, words)


def _rows(edit: Callable[[Tale, list[Row], int, int], None]) -> Act:
    def act(tale: Tale, n: int, m: int) -> None:
        told = tale.told(m)
        if told and told.document.rows:
            rows = list(told.document.rows)
            edit(tale, rows, n, m)
            tale.write(told, told.document.with_rows(*rows))

    return act


def _reword(tale: Tale, rows: list[Row], n: int, m: int) -> None:
    row = rows[n % len(rows)]
    rows[n % len(rows)] = replace(row, title=f"{row.title} again" if m % 3 else TITLES[m % len(TITLES)])


def _insert(tale: Tale, rows: list[Row], n: int, m: int) -> None:
    taken = {row.key for row in rows} | {held.key for held, _ in tale.ours("ticket")} | {it.key for it in tale.deleted}
    key = next((key for key in KEYS if key not in taken), "") if rows[0].key else ""
    if len(rows) < MOST_ROWS and bool(key) == bool(rows[0].key):
        row = Row(TITLES[m % len(TITLES)], key, due=_soon(tale), measure="" if m % 4 == 3 else "it is there")
        rows.insert(n % (len(rows) + 1), row)


def _delete(tale: Tale, rows: list[Row], n: int, m: int) -> None:
    if len(rows) > 1:
        del rows[n % len(rows)]


def _move(tale: Tale, rows: list[Row], n: int, m: int) -> None:
    rows.insert(m % len(rows), rows.pop(n % len(rows)))


def _copy(tale: Tale, rows: list[Row], n: int, m: int) -> None:
    if len(rows) < MOST_ROWS:
        rows.insert(m % len(rows), rows[n % len(rows)])


def _owner(tale: Tale, rows: list[Row], n: int, m: int) -> None:
    owner = ("@alice", "@bob", "", "@alice and @bob", "Team Alpha", "@nobody-here")[m % 6]
    rows[n % len(rows)] = replace(rows[n % len(rows)], owner=owner)


def adds_text(tale: Tale, n: int, m: int) -> None:
    """More words below the document."""
    if told := tale.told(n):
        told.tail = f"{told.tail}\n\n## Notes\n\nSeen by {('alice', 'bob')[m % 2]} {m}."
        tale.write(told, told.document)


def retitles(tale: Tale, n: int, m: int) -> None:
    if (told := tale.told(n)) and (seen := tale.at(told)):
        tale.desk(told.site).retitles(seen.project, seen.handle, f"Outage {told.number}, part {m} @bob")


def asks(tale: Tale, n: int, m: int) -> None:
    """To finish: by label, by closing or by a comment; Mallory may not."""
    if not (told := tale.told(n)) or not (seen := tale.at(told)):
        return
    who = ("alice", "bob", "alice", "mallory")[m % 4]
    desk = tale.desk(told.site, who)
    if n % 3 == 0:
        desk.tags(seen.project, seen.handle, FINISHED)
    elif n % 3 == 1:
        desk.closes(seen.project, seen.handle)
    else:
        desk.says(seen.project, seen.handle, "/finish")
    if who != "mallory":
        told.asked.append(tale.town.clock())


def closes(tale: Tale, n: int, m: int) -> None:
    if (told := tale.told(n)) and (seen := tale.at(told)):
        tale.desk(told.site).closes(seen.project, seen.handle, REASONS[m % 3])
        told.asked.append(tale.town.clock())


def reopens(tale: Tale, n: int, m: int) -> None:
    if (told := tale.told(n)) and (seen := tale.at(told)) and not seen.open:
        tale.desk(told.site).reopens(seen.project, seen.handle)


def takes_back(tale: Tale, n: int, m: int) -> None:
    if (told := tale.told(n)) and (seen := tale.at(told)):
        label = (FINISHED, TAGGED)[m % 2]
        if label in seen.labels:
            tale.desk(told.site).untags(seen.project, seen.handle, label)


def tags(tale: Tale, n: int, m: int) -> None:
    if (told := tale.told(n)) and (seen := tale.at(told)):
        tale.desk(told.site, ("alice", "bob")[m % 2]).tags(seen.project, seen.handle, TAGGED)


def says(tale: Tale, n: int, m: int) -> None:
    if (told := tale.told(n)) and (seen := tale.at(told)):
        words = ("Thanks.", "/waive owner/missing because it was agreed", "/check", "<!-- followthrough:status x -->")
        tale.desk(told.site, ("bob", "alice")[m % 2]).says(seen.project, seen.handle, words[m % 4])


def _ticket(act: Callable[[Tale, Desk, Held, Seen, int], None]) -> Act:
    def done(tale: Tale, n: int, m: int) -> None:
        if found := tale.a("ticket", n):
            held, seen = found
            act(tale, tale.desk(tale.site_of(seen), ("alice", "bob")[m % 2]), held, seen, m)

    return done


def _close_ticket(tale: Tale, desk: Desk, held: Held, seen: Seen, m: int) -> None:
    if seen.open:
        desk.closes(seen.project, seen.handle, REASONS[m % 3])
        tale.states(seen, False)


def _reopen_ticket(tale: Tale, desk: Desk, held: Held, seen: Seen, m: int) -> None:
    if not seen.open:
        desk.reopens(seen.project, seen.handle)
        tale.states(seen, True)


def _assign_ticket(tale: Tale, desk: Desk, held: Held, seen: Seen, m: int) -> None:
    desk.assigns(seen.project, seen.handle, *((), ("alice",), ("bob",))[m % 3])


def _retitle_ticket(tale: Tale, desk: Desk, held: Held, seen: Seen, m: int) -> None:
    desk.retitles(seen.project, seen.handle, f"{seen.title[:60]} | by @mallory {m}")


def _redate_ticket(tale: Tale, desk: Desk, held: Held, seen: Seen, m: int) -> None:
    if not isinstance(tale.site_of(seen), GitHubSite) or due_in(seen.body):
        desk.redates(seen.project, seen.handle, (tale.town.clock() + timedelta(days=m)).date())


def _delete_ticket(tale: Tale, desk: Desk, held: Held, seen: Seen, m: int) -> None:
    if m % 3 == 0:
        tale.site_of(seen).desk("alice").deletes(seen.project, seen.handle)
        tale.deleted.add(held)


def _move_ticket(tale: Tale, desk: Desk, held: Held, seen: Seen, m: int) -> None:
    """To another project: GitHub gives it a new number and a new id, Jira a new key."""
    site = tale.site_of(seen)
    there = [name for at, name in tale.town.projects if at is site and name != seen.project and site.has(name)]
    if not there:
        return
    to = there[m % len(there)]
    handle = site.desk("alice").moves(seen.project, seen.handle, to)
    new = next(
        one for one in tale.survey().values() if (one.tracker, one.handle, one.project) == (site.name, handle, to)
    )
    tale.moved((seen.tracker, seen.id), (new.tracker, new.id))


def _in_status(tale: Tale, n: int, m: int, told: Told) -> None:
    seen = tale.at(told)
    status = tale.status(told)
    found = tale.ours("ticket", told)
    if not seen or not status or not found:
        return
    held, ticket = found[n % len(found)]
    if ticket.open:
        tale.desk(told.site).ticks_in_comment(seen.project, seen.handle, int(status.id), held.key)
        tale.states(ticket, False, box=f"status {told.number}")


def ticks(tale: Tale, n: int, m: int) -> None:
    """A box of the status comment, or of the last review, which is empty."""
    told = tale.told(m)
    if told is None:
        return
    if n % 2 == 0:
        _in_status(tale, n // 2, m, told)
        return
    reviews, found = tale.ours("review", told), tale.ours("ticket", told)
    if not reviews or not found:
        return
    _, review = max(reviews, key=lambda it: int(it[0].key))
    held, ticket = found[(n // 2) % len(found)]
    if m % 3 and ticket.open:
        tale.desk(told.site).ticks(review.project, review.handle, held.key)
        tale.states(ticket, False, box=f"review {review.id}")
    elif not ticket.open:
        tale.desk(told.site).clears(review.project, review.handle, held.key)
        tale.states(ticket, True, box=f"review {review.id}")


def scribbles(tale: Tale, n: int, m: int) -> None:
    """Words below or above what the service renders: in the review, in the status comment of a GitHub, in a ticket."""
    found = tale.a(("review", "ticket")[m % 2], n)
    if found is None:
        return
    _, seen = found
    desk, site = tale.desk(tale.site_of(seen)), tale.site_of(seen)
    words = f"note {len(tale.notes)} by hand"
    if isinstance(site, GitHubSite) and m % 4 < 2:
        desk.writes(seen.project, seen.handle, f"{words}\n\n{seen.body}")
    else:
        desk.adds(seen.project, seen.handle, words)
    tale.note(seen)


def scribbles_in_status(tale: Tale, n: int, m: int) -> None:
    told = tale.told(n)
    status = tale.status(told) if told else None
    seen = tale.at(told) if told else None
    if told is None or seen is None or status is None or not isinstance(told.site, GitHubSite):
        return
    words = f"note {len(tale.notes)} by hand"
    begin, _, rest = status.body.partition("**")
    body = (f"{words}\n\n{status.body}", f"{status.body}\n\n{words}", f"{begin}{words} **{rest}")[m % 3]
    told.site.desk("alice").call("PATCH", f"/repos/{seen.project}/issues/comments/{status.id}", body=body)
    tale.note(seen, status.id)


def _review(act: Callable[[Tale, Desk, Held, Seen, int], None]) -> Act:
    def done(tale: Tale, n: int, m: int) -> None:
        if found := tale.a("review", n):
            held, seen = found
            act(tale, tale.desk(tale.site_of(seen)), held, seen, m)

    return done


def _close_review(tale: Tale, desk: Desk, held: Held, seen: Seen, m: int) -> None:
    if seen.open:
        desk.closes(seen.project, seen.handle, REASONS[m % 3])


def _reopen_review(tale: Tale, desk: Desk, held: Held, seen: Seen, m: int) -> None:
    if not seen.open:
        desk.reopens(seen.project, seen.handle)


def _delete_review(tale: Tale, desk: Desk, held: Held, seen: Seen, m: int) -> None:
    if m % 4 == 0:
        desk.deletes(seen.project, seen.handle)
        tale.deleted.add(held)


def copies_an_issue(tale: Tale, n: int, m: int) -> None:
    """Mallory opens an issue with the words, hidden ones included, and the labels of one of ours."""
    if (found := tale.a(("ticket", "review")[m % 2], n)) and openness_of(tale.site_of(found[1]), found[1].project) == 0:
        tale.desk(tale.site_of(found[1]), "mallory").opens(
            found[1].project, found[1].title, "A copy.\n\n" + _plain(found[1])
        )


def _plain(seen: Seen) -> str:
    return seen.body if not seen.body.startswith("{") else "of another"


PEOPLE: dict[str, tuple[int, Act]] = {
    "opens": (3, opens),
    "reports": (1, reports),
    "writes up": (2, writes_up),
    "rewords a row": (2, _rows(_reword)),
    "inserts a row": (3, _rows(_insert)),
    "deletes a row": (1, _rows(_delete)),
    "moves a row": (1, _rows(_move)),
    "copies a row": (1, _rows(_copy)),
    "changes an owner": (2, _rows(_owner)),
    "adds text": (1, adds_text),
    "retitles": (1, retitles),
    "asks to finish": (5, asks),
    "closes": (1, closes),
    "reopens": (1, reopens),
    "takes a label away": (1, takes_back),
    "tags": (1, tags),
    "comments": (1, says),
    "closes a ticket": (3, _ticket(_close_ticket)),
    "reopens a ticket": (2, _ticket(_reopen_ticket)),
    "assigns a ticket": (1, _ticket(_assign_ticket)),
    "retitles a ticket": (1, _ticket(_retitle_ticket)),
    "redates a ticket": (1, _ticket(_redate_ticket)),
    "deletes a ticket": (1, _ticket(_delete_ticket)),
    "moves a ticket": (1, _ticket(_move_ticket)),
    "ticks": (4, ticks),
    "scribbles": (2, scribbles),
    "scribbles in the status": (1, scribbles_in_status),
    "closes a review": (2, _review(_close_review)),
    "reopens a review": (1, _review(_reopen_review)),
    "deletes a review": (1, _review(_delete_review)),
    "copies an issue": (1, copies_an_issue),
}
"""By name: how often it comes, compared with the others, and what it is."""
