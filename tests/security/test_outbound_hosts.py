"""Whom the service connects to: the trackers of its config and Redis, whatever addresses strangers and servers name."""

import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from redis import Redis

from connectors.sandbox.faults import Fault, FaultKind
from service.settings import load
from service.settings.problem import SettingsError
from tests.security.stages import github, looks
from tests.stories.documents import SECTIONS, TABLE
from tests.stories.github_site import SECRET
from tests.stories.pairing import GITHUB_CLOUD
from tests.stories.stage import Stage, staged
from tests.web.conftest import PAYLOAD, signature

NAME = "rebinds.mallory.example"


class Canary:
    """Listens on this machine, and sings when anybody comes."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._listening = [_listener(socket.AF_INET, "127.0.0.1", 0)]
        self.port = int(self._listening[0].getsockname()[1])
        if socket.has_ipv6:
            self._listening.append(_listener(socket.AF_INET6, "::1", self.port))
        for one in self._listening:
            threading.Thread(target=self._listen, args=(one,), daemon=True).start()

    def _listen(self, at: socket.socket) -> None:
        try:
            while True:
                connection, _ = at.accept()
                self.heard.append(b"somebody came")
                connection.settimeout(1)
                self.heard.append(connection.recv(65_536))
                connection.close()
        except OSError:
            return

    def close(self) -> None:
        for one in self._listening:
            one.shutdown(socket.SHUT_RDWR)
            one.close()

    def addresses(self) -> list[str]:
        """Twelve ways to name it, or what no service should ever ask."""
        return [
            "http://169.254.169.254/latest/meta-data/iam/",
            f"http://[::1]:{self.port}/acme/app/issues/1",
            f"http://2130706433:{self.port}/acme/app/issues/1",
            f"http://0x7f000001:{self.port}/acme/app/issues/1",
            f"http://127.1:{self.port}/acme/app/issues/1",
            f"http://api.github.com@127.0.0.1:{self.port}/acme/app/issues/1",
            f"http://127.0.0.1:{self.port}\\@api.github.com/acme/app/issues/1",
            f"http://127.0.0.1:{self.port}/acme/app/issues/1",
            f"http://{NAME}:{self.port}/acme/app/issues/1",
            f"http://[::ffff:127.0.0.1]:{self.port}/browse/APP-1",
            "file:///etc/passwd",
            f"gopher://127.0.0.1:{self.port}/_GET",
        ]


def _listener(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    at = socket.socket(family)
    at.bind((host, port))
    at.listen()
    return at


_watching: list[list[Any]] = []


def _hear(event: str, args: tuple[Any, ...]) -> None:
    """Every connection and every name that is looked up in this process."""
    if _watching and event in ("socket.connect", "socket.getaddrinfo"):
        _watching[-1].append(args[1] if event == "socket.connect" else (args[0], args[1]))


@contextmanager
def connections() -> Iterator[list[Any]]:
    """All that are opened meanwhile, as host and port; Redis is asked through a file."""
    _watching.append([])
    try:
        yield _watching[-1]
    finally:
        _watching.pop()


@pytest.fixture(scope="module", autouse=True)
def hook() -> None:
    sys.addaudithook(_hear)


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    listening = Canary()
    yield listening
    listening.close()


@pytest.fixture(scope="module")
def stage(redis: "Redis", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(redis, tmp_path_factory.mktemp("data"), GITHUB_CLOUD) as on_stage:
        for site in on_stage.sites:
            site.delivers("drop")
        yield on_stage


def strange(opened: list[Any], stage: Stage) -> list[Any]:
    """Connections to anywhere but the two trackers."""
    known = {urlsplit(site.url).port for site in stage.sites}
    return [at for at in opened if isinstance(at, tuple) and (at[0] != "127.0.0.1" or at[1] not in known)]


CONFIG = """
trackers:
  github: {{kind: {kind}, url: '{url}', token: a-token-that-is-secret}}
mappings:
  - name: shop
    post_mortems: {{tracker: github, project: acme/incidents}}
    tickets: {{tracker: github, project: acme/app}}
"""


@pytest.mark.parametrize("kind", ["github", "jira"])
def test_no_address_in_the_config_leads_a_token_away_in_plain_text(canary: Canary, tmp_path: Path, kind: str) -> None:
    """Plain http to this machine is the sandbox's, and is named as it is; nothing is asked while reading."""
    file, refused = tmp_path / "followthrough.yaml", []
    with connections() as opened:
        for url in canary.addresses():
            file.write_text(CONFIG.format(kind=kind, url=url))
            try:
                load(file, {})
            except SettingsError as error:
                refused += [url] if "url" in str(error) else []

    told = {f"http://127.0.0.1:{canary.port}/acme/app/issues/1", f"http://[::1]:{canary.port}/acme/app/issues/1"}
    assert set(canary.addresses()) - set(refused) <= told
    assert len(refused) >= 10
    assert [at for at in opened if isinstance(at, tuple)] == [] and canary.heard == []


