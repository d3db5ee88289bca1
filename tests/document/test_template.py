"""A new document from a template."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.document.post_mortem import Section
from service.document.reading import looks_like_post_mortem, read
from service.document.rules import judge
from service.document.template import (
    IncidentFacts,
    TemplateProblem,
    TimelineEntry,
    load_template,
    render_template,
    severity_of,
)

TEMPLATES = Path(__file__).parents[2] / "config" / "templates"
OPENED = datetime(2026, 11, 1, 10, 0, tzinfo=UTC)
PAYLOAD = "x | <!-- @alice -->\n\n## Actions\n\n| A9 | evil | @mallory | {{ 7 * 7 }} {% raw %} ``` \u202e"


def facts(words: str = "The key expired") -> IncidentFacts:
    return IncidentFacts(
        title=words,
        url="https://github.com/acme/incidents/issues/42",
        reporter=words,
        severity="sev1",
        opened_at=OPENED,
        closed_at=OPENED.replace(hour=12, minute=5),
        timeline=(TimelineEntry(OPENED.replace(minute=7), words, words),),
    )


def rendered(words: str = "The key expired") -> str:
    return render_template(load_template(TEMPLATES, "default"), facts(words))


def test_a_fresh_document_says_what_the_tracker_knew() -> None:
    document = rendered()
    assert document.startswith("# Post-mortem: The key expired\n")
    assert "| 2026-11-01 10:07 | The key expired | The key expired |" in document
    assert "Closed: 2026-11-01 12:05 UTC, after 2 h 5 min" in document


@pytest.mark.parametrize("words", ["The key expired", PAYLOAD])
def test_a_fresh_document_reads_back_as_empty_but_for_its_timeline(words: str) -> None:
    document = rendered(words)
    read_back = read(document)
    assert looks_like_post_mortem(document)
    assert set(read_back.headings) == set(Section)
    assert {section for section, lines in read_back.sections.items() if lines} == {Section.TIMELINE}
    assert (read_back.causes, read_back.actions, read_back.no_action_because) == ((), (), None)


def test_the_words_of_an_incident_inject_nothing() -> None:
    document = rendered(PAYLOAD)
    assert document.count("## Actions") == 1 + document.count("x \\| &lt;!-- @\u2060alice --&gt; ## Actions")
    assert len(document.split("\n")) == len(rendered().split("\n"))
    assert "@alice" not in document
    assert "49" not in document
    assert document.count("<!--") == rendered().count("<!--")


def test_filling_the_template_in_leaves_nothing_to_mend() -> None:
    document = rendered()
    for asked, words in (
        ("## Summary\n", "## Summary\n\nThe key expired and nobody could pay.\n"),
        ("## Impact\n", "## Impact\n\n1,200 orders.\n"),
        ("- Alerting:", "- Alerting: rang within a minute"),
        ("### RC1:", "### RC1: Keys are rotated by hand"),
        ("1. Why?", "1. Why? No job was written."),
        ("2. Why?", "2. Why? No checklist asks for one."),
        ("3. Why?", "3. Why? The checklist has no owner."),
        (
            "| A1 | | | | | |",
            "| A1 | Rotate keys by a job | @alice | 2026-12-01 | RC1 | no key is older than 90 days |",
        ),
    ):
        document = document.replace(asked, words, 1)
    assert judge(read(document)) == ()


def test_an_incident_with_nothing_to_tell_renders_too() -> None:
    document = render_template(load_template(TEMPLATES, "default"), IncidentFacts("", "javascript:x", "", None, OPENED))
    assert "Untitled incident" in document
    assert "javascript" not in document
    assert "Severity" not in document


def test_names_lead_nowhere_else_than_to_the_folder() -> None:
    with pytest.raises(TemplateProblem, match="letters, digits"):
        load_template(TEMPLATES, "../followthrough")
    with pytest.raises(TemplateProblem, match="there are: default"):
        load_template(TEMPLATES, "missing")


@pytest.mark.parametrize(
    "source",
    ["{{ incident.nothing }}", "{% if %}", "{{ incident.__class__.__mro__ }}", "{{ 1 / 0 }}", "{{ ''.join(1) }}"],
)
def test_a_broken_template_is_one_sentence(source: str) -> None:
    with pytest.raises(TemplateProblem, match="cannot be rendered"):
        render_template(source, facts())


@pytest.mark.parametrize(
    ("label", "severity"),
    [
        ("sev1", "sev1"),
        ("SEV-2", "sev2"),
        ("severity:3", "sev3"),
        ("severity/critical", "critical"),
        ("sev: 1", "sev1"),
        ("several", None),
        ("p1", None),
        ("bug", None),
    ],
)
def test_a_label_may_name_the_severity(label: str, severity: str | None) -> None:
    assert severity_of(("postmortem", label)) == severity
