"""Which part of a document belongs to which section, and on which lines."""

import pytest

from service.document.post_mortem import Section
from service.document.reading import looks_like_post_mortem, read
from tests.document.documents import COMPLETE, text


def test_a_complete_document_names_every_line_of_every_section() -> None:
    read_back = read(COMPLETE)
    assert read_back.title == "Checkout was down for 40 minutes"
    assert {section.value: lines for section, lines in read_back.sections.items()} == {
        "summary": (3, 5),
        "impact": (7, 9),
        "timeline": (11, 14),
        "went_well": (16, 18),
        "root_cause": (20, 25),
        "lessons": None,
        "actions": (27, 31),
    }
    assert read_back.headings[Section.ACTIONS] == 27
    assert Section.LESSONS not in read_back.headings


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("## Summary", Section.SUMMARY),
        ("## What happened?", Section.SUMMARY),
        ("## TL;DR", Section.SUMMARY),
        ("### 1. Executive summary", Section.SUMMARY),
        ("## 📋 Overview", Section.SUMMARY),
        ("## Customer Impact", Section.IMPACT),
        ("Impact\n------", Section.IMPACT),
        ("## Timeline (times in CEST)", Section.TIMELINE),
        ("## Incident Timeline", Section.TIMELINE),
        ("## What went well?", Section.WENT_WELL),
        ("## What went really well", Section.WENT_WELL),
        ("## Root Cause(s)", Section.ROOT_CAUSE),
        ("## Root causes & trigger", Section.ROOT_CAUSE),
        ("## Contributing factors:", Section.ROOT_CAUSE),
        ("## Why did it happen?", Section.ROOT_CAUSE),
        ("## 5 Whys", Section.ROOT_CAUSE),
        ("## **Lessons learnt**", Section.LESSONS),
        ("## Action items", Section.ACTIONS),
        ("## Follow-ups", Section.ACTIONS),
        ("## Next steps", Section.ACTIONS),
        ("## Corrective and preventative actions", Section.ACTIONS),
        ("## [Remediation](https://example.org/r)", Section.ACTIONS),
        ("**Action items**", Section.ACTIONS),
        ("**Action items:**", Section.ACTIONS),
        ("__Impact__:", Section.IMPACT),
        ("Impact:", Section.IMPACT),
    ],
)
def test_a_section_is_known_by_any_of_its_names(heading: str, section: Section) -> None:
    read_back = read(f"# Down\n\n{heading}\n\n- Words.\n")
    assert list(read_back.headings) == [section]
    lines = read_back.sections[section]
    assert lines is not None
    assert lines[0] == 3


@pytest.mark.parametrize(
    "heading", ["## What went wrong", "## Resolution", "## Where we got lucky", "## What didn't go so well?", "## FAQ"]
)
def test_other_headings_name_no_section(heading: str) -> None:
    assert read(f"# Down\n\n{heading}\n\nWords.\n").headings == {}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<!-- what happened? -->",
        "<!--\nwhat\n\nhappened?\n-->",
        "TBD",
        "_What happened, in a few sentences?_",
        "…",
        "[describe the outage]",
        "<describe the outage>",
        "- \n- TODO",
        "- Mitigations: <!-- which? -->\n- Alerting: _which?_",
        "| Time | What |\n|---|---|\n| | |",
        "### A sub-heading",
    ],
)
def test_the_words_of_a_template_are_no_content(content: str) -> None:
    read_back = read(f"# Down\n\n## Summary\n\n{content}\n\n## Impact\n\nSome.\n")
    assert read_back.headings[Section.SUMMARY] == 3
    assert read_back.sections[Section.SUMMARY] is None


@pytest.mark.parametrize(
    "content",
    [
        "The key expired.",
        "None.",
        "- 10:00 down",
        "```\nlog\n```",
        "> quoted",
        "<https://example.org/report>",
        "*10:27* down",
    ],
)
def test_a_persons_words_are_content(content: str) -> None:
    assert read(f"# Down\n\n## Summary\n\n{content}\n").sections[Section.SUMMARY] is not None


def test_labels_in_a_paragraph_are_sections_of_one_line_each() -> None:
    read_back = read(
        "Down\n====\n\n**Date**: today\n**Impact:** nobody could pay\n**Root cause**: a key expired\nImpact\n"
    )
    assert read_back.sections[Section.IMPACT] == (5, 5)
    assert read_back.sections[Section.ROOT_CAUSE] == (6, 7)


def test_a_label_within_a_headed_section_is_a_detail_of_it() -> None:
    read_back = read("# Down\n\n## Timeline\n\nImpact: began at 10:00\n\n10:40 over\n")
    assert read_back.headings == {Section.TIMELINE: 3}
    assert read_back.sections[Section.TIMELINE] == (3, 7)


def test_lessons_hold_what_went_well_and_what_went_wrong() -> None:
    read_back = read(
        "# D\n\n## Lessons learned\n\n### What went well\n\n- a\n\n### What went wrong\n\n- b\n\n## Timeline\n\nc\n"
    )
    assert read_back.sections[Section.LESSONS] == (3, 11)
    assert read_back.sections[Section.WENT_WELL] == (5, 7)


def test_a_day_as_heading_goes_on_with_the_timeline() -> None:
    read_back = read("# D\n\n## Timeline\n\n## May 12\n\n### 20:15 UTC\n\nDown.\n\n## Summary\n\nShort.\n")
    assert read_back.sections[Section.TIMELINE] == (3, 9)


def test_the_title_may_come_from_front_matter() -> None:
    read_back = read('---\nlayout: post\ntitle: "Down"\n---\n\n## Summary\n\nShort.\n')
    assert read_back.title == "Down"
    assert read_back.sections[Section.SUMMARY] == (6, 8)


def test_a_first_heading_that_names_a_section_is_no_title() -> None:
    read_back = read("# Summary\n\nShort.\n")
    assert read_back.title == ""
    assert read_back.sections[Section.SUMMARY] == (1, 3)


@pytest.mark.parametrize(
    "change", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n"), lambda t: t.rstrip("\n")]
)
def test_byte_order_marks_and_line_ends_move_no_line(change) -> None:  # type: ignore[no-untyped-def]
    assert read(change(COMPLETE)) == read(COMPLETE)


def test_a_lone_carriage_return_is_no_line_end() -> None:
    assert read("# Down\n\na\rb\n\n## Summary\n\nShort.\n").sections[Section.SUMMARY] == (5, 7)


def test_the_first_section_that_says_something_counts() -> None:
    read_back = read("# D\n\n## Impact\n\nTBD\n\n## Summary\n\nS.\n\n## Impact\n\nAll.\n")
    assert read_back.headings[Section.IMPACT] == 3
    assert read_back.sections[Section.IMPACT] == (11, 13)


@pytest.mark.parametrize(
    ("document", "is_one"),
    [
        (COMPLETE, True),
        ("## Impact\n\nAll of checkout.\n", False),
        ("## Next steps\n\n- look\n", False),
        ("**Impact**: all\n\n**Action items**:\n\n- a\n", True),
        ("Checkout is down, please help.", False),
        ("", False),
    ],
)
def test_a_post_mortem_names_its_actions_and_one_thing_more(document: str, is_one: bool) -> None:
    assert looks_like_post_mortem(document) is is_one


def test_headings_in_a_fence_name_nothing() -> None:
    assert read(text("```\n## Summary\n```\n")).headings == {}
