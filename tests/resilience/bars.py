"""All bars, in the order in which they are tried."""

from tests.resilience.amnesia import forgetting, pending_reviews
from tests.resilience.bar import Bar
from tests.resilience.crashes import crashes
from tests.resilience.empty import lying_listings
from tests.resilience.lagging import lagging
from tests.resilience.naive import NAIVE
from tests.stories.pairing import CLOUD, GITHUB, GITHUB_CLOUD

PAIRINGS = (GITHUB, GITHUB_CLOUD, CLOUD)


def bars() -> list[Bar]:
    return [
        *(Bar(f"crash {pairing}", pairing, crashes(pairing), short=7) for pairing in PAIRINGS),
        *(Bar(f"amnesia {pairing}", pairing, forgetting(pairing), short=3) for pairing in PAIRINGS),
        *(
            Bar(f"reviews {pairing}", pairing, pending_reviews(pairing), short=int(pairing is CLOUD))
            for pairing in PAIRINGS
        ),
        *(Bar(f"lag {pairing}", pairing, lagging(pairing), short=4, full=40) for pairing in (GITHUB_CLOUD, CLOUD)),
        *(Bar(f"empty {pairing}", pairing, lying_listings(pairing), short=2) for pairing in PAIRINGS),
        *(Bar(naive.name, GITHUB, crashes(GITHUB, naive), short=3, full=30, to_be_caught=True) for naive in NAIVE),
    ]
