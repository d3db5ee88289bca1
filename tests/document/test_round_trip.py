"""A template that people filled in reads back as what they filled in."""

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from service.document.post_mortem import Action, Cause, PostMortem, Section
from service.document.reading import read
from service.document.text import cell
from tests.document.test_any_text import actions
from tests.document.test_template import rendered

SENTENCES = st.sampled_from(
    [
        "The signing key expired.",
        "1,200 orders were refused & 3 < 4 regions stayed up.",
        "The *alert* rang within `60 s`.",
        "No checklist asks for a rotation, “ever”.",
        "Ünïcode 🔑 was no problem: see https://status.example/7.",
        "Two lines\nof one sentence.",
    ]
)
WHYS = st.lists(
    st.sampled_from(
        [
            "The key was rotated by hand",
            "The job that rotates keys covers two of five clusters",
            "Nothing compares the list of keys with the list of jobs",
            "New clusters are set up from a checklist of 2021",
        ]
    ),
    min_size=1,
    max_size=4,
    unique=True,
).map(tuple)
CAUSES = st.lists(
    st.builds(
        Cause, key=st.just(""), lines=st.just((0, 0)), text=SENTENCES.map(lambda s: s.partition("\n")[0]), whys=WHYS
    ),
    max_size=3,
)
SECTIONS = st.fixed_dictionaries(
    {
        section: st.none() | SENTENCES
        for section in (Section.SUMMARY, Section.IMPACT, Section.WENT_WELL, Section.LESSONS)
    }
)
_HEADINGS = {
    Section.SUMMARY: "## Summary",
    Section.IMPACT: "## Impact",
    Section.WENT_WELL: "## What went well",
    Section.LESSONS: "## Lessons",
}


def filled(sections: dict[Section, str | None], causes: list[Cause], listed: list[Action]) -> str:
    text = rendered()
    for section, words in sections.items():
        heading = _HEADINGS[section]
        text = text.replace(f"{heading}\n", f"{heading}\n\n{words}\n" if words else f"{heading}\n", 1)
    if causes:
        analysis = "\n\n".join(_cause(number, cause) for number, cause in enumerate(causes, 1))
        text = re.sub(r"### RC1: .*?(?=\n## Lessons)", lambda match: analysis + "\n", text, flags=re.DOTALL)
    rows = "\n".join(_row(action) for action in listed)
    return text.replace("| A1 | | | | | |", rows) if listed else text


def _cause(number: int, cause: Cause) -> str:
    whys = "\n".join(f"{n}. Why? {why}" for n, why in enumerate(cause.whys, 1))
    return f"### RC{number}: {cause.text}\n\n{whys}"


def _row(action: Action) -> str:
    due = action.due.isoformat() if action.due else ""
    cells = (action.key, action.title, ", ".join(action.owners), due, ", ".join(action.causes), action.measure or "")
    return f"| {' | '.join(cell(one) for one in cells)} |"


def words(text: str | None) -> str:
    """Without what only looks different in Markdown."""
    return re.sub(r"[*_`\\\u2060|]|&lt;|<|&amp;|&|\s", "", text or "")


@settings(deadline=None, max_examples=150)
@given(SECTIONS, CAUSES, st.lists(actions, max_size=5, unique_by=lambda action: action.key))
def test_what_was_filled_in_is_read_back(
    sections: dict[Section, str | None], causes: list[Cause], listed: list[Action]
) -> None:
    document = read(filled(sections, causes, listed))
    assert {section: bool(document.sections[section]) for section in sections} == {
        section: bool(text) for section, text in sections.items()
    }
    assert_same_causes(document, causes)
    assert [(a.key, words(a.title), a.owners, a.due, a.causes, words(a.measure)) for a in document.actions] == [
        (a.key, words(a.title), a.owners, a.due, a.causes, words(a.measure)) for a in listed
    ]


def assert_same_causes(document: PostMortem, causes: list[Cause]) -> None:
    assert [cause.key for cause in document.causes] == [f"RC{number}" for number in range(1, len(causes) + 1)]
    assert [words(cause.text) for cause in document.causes] == [words(cause.text) for cause in causes]
    assert [cause.whys for cause in document.causes] == [cause.whys for cause in causes]


def test_the_day_of_an_action_is_the_day_that_was_written() -> None:
    action = Action(key="A1", lines=(0, 0), title="Rotate the keys", due=date(2027, 2, 28), key_written=True)
    assert read(filled({}, [], [action])).actions[0].due == date(2027, 2, 28)
