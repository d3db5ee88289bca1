"""Which sentences make a person the cause, and what is said about them."""

import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.document.language import Language, shipped_languages
from service.document.language.values import Blame
from service.document.post_mortem import Finding, Passage, PostMortem, Section, Severity, Where
from service.document.reading import read
from service.document.rules import RULES, Context, judge
from service.document.rules.registry import apply
from tests.document import blame_sentences as sentences
from tests.document.documents import COMPLETE, actions_section, text

ENGLISH, GERMAN = shipped_languages().all[:2]
BLAME = [rule for rule in RULES.values() if rule.family == "blame"]


def found(
    said: str,
    language: Language = ENGLISH,
    where: Where = Where.PARAGRAPH,
    section: Section | None = None,
) -> list[Finding]:
    lines = (3, 3 + said.count("\n"))
    document = PostMortem("Down", passages=(Passage(lines, said, where, section),))
    return [finding for rule in BLAME for finding in apply(rule, document, Context(spoken=language))]


def in_document(markdown: str) -> list[Finding]:
    return [finding for finding in judge(read(text(markdown))) if finding.rule.startswith("blame/")]


@pytest.mark.parametrize(("said", "words"), sentences.ACCUSING)
def test_a_sentence_that_makes_a_person_the_cause_is_found(said: str, words: str) -> None:
    (finding,) = found(said)
    assert (finding.rule, finding.words, finding.lines) == ("blame/person", words, (3, 3))
    assert finding.severity is Severity.ERROR
    assert finding.suggestion


@pytest.mark.parametrize("said", sentences.HARMLESS + sentences.POSSIBLE + sentences.ASKING_NOBODY)
def test_machines_denials_quotations_and_teams_are_left_alone(said: str) -> None:
    assert found(said) == []


@pytest.mark.parametrize(("said", "words"), sentences.COUNTERFACTUAL)
def test_what_one_person_should_have_done_is_found(said: str, words: str) -> None:
    (finding,) = found(said)
    assert (finding.rule, finding.words, finding.severity) == ("blame/counterfactual", words, Severity.WARNING)


@pytest.mark.parametrize(("said", "words", "instead"), sentences.ASKING)
def test_a_question_for_a_person_becomes_one_for_what_or_how(said: str, words: str, instead: str) -> None:
    (finding,) = found(said)
    assert (finding.rule, finding.words, finding.severity) == ("blame/question", words, Severity.WARNING)
    assert instead in finding.suggestion


@pytest.mark.parametrize(("said", "words"), sentences.ACCUSING_GERMAN)
def test_german_sentences_are_found_too(said: str, words: str) -> None:
    (finding,) = found(said, GERMAN)
    assert finding.words == words
    assert "„" in finding.suggestion


@pytest.mark.parametrize("said", sentences.HARMLESS_GERMAN)
def test_german_sentences_that_accuse_nobody_are_left_alone(said: str) -> None:
    assert found(said, GERMAN) == []


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("Bob forgot to rotate the key.", "Write: “The key was not rotated.” And ask: “What would have to be in place "
         "to rotate the key, without anybody having to remember it?”"),
        ("Bob forgot to copy the new keys to the standby.", "“The new keys were not copied.”"),
        ("Bob forgot to write the `runbook`.", "“The `runbook` was not written.”"),
        ("Bob failed to keep an eye on it.", "What would have to be in place to keep an eye on it,"),
        ("An engineer accidentally deleted the `prod` namespace of the shop.", "“The `prod` namespace was deleted.”"),
        ("An engineer mistakenly overwrote the tags.", "“The tags were overwritten.”"),
        ("You should have tested the new key.", "“The new key was not tested.”"),
        ("Bob forgot to tell Alice.", "with no person in it"),
        ("Bob forgot her key.", "with no person in it"),
        ("An engineer accidentally typed twice.", "with no person in it"),
        ("It was human error.", "Ask what made the error possible"),
    ],
)  # fmt: skip
def test_the_suggestion_turns_the_sentence_where_that_is_safe(said: str, instead: str) -> None:
    assert instead in found(said)[0].suggestion


@pytest.mark.parametrize("said", [said for said, *_ in sentences.ACCUSING + sentences.COUNTERFACTUAL])
def test_neither_message_nor_suggestion_names_or_accuses_anybody(said: str) -> None:
    (finding,) = found(said)
    for words in (finding.message, finding.suggestion):
        assert not {"Bob", "Alice", "@bob"} & set(words.replace(".", " ").split())
        assert found(words.replace("“", "").replace("”", "")) == []


