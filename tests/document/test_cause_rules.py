"""What is said about root causes: how deep they go, where they end, and whether the actions answer them."""

import re

import pytest

from service.document.language import shipped_languages
from service.document.post_mortem import Finding, Severity
from service.document.reading import read
from service.document.rules import judge
from service.document.rules.cause.people import bare_bug, by_people
from tests.document.documents import CORPUS, needs_corpus, text

FAMILY = "cause/"
ENGLISH, GERMAN = (
    next(one for one in shipped_languages().all if one.language == language) for language in ("en", "de")
)
AT_HAND = ("cause/shallow", "cause/person", "cause/symptom", "cause/uncovered")


def findings(markdown: str, rule: str = "") -> list[Finding]:
    found = judge(read(text(markdown)))
    return [one for one in found if one.rule == rule or (not rule and one.rule in AT_HAND)]


def the_finding(markdown: str) -> Finding:
    (finding,) = findings(markdown)
    return finding


def chain(*whys: str, symptom: str = "Nobody could pay.") -> str:
    steps = "".join(f"{number}. Why? {why}\n" for number, why in enumerate(whys, 2))
    return f"# The shop was closed\n\n## Root causes\n\n1. Symptom: {symptom}\n{steps}"


DEEP = ("The key had expired.", "The job was off.", "New keys come without a ticket for their renewal.")


def test_three_whys_are_enough() -> None:
    assert findings(chain(*DEEP)) == []


@pytest.mark.parametrize(("count", "counted"), [(1, "1 why;"), (2, "2 whys;")])
def test_a_short_chain_is_told_how_to_go_on(count: int, counted: str) -> None:
    finding = the_finding(chain(*DEEP[:count]))
    assert (finding.rule, finding.severity, finding.lines) == ("cause/shallow", Severity.WARNING, (5, 5 + count))
    assert counted in finding.message and "five are advised" in finding.message
    asked = ("the key had expired", "the job was off")[count - 1]
    assert finding.suggestion == f"Ask on: what made it possible that “{asked}”? The answer is the next why."


def test_an_answer_without_a_verb_is_asked_about_as_a_thing() -> None:
    assert the_finding(chain("An old key.")).suggestion.startswith("Ask on: what is behind “an old key”?")


def test_each_written_key_without_whys_is_advice() -> None:
    found = findings("## Root causes\n\n- RC1: Keys are rotated by hand\n- RC2: The alert was muted\n")
    assert [(one.rule, one.severity, one.lines) for one in found] == [
        ("cause/shallow", Severity.ADVICE, (3, 3)),
        ("cause/shallow", Severity.ADVICE, (4, 4)),
    ]


@pytest.mark.parametrize(
    "section",
    [
        "- Keys are rotated by hand\n- The alert was muted\n- Nobody owns the job\n",
        "The key expired since it is rotated by hand.\n\nThe alert for it was muted for the weekend.\n",
        "### Trigger\n\nA deploy.\n\n### Detection\n\nThe alert was muted.\n",
    ],
)
def test_a_section_without_any_chain_gets_one_advice(section: str) -> None:
    (finding,) = findings(f"## Root causes\n\n{section}")
    assert (finding.rule, finding.severity) == ("cause/shallow", Severity.ADVICE)


def test_a_deep_chain_beside_plain_factors_is_enough() -> None:
    assert findings(chain(*DEEP) + "\n### Contributing factors\n\n- The alert was muted\n") == []


PEOPLE = [
    ("Human error.", "Human error"),
    ("The root cause was human error by the operator.", "human error"),
    ("Operator error during the failover", "Operator error"),
    ("Alice forgot to run the migration.", "forgot to run the migration"),
    ("@mallory mistyped the host", "mistyped the host"),
    ("The on-call engineer missed the page", "missed the page"),
    ("An engineer accidentally deleted the table", "accidentally deleted the table"),
    ("One of our engineers did not follow the runbook", "did not follow the runbook"),
    ("The developer on duty failed to check the diff", "failed to check the diff"),
    ("We forgot to renew the certificate", "forgot to renew the certificate"),
    ("The team made a mistake", "made a mistake"),
    ("A mistake was made during the deploy", "mistake was made"),
    ("A simple oversight.", "A simple oversight"),
    ("Carelessness", "Carelessness"),
    ("The deploy failed. It was a user error.", "user error"),
]


@pytest.mark.parametrize(("why", "words"), PEOPLE)
def test_a_chain_does_not_end_in_a_person(why: str, words: str) -> None:
    finding = the_finding(chain(*DEEP[:2], why))
    assert (finding.rule, finding.severity, finding.lines) == ("cause/person", Severity.ERROR, (5, 8))
    assert finding.words == words
    assert re.search(r"process, tool or missing safeguard", finding.suggestion)
    assert not re.search(r"alice|mallory|engineer|we\b", finding.message + finding.suggestion, re.IGNORECASE)


