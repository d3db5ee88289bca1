"""All bars, in the order in which they are tried."""

from tests.resilience.amnesia import forgetting, pending_reviews
from tests.resilience.bar import Bar
from tests.resilience.crashes import crashes
from tests.resilience.deliveries import repeated
from tests.resilience.empty import lying_listings
from tests.resilience.failover import FAILOVERS
from tests.resilience.horse import HALVES
from tests.resilience.incidents import incidents
from tests.resilience.lagging import lagging
from tests.resilience.limits import limits
from tests.resilience.limits_cloud import limits_of_cloud
from tests.resilience.naive import NAIVE
from tests.resilience.race import races, races_without_a_lease
from tests.resilience.recovery import RECOVERIES
from tests.resilience.runaway import runaways
from tests.simulation import bars as simulation
from tests.stories.pairing import CLOUD, GITHUB, GITHUB_CLOUD

PAIRINGS = (GITHUB, GITHUB_CLOUD, CLOUD)


def bars() -> list[Bar]:
    return [
        *(Bar(f"crash {pairing}", pairing, crashes(pairing), short=7) for pairing in PAIRINGS),
        *(Bar(f"incident {pairing}", pairing, incidents(pairing), short=2) for pairing in PAIRINGS),
        *(Bar(f"amnesia {pairing}", pairing, forgetting(pairing), short=3) for pairing in PAIRINGS),
        *(
            Bar(f"reviews {pairing}", pairing, pending_reviews(pairing), short=int(pairing is CLOUD))
            for pairing in PAIRINGS
        ),
        *(Bar(f"lag {pairing}", pairing, lagging(pairing), short=4, full=70) for pairing in (GITHUB_CLOUD, CLOUD)),
        *(Bar(f"empty {pairing}", pairing, lying_listings(pairing), short=2) for pairing in PAIRINGS),
        *(Bar(f"race {pairing}", pairing, races(pairing), short=2) for pairing in (GITHUB, CLOUD)),
        Bar("deliveries", GITHUB, repeated(GITHUB), short=1),
        Bar("race without a lease", GITHUB, races_without_a_lease(GITHUB), short=2, to_be_caught=True),
        *(Bar(f"runaway {pairing}", pairing, runaways(pairing), short=0) for pairing in (GITHUB, CLOUD)),
        *(Bar(naive.name, GITHUB, crashes(GITHUB, naive), short=3, full=30, to_be_caught=True) for naive in NAIVE),
        *simulation.bars(),
        Bar("limits github", GITHUB, limits(50), short=0),
        Bar("limits cloud", CLOUD, limits_of_cloud(50), short=0),
        Bar("failover", GITHUB, FAILOVERS, short=0, in_real_time=True),
        Bar("horse", GITHUB, HALVES, short=0, in_real_time=True),
        Bar("recovery", GITHUB, RECOVERIES, short=0, in_real_time=True),
    ]
