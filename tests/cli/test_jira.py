"""An admin sets up a Jira: the doctor names every trouble with its cure, and the commands take a Jira's references."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.jira import founding
from connectors.sandbox.jira.kinds import AccountKind, Deployment
from connectors.sandbox.jira.people import Person
from connectors.sandbox.jira.schemes import LinkType
from connectors.sandbox.jira.server import RunningSandbox, serve
from connectors.sandbox.jira.world import World
from connectors.sandbox.recording import Exchange
from service.cli import main
from service.wiring import utc_now
from tests.openapi.validator import problems_of

TOKEN, SCOPED = "canary-of-the-bot", "canary-with-scopes"
SECRET = "0123456789abcdef0123"
PATH = "canary-0123456789abcdef0123456789abcdef"
PUBLIC_URL = "https://pm.acme.example"

CONFIG = """\
trackers:
  jira:
    kind: jira
    url: {url}
    email: followthrough@example.com
    token: ${{JIRA_TOKEN}}
    webhook_secret: ${{JIRA_WEBHOOK_SECRET}}
people:
  - {{name: Alice Okafor, jira: "{alice}", email: alice@example.com}}
mappings:
  - name: payments
    post_mortems: {{tracker: jira, project: PM}}
    tickets: {{tracker: jira, project: PAY}}
