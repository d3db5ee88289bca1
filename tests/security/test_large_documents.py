"""Ten thousand actions, and one cell of a megabyte: read within a second or so and a hundred megabytes, and refused."""

import subprocess
import sys

import pytest

from tests.planning.rig import FINISHED, new_rig
from tests.planning.world import MOST_BODY
from tests.stories.documents import SECTIONS

ROWS = 10_000
HEAD = "| ID | Action | Owner | Due | Root cause | Done when |\n|----|----|----|----|----|----|\n"
ROW = "| A{n} | Rotate the signing key {n} | @alice | 2026-12-01 | RC1 | no key is old |\n"
DOCUMENTS = {
    "ten thousand rows": SECTIONS + HEAD + "".join(ROW.format(n=n) for n in range(ROWS)),
    "ten thousand items": SECTIONS + "- fix\n" * ROWS,
    "a cell of a megabyte": SECTIONS + HEAD + ROW.format(n=1).replace("no key", "x" * 2**20),
}
MOST_MEGABYTES = 100
MOST_SECONDS = 3
"""Of CPU, in a process that reads nothing else; it takes a third of that, and caches of a busy machine are cold."""

CHILD = """
import re, sys, time
from pathlib import Path
from service.document.reading import read
from service.document.rules import judge

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])

text = sys.stdin.read()
judge(read("## Actions"))
began, before = time.process_time(), peak()
actions = len(read(text).actions)
print(actions, time.process_time() - began, (peak() - before) / 1024)
"""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_reading_it_costs_little(name: str) -> None:
    command = [sys.executable, "-c", CHILD]
    said = subprocess.run(command, input=DOCUMENTS[name], capture_output=True, text=True, check=True).stdout.split()
    actions, seconds, megabytes = int(said[0]), float(said[1]), float(said[2])

    assert actions == (1 if name.startswith("a cell") else ROWS)
    assert seconds <= MOST_SECONDS
    assert megabytes <= MOST_MEGABYTES


def test_ten_thousand_actions_are_refused_whole_in_one_comment() -> None:
    """As many as a tracker's body can hold."""
    rig, document = new_rig(), DOCUMENTS["ten thousand items"]
    assert len(document) <= MOST_BODY
    ref = rig.tagged(document)
    rig.people.label(ref, FINISHED)
    rig.look(ref)

    assert rig.tickets() == {}
    assert "more than 50" in rig.said(ref)
    assert len(rig.statuses(ref)) == len(rig.world.writes) == 1
    assert rig.steps(ref) == ()
