"""Two tickets for one action, or two reviews of one cycle, should they ever exist: the later one is closed, once."""

from collections import Counter
from typing import Any

import pytest

from connectors.sandbox.faults import Fault, FaultKind
from connectors.tracker import Ref
from service.index import parse_ref
from service.rebuild import rebuild
from service.reconcile import Reconciler
from service.says.dry_run import sentence
from tests.stories.conftest import Staging
from tests.stories.desk import Told
from tests.stories.documents import TABLE
from tests.stories.github_site import BOT
from tests.stories.jira_desk import JiraDesk
from tests.stories.jira_stories import BOTH_KINDS, TICKETS_IN_JIRA, looks_once
from tests.stories.pairing import DATACENTER, GITHUB, GITHUB_CLOUD, Pairing
from tests.stories.stage import Stage
from tests.stories.test_following import row
from tests.stories.test_jira_forgeries import PROPERTY, hidden_beside
from tests.stories.test_jira_levels import at_home, level_of, restricted, with_level
from tests.stories.test_jira_workflows import on_the

SOME = pytest.mark.parametrize("heard", [GITHUB, DATACENTER], indirect=True, ids=str)
PAIRS = pytest.mark.parametrize("heard", [GITHUB, GITHUB_CLOUD, DATACENTER], indirect=True, ids=str)


def copied(stage: Stage, project: str, first: Told, by: str = BOT) -> int:
    """An issue with the words, the labels and what is hidden of another one; its handle."""
    desk = stage.person(by).at(project)
    if not isinstance(desk, JiraDesk):
        return desk.opens(project, first.title, first.body, tuple(first.labels))
    fields: dict[str, Any] = {"project": {"key": project}, "issuetype": {"name": "Task"}, "summary": first.title}
    fields |= {"labels": sorted(first.labels), "description": desk.sees(first.handle)}
    hidden = [{"key": PROPERTY, "value": hidden_beside(desk, first.handle)}]
    return int(desk.call("POST", "/issue", fields=fields, properties=hidden)["id"])


def ticket_of(stage: Stage, key: str = "A1") -> Told:
    """The first one that was opened for an action."""
    named = (issue for issue in stage.alice.lists(stage.app) if f", action {key}\n" in f"{issue.body}\n")
    return next(issue for issue in named if issue.author == BOT)


def everything(stage: Stage, but: int | None = None, of: str | None = None) -> list[Any]:
    """What there is to read, besides one issue, which is among the tickets unless told."""
    projects = dict.fromkeys((stage.incidents, stage.app))
    issues = [(project, told) for project in projects for told in stage.alice.lists(project)]
    others = [(where, told) for where, told in issues if (where, told.handle) != (of or stage.app, but)]
    return [(told, stage.alice.comments(where, told.handle)) for where, told in others]


def healed(stage: Stage, project: str, double: int, first: Told) -> bool:
    """Whether one was closed as a duplicate of the other, and said so once."""
    told, said = stage.alice.reads(project, double), stage.alice.comments(project, double)
    if told.open or not said:
        return False
    assert told.reason == "not_planned"
    assert len(said) == 1
    assert said[0].author == BOT
    assert f"is a duplicate of [{first.name}]({first.url})" in said[0].body
    return True


def sweeps(stage: Stage) -> None:
    stage.clock.advance(hours=1)
    stage.ticking.sweep(stage.clock())
    stage.settle()


def amnesia(stage: Stage) -> None:
    stage.redis.flushall()
    rebuild(stage.runtime, list)
    stage.settle()


def unheard(stage: Stage) -> None:
    for site in stage.sites:
        site.delivers("drop")


def heard_again(stage: Stage) -> None:
    for site in stage.sites:
        assert site.drain()
        site.delivers("normal")


def twice(stage: Stage) -> tuple[int, Told, int]:
    """A finished post-mortem, the ticket of A1, and a second one that nobody has seen yet."""
    number = stage.finished(TABLE)
    stage.clock.advance(days=1)
    first = ticket_of(stage)
    unheard(stage)
    double = copied(stage, stage.app, first)
    heard_again(stage)
    return number, first, double