"""


@dataclass
class Desk:
    """An admin's: a Jira, a config file, and a shell."""

    jira: RunningSandbox
    file: Path
    redis_url: str

    @property
    def world(self) -> World:
        return self.jira.world

    def configure(self, *changes: tuple[str, str]) -> None:
        """A sound config with some words replaced."""
        text = CONFIG.format(url=self.jira.url, alice=self.world.user("alice").id)
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        self.file.write_text(text)

    def environ(self, **others: str) -> dict[str, str]:
        return {
            "FOLLOWTHROUGH_CONFIG": str(self.file),
            "FOLLOWTHROUGH_DATA": str(self.file.parent / "data"),
            "REDIS_URL": self.redis_url,
            "PUBLIC_URL": PUBLIC_URL,
            "JIRA_TOKEN": TOKEN,
            "JIRA_WEBHOOK_SECRET": SECRET,
            **others,
        }

    def asks_the_doctor(self, *statuses: str, **environ: str) -> list[str]:
        """`subject: message -> cure` of what is not in order, or of some statuses."""
        clean = dict.fromkeys(("FOLLOWTHROUGH_SECRET_KEY", "GITHUB_TOKEN", "GITHUB_WEBHOOK_SECRET"))
        done = CliRunner().invoke(main, ["doctor", "--format", "json"], env={**clean, **self.environ(**environ)})
        assert "Traceback" not in done.output
        checks = json.loads(done.stdout)["checks"]
        assert done.exit_code == int(any(check["status"] == "error" for check in checks))
        assert not any(secret in done.output for secret in (TOKEN, SCOPED, SECRET, PATH))
        about_jira = [check for check in checks if "jira" in check["subject"] or check["subject"].startswith("mapping")]
        return [
            f"{check['subject']}: {check['message']}" + (f" -> {check['cure']}" if check["cure"] else "")
            for check in about_jira
            if check["status"] in (statuses or ("error", "warning"))
        ]

    def runs(self, *command: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "service.cli", *command],
            env={"PATH": os.environ["PATH"], **self.environ(**environ)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


def found(world: World, admin: bool = True) -> World:
    """Alice's Jira, where the service may do what it needs."""
    founding.add_user(
        world,
        "followthrough",
        display_name="Followthrough",
        kind=AccountKind.APP,
        administrator=admin,
        tokens=[TOKEN],
        scoped_tokens=[SCOPED] if world.is_cloud else [],
    )
    for name, shown in (("alice", "Alice Okafor"), ("bob", "Bob Lind"), ("mallory", "Mallory Stone")):
        founding.add_user(world, name, display_name=shown, tokens=[f"{name}-token"])
    for key in ("PM", "PAY"):
        roles: dict[str, str | Sequence[str]] = {"followthrough": "admin", "alice": "admin", "bob": "member"}
        founding.add_project(world, key, roles=roles)
    return world


@pytest.fixture
def sit_at(tmp_path: Path, valkey_url: str) -> Iterator[Callable[[World], Desk]]:
    """At the end every exchange was as the vendor describes it, where that is at hand."""
    exchanges: list[Exchange] = []
    running: list[RunningSandbox] = []

    def sat(world: World) -> Desk:
        running.append(serve(world, on_exchange=exchanges.append))
        desk = Desk(running[-1], tmp_path / "followthrough.yaml", valkey_url)
        desk.configure()
        return desk

    yield sat
    for sandbox in running:
        sandbox.close()
    assert problems_of(exchanges) == []


@pytest.fixture
def desk(sit_at: Callable[[World], Desk]) -> Desk:
    return sit_at(found(World(utc_now)))


def old_data_center(sit_at: Callable[[World], Desk], version: str = "9.12.4") -> Desk:
    desk = sit_at(found(World(utc_now, Deployment.DATACENTER, version=version)))
    desk.configure(("    email: followthrough@example.com\n", ""), (desk.world.user("alice").id, "alice"))
    return desk


# -- the doctor and the Jira as a whole


def test_an_installation_in_order_is_told_line_by_line(desk: Desk) -> None:
    assert desk.runs("hooks", "install").returncode == 0
    assert desk.asks_the_doctor() == []
    url = f"{PUBLIC_URL}/webhooks/jira"
    assert desk.asks_the_doctor("ok") == [
        "tracker jira: is Jira Cloud",
        "tracker jira: answers and knows the service as Followthrough",
        "jira:PM: is there, and takes issues such as those that will be created",
        f"jira:PM: calls {url}",
        "jira:PAY: is there, and takes issues such as those that will be created",
        "jira:PAY: lets all 1 people be assigned",
        f"jira:PAY: calls {url}",
        "mapping payments: PAY is at least as closed as PM",
    ]


def test_a_wrong_token_is_one_line_that_names_what_to_check(desk: Desk) -> None:
    (line,) = desk.asks_the_doctor(JIRA_TOKEN="a-token-that-was-revoked")
    assert line.startswith("tracker jira: jira refuses the credentials")
    assert "check email and token in the config and when the token expires" in line


def test_a_token_with_scopes_at_the_sites_address_is_told_what_makes_it_work(desk: Desk) -> None:
    (line,) = desk.asks_the_doctor(JIRA_TOKEN=SCOPED)
    assert "a token that was made with scopes works only with `scoped: true`" in line
    desk.configure(("    email:", "    scoped: true\n    email:"))
    assert "tracker jira: is Jira Cloud" in desk.asks_the_doctor("ok", JIRA_TOKEN=SCOPED)


def test_a_jira_elsewhere_than_the_config_says_is_told(desk: Desk) -> None:
    desk.configure(("    email: followthrough@example.com\n", "    deployment: datacenter\n"))
    founding.add_token(desk.world, "followthrough", "anything")
    (line,) = desk.asks_the_doctor(JIRA_TOKEN="anything")
    assert line.startswith("tracker jira: jira refuses the credentials"), "a Cloud takes no token alone"


def test_a_data_center_called_a_cloud_is_told(sit_at: Callable[[World], Desk]) -> None:
    desk = old_data_center(sit_at, "10.3.0")
    assert "tracker jira: is Jira Data Center 10" in desk.asks_the_doctor("ok")
    desk.configure(("    email: followthrough@example.com\n", "    email: a@b\n    deployment: cloud\n"))
    assert any("refuses the credentials" in line for line in desk.asks_the_doctor("error"))


def test_an_old_data_center_that_signs_nothing_is_a_warning_with_both_ways_out(sit_at: Callable[[World], Desk]) -> None:
    desk = old_data_center(sit_at)
    assert desk.asks_the_doctor("warning") == [
        "tracker jira: is Jira Data Center 9, which signs no webhook, so that every delivery is refused -> write "
        "`webhook_path` and `webhook_addresses` instead of `webhook_secret`, or leave it to the sweep"
    ]


def test_a_type_of_link_that_is_missing_is_a_warning_with_what_to_add(desk: Desk) -> None:
    kinds = desk.world.link_types
    for key in [key for key, kind in kinds.items() if kind.name == "Relates"]:
        del kinds[key]
    told = "tracker jira: has no type of link that says only that two issues belong together, so that tickets are not "
    cure = "have its administrator add the type Relates (Settings, Issue linking)"
    assert about_links(desk) == [f"{told}linked to their post-mortems -> {cure}"]

    kinds["10900"] = LinkType("10900", "Zusammenhang", "gehört zu", "gehört zu")
    assert about_links(desk) == []


def test_issue_linking_that_is_switched_off_is_a_warning(desk: Desk) -> None:
    desk.world.faults.add(Fault(FaultKind.STATUS_BEFORE, path="/issueLinkType", times=None, status=404))
    (line,) = about_links(desk)
    assert line.startswith("tracker jira: has issue linking switched off, so that tickets are not linked")
    assert line.endswith("-> have its administrator switch issue linking on (Settings, Issue linking)")


def test_no_type_of_link_is_missed_where_post_mortems_live_elsewhere(desk: Desk) -> None:
    desk.world.link_types.clear()
    other = f"  old: {{kind: jira, url: {desk.jira.url}, email: followthrough@example.com, token: {TOKEN}}}"
    desk.configure(("people:", f"{other}\npeople:"), ("{tracker: jira, project: PM}", "{tracker: old, project: PM}"))
    assert about_links(desk) == []


def about_links(desk: Desk) -> list[str]:
    return [line for line in desk.asks_the_doctor("warning", "error") if "link" in line]


# -- the doctor and people


def test_somebody_without_an_account_is_a_warning_that_proposes_one(desk: Desk) -> None:
    bob, alice = desk.world.user("bob").id, desk.world.user("alice").id
    desk.configure((f'jira: "{alice}", email: alice@', "email: bob@"))
    assert desk.asks_the_doctor("warning") == [
        "tracker jira: Alice Okafor has no account in `people`, so no action can be theirs -> bob@example.com belongs "
        f"to `jira: {bob}` (Bob Lind): add it to the entry"
    ]


@pytest.mark.parametrize("hidden", ["the address", "everybody"])
def test_where_jira_shows_no_addresses_it_is_told_what_to_look_for(desk: Desk, hidden: str) -> None:
    alice = desk.world.user("alice")
    if hidden == "everybody":
        desk.world.user("followthrough").sees_people = False
    else:
        alice.email_hidden = True
        desk.configure((f'jira: "{alice.id}", email: alice@example.com', "email: nobody@example.com"))
    if hidden == "everybody":
        desk.configure((f'jira: "{alice.id}", ', ""))
    assert desk.asks_the_doctor("warning") == [
        "tracker jira: Alice Okafor has no account in `people`, so no action can be theirs -> add `jira:` with their "
        "account id on Cloud, their user name on Data Center"
    ]


def test_somebody_who_cannot_be_assigned_is_named(desk: Desk) -> None:
    mallory = desk.world.user("mallory").id
    desk.configure((desk.world.user("alice").id, mallory))
    assert desk.asks_the_doctor("warning") == [
        f"jira:PAY: does not let `{mallory}` be assigned -> give them access, or correct `people`"
    ]


# -- the doctor and a project

ALL_BUT = ["BROWSE_PROJECTS", "CREATE_ISSUES", "EDIT_ISSUES", "TRANSITION_ISSUES", "ASSIGN_ISSUES", "ADD_COMMENTS"]
ALL_BUT += ["LINK_ISSUES", "ASSIGNABLE_USER", "ADMINISTER_PROJECTS"]


def about(project: str, lines: list[str]) -> list[str]:
    """Without what is said of webhooks."""
    return [line for line in lines if line.startswith(f"jira:{project}: ") and "webhook" not in line]


@pytest.mark.parametrize(
    ("permission", "name"),
    [
        ("CREATE_ISSUES", "Create issues"),
        ("EDIT_ISSUES", "Edit issues"),
        ("TRANSITION_ISSUES", "Transition issues"),
        ("ADD_COMMENTS", "Add comments"),
        ("LINK_ISSUES", "Link issues"),
    ],
)
def test_a_permission_that_is_missing_is_called_as_jira_calls_it(desk: Desk, permission: str, name: str) -> None:
    held = [key for key in ALL_BUT if key != permission]
    founding.grant(desk.world, desk.world.project("PAY"), "followthrough", held)
    assert about("PAY", desk.asks_the_doctor()) == [
        f"jira:PAY: does not let the service's account {name} -> give it these permissions in the project's permission "
        "scheme"
    ]


def test_a_project_that_the_service_may_not_browse_is_told_with_both_causes(desk: Desk) -> None:
    founding.grant(desk.world, desk.world.project("PAY"), "followthrough", [])
    (line,) = about("PAY", desk.asks_the_doctor())
    assert "shows no project called 'PAY'" in line
    assert line.endswith("-> check the key, and give the service's account Browse projects there")


def test_a_service_that_may_not_ask_about_others_is_a_warning(desk: Desk) -> None:
    desk.world.user("followthrough").administrator = False
    founding.grant(desk.world, desk.world.project("PM"), "followthrough", "member")
    (line,) = about("PM", desk.asks_the_doctor("warning"))
    assert line.endswith("give the service's account Administer projects")


def test_a_project_in_the_archive_is_told(desk: Desk) -> None:
    Person(desk.world, "alice").archives("PAY")
    (line,) = about("PAY", desk.asks_the_doctor("error"))
    assert "PAY is archived; restore it in jira, or name another project under tickets of the mapping." in line


def test_a_type_that_is_not_there_is_told_with_those_that_are(desk: Desk) -> None:
    desk.configure(("project: PAY", "project: PAY, type: Tsk"))
    (line,) = about("PAY", desk.asks_the_doctor())
    assert "PAY has no issue type Tsk; there are Task" in line
    assert line.endswith("correct `type` under tickets of the mapping.")


def test_a_priority_that_is_not_there_is_told_with_those_that_are(desk: Desk) -> None:
    desk.configure(("project: PAY", "project: PAY, priority: {P1: Highest, P2: Urgent}"))
    (line,) = about("PAY", desk.asks_the_doctor())
    assert "PAY has no priority Urgent; there are Highest, High" in line
    assert line.endswith("correct `priority` under tickets of the mapping.")


def test_a_required_field_is_told_with_the_line_that_fills_it(desk: Desk) -> None:
    severity = founding.add_field(
        desk.world, "Severity", founding.SELECT, options=("High", "Low"), required=True, default=None
    )
    founding.add_project(desk.world, "OPS", roles={"followthrough": "admin", "alice": "admin"}, fields=[severity])
    desk.configure(("project: PAY", "project: OPS"))
    (line,) = about("OPS", desk.asks_the_doctor())
    filled = f"fields: {{{severity.id}: {{value: High}}}}"
    assert line.endswith(f"there are High, Low: add `{filled}` under tickets of the mapping.")
    desk.configure(("project: PAY", f"project: OPS, {filled}"))
    assert about("OPS", desk.asks_the_doctor()) == [], "the line works as it was told"
    desk.configure(("project: PAY", f"project: OPS, {filled.replace('High', 'Huge')}"))
    (line,) = about("OPS", desk.asks_the_doctor())
    assert "cannot be Huge; there are High, Low: correct `fields` under tickets of the mapping." in line


def test_a_field_that_post_mortems_must_have_is_told_before_any_is_due(desk: Desk) -> None:
    severity = founding.add_field(desk.world, "Severity", founding.SELECT, options=("High", "Low"), required=True)
    founding.add_project(desk.world, "INC", roles={"followthrough": "admin", "alice": "admin"}, fields=[severity])
    desk.configure(("project: PM", "project: INC"))
    (line,) = about("INC", desk.asks_the_doctor())
    filled = f"fields: {{{severity.id}: {{value: High}}}}"
    assert line.endswith(f"for every Task; there are High, Low: add `{filled}` under post_mortems of the mapping.")
    desk.configure(("project: PM", f"project: INC, {filled}"))
    assert about("INC", desk.asks_the_doctor()) == [], "the line works as it was told"
    desk.configure(("project: PM", f"project: INC, {filled}, type: Story"))
    (line,) = about("INC", desk.asks_the_doctor())
    assert line.endswith(
        "INC has no issue type Story; there are Task, Bug: correct `type` under post_mortems of the mapping."
    )


def test_a_label_with_a_blank_is_refused_before_jira_is_asked(desk: Desk) -> None:
    desk.configure(("project: PAY", "project: PAY, labels: [high priority]"))
    done = desk.runs("sweep")
    assert done.returncode == 2
    assert sentence(done).endswith(
        "mappings[0].tickets.labels: is the label `high priority`, and Jira (`jira`) takes none with a blank; write "
        "`high-priority`"
    )
    assert desk.world.requests == {}


def test_a_word_for_done_that_no_status_has_is_told(desk: Desk) -> None:
    desk.configure(("project: PAY", "project: PAY, done: [Relased, Done], wont_do: [Won't Do]"))
    (line,) = about("PAY", desk.asks_the_doctor())
    assert line == (
        "jira:PAY: has no status or resolution `Relased` -> correct `done` and `wont_do` under tickets of the mapping"
    )


# -- webhooks and labels


def test_a_jira_needs_no_labels(desk: Desk) -> None:
    done = desk.runs("labels")
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        ["jira:PAY: needs none, any word can be a label", "jira:PM: needs none, any word can be a label"],
    )


