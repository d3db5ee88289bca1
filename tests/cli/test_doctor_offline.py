"""`followthrough doctor`: what it says of the files, and of a tracker and a Redis that are not as they should be."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic import SecretStr

from connectors.tracker import (
    Draft,
    Hook,
    Label,
    Permission,
    Person,
    Project,
    ProjectId,
    TrackerError,
    Trouble,
    Visibility,
)
from service import mappings
from service.cli import main
from service.cli.doctor import store
from service.cli.doctor.trackers import trackers
from service.cli.doctor.verdict import Check, Status
from service.settings import AppAuth, Environment, Settings, TokenAuth, TrackerSettings

SHIPPED = Path(__file__).parents[2] / "config" / "followthrough.yaml"
CONFIG = """\
trackers:
  github: {kind: github, url: https://api.github.com, token: "${GITHUB_TOKEN}"}
mappings:
  - name: checkout
    post_mortems: {tracker: github, project: acme/incidents}
    tickets: {tracker: github, project: acme/checkout}
"""


class Doctor:
    """Asks the doctor about a config file of its own, in an environment of its own."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "followthrough.yaml"
        self.data = folder / "data"

    def asked(self, *options: str, **environ: str) -> Result:
        clean = dict.fromkeys(("GITHUB_TOKEN", "GITHUB_WEBHOOK_SECRET", "REDIS_URL", "FOLLOWTHROUGH_SECRET_KEY"))
        given = {"FOLLOWTHROUGH_CONFIG": str(self.config), "FOLLOWTHROUGH_DATA": str(self.data), **environ}
        return CliRunner().invoke(main, ["doctor", "--offline", *options], env={**clean, **given})

    def checks(self, **environ: str) -> dict[str, list[dict[str, str]]]:
        """By status."""
        answer = json.loads(self.asked("--format", "json", **environ).stdout)
        found: dict[str, list[dict[str, str]]] = {status: [] for status in Status}
        for check in answer["checks"]:
            found[check["status"]].append(check)
        assert answer["summary"] == {status: len(checks) for status, checks in found.items()}
        return found


@pytest.fixture
def doctor(tmp_path: Path) -> Doctor:
    return Doctor(tmp_path)


def test_the_config_that_ships_lacks_two_variables_and_nothing_else(doctor: Doctor) -> None:
    doctor.config = SHIPPED
    result = doctor.asked(PUBLIC_URL="https://pm.acme.example")
    assert result.exit_code == 0
    found = doctor.checks(PUBLIC_URL="https://pm.acme.example")
    assert found["error"] == []
    assert [check["cure"].split(",")[0] for check in found["warning"]] == [
        "set GITHUB_TOKEN",
        "set GITHUB_WEBHOOK_SECRET",
    ]


def test_a_sound_config_gives_a_line_for_everything_that_was_looked_at(doctor: Doctor) -> None:
    doctor.config.write_text(CONFIG)
    result = doctor.asked(GITHUB_TOKEN="a-token", PUBLIC_URL="https://pm.acme.example")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert [line.split(":")[0] for line in result.stdout.splitlines()[:4]] == [
        "ok       FOLLOWTHROUGH_SECRET_KEY",
        "ok       FOLLOWTHROUGH_API_TOKENS",
        f"ok       {doctor.config}",
        "ok       template default",
    ]
    assert result.stdout.endswith("\n0 errors, 0 warnings, 4 ok\n")


def test_every_mistake_in_the_config_is_an_error_with_its_line(doctor: Doctor) -> None:
    doctor.config.write_text(CONFIG + "    review: {aftr: 5 weeks, at: noon}\n")
    assert doctor.asked(GITHUB_TOKEN="a-token").exit_code == 1
    errors = doctor.checks(GITHUB_TOKEN="a-token")["error"]
    assert [check["subject"] for check in errors] == [
        f"{doctor.config}:7 mappings[0].review.at",
        f"{doctor.config}:7 mappings[0].review.aftr",
    ]


def test_a_config_that_is_not_there_is_an_error(doctor: Doctor) -> None:
    result = doctor.asked()
    assert result.exit_code == 1
    assert "does not exist" in result.stdout


def test_a_review_after_eight_weeks_is_a_warning_and_no_error(doctor: Doctor) -> None:
    doctor.config.write_text(CONFIG + "    review: {after: 8 weeks}\n")
    assert doctor.asked(GITHUB_TOKEN="a-token").exit_code == 0
    assert "28 to 42 days" in doctor.asked(GITHUB_TOKEN="a-token").stdout


def test_a_signing_key_that_is_too_short_is_an_error_that_does_not_show_it(doctor: Doctor) -> None:
    doctor.config.write_text(CONFIG)
    result = doctor.asked(GITHUB_TOKEN="a-token", FOLLOWTHROUGH_SECRET_KEY="too-short-a-key")
    assert result.exit_code == 1
    assert "must be 32 bytes or longer" in result.stdout
    assert "too-short-a-key" not in result.stdout


def test_a_generated_key_that_others_can_read_is_a_warning(doctor: Doctor) -> None:
    doctor.config.write_text(CONFIG)
    doctor.data.mkdir()
    (doctor.data / "secret_key").write_text("k" * 64)
    (doctor.data / "secret_key").chmod(0o644)
    warnings = doctor.checks(GITHUB_TOKEN="a-token", PUBLIC_URL="https://pm.acme.example")["warning"]
    assert [check["cure"] for check in warnings] == [f"chmod 600 {doctor.data / 'secret_key'}"]


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("# {{ incident.title", "cannot be rendered"),
        ("# {{ incident.nothing }}", "cannot be rendered"),
        ("{{ ''.__class__.__mro__ }}", "cannot be rendered"),
    ],
)
def test_a_template_that_cannot_be_rendered_is_an_error(doctor: Doctor, template: str, said: str) -> None:
    doctor.config.write_text(CONFIG)
    (doctor.config.parent / "templates").mkdir()
    (doctor.config.parent / "templates" / "default.md").write_text(template)
    (error,) = doctor.checks(GITHUB_TOKEN="a-token")["error"]
    assert error["subject"] == "template default"
    assert said in error["message"]


