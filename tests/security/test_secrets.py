"""Canary secrets: through a whole story at DEBUG and twenty crashes, none shows in any log, store, page or text."""

import io
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, redirect_stderr, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import RedisError

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.github import founding as at_github
from connectors.tracker import ProjectId, Ref
from service import jobs, log, wiring
from service.hints import Hints
from service.index import Index
from service.web.app import create_app
from tests.clock import Clock
from tests.stories import github_site, jira_site
from tests.stories.documents import TABLE
from tests.stories.github_desk import GitHubDesk
from tests.stories.github_site import BOT, GitHubSite
from tests.stories.jira_site import JiraSite
from tests.stories.pairing import Flavour
from tests.web.conftest import Site, signature
from tests.working import work

SECRETS = {
    "GITHUB_TOKEN": "canary-of-github-0123456789abcdef",
    "GITHUB_WEBHOOK_SECRET": "canary-of-githubs-webhook-0123456",
    "JIRA_TOKEN": "canary-of-jira-0123456789abcdef01",
    "JIRA_WEBHOOK_SECRET": "canary-of-jiras-webhook-012345678",
    "FOLLOWTHROUGH_SECRET_KEY": "canary-of-the-signing-key-0123456789",
    "FOLLOWTHROUGH_API_TOKENS": "canary-of-the-api-0123456789",
}
PASSWORD = "canary-of-redis-0123456789"
CANARY = b"canary-of-"
ONE = TABLE.partition("| A2 |")[0]
"""A post-mortem with one action."""
CONFIG = """
trackers:
  github: {{kind: github, url: "{github}", token: "${{GITHUB_TOKEN}}", webhook_secret: "${{GITHUB_WEBHOOK_SECRET}}",
    write_pause: 0 s}}
  jira: {{kind: jira, url: "{jira}", deployment: cloud, email: "{email}", token: "${{JIRA_TOKEN}}",
    webhook_secret: "${{JIRA_WEBHOOK_SECRET}}"}}
people:
  - {{name: Alice Moreau, github: alice, jira: "{alice}"}}
  - {{name: Bob Tanaka, github: bob, jira: "{bob}"}}
teams:
  - {{name: Team Alpha, lead: Bob Tanaka}}
mappings:
  - name: shop
    post_mortems: {{tracker: github, project: acme/incidents}}
    tickets: {{tracker: jira, project: APP, type: Task}}
"""


@dataclass
class Rig:
    """The service as the config file and the environment make it, between two sandboxes."""

    place: wiring.Installation
    runtime: jobs.Runtime
    redis: "Redis"
    clock: Clock
    github: GitHubSite
    jira: JiraSite
    web: Site
    said: io.StringIO
    """All that is logged, down to DEBUG."""

    @property
    def alice(self) -> GitHubDesk:
        return self.github.desk("alice")

    def ref(self, number: int) -> Ref:
        return Ref("github", ProjectId(str(self.github.world.repository("acme/incidents").id)), number)

    def look(self, number: int) -> None:
        """As a worker does it: what goes wrong is in its log, and in Redis. Whatever was put off before is over."""
        for waits in ("later", "queued", "hold", "refused"):
            self.redis.delete("ft:none", *self.redis.keys(f"ft:{waits}:*"))
        self.clock.advance(minutes=6)
        self.runtime.hints.add(self.ref(number))
        work(self.redis, level="DEBUG")

    def look_into(self, fault: Fault, site: GitHubSite | JiraSite, number: int) -> None:
        """A look that does meet it."""
        site.faults.add(fault)
        self.look(number)
        assert site.faults.hits, f"it never came to {fault}"
        site.faults.clear()

    def post_mortem(self) -> int:
        number = self.alice.opens("acme/incidents", "Checkout answers 500", ONE, ("postmortem",))
        self.look(number)
        self.clock.advance(hours=1)
        self.alice.tags("acme/incidents", number, "postmortem:finished")
        return number