def test_one_webhook_serves_every_project_of_a_jira(desk: Desk) -> None:
    for _ in range(2):
        assert desk.runs("hooks", "install").returncode == 0
    (hook,) = desk.world.hooks.values()
    assert (hook.url, hook.secret) == (f"{PUBLIC_URL}/webhooks/jira", SECRET)
    assert all(str(desk.world.project(key).id) in hook.jql for key in ("PM", "PAY"))
    (line,) = desk.runs("hooks", "list").stdout.splitlines()
    assert line.startswith(f"jira: {hook.id} {PUBLIC_URL}/webhooks/jira active (jira:issue_created, ")


@pytest.mark.parametrize("home", ["PM", "PAY"])
def test_the_webhook_is_removed_from_all_mapped_projects_at_once(desk: Desk, home: str) -> None:
    desk.configure(("project: PM", f"project: {home}"))
    desk.runs("hooks", "install")
    done = desk.runs("hooks", "remove")
    assert (done.returncode, desk.world.hooks) == (0, {}), done.stderr


def test_a_webhook_that_tells_of_other_projects_too_is_left_alone(desk: Desk) -> None:
    desk.runs("hooks", "install")
    desk.configure(("project: PM", "project: PAY"))
    done = desk.runs("hooks", "remove")
    assert (done.returncode, len(desk.world.hooks)) == (1, 1)
    assert "tells of other projects, too" in done.stderr


