"""The limits of one account, told as a story: some large post-mortems and a small one behind them."""

from pathlib import Path
from typing import Any

import pytest

from tests.resilience import limits, limits_cloud
from tests.resilience.lanes import Lane


@pytest.fixture
def lane(valkey_url: str, tmp_path: Path) -> Lane:
    return Lane(tmp_path, valkey_url)


def wrong(came: dict[str, Any]) -> list[str]:
    return [*came["wrong"], came["figures"]] if came["wrong"] else []


@pytest.mark.timeout(300)
def test_a_crowd_is_served_within_the_limits_and_the_small_one_soon(lane: Lane) -> None:
    assert wrong(limits.crowd(4, spoils=False)(lane)) == []


@pytest.mark.timeout(300)
def test_github_is_left_alone_as_long_as_it_asks_for_in_seconds_or_until_a_date(lane: Lane) -> None:
    assert wrong(limits.crowd(4, spoils=True)(lane)) == []


@pytest.mark.timeout(300)
def test_jira_is_left_alone_with_what_it_named_and_for_as_long(lane: Lane) -> None:
    assert wrong(limits_cloud.crowd(16)(lane)) == []
