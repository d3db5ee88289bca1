"""Where post-mortems and tickets live: the pairings in which the stories are told, and what becomes of the webhooks."""

from dataclasses import dataclass
from enum import Enum


class Flavour(Enum):
    """A kind of tracker, and where it runs."""

    GITHUB = "github"
    CLOUD = "cloud"
    DATACENTER = "datacenter"

    @property
    def tracker(self) -> str:
        """The name in the config."""
        return "github" if self is Flavour.GITHUB else "jira"

    @property
    def is_jira(self) -> bool:
        return self is not Flavour.GITHUB


class Deliveries(Enum):
    """What becomes of the webhooks."""

    NORMAL = "normal"
    DOUBLED_AND_SHUFFLED = "double+shuffle"
    NONE = "drop"


@dataclass(frozen=True)
class Pairing:
    """`home` has the post-mortems, `away` the tickets."""

    home: Flavour
    away: Flavour

    def __str__(self) -> str:
        return f"{self.home.value}-{self.away.value}"

    @property
    def is_one_tracker(self) -> bool:
        return self.home is self.away


GITHUB = Pairing(Flavour.GITHUB, Flavour.GITHUB)
GITHUB_CLOUD = Pairing(Flavour.GITHUB, Flavour.CLOUD)
CLOUD_GITHUB = Pairing(Flavour.CLOUD, Flavour.GITHUB)
CLOUD = Pairing(Flavour.CLOUD, Flavour.CLOUD)
GITHUB_DATACENTER = Pairing(Flavour.GITHUB, Flavour.DATACENTER)
DATACENTER_GITHUB = Pairing(Flavour.DATACENTER, Flavour.GITHUB)
DATACENTER = Pairing(Flavour.DATACENTER, Flavour.DATACENTER)

PAIRINGS = (GITHUB, GITHUB_CLOUD, CLOUD_GITHUB, CLOUD, GITHUB_DATACENTER, DATACENTER_GITHUB, DATACENTER)
"""No two Jiras of different kinds: whoever has both moves from one to the other."""
