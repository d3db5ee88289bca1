"""Something happens while a look is under way: it is seen by that look or by one right after it, whenever it was."""

from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis

from connectors.sandbox.recording import Exchange
from connectors.tracker import ProjectId, Ref
from service.hints import LEASE_SECONDS, Hints
from service.index import parse_ref
from service.jobs import run_look
from tests.stories.documents import TABLE
from tests.stories.pairing import CLOUD, GITHUB, Pairing
from tests.stories.stage import staged

OFFSETS = range(1, 21, 2)
"""In exchanges of the look that publishes, the last of them after most of its writes."""
MORE = TABLE + "| A4 | Page whoever owns the pool | @bob | 2027-01-20 | RC1 | a drill pages them |\n"
PM = Ref("github", ProjectId("1006"), 2)


class Happens:
    """Listens, and does something right after one exchange, before its answer goes out."""

    def __init__(self) -> None:
        self.after = 0
        self.heard = 0
        self.act: Callable[[], None] = lambda: None

    def __call__(self, exchange: Exchange) -> None:
        if exchange.kind != "api" or not self.after:
            return
        self.heard += 1
        if self.heard == self.after:
            self.after = 0
            self.act()


@pytest.mark.parametrize("offset", OFFSETS)
@pytest.mark.parametrize("both", [GITHUB, CLOUD], ids=str)
def test_an_action_added_in_the_middle_of_a_publish_has_its_ticket_at_the_end_of_it(
    valkey: "Redis", tmp_path: Path, both: Pairing, offset: int
) -> None:
    happens = Happens()
    with staged(valkey, tmp_path, both, listener=happens) as stage:
        number = stage.post_mortem(TABLE)
        stage.clock.advance(hours=1)
        stage.alice.tags(stage.incidents, number, "postmortem:finished")
        assert all(site.drain() for site in stage.sites)
        done: list[bool] = []

        def adds_one() -> None:
            stage.alice.writes(stage.incidents, number, MORE)
            done.append(all(site.drain() for site in stage.sites))

        happens.act, happens.after = adds_one, offset
        (ref,) = [parse_ref(entry.ref) for entry in stage.runtime.index.entries()]
        assert run_look(stage.runtime, ref) == "looked"

        assert done == [True], "it happened, and the service was told"
        assert sorted(stage.tickets()) == ["A1", "A2", "A3", "A4"]
        assert "**A4**" in stage.status(number)

        writes = stage.writes()
        stage.settle()
        assert stage.writes() == writes, "what is heard of the look's own writes asks for no more"


def test_whoever_dies_with_the_lease_keeps_the_others_out_no_longer_than_it_lasts(valkey: "Redis") -> None:
    hints = Hints(valkey)
    hints.add(PM)
    assert hints.acquire(PM) is not None, "and nothing is heard of it again"
    assert 0 < valkey.pttl(f"ft:lease:{PM}") <= LEASE_SECONDS * 1000
    hints.add(PM)
    assert hints.acquire(PM) is None

    valkey.delete(f"ft:lease:{PM}", f"ft:queued:{PM}")
    assert hints.unserved() == [PM]
    assert hints.acquire(PM) is not None