def test_only_an_administrator_sees_webhooks(sit_at: Callable[[World], Desk]) -> None:
    desk = sit_at(found(World(utc_now), admin=False))
    warnings = desk.asks_the_doctor("warning")
    assert len(warnings) == 2
    assert all("give the service's account Administer Jira, or enter the webhook by hand" in line for line in warnings)
    done = desk.runs("hooks", "install")
    assert done.returncode == 2
    assert "lets only its administrators" in done.stderr


def test_an_old_data_center_is_given_the_secret_address_which_nobody_is_shown(sit_at: Callable[[World], Desk]) -> None:
    desk = old_data_center(sit_at)
    keys = "    webhook_path: ${JIRA_PATH}\n    webhook_addresses: [10.1.2.3]\n"
    desk.configure(
        ("    email: followthrough@example.com\n", ""),
        (desk.world.user("alice").id, "alice"),
        ("    webhook_secret: ${JIRA_WEBHOOK_SECRET}\n", keys),
    )
    done = desk.runs("hooks", "install", JIRA_PATH=PATH)
    listed = desk.runs("hooks", "list", JIRA_PATH=PATH)
    assert (done.returncode, listed.returncode) == (0, 0), done.stderr
    assert PATH not in done.stdout + done.stderr + listed.stdout + listed.stderr
    (hook,) = desk.world.hooks.values()
    assert hook.url == f"{PUBLIC_URL}/webhooks/jira/{PATH}"
    assert desk.asks_the_doctor(JIRA_PATH=PATH) == []


