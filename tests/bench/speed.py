"""How long a check takes, as a library call and as a command; CPU time, because machines are shared.

    make bench-speed

Nothing is asserted: figures of different machines cannot be compared. Each is shown beside the time of a plain loop.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from service.document.reading import read
from service.document.rules import judge

ROWS = "| ID | Action | Owner | Due | Root cause | Done when |\n|---|---|---|---|---|---|\n" + "".join(
    f"| A{n} | Rotate key number {n} by a job | @alice | 2026-12-01 | RC1 | no key is older than {n} days |\n"
    for n in range(1, 10_001)
)
BULLETS = "".join(f"- [ ] Rotate key number {n} by a job, by 2026-12-01 — @alice\n" for n in range(1, 10_001))
SECTION = """
The signing key of region {n} expired at 10:00 UTC, and every checkout in it was refused for {n} minutes. The alert on
refused orders rang within a minute; the runbook named the *right* command, and `rotate-key --region {n}` ended it.

- 10:0{n} The key of region {n} expires, see [the dashboard](https://status.example/regions/{n}).
- 10:1{n} A new key is in place.
"""


def typical() -> str:
    """A post-mortem of ten kilobytes with everything in it."""
    timeline = "".join(SECTION.format(n=n) for n in range(1, 21))
    whys = "\n".join(
        f"{n}. Why? Step {n} of the rotation is done by hand, and nothing asks for it." for n in range(1, 6)
    )
    actions = "\n".join(ROWS.split("\n")[:14])
    sections = {
        "Summary": SECTION.format(n=9),
        "Impact": "1,200 orders.",
        "Timeline": timeline,
        "What went well": SECTION.format(n=0),
        "Root causes": f"### RC1: Keys are rotated by hand\n\n{whys}",
        "Lessons": SECTION.format(n=5),
        "Actions": actions,
    }
    return "# Checkout was down\n\n" + "".join(f"## {name}\n\n{text}\n\n" for name, text in sections.items())


def main() -> int:
    document = typical()
    print(f"a plain loop of a million steps    {1000 * _timed(_loop, 5):8.1f} ms")
    print(f"read and judge {len(document):6,} characters   {1000 * _timed(lambda: judge(read(document)), 50):8.1f} ms")
    for name, text in (("rows", ROWS), ("items", BULLETS)):
        text = f"# Down\n\n## Actions\n\n{text}"
        found = read(text)
        print(f"read  10,000 {name:21} {1000 * _timed(lambda text=text: read(text), 3):8.1f} ms")  # type: ignore[misc]
        print(f"judge 10,000 {name:21} {1000 * _timed(lambda found=found: judge(found), 3):8.1f} ms")  # type: ignore[misc]
    print(f"`followthrough check FILE`, cold   {1000 * _cold(document):8.1f} ms (of the wall's clock)")
    return 0


def _timed(call: Callable[[], object], times: int) -> float:
    """Seconds of CPU, the median of some calls."""
    call()
    taken: list[float] = []
    for _ in range(times):
        start = time.process_time()
        call()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def _loop() -> int:
    total = 0
    for number in range(1_000_000):
        total += number * number
    return total


def _cold(document: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "post-mortem.md"
        file.write_text(document, encoding="utf-8")
        command = [sys.executable, "-m", "service.cli", "check", str(file)]
        taken: list[float] = []
        for _ in range(7):
            start = time.monotonic()
            subprocess.run(command, capture_output=True, check=False)
            taken.append(time.monotonic() - start)
    return min(taken)


if __name__ == "__main__":
    sys.exit(main())