def test_a_template_that_is_nowhere_is_an_error(doctor: Doctor) -> None:
    doctor.config.write_text(CONFIG.replace("project: acme/incidents", "project: acme/incidents, template: short"))
    (error,) = doctor.checks(GITHUB_TOKEN="a-token")["error"]
    assert error["message"].startswith("there is no short.md in ")


# --- a tracker


class Forge:
    """The part of a tracker that the doctor asks, in memory."""

    name = "github"

    def __init__(self) -> None:
        self.visibilities = {"acme/incidents": Visibility.PRIVATE, "acme/checkout": Visibility.PRIVATE}
        self.permission = Permission.WRITE
        self.accepts_issues = True
        self.names = ["postmortem", "postmortem:finished", "postmortem:action", "postmortem:review"]
        self.strangers: set[str] = set()
        self.urls = ["https://pm.acme.example/webhooks/github"]
        self.refusals: dict[str, Trouble] = {}

    def _answer(self, verb: str) -> None:
        if verb in self.refusals:
            raise TrackerError(f"github does not {verb}", self.refusals[verb])

    def me(self) -> Person:
        self._answer("me")
        return Person("1", "followthrough-bot", bot=True)

    def project_named(self, name: str) -> Project:
        self._answer(name)
        if name not in self.visibilities:
            raise TrackerError(f"github does not show {name}", Trouble.NOT_FOUND)
        visibility = self.visibilities[name]
        return Project(ProjectId(name), name, "", visibility, "acme", 0, self.accepts_issues, self.permission)

    def labels(self, project: ProjectId) -> list[Label]:
        self._answer("labels")
        return [Label(name) for name in self.names]

    def obstacles(self, project: ProjectId, draft: Draft) -> tuple[str, ...]:
        return ()

    def assignable(self, project: ProjectId, login: str) -> bool:
        self._answer("assignable")
        return login not in self.strangers

    def hooks(self, project: ProjectId) -> list[Hook]:
        self._answer("hooks")
        return [Hook("1", url, ("issues",), active=True) for url in self.urls]


def _settings(auth: TokenAuth | AppAuth | None = None, allow_public: bool = False) -> Settings:
    alice = mappings.Person("Alice", {"github": "alice"})
    tickets = mappings.Tickets("github", "acme/checkout", allow_public=allow_public)
    return Settings(
        trackers={
            "github": TrackerSettings(
                "github",
                mappings.TrackerKind.GITHUB,
                "https://api.github.com",
                auth or TokenAuth(SecretStr("t")),
                (SecretStr("s" * 16),),
            )
        },
        mappings=(mappings.Mapping("checkout", "github", "acme/incidents", tickets, people=(alice,)),),
        people=(alice,),
        public_url="https://pm.acme.example",
    )


def _found(forge: Forge, settings: Settings | None = None, status: Status | None = None) -> list[str]:
    """`subject: message (cure)` of what is not in order, or of one status."""
    checks: Iterator[Check] = trackers(settings or _settings(), {"github": forge}, date(2026, 11, 23))  # type: ignore[dict-item]
    return [
        f"{check.subject}: {check.message}" + (f" ({check.cure})" if check.cure else "")
        for check in checks
        if (check.status is status if status else check.status is not Status.OK)
    ]


@pytest.fixture
def forge() -> Forge:
    return Forge()


def test_a_tracker_in_order_gets_no_complaint(forge: Forge) -> None:
    assert _found(forge) == []
    assert len(_found(forge, status=Status.OK)) == 9


