"""Draws histories by a seed, plays them, and makes those that go wrong as short as they can be.

Hypothesis draws and shrinks; the same seed draws the same histories. Nothing is kept but what regressions.json keeps.
"""

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.simulation.histories import History, Move, histories
from tests.simulation.town import Double, town
from tests.stories.pairing import PAIRINGS

REGRESSIONS = Path(__file__).with_name("regressions.json")
SHRINKS = 300
"""So often a shorter history is tried."""
_LAX = settings(database=None, deadline=None, suppress_health_check=list(HealthCheck), print_blob=False)


@cache
def drawn(number: int, count: int, steps: int) -> tuple[History, ...]:
    """The histories of a seed."""
    found: list[History] = []

    @seed(number)
    @settings(_LAX, max_examples=count, phases=[Phase.generate])
    @given(histories(steps))
    def draws(history: History) -> None:
        found.append(history)

    draws()
    return tuple(found)


def played(history: History, url: str, folder: Path, double: Double = lambda tracker: tracker) -> list[str]:
    """What went wrong, as sentences."""
    with town(url, folder, history.pairing, double) as on:
        return history.play(on)


def shrunk(history: History, url: str, folder: Path) -> tuple[History, list[str]]:
    """The shortest history found that breaks the same invariant, and how it does."""
    return Shrinking(history, played(history, url, folder), url, folder).done()


@dataclass
class Shrinking:
    history: History
    wrong: list[str]
    url: str
    folder: Path
    tries: int = 0

    def done(self) -> tuple[History, list[str]]:
        if found := re.match(r"move (\d+), ", self.wrong[0]):
            self._tried(self.history.moves[: int(found[1])])
        size = len(self.history.moves)
        while size := size // 2:
            self._leaves_out(size)
        self._leaves_out(1)
        for number in range(len(self.history.moves)):
            for simpler in ({"gap": 0}, {"then": "waits"}, {"then": "hears"}, {"n": 0}, {"m": 0}):
                self._changes(number, simpler)
        return self.history, self.wrong

    def _leaves_out(self, size: int) -> None:
        at = 0
        while at < len(self.history.moves):
            moves = self.history.moves
            if not self._tried(moves[:at] + moves[at + size :]):
                at += size

    def _changes(self, number: int, simpler: dict[str, Any]) -> None:
        moves = list(self.history.moves)
        moves[number] = replace(moves[number], **simpler)
        if tuple(moves) != self.history.moves:
            self._tried(tuple(moves))

    def _tried(self, moves: tuple[Move, ...]) -> bool:
        self.tries += 1
        if self.tries > SHRINKS:
            return False
        shorter = replace(self.history, moves=moves)
        wrong = played(shorter, self.url, self.folder)
        if not wrong or broken(wrong) != broken(self.wrong):
            return False
        self.history, self.wrong = shorter, wrong
        return True


def broken(wrong: list[str]) -> str:
    """The name of the first invariant that was broken."""
    text = wrong[0] if wrong else ""
    text = text.partition("'): ")[2] if text.startswith("move ") else text
    return text.partition(":")[0]


def to_json(history: History) -> dict[str, Any]:
    moves = [[it.act, it.n, it.m, it.gap, it.then] for it in history.moves]
    return {"pairing": str(history.pairing), "begun": history.begun, "moves": moves}


def from_json(raw: dict[str, Any]) -> History:
    pairing = next(it for it in PAIRINGS if str(it) == raw["pairing"])
    return History(pairing, raw["begun"], tuple(Move(*move) for move in raw["moves"]))


def regressions() -> dict[str, History]:
    """By name: histories that went wrong once."""
    return {name: from_json(raw) for name, raw in json.loads(REGRESSIONS.read_text()).items()}
