"""Real post-mortems of other organisations, from finish to tickets."""

from datetime import date
from pathlib import Path

import pytest

from tests.stories.pairing import CLOUD, DATACENTER, GITHUB
from tests.stories.stage import Stage


@pytest.mark.parametrize("heard", [GITHUB, CLOUD, DATACENTER], indirect=True, ids=str)
@pytest.mark.parametrize(
    ("name", "expected"),
    [("072-obs-2023-10-10.md", 1), ("003-mybinder-no-space-left.md", 3), ("006-2i2c-memory-overload.md", 5)],
    ids=["a table", "checkboxes, three of them done", "bullets"],
)
def test_a_real_document_becomes_tickets_once_owners_dates_and_measures_are_added(
    heard: Stage, corpus: Path, name: str, expected: int
) -> None:
    document = (corpus / name).read_text(encoding="utf-8")
    number = heard.post_mortem(document)
    assert "to mend before it can be finished" in heard.status(number), "none of them names owners and dates"

    heard.clock.advance(hours=1)
    heard.alice.writes(heard.incidents, number, mended(document))
    heard.settle()
    assert "Nothing stands in the way" in heard.status(number), heard.status(number)

    heard.alice.tags(heard.incidents, number, "postmortem:finished")
    heard.settle()
    assert len(heard.tickets()) == expected
    for ticket in heard.tickets().values():
        assert ticket.assignees == ("alice",)
        assert ticket.day == date(2026, 12, 18)


def mended(document: str) -> str:
    """The same document with what its authors would have to add: owner, date, measure, and the sections that lack."""
    lines = document.split("\n")
    start = next(i for i, line in enumerate(lines) if line.lower().startswith("## action items"))
    end = next((i for i in range(start + 1, len(lines)) if lines[i].startswith("## ")), len(lines))
    for i in range(start + 1, end):
        lines[i] = _mended(lines[i])
    text = "\n".join(lines)
    for heading, words in _LACKING.items():
        if heading.lower() not in document.lower():
            text += f"\n\n## {heading}\n\n{words}\n"
    return text


def _mended(line: str) -> str:
    if line.startswith(("| Action Item", "|---")):
        return line.rstrip() + (" Due |" if "Action" in line else "---|")
    if line.startswith("|"):
        return line.replace("Production Squad and/or any team member", "@alice").rstrip() + " 2026-12-18 |"
    if line.startswith(("- ", "* ")):
        return f"{line} (owner: @alice) due 2026-12-18, done when no alert rings for a week"
    return line


_LACKING = {
    "Summary": "Pages with comments failed for 13 minutes.",
    "What went well": "It was noticed early.",
    "Root causes": "The limits were never compared with the use.",
    "Impact": "Some users were affected.",
    "Timeline": "- 10:00 it began\n- 11:00 it ended",
    "Lessons learned": "Limits age.",
}
