"""What people see on a terminal: the remarks, the words underlined, why, and what to write instead."""

import time

from hypothesis import given
from hypothesis import strategies as st

from service.document.post_mortem import Severity
from service.document.reports.checked import Checked
from service.document.reports.terminal import to_text, to_texts
from service.document.rules import RULES
from tests.document.documents import COMPLETE, text
from tests.document.reporting import DOCUMENT, checked, finding, with_findings


def excerpt_of(shown: str) -> list[str]:
    """The quoted lines with their underlines, without the empty margin above them."""
    rows = [line for line in shown.split("\n") if " | " in line and " = " not in line]
    return [row.partition("| ")[2] for row in rows]


def test_remarks_on_the_same_line_stand_over_one_quotation_of_it() -> None:
    assert to_text(checked()) == text(
        f"""
        pm.md:18:1: error[owner/missing]: A1 "Rotate signing keys by a job" names no owner.
        pm.md:18:1: warning[smart/measurable]: A1 "Rotate signing keys by a job" has no measure.
        pm.md:18:41: error[smart/time-bound]: A1 "Rotate signing keys by a job" is due on no day.
           |
        18 | | A1 | Rotate signing keys by a job | | soon | RC1 | |
           |                                         ^^^^
           = why owner/missing: {RULES["owner/missing"].why}
           = why smart/measurable: {RULES["smart/measurable"].why}
           = why smart/time-bound: {RULES["smart/time-bound"].why}
           = help: write: | A1 | Rotate signing keys by a job | @… | YYYY-MM-DD | RC1 | done when … |

        pm.md: 1 root cause, 1 action; 2 errors, 1 warning, 0 advice
        """
    )


def test_the_words_are_underlined() -> None:
    shown = to_text(with_findings("- Rotate **as soon as** possible", finding(words="as soon as possible")))
    assert "pm.md:1:12: error" in shown
    assert excerpt_of(shown) == ["- Rotate **as soon as** possible", "           ^^^^^^^^^^^^^^^^^^^^^"]


def test_wide_characters_take_two_cells_and_marks_none() -> None:
    for before in ("鍵を", "🔥🔥", "e\u0301e\u0301ee", "👩\u200d🚒ab"):
        shown = to_text(with_findings(f"{before} soon", finding(words="soon")))
        assert excerpt_of(shown) == [f"{before} soon", "     ^^^^"]


def test_wide_words_are_underlined_in_full() -> None:
    assert excerpt_of(to_text(with_findings("- 鍵を交換", finding(words="交換")))) == ["- 鍵を交換", "      ^^^^"]


def test_a_tab_is_one_cell_and_indentation_is_left_out() -> None:
    shown = to_text(with_findings("\t- rotate\tsoon", finding(words="soon")))
    assert excerpt_of(shown) == ["- rotate soon", "         ^^^^"]


def test_words_over_several_lines_show_the_first_and_the_last() -> None:
    document = "- the deploy\n  and then\n  also the\n  rollback failed"
    meant = finding((1, 4), "the deploy and then also the rollback")
    shown = to_text(with_findings(document, meant))
    assert "\n1 | - the deploy\n  |   ^^^^^^^^^^\n...\n4 | rollback failed\n  | ^^^^^^^^\n" in shown


def test_a_finding_about_several_lines_shows_the_first_and_the_last() -> None:
    shown = to_text(with_findings("# One\n\ntwo\n\nthree\n\n", finding((1, 7))))
    assert "  |\n1 | # One\n...\n5 | three\n" in shown
    assert "^" not in shown


def test_a_long_line_is_shown_around_the_words() -> None:
    shown = to_text(with_findings(f"- {'a ' * 500}soon {'b ' * 500}", finding(words="soon")))
    line, underline = excerpt_of(shown)
    assert len(line) < 100
    assert line.startswith("…")
    assert line.endswith("…")
    assert line[underline.index("^") : underline.rindex("^") + 1] == "soon"


def test_words_too_far_apart_for_one_window_are_shown_in_two() -> None:
    document = f"- first {'a ' * 200}last"
    shown = to_text(with_findings(document, finding(words="first"), finding(words="last")))
    rows = excerpt_of(shown)
    assert [rows[0][2:7], rows[2].endswith("last")] == ["first", True]
    assert [row.strip() for row in rows[1::2]] == ["^^^^^", "^^^^"]


