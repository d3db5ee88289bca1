"""What statuses, resolutions and the steps of a workflow mean. Nothing is asked of anybody."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.jira.outcomes import Standing, Words, reason_of
from connectors.jira.shapes import children, relation
from connectors.jira.transitions import Goal, Step, ending, onward, steps_of
from connectors.tracker import Reason

NONE = Words()


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (Standing("To Do", "new"), None),
        (Standing("In Progress", "indeterminate"), None),
        (Standing("Odd", "undefined"), None),
        (Standing("", ""), None),
        (Standing("Done", "done"), Reason.COMPLETED),
        (Standing("Released", "done", "Fixed"), Reason.COMPLETED),
        (Standing("Done", "done", "Won't Do"), Reason.NOT_PLANNED),
        (Standing("Done", "done", "Won’t  do"), Reason.NOT_PLANNED),
        (Standing("Rejected", "done"), Reason.NOT_PLANNED),
        (Standing("Closed", "done", "Cannot Reproduce"), Reason.NOT_PLANNED),
        (Standing("Closed", "done", "Obsolete"), Reason.NOT_PLANNED),
        (Standing("Closed", "done", "duplicate"), Reason.DUPLICATE),
        (Standing("Rejected", "done", "Duplicate"), Reason.DUPLICATE),
        (Standing("Reopened", "indeterminate", "Won't Do"), None),
        (Standing("Fertig", "done", "Erledigt"), Reason.COMPLETED),
    ],
)
def test_the_category_says_whether_and_the_words_say_why(standing: Standing, reason: Reason | None) -> None:
    assert reason_of(standing, NONE) is reason


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (Standing("Released", "indeterminate"), Reason.COMPLETED),
        (Standing("RELEASED", "new"), Reason.COMPLETED),
        (Standing("Parked", "indeterminate"), Reason.NOT_PLANNED),
        (Standing("To Do", "new", "Later"), Reason.NOT_PLANNED),
        (Standing("Done", "done", "Later"), Reason.NOT_PLANNED),
        (Standing("Obsolete", "done"), Reason.COMPLETED),
        (Standing("Done", "done", "Won't Do"), Reason.NOT_PLANNED),
        (Standing("In Progress", "indeterminate"), None),
    ],
)
def test_a_team_has_words_of_its_own(standing: Standing, reason: Reason | None) -> None:
    words = Words.of(done=["Released", "Obsolete"], wont_do=["Parked", "Later"])
    assert reason_of(standing, words) is reason


# Steps


def step(name: str, category: str = "done", resolutions: tuple[str, ...] | None = None, **more: Any) -> Step:
    return Step(id=name, status=name, name=name, category=category, resolutions=resolutions, **more)


DONE, WONT_DO = Goal(Reason.COMPLETED, NONE), Goal(Reason.NOT_PLANNED, NONE)


def test_a_status_that_says_it_by_itself_comes_before_a_resolution() -> None:
    steps = [step("Done", resolutions=("Done", "Won't Do")), step("Rejected")]
    assert ending(steps, WONT_DO) == steps[1]


def test_a_resolution_will_do() -> None:
    steps = [step("Done", resolutions=("Done", "Won't Do"))]
    assert ending(steps, WONT_DO) == steps[0]
    assert WONT_DO.among(steps[0].resolutions or ()) == "Won't Do"


def test_a_status_of_dropped_work_is_no_end_for_done_work() -> None:
    assert ending([step("Rejected"), step("In Progress", "indeterminate")], DONE) is None


def test_the_status_that_the_team_named_comes_first() -> None:
    goal = Goal(Reason.COMPLETED, Words.of(done=["Released"]))
    assert ending([step("Done"), step("Released", "indeterminate")], goal) == step("Released", "indeterminate")


def test_a_step_that_wants_nothing_comes_first() -> None:
    (wanting,) = steps_of(
        [
            {
                "id": 1,
                "to": {"id": "5", "name": "Done", "statusCategory": {"key": "done"}},
                "fields": {"c": {"required": True}},
            }
        ]
    )
    assert ending([wanting, step("Closed")], DONE) == step("Closed")
    assert ending([wanting], DONE) == wanting


def test_done_is_the_usual_resolution_of_done_work() -> None:
    assert DONE.among(["Won't Do", "Fixed", "Done"]) == "Done"
    assert DONE.among(["Won't Do", "Fixed"]) == "Fixed"
    assert DONE.among(["Won't Do"]) is None


def test_the_resolution_that_the_team_named_comes_first() -> None:
    goal = Goal(Reason.NOT_PLANNED, Words.of(wont_do=["Later"]))
    assert goal.among(["Won't Do", "Later"]) == "Later"


def test_on_the_way_work_comes_before_another_end() -> None:
    steps = [step("Rejected"), step("To Do", "new"), step("In Review", "indeterminate")]
    assert onward(steps, set()) == steps[2]
    assert onward(steps, {"In Review"}) == steps[1]
    assert onward(steps, {"In Review", "To Do"}) == steps[0]
    assert onward(steps, {"In Review", "To Do", "Rejected"}) is None


def test_statuses_of_the_same_name_are_told_apart() -> None:
    steps = [Step("1", "10", "Review", "indeterminate"), Step("2", "11", "Review", "indeterminate")]
    assert onward(steps, {"10"}) == steps[1]


def test_what_is_not_available_is_no_step() -> None:
    to = {"id": "5", "name": "Done", "statusCategory": {"key": "done"}}
    assert steps_of([{"id": "1", "to": to, "isAvailable": False}]) == []


# Links


def kind(name: str, inward: str, outward: str) -> dict[str, str]:
    return {"id": name, "name": name, "inward": inward, "outward": outward}


RELATES, BLOCKS = kind("Relates", "relates to", "relates to"), kind("Blocks", "is blocked by", "blocks")


@pytest.mark.parametrize(
    ("kinds", "name"),
    [
        ([BLOCKS, RELATES], "Relates"),
        ([kind("Peer", "is a peer of", "is a peer of"), RELATES], "Relates"),
        ([BLOCKS, kind("Gehört zu", "gehört zu", "gehört zu")], "Gehört zu"),
        ([BLOCKS], None),
        ([], None),
    ],
)
def test_the_link_to_use_says_no_more_than_that_they_belong_together(
    kinds: list[dict[str, str]], name: str | None
) -> None:
    found = relation(kinds)
    assert (found.name if found else None) == name


def test_children_are_sub_tasks_and_what_a_relation_leads_to() -> None:
    fields = {
        "subtasks": [{"id": "1"}],
        "issuelinks": [
            {"type": RELATES, "outwardIssue": {"id": "2"}},
            {"type": RELATES, "inwardIssue": {"id": "3"}},
            {"type": BLOCKS, "outwardIssue": {"id": "4"}},
            {"type": RELATES, "outwardIssue": {"id": "1"}},
        ],
    }
    assert children(fields) == [1, 2]