def test_other_people_in_the_sentence_are_not_named_either() -> None:
    assert by_people("Bob Smith forgot to tell Carol about the switch", ENGLISH) == "forgot to"


@pytest.mark.parametrize(
    "why",
    [
        "This was not human error; the console shows no environment.",
        "The outage was not caused by any individual.",
        "Human error is not a root cause.",
        "The label read “human error” on the dashboard.",
        "The label read `human error`.",
        "The console lets an engineer delete a table, and asks for no confirmation.",
        "An engineer mistyped the host because the prompt shows no environment.",
        "The tool lets a human error go through without a check.",
        "Prometheus missed the alert.",
        "Kubernetes failed to drain the node.",
        "The script forgot to close the file.",
        "We did not test with the data of production.",
        "The engineer was not told that the table was live.",
        "Engineers have no way to see the size of the pool.",
        "Dummy data accidentally got deployed.",
        "The checklist does not ask for a rotation.",
    ],
)
def test_what_makes_a_slip_possible_is_a_root_cause(why: str) -> None:
    assert findings(chain(*DEEP[:2], why)) == []


@pytest.mark.parametrize(
    "why",
    [
        "A bug.",
        "Buggy job",
        "A code bug",
        "A bug in the scheduler",
        "It was a defect in the parser of dates",
        "The new release had a bug.",
        "The job was buggy",
        "A coding error in the export",
    ],
)
def test_a_bare_bug_is_where_to_ask_on(why: str) -> None:
    finding = the_finding(chain(*DEEP[:2], why))
    assert (finding.rule, finding.severity, finding.words) == ("cause/person", Severity.WARNING, why.strip("."))
    assert f"what let “{finding.words}” pass review" in finding.suggestion


@pytest.mark.parametrize(
    "why",
    [
        "A bug in the scheduler lets two jobs run at once because locks expire.",
        "The review does not look for bugs.",
        "Reports of bugs are not triaged.",
        "A bug, which no test of the suite would find: it has no clock.",
    ],
)
def test_what_lets_a_bug_through_is_a_root_cause(why: str) -> None:
    assert bare_bug(why, ENGLISH) == ""


GERMAN_PEOPLE = [
    ("Menschliches Versagen.", "Menschliches Versagen"),
    ("Ein Kollege hat vergessen, das Zertifikat zu erneuern.", "hat vergessen"),
    ("Anna vergaß das Zertifikat.", "vergaß das Zertifikat"),
    ("Der Entwickler hat den falschen Server gelöscht.", "hat den falschen Server gelöscht"),
    ("Die Technikerin im Dienst übersah den Alarm.", "übersah den Alarm"),
    ("Einer unserer Entwickler hat das Runbook nicht befolgt.", "hat das Runbook nicht befolgt"),
    ("Wir haben vergessen, den Schlüssel zu erneuern.", "haben vergessen"),
    ("@bob hat sich vertippt", "hat sich vertippt"),
    ("Ein Versehen", "Ein Versehen"),
]


@pytest.mark.parametrize(("why", "words"), GERMAN_PEOPLE)
def test_a_chain_in_german_does_not_end_in_a_person_either(why: str, words: str) -> None:
    assert by_people(why, GERMAN) == words


@pytest.mark.parametrize(
    "why",
    [
        "Das Skript vergaß die Datei.",
        "Der Alarm wurde übersehen, weil er stumm war.",
        "Das war kein menschliches Versagen.",
        "Menschliches Versagen ist keine Ursache.",
        "Ein Kollege hat vergessen, den Schlüssel zu erneuern, weil nichts daran erinnert.",
        "Die Konsole lässt einen Bedienfehler ohne Rückfrage zu.",
        "Die Checkliste fragt nicht nach einem Termin.",
    ],
)
def test_what_makes_a_slip_possible_is_a_root_cause_in_german(why: str) -> None:
    assert by_people(why, GERMAN) == ""


@pytest.mark.parametrize(
    "why",
    [
        "Ein Bug",
        "Es war ein Programmierfehler in der Steuerung",
        "Das Skript war fehlerhaft",
        "Die neue Version enthielt einen Bug",
    ],
)
def test_a_bare_bug_is_where_to_ask_on_in_german(why: str) -> None:
    assert bare_bug(why, GERMAN) == why


@pytest.mark.parametrize(
    "why", ["Ein Bug im Scheduler lässt zwei Jobs zugleich laufen", "Fehlerberichte liest niemand"]
)
def test_what_lets_a_bug_through_is_a_root_cause_in_german(why: str) -> None:
    assert bare_bug(why, GERMAN) == ""


def test_the_language_of_the_document_decides_whose_words_are_looked_for() -> None:
    summary = "Der Schlüssel war abgelaufen, und die Kasse war für 40 Minuten nicht zu erreichen."
    document = f"# Kasse\n\n## Zusammenfassung\n\n{summary}\n\n## Ursachen\n\n- RC1: Ein Kollege hat das vergessen\n"
    (finding,) = findings(document, "cause/person")
    assert finding.words == "hat das vergessen"


