"""Until when: every way to write a date, what it means on the day of writing, and what is no date at all."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.document.dates import Doubt, find_due, find_group_due, full_dates, parse_date, parse_field
from service.document.reading import read
from tests.document.documents import actions_section

TUESDAY = date(2026, 11, 3)
"""The day of writing, where nothing else is said."""


def day(iso: str) -> date:
    return date.fromisoformat(iso)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("2026-12-01", "2026-12-01"),
        ("2026-12-1", "2026-12-01"),
        ("2026‑12‑01", "2026-12-01"),
        ("2026/12/01", "2026-12-01"),
        ("2026.12.01", "2026-12-01"),
        ("01.12.2026", "2026-12-01"),
        ("1. 12. 2026", "2026-12-01"),
        ("13/07/2026", "2026-07-13"),
        ("07/13/2026", "2026-07-13"),
        ("12/12/2026", "2026-12-12"),
        ("13-07-2026", "2026-07-13"),
        ("13/07/26", "2026-07-13"),
        ("1 December 2026", "2026-12-01"),
        ("1st of December 2026", "2026-12-01"),
        ("the 1st of December, 2026", "2026-12-01"),
        ("Dec. 1st, 2026", "2026-12-01"),
        ("December 1 2026", "2026-12-01"),
        ("1 Dec. 2026", "2026-12-01"),
        ("1 Dec '26", "2026-12-01"),
        ("1 Dec 26", "2026-12-01"),
        ("01-Dec-2026", "2026-12-01"),
        ("1-Dec-26", "2026-12-01"),
        ("Tuesday, 1 December 2026", "2026-12-01"),
        ("Tue 2026-12-01", "2026-12-01"),
        ("January 14-19, 2027", "2027-01-19"),
        ("14–19 January 2027", "2027-01-19"),
        ("2028-02-29", "2028-02-29"),
        ("2026-12-01 17:00 UTC", "2026-12-01"),
        ("2026-12-01T17:00:00Z", "2026-12-01"),
        ("2026-12-01, 5pm CET", "2026-12-01"),
        ("1 December 2026 at noon", "2026-12-01"),
        ("2026-12-01 EOD", "2026-12-01"),
        ("1 December 2026 at the latest", "2026-12-01"),
        ("by 2026-12-01", "2026-12-01"),
        ("due: 2026-12-01", "2026-12-01"),
        ("no later than 2026-12-01", "2026-12-01"),
        ("on or before 2026-12-01", "2026-12-01"),
        ("until 2026-12-01", "2026-12-01"),
        ("before 2026-12-01", "2026-11-30"),
        ("2026-12-01 (moved from 2026-11-01)", "2026-12-01"),
        ("~~2026-11-01~~ 2026-12-01", "2026-12-01"),
        ("[2026-12-01]", "2026-12-01"),
        ("2026-W48", "2026-11-27"),
        ("2026-W48-2", "2026-11-24"),
        ("week 48 2026", "2026-11-27"),
        ("December 2026", "2026-12-31"),
        ("by December 2026", "2026-12-31"),
        ("end of February 2027", "2027-02-28"),
        ("end of February 2028", "2028-02-29"),
        ("2026-12", "2026-12-31"),
        ("12/2026", "2026-12-31"),
        ("Dec '26", "2026-12-31"),
        ("Q1 2027", "2027-03-31"),
        ("Q1/2027", "2027-03-31"),
        ("Q1 '27", "2027-03-31"),
        ("2027 Q1", "2027-03-31"),
        ("2027-Q1", "2027-03-31"),
        ("Q4 2026 - Q1 2027", "2027-03-31"),
        ("Q4/Q1 2027", "2027-03-31"),
        ("end of Q4 2026", "2026-12-31"),
        ("EOQ1 2027", "2027-03-31"),
        ("first quarter of 2027", "2027-03-31"),
        ("the last quarter of 2027", "2027-12-31"),
        ("H1 2027", "2027-06-30"),
        ("second half of 2027", "2027-12-31"),
        ("2027", "2027-12-31"),
        ("end of 2027", "2027-12-31"),
        ("EOY 2027", "2027-12-31"),
        ("week of 7 December 2026", "2026-12-11"),
    ],
)
def test_a_full_date_needs_no_day_of_writing(text: str, on: str) -> None:
    assert parse_date(text).on == parse_date(text, TUESDAY).on == parse_date(text.upper(), TUESDAY).on == day(on)


@pytest.mark.parametrize(
    ("text", "written", "on"),
    [
        ("1 December", "2026-11-03", "2026-12-01"),
        ("Dec 1", "2026-11-03", "2026-12-01"),
        ("by the 1st of Dec", "2026-11-03", "2026-12-01"),
        ("3 November", "2026-11-03", "2026-11-03"),
        ("15 January", "2026-11-03", "2027-01-15"),
        ("Wed, Dec 2", "2026-11-03", "2026-12-02"),
        ("Dec 1, 17:00", "2026-11-03", "2026-12-01"),
        ("29 February", "2027-11-03", "2028-02-29"),
        ("13/12", "2026-11-03", "2026-12-13"),
        ("1.12.", "2026-11-03", "2026-12-01"),
        ("before 1 January", "2026-11-03", "2026-12-31"),
        ("by the 15th", "2026-11-03", "2026-11-15"),
        ("the 1st", "2026-12-03", "2027-01-01"),
        ("the 1st of next month", "2026-12-03", "2027-01-01"),
        ("today", "2026-11-03", "2026-11-03"),
        ("tomorrow", "2026-12-31", "2027-01-01"),
        ("the day after tomorrow", "2027-02-27", "2027-03-01"),
        ("by Friday", "2026-11-03", "2026-11-06"),
        ("this Friday", "2026-11-03", "2026-11-06"),
        ("Fri", "2026-11-03", "2026-11-06"),
        ("Friday EOD", "2026-11-03", "2026-11-06"),
        ("EOD Friday", "2026-11-03", "2026-11-06"),
        ("end of business Friday", "2026-11-03", "2026-11-06"),
        ("before Friday", "2026-11-03", "2026-11-05"),
        ("next Tuesday", "2026-11-03", "2026-11-10"),
        ("next Monday", "2026-11-03", "2026-11-09"),
        ("next Friday", "2026-11-06", "2026-11-13"),
        ("the coming Tuesday", "2026-11-03", "2026-11-10"),
        ("Monday next week", "2026-11-03", "2026-11-09"),
        ("Friday of next week", "2026-11-03", "2026-11-13"),
        ("next week Friday", "2026-11-03", "2026-11-13"),
        ("in 3 weeks", "2026-11-03", "2026-11-24"),
        ("within two weeks", "2026-11-03", "2026-11-17"),
        ("in the next two weeks", "2026-11-03", "2026-11-17"),
        ("next 2 weeks", "2026-11-03", "2026-11-17"),
        ("in two weeks' time", "2026-11-03", "2026-11-17"),
        ("a week from now", "2026-11-03", "2026-11-10"),
        ("within a fortnight", "2026-11-03", "2026-11-17"),
        ("1-2 weeks", "2026-11-03", "2026-11-17"),
        ("2 weeks", "2026-11-03", "2026-11-17"),
        ("in 10 days", "2026-12-28", "2027-01-07"),
        ("within 5 working days", "2026-11-06", "2026-11-13"),
        ("10 business days", "2026-11-03", "2026-11-17"),
        ("in one business day", "2026-11-07", "2026-11-09"),
        ("within 48 hours", "2026-11-03", "2026-11-05"),
        ("in a month", "2027-01-31", "2027-02-28"),
        ("in a month", "2028-01-31", "2028-02-29"),
        ("in 3 months", "2026-11-30", "2027-02-28"),
        ("within a quarter", "2026-11-03", "2027-02-03"),
        ("in a year", "2028-02-29", "2029-02-28"),
        ("EOD", "2026-11-03", "2026-11-03"),
        ("end of day", "2026-11-03", "2026-11-03"),
        ("EOW", "2026-11-03", "2026-11-06"),
        ("end of the week", "2026-11-03", "2026-11-06"),
        ("this week", "2026-11-06", "2026-11-06"),
        ("next week", "2026-12-30", "2027-01-08"),
        ("end of next week", "2026-11-08", "2026-11-13"),
        ("EOM", "2026-11-30", "2026-11-30"),
        ("EOM", "2028-02-03", "2028-02-29"),
        ("EOM December", "2026-11-03", "2026-12-31"),
        ("the end of the month", "2026-11-03", "2026-11-30"),
        ("end of next month", "2026-11-03", "2026-12-31"),
        ("end of next month", "2027-01-31", "2027-02-28"),
        ("next month", "2026-12-03", "2027-01-31"),
        ("end of March", "2026-11-03", "2027-03-31"),
        ("by March", "2026-11-03", "2027-03-31"),
        ("next March", "2026-11-03", "2027-03-31"),
        ("December", "2026-12-31", "2026-12-31"),
        ("EOQ", "2026-11-03", "2026-12-31"),
        ("end of the quarter", "2026-09-30", "2026-09-30"),
        ("next quarter", "2026-11-03", "2027-03-31"),
        ("end of Q2", "2026-04-02", "2026-06-30"),
        ("Q4", "2026-11-03", "2026-12-31"),
        ("Q1", "2026-11-03", "2027-03-31"),
        ("before the end of Q1", "2026-11-03", "2027-03-31"),
        ("H1", "2026-11-03", "2027-06-30"),
        ("this half", "2026-07-01", "2026-12-31"),
        ("EOY", "2026-11-03", "2026-12-31"),
        ("year end", "2026-11-03", "2026-12-31"),
        ("end-of-year", "2026-11-03", "2026-12-31"),
        ("end of the calendar year", "2026-11-03", "2026-12-31"),
        ("next year", "2026-11-03", "2027-12-31"),
        ("week 48", "2026-11-03", "2026-11-27"),
        ("CW48", "2026-11-03", "2026-11-27"),
        ("KW 2", "2026-11-03", "2027-01-15"),
        ("end of week 53", "2026-11-03", "2027-01-01"),
        ("week of 7 December", "2026-11-03", "2026-12-11"),
    ],
)
def test_other_words_count_from_the_day_of_writing_and_are_nothing_without_it(text: str, written: str, on: str) -> None:
    assert parse_date(text, day(written)).on == day(on)
    assert (parse_date(text).on, parse_date(text).doubt) == (None, Doubt.UNDATED)


@pytest.mark.parametrize(
    ("text", "written", "choices"),
    [
        ("06/07/2026", None, ["2026-06-07", "2026-07-06"]),
        ("06-07-2026", None, ["2026-06-07", "2026-07-06"]),
        ("before 06/07/2026", None, ["2026-06-06", "2026-07-05"]),
        ("06/07/26", None, ["2026-06-07", "2026-07-06"]),
        ("06/07", "2026-05-01", ["2026-06-07", "2026-07-06"]),
        ("1 November", "2026-11-03", ["2026-11-01", "2027-11-01"]),
        ("October 30", "2026-11-03", ["2026-10-30", "2027-10-30"]),
        ("Q3", "2026-10-02", ["2026-09-30", "2027-09-30"]),
        ("end of October", "2026-11-03", ["2026-10-31", "2027-10-31"]),
        ("by Friday", "2026-11-06", ["2026-11-06", "2026-11-13"]),
        ("next Friday", "2026-11-03", ["2026-11-06", "2026-11-13"]),
        ("next Tuesday", "2026-11-08", ["2026-11-10", "2026-11-17"]),
        ("next December", "2026-11-03", ["2026-12-31", "2027-12-31"]),
        ("EOW", "2026-11-07", ["2026-11-08", "2026-11-13"]),
        ("this week", "2026-11-08", ["2026-11-08", "2026-11-13"]),
    ],
)
def test_what_can_be_two_days_names_both_and_is_neither(text: str, written: str | None, choices: list[str]) -> None:
    meaning = parse_date(text, day(written) if written else None)
    assert (meaning.on, meaning.doubt) == (None, Doubt.SEVERAL)
    assert [choice.isoformat() for choice in meaning.choices] == choices


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("2026-02-30", Doubt.IMPOSSIBLE),
        ("2027-02-29", Doubt.IMPOSSIBLE),
        ("31 June 2027", Doubt.IMPOSSIBLE),
        ("31 June", Doubt.IMPOSSIBLE),
        ("2026-13-01", Doubt.IMPOSSIBLE),
        ("13/13/2026", Doubt.IMPOSSIBLE),
        ("07.13.2026", Doubt.IMPOSSIBLE),
        ("2027-W53", Doubt.IMPOSSIBLE),
        ("week 0", Doubt.IMPOSSIBLE),
        ("Friday 2 December 2026", Doubt.WEEKDAY),
        ("Friday, Dec 2", Doubt.WEEKDAY),
    ],
)
def test_a_day_that_is_in_no_calendar_is_not_mended(text: str, doubt: Doubt) -> None:
    meaning = parse_date(text, TUESDAY)
    assert (meaning.on, meaning.choices, meaning.doubt) == (None, (), doubt)


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "ASAP", "as soon as possible", "ongoing", "TBD", "later", "when possible", "next sprint",
        "end of the sprint", "end of next sprint", "3 sprints", "next release", "after the release", "mid-December",
        "middle of March", "early next week", "late Q1", "beginning of December", "start of Q1 2027",
        "first week of December", "some time in March", "later this month", "in a few weeks", "in the coming weeks",
        "a couple of months", "Christmas", "by Black Friday", "this summer", "the weekend", "Q1 FY27", "FY27",
        "end of the fiscal year", "next financial year", "Q5 2027", "before Q1", "after 2026-12-01",
        "not before 2026-12-01", "completed 2026-11-01", "about 1 December 2026", "~2026-12-01",
        "1 or 8 December 2026x",
        "2026-12-01 or 2026-12-15", "within 2 weeks of the incident", "two weeks after launch", "in 3 hours", "20m",
        "2 days of work", "20261201", "5000", "1/2/3/4", "2026-12-01-rc1", "v1.12.2026.4", "0001-01-01", "9999-12-31",
    ],
)  # fmt: skip
def test_words_that_are_no_day_are_left_as_they_are(text: str) -> None:
    for written in (None, TUESDAY):
        meaning = parse_date(text, written)
        assert (meaning.on, meaning.choices, meaning.doubt) == (None, (), Doubt.NO_DATE)


@pytest.mark.parametrize(
    ("text", "words", "on"),
    [
        ("Rotate the keys by 1 December", "by 1 December", "2026-12-01"),
        ("Rotate the keys by Friday.", "by Friday", "2026-11-06"),
        ("By Friday, rotate the keys", "By Friday", "2026-11-06"),
        ("Rotate the keys by Friday at the latest", "by Friday at the latest", "2026-11-06"),
        ("Rotate the keys by 2026-12-01 17:00 UTC, all", "by 2026-12-01 17:00 UTC", "2026-12-01"),
        ("Rotate the keys, due in 3 weeks", "due in 3 weeks", "2026-11-24"),
        ("Rotate the keys (due before Friday)", "due before Friday", "2026-11-05"),
        ("Rotate the keys in 3 weeks", "in 3 weeks", "2026-11-24"),
        ("Rotate the keys within two weeks.", "within two weeks", "2026-11-17"),
        ("Within two weeks: rotate the keys", "Within two weeks", "2026-11-17"),
        ("Rotate the keys before 1 December", "before 1 December", "2026-11-30"),
        ("Rotate the keys — until 1 December", "until 1 December", "2026-12-01"),
        ("Rotate the keys no later than Dec 1", "no later than Dec 1", "2026-12-01"),
        ("Rotate the keys, deadline: EOY", "deadline: EOY", "2026-12-31"),
        ("Rotate the keys, ETA Q1 2027", "ETA Q1 2027", "2027-03-31"),
        ("Rotate the keys by May 2027", "by May 2027", "2027-05-31"),
        ("Rotate the keys by CW 48", "by CW 48", "2026-11-27"),
        ("Rotate the keys — 2026-12-15", "2026-12-15", "2026-12-15"),
        ("Rotate the keys 2026-12-15", "2026-12-15", "2026-12-15"),
        ("Rotate the keys — 1 December 2026", "1 December 2026", "2026-12-01"),
        ("Rotate the keys (Dec 1)", "Dec 1", "2026-12-01"),
        ("Rotate the keys, EOM", "EOM", "2026-11-30"),
        ("Rotate the keys (end of Q1)", "end of Q1", "2027-03-31"),
        ("Rotate the keys (Q1 2027)", "Q1 2027", "2027-03-31"),
        ("Rotate the keys, next month", "next month", "2026-12-31"),
        ("Rotate the keys by mid-December", "by mid-December", None),
        ("Rotate the keys by next sprint", "by next sprint", None),
        ("Rotate the keys, due soon", "due soon", None),
        ("Rotate the keys, ASAP", "ASAP", None),
        ("Rotate by next sprint, no later than Dec 1", "no later than Dec 1", "2026-12-01"),
    ],
)
def test_a_date_is_found_in_running_text(text: str, words: str, on: str | None) -> None:
    due = find_due(text, TUESDAY)
    assert due is not None
    assert (due.text, due.on) == (words, day(on) if on else None)
    assert text[due.start : due.end].strip() == words


@pytest.mark.parametrize(
    "text",
    [
        "Deploy on Friday",
        "Run the report every Friday",
        "Undo Monday's release before Tuesday's",
        "Find what was caused by Friday's deploy",
        "Fix the cause of the outage on 3 May",
        "Fix the cause of the outage of 3 May 2026",
        "Write up the outage (2026-10-28)",
        "Rotate the keys, completed 2021-10-29",
        "Rotate the keys (done on 2026-11-01)",
        "Document what was rotated by 2026-12-01",
        "As of 2021-10-29, all logs have been purged",
        "Delete the logs collected before 2021-10-29",
        "Delete the keys that are older than 2026-12-01",
        "Keep the freeze until 2026-12-01",
        "The service was down until 14:33 on 3 May",
        "Watch the rate since Q1 2027",
        "Compare with the figures from Q1 2027",
        "Alert when a key expires in 3 weeks",
        "Alert on certificates that expire within two weeks",
        "Answer every ticket within 2 days",
        "Rotate the keys [20m]",
        "Rotate the keys (2 weeks)",
        "Rotate the keys, 2 days of work",
        "Have it reviewed by June",
        "It may be fixed by may",
        "Reduce the latency by 2027.",
        "Reduce the latency by 5000 ms",
        "Reduce the latency by 1/2",
        "Cut the queue by the 95th percentile",
        "Rotate the keys by hand",
        "Mend it by immediately rotating the keys",
        "Rotate one by one month",
        "Find what is due to the outage",
        "Set up alerts to help us catch failed deployments as soon as possible.",
        "The Q3 report is due",
        "Pin version 1.12.2026",
        "Rotate",
        "",
    ],
)
def test_a_date_that_is_only_spoken_of_is_none(text: str) -> None:
    assert find_due(text, TUESDAY) is None
    (action,) = read(actions_section(f"- Begin. {text}\n"), written=TUESDAY).actions
    assert (action.due, action.due_text, action.due_choices) == (None, None, ())


def test_two_dates_in_one_text_are_both_named() -> None:
    due = find_due("Draft by Friday, final by 2026-12-01", TUESDAY)
    assert due is not None
    assert (due.on, due.choices) == (None, (date(2026, 11, 6), date(2026, 12, 1)))


def test_the_same_date_twice_is_one() -> None:
    due = find_due("Rotate by Friday (due 2026-11-06)", TUESDAY)
    assert due is not None
    assert due.on == date(2026, 11, 6)


@pytest.mark.parametrize(
    ("heading", "words", "on"),
    [
        ("Long-term (Q1 2027)", "Q1 2027", "2027-03-31"),
        ("Short-term (next 2 weeks)", "next 2 weeks", "2026-11-17"),
        ("Short-term: next 2 weeks", "next 2 weeks", "2026-11-17"),
        ("Planned (target: 2026-12-01)", "2026-12-01", "2026-12-01"),
        ("Long-term (Q4 2026 - Q1 2027)", "Q4 2026 - Q1 2027", "2027-03-31"),
        ("By the end of March 2027", "By the end of March 2027", "2027-03-31"),
        ("Next week", "Next week", "2026-11-13"),
        ("Q1 2027:", "Q1 2027", "2027-03-31"),
        ("Next sprint", "Next sprint", None),
        ("Medium term (next sprint)", "next sprint", None),
    ],
)
def test_a_heading_dates_what_stands_under_it(heading: str, words: str, on: str | None) -> None:
    due = find_group_due(heading, TUESDAY)
    assert due is not None
    assert (due.text, due.on) == (words, day(on) if on else None)


@pytest.mark.parametrize(
    "heading",
    ["Long-term", "Meeting (2026-11-01)", "Quick wins (1-2 days)", "Ongoing", "Later", "Today", "May",
     "Incident (Friday)"],
)  # fmt: skip
def test_most_headings_date_nothing(heading: str) -> None:
    assert find_group_due(heading, TUESDAY) is None


def test_a_field_may_say_more_than_the_date() -> None:
    assert parse_field("with the release, by 1 December 2026").on == date(2026, 12, 1)
    assert parse_field("with the release, by Friday").doubt is Doubt.UNDATED
    assert parse_field("2026-12-01 or 2026-12-15").on is None


def test_only_dates_with_their_year_and_one_reading_are_full() -> None:
    text = "On 3 May, 2026-05-04, 06/07/2026, Q1 2027, May 5, 2026 and 13.05.2026 v2026-05-09b"
    assert list(full_dates(text)) == [date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 13)]


def test_times_and_zones_leave_the_day_as_it_is_written() -> None:
    assert parse_date("2026-12-01 23:59 PST").on == parse_date("2026-12-01 00:00 JST").on == date(2026, 12, 1)


DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
STYLES = (
    "%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d %Y", "%A, %d %B %Y", "%a %Y-%m-%d",
    "%d-%b-%Y", "%G-W%V-%u", "%Y-%m-%dT%H:%M:%SZ", "by %d. %B %Y", "due %b. %d, %Y", "%dth of %B %Y",
)  # fmt: skip


@given(DAYS, st.sampled_from(STYLES), DAYS | st.none())
def test_a_day_reads_back_in_every_style(on: date, style: str, written: date | None) -> None:
    assert parse_date(on.strftime(style), written).on == on


@given(DAYS, st.sampled_from(("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y")))
def test_numbers_alone_are_the_day_or_a_choice_with_it(on: date, style: str) -> None:
    meaning = parse_date(on.strftime(style))
    assert meaning.on == on or (meaning.on is None and on in meaning.choices)


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(0, 300), st.sampled_from(("%d %B", "%b %d")))
def test_a_day_without_a_year_is_the_next_one(written: date, ahead: int, style: str) -> None:
    on = written + timedelta(days=ahead)
    assert parse_date(on.strftime(style), written).on == on


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(1, 30))
def test_a_day_of_the_weeks_before_is_asked_about(written: date, ago: int) -> None:
    on = written - timedelta(days=ago)
    meaning = parse_date(on.strftime("%d %B"), written)
    assert meaning.on is None
    assert on in meaning.choices


PIECES = st.sampled_from(
    [
        "by", "due", "before", "until", "in", "within", "the", "end of", "next", "this", "of", "mid-", "EO", "EOM",
        "Q1", "H2",
        "week", "48", "weeks", "3", "31", "29", "Feb", "June", "2026", "2027", "'26", "/", "-", ".", ",", "(", ")",
        "12",
        "Friday", "month", "quarter", "days", "two", "9999", "0", "the 31st", "working days", "years", "999", "T17:00",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=9).map(" ".join), st.lists(PIECES).map("".join))


@settings(max_examples=500)
@given(TEXTS, st.dates() | st.none())
@example("in 999 years", date.max)
@example("before 1 January", date.min)
@example("week 53", date.min)
@example("by the 31st", date(2026, 11, 3))
def test_no_text_is_too_strange(text: str, written: date | None) -> None:
    for meaning in (parse_date(text, written), parse_field(text, written)):
        assert (meaning.on is None) or not meaning.choices
        assert (meaning.doubt is None) is (meaning.on is not None)
    for due in (find_due(text, written), find_group_due(text, written)):
        assert due is None or 0 <= due.start < due.end <= len(text)
        assert due is None or due.on is None or not due.choices
    list(full_dates(text))


WORDS = "rotate signing keys due by before in the job a of will until every alert"
PLAIN = st.lists(st.sampled_from(WORDS.split()))


@given(PLAIN.map(" ".join))
def test_without_a_digit_or_a_word_for_a_date_there_is_none(text: str) -> None:
    due = find_due(text, TUESDAY)
    assert due is None
    assert parse_field(text, TUESDAY).on is None


@pytest.mark.parametrize(
    ("text", "found", "day"),
    [
        ("Start a runbook in H1", "in H1", date(2027, 6, 30)),
        ("Rotate the keys in Q1 2027", "in Q1 2027", date(2027, 3, 31)),
        ("Move the database in Q4", "in Q4", date(2026, 12, 31)),
        ("Look at the errors that were seen in Q1", None, None),
        ("Write up the outage of the cache in Q2 2026 that nobody saw", None, None),
    ],
)
def test_a_quarter_at_the_end_is_when_it_is_planned_for(text: str, found: str | None, day: date | None) -> None:
    due = find_due(text, date(2026, 11, 3))
    assert (due.text if due else None, due.on if due else None) == (found, day)
