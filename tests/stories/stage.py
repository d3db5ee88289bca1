"""The stage of the stories: sandbox GitHub, Valkey, web and RQ worker for real, and a clock that people turn.

People act over HTTP with their own tokens. What happens in between is the service's; `settle` lets it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pydantic import SecretStr
from redis import Redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer
from werkzeug.serving import make_server

from connectors.sandbox.github import founding
from connectors.sandbox.github.server import RunningSandbox, serve
from connectors.sandbox.github.world import World
from connectors.sandbox.policy import Policy
from connectors.sandbox.recording import Listener
from service import jobs
from service.clock import Clock
from service.hints import QUEUE, Hints, OurJob
from service.index import Index, parse_ref
from service.mappings import Mapping, Person, ReviewRule, Team, Tickets
from service.settings import AppAuth, Environment, Settings, TokenAuth, TrackerSettings
from service.sweep import sweeps
from service.web.app import create_app
from service.wiring import Installation, build_runtime

SECRET = "a-webhook-secret-of-thirty-bytes"
ROOT = Path(__file__).parents[2]


class Deliveries(Enum):
    """What becomes of the webhooks."""

    NORMAL = "normal"
    DOUBLED_AND_SHUFFLED = "double+shuffle"
    NONE = "drop"


class Turned:
    """A clock that stands still until people turn it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def turn(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Someone:
    """A person with a token and opinions."""

    api_url: str
    token: str

    def call(self, method: str, path: str, **body: Any) -> Any:
        headers = {"Authorization": f"token {self.token}", "Accept": "application/vnd.github+json"}
        answer = requests.request(method, self.api_url + path, headers=headers, json=body or None, timeout=20)
        assert answer.status_code < 400, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.text else None

    def opens(self, repository: str, title: str, body: str = "", labels: tuple[str, ...] = ()) -> int:
        made = self.call("POST", f"/repos/{repository}/issues", title=title, body=body, labels=list(labels))
        return int(made["number"])

    def tags(self, repository: str, number: int, label: str) -> None:
        self.call("POST", f"/repos/{repository}/issues/{number}/labels", labels=[label])

    def untags(self, repository: str, number: int, label: str) -> None:
        self.call("DELETE", f"/repos/{repository}/issues/{number}/labels/{label}")

    def writes(self, repository: str, number: int, body: str) -> None:
        self.call("PATCH", f"/repos/{repository}/issues/{number}", body=body)

    def closes(self, repository: str, number: int, reason: str = "completed") -> None:
        self.call("PATCH", f"/repos/{repository}/issues/{number}", state="closed", state_reason=reason)

    def reopens(self, repository: str, number: int) -> None:
        self.call("PATCH", f"/repos/{repository}/issues/{number}", state="open")

    def says(self, repository: str, number: int, text: str) -> None:
        self.call("POST", f"/repos/{repository}/issues/{number}/comments", body=text)

    def ticks(self, repository: str, number: int, key: str) -> None:
        body = self.reads(repository, number)["body"]
        self.writes(repository, number, body.replace(f"- [ ] **{key}**", f"- [x] **{key}**"))

    def reads(self, repository: str, number: int) -> Any:
        return self.call("GET", f"/repos/{repository}/issues/{number}")

    def lists(self, repository: str) -> list[Any]:
        found: list[Any] = self.call("GET", f"/repos/{repository}/issues?state=all&per_page=100&direction=asc")
        return found

    def comments(self, repository: str, number: int) -> list[Any]:
        found: list[Any] = self.call("GET", f"/repos/{repository}/issues/{number}/comments")
        return found


@dataclass
class Stage:
    """Everything at once. `incidents` and `app` are the two repositories of the default mapping."""

    clock: Turned
    world: World
    sandbox: RunningSandbox
    redis: "Redis"
    runtime: jobs.Runtime
    ticking: Clock
    deliveries: Deliveries
    alice: Someone
    bob: Someone
    mallory: Someone
    incidents: str = "acme/incidents"
    app: str = "acme/app"
    lines: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Lets the service hear of what happened, and do what it does, until a round changes nothing."""
        for _ in range(30):
            before = self.writes()
            self._hear()
            self.ticking.tick(self.clock())
            self._work()
            if self.writes() == before and not self.runtime.hints.wanted():
                return
        raise AssertionError(f"it never settles: {self.runtime.hints.wanted()} {self.runtime.index.parked()}")

    def later(self, **span: float) -> None:
        """Time passes; then the service has its turn."""
        self.clock.turn(**span)
        self.settle()

    def writes(self) -> int:
        """How often the service's account changed anything."""
        return int(self.runtime.index.counters().get("writes", 0))

    def requests(self) -> dict[str, int]:
        """Requests so far, by method and path, of everybody."""
        found: dict[str, int] = requests.get(f"{self.sandbox.url}/_sandbox/state", timeout=20).json()["requests"]
        return found

    def control(self, verb: str, **body: Any) -> Any:
        """What nobody can do over GitHub's REST API: delete, transfer, rename."""
        answer = requests.post(f"{self.sandbox.url}/_sandbox/{verb}", json=body, timeout=20)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def status(self, number: int) -> str:
        """The service's status comment on a post-mortem; fails where there is not exactly one."""
        comments = self.alice.comments(self.incidents, number)
        found = [comment["body"] for comment in comments if "followthrough:status" in comment["body"]]
        assert len(found) == 1, f"{len(found)} status comments on #{number}"
        return str(found[0])

    def tickets(self) -> dict[str, Any]:
        """The tickets in the app's repository, by the key of their action."""
        found = {}
        for issue in self.alice.lists(self.app):
            if "followthrough:ticket" in (issue["body"] or ""):
                key = issue["body"].partition(", action ")[2].split()[0]
                assert key not in found, f"two tickets for {key}"
                found[key] = issue
        return found

    def reviews(self) -> list[Any]:
        labelled = [
            issue for issue in self.alice.lists(self.incidents) if "followthrough:review" in (issue["body"] or "")
        ]
        return sorted(labelled, key=lambda issue: int(issue["number"]))

    def post_mortem(self, document: str, title: str = "Checkout answers 500") -> int:
        """Alice writes a document and tags it."""
        number = self.alice.opens(self.incidents, title, document, ("postmortem",))
        self.settle()
        return number

    def finished(self, document: str) -> int:
        """A post-mortem that Alice wrote and finished."""
        number = self.post_mortem(document)
        self.later(hours=1)
        self.alice.tags(self.incidents, number, "postmortem:finished")
        self.settle()
        return number

    def _hear(self) -> None:
        assert self.sandbox.drain()
        if self.deliveries is Deliveries.NONE:
            # Deletions leave no trace in a listing: only the daily look finds them.
            for entry in self.runtime.index.entries():
                self.runtime.index.postpone(parse_ref(entry.ref), self.clock())
            self.ticking.sweep(self.clock())

    def _work(self) -> None:
        worker = SimpleWorker(
            [QUEUE], connection=self.redis, serializer=JSONSerializer, job_class=OurJob, log_job_description=False
        )
        worker.work(burst=True, logging_level="ERROR")


def world_of(clock: Turned) -> World:
    """acme with its people: Alice administers, Bob writes, Mallory only reads."""
    world = World(clock)
    for login in ("alice", "bob", "mallory", "followthrough-bot"):
        founding.add_user(world, login, tokens=[f"{login}-token"])
    roles = {"alice": "admin", "bob": "write", "mallory": "read", "followthrough-bot": "admin"}
    founding.add_repository(world, "acme/incidents", visibility="private", roles=roles)
    founding.add_repository(world, "acme/app", visibility="private", roles=roles)
    founding.add_repository(world, "acme/site", visibility="public", roles=roles)
    return world


def default_mapping() -> Mapping:
    from datetime import time
    from zoneinfo import ZoneInfo

    return Mapping(
        name="shop",
        tracker="github",
        project="acme/incidents",
        tickets=Tickets("github", "acme/app", labels=("reliability",), priority={"P1": "urgent"}),
        review=ReviewRule(at=time(10, 0), time_zone=ZoneInfo("Europe/Berlin")),
        people=(Person("Alice Moreau", {"github": "alice"}, aliases=("AM",)), Person("Bob Tanaka", {"github": "bob"})),
        teams=(Team("Team Alpha", "bob"),),
    )


@contextmanager
def staged(
    redis: "Redis",
    data: Path,
    *,
    deliveries: Deliveries = Deliveries.NORMAL,
    listener: Listener | None = None,
    mapping: Mapping | None = None,
    as_app: bool = False,
) -> Iterator[Stage]:
    clock = Turned()
    world = world_of(clock)
    auth = _app(world, clock) if as_app else TokenAuth(SecretStr("followthrough-bot-token"))
    with serve(world, on_exchange=listener) as sandbox:
        settings = _settings(sandbox, mapping or default_mapping(), auth)
        place = Installation(settings, Environment.read({"FOLLOWTHROUGH_DATA": str(data)}))
        runtime = build_runtime(place, redis, clock)
        jobs.prepare(runtime)
        with _web(settings, redis, clock) as web:
            founding.add_hook(world, f"{web}/webhooks/github", secret=SECRET)
            world.deliverer.policy = Policy(deliveries.value, seed=7)
            ticking = Clock(runtime.index, runtime.hints, tuple(sweeps(settings.mappings)), timedelta(days=999))
            alice, bob, mallory = (Someone(sandbox.api_url, f"{name}-token") for name in ("alice", "bob", "mallory"))
            yield Stage(clock, world, sandbox, redis, runtime, ticking, deliveries, alice, bob, mallory)


def _app(world: World, clock: Turned) -> AppAuth:
    """The service as a GitHub App; its key is good by the real time only."""
    clock.at = datetime.now(UTC).replace(microsecond=0)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    rights = {"issues": "write", "metadata": "read"}
    app = founding.add_app(world, "followthrough", id=77, public_key=public, owner="acme", permissions=rights)
    founding.install_app(world, app, "acme")
    return AppAuth(str(app.id), SecretStr(private))


def _settings(sandbox: RunningSandbox, mapping: Mapping, auth: TokenAuth | AppAuth) -> Settings:
    tracker = TrackerSettings(
        "github",
        "github",
        sandbox.api_url,
        auth,
        (SecretStr(SECRET),),
        write_pause=timedelta(),
    )
    templates = (ROOT / "config" / "templates",)
    return Settings({"github": tracker}, (mapping,), templates=templates)


@contextmanager
def _web(settings: Settings, redis: "Redis", clock: Turned) -> Iterator[str]:
    app = create_app(
        settings=settings, index=Index(redis), hints=Hints(redis), redis=redis, now=clock, show_private=True
    )
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
