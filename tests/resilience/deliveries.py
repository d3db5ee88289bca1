"""The same news a hundred times: one delivery fifty times over and fifty more of their own, while four workers run."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable

from flask.testing import FlaskClient

from connectors.tracker import Ref
from service import jobs
from service.hints import Hints
from service.index import Index
from service.web.app import create_app
from service.wiring import build_runtime, connect
from tests.resilience.bar import Cases, undisturbed
from tests.resilience.fates import Trap
from tests.resilience.lagging import known
from tests.resilience.lanes import Case, Lane
from tests.resilience.publish import FINISHED, TAGGED, End, asked, end, to_the_end
from tests.resilience.publishers import OURS
from tests.resilience.race import ends_well, started
from tests.resilience.scene import Scene, scene
from tests.stories.github_site import SECRET
from tests.stories.pairing import Pairing
from tests.working import work

WORKERS = 4
SAME, OTHERS = 50, 50
FULL_READS = 5
"""Of the post-mortem's issue, at the most."""
ROUNDS = 3
LONGEST = 60.0
OVER = "test:over"


def repeated(pairing: Pairing) -> Cases:
    def cases(lanes: list[Lane]) -> list[Case]:
        clean = undisturbed(lanes, pairing)
        return [Case(f"{SAME + OTHERS} deliveries, round {n}", _told(pairing, clean)) for n in range(1, ROUNDS + 1)]

    return cases


def _told(pairing: Pairing, clean: End) -> Callable[[Lane], list[str]]:
    def play(lane: Lane) -> list[str]:
        with scene(lane, pairing, Trap()) as on:
            asked(on, OURS)
            before = _reads(on)
            with started(WORKERS, lambda: _works_until_over(on)) as workers:
                pass
            _deliver(on, known(on))
            _await_rest(on)
            reads = _reads(on) - before
            on.redis.set(OVER, 1)
            failed = [pid for pid in workers if not ends_well(pid)]
            wrong = [f"{reads} full reads"] if not 0 < reads <= FULL_READS else []
            early = end(on)
            wrong += [] if len(early.tickets) == len(clean.tickets) else ["not published when all was served"]
            to_the_end(on, OURS)
            return [*(f"worker {pid} failed" for pid in failed), *wrong, *end(on).wrong(clean)]

    return play


def _works_until_over(on: Scene) -> None:
    redis = connect(on.lane.url)
    jobs.prepare(build_runtime(on.place, redis, on.clock))
    while not redis.exists(OVER):
        work(redis)
        time.sleep(0.005)


def _deliver(on: Scene, target: Ref) -> None:
    redis = on.redis
    settings = on.place.settings
    app = create_app(settings=settings, index=Index(redis), hints=Hints(redis), redis=redis, now=on.clock)
    client, body = app.test_client(), json.dumps(_labelled(on, target)).encode()
    for number in range(max(SAME, OTHERS)):
        for guid in ("the-same", f"another-{number}"):
            assert _accepted(client, body, guid), "a delivery is not accepted"


def _accepted(client: FlaskClient, body: bytes, guid: str) -> bool:
    signed = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-GitHub-Event": "issues", "X-GitHub-Delivery": guid, "X-Hub-Signature-256": f"sha256={signed}"}
    answer = client.post("/webhooks/github", data=body, headers=headers, content_type="application/json")
    return answer.status_code == 202 and answer.json is not None and answer.json["outcome"] == "queued"


def _labelled(on: Scene, target: Ref) -> object:
    labels = [{"name": TAGGED}, {"name": FINISHED}]
    return {
        "action": "labeled",
        "issue": {"number": target.number, "title": "Checkout answers 500", "body": "", "labels": labels},
        "label": {"name": FINISHED},
        "repository": {"id": int(target.project), "full_name": on.mapping.project},
        "sender": {"id": 5, "login": "alice", "type": "User"},
    }


def _await_rest(on: Scene) -> None:
    hints, deadline = Hints(on.redis), time.monotonic() + LONGEST
    while hints.wanted() or hints.waiting():
        assert time.monotonic() < deadline, "the hints are never served"
        time.sleep(0.01)


def _reads(on: Scene) -> int:
    return on.home.requests().get("GET /repos/{owner}/{repo}/issues/{issue_number}", 0)
