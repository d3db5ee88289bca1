"""What a config file without mistakes becomes."""

from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from service.mappings import DueRule, Labels, Mapping, Person, ReviewRule, Team, Tickets
from service.settings import AppAuth, TokenAuth, load
from tests.settings.conftest import ENVIRON, MAPPING, PEOPLE, TRACKERS, ConfigFile

EVERYTHING = """\
trackers:
  github:
    kind: github
    url: https://github.acme.example/api/v3/
    token: ${GITHUB_TOKEN}
    webhook_secret: ${GITHUB_WEBHOOK_SECRET}
clock: {sweep_every: 20 minutes, tick: 5 s}
people:
  - {name: Alice Moreau, github: alice, jira: 5b10a2844c20165700ede21g, email: alice@acme.example, aliases: [AM]}
teams:
  - {name: Team Alpha, lead: alice}
mappings:
  - name: checkout
    post_mortems: {tracker: github, project: acme/incidents, template: short}
    match: {labels: [svc/checkout]}
    labels: {start: pm, finished: pm:finished, action: pm:action, review: pm:review}
    tickets:
      tracker: github
      project: acme/checkout
      labels: [reliability]
      priority: {P1: High, P2: Medium}
      allow_public: true
    review:
      {after: 4 weeks, repeat_every: 1 week, at: "09:30", time_zone: Europe/Berlin, tracker_role: alice,
       business_days: false}
    due: {required: false, default_by_severity: {sev1: 15 days, sev2: 30 days}, horizon: 13 weeks}
    checks: {profile: default, smart/measurable: warning, blame/person: error}
"""


def test_every_key_becomes_a_value(config: ConfigFile) -> None:
    settings = config.read(EVERYTHING)
    alice = Person(
        "Alice Moreau", {"github": "alice", "jira": "5b10a2844c20165700ede21g"}, "alice@acme.example", ("AM",)
    )
    alpha = Team("Team Alpha", "alice")
    assert settings.mappings == (
        Mapping(
            name="checkout",
            tracker="github",
            project="acme/incidents",
            tickets=Tickets("github", "acme/checkout", ("reliability",), {"P1": "High", "P2": "Medium"}, True),
            template="short",
            match_labels=("svc/checkout",),
            labels=Labels("pm", "pm:finished", "pm:action", "pm:review"),
            review=ReviewRule(
                after=timedelta(weeks=4),
                repeat_every=timedelta(weeks=1),
                at=time(9, 30),
                time_zone=ZoneInfo("Europe/Berlin"),
                tracker_role="alice",
                business_days=False,
            ),
            due=DueRule(False, {"sev1": timedelta(days=15), "sev2": timedelta(days=30)}, timedelta(weeks=13)),
            checks={"smart/measurable": "warning", "blame/person": "error"},
            people=(alice,),
            teams=(alpha,),
        ),
    )
    assert (settings.people, settings.teams) == ((alice,), (alpha,))
    assert (settings.clock.sweep_every, settings.clock.tick) == (timedelta(minutes=20), timedelta(seconds=5))


def test_a_tracker_gets_its_credentials_from_the_environment(config: ConfigFile) -> None:
    tracker = config.read(EVERYTHING).trackers["github"]
    assert tracker.url == "https://github.acme.example/api/v3"
    assert isinstance(tracker.auth, TokenAuth)
    assert tracker.auth.token.get_secret_value() == ENVIRON["GITHUB_TOKEN"]
    assert [secret.get_secret_value() for secret in tracker.webhook_secrets] == [ENVIRON["GITHUB_WEBHOOK_SECRET"]]


def test_what_a_mapping_leaves_out_has_the_defaults_of_the_product(config: ConfigFile) -> None:
    (mapping,) = config.read(TRACKERS + MAPPING).mappings
    assert mapping == Mapping("checkout", "github", "acme/incidents", Tickets("github", "acme/checkout"))


def test_a_key_without_a_value_counts_as_absent(config: ConfigFile) -> None:
    settings = config.read("people:\nteams:\nclock:\ndefaults:\n" + TRACKERS + MAPPING + "    match:\n    review:\n")
    assert settings == config.read(TRACKERS + MAPPING)


