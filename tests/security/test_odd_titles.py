"""Three hundred odd titles: each becomes one ticket, once, and no look ever fails of them."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from redis import Redis

from service.reconcile import Looked
from tests.security.stages import looks
from tests.security.test_injection import CORES, FORGED, document, lenient
from tests.stories.pairing import GITHUB, GITHUB_CLOUD, Pairing
from tests.stories.stage import Stage, staged

LABELS = ("postmortem", "postmortem:finished")
LOOKED = Looked.__name__.lower()
ODD = (
    *(core.replace("{marker}", FORGED) for core in CORES if "-->" not in core and "<!--" not in core),
    "fix (regression",
    "[a-z]{2,}+ *? (?P<x>",
    "@channel and @here",
    "a\u0300\u0301\u0302\u0303\u0304\u0305 z\u0310\u0315",
    "ﷺ ﷽ ﷻ",
    "田中さんにあげて下さい",
    "пилот и стюардесса",
    "اختبار النص \u200f right to left",
    "\u2066left\u2069 \u2067right\u2069 \u202eback",
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 👍🏽",
    "𝕿𝖍𝖊 𝖖𝖚𝖎𝖈𝖐",
    "Ω≈ç√∫˜µ≤≥÷",
    "undefined null NULL None nan",
    "1e309 -0 0x0 1/0",
    "1;DROP TABLE tickets",
    "../../etc/passwd",
    "\ufeffa mark of byte order",
    "\u00ad\u200b\u200c\u2060 hidden",
    "\ue000\ufffd private use",
    "a\tb\vc\fd",
)
SHAPES = (
    "Alert on {}",
    "{} is to be mended",
    "Mend {} and {}",
    "`{}` in code",
    "“{}”: document it",
    "Limit {}" + " a" * 130,
)
TITLES = tuple(dict.fromkeys(shape.replace("{}", odd) for odd in ODD for shape in SHAPES))[:300]
LOT = 50
"""As many as one post-mortem may have."""


def told(stage: Stage, titles: Sequence[str]) -> list[int]:
    """Post-mortems with these titles among their actions, all finished and looked at."""
    for site in stage.sites:
        site.delivers("drop")
    lots = [titles[start : start + LOT] for start in range(0, len(titles), LOT)]
    bodies = [document([(title, "it shows", "@alice") for title in lot]) for lot in lots]
    numbers = [stage.alice.opens(stage.incidents, "Checkout answers 500", body, LABELS) for body in bodies]
    assert looks(stage, *numbers) == [LOOKED] * len(lots)
    return numbers


@pytest.mark.parametrize(
    ("both", "titles"), [(GITHUB, TITLES), (GITHUB_CLOUD, TITLES[::6])], ids=["300 at GitHub", "50 in Jira"]
)
def test_each_odd_title_becomes_one_ticket_once(
    both: Pairing, titles: tuple[str, ...], redis: "Redis", tmp_path: Path
) -> None:
    redis.flushall()
    with staged(redis, tmp_path, both, adapt=lenient) as stage:
        numbers = told(stage, titles)
        assert stage.away.count(stage.app) == len(titles)
        assert [stage.status(number).count("| open |") for number in numbers] == [LOT] * len(numbers)
        assert stage.runtime.index.parked() == []

        writes = stage.writes()
        stage.clock.advance(days=1)
        assert looks(stage, *numbers) == [LOOKED] * len(numbers)
        assert stage.writes() == writes


def test_there_are_three_hundred() -> None:
    assert len(set(TITLES)) == 300
