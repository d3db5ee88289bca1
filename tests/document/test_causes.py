"""Root causes and their whys."""

from tests.document.documents import with_causes


def test_the_form_of_the_template_has_a_heading_for_each_cause() -> None:
    causes = with_causes(
        """
        ### RC1: Keys are rotated by hand

        1. Why? No job was written.
        2. Why? No checklist asks for one.

        ### RC2: Nobody is told

        1. What made that possible: no alert.
        """
    ).causes
    assert [(cause.key, cause.lines, cause.text) for cause in causes] == [
        ("RC1", (5, 8), "Keys are rotated by hand"),
        ("RC2", (10, 12), "Nobody is told"),
    ]
    assert causes[0].whys == ("No job was written.", "No checklist asks for one.")


def test_causes_may_be_bold_lines_or_items() -> None:
    assert [c.text for c in with_causes("**RC1: A key expired**\n\n1. Why? No job.\n").causes] == ["A key expired"]
    causes = with_causes("- **RC1** A key expired\n  1. No job\n- **RC2**: Nobody was told\n").causes
    assert [(c.key, c.text, c.whys) for c in causes] == [
        ("RC1", "A key expired", ("No job",)),
        ("RC2", "Nobody was told", ()),
    ]


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
    assert len(cause.whys) == 5
    assert cause.whys[0] == "The signing key had expired."
    assert cause.text == cause.whys[-1] == "The checklist for new keys does not ask for one."
    assert cause.lines == (5, 10)


def test_whys_may_be_nested_in_each_other() -> None:
    (cause,) = with_causes("- Nobody could pay\n  - Why? A key expired\n    - Why? No job\n").causes
    assert (cause.text, cause.whys) == ("Nobody could pay", ("A key expired", "No job"))


def test_plain_items_are_a_cause_each_and_paragraphs_one_together() -> None:
    causes = with_causes("Two things:\n\n- A key expired\n- Nobody was told\n").causes
    assert [(c.key, c.lines) for c in causes] == [("RC1", (7, 7)), ("RC2", (8, 8))]
    (cause,) = with_causes("A key expired.\n\nNobody was told.\n").causes
    assert (cause.lines, cause.text) == ((5, 7), "A key expired.")


def test_unfilled_causes_are_none() -> None:
    assert with_causes("### RC1: <!-- the cause -->\n\n1. Why? <!-- what? -->\n2. Why?\n").causes == ()
    assert with_causes("### RC1: _what made it possible?_\n\n1. _Why?_\n").causes == ()


def test_a_key_is_given_once() -> None:
    causes = with_causes("### RC1: One\n\n1. a\n\n### RC1: Two\n\n1. b\n").causes
    assert [cause.key for cause in causes] == ["RC1", "RC2"]
