"""The short form of the simulation: some histories of a seed, and all that ever went wrong."""

from pathlib import Path

import pytest
from redis import Redis

from tests.simulation.doubles import DOUBLES, TELLING, Broken
from tests.simulation.driving import broken, drawn, played, regressions
from tests.simulation.roads import ORDERS, deaf, lossy, orders
from tests.stories.pairing import CLOUD, GITHUB, Pairing

SEED, HISTORIES, STEPS = 1, 3, 30


@pytest.mark.parametrize("number", range(HISTORIES))
def test_whatever_happens_the_eight_invariants_hold(
    number: int, valkey: "Redis", valkey_url: str, tmp_path: Path
) -> None:
    history = drawn(SEED, 2 * HISTORIES, STEPS)[HISTORIES + number]
    assert played(history, valkey_url, tmp_path) == []


@pytest.mark.parametrize("name", regressions())
def test_what_went_wrong_once_does_not_again(name: str, valkey: "Redis", valkey_url: str, tmp_path: Path) -> None:
    assert played(regressions()[name], valkey_url, tmp_path) == []


def test_without_any_webhook_one_sweep_tells_it_all(valkey: "Redis", valkey_url: str, tmp_path: Path) -> None:
    assert deaf(GITHUB, valkey_url, tmp_path) == []


def test_lost_webhooks_make_no_difference_in_the_end(valkey: "Redis", valkey_url: str, tmp_path: Path) -> None:
    assert lossy(drawn(SEED, 8, 12)[5], (SEED,), valkey_url, tmp_path) == []


@pytest.mark.parametrize("pairing", [GITHUB, CLOUD], ids=str)
def test_the_order_of_webhooks_makes_no_difference(
    pairing: Pairing, valkey: "Redis", valkey_url: str, tmp_path: Path
) -> None:
    assert orders(pairing, ORDERS[::240], valkey_url, tmp_path) == []


@pytest.mark.parametrize("double", DOUBLES)
def test_a_service_that_is_broken_on_purpose_is_caught(
    double: type[Broken], valkey: "Redis", valkey_url: str, tmp_path: Path
) -> None:
    assert broken(played(TELLING[double], valkey_url, tmp_path, double)) == double.caught_as
