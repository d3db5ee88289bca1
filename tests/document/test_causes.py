"""Root causes and their whys, in the forms in which people write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.document.post_mortem import Cause, Section
from service.document.reading import read
from tests.document.documents import text, with_causes


def test_the_form_of_the_template_has_a_heading_for_each_cause() -> None:
    causes = with_causes(
        """
        ### RC1: Keys are rotated by hand

        1. Why? No job was written.
        2. Why? No checklist asks for one.

        Category: process

        ### RC2: Nobody is told

        1. What made that possible: no alert.
        """
    ).causes
    assert [(cause.key, cause.lines, cause.text, cause.category, cause.key_written) for cause in causes] == [
        ("RC1", (5, 10), "Keys are rotated by hand", "process", True),
        ("RC2", (12, 14), "Nobody is told", None, True),
    ]
    assert causes[0].whys == ("No job was written.", "No checklist asks for one.")
    assert causes[1].whys == ("No alert.",)


def test_a_chain_of_whys_ends_at_the_root_cause() -> None:
    (cause,) = with_causes(
        """
        1. Symptom: Nobody could pay for 40 minutes.
        2. Why? The signing key had expired.
        3. Why? The rotation waited for a person.
        4. Why? The job for it was planned and not written.
        5. Why? Keys are made without a ticket for their rotation.
        6. Why? The checklist for new keys does not ask for one.
        """
    ).causes
    assert cause == Cause(
        "RC1",
        (5, 10),
        "The checklist for new keys does not ask for one.",
        (
            "The signing key had expired.",
            "The rotation waited for a person.",
            "The job for it was planned and not written.",
            "Keys are made without a ticket for their rotation.",
            "The checklist for new keys does not ask for one.",
        ),
        symptom="Nobody could pay for 40 minutes.",
    )


SEEN, FIRST, SECOND, THIRD = "Nobody could pay", "The key had expired", "The job was off", "It has no owner"

CHAINS = {
    "numbered, with the symptom first": f"1. {SEEN}\n2. Why? {FIRST}\n3. Why? {SECOND}\n4. Why? {THIRD}",
    "problem statement": f"1. Problem statement: {SEEN}\n2. {FIRST}\n3. {SECOND}\n4. {THIRD}",
    "nested": f"- {SEEN}\n  - Why? {FIRST}\n    - Why? {SECOND}\n      - Why? {THIRD}",
    "nested without a word": f"- {SEEN}\n  - {FIRST}\n    - {SECOND}\n      - {THIRD}",
    "nested questions": f"- Symptom: {SEEN}\n- Why did it?\n  - {FIRST}\n- Why had it?\n  - {SECOND}"
    f"\n- Why off?\n  - {THIRD}",
    "because": f"1. {SEEN}\n2. Because {FIRST}\n3. Because {SECOND}\n4. That is because {THIRD}",
    "why behind": f"1. {SEEN}. Why?\n2. {FIRST} - why?\n3. {SECOND}. (Why?)\n4. {THIRD}",
    "labels in lines": f"**Problem:** {SEEN}\n**Why 1:** {FIRST}\n**Why 2:** {SECOND}\n**Why #3** – {THIRD}",
    "labels in paragraphs": f"Symptom: {SEEN}\n\nWhy? {FIRST}\n\nWhy? {SECOND}\n\nWhy? Because {THIRD}",
    "questions and answers": f"Effect: {SEEN}\nQ: Why was that?\nA: {FIRST}\nQ: Why?\nA: {SECOND}\nQ: Why?\nA: {THIRD}",
    "questions in bold": f"**Symptom:** {SEEN}\n\n**Why 1?**\n\n{FIRST}\n\n**Why 2?**\n\n{SECOND}"
    f"\n\n**Why 3?**\n\n- {THIRD}",
    "headings": f"### Symptom\n\n{SEEN}\n\n### Why 1\n\n{FIRST}\n\n### Why 2\n\n{SECOND}\n\n### Why 3\n\n{THIRD}",
    "headings that ask on": f"### Problem\n\n{SEEN}\n\n### Why could nobody pay?\n\n{FIRST}\n\n"
    f"### Why had the key expired?\n\n{SECOND}\n\n### Why was the job off?\n\n{THIRD}",
    "under the name of the method": f"Problem: {SEEN}\n\n### 5 Whys\n\n1. {FIRST}\n2. {SECOND}\n3. {THIRD}",
    "bullets that are announced": f"**Problem:** {SEEN}\n\nFive whys:\n\n- {FIRST}\n- {SECOND}\n- {THIRD}",
    "lines with arrows": f"{SEEN}\n→ {FIRST}\n→ {SECOND}\n→ {THIRD}",
    "a quotation with arrows": f"> {SEEN}\n> -> {FIRST}\n> -> {SECOND}\n> -> {THIRD}",
    "quotations within each other": f"> {SEEN}\n> > {FIRST}\n> > > {SECOND}\n> > > > {THIRD}",
    "one line of arrows": f"5 whys: {SEEN} → {FIRST} → {SECOND} → {THIRD}",
    "arrows that point back": f"{SEEN} ← {FIRST} ← {SECOND} ← {THIRD}",
    "a paragraph": f"{SEEN}. Why? {FIRST}. Why? {SECOND}. Why? {THIRD}.",
    "a table of labels": f"| | |\n|---|---|\n| Symptom | {SEEN} |\n| Why 1 | {FIRST} |\n| Why 2 | {SECOND} |"
    f"\n| Why 3 | {THIRD} |",
    "a table with a column each": f"| Problem | Why 1 | Why 2 | Why 3 |\n|---|---|---|---|\n"
    f"| {SEEN} | {FIRST} | {SECOND} | {THIRD} |",
}


@pytest.mark.parametrize("markdown", CHAINS.values(), ids=CHAINS)
def test_one_chain_in_many_forms(markdown: str) -> None:
    (cause,) = with_causes(markdown + "\n").causes
    assert cause.symptom.rstrip(".") == SEEN
    assert [why.rstrip(".") for why in cause.whys] == [FIRST, SECOND, THIRD]
    assert cause.text == cause.whys[-1]
    assert cause.lines[1] == 4 + len(markdown.split("\n"))


@pytest.mark.parametrize(
    "markdown",
    [
        f"| # | Why | Answer |\n|---|---|---|\n| 1 | Why did it fail? | {FIRST} |\n| 2 | Why had it? | {SECOND} |\n"
        f"| 3 | Why off? | {THIRD} |",
        f"| Why | Because |\n|---|---|\n| Why did it fail? | {FIRST} |\n| Why? | Because {SECOND} |\n"
        f"| Why? | {THIRD} |",
        f"- Why did it fail? {FIRST}\n- Why had it? Because {SECOND}\n- Why off? - {THIRD}",
        f"1. **Why did it fail?** {FIRST}\n2. **Why had it?**\n   {SECOND}\n3. **Why was it off?**\n   - {THIRD}",
        f"**Why did nobody pay?**\n\n{FIRST}\n\n**Why had the key expired?**\n\n{SECOND}\n\n"
        f"**Why was the job off?**\n\n{THIRD}",
    ],
)
def test_questions_need_no_symptom(markdown: str) -> None:
    (cause,) = with_causes(markdown + "\n").causes
    assert (cause.symptom, cause.whys, cause.text) == ("", (FIRST, SECOND, THIRD), THIRD)


@pytest.mark.parametrize(
    "behind",
    [
        "5. Root cause: Jobs are made without an owner",
        "\n**Root cause:** Jobs are made without an owner",
        "\nSo, the root cause: Jobs are made without an owner",
        "\n### Root cause\n\nJobs are made without an owner",
    ],
)
def test_a_line_that_names_the_root_cause_is_not_one_more_why(behind: str) -> None:
    (cause,) = with_causes(f"1. {SEEN}\n2. Why? {FIRST}\n3. Why? {SECOND}\n4. Why? {THIRD}\n{behind}\n").causes
    assert cause.text == "Jobs are made without an owner"
    assert cause.whys == (FIRST, SECOND, THIRD)
    assert cause.lines == (5, 8 + len(behind.split("\n")))


def test_causes_may_be_bold_lines_items_rows_or_paragraphs() -> None:
    (one,) = with_causes("**RC1: A key expired**\n\n1. Why? No job.\n").causes
    assert (one.text, one.whys, one.lines) == ("A key expired", ("No job.",), (5, 7))
    causes = with_causes("- **RC1** A key expired\n  1. No job\n- **RC2**: Nobody was told\n").causes
    assert [(c.key, c.text, c.whys) for c in causes] == [
        ("RC1", "A key expired", ("No job",)),
        ("RC2", "Nobody was told", ()),
    ]
    table = "| ID | Cause | Category |\n|---|---|---|\n| RC1 | A key expired | Process |\n"
    table += "| RC2 | Nobody was told | Tools |\n"
    assert [(c.lines, c.text, c.category) for c in with_causes(table).causes] == [
        ((7, 7), "A key expired", "process"),
        ((8, 8), "Nobody was told", "tooling"),
    ]
    causes = with_causes("RC1: A key expired.\nRC2: Nobody was told.\n").causes
    assert [(c.key, c.lines, c.text) for c in causes] == [
        ("RC1", (5, 5), "A key expired."),
        ("RC2", (6, 6), "Nobody was told."),
    ]


@pytest.mark.parametrize("key", ["Root cause 1:", "Root Cause #1 –", "Contributing factor 1:", "CF1:", "RC-1.", "C1:"])
def test_a_key_has_many_names(key: str) -> None:
    (cause,) = with_causes(f"### {key} A key expired\n\nIt was made in March.\n").causes
    assert (cause.key, cause.text, cause.key_written) == ("RC1", "A key expired", True)


def test_under_a_key_stand_its_symptom_and_category_and_beside_it_other_factors() -> None:
    causes = with_causes(
        """
        ### RC1: Keys are rotated by hand

        Symptom: Nobody could pay
        Category: people/role

        1. Why? No job was written.
        2. Why? No checklist asks for one.

        Root cause: The checklist has no owner.

        ### Contributing factors

        - The pager was muted
        """
    ).causes
    assert causes[0] == Cause(
        "RC1",
        (5, 13),
        "The checklist has no owner.",
        ("No job was written.", "No checklist asks for one."),
        "Nobody could pay",
        "roles",
        key_written=True,
    )
    assert [(c.key, c.lines, c.text, c.key_written) for c in causes[1:]] == [
        ("RC2", (17, 17), "The pager was muted", False)
    ]


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("process", "process"),
        ("Processes", "process"),
        ("role", "roles"),
        ("people/role", "roles"),
        ("tools", "tooling"),
        ("Technology", "tooling"),
        ("the unforeseen", "unforeseen"),
        ("weather", None),
        ("process and tools", None),
    ],
)
def test_a_category_has_synonyms(words: str, category: str | None) -> None:
    assert with_causes(f"- RC1: A key expired\n  - **Category:** {words}\n").causes[0].category == category
    assert with_causes(f"- A key expired (category: {words})\n").causes[0].category == category


def test_factors_may_be_sorted_by_category() -> None:
    causes = with_causes("- **Process**: no checklist\n- **Tooling:** no alert\n- **Cache:** too small\n").causes
    assert [(c.text, c.category) for c in causes] == [
        ("no checklist", "process"),
        ("no alert", "tooling"),
        ("Cache: too small", None),
    ]
    causes = with_causes("### Process\n\n- no checklist\n\n### Tooling\n\nNothing looks at the age of keys.\n").causes
    assert [c.category for c in causes] == ["process", "tooling"]


def test_several_chains_are_several_causes() -> None:
    causes = with_causes(
        """
        ### Chain 1: payments

        1. Why? The key had expired.
        2. Why? The job was off.
        3. Why? It has no owner.

        ### Chain 2: detection

        1. Why? The alert was muted.
        2. Why? It rang every night.
        """
    ).causes
    assert [(c.lines, c.text, len(c.whys)) for c in causes] == [
        ((7, 9), "It has no owner.", 3),
        ((13, 14), "It rang every night.", 2),
    ]
    causes = with_causes(
        "- Nobody could pay\n  - Why? a key\n  - Why? no job\n- Nobody saw\n  - Why? no alert\n"
    ).causes
    assert [(c.symptom, c.whys) for c in causes] == [
        ("Nobody could pay", ("a key", "no job")),
        ("Nobody saw", ("no alert",)),
    ]


def test_a_question_about_detection_begins_a_cause_of_its_own() -> None:
    causes = with_causes(
        """
        **Why did the payments fail?** Because the key had expired.

        **Why had the key expired?** Because the job was off.

        **Why was this not noticed?** There is no alert.
        """
    ).causes
    assert [(c.lines, c.text, c.whys) for c in causes] == [
        ((5, 7), "The job was off.", ("The key had expired.", "The job was off.")),
        ((9, 9), "There is no alert.", ()),
    ]


def test_sub_headings_contribute_a_cause_each() -> None:
    causes = with_causes(
        """
        ### Trigger

        A deploy at noon.

        ### Detection gap

        No alert looks at keys.

        ### Contributing factors

        - No checklist
        - No owner

        ### Why it wasn't caught

        The tests use a key that never expires.

        ### Resolution

        A new key was made.
        """
    ).causes
    assert [(c.lines, c.text) for c in causes] == [
        ((5, 7), "A deploy at noon."),
        ((9, 11), "No alert looks at keys."),
        ((15, 15), "No checklist"),
        ((16, 16), "No owner"),
        ((18, 20), "The tests use a key that never expires."),
    ]


def test_a_heading_may_state_the_cause() -> None:
    (cause,) = with_causes("### The deploy let a broken image through\n\nIt does this and that:\n\n- a\n- b\n").causes
    assert (cause.lines, cause.text) == ((5, 10), "The deploy let a broken image through")


def test_plain_items_are_a_cause_each_and_paragraphs_one_together() -> None:
    causes = with_causes("Two things:\n\n- A key expired\n- Nobody was told\n").causes
    assert [(c.key, c.lines) for c in causes] == [("RC1", (7, 7)), ("RC2", (8, 8))]
    (cause,) = with_causes("A key expired.\n\nNobody was told.\n").causes
    assert (cause.lines, cause.text) == ((5, 7), "A key expired.")


def test_prose_around_a_list_counts_where_it_says_why() -> None:
    causes = with_causes(
        """
        The disk of the primary was full.

        There were two reasons:

        - Logs are kept for ever
        - No quota

        It took long because the alert looks at an average.
        """
    ).causes
    assert [c.lines for c in causes] == [(5, 5), (9, 9), (10, 10), (12, 12)]
    causes = with_causes(
        "- Logs are kept for ever\n\nTo fix this, the logs were deleted because they were old.\n"
    ).causes
    assert [c.lines for c in causes] == [(5, 5)]


@pytest.mark.parametrize(
    "evidence",
    [
        "These errors were seen in the log:\n\n- no space left on device\n- cannot write",
        "- 10:32 no space left\n- 10:33 cannot write",
        "- `df -h`\n- [dashboard](https://example.org/d)",
        "```\nno space left\n```",
    ],
)
def test_what_a_cause_was_seen_by_is_no_cause(evidence: str) -> None:
    (cause,) = with_causes(f"The disk was full because rotation was off.\n\n{evidence}\n").causes
    assert cause.text == "The disk was full because rotation was off."
    assert cause.lines[0] == 5


def test_reasons_in_prose_are_whys_where_there_are_several() -> None:
    (cause,) = with_causes(
        "Payments failed. This happened because the key expired. That was because no job ran. More.\n"
    ).causes
    assert cause.text.startswith("Payments failed. This happened")
    assert cause.whys == ("The key expired.", "No job ran.")
    assert with_causes("Payments failed.\nThis is\nbecause the key expired\nand why not.\n").causes[0].whys == ()


def test_of_facts_with_labels_only_the_root_cause_is_one() -> None:
    (cause,) = with_causes(
        "- Problem: nobody paid\n- Impact: all\n- Root cause: A key expired\n- Fix: a new key\n"
    ).causes
    assert (cause.lines, cause.text, cause.symptom) == ((7, 7), "A key expired", "nobody paid")


ELSEWHERE = {
    "a label in the summary": ("## Summary\n\nDown.\n\n**Root cause:** The key had expired\n", 7),
    "an item among the facts": ("- **Severity**: 1\n- **Root cause**: The key had expired\n\n## Summary\n\nDown.\n", 4),
    "a row among the facts": (
        "| Fact | Value |\n|---|---|\n| Root cause | The key had expired |\n\n## Summary\n\nDown.\n",
        5,
    ),
    "a column of the only row": ("| Date | Root cause | By |\n|---|---|---|\n| May | The key had expired | x |\n", 5),
}


@pytest.mark.parametrize(("markdown", "line"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_cause_may_be_stated_outside_of_a_section(markdown: str, line: int) -> None:
    found = read(f"# Down\n\n{markdown}\n## Actions\n\n- Renew the key\n")
    assert [(c.key, c.lines, c.text) for c in found.causes] == [("RC1", (line, line), "The key had expired")]
    assert found.headings[Section.ROOT_CAUSE] == line
    both = read(f"# Down\n\n{markdown}\n## Root cause\n\nNo job renews it.\n")
    assert [c.text for c in both.causes] == ["No job renews it."]


@pytest.mark.parametrize(
    "markdown",
    [
        "## Timeline\n\n- 10:00\n- Root cause: found in the key store\n",
        "## Actions\n\n- Rotate the keys\n  - Root cause: RC1 and others\n",
        "## Summary\n\n**Root cause:** TBD\n",
        "## Summary\n\nRoot cause: still under investigation by all\n",
    ],
)
def test_not_everything_that_is_labelled_states_a_cause(markdown: str) -> None:
    found = read(f"# Down\n\n{markdown}")
    assert found.causes == ()
    assert Section.ROOT_CAUSE not in found.headings


@pytest.mark.parametrize(
    "markdown",
    [
        "### RC1: <!-- the cause -->\n\n1. Why? <!-- what? -->\n2. Why?\n\nCategory: <!-- which? -->\n",
        "### RC1: _what made it possible?_\n\n1. _Why?_\n",
        "1. Symptom: ...\n2. Why?\n3. Why? TBD\n",
        "| Why | Answer |\n|---|---|\n| Why 1 | |\n| Why 2 | |\n",
    ],
)
def test_unfilled_causes_are_none(markdown: str) -> None:
    assert with_causes(markdown).causes == ()


def test_a_key_is_given_once() -> None:
    causes = with_causes("### RC1: One\n\n1. a\n\n### RC1: Two\n\n1. b\n").causes
    assert [(cause.key, cause.key_written) for cause in causes] == [("RC1", True), ("RC2", False)]


def test_the_end_of_a_chain_that_is_stated_again_stands_once() -> None:
    found = read(
        text(
            """
            # Down

            ## Five whys

            1. The shop was slow
            2. Why? The queue was long
            3. Why? Workers wait for one lock
            4. Why? Reports and orders share a table

            ## Contributing factors

            - Reports and orders share one table.
            - No alert looks at the queue
            """
        )
    )
    assert [(c.lines, c.text) for c in found.causes] == [
        ((5, 8), "Reports and orders share a table"),
        ((13, 13), "No alert looks at the queue"),
    ]
    assert found.sections[Section.ROOT_CAUSE] == (3, 13)


fragments = st.sampled_from(
    [
        "## Root causes\n", "### 5 Whys\n", "### Why?\n", "### Why did a b?\n", "**Why 1?**\n", "Why? ",
        "why", "Because ", "Symptom: ", "Problem: a\n", "Root cause: ", "Category: process\n", "1. ", "- ",
        "  - ", "    - ", "> ", "> > ",
        "→ ", "a ← b ← c", "| Why | Answer |\n|---|---|\n", "| Why 1 | a |\n", "RC1: ", "### RC2: a\n", "\n", "\n\n",
        "a b. ", "Q: ", "A: ", ":\n", "<!-- a -->", "**", "`", "?", "| Root cause | the key had expired |\n",
    ]
)  # fmt: skip
documents = st.lists(st.one_of(fragments, st.text(max_size=5)), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(documents)
def test_whatever_is_written_the_causes_lie_within_it(words: str) -> None:
    document = f"## Root causes\n\n{words}"
    count = len(document.split("\n"))
    causes = read(document).causes
    assert all(1 <= cause.lines[0] <= cause.lines[1] <= count for cause in causes)
    assert all(cause.text and all(cause.whys) for cause in causes)
    assert len({cause.key for cause in causes}) == len(causes)