@pytest.fixture(scope="module")
def rig(redis: "Redis", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    clock, folder = Clock(), tmp_path_factory.mktemp("installation")
    with ExitStack() as stack:
        said = stack.enter_context(redirect_stderr(io.StringIO()))
        github = stack.enter_context(github_site.github(clock, None, ("acme/incidents",)))
        jira = stack.enter_context(jira_site.jira(clock, None, Flavour.CLOUD, ("APP",)))
        at_github.add_token(github.world, BOT, SECRETS["GITHUB_TOKEN"])
        jira.world.tokens[SECRETS["JIRA_TOKEN"]] = jira.world.tokens[f"{BOT}-token"]
        log.configure("json", "debug")
        stack.callback(log.configure, "json", "error")
        place = wiring.installation(_environ(folder, github, jira))
        runtime = wiring.build_runtime(place, redis, clock)
        jobs.prepare(runtime)
        app = create_app(
            settings=place.settings,
            index=Index(redis),
            hints=Hints(redis),
            redis=redis,
            now=clock,
            show_private=True,
            api_tokens=place.environment.api_tokens,
        )
        web = Site(app, redis, Index(redis), Hints(redis))
        yield Rig(place, runtime, redis, clock, github, jira, web, said)


def _environ(folder: Path, github: GitHubSite, jira: JiraSite) -> dict[str, str]:
    people = {name: jira.account(name) for name in ("alice", "bob")}
    email = jira.world.user(BOT).email
    file = folder / "followthrough.yaml"
    file.write_text(CONFIG.format(github=github.sandbox.api_url, jira=jira.url, email=email, **people))
    return {
        **SECRETS,
        "FOLLOWTHROUGH_CONFIG": str(file),
        "FOLLOWTHROUGH_DATA": str(folder),
        "REDIS_URL": f"redis://:{PASSWORD}@127.0.0.1:1/0",
    }


def echo(status: int, kind: FaultKind = FaultKind.STATUS_BEFORE, **where: Any) -> Fault:
    """A proxy that is too helpful repeats in its answer what it was sent."""
    words = f"You sent Authorization: token {SECRETS['GITHUB_TOKEN']} and {SECRETS['JIRA_TOKEN']}"
    body = f'{{"message": "{words}", "errorMessages": ["{words}"], "errors": {{"summary": "{words}"}}}}'
    return Fault(kind, status=status, body=body, times=None, **where)


FAULTS = (
    echo(401),
    echo(403),
    echo(404),
    echo(410),
    echo(422),
    echo(500),
    echo(403, path="comments"),
    echo(200, path="/issues/"),
    Fault(FaultKind.STATUS_BEFORE, status=200, body=f"<html>{SECRETS['GITHUB_TOKEN']}", times=None),
    Fault(
        FaultKind.STATUS_BEFORE,
        status=301,
        headers={"Location": f"https://x:{SECRETS['GITHUB_TOKEN']}@elsewhere.example/"},
        body="",
        times=None,
    ),
    Fault(FaultKind.DROP_BEFORE, times=None),
)
"""At GitHub, where the post-mortem is: the look fails."""
TICKET_FAULTS = (
    echo(400, method="POST", path="/issue$"),
    echo(401, method="POST", path="/issue$"),
    echo(403, method="POST", path="/issue$"),
    echo(404, method="POST", path="/issue$"),
    echo(500, method="POST", path="/issue$"),
    echo(503, FaultKind.STATUS_AFTER, method="POST", path="/issue$"),
    Fault(FaultKind.DROP_AFTER, method="POST", path="/issue$"),
)
"""At Jira, where the tickets are: the status comment tells of it."""


def _an_index_of_another_kind(rig: Rig) -> None:
    """What a look keeps cannot be kept: an error that nobody foresaw, with its traceback."""
    rig.redis.rename("ft:fences", "kept")
    rig.redis.set("ft:fences", "no table")
    rig.look(rig.post_mortem())
    rig.redis.rename("kept", "ft:fences")


def _redis_that_wants_another_password(rig: Rig) -> None:
    assert rig.place.environment.redis_url
    broken = wiring.connect(rig.place.environment.redis_url.get_secret_value())
    app = create_app(settings=rig.place.settings, index=Index(broken), hints=Hints(broken), redis=broken, now=rig.clock)
    body = b'{"action": "labeled", "issue": {"number": 1, "labels": []}, "repository": {"id": 1, "full_name": "a/b"}}'
    headers = {
        "X-GitHub-Event": "issues",
        "X-GitHub-Delivery": "1",
        "X-Hub-Signature-256": signature(body, SECRETS["GITHUB_WEBHOOK_SECRET"]),
        "Authorization": f"Bearer {SECRETS['FOLLOWTHROUGH_API_TOKENS']}",
    }
    at = app.test_client()
    told = at.post("/webhooks/github", data=body, headers=headers, content_type="application/json")
    assert told.status_code == 503
    assert at.get("/").status_code == 503
    with suppress(RedisError):
        broken.ping()


CRASHES: tuple[Callable[[Rig], None], ...] = (_an_index_of_another_kind, _redis_that_wants_another_password)


def test_a_story_and_twenty_crashes_leave_no_secret_anywhere(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)  # between the attempts of a read
    assert len(SECRETS) == 6 and len(FAULTS) + len(TICKET_FAULTS) + len(CRASHES) == 20
    number = rig.post_mortem()
    for fault in FAULTS:
        rig.look_into(fault, rig.github, number)
    rig.look(number)
    for fault in TICKET_FAULTS:
        rig.look_into(fault, rig.jira, rig.post_mortem())
    for crash in CRASHES:
        crash(rig)

    places = {
        "the log": rig.said.getvalue().encode(),
        "Redis": dump(rig.redis),
        "GitHub": written_at_github(rig).encode(),
        "Jira": written_at_jira(rig).encode(),
        **{
            page: rig.web.get(page, Host="localhost").data for page in ("/", "/readyz", "/metrics", "/healthz", "/none")
        },
    }
    assert b"checkout" in places["/"].lower() and b"looked" in places["the log"]
    assert b"look postponed" in places["the log"] and b"Traceback" in places["the log"]
    assert len(places["Redis"]) > 10_000 and "APP-1" in written_at_jira(rig)
    assert {name: around(text) for name, text in places.items() if CANARY in text} == {}


def around(text: bytes) -> list[bytes]:
    return [text[max(0, at - 200) : at + 60] for at in range(len(text)) if text.startswith(CANARY, at)][:3]


def dump(redis: "Redis") -> bytes:
    """Everything that it holds; what RQ compressed is opened."""
    parts: list[bytes] = []
    for key in redis.scan_iter(count=1000):
        parts += [key, *_values(redis, key)]
    return b"\n".join(parts)


def _values(redis: "Redis", key: bytes) -> Iterator[bytes]:
    match redis.type(key):
        case b"string":
            found: list[Any] = [redis.get(key)]
        case b"hash":
            found = [part for pair in redis.hgetall(key).items() for part in pair]
        case b"list":
            found = redis.lrange(key, 0, -1)
        case b"set":
            found = list(redis.smembers(key))
        case b"zset":
            found = redis.zrange(key, 0, -1)
        case b"stream":  # job results
            found = [str(redis.xrange(key)).encode()]
        case other:
            raise AssertionError(other)
    for value in found:
        yield value
        with suppress(zlib.error, TypeError):
            yield zlib.decompress(value)


def written_at_github(rig: Rig) -> str:
    issues = list(rig.github.world.issues())
    return "\n".join([*(f"{it.title} {it.body}" for it in issues), *(c.body for it in issues for c in it.comments)])


def written_at_jira(rig: Rig) -> str:
    world = rig.jira.world
    issues = [issue for project in world.projects.values() for issue in world.issues_of(project)]
    return "\n".join(f"{it.key} {it.summary} {it.description} {[c.body for c in it.comments]}" for it in issues)