def test_refused_credentials_are_one_line_and_end_the_matter(forge: Forge) -> None:
    forge.refusals["me"] = Trouble.UNAUTHORIZED
    assert _found(forge) == ["tracker github: github does not me"]


def test_a_project_that_is_not_there_does_not_stop_the_others(forge: Forge) -> None:
    del forge.visibilities["acme/incidents"]
    forge.names.remove("postmortem:action")
    assert _found(forge) == [
        "github:acme/incidents: github does not show acme/incidents",
        "github:acme/checkout: has no label `postmortem:action` (followthrough labels)",
    ]


def test_a_question_that_is_refused_does_not_stop_the_others(forge: Forge) -> None:
    forge.refusals["labels"] = Trouble.UNREACHABLE
    forge.strangers = {"alice"}
    assert _found(forge) == [
        "github:acme/incidents: github does not labels",
        "github:acme/checkout: github does not labels",
        "github:acme/checkout: does not let `alice` be assigned (give them access, or correct `people`)",
    ]


@pytest.mark.parametrize(
    ("permission", "status"),
    [(Permission.READ, Status.ERROR), (Permission.TRIAGE, Status.WARNING), (Permission.ADMIN, Status.OK)],
)
def test_the_service_needs_the_right_to_write(forge: Forge, permission: Permission, status: Status) -> None:
    forge.permission = permission
    about_rights = [line for line in _found(forge, status=status) if permission.name.lower() in line]
    assert len(about_rights) == 2


def test_a_project_without_issues_is_an_error(forge: Forge) -> None:
    forge.accepts_issues = False
    assert len([line for line in _found(forge, status=Status.ERROR) if "takes no issues" in line]) == 2


def test_a_ticket_project_that_more_people_can_read_is_an_error(forge: Forge) -> None:
    forge.visibilities["acme/checkout"] = Visibility.PUBLIC
    assert _found(forge) == [
        "mapping checkout: acme/checkout is public and acme/incidents is private, so no ticket is created "
        "(choose a destination that is as closed, or set tickets.allow_public: true)"
    ]
    assert _found(forge, _settings(allow_public=True)) == []


def test_a_project_of_unknown_visibility_is_an_error(forge: Forge) -> None:
    forge.visibilities["acme/incidents"] = Visibility.UNKNOWN
    assert len(_found(forge, status=Status.ERROR)) == 1


def test_a_webhook_that_is_missing_names_the_command(forge: Forge) -> None:
    forge.urls = ["https://elsewhere.example/webhooks/github"]
    assert _found(forge)[0] == (
        "github:acme/incidents: has no webhook for https://pm.acme.example/webhooks/github "
        "(followthrough hooks install)"
    )


def test_webhooks_that_only_administrators_see_are_a_warning(forge: Forge) -> None:
    forge.refusals["hooks"] = Trouble.FORBIDDEN
    assert _found(forge, status=Status.ERROR) == []
    assert len(_found(forge, status=Status.WARNING)) == 2


def test_an_app_has_its_own_webhook(forge: Forge) -> None:
    forge.urls = []
    assert _found(forge, _settings(AppAuth("1", SecretStr("key")))) == []


# --- Redis


def test_the_embedded_valkey_is_in_order(tmp_path: Path) -> None:
    checks = list(store.store(Environment.read({"FOLLOWTHROUGH_DATA": str(tmp_path)})))
    assert [check.status for check in checks] == [Status.OK] * 3
    assert checks[0].message == "answers: Valkey 9.1.2"


def test_a_redis_that_does_not_answer_is_an_error_without_its_password() -> None:
    (check,) = store.server("Redis", "redis://:hunter2@127.0.0.1:1/0")
    assert check.status is Status.ERROR
    assert "hunter2" not in check.message


@pytest.mark.parametrize(
    ("facts", "fsync", "statuses"),
    [
        ({"redis_version": "7.2.4", "aof_enabled": 1, "maxmemory_policy": "noeviction"}, "always", "ok ok ok"),
        ({"redis_version": "7.2.4", "aof_enabled": 1, "maxmemory_policy": "noeviction"}, None, "ok ok ok"),
        ({"redis_version": "7.2.4", "aof_enabled": 1, "maxmemory_policy": "noeviction"}, "everysec", "ok warning ok"),
        ({"redis_version": "8.0.1", "aof_enabled": 0, "maxmemory_policy": "volatile-lru"}, "always", "ok error error"),
        ({"redis_version": "6.2.9", "aof_enabled": 1, "maxmemory_policy": "noeviction"}, "always", "error ok ok"),
        (
            {"redis_version": "7.2.4", "valkey_version": "9.1.2", "aof_enabled": 1, "maxmemory_policy": "noeviction"},
            "always",
            "ok ok ok",
        ),
    ],
)
def test_a_redis_that_forgets_is_not_in_order(facts: dict[str, object], fsync: str | None, statuses: str) -> None:
    assert [check.status for check in store.judged("Redis", facts, fsync)] == statuses.split()
