"""The status comment while a post-mortem is written: who will do what, by when, and how will we know?"""

from dataclasses import replace
from datetime import timedelta

from service.mappings import DueRule, Person, Team
from tests.planning.documents import TITLES, Document, Row, document, rows
from tests.planning.rig import Rig, mapping, new_rig
from tests.planning.world import MOST_BODY

QUESTIONS = "What? | Who? | By when? | How will we know? |"


def staffed() -> Rig:
    people = (Person("Bob Tanaka", {"github": "bob"}),)
    return new_rig(mapping(people=people, teams=(Team("Team Alpha", "bob"),)))


def said(rig: Rig, *written: Row) -> str:
    ref = rig.tagged(Document(written))
    rig.look(ref)
    return rig.said(ref)


def card(text: str, key: str) -> str:
    """The answers in the card of an action; fails where it has none."""
    head, _, rest = text.partition(f"**{key}** {QUESTIONS}\n")
    assert rest, head
    return rest.split("\n")[1]


def test_an_action_that_is_complete_takes_one_line_with_all_its_answers(rig: Rig) -> None:
    assert (
        f"- ✅ **A1** {TITLES[0]} — alice, by 2026-05-01; done when the graph shows it\n"
        f"- ✅ **A2** {TITLES[1]} — alice, by 2026-05-01; done when the graph shows it\n"
    ) in said(rig, *rows(2))


def test_every_blank_is_seen_in_the_card_of_its_action(rig: Rig) -> None:
    text = said(rig, Row("Improve the monitoring", "A1", owner="", due="", measure=""))
    assert card(text, "A1") == "| Improve the monitoring | **— missing** | **— missing** | **— missing** |"


def test_the_findings_stand_below_the_card_the_gravest_first(rig: Rig) -> None:
    text = said(rig, Row("Write the runbook", "A1", owner="", measure=""), rows(2)[1])
    _, _, below = text.partition("| **— missing** |")
    found = [line.split()[1] for line in below.split("**Complete**")[0].split("\n") if line.startswith("- ")]
    assert found == sorted(found, key=["❌", "⚠️", "💡"].index)
    assert "  → Write: `| A1 | Write the runbook | @… | 2026-05-01 | RC1 | … |`" in below


def test_words_for_a_date_are_shown_with_the_day_that_they_mean(rig: Rig) -> None:
    text = said(rig, replace(rows(1)[0], due="30 April 2026", owner=""))
    assert "| 30 April 2026 → 2026-04-30 |" in card(text, "A1")


def test_words_that_name_no_day_say_so(rig: Rig) -> None:
    assert "| soon → no full date |" in card(said(rig, replace(rows(1)[0], due="soon")), "A1")


def test_owners_are_shown_with_the_account_that_they_mean() -> None:
    written = (
        replace(row, owner=owner) for row, owner in zip(rows(3), ("Bob Tanaka", "Team Alpha", "Who Ever"), strict=True)
    )
    text = said(staffed(), *written)
    assert "— Bob Tanaka → bob, by" in text
    assert "— Team Alpha → bob, by" in text
    assert "| Who Ever → nobody known |" in card(text, "A3")


def test_a_date_that_the_severity_sets_is_no_blank() -> None:
    rig = new_rig(mapping(due=DueRule(default_by_severity={"sev1": timedelta(days=15)})))
    ref = rig.tagged(Document((replace(rows(1)[0], due=""),)))
    rig.people.label(ref, "sev1")
    rig.look(ref)
    assert "by 15 days after the finish (sev1)" in rig.said(ref)


def test_an_answer_that_was_waived_is_no_blank_to_mend(rig: Rig) -> None:
    ref = rig.tagged(
        f"{Document((replace(rows(1)[0], owner=''),))}\nWaived: owner/missing A1, because a vendor does it\n"
    )
    rig.look(ref)
    assert f"- ✅ **A1** {TITLES[0]} — nobody, by 2026-05-01" in rig.said(ref)


def test_what_concerns_the_document_comes_first_and_what_was_waived_last(rig: Rig) -> None:
    body = str(Document((replace(rows(1)[0], owner=""), rows(2)[1]))).replace("## What went well", "## Elsewhere")
    ref = rig.tagged(f"{body}\nWaived: section/missing, because it is told elsewhere\n")
    rig.look(ref)
    body = body.replace("## Summary", "## Beyond")
    text = rig.said(ref)
    order = [
        text.index(words) for words in ("Being written", "Who will do what", "| ❌ **A1**", "✅ **A2**", "waived in")
    ]
    assert order == sorted(order)


def test_the_comment_is_edited_in_place_with_each_edit_of_the_document(rig: Rig) -> None:
    ref = rig.tagged(Document((replace(rows(1)[0], owner=""),)))
    rig.look(ref)
    rig.people.edit(ref, str(document(1)))
    rig.look(ref)
    assert len(rig.people.entry(ref).comments) == 1
    assert "— missing" not in rig.said(ref)


def test_fifty_actions_with_long_words_and_gaps_fit(rig: Rig) -> None:
    words = "the queue of the order service, " * 30
    many = tuple(Row(f"{words}{n}", f"A{n}", owner="", due="", measure="" if n % 2 else words) for n in range(1, 51))
    ref = rig.tagged(Document(many))
    rig.look(ref)
    assert len(rig.status(ref).body) < MOST_BODY
    assert rig.said(ref).count(QUESTIONS) == 50
    assert rig.said(ref).count("names no owner") == 50


def test_fifty_complete_actions_are_all_shown(rig: Rig) -> None:
    many = tuple(Row(f"{TITLES[n % 16]} in part {n}", f"A{n}") for n in range(1, 51))
    assert said(rig, *many).count("- ✅") == 50
