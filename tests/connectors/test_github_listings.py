"""A listing that is cut short by what lies between is noticed where everything rests on it."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.github.auth import TokenCredentials
from connectors.github.client import PER_PAGE, Client
from connectors.github.tracker import GitHub
from connectors.sandbox.github.server import RunningSandbox
from tests.clock import Clock
from tests.connectors.bench import HERE, GitHubPeople
from tests.connectors.stub import Said, Stub


def page(first: int, count: int = PER_PAGE) -> Said:
    """One page that names no next one."""
    return Said(body=json.dumps([{"id": number} for number in range(first, first + count)]))


@pytest.fixture
def client(stub: Stub, clock: Clock) -> Client:
    return Client("github", stub.url, TokenCredentials("t"), now=clock, write_pause=0)


def listed(client: Client, *, sure: bool) -> list[int]:
    return client.pages("/things", "list things", owner=None, sure=sure).each(lambda item: item["id"])


def test_a_full_page_that_names_no_next_one_is_not_believed_to_be_the_last(client: Client, stub: Stub) -> None:
    stub.says(page(0), page(100), page(200, 7))
    assert listed(client, sure=True) == list(range(207))
    assert [parse_qs(urlsplit(asked.path).query).get("page") for asked in stub.asked] == [None, ["2"], ["3"]]


def test_a_full_page_that_is_the_last_costs_one_exchange_more(client: Client, stub: Stub) -> None:
    stub.says(page(0), page(0, 0))
    assert listed(client, sure=True) == list(range(100))
    assert len(stub.asked) == 2


def test_a_page_that_is_not_full_is_the_last(client: Client, stub: Stub) -> None:
    stub.says(page(0, 99))
    assert listed(client, sure=True) == list(range(99))
    assert len(stub.asked) == 1


def test_one_that_says_the_same_for_ever_is_left(client: Client, stub: Stub) -> None:
    stub.says(page(0))
    assert listed(client, sure=True) == list(range(100))
    assert len(stub.asked) == 2


def test_where_nothing_rests_on_it_the_header_is_believed(client: Client, stub: Stub) -> None:
    stub.says(page(0), page(100, 1))
    assert listed(client, sure=False) == list(range(100))


def test_the_listing_of_issues_is_one_on_which_everything_rests(
    github: GitHub, people: GitHubPeople, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = github.project_named(HERE).id
    opened = [people.opens(HERE).number for _ in range(PER_PAGE + 3)]
    monkeypatch.setattr(Client, "_next_page", lambda client, answer, act: None)
    assert [issue.ref.number for issue in github.issues(project).issues] == opened