def test_defaults_hold_for_every_mapping_that_does_not_say_otherwise(config: ConfigFile) -> None:
    settings = config.read(
        TRACKERS
        + """\
defaults:
  post_mortems: {tracker: github, project: acme/incidents}
  tickets: {tracker: github, labels: [reliability]}
  review: {after: 4 weeks, time_zone: Europe/Berlin}
  checks: {smart/specific: warning}
mappings:
  - name: checkout
    match: {labels: [svc/checkout]}
    tickets: {project: acme/checkout}
    review: {after: 6 weeks}
    checks: {smart/measurable: "off"}
  - name: rest
    tickets: {project: acme/rest, labels: []}
"""
    )
    checkout, rest = settings.mappings
    assert checkout.tickets == Tickets("github", "acme/checkout", ("reliability",))
    assert rest.tickets == Tickets("github", "acme/rest")
    assert (checkout.review.after, rest.review.after) == (timedelta(weeks=6), timedelta(weeks=4))
    assert checkout.review.time_zone == rest.review.time_zone == ZoneInfo("Europe/Berlin")
    assert checkout.checks == {"smart/specific": "warning", "smart/measurable": "off"}


def test_without_hour_and_business_days_a_review_is_due_exactly_that_long_after_the_finish(config: ConfigFile) -> None:
    (mapping,) = config.with_mapping("review: {business_days: false}").mappings
    assert mapping.review.at is None


def test_an_hour_that_is_written_holds_without_business_days_too(config: ConfigFile) -> None:
    (mapping,) = config.with_mapping('review: {business_days: false, at: "08:00"}').mappings
    assert mapping.review.at == time(8)


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("20 s", timedelta(seconds=20)),
        ("1 second", timedelta(seconds=1)),
        ("15 minutes", timedelta(minutes=15)),
        ("15min", timedelta(minutes=15)),
        ("2 m", timedelta(minutes=2)),
        ("6 hours", timedelta(hours=6)),
        ("1 h", timedelta(hours=1)),
        ("3 days", timedelta(days=3)),
        ("1 Day", timedelta(days=1)),
        ("5 weeks", timedelta(weeks=5)),
        ("1 w", timedelta(weeks=1)),
    ],
)
def test_durations_are_a_number_and_a_unit(config: ConfigFile, words: str, length: timedelta) -> None:
    assert config.read(TRACKERS + MAPPING + f"clock: {{sweep_every: {words}}}").clock.sweep_every == length


def test_an_app_may_stand_instead_of_a_token(config: ConfigFile) -> None:
    pem = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"
    app = "kind: github\nurl: https://api.github.com\napp: {id: 4711, private_key: ${KEY}}\n"
    for held in (pem, pem.replace("\n", "\\n")):
        auth = config.with_tracker(app, {"KEY": held}).trackers["github"].auth
        assert isinstance(auth, AppAuth)
        assert (auth.id, auth.private_key.get_secret_value()) == ("4711", pem)


@pytest.mark.parametrize(
    "held", ["new-secret-0123456789, old-secret-0123456789", "new-secret-0123456789\nold-secret-0123456789"]
)
def test_one_variable_holds_several_webhook_secrets_while_they_are_rotated(config: ConfigFile, held: str) -> None:
    settings = config.read(TRACKERS + MAPPING, {**ENVIRON, "GITHUB_WEBHOOK_SECRET": held})
    secrets = [secret.get_secret_value() for secret in settings.trackers["github"].webhook_secrets]
    assert secrets == ["new-secret-0123456789", "old-secret-0123456789"]


def test_webhook_secrets_may_be_a_list_of_variables(config: ConfigFile) -> None:
    written = TRACKERS.replace("${GITHUB_WEBHOOK_SECRET}", "[${NEW}, ${OLD}]")
    settings = config.read(written + MAPPING, {**ENVIRON, "NEW": "n" * 16, "OLD": "o" * 16})
    assert [s.get_secret_value() for s in settings.trackers["github"].webhook_secrets] == ["n" * 16, "o" * 16]


def test_writes_pause_for_a_second_unless_the_config_says_otherwise(config: ConfigFile) -> None:
    local = "kind: github\nurl: http://127.0.0.1:8080\ntoken: ${GITHUB_TOKEN}\n"
    assert config.with_tracker(local).trackers["github"].pause == timedelta(seconds=1)
    settings = config.with_tracker(local + "write_pause: 0 s\n")
    assert settings.trackers["github"].pause == timedelta()
    assert settings.warnings == ()


def test_writing_faster_than_github_asks_for_is_a_warning(config: ConfigFile) -> None:
    tracker = "kind: github\nurl: https://api.github.com\ntoken: ${GITHUB_TOKEN}\nwrite_pause: 0 s\n"
    (warning,) = config.with_tracker(tracker).warnings
    assert warning.key == "trackers.github.write_pause"