def post_mortem_ref(stage: Stage, number: int) -> Ref:
    return next(ref for it in stage.runtime.index.entries() if (ref := parse_ref(it.ref)).number == number)


def ticket_ref(stage: Stage, handle: int) -> Ref:
    place = stage.mapping.tickets
    project = stage.runtime.index.project(place.tracker, place.project)
    assert project is not None
    return Ref(place.tracker, project.id, handle)


@PAIRS
def test_a_second_ticket_is_closed_when_a_webhook_tells_of_it(heard: Stage) -> None:
    number = heard.finished(TABLE)
    heard.clock.advance(days=1)
    first, before = ticket_of(heard), everything(heard)
    double = copied(heard, heard.app, first)
    heard.settle()

    assert healed(heard, heard.app, double, first)
    assert everything(heard, double) == before
    assert row(heard.status(number), "A1").endswith("| open |")


@PAIRS
def test_a_second_ticket_is_closed_when_a_sweep_finds_it(heard: Stage) -> None:
    _, first, double = twice(heard)
    heard.settle()
    assert not healed(heard, heard.app, double, first), "otherwise it was not the sweep"
    before = everything(heard, double)
    sweeps(heard)

    assert healed(heard, heard.app, double, first)
    assert everything(heard, double) == before


@PAIRS
def test_a_second_ticket_is_closed_after_redis_was_wiped_and_rebuilt(heard: Stage) -> None:
    _, first, double = twice(heard)
    before = everything(heard, double)
    heard.redis.flushall()
    assert rebuild(heard.runtime, list).due == 1
    heard.settle()

    assert healed(heard, heard.app, double, first)
    assert everything(heard, double) == before


@PAIRS
def test_it_is_done_once_and_looks_afterwards_cost_what_they_did_before(heard: Stage) -> None:
    number, first, double = twice(heard)
    before = cost_of_a_look(heard, number)
    sweeps(heard)
    assert healed(heard, heard.app, double, first)
    written = heard.written()
    looks_once(heard, number)

    assert cost_of_a_look(heard, number) == before
    heard.later(days=3)
    sweeps(heard)
    amnesia(heard)
    assert heard.written() == written
    assert healed(heard, heard.app, double, first)


def cost_of_a_look(stage: Stage, number: int) -> Counter[str]:
    before = stage.requests()
    looks_once(stage, number)
    return stage.requests() - before


@PAIRS
def test_the_first_ticket_goes_on_alone(heard: Stage) -> None:
    number, first, double = twice(heard)
    sweeps(heard)
    heard.clock.advance(days=1)
    heard.alice.closes(heard.app, first.handle)
    heard.settle()

    assert row(heard.status(number), "A1").endswith("| done |")
    heard.alice.says(heard.app, double, "Good that this one is gone.")
    heard.settle()
    assert f"[{first.name}]" in row(heard.status(number), "A1")


@PAIRS
def test_a_double_that_somebody_opens_again_is_left_alone(heard: Stage) -> None:
    number, _, double = twice(heard)
    sweeps(heard)
    heard.clock.advance(hours=1)
    heard.alice.reopens(heard.app, double)
    heard.settle()
    sweeps(heard)
    amnesia(heard)
    heard.later(days=2)

    assert heard.alice.reads(heard.app, double).open
    assert len(heard.alice.comments(heard.app, double)) == 1
    assert row(heard.status(number), "A1").endswith("| open |")


@SOME
def test_one_whose_comment_was_deleted_as_well_is_left_alone(heard: Stage) -> None:
    _, _, double = twice(heard)
    sweeps(heard)
    heard.clock.advance(hours=1)
    heard.alice.reopens(heard.app, double)
    heard.alice.unsays(heard.app, double, heard.alice.comments(heard.app, double)[0].id)
    heard.settle()
    amnesia(heard)

    assert heard.alice.reads(heard.app, double).open
    assert heard.alice.comments(heard.app, double) == []


@SOME
def test_what_somebody_closed_already_is_not_talked_about(heard: Stage) -> None:
    _, _, double = twice(heard)
    heard.alice.closes(heard.app, double, "not_planned")
    heard.settle()
    amnesia(heard)

    assert heard.alice.comments(heard.app, double) == []


