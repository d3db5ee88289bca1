"""Which words of an action are vague, and what makes up for them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.document.language import Language, shipped_languages
from service.document.post_mortem import Action
from service.document.wording import Gap, Worded, bounded, lists_of, specific, why_boundless, why_vague, worded
from tests.document.action_sentences import (
    BOUNDLESS,
    BOUNDLESS_GERMAN,
    CONCRETE,
    CONCRETE_GERMAN,
    VAGUE,
    VAGUE_GERMAN,
)

ENGLISH, GERMAN = shipped_languages().all[:2]


def action(title: str, *details: str, measure: str | None = None) -> Action:
    return Action("A1", (1, 1), title, " ".join((title, *details)), measure=measure)


def judged(title: str, *details: str, language: Language = ENGLISH) -> Worded:
    return worded(action(title, *details), language)


def gap(title: str) -> Gap:
    found = judged(title).boundless
    assert found is not None
    return found


@pytest.mark.parametrize("title", CONCRETE)
def test_a_concrete_action_is_left_alone(title: str) -> None:
    assert judged(title) == Worded()


@pytest.mark.parametrize("title", VAGUE)
def test_a_vague_action_is_neither_specific_nor_measurable(title: str) -> None:
    found = judged(title)
    assert found.vague is not None
    assert found.boundless == found.vague


@pytest.mark.parametrize("title", BOUNDLESS)
def test_work_without_an_end_is_specific_all_the_same(title: str) -> None:
    found = judged(title)
    assert found.vague is None
    assert found.boundless is not None


@pytest.mark.parametrize("title", CONCRETE_GERMAN)
def test_a_concrete_action_in_german_is_left_alone(title: str) -> None:
    assert judged(title, language=GERMAN) == Worded()


@pytest.mark.parametrize("title", VAGUE_GERMAN)
def test_a_vague_action_in_german_is_found(title: str) -> None:
    assert judged(title, language=GERMAN).vague is not None


@pytest.mark.parametrize("title", BOUNDLESS_GERMAN)
def test_work_without_an_end_in_german_is_found(title: str) -> None:
    found = judged(title, language=GERMAN)
    assert (found.vague, found.boundless is None) == (None, False)


@pytest.mark.parametrize("title", [*VAGUE, *BOUNDLESS])
def test_the_words_stand_where_they_are_said_to_stand(title: str) -> None:
    found = gap(title)
    assert found.words
    assert found.clause[found.start :].startswith(found.words)
    assert found.clause in title


@pytest.mark.parametrize("title", [*VAGUE, *BOUNDLESS])
def test_a_measure_answers_everything(title: str) -> None:
    assert worded(action(title, measure="no order is refused for a week"), ENGLISH) == Worded()


@pytest.mark.parametrize(
    "detail",
    [
        "Add a panel for the age of the oldest job",
        "An alert when no job has finished for an hour",
        "We will publish the steps in the handbook",
        "This should reject every request without a token",
    ],
)
def test_a_detail_names_the_outcome(detail: str) -> None:
    assert judged("Improve the mailer", detail) == Worded()
    assert judged(f"Improve the mailer. {detail}.") == Worded()
    assert judged(f"Improve the mailer ({detail})") == Worded()


@pytest.mark.parametrize(
    "detail",
    [
        "issue",
        "pull request",
        "link to github issue",
        "see https://tracker.example/T-7",
        "Tests were flaky all week.",
        "This happened twice in March.",
        "Better tooling will help.",
        "Alerting has been noisy since then.",
    ],
)
def test_a_reference_or_the_background_is_no_outcome(detail: str) -> None:
    assert judged("Improve the mailer", detail).vague is not None
    assert judged(f"Improve the mailer ({detail})").vague is not None


@pytest.mark.parametrize(
    "purpose",
    [
        "to avoid this in future",
        "so that it doesn't happen again",
        "so that it works better",
        "so we notice sooner",
        "in order to be safer",
        "because the last outage took 40 minutes",
    ],
)
def test_a_vague_purpose_rescues_nothing(purpose: str) -> None:
    assert judged(f"Improve the mailer {purpose}").vague is not None


@pytest.mark.parametrize("purpose", ["to avoid this in future", "for better visibility", "to react faster next time"])
def test_a_vague_purpose_does_no_harm_to_a_concrete_action(purpose: str) -> None:
    assert judged(f"Add a panel for the age of the oldest job {purpose}") == Worded()


@pytest.mark.parametrize(
    ("number", "is_goal"),
    [
        ("to under 2 seconds", True),
        ("by 30 %", True),
        ("from 5 to 2", True),
        ("> 99", True),
        ("(#4312)", False),
        ("in version 2.4", False),
        ("as on 2026-03-01", False),
        ("after the 503 errors", False),
    ],
)
def test_a_number_is_a_goal_where_it_limits_something(number: str, is_goal: bool) -> None:
    assert (judged(f"Improve the mailer {number}").vague is None) is is_goal


def test_a_number_is_no_outcome_of_a_study() -> None:
    assert judged("Investigate why requests take more than 2 seconds").vague is not None


def test_a_second_verb_of_the_question_is_no_outcome() -> None:
    assert judged("Investigate how to create and update the schema").vague is not None
    assert judged("Investigate the schema and update it").vague is None


@pytest.mark.parametrize("sentence", ["Improve the mailer", "Look into the mailer", "What about the mailer?"])
def test_what_is_said_of_a_gap_is_whole_sentences(sentence: str) -> None:
    found = gap(sentence)
    for said in (why_vague(found), why_boundless(found), specific(found, lists_of(ENGLISH))):
        assert said.endswith(".")
        assert "{" not in said


@pytest.mark.parametrize(
    ("title", "suggestion"),
    [
        ("Improve monitoring of the queue", "“Alert on … of the queue when … exceeds …”"),
        ("We need better documentation for the rollback", "“Write down how to … for the rollback, and link it from …”"),
        ("Improve test coverage of the parser", "“Add a test of the parser that fails when …”"),
        ("Improve error handling", "“Change … in error handling so that …”"),
        ("Make the scheduler more resilient", "“Change … in the scheduler so that …”"),
        ("Investigate why pods restart", "“Write down why pods restart, and open a ticket for what follows”"),
        ("Investigation of the slow queries", "“Write down what is found about the slow queries, and open a ticket"),
        ("Consider whether to keep the old API", "“Decide whether to keep the old API, and write the reason into …”"),
        ("Consider moving to a managed queue", "“Decide on moving to a managed queue, and write the reason into …”"),
        ("Maybe add a cache", "“Add a cache …”, or “No action, because …”"),
        ("How do we detect this earlier?", "“How do we detect this earlier?”"),
        ("Be more careful with migrations", "“Refuse … unless …”, or “Add … to the checklist of …”"),
    ],
)
def test_the_example_is_made_of_the_writers_own_words(title: str, suggestion: str) -> None:
    assert suggestion in specific(gap(title), lists_of(ENGLISH))


def test_only_what_is_left_open_otherwise_asks_for_more_than_a_measure() -> None:
    assert bounded(gap("Monitor the queue")).startswith("Say when it is over")
    assert bounded(gap("Add alerts as needed")).startswith("Say how much")
    assert bounded(gap("#4312")).startswith("Put into words")
    assert bounded(gap("Improve the mailer")) == ""


_WORDS = st.sampled_from(
    [
        "improve",
        "Look into",
        "so that",
        "by adding",
        "and",
        "we should",
        "?",
        ": ",
        " - ",
        "(",
        ")",
        "#1",
        "more",
        "…",
        "the",
    ]
)
_TEXTS = st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=30).map(" ".join))


@given(title=_TEXTS, details=_TEXTS, language=st.sampled_from([ENGLISH, GERMAN]))
def test_any_text_can_be_judged(title: str, details: str, language: Language) -> None:
    found = judged(title, details, language=language)
    for one in (found.vague, found.boundless):
        if one is not None:
            assert one.clause[one.start :].startswith(one.words)
            assert why_boundless(one)
    if found.vague is not None:
        assert why_vague(found.vague)
        assert specific(found.vague, lists_of(language))


@pytest.mark.parametrize(
    "piece", ["a", "-", "(", "- ", ": ", "#", "http://", "by ", "and ", "improve ", "we should ", "1", "\n"]
)
def test_the_time_grows_with_the_length(piece: str) -> None:
    started = time.process_time()
    judged(piece * 5_000, piece * 5_000)
    assert time.process_time() - started < 1


def test_thousands_of_actions_are_judged_at_once() -> None:
    titles = [f"{title} {number}" for number, title in enumerate((*CONCRETE, *VAGUE) * 3)]
    judged(titles[0])
    started = time.process_time()
    for title in titles:
        judged(title)
    assert (time.process_time() - started) / len(titles) < 0.0003
