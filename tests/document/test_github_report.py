"""Annotations, as the runner of GitHub Actions reads them."""

from typing import NamedTuple

from service.document.post_mortem import Severity
from service.document.reports.github import to_github
from tests.document.reporting import checked, finding, with_findings


class Annotation(NamedTuple):
    command: str
    properties: dict[str, str]
    message: str


def unescaped(text: str, more: tuple[tuple[str, str], ...] = ()) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), *more, ("%25", "%")):
        text = text.replace(code, character)
    return text


def read_back(shown: str) -> list[Annotation]:
    """The rules of actions/runner, `ActionCommand.TryParseV2`: a command a line, the data after the second `::`."""
    annotations = []
    for line in shown.splitlines():
        _, head, data = line.split("::", 2)
        command, _, rest = head.partition(" ")
        pairs = (pair.partition("=") for pair in rest.split(","))
        properties = {key: unescaped(value, (("%3A", ":"), ("%2C", ","))) for key, _, value in pairs}
        annotations.append(Annotation(command, properties, unescaped(data)))
    return annotations


def test_an_annotation_points_at_the_words() -> None:
    (about_the_date,) = (one for one in read_back(to_github([checked()])) if "col" in one.properties)
    assert about_the_date.properties == {
        "file": "pm.md",
        "line": "18",
        "endLine": "18",
        "col": "41",
        "endColumn": "45",
        "title": "smart/time-bound",
    }


def test_whatever_the_document_says_stays_in_its_message() -> None:
    hostile = finding((3, 4), message="100% of\r\n::error::it", suggestion="Write: x", severity=Severity.ADVICE)
    shown = to_github([with_findings("a", hostile, name="a,b:c%.md")])
    assert shown == (
        "::notice file=a%2Cb%3Ac%25.md,line=3,endLine=4,title=owner/missing::100%25 of%0A::error::it%0AWrite: x\n"
    )
    (annotation,) = read_back(shown)
    assert annotation.properties["file"] == "a,b:c%.md"
    assert annotation.message == "100% of\n::error::it\nWrite: x"


def test_columns_are_only_named_within_one_line() -> None:
    (annotation,) = read_back(to_github([with_findings("- the deploy\n  failed", finding((1, 2), "deploy failed"))]))
    assert annotation.properties == {"file": "pm.md", "line": "1", "endLine": "2", "title": "owner/missing"}


def test_errors_come_first_over_all_documents() -> None:
    mild = with_findings("a", finding(severity=Severity.ADVICE), finding(severity=Severity.WARNING), name="a.md")
    grave = with_findings("a", finding(), name="b.md")
    assert [one.command for one in read_back(to_github([mild, grave]))] == ["error", "warning", "notice"]


def test_what_is_waived_is_no_annotation() -> None:
    assert to_github([with_findings("a", finding(waived="so be it"))]) == ""


def test_more_than_github_shows_is_said_where_it_is_shown() -> None:
    many = [finding() for _ in range(13)] + [finding(severity=Severity.ADVICE) for _ in range(12)]
    notices = [one for one in read_back(to_github([with_findings("a", *many)])) if one.command == "notice"]
    assert notices[0].properties == {"title": "followthrough"}
    assert notices[0].message == (
        "GitHub shows ten annotations of a kind; 3 errors, 3 advice more are in this step's log."
    )


def test_ten_of_a_kind_need_no_such_notice() -> None:
    ten = [finding() for _ in range(10)] + [finding(severity=Severity.ADVICE) for _ in range(10)]
    assert "GitHub shows" not in to_github([with_findings("a", *ten)])
