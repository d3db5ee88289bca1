"""How far hypothesis looks: the same examples on every machine, and more of them, at random, when asked.

`FOLLOWTHROUGH_EXAMPLES=50` multiplies the number of examples by 50 and draws new ones; a failure prints its replay.
"""

import os

from hypothesis import HealthCheck, Phase, settings

_TIMES = int(os.environ.get("FOLLOWTHROUGH_EXAMPLES", "1"))
_PHASES = (Phase.explicit, Phase.generate) if "FOLLOWTHROUGH_NO_SHRINK" in os.environ else tuple(Phase)


def examples(number: int) -> settings:
    return settings(
        max_examples=number * _TIMES,
        deadline=None,
        derandomize=_TIMES == 1,
        database=None,
        print_blob=True,
        phases=_PHASES,
        suppress_health_check=list(HealthCheck),
    )
