"""Tickets that their tracker could not link to their post-mortem, planned from values: when they are tied after all."""

from dataclasses import replace
from typing import Any

import pytest

from connectors.tracker import Absence, Gone, Issue
from service.steps import LinkChild
from tests.planning.sightings import INCIDENTS, PAY, only, planned, status, ticket
from tests.planning.tracked import KNOWN, OPEN, tracked

UNTIED: dict[str, Any] = {"remembered": {"untied": frozenset({"A1", "A9"})}}
ABROAD = ticket(7, PAY, "jira")


def test_a_ticket_that_could_not_be_tied_is_tried_again_and_then_forgotten() -> None:
    steps = planned(tracked(**UNTIED))
    assert only(LinkChild, steps) == (LinkChild("A1", OPEN),)
    assert status(steps).record.untied == {"A9"}


@pytest.mark.parametrize(
    ("there", "changes"),
    [
        (OPEN, {"project": replace(INCIDENTS, accepts_issues=False)}),
        (Gone(OPEN.ref, Absence.DELETED), {}),
        (ABROAD, {}),
    ],
    ids=["nothing may be changed there any more", "the ticket is gone", "the ticket moved to another tracker"],
)
def test_it_is_left_for_later_where(there: Issue | Gone, changes: dict[str, Any]) -> None:
    steps = planned(tracked(there, KNOWN, **(UNTIED | changes)))
    assert only(LinkChild, steps) == ()
    assert status(steps).record.untied == {"A1", "A9"}
