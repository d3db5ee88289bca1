"""Finding issues in a Jira whose index trails: what a listing shows, and what is found without it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from connectors.jira.search import WINDOWS, quoted
from connectors.jira.tracker import Jira
from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.jira import founding
from connectors.sandbox.jira.server import RunningSandbox, serve
from connectors.sandbox.jira.world import World
from connectors.sandbox.recording import Exchange
from connectors.tracker import Draft, Gone, Issue, Project, ProjectId, Ref, TrackerError, Trouble
from tests.clock import Clock
from tests.connectors.bench import BOT, HERE, THERE
from tests.connectors.jira_bench import JiraPeople, jira_at, new_jira

MARKS = ("ft-0123456789abcdef", "ft-fedcba9876543210")


@pytest.fixture
def here(jira: Jira) -> Project:
    return jira.project_named("INC")


@pytest.fixture
def late(jira_world: World) -> World:
    """The index shows nothing new for now."""
    jira_world.index.set_lag(None)
    return jira_world


def unlisted(jira: Jira, project: Project, clock: Clock, *marks: str) -> list[str]:
    return [issue.name for issue in jira.unlisted(project.id, since=clock.now - timedelta(hours=1), marks=marks)]


def jql(exchanges: list[Exchange]) -> list[str]:
    return [json.loads(it.request_body)["jql"] for it in exchanges if "/search" in it.path and it.request_body]


# Behind the index


def test_an_issue_that_no_listing_shows_is_found_all_the_same(
    jira: Jira, here: Project, late: World, clock: Clock
) -> None:
    issue = jira.create(here.id, Draft("x", "", mark=MARKS[0]))
    assert jira.issues(here.id).issues == ()
    assert unlisted(jira, here, clock, MARKS[0]) == [issue.name]


def test_it_is_found_as_it_was_written(jira: Jira, here: Project, late: World, clock: Clock) -> None:
    issue = jira.create(here.id, Draft("x", "<!-- followthrough:ticket x -->\nwords", mark=MARKS[0]))
    (found,) = jira.unlisted(here.id, since=clock.now, marks=[MARKS[0]])
    assert (found.ref, found.body, found.labels) == (issue.ref, issue.body, (MARKS[0],))


def test_it_is_found_without_its_mark_too(jira: Jira, here: Project, late: World, clock: Clock) -> None:
    issue = jira.create(here.id, Draft("x", ""))
    assert unlisted(jira, here, clock) == [issue.name]


def test_an_old_issue_is_found_by_its_mark(jira: Jira, here: Project, clock: Clock) -> None:
    issue = jira.create(here.id, Draft("x", "", mark=MARKS[1]))
    clock.advance(days=30)
    assert unlisted(jira, here, clock, *MARKS) == [issue.name]


def test_an_old_issue_without_a_mark_is_nothing_new(jira: Jira, here: Project, clock: Clock) -> None:
    jira.create(here.id, Draft("x", ""))
    clock.advance(days=30)
    assert unlisted(jira, here, clock, *MARKS) == []


def test_an_index_that_lost_the_newest_is_read_past(
    jira: Jira, jira_people: JiraPeople, here: Project, clock: Clock
) -> None:
    jira_people.opens(HERE)
    clock.advance(days=1)
    jira_people.world.index.set_lag(None)
    names = [jira_people.issue(jira_people.opens(HERE)).key for _ in range(25)]
    assert unlisted(jira, here, clock) == names


def test_deleted_numbers_are_stepped_over(
    jira: Jira, jira_people: JiraPeople, here: Project, late: World, clock: Clock
) -> None:
    for ref in [jira_people.opens(HERE) for _ in range(8)]:
        jira_people.deletes(ref)
    last = jira_people.issue(jira_people.opens(HERE)).key
    assert unlisted(jira, here, clock) == [last]


def test_an_old_issue_that_was_moved_here_hides_nothing(
    jira: Jira, jira_people: JiraPeople, here: Project, clock: Clock
) -> None:
    old = jira_people.opens(THERE)
    clock.advance(days=30)
    new = jira_people.issue(jira_people.opens(HERE)).key
    jira_people.transfers(old, HERE)
    assert unlisted(jira, here, clock) == [new]


def test_an_issue_that_was_moved_away_is_not_of_this_project(
    jira: Jira, jira_people: JiraPeople, here: Project, clock: Clock
) -> None:
    gone = jira_people.opens(HERE)
    jira_people.transfers(gone, THERE)
    assert unlisted(jira, here, clock) == []


def test_a_new_project_is_looked_through_from_its_first_number(
    jira: Jira, here: Project, late: World, clock: Clock
) -> None:
    assert unlisted(jira, here, clock) == []
    issue = jira.create(here.id, Draft("x", ""))
    assert unlisted(jira, here, clock) == [issue.name]


def test_looking_back_has_an_end(
    jira: Jira, jira_world: World, here: Project, clock: Clock, exchanges: list[Exchange]
) -> None:
    project = jira_world.project("INC")
    for _ in range(2500 if jira_world.is_cloud else 300):
        founding.add_issue(jira_world, project, summary="x")
    exchanges.clear()
    found = jira.unlisted(here.id, since=clock.now - timedelta(days=999), marks=())
    assert len(found) == WINDOWS * (100 if jira_world.is_cloud else 10)


def test_a_search_that_knows_nothing_of_a_large_project_is_no_proof_of_absence(
    jira: Jira, jira_people: JiraPeople, here: Project, late: World, clock: Clock
) -> None:
    for _ in range(2100 if late.is_cloud else 210):
        jira_people.opens(HERE)
    with pytest.raises(TrackerError, match="knows nothing after INC-0, although much more is there"):
        unlisted(jira, here, clock)


def test_a_server_that_cannot_be_asked_is_no_proof_of_absence(
    jira: Jira, jira_world: World, here: Project, clock: Clock
) -> None:
    jira_world.faults.add(Fault(FaultKind.STATUS_BEFORE, path="/issue/", times=None, status=502))
    with pytest.raises(TrackerError) as caught:
        unlisted(jira, here, clock)
    assert caught.value.trouble is Trouble.UNREACHABLE


# What is asked


def test_a_query_holds_ids_dates_and_labels_and_no_words_of_people(
    jira: Jira, jira_people: JiraPeople, here: Project, clock: Clock, exchanges: list[Exchange]
) -> None:
    jira_people.opens(HERE, 'x" OR project = "APP', labels=("ft-0123456789abcdef",))
    exchanges.clear()
    jira.issues(here.id, since=clock.now, labels=["a"])
    jira.lists_anything(here.id)
    jira.unlisted(here.id, since=clock.now, marks=MARKS)
    assert jql(exchanges) == [
        f'project = {here.id} AND updated >= "2026/11/02 09:00" AND labels = "a" ORDER BY updated ASC, id ASC',
        f"project = {here.id}",
        f'labels in ("{MARKS[0]}", "{MARKS[1]}")',
        f"project = {here.id} ORDER BY key DESC",
    ]


def test_several_projects_are_listed_in_one_exchange(
    jira: Jira, jira_people: JiraPeople, here: Project, clock: Clock, exchanges: list[Exchange]
) -> None:
    refs = []
    for name in (THERE, HERE, THERE):
        refs.append(jira_people.opens(name))
        clock.advance(minutes=1)
    exchanges.clear()
    assert [issue.ref for issue in jira.issues(here.id, also=[refs[0].project]).issues] == refs
    assert jql(exchanges) == [f"project in ({here.id}, {refs[0].project}) ORDER BY updated ASC, id ASC"]


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("a", '"a"'),
        ('a" OR project = "APP', r'"a\" OR project = \"APP"'),
        ("a\\", r'"a\\"'),
        ("a\nb", r'"a\u000ab"'),
        ("läbel", '"läbel"'),
    ],
)
def test_a_label_cannot_leave_its_quotes(label: str, words: str) -> None:
    assert quoted(label) == words


@pytest.mark.parametrize("project", ["INC OR project = APP", "", "1e3", "10000)"])
def test_a_project_in_a_query_is_a_number(jira: Jira, project: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        jira.lists_anything(ProjectId(project))


@pytest.mark.parametrize(
    "act",
    [
        lambda jira, here, clock: jira.issues(here.id),
        lambda jira, here, clock: jira.lists_anything(here.id),
        lambda jira, here, clock: jira.unlisted(here.id, since=clock.now, marks=MARKS),
    ],
)
def test_a_hidden_project_is_not_found(
    jira: Jira, jira_people: JiraPeople, here: Project, clock: Clock, act: Callable[[Jira, Project, Clock], object]
) -> None:
    jira_people.hides(HERE)
    with pytest.raises(TrackerError, match="read the project INC") as caught:
        act(jira, here, clock)
    assert caught.value.trouble is Trouble.NOT_FOUND


# Times

Living = Callable[[str], tuple[Jira, JiraPeople]]


@pytest.fixture
def living_in(clock: Clock, exchanges: list[Exchange], request: pytest.FixtureRequest) -> Living:
    """A connector whose account lives in that zone, and people at work there."""

    def made(zone: str) -> tuple[Jira, JiraPeople]:
        world = new_jira(clock)
        world.user(BOT).time_zone = zone
        running = serve(world, on_exchange=exchanges.append)
        request.addfinalizer(running.close)
        return jira_at(running, clock), JiraPeople(world)

    return made


@pytest.mark.parametrize(
    ("zone", "asked"),
    [
        ("Etc/UTC", "2026/11/02 09:00"),
        ("Europe/Berlin", "2026/11/02 10:00"),
        ("America/Los_Angeles", "2026/11/02 01:00"),
        ("Pacific/Kiritimati", "2026/11/02 23:00"),
    ],
)
def test_a_moment_is_asked_in_the_zone_of_the_account(
    living_in: Living, exchanges: list[Exchange], zone: str, asked: str
) -> None:
    jira, people = living_in(zone)
    ref = people.opens(HERE)
    exchanges.clear()
    jira.issues(ref.project, since=datetime(2026, 11, 2, 9, 0, 42, tzinfo=UTC))
    assert f'updated >= "{asked}"' in jql(exchanges)[0]


@pytest.mark.parametrize("zone", ["No/Such_Zone", "", "../../etc/passwd"])
def test_a_zone_that_nobody_knows_is_taken_for_the_farthest(
    living_in: Living, exchanges: list[Exchange], zone: str
) -> None:
    jira, people = living_in("Etc/UTC")
    ref = people.opens(HERE)
    told = json.dumps({"accountId": BOT, "timeZone": zone})
    people.world.faults.add(Fault(FaultKind.STATUS_BEFORE, path="/myself", times=None, status=200, body=told))
    exchanges.clear()
    assert [issue.ref for issue in jira.issues(ref.project, since=people.world.moment()).issues] == [ref]
    assert 'updated >= "2026/11/01 07:00"' in jql(exchanges)[0]


@pytest.mark.parametrize("zone", ["Etc/UTC", "Europe/Berlin", "Atlantic/Azores", "Africa/Casablanca"])
@pytest.mark.parametrize("minutes", range(-60, 240, 30))
def test_no_change_is_lost_when_the_clocks_are_set_back(
    living_in: Living, clock: Clock, zone: str, minutes: int
) -> None:
    clock.now = datetime(2026, 10, 25, 0, 15, tzinfo=UTC) + timedelta(minutes=minutes)
    jira, people = living_in(zone)
    ref = people.opens(HERE)
    assert [issue.ref for issue in jira.issues(ref.project, since=clock.now).issues] == [ref]


def test_seconds_are_compared_here(jira: Jira, jira_people: JiraPeople, clock: Clock) -> None:
    clock.advance(seconds=10)
    jira_people.opens(HERE)
    clock.advance(seconds=10)
    second = jira_people.opens(HERE)
    assert [issue.ref for issue in jira.issues(second.project, since=clock.now).issues] == [second]


# Several at once


def test_several_are_found_wherever_they_are_now(jira: Jira, jira_people: JiraPeople, late: World) -> None:
    one, other = jira_people.opens(HERE), jira_people.opens(THERE)
    moved = jira_people.transfers(one, THERE)
    found = jira.several([one, other, one])
    assert isinstance(found[one], Issue)
    assert [issue.ref for issue in found.values() if isinstance(issue, Issue)] == [moved, other]


def test_what_is_not_there_is_gone(jira: Jira, jira_people: JiraPeople) -> None:
    there, deleted = jira_people.opens(HERE), jira_people.opens(HERE)
    jira_people.deletes(deleted)
    never = Ref("jira", there.project, 4711)
    found = jira.several([there, deleted, never])
    assert [isinstance(found[ref], Gone) for ref in (there, deleted, never)] == [False, True, True]


def test_none_are_read_for_nothing(jira: Jira, exchanges: list[Exchange]) -> None:
    assert jira.several([]) == {}
    assert exchanges == []


def test_an_issue_that_could_not_be_read_at_that_moment_is_asked_for_again(
    clock: Clock, exchanges: list[Exchange]
) -> None:
    world = new_jira(clock)
    people = JiraPeople(world)
    ref = people.opens(HERE)
    said = json.dumps({"issues": [], "issueErrors": [{"id": str(ref.number), "errorMessage": "Try again."}]})
    world.faults.add(Fault(FaultKind.STATUS_BEFORE, path="/bulkfetch", times=1, status=200, body=said))
    with serve(world, on_exchange=exchanges.append) as running:
        assert isinstance(jira_at(running, clock).several([ref])[ref], Issue)


# Where


@pytest.mark.parametrize(
    "address",
    ["/browse/{key}", "/browse/{key}/", "/browse/{key}?focusedCommentId=1#c", "/jira/boards/1?selectedIssue={key}"],
)
def test_an_issue_is_located_by_its_address(
    jira: Jira, jira_sandbox: RunningSandbox, jira_people: JiraPeople, address: str
) -> None:
    ref = jira_people.opens(HERE)
    assert jira.locate(jira_sandbox.url + address.format(key=jira_people.issue(ref).key)) == ref


def test_an_issue_is_located_by_its_key_or_its_number_at_home(jira: Jira, jira_people: JiraPeople) -> None:
    ref, other = jira_people.opens(HERE), jira_people.opens(THERE)
    assert jira.locate("INC-1") == jira.locate("#1", ref.project) == ref
    assert jira.locate("#1", other.project) == other


def test_an_issue_is_located_by_the_key_that_it_had_before(jira: Jira, jira_people: JiraPeople) -> None:
    moved = jira_people.transfers(jira_people.opens(HERE), THERE)
    assert jira.locate("INC-1") == moved


@pytest.mark.parametrize("words", ["INC-99", "UTF-8", "NO-1"])
def test_what_is_not_there_is_not_located(jira: Jira, words: str) -> None:
    assert jira.locate(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "",
        "#1",
        "inc-1",
        "INC-0",
        "INC-1 and INC-2",
        "INC",
        "acme/app#7",
        "https://elsewhere.example/browse/INC-1",
        "http://[no-address/browse/INC-1",
        "javascript:alert(1)",
        "mailto:alice@acme.example",
    ],
)
def test_other_words_are_not_located_and_cost_nothing(jira: Jira, exchanges: list[Exchange], words: str) -> None:
    assert jira.locate(words) is None
    assert exchanges == []


def test_an_address_below_another_path_is_not_of_this_jira(
    clock: Clock, jira_sandbox: RunningSandbox, exchanges: list[Exchange]
) -> None:
    jira = jira_at(jira_sandbox, clock)
    assert jira.locate(jira_sandbox.url + "/browse/../INC-1") is None
    assert jira.locate(jira_sandbox.url + "/browse/INC-1%2F..%2F..%2Fmyself") is None
    assert exchanges == []


def test_a_brief_listing_costs_one_exchange_and_leaves_bodies_out(
    jira: Jira, here: Project, exchanges: list[Exchange]
) -> None:
    issue = jira.create(here.id, Draft("x", "words <!-- hidden -->", labels=("postmortem:action",)))
    exchanges.clear()
    (listed,) = jira.issues(here.id, brief=True).issues
    assert (listed.ref, listed.labels, listed.body) == (issue.ref, ("postmortem:action",), "")
    assert len(exchanges) == 1