def test_a_tracker_without_a_webhook_secret_is_followed_by_sweeps_alone(config: ConfigFile) -> None:
    settings = config.with_tracker("kind: github\nurl: https://api.github.com\ntoken: ${GITHUB_TOKEN}\n")
    assert settings.trackers["github"].webhook_secrets == ()


def test_a_secret_may_lie_in_a_file(config: ConfigFile, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from-a-file\n")
    environ = {"GITHUB_TOKEN_FILE": str(tmp_path / "token"), "GITHUB_WEBHOOK_SECRET": "s" * 16}
    auth = config.read(TRACKERS + MAPPING, environ).trackers["github"].auth
    assert isinstance(auth, TokenAuth)
    assert auth.token.get_secret_value() == "from-a-file"


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "127.8.9.10", "[::1]:8080", "localhost:3000"])
def test_plain_http_is_accepted_to_this_machine(config: ConfigFile, host: str) -> None:
    settings = config.with_tracker(f'kind: github\nurl: "http://{host}"\ntoken: ${{GITHUB_TOKEN}}\n')
    assert settings.trackers["github"].url == f"http://{host}"


def test_anchors_and_merge_keys_work(config: ConfigFile) -> None:
    settings = config.read(
        TRACKERS
        + """\
mappings:
  - &first
    name: a
    match: {labels: [a]}
    post_mortems: {tracker: github, project: acme/incidents}
    tickets: {tracker: github, project: acme/a}
  - <<: *first
    name: b
    match: {labels: [b]}
"""
    )
    assert [(mapping.name, mapping.tickets.project) for mapping in settings.mappings] == [
        ("a", "acme/a"),
        ("b", "acme/a"),
    ]


def test_a_review_outside_four_to_six_weeks_is_a_warning(config: ConfigFile) -> None:
    settings = config.with_mapping("review: {after: 8 weeks}")
    (warning,) = settings.warnings
    assert (warning.key, warning.line) == ("mappings[0].review.after", 16)
    assert "56 days" in warning.message
    assert settings.mappings[0].review.after == timedelta(weeks=8)


@pytest.mark.parametrize("after", ["28 days", "42 days", "5 weeks"])
def test_a_review_within_four_to_six_weeks_is_no_warning(config: ConfigFile, after: str) -> None:
    assert config.with_mapping(f"review: {{after: {after}}}").warnings == ()


def _second_mapping(match: str = "") -> str:
    return f"""\
  - name: second
    post_mortems: {{tracker: github, project: Acme/Incidents}}
    tickets: {{tracker: github, project: acme/other}}
    {match}
"""


def test_a_mapping_behind_a_wider_one_is_a_warning(config: ConfigFile) -> None:
    settings = config.read(TRACKERS + MAPPING + _second_mapping("match: {labels: [x]}"))
    (warning,) = settings.warnings
    assert (warning.key, warning.line) == ("mappings[1]", 11)
    assert "never reached" in warning.message


def test_a_mapping_behind_a_narrower_one_is_fine(config: ConfigFile) -> None:
    assert config.read(TRACKERS + MAPPING + "    match: {labels: [x]}\n" + _second_mapping()).warnings == ()


def test_a_name_that_just_misses_a_person_is_a_warning(config: ConfigFile) -> None:
    (warning,) = config.with_mapping("review: {tracker_role: alise}").warnings
    assert "did you mean `alice`?" in warning.message


def test_any_login_and_any_team_may_have_the_tracker_role(config: ConfigFile) -> None:
    for role in ("quentin", "Team Alpha", '"@bob"'):
        assert config.with_mapping(f"review: {{tracker_role: {role}}}").warnings == ()


def test_the_public_address_comes_from_the_environment(config: ConfigFile) -> None:
    settings = config.read(TRACKERS + MAPPING, {**ENVIRON, "PUBLIC_URL": "https://pm.acme.example/"})
    assert settings.public_url == "https://pm.acme.example"


def test_templates_are_looked_for_beside_the_config_and_then_among_those_that_ship(config: ConfigFile) -> None:
    own, shipped = config.read(TRACKERS + PEOPLE + MAPPING).templates
    assert own == config.path.parent / "templates"
    assert (shipped / "default.md").is_file()


def test_the_config_that_ships_needs_two_variables_and_nothing_else() -> None:
    shipped = Path(__file__).parents[2] / "config" / "followthrough.yaml"
    settings = load(shipped, ENVIRON)
    assert [mapping.name for mapping in settings.mappings] == ["incidents"]
    assert settings.warnings == ()
