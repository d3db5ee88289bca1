"""The contract of every tracker: several issues read together are what they are when read one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.tracker import Alike, Draft, Gone, Issue, Ref
from tests.connectors.bench import ABROAD, HERE, THERE, Bench

LABEL = "postmortem:action"


def opened(bench: Bench, count: int, project: str = HERE) -> list[Ref]:
    return [bench.people.opens(project, f"No. {n}", f"Do {n}", labels=(LABEL,)) for n in range(count)]


def alike(bench: Bench, *restless: Ref) -> Alike:
    return Alike((LABEL,), bench.clock.now - timedelta(days=1), frozenset(restless))


def spent(bench: Bench, refs: list[Ref], by: Alike | None) -> int:
    before = bench.requests()
    bench.tracker.several(refs, alike=by)
    return bench.requests() - before


def one_by_one(bench: Bench, refs: list[Ref]) -> dict[Ref, Issue | Gone]:
    return {ref: bench.tracker.issue(ref) for ref in refs}


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "not listed"])
def test_they_are_what_they_are_one_by_one(bench: Bench, listed: bool) -> None:
    refs = opened(bench, 9)
    _, closed, dropped, edited, deleted, moved, unlabelled, assigned, _ = refs
    people = bench.people
    bench.clock.advance(hours=2)
    people.closes(closed)
    people.closes(dropped, "not_planned")
    people.edits(edited, title="Do it better", body="Do it in June")
    people.comments(edited, "I would rather not.")
    people.deletes(deleted)
    people.transfers(moved, THERE)
    people.unlabels(unlabelled, LABEL)
    people.assigns(assigned, "bob")
    never = Ref(bench.tracker.name, refs[0].project, 987654)

    found = bench.tracker.several([*refs, never], alike=alike(bench) if listed else None)
    assert found == one_by_one(bench, [*refs, never])


def test_those_of_a_project_that_is_hidden_are_gone_and_the_others_are_not(bench: Bench) -> None:
    refs = [*opened(bench, 3), *opened(bench, 3, ABROAD)]
    bench.people.hides(ABROAD)
    found = bench.tracker.several(refs, alike=alike(bench))
    assert [isinstance(found[ref], Gone) for ref in refs] == [False] * 3 + [True] * 3
    assert found == one_by_one(bench, refs)


def test_what_was_moved_to_a_hidden_place_is_gone(bench: Bench) -> None:
    refs = opened(bench, 4)
    bench.people.transfers(refs[1], THERE)
    bench.people.hides(THERE)
    assert bench.tracker.several(refs, alike=alike(bench)) == one_by_one(bench, refs)


def test_what_others_have_in_common_with_them_is_left_out(bench: Bench) -> None:
    refs = opened(bench, 6)
    assert set(bench.tracker.several(refs[1:4], alike=alike(bench))) == set(refs[1:4])


def test_nothing_in_common_does_no_harm(bench: Bench) -> None:
    refs = opened(bench, 4)
    assert bench.tracker.several(refs, alike=Alike()) == one_by_one(bench, refs)


def test_those_that_have_not_changed_since_are_read_all_the_same(bench: Bench) -> None:
    refs = opened(bench, 4)
    bench.clock.advance(days=9)
    assert bench.tracker.several(refs, alike=alike(bench)) == one_by_one(bench, refs)


def test_twelve_that_are_alike_take_one_exchange(bench: Bench) -> None:
    refs = opened(bench, 12)
    bench.tracker.several(refs)
    assert spent(bench, refs, alike(bench)) == 1


@pytest.mark.holds_for("github", "jira_datacenter", reason="Cloud reads several by id in any case")
def test_each_that_no_listing_shows_takes_one_more(bench: Bench) -> None:
    refs = opened(bench, 12)
    bench.people.deletes(refs[3])
    bench.people.deletes(refs[5])
    bench.tracker.several(refs)
    one = bench.requests()
    for gone in (refs[3], refs[5]):
        bench.tracker.issue(gone)
    by_themselves = bench.requests() - one
    assert spent(bench, refs, alike(bench)) == 1 + by_themselves


@pytest.mark.holds_for("github", "jira_datacenter", reason="Cloud reads several by id in any case")
def test_what_changed_a_moment_ago_is_not_taken_from_a_listing(bench: Bench) -> None:
    refs = opened(bench, 5)
    bench.tracker.several(refs)
    assert spent(bench, refs, alike(bench, refs[1], refs[2])) == 3
    assert spent(bench, refs, alike(bench, *refs)) == 5


@pytest.mark.holds_for("github", "jira_datacenter", reason="Cloud reads several by id in any case")
def test_two_are_read_sooner_one_by_one(bench: Bench) -> None:
    refs = opened(bench, 2)
    bench.tracker.several(refs)
    assert spent(bench, refs, alike(bench)) == 2


def test_the_visible_words_of_our_own_are_there_in_any_case(bench: Bench) -> None:
    """What is hidden in them may be missing: a listing of Data Center does not tell what is kept beside an issue."""
    project = bench.tracker.project_named(HERE).id
    body = "Do it.\n\n- **Due:** 2026-12-24\n\n<!-- ours -->"
    refs = [bench.tracker.create(project, Draft(f"No. {n}", body, (LABEL,))).ref for n in range(3)]
    for issue in bench.tracker.several(refs, alike=alike(bench)).values():
        assert isinstance(issue, Issue)
        assert "- **Due:** 2026-12-24" in issue.body