def test_a_stated_cause_is_judged_as_the_end_of_a_chain_is() -> None:
    finding = the_finding("## Root causes\n\n### RC1: Human error\n\n1. Why? a b\n2. Why? c d\n3. Why? e f\n")
    assert (finding.rule, finding.lines) == ("cause/person", (3, 7))
    assert "Human error" in [one.words for one in findings("## Root causes\n\nRoot cause: Human error\n")]


def test_a_cause_that_is_the_symptom_is_an_error() -> None:
    finding = the_finding(chain(*DEEP) + "\nRoot cause: Nobody could pay\n")
    assert (finding.rule, finding.severity, finding.lines) == ("cause/symptom", Severity.ERROR, (5, 10))
    assert "nobody could pay" in finding.suggestion


@pytest.mark.parametrize("said", ["The shop was closed", "Shop closed!", "The shop had been closed."])
def test_a_cause_that_is_the_title_or_the_summary_is_a_warning(said: str) -> None:
    by_title = findings(f"# Post-mortem: The shop was closed\n\n## Root causes\n\n{said}\n", "cause/symptom")
    assert [(one.severity, one.lines) for one in by_title] == [(Severity.WARNING, (5, 5))]
    summary = "# May\n\n## Summary\n\nThe shop was closed. It was a Monday.\n"
    by_summary = findings(f"{summary}\n## Root causes\n\n{said}\n", "cause/symptom")
    assert "first sentence of the summary" in by_summary[0].message


def test_a_cause_with_words_of_its_own_is_no_symptom() -> None:
    assert (
        findings("# The shop was closed\n\n## Root causes\n\nThe shop closes when a key is old\n", "cause/symptom")
        == []
    )


def with_actions(*actions: str, causes: str = "- RC1: Keys are rotated by hand\n- RC2: The alert was muted\n") -> str:
    rows = "".join(f"| A{n} | {action} |\n" for n, action in enumerate(actions, 1))
    table = f"| ID | Action | Root cause |\n|---|---|---|\n{rows}"
    return f"## Root causes\n\n{causes}\n## Actions\n\n{table}"


def test_an_action_without_a_cause_is_told_where_causes_have_keys() -> None:
    (finding,) = findings(with_actions("Rotate by a job | "), "cause/missing")
    assert (finding.severity, finding.action) == (Severity.WARNING, "A1")
    assert "RC1 (Keys are rotated by hand), RC2 (The alert was muted)" in finding.message


UNKEYED = "- Keys are rotated by hand\n- The alert was muted\n"


def test_an_action_without_a_cause_is_told_where_another_names_one() -> None:
    document = with_actions("Rotate by a job | RC1", "Refuse to mute | ", causes=UNKEYED)
    assert [one.action for one in findings(document, "cause/missing")] == ["A2"]


def test_where_nobody_speaks_of_causes_no_action_has_to() -> None:
    assert findings(with_actions("Rotate by a job | ", "Refuse to mute | ", causes=UNKEYED), "cause/missing") == []


def test_a_cause_that_no_action_answers_gets_a_row() -> None:
    (finding,) = findings(with_actions("Rotate by a job | RC1"), "cause/uncovered")
    assert (finding.severity, finding.lines) == (Severity.WARNING, (4, 4))
    assert finding.suggestion == (
        "Write: | A2 | … against “The alert was muted” | @… | YYYY-MM-DD | RC2 | done when … |"
    )


@pytest.mark.parametrize(
    "document",
    [
        with_actions("Rotate by a job | RC1", "Refuse to mute | RC2"),
        with_actions("Rotate by a job | RC1, RC2"),
        with_actions("Rotate by a job | RC1", "Refuse to mute | "),
        with_actions("Rotate by a job | ", causes="- Keys are rotated by hand\n- The alert was muted\n"),
        "## Root causes\n\n- RC1: Keys\n\n## Actions\n\nNo action, because the service is gone.\n",
    ],
    ids=["all", "one for both", "a reference is missing", "no keys", "no action"],
)
def test_nothing_is_uncovered_where_all_is_answered_or_nobody_speaks_of_causes(document: str) -> None:
    assert findings(document, "cause/uncovered") == []


def test_causes_without_written_keys_count_once_an_action_names_one() -> None:
    causes = "- Keys are rotated by hand\n- The alert was muted\n"
    assert len(findings(with_actions("Rotate by a job | RC1", causes=causes), "cause/uncovered")) == 1


@needs_corpus
@pytest.mark.parametrize("path", sorted((CORPUS / "docs").glob("*.md")), ids=lambda path: path.stem)
def test_real_documents_are_told_little_and_only_what_holds(path: object) -> None:
    found = findings(path.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    assert len([one for one in found if one.severity is Severity.ADVICE]) <= 1
    assert [one for one in found if one.severity is Severity.ERROR] == []