def test_words_that_are_not_there_underline_nothing() -> None:
    shown = to_text(with_findings("- Rotate keys", finding(words="elsewhere")))
    assert shown.startswith("pm.md:1:1: error[owner/missing]: It is so.\n  |\n1 | - Rotate keys\n  = why: ")


def test_the_reason_of_a_rule_is_told_once_in_a_run() -> None:
    one = with_findings("- a\n- b", finding((1, 1)), finding((2, 2)))
    assert to_texts([one, one]).count(RULES["owner/missing"].why) == 1


def test_what_is_waived_is_a_line_with_its_reason_and_counts_for_nothing() -> None:
    shown = to_text(with_findings(COMPLETE, finding((31, 31), waived="it is on the rota")))
    assert shown == (
        "pm.md:31:1: waived[owner/missing]: It is so. Accepted: it is on the rota\n\n"
        "pm.md: 1 root cause, 1 action; nothing to mend, 1 waived\n"
    )


def test_several_documents_have_a_total() -> None:
    clean = with_findings(COMPLETE, finding(waived="so be it"), name="b.md")
    shown = to_texts([checked(), clean])
    assert "\n2 documents: 2 errors, 1 warning, 0 advice, 1 waived\n" in shown
    assert shown.endswith("More about a rule: followthrough explain owner/missing\n")


def test_a_clean_document_is_one_line() -> None:
    assert to_texts([with_findings(COMPLETE)]) == "pm.md: 1 root cause, 1 action; nothing to mend\n"


def test_text_is_coloured_only_where_it_is_asked_for() -> None:
    assert "\x1b[" not in to_texts([checked()])
    assert "\x1b[31m\x1b[1m^^^^\x1b[0m" in to_texts([checked()], colour=True)


def test_graver_words_are_underlined_in_their_own_colour() -> None:
    meant = (finding(words="soon"), finding(words="possible", severity=Severity.WARNING))
    shown = to_text(with_findings("- as soon as possible", *meant), colour=True)
    assert "\x1b[31m\x1b[1m^^^^\x1b[0m    \x1b[33m\x1b[1m^^^^^^^^\x1b[0m" in shown


def test_a_document_cannot_steer_the_terminal() -> None:
    document = "## Actions\n\n- \x1b[2J\u202eRotate\u2028\x9bkeys\r\n"
    shown = to_text(checked(document, "p\x1bm.md"))
    assert not set(shown) & set("\x1b\u202e\u2028\x9b\r")


def test_a_document_cannot_add_a_line_of_its_own() -> None:
    shown = to_text(with_findings("- a", finding(message="one\r\npm.md:1: error", suggestion="Write: a\n::error::b")))
    assert "\npm.md:1: error" not in shown
    assert "\n::error" not in shown


def test_lines_beyond_the_text_are_shown_as_nothing() -> None:
    assert " | " not in to_text(Checked("pm.md", "a", checked().post_mortem, (finding((9, 12)),)))


def test_one_row_mends_everything_that_is_amiss_with_an_action() -> None:
    rows = [line for line in to_text(checked()).split("\n") if "help: write:" in line]
    assert rows == ["   = help: write: | A1 | Rotate signing keys by a job | @… | YYYY-MM-DD | RC1 | done when … |"]


def test_suggestions_that_are_no_rows_are_all_told() -> None:
    meant = (finding(suggestion="Write: a"), finding(suggestion="Take it out."), finding(suggestion="Write: a"))
    shown = to_text(with_findings(DOCUMENT, *meant))
    assert [line for line in shown.split("\n") if "help" in line] == ["  = help: write: a", "  = help: take it out."]


@given(st.text(max_size=300), st.text(max_size=20), st.integers(0, 9), st.integers(0, 9))
def test_any_text_can_be_shown(document: str, words: str, first: int, last: int) -> None:
    shown = to_text(with_findings(document, finding((first, last), words), finding((first, last))))
    assert all(len(row) <= 100 for row in excerpt_of(shown))


def test_thousands_of_remarks_are_shown_at_once() -> None:
    document = "## Actions\n\n" + "".join(f"- Rotate the keys of service {number} soon\n" for number in range(3_000))
    judged = checked(document)
    began = time.perf_counter()
    assert to_texts([judged]).count("error[") > 3_000
    assert time.perf_counter() - began < 5
