"""Seed and chaos files: what they make, and how they are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.sandbox.github import chaos
from connectors.sandbox.github.kinds import State, StateReason, Visibility
from connectors.sandbox.github.opening import open_sandbox
from connectors.sandbox.github.permissions import role_of
from connectors.sandbox.github.seed import seeded_world
from connectors.sandbox.github.world import World
from connectors.sandbox.sections import Unreadable
from tests.sandbox.conftest import SECRET, Client, Receiver
from tests.sandbox.test_apps import public_pem

SEED = """\
users:
  - {login: ann, tokens: [ann-token, {value: narrow, permissions: {issues: read}, repositories: [o/r]}]}
  - {login: zoe, outside: true}
repositories:
  - name: o/r
    visibility: public
    roles: {ann: admin}
    labels: [plain, {name: red, color: ff0000, description: hot}]
    hooks: [{url: "http://127.0.0.1:9/", secret: sixteen-letters!, events: [issues]}]
    issues:
      - title: One
        author: ann
        labels: [red, fresh]
        assignees: [ann]
        state: closed
        state_reason: not_planned
        created_at: 2026-01-02T03:04:05Z
        comments: [{author: zoe, body: hi}]
      - {title: Two, author: zoe, pull_request: true}
apps:
  - {id: 5, slug: tool, owner: o, public_key_file: key.pem, permissions: {issues: write}, repositories: [o/r]}
"""


def test_a_seed_makes_the_world_it_says(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(public_pem())
    (tmp_path / "seed.yaml").write_text(SEED)
    world = seeded_world(tmp_path / "seed.yaml")
    repo, issue = world.repository("o/r"), world.issue("o/r", 1)
    assert repo.visibility is Visibility.PUBLIC
    assert role_of(world.accounts["ann"], repo).word == "admin"
    assert [label.name for label in issue.labels] == ["red", "fresh"]
    assert (issue.state, issue.state_reason) == (State.CLOSED, StateReason.NOT_PLANNED)
    assert issue.created_at.isoformat() == "2026-01-02T03:04:05+00:00"
    assert issue.comments[0].author.login == "zoe"
    assert world.issue("o/r", 2).pull_request
    assert world.tokens["narrow"].repository_ids == frozenset({repo.id})
    assert len(world.installations) == 1
    assert world.deliverer.pending == 0


def test_without_a_file_there_is_the_default_world() -> None:
    world = seeded_world()
    assert {"alice", "bob", "mallory", "followthrough-bot"} <= set(world.accounts)
    assert world.repository("acme/site").visibility is Visibility.PUBLIC
    assert world.repository("acme/incidents").visibility is Visibility.PRIVATE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "users:\n  - login: ann\n    tokns: [a]\n",
            'seed.yaml:3: unknown key "tokns" in the file.users[0]; accepted: login',
        ),
        ("repos: []\n", 'seed.yaml:1: unknown key "repos" in the file; accepted: users, repositories'),
        ("users:\n  - {name: ann}\n", '"login" is missing in the file.users[0]'),
        ("users:\n  - {login: 7}\n", "the file.users[0].login is not text"),
        ("repositories:\n  - {name: o/r, visibility: secret}\n", "'secret' is not a valid Visibility"),
        ("repositories:\n  - name: o/r\n    issues:\n      - {title: x, author: ghost}\n", 'there is no user "ghost"'),
        ("users: [\n", "seed.yaml"),
    ],
)
def test_a_seed_that_is_not_understood_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "seed.yaml").write_text(text)
    with pytest.raises(Unreadable) as caught:
        seeded_world(tmp_path / "seed.yaml")
    assert said in str(caught.value)


def test_a_chaos_file_sets_faults_policy_and_limits(tmp_path: Path, world: World) -> None:
    file = tmp_path / "chaos.yaml"
    file.write_text(
        "deliveries: {policy: double+shuffle, seed: 7, loss: 0.25}\n"
        "limits: {per_hour: 100, content_limits: true, per_hour_of: {bob: 9}}\n"
        "faults:\n"
        "  - {kind: drop after, method: POST, path: /issues$, nth: [2]}\n"
        "  - {kind: status before, status: 429, headers: {Retry-After: '5'}, times: 0}\n"
    )
    chaos.load(world, file)
    assert (world.deliverer.policy.name, world.deliverer.policy.loss) == ("double+shuffle", 0.25)
    assert (world.limits.per_hour, world.limits.content_limits) == (100, True)
    assert [fault.status for fault in world.faults.taken_by("GET", "/user")] == [429]
    assert world.limits.limit_for(f"user {world.accounts['bob'].id}") == 9


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("faults:\n  - {kind: explode}\n", 'chaos.yaml:2: no kind of fault "explode"'),
        ("faults:\n  - {kind: drop after, path: '('}\n", "is no regular expression"),
        ("deliveries: {policy: lose}\n", "no delivery policy 'lose'; there are: normal, drop"),
        ("fault: []\n", 'unknown key "fault"'),
        ("limits: {per_hour_of: {ghost: 1}}\n", 'no user "ghost"'),
    ],
)
def test_chaos_that_is_not_understood_is_refused(tmp_path: Path, world: World, text: str, said: str) -> None:
    (tmp_path / "chaos.yaml").write_text(text)
    with pytest.raises(Unreadable) as caught:
        chaos.load(world, tmp_path / "chaos.yaml")
    assert said in str(caught.value)


def test_a_sandbox_opens_with_all_options(tmp_path: Path, receiver: Receiver) -> None:
    (tmp_path / "chaos.yaml").write_text("limits: {per_hour: 7}\n")
    record = tmp_path / "record.jsonl"
    with open_sandbox(chaos=tmp_path / "chaos.yaml", deliver=receiver.url, secret=SECRET, record=record) as sandbox:
        answer = Client(sandbox.api_url, "bob-token").post("issues", {"title": "x"})
        sandbox.drain()
    assert answer.headers["X-RateLimit-Limit"] == "7"
    assert receiver.names == ["issues.opened"]
    assert len(record.read_text().splitlines()) == 2