def test_no_address_in_a_document_a_title_or_a_comment_is_asked(stage: Stage, canary: Canary) -> None:
    rows = (
        f"| A{n} | Add the alert that {url} asks for | @alice | 2027-01-15 | RC1 | {url} shows it | {url} |"
        for n, url in enumerate(canary.addresses(), 1)
    )
    head = "| ID | Action | Owner | Due | Root cause | Done when | Ticket |\n|----|----|----|----|----|----|----|"
    with connections() as opened:
        number = stage.alice.opens(
            stage.incidents, canary.addresses()[7], "\n".join((SECTIONS, head, *rows, "")), ("postmortem",)
        )
        incident = stage.alice.opens(stage.incidents, canary.addresses()[8], " ".join(canary.addresses()))
        for url in canary.addresses():
            stage.alice.says(stage.incidents, incident, f"![]({url}) <{url}>\n\n/waive cause/shallow because {url}")
        stage.alice.tags(stage.incidents, incident, "postmortem")
        looks(stage, number, incident)
        stage.clock.advance(hours=1)
        stage.alice.tags(stage.incidents, number, "postmortem:finished")
        looks(stage, number)

    assert "Follow-through of this post-mortem" in stage.status(number)
    assert strange(opened, stage) == [] and canary.heard == []


def test_no_address_in_a_delivery_is_asked(stage: Stage, canary: Canary) -> None:
    number = stage.alice.opens(stage.incidents, "Search is down", SECTIONS, ("postmortem",))
    answers = []
    with connections() as opened:
        for url in canary.addresses():
            body = json.dumps(pointing_to(url, PAYLOAD, number)).encode()
            answers.append(delivered(stage, body))
        stage.ticking.tick(stage.clock())
        stage._work()

    assert set(answers) == {202}
    web = {("127.0.0.1", urlsplit(hook_of(stage)).port)}
    assert [at for at in strange(opened, stage) if (at[0], at[1]) not in web] == [] and canary.heard == []


def pointing_to(url: str, payload: dict[str, Any], number: int) -> dict[str, Any]:
    names = ("url", "html_url", "repository_url", "comments_url", "issues_url", "hooks_url", "avatar_url")
    astray = dict.fromkeys(names, url)
    issue = {**payload["issue"], **astray, "number": number, "body": f"<!-- followthrough:x --> {url}"}
    return {**payload, "issue": issue, "repository": {**payload["repository"], **astray}, "sender": astray, **astray}


def delivered(stage: Stage, body: bytes) -> int:
    headers = {
        "Content-Type": "application/json",
        "X-GitHub-Event": "issues",
        "X-GitHub-Delivery": "d-1",
        "X-Hub-Signature-256": signature(body, SECRET),
    }
    return requests.post(hook_of(stage), data=body, headers=headers, timeout=20).status_code


def hook_of(stage: Stage) -> str:
    (hook,) = github(stage).world.hooks_everywhere.values()
    return hook.url


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_redirect_and_no_next_page_leads_there(
    stage: Stage, canary: Canary, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of either tracker, for a read and for a write; the token would travel along."""
    monkeypatch.setattr(time, "sleep", lambda seconds: None)  # between the attempts of a read
    number = stage.alice.opens(stage.incidents, "Mail is down", TABLE, ("postmortem",))
    looks(stage, number)
    stage.clock.advance(hours=1)
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    with connections() as opened:
        for site in reversed(stage.sites):
            for url in canary.addresses():
                for fault in away(url, method):
                    site.faults.add(fault)
                    stage.redis.flushall()
                    looks(stage, number)
                    site.faults.clear()

    assert strange(opened, stage) == [] and canary.heard == []


def away(url: str, method: str) -> Iterator[Fault]:
    yield Fault(FaultKind.STATUS_BEFORE, method=method, status=307, headers={"Location": url}, body="", times=None)
    if method == "GET":
        link = {"Link": f'<{url}>; rel="next"'}
        yield Fault(
            FaultKind.STATUS_BEFORE, method="GET", path="/comments", status=200, headers=link, body="[]", times=None
        )
