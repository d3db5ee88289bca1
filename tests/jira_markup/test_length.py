"""How long a text is for Jira, before it is sent."""

from connectors.jira.markup.length import length_in_jira


def test_what_does_not_show_takes_no_room() -> None:
    assert length_in_jira("words <!-- hidden -->\n") == len("words")


def test_a_character_outside_the_first_plane_counts_twice() -> None:
    assert length_in_jira("🔑") == 2


def test_what_has_to_be_escaped_takes_more_room() -> None:
    assert length_in_jira("{a}") == len("\\{a\\}")
