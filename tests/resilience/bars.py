"""All bars, in the order of the table."""

from tests.resilience.amnesia import forgetting, pending_reviews
from tests.resilience.bar import Bar
from tests.resilience.crashes import crashes
from tests.resilience.deliveries import repeated
from tests.resilience.empty import lying_listings
from tests.resilience.failover import FAILOVERS
from tests.resilience.fates import every_third
from tests.resilience.horse import HALVES
from tests.resilience.incidents import incidents
from tests.resilience.lagging import lagging
from tests.resilience.limits import crowds, limits
from tests.resilience.limits_cloud import limits_of_cloud
from tests.resilience.naive import NAIVE
from tests.resilience.race import races, races_without_a_lease
from tests.resilience.recovery import RECOVERIES, worker_killed
from tests.resilience.runaway import runaways
from tests.simulation import bars as simulation
from tests.stories.pairing import CLOUD, GITHUB, GITHUB_CLOUD

ALL, WITHIN_ONE, CLOUDS = (GITHUB, GITHUB_CLOUD, CLOUD), (GITHUB, CLOUD), (GITHUB_CLOUD, CLOUD)
FEW = 4
"""How many of a bar the usual form tries where it is much the same elsewhere, or a thing is to be caught."""


def bars() -> list[Bar]:
    return [
        Bar("a worker killed, in real time", GITHUB, worker_killed, short=0),
        *(Bar(f"crash {it}", it, crashes(it, spots=every_third), short=1) for it in ALL),
        *(Bar(f"one crash {it}", it, crashes(it), short=3, usual=6) for it in ALL),
        *(Bar(f"incident {it}", it, incidents(it), short=2, usual=FEW) for it in ALL),
        *(Bar(f"amnesia {it}", it, forgetting(it, every_third), short=1) for it in ALL),
        *(Bar(f"one amnesia {it}", it, forgetting(it), short=0, usual=FEW) for it in ALL),
        *(Bar(f"reviews {it}", it, pending_reviews(it), short=int(it is CLOUD), usual=1) for it in ALL),
        *(Bar(f"lag {it}", it, lagging(it, every_third), short=1, usual=None if it is CLOUD else FEW) for it in CLOUDS),
        *(Bar(f"one lag {it}", it, lagging(it), short=0, usual=FEW, most=140) for it in CLOUDS),
        *(Bar(f"empty {it}", it, lying_listings(it), short=2, usual=2) for it in ALL),
        *(Bar(f"race {it}", it, races(it), short=2, usual=FEW) for it in WITHIN_ONE),
        Bar("race without a lease", GITHUB, races_without_a_lease(GITHUB), short=2, usual=2, to_be_caught=True),
        Bar("deliveries", GITHUB, repeated(GITHUB), short=1, usual=1),
        *(Bar(f"runaway {it}", it, runaways(it), short=0, usual=1) for it in WITHIN_ONE),
        *(Bar(it.name, GITHUB, crashes(GITHUB, it), short=3, usual=FEW, to_be_caught=True) for it in NAIVE),
        *simulation.bars(),
        Bar("limits github", GITHUB, limits(12), short=0),
        Bar("limits cloud", CLOUD, limits_of_cloud(16), short=0),
        Bar("limits github, many", GITHUB, crowds(50), short=0, usual=0),
        Bar("limits cloud, many", CLOUD, limits_of_cloud(50), short=0, usual=0),
        Bar("failover", GITHUB, FAILOVERS, short=0, usual=0),
        Bar("horse", GITHUB, HALVES, short=0, usual=0),
        Bar("recovery", GITHUB, RECOVERIES, short=0, usual=0),
    ]
