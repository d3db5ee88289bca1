"""What the service writes: it fits, it is harmless, and it blames nobody."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.document.post_mortem import Action, Cause, Finding, Severity
from service.document.rules import RULES
from service.record import AskedWaiver
from service.says import boxes
from service.says import review as review_words
from service.says import status as status_words
from service.says import ticket as ticket_words
from service.says.pages import ActionLine, Draft, Outcome, Phase, Problem, ReviewPage, StatusPage
from tests.planning.documents import Document, Row, rows
from tests.planning.profiles import examples
from tests.planning.rig import FINISHED, Rig, new_rig
from tests.planning.world import MOST_BODY, MOST_TITLE

NAUGHTY = (
    "@everybody and @acme/ops, see <!-- followthrough:end --> now",
    "</details><script>alert(1)</script> | pipes | in | cells",
    "\u202eabc right to left, and \u0000 nothing \u200b there",
    "# a heading\n\n- [x] **A1** a box of its own",
    "fix (regression [with * stars] and `ticks",
    "👩‍👩‍👧‍👦" * 300,
    "{{ incident.__class__ }} %s {0} ${HOME}",
    "a" * 60_000,
    "<" * 60_000,
)
SHORT = (*NAUGHTY[:5], "👩‍👩‍👧‍👦" * 20, "<" * 100)
LIVE = re.compile(r"(?<![\w`/])@(?=[a-z])|<(?!/?(details|summary|br|sub)>|!-- followthrough:)")


SHARE = 500
"""Characters of each of fifty actions, which is more than a body of 65,536 can show of all of them."""


def line(n: int, title: str) -> ActionLine:
    url = f"https://github.example/acme/app/issues/{n}"
    return ActionLine(
        f"A{n}",
        title,
        "alice",
        date(2026, 5, 1),
        "RC1 " + title,
        title,
        Outcome.OPEN,
        ticket_name=f"acme/app#{n}",
        ticket_url=url,
    )


def page(words: str) -> StatusPage:
    title = words[:SHARE]
    found = Finding("smart/specific", Severity.ERROR, (1, 1), title, title, "A1")
    return StatusPage(
        Phase.TRACKING,
        lines=tuple(line(n, title) for n in range(1, 51)),
        findings=(found,) * 41,
        problems=(Problem("Something is in the way.", "A1"),) * 60,
        today=date(2026, 5, 2),
    )


def writing(words: str) -> StatusPage:
    """Being written: fifty actions, each with all that can be said of one."""
    title = words[:SHARE]
    keys = [f"A{n}" for n in range(1, 51)]
    rules = ("smart/specific", "owner/missing", "smart/time-bound", "smart/measurable", "cause/missing")
    about = [Finding(rule, Severity.ERROR, (1, 1), title, title, key) for key in keys[:25] for rule in rules]
    return StatusPage(
        Phase.WRITING,
        findings=(*about, *[Finding("section/empty", Severity.WARNING, (9, 9), title, title)] * 50),
        drafts=tuple(Draft(key, title, title, title, title) for key in keys),
        waived=(AskedWaiver("smart/measurable", "A1", title, "1", words[:39]),) * 30,
        problems=(Problem("Something is in the way.", "A1"),) * 60,
        refused="Something else is.",
    )


def review(title: str) -> ReviewPage:
    day = datetime(2026, 4, 6, tzinfo=UTC)
    return ReviewPage(
        1, title[:MOST_TITLE], "https://github.example/1", day, day, day, "2 weeks", lines=page(title).lines
    )


@pytest.mark.parametrize("title", NAUGHTY, ids=range(len(NAUGHTY)))
def test_a_status_comment_leaves_a_third_of_its_size_to_the_record(title: str) -> None:
    assert len(status_words.text(page(title))) < MOST_BODY * 2 / 3
    assert len(status_words.text(writing(title))) < MOST_BODY * 2 / 3


@pytest.mark.parametrize("title", NAUGHTY, ids=range(len(NAUGHTY)))
def test_a_review_leaves_room_for_notes(title: str) -> None:
    assert len(review_words.text(review(title))) < 55_000


@pytest.mark.parametrize("title", NAUGHTY, ids=range(len(NAUGHTY)))
def test_a_ticket_fits(title: str) -> None:
    causes = tuple(Cause(f"RC{n}", (1, 1), title) for n in range(9))
    action = Action("A1", (1, 1), title, measure=title, causes=tuple(cause.key for cause in causes))
    body = ticket_words.text(action, causes, due=None, post_mortem="acme/incidents#1", url="https://github.example/1")
    assert len(body) < 60_000
    assert 0 < len(ticket_words.title(action)) <= MOST_TITLE


@pytest.mark.parametrize("title", SHORT, ids=range(len(SHORT)))
def test_nothing_that_people_wrote_is_live_in_what_the_service_writes(title: str) -> None:
    quiet = replace(review(title), lines=tuple(replace(entry, owner="") for entry in review(title).lines))
    action = Action("A1", (1, 1), title, measure=title)
    body = ticket_words.text(action, (), due=None, post_mortem="acme/incidents#1", url="https://github.example/1")
    for text in (status_words.text(page(title)), status_words.text(writing(title)), review_words.text(quiet), body):
        assert LIVE.search(text) is None


@pytest.mark.parametrize("title", SHORT, ids=range(len(SHORT)))
def test_a_title_makes_no_box_of_its_own(title: str) -> None:
    """A box that people's words drew would count as a tick."""
    assert boxes.ticked(status_words.text(page(title))) == frozenset()
    assert boxes.keys(status_words.text(writing(title))) == frozenset()
    assert boxes.ticked(review_words.text(review(title))) == frozenset()


