"""Waivers as people write them into a document or a comment, and what they do to the findings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.document.post_mortem import Finding, Severity, Waiver
from service.document.reading import read
from service.document.rules import Context, judge
from service.document.waivers import commands, read_waivers
from tests.document.documents import COMPLETE, actions_section

REASON = "the ticket of the job carries its criterion"
GAP = COMPLETE.replace("Rotate signing keys by a job", "Keep rotating keys").replace(
    "| no key is older than 90 days |", "| |"
)
"""A1 has no measure."""


def waivers(text: str) -> list[tuple[str, str | None, str]]:
    return [(found.rule, found.action, found.because) for found in read_waivers(text)[1]]


def of_family(document: str, family: str = "waiver/", context: Context | None = None) -> list[Finding]:
    return [finding for finding in judge(read(document), context) if finding.rule.startswith(family)]


@pytest.mark.parametrize(
    "line",
    [
        f"Waived: smart/measurable A1, because {REASON}.",
        f"- Waived: smart/measurable A1, because {REASON}",
        f"**Waived:** `smart/measurable` for action A1 because {REASON}.",
        f"Waive smart/measurable A1: because {REASON}",
        f"/waive smart/measurable A1 because {REASON}",
        f"/WAIVE Smart/Measurable 1 BECAUSE {REASON}",
        f"<!-- waive smart/measurable A1 because {REASON} -->",
        "<!--\nwaive smart/measurable A1 because the ticket of\nthe job carries its criterion\n-->",
    ],
)
def test_every_way_of_writing_one_says_the_same(line: str) -> None:
    assert waivers(f"{GAP}\n{line}\n") == [("smart/measurable", "A1", REASON)]


def test_one_comment_may_hold_several() -> None:
    text = "<!-- waive owner/missing A1 because the vendor does it\nwaive cause/missing because it is old -->"
    assert waivers(text) == [("owner/missing", "A1", "the vendor does it"), ("cause/missing", None, "it is old")]


@pytest.mark.parametrize(
    "text",
    [
        f"```\n/waive smart/measurable A1 because {REASON}\n```",
        f"~~~~ md\n```\n/waive smart/measurable A1 because {REASON}\n~~~~",
        f"> /waive smart/measurable A1 because {REASON}",
        f"Write `<!-- waive smart/measurable A1 because {REASON} -->` there.",
        f"Please /waive smart/measurable A1 because {REASON}",
        "Waived: the fee, because the customer was patient",
        f"<!-- One may write:\n/waive smart/measurable A1 because {REASON}\n-->",
        "/waiver smart/measurable A1 because it is none",
    ],
)
def test_what_only_speaks_of_waiving_waives_nothing(text: str) -> None:
    assert waivers(text) == []


def test_a_waiver_below_a_table_is_no_row_of_it_and_moves_no_line() -> None:
    document = f"{GAP.rstrip()}\nWaived: smart/measurable A1, because {REASON}\n"
    found = read(document)
    assert [action.key for action in found.actions] == ["A1"]
    assert found.waivers[0].lines == (32, 32)
    assert read_waivers(document)[0].count("\n") == document.count("\n")


def test_a_waived_finding_stays_with_the_reason() -> None:
    (finding,) = judge(read(f"{GAP}\n/waive smart/measurable A1 because {REASON}\n"))
    assert (finding.rule, finding.action, finding.waived) == ("smart/measurable", "A1", REASON)


def test_one_from_elsewhere_says_by_whom() -> None:
    context = Context(waivers=(Waiver("smart/measurable", "a1", REASON, "alice"),))
    (finding,) = judge(read(GAP), context)
    assert finding.waived == f"alice: {REASON}"


def test_without_an_action_it_holds_for_the_whole_document() -> None:
    two = "- A1: Monitor the keys — @alice, due 2026-12-01\n- A2: Keep a list of keys — @bob, due 2026-12-01\n"
    found = of_family(actions_section(f"{two}\nWaived: smart/measurable, because {REASON}\n"), "smart/measurable")
    assert [finding.waived for finding in found] == [REASON, REASON]
    found = of_family(actions_section(f"{two}\nWaived: smart/measurable A2, because {REASON}\n"), "smart/measurable")
    assert [finding.waived for finding in found] == ["", REASON]


@pytest.mark.parametrize("reason", ["", " because", " because …", " because TBD", " the ticket says so"])
def test_without_a_reason_it_waives_nothing_and_is_itself_an_error(reason: str) -> None:
    document = f"{GAP}\n/waive smart/measurable A1{reason}\n"
    (finding,) = of_family(document)
    assert (finding.rule, finding.severity, finding.lines) == ("waiver/no-reason", Severity.ERROR, (33, 33))
    assert finding.suggestion == "Write: /waive smart/measurable A1 because …"
    assert not any(one.waived for one in judge(read(document)))


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("smart/measureable A1", "The waiver of smart/measureable for A1 names no rule."),
        ("smart/* A1", "The waiver of smart/* for A1 names no rule."),
        ("measurable A1", "The waiver of measurable for A1 names no rule."),
        ("smart/measurable A7", "The waiver of smart/measurable for A7 names A7, and no action of the document has"),
        ("smart/measurable A1 A2", "The waiver of smart/measurable for A1 A2 names A1 A2, and no action"),
        ("actions/duplicate-key A1", "The waiver of actions/duplicate-key for A1 names a rule that cannot be waived."),
        ("waiver/unused", "The waiver of waiver/unused names a rule that cannot be waived."),
        ("", "The waiver of nothing names no rule."),
    ],
)
def test_what_it_cannot_waive_is_said(named: str, why: str) -> None:
    (finding,) = of_family(f"{GAP}\n/waive {named} because {REASON}\n", "waiver/unknown")
    assert finding.message.startswith(why)
    assert finding.severity is Severity.ERROR


def test_a_rule_that_is_nearly_spelt_is_suggested() -> None:
    (finding,) = of_family(f"{GAP}\n/waive smart/measureable A1 because {REASON}\n", "waiver/unknown")
    assert finding.suggestion == "Write one rule and at most one action: /waive smart/measurable A1 because …"


def test_one_that_covers_nothing_any_more_is_advice() -> None:
    (finding,) = judge(read(f"{COMPLETE}\n/waive smart/measurable A1 because {REASON}\n"))
    assert (finding.rule, finding.severity) == ("waiver/unused", Severity.ADVICE)


def test_a_rule_that_is_off_needs_no_waiver() -> None:
    document = f"{GAP}\n/waive smart/measurable A1 because {REASON}\n"
    (finding,) = judge(read(document), Context({"smart/measurable": "off"}))
    assert finding.rule == "waiver/unused"


def test_a_mistake_in_a_comment_is_no_error_of_the_document() -> None:
    context = Context(waivers=(Waiver("smart/measureable", None, REASON, "alice"),))
    (finding,) = of_family(COMPLETE, "waiver/", context)
    assert (finding.severity, finding.lines) == (Severity.WARNING, (1, 1))
    assert finding.message == "The waiver of smart/measureable by alice names no rule."


def test_in_a_comment_only_the_command_counts() -> None:
    said = f"Waived: smart/measurable A1, because {REASON}\n<!-- waive smart/measurable because {REASON} -->\n"
    assert commands(said) == ()
    (waiver,) = commands(f"Fine with me.\r\n\r\n/waive smart/measurable A1 because {REASON}\r\n{said}")
    assert (waiver.rule, waiver.action, waiver.because) == ("smart/measurable", "A1", REASON)


_WORDS = st.sampled_from(["waive", "/waive ", "Waived: ", "smart/measurable ", "A1 ", "because ", "<!--", "-->", "```"])
_TEXTS = st.lists(_WORDS | st.sampled_from(["\n", "`", "- ", "> ", "\r\n", "x"]) | st.text(max_size=4)).map("".join)


@given(_TEXTS)
def test_any_text_keeps_its_lines(text: str) -> None:
    left, found = read_waivers(text)
    assert left.count("\n") == text.count("\n")
    assert all(1 <= waiver.lines[0] <= text.count("\n") + 1 for waiver in found)
    assert len(commands(text)) <= text.count("\n") + 1
    assert judge(read(text)) == judge(read(text))