def test_the_lines_are_those_of_the_words() -> None:
    said = "The key expired.\nEverything stopped, because Bob\nforgot to rotate it.\nThen it worked."
    (finding,) = found(said)
    assert (finding.lines, finding.words) == ((4, 5), "Bob\nforgot to")


def test_each_accusation_is_found_once() -> None:
    said = "Bob carelessly ignored the page, and Alice missed the alert."
    assert [one.words for one in found(said)] == ["Bob carelessly", "Alice missed"]


def test_every_section_is_looked_at_and_code_and_quotes_are_not() -> None:
    findings = in_document(
        """
        # Down

        ## Summary

        Bob forgot the key.

        > Alice forgot the key.

        ```
        Alice forgot the key.
        ```

        <!-- Why did you do that? -->

        ## Why didn't you test it?

        ## Timeline

        | Time | What |
        |---|---|
        | 10:00 | Bob forgot the key. |
        | 10:05 | An engineer accidentally deletes it |

        - 10:10 You should have
          tested it.
        """
    )
    assert [(one.rule.removeprefix("blame/"), one.lines) for one in findings] == [
        ("person", (5, 5)),
        ("question", (15, 15)),
        ("person", (21, 21)),
        ("person", (22, 22)),
        ("counterfactual", (24, 25)),
    ]


def test_cells_are_not_read_together() -> None:
    assert in_document("## Timeline\n\n| By | What |\n|---|---|\n| Bob | failed to reach the vendor |\n") == []


def test_a_person_who_owns_an_action_is_known() -> None:
    accusing = "\n\n## Lessons\n\nOluwaseun forgot the key.\n"
    assert in_document(actions_section("- Rotate the key — Oluwaseun Ade, due 2026-12-01") + accusing)
    assert not in_document(actions_section("- Rotate the key — @alice, due 2026-12-01") + accusing)


def test_a_complete_document_accuses_nobody() -> None:
    assert in_document(COMPLETE) == []


def test_a_team_adds_words_of_its_own() -> None:
    blame = Blame(persons=("wizard",), lapses=("botched",))
    language = Language("xx", blame=blame)
    (finding,) = found("Our wizard botched it.", language)
    assert finding.words == "wizard botched"
    assert finding.suggestion == "Write what happened and what made it possible, with no person in it."


def test_a_language_without_words_accuses_nobody() -> None:
    assert found("Bob forgot to rotate the key. Why did you? Human error.", Language("xx")) == []


PARTS = [
    *{word for said, *_ in sentences.ACCUSING + sentences.COUNTERFACTUAL for word in said.split()},
    "Why did", "who", "if", "but", "@", "|", "(", ")", ":", "\n", "`", "“", "”", "*", "\ufffc", "'s",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=40).map(" ".join) | st.text(max_size=200), st.sampled_from(Where))
def test_whatever_the_words_the_lines_and_words_are_those_of_the_text(said: str, where: Where) -> None:
    for finding in [one for language in (ENGLISH, GERMAN) for one in found(said, language, where)]:
        first, last = finding.lines
        assert finding.words in "\n".join(said.split("\n")[first - 3 : last - 2])
        assert finding.words and finding.suggestion


ORDINARY = "The queue of worker {} grew to 12,000 jobs, the alert rang at 10:{:02d} UTC, and a second worker was added."


def spent(passages: Sequence[str]) -> float:
    document = PostMortem("Down", passages=tuple(Passage((n, n), said) for n, said in enumerate(passages, 1)))
    start = time.process_time()
    for rule in BLAME:
        list(apply(rule, document, Context(spoken=ENGLISH)))
    return time.process_time() - start


def test_ordinary_text_costs_next_to_nothing() -> None:
    spent(["warm up, Bob forgot it, you should have tested it, who approved this?"])
    assert spent([ORDINARY.format(n, n % 60) for n in range(10_000)]) < 0.6


@pytest.mark.parametrize(
    "unit",
    ["the engineer ", "Bob forgot ", "should have ", "by an engineer accidentally ", "Why did you ", "on the ", "Bob ",
     "fault ", "the engineer who ", "if Bob had would not have ", "human error ", "accidentally ", "(a) ", "x|"],
)  # fmt: skip
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    spent([unit])
    small, large = (
        spent(["forgot should have why caused by fault " + unit * (size // len(unit))]) for size in (2_000, 16_000)
    )
    assert large < 0.5 + 30 * small
