"""No hint is lost without a trace: all that came are served or still waiting, to the unit, whatever happens between."""

from hypothesis import given, settings
from hypothesis import strategies as st
from redis import Redis

from connectors.tracker import ProjectId, Ref
from service.hints import Hints, Lease, LeaseLost, Ledger
from service.index import Index

ISSUES = [Ref("github", ProjectId("1006"), number) for number in (1, 2, 3)]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "unknown", "take", "finish", "release", "die", "forward", "adopt", "lose"]),
        st.sampled_from(ISSUES),
        st.sampled_from(ISSUES),
    ),
    max_size=40,
)


class Office:
    """Workers that take leases, finish, give up and die."""

    def __init__(self, redis: "Redis") -> None:
        self.redis, self.index, self.hints = redis, Index(redis), Hints(redis)
        self.held: dict[Ref, Lease] = {}

    def does(self, step: str, one: Ref, other: Ref) -> None:
        match step:
            case "add":
                self.hints.add(one)
            case "unknown":
                self.hints.add(one, matters=False)
            case "take":
                lease = self.hints.acquire(one)
                self.held |= {one: lease} if lease else {}
            case "finish" if one in self.held:
                try:
                    if self.held[one].finish():
                        del self.held[one]
                except LeaseLost:
                    del self.held[one]
            case "release" if one in self.held:
                self.held.pop(one).release()
            case "die":
                self.redis.delete(f"ft:lease:{one}")
            case "forward" if one != other:
                self.hints.forward(one, other)
            case "adopt" if one != other:
                self.index.adopt(one, other)
            case "lose":
                self.redis.delete("rq:queue:looks", f"ft:queued:{one}")


@settings(max_examples=150)
@given(steps=STEPS)
def test_what_came_is_served_or_waits(valkey_url: str, steps: list[tuple[str, Ref, Ref]]) -> None:
    with Redis.from_url(valkey_url) as redis:
        redis.flushall()
        office = Office(redis)
        for step, one, other in steps:
            office.does(step, one, other)
            assert office.hints.ledger().balances, step

        for ref in ISSUES:
            redis.delete(f"ft:lease:{ref}")
            lease = office.hints.acquire(ref)
            assert lease and lease.finish()
        assert office.hints.ledger().waiting == 0 and office.hints.ledger().balances


def test_a_hint_that_is_forwarded_counts_as_often_as_it_came(valkey: "Redis") -> None:
    hints = Hints(valkey)
    for _ in range(3):
        hints.add(ISSUES[0])
    hints.forward(ISSUES[0], ISSUES[1])
    assert hints.ledger() == Ledger(came=3, served=0, waiting=3)
    assert hints.wanted() == [ISSUES[1]]
