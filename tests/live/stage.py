"""A stage in real time: sandboxes here, and beside them web, workers and clock as the Procfile starts them.

Nothing of the service runs in this process; people act by HTTP, webhooks come by HTTP, faults are the sandboxes'.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from connectors.sandbox.recording import Exchange, Listener
from tests.clock import Clock
from tests.live.processes import Process, free_port, within
from tests.resilience.scene import ACTIONS, TITLES, document
from tests.stories.github_site import BOT, SECRET, GitHubSite, github
from tests.stories.jira_site import JiraSite

INCIDENTS, APP = "acme/incidents", "acme/app"
TAGGED, FINISHED = "postmortem", "postmortem:finished"
KEY = "a-signing-key-of-more-than-thirty-two-bytes"
START = 60.0

TRACKERS = """\
trackers:
  github:
    kind: github
    url: {github}
    token: ${{GITHUB_TOKEN}}
    webhook_secret: ${{GITHUB_WEBHOOK_SECRET}}
people:
  - {{name: Alice Moreau, github: alice}}
mappings:
  - name: app
    post_mortems: {{tracker: github, project: acme/incidents}}
    tickets: {{tracker: github, project: acme/app}}
    review: {{after: {review}, business_days: false, tracker_role: alice}}
"""


class Passing(Clock):
    """The clock on the wall."""

    def __call__(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Machine:
    """A state folder and the processes that share it."""

    folder: Path
    environ: Mapping[str, str]
    processes: dict[str, Process] = field(default_factory=dict)

    def starts(self, command: str, *arguments: str) -> Process:
        name = f"{command}-{len(self.processes)}"
        line = [sys.executable, "-m", "service.cli", command, *arguments]
        process = Process(name, line, self.folder / f"{name}.log", self.environ)
        process.start()
        self.processes[name] = process
        return process

    def stop(self) -> None:
        for process in self.processes.values():
            process.stop()


@dataclass
class Live:
    folder: Path
    site: GitHubSite
    redis_url: str
    port: int
    config: Path
    stack: ExitStack
    exchanges: list[tuple[float, Exchange]]
    environ: Mapping[str, str]
    """What every machine has besides the usual."""
    machines: list[Machine] = field(default_factory=list)

    def machine(self, **environ: str) -> Machine:
        """Another one: it shares nothing with the others but Redis, the config and the key."""
        folder = self.folder / f"machine-{len(self.machines)}"
        folder.mkdir()
        made = Machine(folder, {**self._environ(folder), **environ})
        self.machines.append(made)
        self.stack.callback(made.stop)
        return made

    def _environ(self, folder: Path) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "FOLLOWTHROUGH_CONFIG": str(self.config),
            "FOLLOWTHROUGH_DATA": str(folder),
            "FOLLOWTHROUGH_SECRET_KEY": KEY,
            "REDIS_URL": self.redis_url,
            "GITHUB_TOKEN": f"{BOT}-token",
            "GITHUB_WEBHOOK_SECRET": SECRET,
            **self.environ,
        }

    # -- people

    def post_mortem(self, actions: int = ACTIONS, project: str = INCIDENTS) -> int:
        """A complete one of Alice's, tagged; it is due in some weeks, whatever today is."""
        soon = (datetime.now(UTC) + timedelta(days=50)).date().isoformat()
        body = document(actions).replace("2027-01-15", soon)
        return self.site.desk("alice").opens(project, "Checkout answers 500", body, (TAGGED,))

    def finishes(self, number: int, project: str = INCIDENTS) -> None:
        self.site.desk("alice").tags(project, number, FINISHED)

    # -- the service, from outside

    def asks(self, path: str) -> tuple[int, Any]:
        """Status and JSON; 0 where nobody answers."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            return error.code, json.load(error)
        except (URLError, OSError, ValueError):
            return 0, None

    def is_ready(self) -> bool:
        return self.asks("/readyz")[0] == 200

    def comes_up(self) -> None:
        assert within(START, self.is_ready) is not None, f"it does not come up: {self.asks('/readyz')}\n{self.told()}"

    def told(self) -> str:
        logs = [p for machine in self.machines for p in machine.processes.values()]
        return "\n".join(f"--- {process.name}\n{process.last_words()}" for process in logs)

    # -- what came of it, read where it is kept

    def tickets(self) -> Counter[str]:
        with self.site.world.lock:
            return Counter(issue.title for issue in self.site.world.repository(APP).living_issues)

    def reviews(self) -> list[str]:
        with self.site.world.lock:
            issues = self.site.world.repository(INCIDENTS).living_issues
            return [issue.title for issue in issues if issue.author.login == BOT]

    def comments(self, number: int) -> list[str]:
        with self.site.world.lock:
            comments = self.site.world.issue(INCIDENTS, number).comments
            return [comment.body for comment in comments if comment.author.login == BOT]

    def is_published(self, number: int) -> bool:
        """Twelve tickets, and the status comment says so."""
        said = "".join(self.comments(number))
        return len(self.tickets()) == ACTIONS and said.count(f"/{APP}/issues/") >= ACTIONS

    def wrong(self, number: int, reviews: int = 0) -> list[str]:
        """Against twelve tickets, one status comment and so many reviews."""
        tickets, comments, held = self.tickets(), self.comments(number), self.reviews()
        missing = [title for title in TITLES if title not in tickets]
        twice = {title: count for title, count in tickets.items() if count > 1}
        found = [
            f"missing: {missing}" if missing else "",
            f"more than once: {twice}" if twice else "",
            f"{sum(tickets.values())} tickets" if sum(tickets.values()) != ACTIONS else "",
            f"{len(comments)} comments" if len(comments) != 1 else "",
            f"{len(held)} reviews, not {reviews}" if len(held) != reviews else "",
        ]
        return [text for text in found if text]


@contextmanager
def live(
    folder: Path,
    redis_url: str,
    *,
    review: str = "5 weeks",
    config: str = TRACKERS,
    jira: JiraSite | None = None,
    listener: Listener | None = None,
    environ: Mapping[str, str] | None = None,
) -> Iterator[Live]:
    """The sandbox, and a place for machines; nothing of the service runs yet.

    `review` is how long after the finish it is due.
    """
    exchanges: list[tuple[float, Exchange]] = []

    def hear(exchange: Exchange) -> None:
        exchanges.append((time.monotonic(), exchange))
        if listener:
            listener(exchange)

    with ExitStack() as stack:
        site = stack.enter_context(github(Passing(), hear, (INCIDENTS, APP)))
        port, file = free_port(), folder / "followthrough.yaml"
        places = {"github": site.sandbox.api_url, "jira": jira.url if jira else ""}
        file.write_text(config.format(review=review, **places))
        site.hears_at(f"http://127.0.0.1:{port}/webhooks/github")
        yield Live(folder, site, redis_url, port, file, stack, exchanges, environ or {})


def all_on_one(on: Live, workers: int = 2) -> Machine:
    """Web, workers and clock, as the Procfile starts them."""
    machine = on.machine()
    machine.starts("web", "--host", "127.0.0.1", "--port", str(on.port))
    machine.starts("worker", "-n", str(workers))
    machine.starts("clock")
    return machine


def seconds_until(done: Callable[[], bool], limit: float) -> float | None:
    return within(limit, done, pause=0.25)
