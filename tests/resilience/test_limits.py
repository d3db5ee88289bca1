"""The pace of one account, told as a story: four large post-mortems and a small one behind them."""

from pathlib import Path

import pytest
from redis import Redis

from tests.resilience.limits import finished_at_once, town


@pytest.mark.timeout(300)
def test_a_crowd_is_served_within_the_limits_and_the_small_one_soon(valkey: "Redis", tmp_path: Path) -> None:
    with town(valkey, tmp_path) as there:
        came = finished_at_once(there, 4)
    assert came["wrong"] == [], came["figures"]