# -- references


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    assert "Traceback" not in done.stderr
    return [line for line in done.stderr.splitlines() if line.startswith(("Error", "Usage"))][-1]


@pytest.mark.parametrize(
    "form", ["jira:{key}", "{url}/browse/{key}", "{url}/jira/software/projects/PM?selectedIssue={key}"]
)
def test_an_issue_is_named_by_its_key_or_by_an_address(desk: Desk, form: str) -> None:
    text = "# Checkout was down\n\n## Summary\n\nCheckout was down for an hour."
    issue = founding.add_issue(
        desk.world, desk.world.project("PM"), summary="Checkout was down", text=text, creator=desk.world.user("alice")
    )
    done = desk.runs("check", form.format(key=issue.key, url=desk.jira.url), "--format", "json")
    assert done.returncode == 1, done.stderr
    assert "section/missing" in {finding["rule"] for finding in json.loads(done.stdout)["findings"]}


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("jira:PM-999", "jira shows no issue 'PM-999'"),
        ("jira:acme/incidents#1", "jira shows no issue 'acme/incidents#1'"),
        ("github:acme/incidents#1", "'github' is no tracker of the config (there are: jira)"),
        ("PM-7", "names no issue; write github:acme/incidents#42, jira:PM-7, or the issue's address"),
        ("jira:", "names no issue; write github:acme/incidents#42, jira:PM-7, or the issue's address"),
        ("https://other.atlassian.net/browse/PM-1", "is no issue that a tracker of the config shows"),
    ],
)
def test_a_reference_that_means_nothing_says_how_one_looks(desk: Desk, reference: str, said: str) -> None:
    done = desk.runs("look", reference)
    assert done.returncode == 2
    assert said in sentence(done)
