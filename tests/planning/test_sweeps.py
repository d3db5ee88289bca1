"""What is swept in one go."""

from service.mappings import Mapping, Tickets, TrackerKind
from service.sweep import sweep_of, sweeps

GITHUB = Mapping("shop", "github", "acme/incidents", Tickets("github", "acme/app"))
ACROSS = Mapping(
    "pay", "github", "acme/incidents", Tickets("jira", "PAY", kind=TrackerKind.JIRA), kind=TrackerKind.GITHUB
)
JIRA = Mapping("pm", "jira", "PM", Tickets("jira", "OPS", kind=TrackerKind.JIRA), kind=TrackerKind.JIRA)


def test_each_repository_is_swept_by_itself() -> None:
    assert set(sweeps([GITHUB])) == {("github", "acme/app"), ("github", "acme/incidents")}


def test_all_projects_of_a_jira_are_swept_together() -> None:
    assert set(sweeps([GITHUB, ACROSS, JIRA])) == {
        ("github", "acme/app"),
        ("github", "acme/incidents"),
        ("jira", "OPS,PAY,PM"),
    }


def test_a_project_is_swept_with_those_beside_it() -> None:
    names, labels = sweep_of([ACROSS, JIRA], "jira", "PM")
    assert names == "OPS,PAY,PM"
    assert "postmortem" in labels


def test_a_project_that_no_mapping_names_is_swept_by_itself() -> None:
    assert sweep_of([JIRA], "jira", "OLD") == ("OLD", frozenset())
