"""The control API and the files that a sandbox is opened with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import requests

from connectors.sandbox.jira import chaos, founding
from connectors.sandbox.jira.opening import open_sandbox
from connectors.sandbox.jira.seed import seeded_world
from connectors.sandbox.jira.server import RunningSandbox
from connectors.sandbox.jira.world import World
from connectors.sandbox.recording import Exchange
from connectors.sandbox.sections import Unreadable
from tests.sandbox_jira.conftest import HTTP, SECRET, Client, Receiver


def control(jira: RunningSandbox, verb: str, **body: object) -> requests.Response:
    return HTTP.post(f"{jira.url}/_sandbox/{verb}", json=body, timeout=10)


def test_issues_move_and_go(jira: RunningSandbox, alice: Client) -> None:
    alice.opens()
    assert control(jira, "move-issue", issue="PAY-1", to="OPS", by="alice").json() == {"key": "OPS-1"}
    assert control(jira, "delete-issue", issue="OPS-1").status_code == 200
    assert alice.get("/issue/PAY-1").status_code == 404


def test_projects_are_added_archived_and_renamed(jira: RunningSandbox, alice: Client) -> None:
    made = control(jira, "add-project", key="NEW", roles={"alice": "admin"}, without=["duedate"]).json()
    assert alice.get(f"/project/{made['id']}").json()["key"] == "NEW"
    assert control(jira, "rename-key", project="NEW", key="NEWER").json() == {"key": "NEWER"}
    control(jira, "archive", project="NEWER")
    assert alice.get("/project/NEW").json()["archived"] is True


def test_people_come_and_their_rights_change(jira: RunningSandbox, bob: Client) -> None:
    control(jira, "add-user", name="zoe", tokens=["zoe-token"])
    control(jira, "set-role", project="PAY", name="zoe", permissions=["BROWSE_PROJECTS"])
    zoe = Client(jira.url, auth=("zoe@example.com", "zoe-token"))
    assert zoe.get("/project/PAY").status_code == 200
    control(jira, "set-role", project="PAY", name="zoe", role="member")
    assert zoe.creates().status_code == 201


def test_the_clock_moves_the_index_and_the_webhooks(
    jira: RunningSandbox, alice: Client, world: World, receiver: Receiver
) -> None:
    founding.add_hook(world, receiver.url, events=["*"])
    receiver.status = 503
    control(jira, "index", lag=60)
    issue = alice.opens(labels=["a1"])
    assert control(jira, "drain", timeout=5).json() == {"drained": True}
    assert alice.finds("labels = a1") == []
    receiver.status = 200
    control(jira, "advance-clock", seconds=700)
    assert jira.drain()
    assert alice.finds("labels = a1") == [issue]
    assert len(receiver.heard) == 2
    assert control(jira, "reset-clock").json()["now"] == world.clock().isoformat()


def test_the_state_counts_requests_faults_and_deliveries(jira: RunningSandbox, alice: Client) -> None:
    control(jira, "faults", kind="status before", path="myself", status=503)
    alice.get("/myself")
    alice.creates()
    told = HTTP.get(f"{jira.url}/_sandbox/state", timeout=5).json()
    assert told["requests"] == {"POST /issue": 1} and told["fault_hits"] == 1
    assert told["deliveries"] == {"made": 0, "failed": 0, "pending": 0}


@pytest.mark.parametrize(
    ("verb", "body", "status", "words"),
    [
        ("explode", {}, 404, "no verb explode"),
        ("move-issue", {"issue": "PAY-9", "to": "OPS"}, 422, "no issue PAY-9"),
        ("archive", {"project": "PAY", "by": "mallory"}, 422, "cannot edit the configuration"),
        ("index", {"lagg": 1}, 422, 'unknown key "lagg"'),
        ("faults", {"kind": "explode"}, 422, "no kind of fault"),
        ("set-role", {"project": "PAY", "name": "bob", "role": "king"}, 422, "no role 'king'"),
    ],
)
def test_what_is_not_understood_is_told(
    jira: RunningSandbox, verb: str, body: dict[str, object], status: int, words: str
) -> None:
    answer = control(jira, verb, **body)
    assert answer.status_code == status and words in answer.json()["message"]


def test_a_page_elsewhere_controls_nothing(jira: RunningSandbox, world: World) -> None:
    answer = HTTP.post(
        f"{jira.url}/_sandbox/archive", json={"project": "PAY"}, headers={"Origin": "https://evil.example"}, timeout=5
    )
    assert answer.status_code == 403 and not world.project("PAY").archived


def test_the_default_seed_has_people_projects_and_a_workflow_that_asks() -> None:
    world = seeded_world()
    assert {project.key for project in world.projects.values()} == {"PAY", "OPS"}
    assert world.user("followthrough").administrator and "followthrough-token" in world.tokens
    assert [it.name for it in world.workflows["with resolution"].transitions] == ["Start", "Close", "Reopen"]
    assert world.issue("PAY-1").reporter is world.user("bob")


SEED = """
deployment: datacenter
version: 10.3.1
users: [{name: alice, tokens: [t]}]
fields: [{name: Severity, kind: select, options: [High, Low], required: true, default: Low}]
workflows:
  - {name: short, statuses: {Open: new, Shut: done}, free: true}
