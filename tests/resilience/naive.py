"""Three publishers as people write them first, to show that the rig can tell. Only for GitHub.

Their algorithms are those of bots that are in use; their code is ours. A job that fails is run again, as a queue would.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from tests.resilience.publish import FINISHED
from tests.resilience.publishers import SHORT
from tests.resilience.scene import TITLES, Scene
from tests.stories.github_site import BOT, GitHubSite

REVIEW_AFTER = timedelta(days=35)
INDEX_LAG = 600.0
"""Seconds; longer than it takes until a job is run again."""
_PUBLISHED, _DUE, _REVIEWED = "naive:published", "naive:due", "naive:reviewed"


class Rest:
    """GitHub as a library would serve it: `retries` is how often it repeats whatever failed, writes included."""

    def __init__(self, site: GitHubSite, retries: int) -> None:
        again = Retry(retries, status_forcelist=[502], allowed_methods=None, backoff_factor=0, raise_on_status=False)
        self._session = requests.Session()
        self._session.mount("http://", HTTPAdapter(max_retries=again))
        self._session.headers["Authorization"] = f"Bearer {BOT}-token"
        self._root = site.sandbox.api_url

    def get(self, path: str) -> Any:
        return self._answer("GET", path)

    def post(self, path: str, **body: Any) -> Any:
        return self._answer("POST", path, body)

    def _answer(self, verb: str, path: str, body: Any = None) -> Any:
        answer = self._session.request(verb, f"{self._root}{path}", json=body, timeout=SHORT)
        answer.raise_for_status()
        return answer.json()


@dataclass(frozen=True)
class Loop:
    """Creates one ticket after the other; the library repeats what failed."""

    name: str = "naive: create in a loop"
    retries: int = 3

    def works(self, scene: Scene) -> None:
        assert isinstance(scene.home, GitHubSite)
        rest = Rest(scene.home, self.retries)
        try:
            self._job(scene, rest)
        except requests.RequestException:
            return  # failed, and run again later

    def waits(self, scene: Scene) -> bool:
        due = scene.redis.get(_DUE)
        if due is None:
            return True
        return float(due) <= scene.clock().timestamp() and not scene.redis.exists(_REVIEWED)

    def _job(self, scene: Scene, rest: Rest) -> None:
        incidents = scene.mapping.project
        document = rest.get(f"/repos/{incidents}/issues/{scene.post_mortem}")
        if FINISHED not in [label["name"] for label in document["labels"]]:
            return
        if not scene.redis.exists(_PUBLISHED):
            for title in TITLES:
                self._ticket(scene, rest, title)
            rest.post(f"/repos/{incidents}/issues/{scene.post_mortem}/comments", body="\n".join(TITLES))
            scene.redis.set(_PUBLISHED, 1)
            scene.redis.set(_DUE, (scene.clock() + REVIEW_AFTER).timestamp())
        elif self.waits(scene):
            self._create(scene, rest, incidents, "Follow-up review 1")
            scene.redis.set(_REVIEWED, 1)

    def _ticket(self, scene: Scene, rest: Rest, title: str) -> None:
        self._create(scene, rest, scene.mapping.tickets.project, title)

    def _create(self, scene: Scene, rest: Rest, project: str, title: str) -> None:
        rest.post(f"/repos/{project}/issues", title=title)


@dataclass(frozen=True)
class SearchFirst(Loop):
    """Looks into an index for the title before each create."""

    name: str = "naive: search, then create"

    def _create(self, scene: Scene, rest: Rest, project: str, title: str) -> None:
        found = rest.get(f"/repos/{project}/issues?state=all&per_page=100")
        shown = [issue["title"] for issue in found if _age(scene, issue) >= INDEX_LAG]
        if title not in shown:
            super()._create(scene, rest, project, title)


@dataclass(frozen=True)
class RememberAfterwards(Loop):
    """Notes each number once it has it; its library repeats nothing."""

    name: str = "naive: remember afterwards"
    retries: int = 0

    def _create(self, scene: Scene, rest: Rest, project: str, title: str) -> None:
        if not scene.redis.hexists("naive:made", title):
            number = rest.post(f"/repos/{project}/issues", title=title)["number"]
            scene.redis.hset("naive:made", title, number)


def _age(scene: Scene, issue: Any) -> float:
    return (scene.clock() - datetime.fromisoformat(issue["created_at"])).total_seconds()


NAIVE = (Loop(), SearchFirst(), RememberAfterwards())