def test_every_action_of_fifty_keeps_its_row_and_its_box() -> None:
    text = status_words.text(page("x" * 900))
    assert boxes.keys(text) == {f"A{n}" for n in range(1, 51)}
    assert text.count("[acme/app#") == 50


def test_a_title_shows_comparisons_as_they_were_written() -> None:
    action = Action("A1", (1, 1), "Alert when p99 < 200 ms && errors > 1 &lt; <b>")
    assert ticket_words.title(action) == "Alert when p99 < 200 ms && errors > 1 &lt; <b>"


def test_a_publish_with_hostile_words_goes_through(rig: Rig) -> None:
    hostile = [title.replace("\n", " ").replace("|", "\\|") for title in NAUGHTY if len(title) < 10_000]
    ref = rig.finished(Document(tuple(Row(title, f"A{n}") for n, title in enumerate(hostile, 1))))
    assert len(rig.tickets()) == len(hostile)
    assert rig.steps(ref) == ()


def test_fifty_long_actions_fit_with_their_record(rig: Rig) -> None:
    words = "".join(chr(0x4E00 + 37 * n % 20_000) for n in range(400))
    many = tuple(Row(f"{words[n * 7 :]}{words} {n}", f"A{n}", measure=words) for n in range(1, 51))
    ref = rig.finished(Document(many))
    assert len(rig.tickets()) == 50
    assert rig.steps(ref) == ()
    assert len(rig.status(ref).body) < MOST_BODY
    assert len(rig.world.entries[rig.reviewed(ref)].body) < MOST_BODY


def test_seven_hundred_rows_are_refused_whole_in_one_comment(rig: Rig) -> None:
    ref = rig.tagged(Document(tuple(Row(f"Do thing {n}", f"A{n}") for n in range(700))))
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    assert rig.tickets() == {}
    assert "more than 50" in rig.said(ref)
    assert rig.steps(ref) == ()


def test_a_long_incident_still_opens_a_post_mortem(rig: Rig) -> None:
    incident = rig.tagged("The checkout answers with 500.", "Checkout down " + "<" * 300)
    for _ in range(120):
        rig.people.say(incident, "<" * 5_000)
    rig.look(incident)
    assert len(rig.post_mortems()) == 1


@examples(60)
@given(st.text(max_size=300))
def test_no_title_breaks_the_fixpoint(title: str) -> None:
    rig = new_rig()
    ref = rig.finished(Document(rows(1)))
    ticket = rig.tickets()["A1"]
    rig.people.retitle(ticket, title or "-")
    rig.people.retitle(ref, title or "-")
    rig.look(ref)
    assert rig.steps(ref) == ()


BLAMING = re.compile(
    r"should have|who caused|failed to|fault of|careless|human error|negligen|whose fault", re.IGNORECASE
)


@pytest.mark.parametrize("path", sorted(Path("service/says").glob("*.py")), ids=lambda path: path.stem)
def test_the_service_blames_nobody(path: Path) -> None:
    assert BLAMING.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", RULES)
def test_no_rule_blames_anybody(name: str) -> None:
    assert BLAMING.findall(RULES[name].meaning + RULES[name].why) == []