projects:
  - key: SEC
    workflow: short
    fields: [Severity]
    without: [duedate]
    roles: {alice: admin}
    levels: [{name: Staff only, members: [alice]}]
    issues:
      - {summary: One, text: h1. Hello, labels: [a], level: Staff only, comments: [{author: alice, text: Seen}]}
hooks: [{url: "http://127.0.0.1:1/", jql: project = SEC}]
"""


def test_a_seed_says_everything_that_founding_can(tmp_path: Path) -> None:
    (tmp_path / "seed.yaml").write_text(SEED)
    world = seeded_world(tmp_path / "seed.yaml")
    issue = world.issue("SEC-1")
    assert (world.major, world.is_cloud, issue.description) == (10, False, "h1. Hello")
    assert [comment.body for comment in issue.comments] == ["Seen"]
    severity = next(it for it in issue.kind.fields.values() if it.name == "Severity")
    assert severity.required and "duedate" not in issue.kind.fields
    assert issue.level is not None
    assert (issue.level.name, issue.level.members) == ("Staff only", frozenset({world.user("alice").id}))
    assert [hook.jql for hook in world.hooks.values()] == ["project = SEC"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("users:\n  - {nam: alice}\n", 'seed.yaml:2: unknown key "nam"'),
        ("deployment: mainframe\n", 'there is no "mainframe"'),
        ("users: [{name: alice}]\nprojects: [{key: X, roles: {bob: admin}}]\n", "no user bob"),
        ("users: [{name: alice}]\nprojects: [{key: X, workflow: none}]\n", "none"),
        (
            "users: [{name: alice}]\nprojects: [{key: X, issues: [{summary: One, level: Staff}]}]\n",
            'there is no "Staff"',
        ),
        ("workflows: [{name: w, statuses: {Open: shut}}]\n", "no status category 'shut'"),
    ],
)
def test_a_seed_that_is_wrong_is_refused_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "seed.yaml").write_text(text)
    with pytest.raises(Unreadable, match=r"seed\.yaml") as told:
        seeded_world(tmp_path / "seed.yaml")
    assert words in str(told.value)


def test_a_chaos_file_sets_faults_deliveries_limits_and_the_index(tmp_path: Path, world: World) -> None:
    (tmp_path / "chaos.yaml").write_text(
        "deliveries: {policy: shuffle, seed: 3}\nlimits: {per_second: 7, per_issue: true}\nindex: {lag: 20}\n"
        "faults: [{kind: drop after, method: POST, path: /issue$}]\n"
    )
    chaos.load(world, tmp_path / "chaos.yaml")
    assert (world.deliverer.policy.name, world.limits.per_second, world.limits.per_issue) == ("shuffle", 7, True)
    assert len(world.faults.taken_by("POST", "/rest/api/3/issue")) == 1


def test_a_sandbox_opens_from_files_and_records_what_passes(tmp_path: Path, receiver: Receiver) -> None:
    record = tmp_path / "exchanges.jsonl"
    with open_sandbox(deliver=receiver.url, secret=SECRET, record=record) as jira:
        bob = Client(jira.url, auth=("bob@example.com", "bob-token"))
        alice = Client(jira.url, auth=("alice@example.com", "alice-token"))
        bob.opens()
        hook = {"name": "x", "url": receiver.url, "events": [], "secret": "very-secret-indeed"}
        assert alice.post("/rest/webhooks/1.0/webhook", hook).status_code == 201
        assert jira.drain()
    text = record.read_text()
    kinds = [Exchange.from_json(json.loads(line)).kind for line in text.splitlines()]
    assert sorted(kinds) == ["api", "api", "webhook"]
    assert "Authorization" not in text and "bob-token" not in text and "very-secret-indeed" not in text
    assert "X-Hub-Signature" in receiver.heard[0][0]
