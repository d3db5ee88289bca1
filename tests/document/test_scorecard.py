"""What a post-mortem has and lacks, counted by document and in all."""

from dataclasses import replace

import pytest

from service.document.post_mortem import Section
from service.document.reading import read
from service.document.rules import Context, judge
from service.document.scorecard import ASKED_FOR, Score, score, total
from tests.document.documents import text

MIXED = text(
    """
    # The mail queue stood still

    ## Summary

    No mail left for two hours, because the disk of the queue was full.

    ## Root causes

    - RC1: Nothing watches how full the disk is.
    - RC2: Old mail is never removed.

    ## Actions

    - [x] Remove mail older than 30 days every night — @alice, due 2026-12-01 (RC2)
    - [ ] Alert when the disk is 80 % full, done when the alert fires in staging — @alice, @bob, due 2026-12-08 (RC1)
    - [ ] Improve the monitoring — @bob, due soon (RC1)
    - [ ] Move the queue to the larger volume, done when df shows 2 TB
    """
)


def counted(document: str, context: Context | None = None) -> Score:
    post_mortem = read(document)
    return score(post_mortem, judge(post_mortem, context))


def test_owned_means_by_exactly_one() -> None:
    mixed = counted(MIXED)
    assert (mixed.actions, mixed.owned) == (4, 2)


def test_words_that_are_no_date_are_counted_apart_from_dates() -> None:
    mixed = counted(MIXED)
    assert (mixed.dated, mixed.no_day) == (2, 1)


def test_a_date_that_can_be_read_in_two_ways_names_no_day() -> None:
    ambiguous = counted("## Actions\n\n- Rotate the keys by a job — @alice, due 06/07/2026\n")
    assert (ambiguous.dated, ambiguous.no_day) == (0, 1)


def test_what_is_done_is_counted() -> None:
    assert counted(MIXED).done == 1


def test_vague_and_unmeasurable_actions_are_those_that_the_rules_find() -> None:
    mixed = counted(MIXED)
    assert mixed.vague == 1
    assert mixed.unmeasurable >= 1


def test_a_rule_that_is_switched_off_counts_nothing() -> None:
    assert counted(MIXED, Context(checks={"smart/specific": "off"})).vague == 0


def test_sections_are_counted_against_those_asked_for() -> None:
    mixed = counted(MIXED)
    assert mixed.sections_asked == len(ASKED_FOR)
    assert mixed.missing == (Section.IMPACT, Section.TIMELINE, Section.WENT_WELL)
    assert mixed.sections == len(ASKED_FOR) - 3


def test_a_section_that_only_has_a_heading_is_missing() -> None:
    assert Section.WENT_WELL in counted(MIXED + "\n## What went well\n\nTBD\n").missing


def test_no_action_with_a_reason_is_a_section_that_is_there() -> None:
    none = counted("## Actions\n\nNo action, because the service is switched off in May.\n")
    assert none.actions == 0
    assert Section.ACTIONS not in none.missing


def test_root_causes_and_blame_are_counted() -> None:
    assert counted(MIXED).causes == 2
    blaming = MIXED.replace("because the disk", "because Bob carelessly forgot the disk, which")
    assert counted(blaming).blame >= 1


def test_what_is_waived_counts_for_nothing() -> None:
    findings = judge(read(MIXED))
    errors = score(read(MIXED), findings).errors
    waived = [replace(f, waived="known") if f.rule == "owner/missing" else f for f in findings]
    assert score(read(MIXED), waived).errors == errors - 1


def test_an_empty_text_has_nothing_and_lacks_every_section() -> None:
    nothing = counted("\n")
    assert (nothing.documents, nothing.actions, nothing.sections) == (1, 0, 0)
    assert nothing.missing == ASKED_FOR


def test_scores_add_up() -> None:
    one, both = counted(MIXED), total([counted(MIXED), counted("## Actions\n\n- Restart it\n")])
    assert both.documents == 2
    assert both.actions == one.actions + 1
    assert both.missing.count(Section.WENT_WELL) == 2
    assert both.errors > one.errors


def test_the_sum_of_none_is_nothing() -> None:
    assert total([]) == Score()


@pytest.mark.parametrize("again", [1, 3])
def test_the_order_of_adding_does_not_matter_to_the_counts(again: int) -> None:
    scores = [counted(MIXED), counted("# Other\n")] * again
    forwards, backwards = total(scores), total(reversed(scores))
    assert replace(forwards, missing=()) == replace(backwards, missing=())
    assert sorted(forwards.missing) == sorted(backwards.missing)
