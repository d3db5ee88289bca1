"""What a config file is refused for: each mistake is one sentence with its place, what was expected, and the cure."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from service.settings import ConfigError, examine, load
from tests.settings.conftest import ENVIRON, MAPPING, PEOPLE, TRACKERS, ConfigFile


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        (
            "reviews: {after: 5 weeks}",
            "followthrough.yaml:16: mappings[0].reviews: is not a key of `mappings[0]` (did you mean `review`?); "
            "accepted keys: post_mortems, match, labels, tickets, review, due, checks, name",
        ),
        (
            "review: {aftr: 5 weeks}",
            "followthrough.yaml:16: mappings[0].review.aftr: is not a key of `mappings[0].review` (did you mean "
            "`after`?); accepted keys: after, repeat_every, at, time_zone, tracker_role, business_days",
        ),
        (
            "review: {after: 5 wekks}",
            "followthrough.yaml:16: mappings[0].review.after: must be a whole number and a unit such as `20 s`, "
            "`15 minutes`, `6 hours`, `3 days` or `5 weeks`, not `5 wekks`",
        ),
        (
            "review: {time_zone: Europe/Berln}",
            "followthrough.yaml:16: mappings[0].review.time_zone: must be an IANA name such as `Europe/Berlin` or "
            "`UTC`, not `Europe/Berln` (did you mean `Europe/Berlin`?)",
        ),
        (
            "review: {business_days: yes}",
            "followthrough.yaml:16: mappings[0].review.business_days: must be true or false, not `yes`",
        ),
        (
            "checks: {smart/measureable: warning}",
            "followthrough.yaml:16: mappings[0].checks.smart/measureable: is not a rule (did you mean "
            "`smart/measurable`?); rules: ",
        ),
        (
            "checks: {smart/measurable: warn}",
            "followthrough.yaml:16: mappings[0].checks.smart/measurable: is `warn`, which is no severity (did you mean "
            "`warning`?); accepted: error, warning, advice, off",
        ),
        (
            "checks: {profile: strikt}",
            "followthrough.yaml:16: mappings[0].checks.profile: names no profile, `strikt` (did you mean "
            "`strict`?); accepted profiles: default, strict, lenient",
        ),
        (
            "labels: {start: pm, finished: PM}",
            "followthrough.yaml:16: mappings[0].labels.finished: is the same label as `start`, `PM`; give each its own",
        ),
        (
            "review: {tracker_role: Nobody At All}",
            "followthrough.yaml:16: mappings[0].review.tracker_role: names `Nobody At All`, who is neither in `people` "
            "nor a login; add them to `people`",
        ),
        (
            "match: [svc/checkout]",
            "followthrough.yaml:16: mappings[0].match: must be a table of keys, not a list",
        ),
        (
            "match: {labels: svc/checkout}",
            "followthrough.yaml:16: mappings[0].match.labels: must be a list, not `svc/checkout`",
        ),
        (
            "due: {default_by_severity: {1: 15 days}}",
            "followthrough.yaml:16: mappings[0].due.default_by_severity.1: is a number and keys must be text; "
            "put it in quotes",
        ),
        (
            "due: {horizon: 2026-01-01}",
            "followthrough.yaml:16: mappings[0].due.horizon: must be a text; put it in quotes",
        ),
    ],
)
def test_a_mistake_is_one_sentence(config: ConfigFile, extra: str, sentence: str) -> None:
    said = config.problems(lambda: config.with_mapping(extra))
    assert said.startswith(sentence)
    assert "\n" not in said


@pytest.mark.parametrize(
    "duration", ["5", "weeks", "5 fortnights", "-3 days", "1.5 hours", "0 days", "999999999 weeks", '""', "1 month"]
)
def test_what_is_no_duration_is_refused(config: ConfigFile, duration: str) -> None:
    said = config.problems(lambda: config.with_mapping(f"review: {{after: {duration}}}"))
    assert said.startswith("followthrough.yaml:16: mappings[0].review.after: must be ")


@pytest.mark.parametrize("hour", ["25:00", '"9"', "10:60", "noon", "36000"])
def test_what_is_no_time_of_day_is_refused(config: ConfigFile, hour: str) -> None:
    said = config.problems(lambda: config.with_mapping(f"review: {{at: {hour}}}"))
    assert said.startswith("followthrough.yaml:16: mappings[0].review.at: must be ")


@pytest.mark.parametrize("zone", ["Europe", "/etc/localtime", "../UTC", "CEST!", "+02:00"])
def test_what_is_no_time_zone_is_refused(config: ConfigFile, zone: str) -> None:
    said = config.problems(lambda: config.with_mapping(f'review: {{time_zone: "{zone}"}}'))
    assert "must be an IANA name" in said


def _url(config: ConfigFile, url: str) -> str:
    tracker = f'kind: github\nurl: "{url}"\ntoken: ${{GITHUB_TOKEN}}\n'
    return config.problems(lambda: config.with_tracker(tracker))


@pytest.mark.parametrize(
    "host",
    [
        "github.acme.example",
        "10.0.0.1",
        "169.254.169.254",
        "127.0.0.1.evil.example",
        "2130706433",
        "0x7f.1",
        "localhost.evil",
    ],
)
def test_plain_http_to_another_machine_is_refused(config: ConfigFile, host: str) -> None:
    assert _url(config, f"http://{host}/api/v3").startswith(
        "followthrough.yaml:4: trackers.github.url: must start with https://"
    )


@pytest.mark.parametrize(
    "url",
    ["api.github.com", "ftp://api.github.com", "https://", "https://a b", "https://h:99999", "file:///etc/passwd"],
)
def test_what_is_no_address_is_refused(config: ConfigFile, url: str) -> None:
    assert "trackers.github.url: must be an address such as" in _url(config, url)


def test_an_address_with_a_password_is_refused_and_not_repeated(config: ConfigFile) -> None:
    said = _url(config, "https://alice:hunter2hunter2@github.acme.example")
    assert "without user, password" in said
    assert "hunter2" not in said


def test_the_web_address_of_github_is_not_its_api(config: ConfigFile) -> None:
    assert "https://api.github.com" in _url(config, "https://github.com")


def test_a_webhook_secret_under_16_bytes_is_refused(config: ConfigFile) -> None:
    said = config.problems(
        lambda: config.read(TRACKERS + MAPPING, {**ENVIRON, "GITHUB_WEBHOOK_SECRET": "0123456789abcdef,short"})
    )
    assert said == (
        "followthrough.yaml:6: trackers.github.webhook_secret: must be 16 bytes or longer and number 2 has 5; "
        "`openssl rand -hex 32` makes a good one"
    )


def test_a_variable_that_is_not_set_is_named_with_its_place(config: ConfigFile) -> None:
    said = config.problems(lambda: config.read(TRACKERS + MAPPING, {"GITHUB_WEBHOOK_SECRET": "s" * 16}))
    assert said == (
        "followthrough.yaml:5: trackers.github.token: reads the variable GITHUB_TOKEN, which is not set; "
        "set GITHUB_TOKEN, or GITHUB_TOKEN_FILE to the path of a file that holds the value"
    )


def test_an_empty_variable_counts_as_not_set(config: ConfigFile) -> None:
    said = config.problems(lambda: config.read(TRACKERS + MAPPING, {**ENVIRON, "GITHUB_TOKEN": " "}))
    assert "GITHUB_TOKEN, which is not set" in said


def test_a_variable_and_its_file_may_not_both_be_set(config: ConfigFile) -> None:
    said = config.problems(lambda: config.read(TRACKERS + MAPPING, {**ENVIRON, "GITHUB_TOKEN_FILE": "/run/token"}))
    assert "GITHUB_TOKEN and GITHUB_TOKEN_FILE are both set; unset one of them" in said


def test_a_file_of_a_secret_that_is_not_there_is_named(config: ConfigFile) -> None:
    environ = {"GITHUB_TOKEN_FILE": "/nowhere/token", "GITHUB_WEBHOOK_SECRET": "s" * 16}
    said = config.problems(lambda: config.read(TRACKERS + MAPPING, environ))
    assert "GITHUB_TOKEN_FILE is set, and /nowhere/token does not exist" in said


def test_a_dollar_without_a_name_is_refused(config: ConfigFile) -> None:
    said = config.problems(lambda: config.with_mapping('match: {labels: ["${not a name}"]}'))
    assert "holds a `${` that is not closed or names no variable" in said


def test_a_tracker_needs_exactly_one_credential(config: ConfigFile) -> None:
    neither = "kind: github\nurl: https://api.github.com\n"
    both = neither + "token: ${GITHUB_TOKEN}\napp: {id: 1, private_key: ${KEY}}\n"
    pem = "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----"
    for tracker, number in ((neither, "neither"), (both, "both")):
        said = config.problems(lambda text=tracker: config.with_tracker(text, {**ENVIRON, "KEY": pem}))  # type: ignore[misc]
        assert said == (
            f"followthrough.yaml:2: trackers.github: has {number} of `token` and `app`; write exactly one of them"
        )


def test_a_private_key_that_is_a_path_is_refused(config: ConfigFile) -> None:
    app = "kind: github\nurl: https://api.github.com\napp: {id: 1, private_key: /run/key.pem}\n"
    assert "must be a private key in PEM form" in config.problems(lambda: config.with_tracker(app))


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("kind: jria", "`jria` is no kind of tracker (did you mean `jira`?); accepted kinds: github, jira"),
        ("kind: [jira]", "must be one of github, jira, not a list"),
        ("kind:", "is needed and has no value"),
    ],
)
def test_a_kind_of_tracker_that_does_not_exist_is_one_sentence(config: ConfigFile, kind: str, sentence: str) -> None:
    other = f"  other:\n    {kind}\n    tokn: ${{NOBODY_SET_THIS}}\n"
    said = config.problems(lambda: config.read(TRACKERS + other + MAPPING)).split("\n")
    assert said[0] == f"followthrough.yaml:8: trackers.other.kind: {sentence}"


def test_a_tracker_without_a_kind_is_refused(config: ConfigFile) -> None:
    said = config.problems(lambda: config.read(TRACKERS.replace("    kind: github\n", "") + MAPPING))
    assert said == "followthrough.yaml:2: trackers.github.kind: is missing"


def test_a_tracker_that_is_no_table_is_refused(config: ConfigFile) -> None:
    said = config.problems(lambda: config.read(TRACKERS + "  other: https://jira.acme.example\n" + MAPPING))
    assert said == ("followthrough.yaml:7: trackers.other: must be a table of keys, not `https://jira.acme.example`")


@pytest.mark.parametrize(
    ("extra", "key"),
    [
        ("reminders: {before_due: [3 days]}", "mappings[0].reminders"),
        ("notify: [${SLACK_URL}]", "mappings[0].notify"),
    ],
)
def test_a_key_that_would_do_nothing_yet_is_refused(config: ConfigFile, extra: str, key: str) -> None:
    said = config.problems(lambda: config.with_mapping(extra, {**ENVIRON, "SLACK_URL": "slack://x"}))
    assert said == (
        f"followthrough.yaml:16: {key}: is planned and has no effect in this version, so it is refused; take it out"
    )


def test_a_key_that_stands_twice_is_refused_with_both_lines(config: ConfigFile) -> None:
    said = config.problems(lambda: config.with_mapping("name: again"))
    assert said == (
        "followthrough.yaml:16: mappings[0].name: is written twice in the same table, first in line 13; "
        "keep one of them"
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            ("tickets: {tracker: github", "tickets: {tracker: gihub"),
            "followthrough.yaml:10: mappings[0].tickets.tracker: names `gihub`, which is no tracker (did you "
            "mean `github`?); `trackers` has github",
        ),
        (
            ("project: acme/checkout", "project: checkout"),
            "followthrough.yaml:10: mappings[0].tickets.project: must be owner/name such as `acme/incidents`, not "
            "`checkout`",
        ),
        (
            ("tickets: {tracker: github, project: acme/checkout}", "tickets: {tracker: github}"),
            "followthrough.yaml:10: mappings[0].tickets.project: is missing here and in `defaults`",
        ),
        (
            ("name: checkout", "match:"),
            "followthrough.yaml:8: mappings[0].name: is missing",
        ),
        (
            ("name: checkout", "name:"),
            "followthrough.yaml:8: mappings[0].name: is needed and has no value",
        ),
    ],
)
def test_a_mapping_must_lead_somewhere(config: ConfigFile, change: tuple[str, str], sentence: str) -> None:
    assert config.problems(lambda: config.read(TRACKERS + MAPPING.replace(*change))) == sentence


def test_two_mappings_may_not_share_a_name(config: ConfigFile) -> None:
    second = MAPPING.removeprefix("mappings:\n").replace("acme/incidents", "acme/other")
    assert config.problems(lambda: config.read(TRACKERS + MAPPING + second)) == (
        "followthrough.yaml:11: mappings[1].name: is `checkout`, the name of mappings[0] already; choose another"
    )


def test_a_team_needs_a_lead_whom_one_can_find(config: ConfigFile) -> None:
    people = PEOPLE.replace("lead: alice", "lead: The Boss")
    assert "teams[0].lead: names `The Boss`, who is neither in `people` nor a login" in config.problems(
        lambda: config.read(TRACKERS + people + MAPPING)
    )


def test_two_people_may_not_answer_to_one_name(config: ConfigFile) -> None:
    people = PEOPLE.replace("name: Bob,", "name: Bob, aliases: [am],")
    assert config.problems(lambda: config.read(TRACKERS + people + MAPPING)) == (
        "followthrough.yaml:9: people[1]: uses the name `am`, which `people[0]` has already; keep it in one of them"
    )


@pytest.mark.parametrize("name", ["http", "https", "git hub", "git:hub", "1st"])
def test_a_name_that_a_reference_could_not_hold_is_refused(config: ConfigFile, name: str) -> None:
    said = config.problems(lambda: config.read(TRACKERS.replace("  github:", f'  "{name}":') + MAPPING))
    assert "must be a name in letters, digits, - and _" in said


def test_a_mistake_in_the_defaults_is_told_once_and_where_it_stands(config: ConfigFile) -> None:
    second = MAPPING.removeprefix("mappings:\n").replace("checkout", "second").replace("incidents", "others")
    defaults = "defaults: {review: {after: 9 weeks, tracker_role: No One}, checks: {profile: strikt}}\n"
    said = config.problems(lambda: config.read(defaults + TRACKERS + MAPPING + second))
    assert [line.split(": ")[1] for line in said.split("\n")] == [
        "defaults.review.tracker_role",
        "defaults.checks.profile",
    ]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(config: ConfigFile) -> None:
    text = """\
