"""A folder of old documents becomes post-mortems: each once, with its own words, and nobody is overwritten."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from connectors.sandbox.faults import Fault, FaultKind
from connectors.tracker import Permission
from service import fence
from service.imported import Fate, Offered, Result, draft, home
from service.importing import PATIENCE, CannotImport, Importer
from service.markers import Kind, Signer
from tests.stories.documents import BULLETS, OWNERLESS, TABLE
from tests.stories.jira_stories import jira_of
from tests.stories.pairing import CLOUD, DATACENTER, GITHUB
from tests.stories.stage import Stage

CREATE = r"/issues?$"

HOMES = pytest.mark.parametrize("heard", [GITHUB, CLOUD], indirect=True, ids=str)
EVERY_HOME = pytest.mark.parametrize("heard", [GITHUB, CLOUD, DATACENTER], indirect=True, ids=str)
IN_JIRA = pytest.mark.parametrize("heard", [CLOUD, DATACENTER], indirect=True, ids=str)
"""Where the post-mortems are; tickets do not come into it."""


def document(name: str, text: str = TABLE, title: str = "") -> Offered:
    return Offered(f"post-mortems/{name}", name, title or f"Outage {name}", text)


FOLDER = (
    document("a.md"),
    document("b.md", OWNERLESS),
    document("c.md", "# A note\n\nNothing of a post-mortem is in here.\n"),
)


def signer_of(stage: Stage) -> Signer:
    return stage.runtime.reconciler(lambda tracker: tracker).around.signer


def importer(stage: Stage) -> Importer:
    return Importer(stage.runtime, stage.mapping, signer_of(stage))


def imported(stage: Stage, *documents: Offered) -> dict[str, Result]:
    return by_name(importer(stage).carry_out(documents or FOLDER))


def by_name(results: Iterable[Result]) -> dict[str, Result]:
    found = {result.document.place: result for result in results}
    return dict(sorted(found.items()))


def fates(results: dict[str, Result]) -> list[Fate]:
    return [result.fate for result in results.values()]


def lost_replies(stage: Stage, times: int = 1) -> None:
    stage.home.faults.add(Fault(FaultKind.DROP_AFTER, method="POST", path=CREATE, times=times))


def test_a_folder_becomes_post_mortems_that_are_being_written(stage: Stage) -> None:
    results = imported(stage)
    stage.settle()

    assert fates(results) == [Fate.CREATED] * 3
    issues = stage.alice.lists(stage.incidents)
    assert sorted(issue.title for issue in issues) == ["Outage a.md", "Outage b.md", "Outage c.md"]
    for issue in issues:
        assert issue.labels >= {"postmortem"}
    assert "Nothing stands in the way" in stage.status(number_of(results["a.md"]))
    assert "`owner/missing`" in stage.status(number_of(results["b.md"]))
    assert "`section/missing`" in stage.status(number_of(results["c.md"])), "it is a document, however little it says"
    assert stage.tickets() == {}, "nothing of it is finished"


def number_of(result: Result) -> int:
    assert result.issue
    return result.issue.ref.number


@EVERY_HOME
def test_the_status_comments_are_there_when_the_import_ends(heard: Stage) -> None:
    for result in imported(heard).values():
        heard.status(number_of(result))


@EVERY_HOME
def test_the_words_of_a_document_stand_in_the_issue_as_they_were_written(heard: Stage) -> None:
    written = TABLE.replace("\n", "\r\n") + "<b>É</b> \\| ` & <!-- a note -->"
    result = imported(heard, document("a.md", written))["a.md"]
    body = heard.alice.reads(heard.incidents, number_of(result)).body

    assert body.startswith(written)
    block = fence.find(body)
    assert block and block.untouched
    assert body[block.end :] == ""
    assert signer_of(heard).read(Kind.IMPORTED, block.text)


def test_an_imported_post_mortem_goes_the_whole_way(stage: Stage) -> None:
    number = number_of(imported(stage, document("a.md"))["a.md"])
    stage.later(hours=1)
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    stage.settle()

    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]


@EVERY_HOME
def test_a_second_import_writes_nothing(heard: Stage) -> None:
    first = imported(heard)
    heard.settle()
    before = heard.written()
    second = imported(heard)

    assert fates(second) == [Fate.ALREADY] * 3
    assert [r.issue and r.issue.name for r in second.values()] == [r.issue and r.issue.name for r in first.values()]
    assert heard.written() == before


@EVERY_HOME
def test_a_second_import_after_redis_forgot_everything_writes_nothing(heard: Stage) -> None:
    imported(heard)
    heard.redis.flushall()
    before = heard.written()

    assert fates(imported(heard)) == [Fate.ALREADY] * 3
    assert heard.written() == before


@EVERY_HOME
def test_a_document_that_was_edited_is_still_the_same_and_its_issue_keeps_its_words(heard: Stage) -> None:
    number = number_of(imported(heard, document("a.md"))["a.md"])
    body = heard.alice.reads(heard.incidents, number).body
    again = imported(heard, document("a.md", BULLETS))["a.md"]

    assert (again.fate, number_of(again)) == (Fate.ALREADY, number)
    assert "changed since" in again.why
    assert heard.alice.reads(heard.incidents, number).body == body


@HOMES
def test_a_document_that_was_moved_is_still_the_same(heard: Stage) -> None:
    number = number_of(imported(heard, document("a.md"))["a.md"])
    again = imported(heard, document("2026/renamed.md", title="Another title"))["2026/renamed.md"]

    assert (again.fate, number_of(again)) == (Fate.ALREADY, number)


def test_an_issue_whose_hidden_line_a_person_took_away_is_known_by_its_title(heard: Stage) -> None:
    number = number_of(imported(heard, document("a.md"))["a.md"])
    heard.alice.writes(heard.incidents, number, BULLETS)
    again = imported(heard, document("a.md", OWNERLESS))["a.md"]

    assert (again.fate, number_of(again)) == (Fate.ALREADY, number)
    assert heard.alice.reads(heard.incidents, number).body == BULLETS


@EVERY_HOME
def test_what_people_added_to_an_issue_does_not_make_it_another(heard: Stage) -> None:
    number = number_of(imported(heard, document("a.md"))["a.md"])
    body = heard.alice.reads(heard.incidents, number).body
    heard.alice.retitles(heard.incidents, number, "Better")
    heard.alice.writes(heard.incidents, number, f"More.\n\n{body}\nEnd.")
    heard.alice.closes(heard.incidents, number, "not_planned")

    assert fates(imported(heard, document("a.md"))) == [Fate.ALREADY]


def test_a_create_whose_reply_is_lost_is_found_in_the_same_run(stage: Stage) -> None:
    lost_replies(stage)
    results = imported(stage)
    stage.settle()

    assert fates(results) == [Fate.CREATED] * 3
    assert stage.home.count(stage.incidents) == 3
    for result in results.values():
        stage.status(number_of(result))
    assert fates(imported(stage)) == [Fate.ALREADY] * 3
    assert stage.home.count(stage.incidents) == 3


def test_a_create_whose_reply_is_lost_and_that_is_not_listed_yet_is_never_sent_again(heard: Stage) -> None:
    heard.alice.opens(heard.incidents, "Something else")
    heard.clock.advance(minutes=10)
    heard.home.faults.add(Fault(FaultKind.STALE_LIST, path=r"/issues\?", times=None, seconds=60))
    lost_replies(heard)
    first = imported(heard, document("a.md"))["a.md"]
    assert first.fate is Fate.UNCERTAIN
    assert "09:12:00 UTC" in first.why

    heard.clock.advance(seconds=30)
    assert fates(imported(heard, document("a.md"))) == [Fate.UNCERTAIN], "it may have happened and is not listed yet"
    assert heard.home.count(heard.incidents) == 2

    heard.clock.advance(minutes=3)
    found = imported(heard, document("a.md"))["a.md"]
    assert found.fate is Fate.ALREADY
    assert heard.home.count(heard.incidents) == 2
    heard.status(number_of(found))


@HOMES
def test_a_create_that_never_happened_is_sent_again_when_that_is_sure(heard: Stage) -> None:
    heard.home.faults.add(Fault(FaultKind.DROP_BEFORE, method="POST", path=CREATE))
    assert fates(imported(heard, document("a.md"))) == [Fate.UNCERTAIN]

    heard.clock.advance(minutes=3)
    assert fates(imported(heard, document("a.md"))) == [Fate.CREATED]
    assert heard.home.count(heard.incidents) == 1


def test_an_import_that_is_cut_short_goes_on_where_it_stopped(heard: Stage) -> None:
    results = importer(heard).carry_out(FOLDER)
    assert next(results).fate is Fate.CREATED
    results.close()

    assert fates(imported(heard)) == [Fate.ALREADY, Fate.CREATED, Fate.CREATED]
    assert heard.home.count(heard.incidents) == 3


def test_two_imports_at_a_time_are_refused(heard: Stage) -> None:
    first = importer(heard).carry_out(FOLDER)
    next(first)
    with pytest.raises(CannotImport, match=f"Another import into {heard.incidents} is running"):
        imported(heard)

    assert len(list(first)) == 2
    assert fates(imported(heard)) == [Fate.ALREADY] * 3


def test_an_import_that_lost_its_lease_stops(heard: Stage) -> None:
    first = importer(heard).carry_out(FOLDER)
    next(first)
    project = heard.runtime.trackers[heard.home.name].project_named(heard.incidents)
    heard.redis.delete(f"ft:lease:{home(heard.home.name, project.id)}")
    with pytest.raises(CannotImport, match="has begun"):
        next(first)

    assert heard.home.count(heard.incidents) == 1


@HOMES
def test_a_rehearsal_says_what_would_happen_and_writes_nothing(heard: Stage) -> None:
    imported(heard, document("a.md"))
    heard.settle()
    before = heard.written()
    told = by_name(importer(heard).rehearse([*FOLDER, document("d.md", "x" * 70_000)]))

    assert fates(told) == [Fate.ALREADY, Fate.WOULD_CREATE, Fate.WOULD_CREATE, Fate.REFUSED]
    assert heard.written() == before
    assert heard.runtime.hints.wanted() == []


def test_a_document_that_is_too_long_is_refused_with_a_cure_and_the_others_go_on(heard: Stage) -> None:
    results = imported(heard, document("a.md", TABLE + "log\n" * 20_000), document("b.md"))

    assert fates(results) == [Fate.REFUSED, Fate.CREATED]
    assert "move logs" in results["a.md"].why
    assert heard.home.count(heard.incidents) == 1


@EVERY_HOME
def test_the_longest_document_that_fits_is_taken(heard: Stage) -> None:
    longest = room(heard)
    folder = (document("a.md", "é" * (longest - 9)), document("b.md", "y" * (longest + 9)))
    rehearsed = by_name(importer(heard).rehearse(folder))
    results = imported(heard, *folder)

    assert fates(rehearsed) == [Fate.WOULD_CREATE, Fate.REFUSED]
    assert fates(results) == [Fate.CREATED, Fate.REFUSED]
    assert "move logs" in results["b.md"].why
    assert results["b.md"].why == rehearsed["b.md"].why


def room(stage: Stage) -> int:
    """For a document of plain words: what its tracker takes, without the service's part, which is not always as long
    to a letter."""
    probe = draft(document("a.md", "é" * 1_000), stage.mapping, signer_of(stage))
    size = stage.runtime.trackers[stage.mapping.tracker].size(probe.body)
    return size.most - (size.length - 1_000)


@IN_JIRA
def test_in_jira_a_document_counts_as_jira_writes_it(heard: Stage) -> None:
    """Wiki markup is shorter here and longer there than Markdown, and beyond the first plane a letter counts twice."""
    folder = (document("a.md", "🔥" * 16_000), document("b.md", "🔥" * 17_000), document("c.md", "[" * 20_000))
    rehearsed = by_name(importer(heard).rehearse(folder))

    assert fates(rehearsed) == [Fate.WOULD_CREATE, Fate.REFUSED, Fate.REFUSED]
    assert fates(imported(heard, *folder)) == [Fate.CREATED, Fate.REFUSED, Fate.REFUSED]


@IN_JIRA
def test_a_field_that_the_project_wants_is_told_before_anything_is_created(heard: Stage) -> None:
    jira = jira_of(heard)
    field = jira.asks_for(heard.incidents, "Team", "Payments", "Search")
    for act in (importer(heard).rehearse, importer(heard).carry_out):
        with pytest.raises(CannotImport) as told:
            list(act(FOLDER))
        assert f"PM wants the field Team ({field}) for every Task; there are Payments, Search" in str(told.value)
        assert f"add `fields: {{{field}: {{value: Payments}}}}` under post_mortems of the mapping" in str(told.value)
    assert heard.home.count(heard.incidents) == 0

    heard.configured(lambda mapping: replace(mapping, type="Bug", fields={field: {"value": "Search"}}))
    results = imported(heard)
    assert fates(results) == [Fate.CREATED] * 3
    made = jira.desk("alice").call("GET", f"/issue/{number_of(results['a.md'])}")["fields"]
    assert (made["issuetype"]["name"], made[field]["value"]) == ("Bug", "Search")


@IN_JIRA
def test_what_was_imported_before_is_known_again_although_nothing_new_would_be_taken(heard: Stage) -> None:
    imported(heard)
    jira_of(heard).asks_for(heard.incidents, "Team", "Payments")

    assert fates(imported(heard)) == [Fate.ALREADY] * 3


def test_hidden_text_of_the_service_is_not_imported(heard: Stage) -> None:
    """A body that was copied from a ticket would make the new issue that ticket."""
    marker = signer_of(heard).marker(Kind.TICKET, {"pm": ["github", "1", 1], "k": "A1"})
    result = imported(heard, document("a.md", f"{TABLE}\n{marker}\n"))["a.md"]

    assert result.fate is Fate.REFUSED
    assert f"line {TABLE.count(chr(10)) + 2}" in result.why


def test_the_same_text_twice_becomes_one_post_mortem(heard: Stage) -> None:
    results = imported(heard, document("a.md"), document("copy.md"))

    assert fates(results) == [Fate.CREATED, Fate.SAME]
    assert "post-mortems/a.md" in results["copy.md"].why


def test_two_documents_that_could_not_be_told_apart_are_refused(heard: Stage) -> None:
    other = Offered("elsewhere/a.md", "a.md", "Other", BULLETS)
    results = list(importer(heard).carry_out([document("a.md"), other]))

    assert sorted(result.fate for result in results) == [Fate.CREATED, Fate.REFUSED]


@HOMES
def test_what_one_document_is_refused_for_does_not_stop_the_others(heard: Stage) -> None:
    refused = 400 if heard.home.flavour.is_jira else 422
    heard.home.faults.add(Fault(FaultKind.STATUS_BEFORE, method="POST", path=CREATE, status=refused))
    results = imported(heard)

    assert fates(results) == [Fate.FAILED, Fate.CREATED, Fate.CREATED]
    assert f"{heard.home.name} refused to create an issue" in results["a.md"].why
    assert fates(imported(heard)) == [Fate.CREATED, Fate.ALREADY, Fate.ALREADY]


@HOMES
def test_when_the_tracker_asks_to_wait_the_others_are_not_tried(heard: Stage) -> None:
    limited, wait = 429 if heard.home.flavour.is_jira else 403, {"retry-after": "90"}
    heard.home.faults.add(Fault(FaultKind.STATUS_BEFORE, method="POST", path=CREATE, status=limited, headers=wait))
    results = imported(heard)

    assert fates(results) == [Fate.FAILED, Fate.NOT_TRIED, Fate.NOT_TRIED]
    assert heard.alice.lists(heard.incidents) == []
    assert heard.runtime.gates[heard.home.name].waits.held() > 0


def test_when_the_tracker_stops_answering_the_others_are_not_tried(heard: Stage) -> None:
    documents = [document(f"{n}.md", f"{TABLE}\n{n}\n") for n in range(PATIENCE + 2)]
    heard.home.faults.add(Fault(FaultKind.DROP_BEFORE, method="POST", path=CREATE, times=None))
    results = imported(heard, *documents)

    assert fates(results) == [Fate.UNCERTAIN] * PATIENCE + [Fate.NOT_TRIED] * 2


@HOMES
def test_a_listing_that_is_empty_by_mistake_creates_nothing(heard: Stage) -> None:
    imported(heard)
    heard.redis.flushall()
    heard.home.faults.add(Fault(FaultKind.EMPTY_LIST, path=r"/issues\?|/search", times=None))
    with pytest.raises(CannotImport, match=f"Nothing is created in {heard.incidents} for now"):
        imported(heard)

    assert heard.home.count(heard.incidents) == 3


@HOMES
def test_without_write_permission_nothing_is_tried(heard: Stage) -> None:
    before = heard.written()
    handbook = "HAND" if heard.home.flavour.is_jira else "acme/handbook"
    site = replace(heard.mapping, project=handbook)
    heard.home.founds(handbook, Permission.TRIAGE)
    with pytest.raises(CannotImport, match="triage permission"):
        list(Importer(heard.runtime, site, signer_of(heard)).carry_out(FOLDER))

    assert heard.written() == before
    assert heard.runtime.trackers[heard.home.name].project_named(handbook).permission is Permission.TRIAGE


def test_a_copy_that_another_account_wrote_is_not_taken_for_the_document(heard: Stage) -> None:
    number = number_of(imported(heard, document("a.md"))["a.md"])
    body = heard.alice.reads(heard.incidents, number).body
    heard.mallory.opens(heard.incidents, "Outage a.md", body)
    assert number_of(imported(heard, document("a.md"))["a.md"]) == number

    heard.alice.deletes(heard.incidents, number)
    again = imported(heard, document("a.md"))["a.md"]
    assert again.fate is Fate.REFUSED
    assert "an admin should look" in again.why


def test_dates_of_an_old_document_are_not_counted_from_the_day_of_its_import(heard: Stage) -> None:
    """It was written when nobody knows; `by Friday` is not the next one."""
    someday = TABLE.replace("2026-12-01", "by Friday")
    number = number_of(imported(heard, document("a.md", someday))["a.md"])

    assert "`smart/time-bound`" in heard.status(number)
    assert "2026-11-06" not in heard.status(number)


def test_dates_of_a_document_that_names_its_day_are_counted_from_it(heard: Stage) -> None:
    dated = TABLE.replace("# Checkout", "---\ndate: 2026-11-24\n---\n\n# Checkout").replace("2026-12-01", "by Friday")
    number = number_of(imported(heard, document("a.md", dated))["a.md"])

    assert "2026-11-27" in heard.status(number)


@HOMES
def test_a_mapping_that_asks_for_a_label_gets_it(heard: Stage) -> None:
    checkout = replace(heard.mapping, match_labels=("svc/checkout", "svc/cart"))
    results = by_name(Importer(heard.runtime, checkout, signer_of(heard)).carry_out([document("a.md")]))
    issue = heard.alice.reads(heard.incidents, number_of(results["a.md"]))

    assert issue.labels >= {"postmortem", "svc/checkout"}


@HOMES
def test_the_clock_needs_nothing_more_after_an_import(heard: Stage) -> None:
    imported(heard)
    heard.settle()
    before = heard.written()
    heard.later(minutes=20)

    assert heard.written() == before


@IN_JIRA
def test_an_import_while_the_search_shows_nothing_new_creates_nothing_twice(heard: Stage) -> None:
    jira_of(heard).world.index.set_lag(None)
    lost_replies(heard)
    assert fates(imported(heard)) == [Fate.CREATED] * 3
    heard.redis.flushall()
    heard.clock.advance(hours=2)

    assert fates(imported(heard)) == [Fate.ALREADY] * 3
    assert heard.home.count(heard.incidents) == 3


@IN_JIRA
def test_a_document_that_is_too_long_for_jira_alone_is_told_and_the_others_go_on(heard: Stage) -> None:
    """Jira takes half of what GitHub takes, and how much that is of Markdown only Jira knows."""
    results = imported(heard, document("a.md", TABLE + "More words of it.\n\n" * 2_500), document("b.md"))

    assert [result.settled for result in results.values()] == [False, True]
    assert "32767" in results["a.md"].why or "32,767" in results["a.md"].why
    assert heard.home.count(heard.incidents) == 1