@PAIRS
def test_where_the_first_ticket_was_deleted_the_second_one_is_not_closed(heard: Stage) -> None:
    number, first, double = twice(heard)
    heard.alice.deletes(heard.app, first.handle)
    heard.later(days=2)
    sweeps(heard)
    amnesia(heard)

    assert heard.alice.reads(heard.app, double).open
    assert heard.alice.comments(heard.app, double) == []
    assert row(heard.status(number), "A1").endswith("| gone |")


@SOME
def test_where_people_dropped_the_first_one_the_second_one_is_not_closed(heard: Stage) -> None:
    _, first, double = twice(heard)
    heard.alice.closes(heard.app, first.handle, "duplicate")
    heard.settle()
    sweeps(heard)

    assert heard.alice.reads(heard.app, double).open
    assert heard.alice.comments(heard.app, double) == []


@PAIRS
def test_a_copy_that_another_account_wrote_is_none_of_ours(heard: Stage) -> None:
    heard.finished(TABLE)
    heard.clock.advance(days=1)
    copy = copied(heard, heard.app, ticket_of(heard), by="bob")
    heard.settle()
    sweeps(heard)
    amnesia(heard)

    assert heard.alice.reads(heard.app, copy).open
    assert heard.alice.comments(heard.app, copy) == []


@PAIRS
def test_a_second_review_is_closed_too(heard: Stage) -> None:
    heard.finished(TABLE)
    heard.later(days=36)
    (first,) = heard.reviews()
    heard.clock.advance(days=1)
    before = everything(heard)
    double = copied(heard, heard.incidents, first)
    heard.settle()

    assert healed(heard, heard.incidents, double, first)
    assert everything(heard, double, heard.incidents) == before
    amnesia(heard)
    assert healed(heard, heard.incidents, double, first)


@PAIRS
def test_the_dry_run_says_it_first(heard: Stage) -> None:
    number, _, double = twice(heard)
    ref, name = post_mortem_ref(heard, number), heard.alice.reads(heard.app, double).name
    heard.runtime.index.suspect(ref, [ticket_ref(heard, double)])
    reconciler: Reconciler = heard.runtime.reconciler(lambda tracker: tracker)
    planned = reconciler.planned(ref)
    assert isinstance(planned, tuple)

    assert [sentence(step) for step in planned[1]] == [
        f"close {name} as a duplicate and say so there, because the ticket of action A1 was opened twice"
    ]
    assert heard.alice.comments(heard.app, double) == []


def crashed(stage: Stage) -> int:
    """A post-mortem whose tickets were created by a look that could not write them down, and nobody heard of them."""
    number = stage.post_mortem(TABLE)
    stage.clock.advance(hours=1)
    unheard(stage)
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    writing = r"/issues/comments/\d+|/issue/\d+/comment/\d+"
    for method in ("PATCH", "PUT"):
        stage.home.faults.add(Fault(FaultKind.STATUS_BEFORE, method=method, path=writing, times=None))
    looks_once(stage, number)
    stage.home.faults.clear()
    assert "Being written" in stage.status(number)
    assert len(stage.tickets()) == 3
    return number


@PAIRS
def test_a_ticket_that_a_crashed_look_created_is_adopted_and_not_closed(heard: Stage) -> None:
    number = crashed(heard)
    heard_again(heard)
    for ticket in heard.tickets().values():
        heard.alice.assigns(heard.app, ticket.handle, "bob")
    heard.much_later(hours=1)
    amnesia(heard)

    for key, ticket in heard.tickets().items():
        assert ticket.open
        assert heard.alice.comments(heard.app, ticket.handle) == []
        assert ticket.url in row(heard.status(number), key)


@PAIRS
def test_of_two_that_are_not_on_record_the_earlier_is_adopted(heard: Stage) -> None:
    number = crashed(heard)
    heard.clock.advance(minutes=5)
    first = ticket_of(heard)
    double = copied(heard, heard.app, first)
    heard_again(heard)
    heard.alice.says(heard.incidents, number, "Where are the tickets?")
    heard.much_later(hours=1)

    assert healed(heard, heard.app, double, first)
    assert first.url in row(heard.status(number), "A1")
    assert heard.alice.reads(heard.app, first.handle).open


