"""Answers that no GitHub should give, as a broken proxy does: callers see the one error that they know."""

from __future__ import annotations

import pytest

from connectors.github.tracker import GitHub
from connectors.tracker import Alike, Issue, Person, ProjectId, Ref, TrackerError, Trouble
from tests.clock import Clock
from tests.connectors.acts import HOOK, READS, Act, write_acts
from tests.connectors.bench import HERE, github_at
from tests.connectors.stub import Said, Stub

STRANGE = ["{}", '"x"', "null", "5", "[]", "[null]", "[[]]", '["x"]', "[{}]"]
NOW = Clock().now
REF = Ref("github", ProjectId("1"), 7)
ALIKE = Alike(("a",), NOW)
CHILD = Issue(REF, "10042", "acme/incidents#7", "", "", "", Person("", ""), True, NOW, NOW)

MORE: dict[str, Act] = {
    "several alike": lambda github, ref: github.several(
        [Ref("github", ref.project, n) for n in (1, 2, 3)], alike=ALIKE
    ),
    "issues since": lambda github, ref: github.issues(ref.project, since=NOW, etag='"a"'),
    "redeliver": lambda github, ref: github.redeliver([ref.project], HOOK, NOW),
}
VERBS = {**READS, **MORE, **write_acts(CHILD, "1", "1")}
UNREAD = {"assignable", "add_label", "link_child", "create_label", "remove_hook"}
"""Of their answers nobody needs more than the status."""
LISTS = {"issues", "issues since", "lists_anything", "comments", "history", "children", "labels", "hooks", "redeliver"}
"""To them an empty list is an answer."""
LENIENT = {"lists_anything": ("[null]", "[[]]", '["x"]', "[{}]"), "history": ("[{}]",)}
"""What anything is counts for the one, and what is of no known kind is left out by the other."""


@pytest.fixture
def github(stub: Stub, clock: Clock) -> GitHub:
    return github_at(stub.url, clock, names={REF.project: HERE})


@pytest.mark.parametrize("body", STRANGE)
@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize("verb", sorted(VERBS.keys() - UNREAD))
def test_no_answer_is_too_strange(github: GitHub, stub: Stub, verb: str, status: int, body: str) -> None:
    stub.says(Said(status, body))
    if (verb in LISTS and body == "[]") or body in LENIENT.get(verb, ()):
        VERBS[verb](github, REF)
        return
    with pytest.raises(TrackerError, match=r"something else than GitHub's JSON.*\.$") as caught:
        VERBS[verb](github, REF)
    assert (caught.value.trouble, caught.value.outcome_unknown) == (Trouble.UNREACHABLE, True)


@pytest.mark.parametrize("body", STRANGE)
@pytest.mark.parametrize("verb", sorted(UNREAD))
def test_what_nobody_reads_may_be_anything(github: GitHub, stub: Stub, verb: str, body: str) -> None:
    stub.says(Said(200, body))
    VERBS[verb](github, REF)


def test_unchanged_is_no_answer_to_whoever_asked_without_a_condition(github: GitHub, stub: Stub) -> None:
    stub.says(Said(304, ""))
    with pytest.raises(TrackerError):
        github.issues(REF.project)


def test_a_later_page_of_another_shape_is_no_shorter_list(github: GitHub, stub: Stub) -> None:
    label = '{"name": "a", "description": "", "color": "ededed"}'
    more = {"Link": f'<{stub.url}/repositories/1/labels?page=2>; rel="next"'}
    stub.says(Said(200, f"[{label}]", more), Said(200, "{}"))
    with pytest.raises(TrackerError):
        github.labels(REF.project)