trackers:
  github: {kind: github, url: http://acme.example, token: ${MISSING}}
clock: {tick: soon}
people:
  - {nam: Bob}
mappings:
  - name: a
    post_mortems: {tracker: nowhere, project: incidents}
    review: {aftr: 1 day, time_zone: Nowhere}
"""
    said = config.problems(lambda: config.read(text)).split("\n")
    assert [line.split(": ")[:2] for line in said] == [
        [f"followthrough.yaml:{line}", key]
        for line, key in [
            (2, "trackers.github.url"),
            (2, "trackers.github.token"),
            (3, "clock.tick"),
            (5, "people[0].nam"),
            (5, "people[0].name"),
            (7, "mappings[0].tickets.tracker"),
            (7, "mappings[0].tickets.project"),
            (8, "mappings[0].post_mortems.project"),
            (8, "mappings[0].post_mortems.tracker"),
            (9, "mappings[0].review.time_zone"),
            (9, "mappings[0].review.aftr"),
        ]
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("# only a comment\n", "the file is empty"),
        ("{}", "the file is empty"),
        ("- a\n- b\n", "the file must be a table of keys"),
        ("trackers", "the file must be a table of keys"),
        ("a: [1", "this is not valid YAML (while parsing a flow sequence"),
        ("a: b: c", "this is not valid YAML (mapping values are not allowed here)"),
        ("\ta: 1", "this is not valid YAML"),
        ("a: 1\n---\nb: 2\n", "this is not valid YAML"),
        ("a: \x00", "the file is not valid YAML"),
        ("{a: " * 300 + "1" + "}" * 300, "nested too deeply"),
        ("people: &all\n  - *all\n", "nested too deeply"),
    ],
)
def test_what_is_no_yaml_table_is_refused_as_a_whole(config: ConfigFile, text: str, said: str) -> None:
    assert said in config.problems(lambda: config.read(text))


def test_a_syntax_error_names_its_line(config: ConfigFile) -> None:
    assert config.problems(lambda: config.read(TRACKERS + "mappings: [\n")).startswith("followthrough.yaml:8: ")


def test_a_file_without_trackers_and_mappings_lacks_both(config: ConfigFile) -> None:
    assert config.problems(lambda: config.read("clock: {tick: 5 s}")) == (
        "followthrough.yaml: trackers: is missing\nfollowthrough.yaml: mappings: is missing"
    )


def test_a_file_that_is_not_there_is_named_with_its_variable(config: ConfigFile) -> None:
    said = config.problems(lambda: load(config.path, ENVIRON))
    assert "does not exist" in said
    assert "FOLLOWTHROUGH_CONFIG names the file to read" in said


def test_a_folder_is_no_config_file(config: ConfigFile, tmp_path: Path) -> None:
    assert "is a folder" in config.problems(lambda: load(tmp_path, ENVIRON))


def test_a_file_in_another_encoding_is_refused(config: ConfigFile) -> None:
    config.path.parent.mkdir()
    config.path.write_bytes("people: [{name: Zoë}]".encode("latin-1"))
    assert "is not UTF-8 text" in config.problems(lambda: load(config.path, ENVIRON))


def test_no_message_and_no_repr_holds_a_secret(config: ConfigFile) -> None:
    canaries = {"GITHUB_TOKEN": "canary one", "GITHUB_WEBHOOK_SECRET": "canary2", "KEY": "canary3", "NAME": "canary 4"}
    text = """\
trackers:
  github: {kind: github, url: "${NAME}", token: "${GITHUB_TOKEN}", webhook_secret: "${GITHUB_WEBHOOK_SECRET}"}
  other: {kind: github, url: https://x.example, app: {id: [a], private_key: "${KEY}"}, tokn: ghp_canary5}
  third: {kind: ghp_canary6, token: {a: canary7}}
people:
  - {name: "${NAME}", github: "${NAME}", email: "${NAME}"}
mappings:
  - {name: a, post_mortems: {tracker: "${NAME}", project: "${KEY}"}, review: {after: "${KEY}"}}
"""
    assert "canary" not in config.problems(lambda: config.read(text, canaries))
    sound = config.read(TRACKERS + MAPPING)
    assert all(secret not in repr(sound) for secret in ENVIRON.values())
    assert set(sound.secrets()) == set(ENVIRON.values())


_KEYS = """
    trackers github mappings people teams defaults clock name kind url token app review after labels match tickets
    project tracker checks profiles extends section/empty off post_mortems aliases lead due
    priority webhook_secret id private_key
"""
_WORDS = st.sampled_from([*_KEYS.split(), "acme/incidents", "alice", "${GITHUB_TOKEN}", "${", "<<", "", "5 weeks"])
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | _WORDS | st.text(max_size=8)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS | st.text(max_size=3), inner, max_size=5),
)
_TRACKER = st.dictionaries(st.sampled_from(["kind", "url", "token", "app", "webhook_secret"]), _VALUES, max_size=5)
_FILES = st.fixed_dictionaries(
    {"trackers": st.dictionaries(_WORDS, _TRACKER, max_size=2) | _VALUES},
    optional={
        "mappings": st.lists(st.dictionaries(_WORDS, _VALUES, max_size=5), max_size=3) | _VALUES,
        "people": st.lists(st.dictionaries(_WORDS, _VALUES, max_size=4), max_size=3) | _VALUES,
        "teams": st.lists(st.dictionaries(_WORDS, _VALUES, max_size=3), max_size=2) | _VALUES,
        "defaults": st.dictionaries(_WORDS, _VALUES, max_size=4),
        "clock": _VALUES,
        "profiles": st.dictionaries(_WORDS, st.dictionaries(_WORDS, _VALUES, max_size=3), max_size=3) | _VALUES,
    },
)


@given(_FILES)
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_the_file_is_answered_with_sentences(tmp_path: Path, content: object) -> None:
    file = tmp_path / "any.yaml"
    with file.open("w", encoding="utf-8") as handle:
        YAML(typ="safe", pure=True).dump(content, handle)
    found = examine(file, ENVIRON)
    for problem in (*found.problems, *found.unset, *found.settings.warnings):
        assert problem.message
        assert "\n" not in problem.message
        assert ENVIRON["GITHUB_TOKEN"] not in str(problem)


@given(st.text())
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered_with_sentences(tmp_path: Path, text: str) -> None:
    file = tmp_path / "any.yaml"
    file.write_bytes(os.fsencode(text) if text.isascii() else text.encode("utf-8", "surrogatepass"))
    with pytest.raises(ConfigError):
        load(file, ENVIRON)