@SOME
def test_the_record_lost_with_its_comment_comes_back_with_the_ticket_that_stood(heard: Stage) -> None:
    number, first, double = twice(heard)
    sweeps(heard)
    heard.clock.advance(days=1)
    heard.alice.unsays(heard.incidents, number, heard.status_id(number))
    heard.settle()
    amnesia(heard)

    assert first.url in row(heard.status(number), "A1")
    assert heard.alice.reads(heard.app, first.handle).open
    assert healed(heard, heard.app, double, first)


@PAIRS
def test_a_comment_that_was_lost_on_the_way_is_caught_up_on(heard: Stage) -> None:
    _, first, double = twice(heard)
    heard.away.faults.add(Fault(FaultKind.STATUS_BEFORE, method="POST", path=r"/comments?$", times=None))
    heard.clock.advance(hours=1)
    heard.ticking.sweep(heard.clock())
    heard.settle(postponing=True)
    told = heard.alice.reads(heard.app, double)
    assert not told.open
    assert heard.alice.comments(heard.app, double) == []
    heard.away.faults.clear()
    heard.much_later(hours=1)

    assert healed(heard, heard.app, double, first)


@PAIRS
def test_where_the_other_one_may_not_be_named_it_is_not(heard: Stage) -> None:
    other = "OTHER" if heard.away.flavour.is_jira else "acme/other"
    heard.away.founds(other)
    _, first, double = twice(heard)
    moved = heard.alice.moves(heard.app, first.handle, other)
    sweeps(heard)

    said = heard.alice.comments(heard.app, double)
    assert [it.author for it in said] == [BOT]
    assert "is a duplicate of another one, which the post-mortem names" in said[0].body
    assert heard.alice.reads(other, moved).open
    assert heard.alice.comments(other, moved) == []


@TICKETS_IN_JIRA
def test_one_that_no_way_leads_to_the_end_of_is_left_to_people(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both, prepare=on_the("dead end"))
    _, _, double = twice(stage)
    sweeps(stage)

    (said,) = stage.alice.comments(stage.app, double)
    assert "It could not be closed: jira could not move" in said.body
    assert "Please close it by hand" in said.body
    written = stage.written()
    sweeps(stage)
    amnesia(stage)
    assert stage.written() == written


def test_a_double_that_people_gave_to_another_action_is_left_alone(heard: Stage) -> None:
    number, _, double = twice(heard)
    given, met = heard.alice.reads(heard.app, double), ticket_ref(heard, double)
    heard.runtime.index.suspect(post_mortem_ref(heard, number), [met])
    last = "| A3 | Let the database"
    more = f"| A4 | Tell support ({given.url}) | @alice | 2027-02-01 | RC1 | support has read it |\n"
    heard.alice.rewords(heard.incidents, number, last, f"{more}{last}")
    heard.settle()
    sweeps(heard)
    amnesia(heard)

    assert f"[{given.name}]" in row(heard.status(number), "A4")
    assert heard.alice.reads(heard.app, double).open
    assert heard.alice.comments(heard.app, double) == []


def test_a_second_ticket_is_closed_after_redis_was_wiped_and_nobody_rebuilt(heard: Stage) -> None:
    _, first, double = twice(heard)
    heard.redis.flushall()
    sweeps(heard)

    assert healed(heard, heard.app, double, first)


@BOTH_KINDS
def test_a_ticket_that_only_some_may_read_is_not_named_where_others_read(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both, at_home, with_level)
    stage.app = stage.incidents
    number = restricted(stage)
    stage.settle()
    first = ticket_of(stage)
    assert level_of(stage, first.handle)
    double = copied(stage, stage.app, first)
    stage.settle()

    assert level_of(stage, double) is None
    (said,) = stage.alice.comments(stage.app, double)
    assert "is a duplicate of another one, which the post-mortem names" in said.body
    assert first.name not in said.body
    assert f"[{first.name}]" in row(stage.status(number), "A1")
