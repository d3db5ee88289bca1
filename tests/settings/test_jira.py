"""A Jira in the config: what its keys become, and what is refused of them, each with file, line, key and cure."""

import re
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from textwrap import dedent, indent

import pytest

from service.mappings import Home, Mapping, Person, Tickets, TrackerKind
from service.settings import AccountAuth, Deployment, Settings, TokenAuth, examine
from tests.settings.conftest import ENVIRON, MAPPING, PEOPLE, TRACKERS, ConfigFile

SECRETS = {
    **ENVIRON,
    "JIRA_EMAIL": "followthrough@acme.example",
    "JIRA_TOKEN": "ATATT3xCanaryOfJira",
    "JIRA_WEBHOOK_SECRET": "another-secret-of-enough-bytes",
    "JIRA_PATH": "canary-0123456789abcdef0123456789abcdef",
}
CLOUD = """\
kind: jira
url: https://acme.atlassian.net
email: ${JIRA_EMAIL}
token: ${JIRA_TOKEN}
"""
DATA_CENTER = """\
kind: jira
url: https://jira.acme.example/jira
deployment: datacenter
token: ${JIRA_TOKEN}
"""
TICKETS = "tickets: {tracker: jira, project: PAY}"


def with_jira(jira: str = CLOUD, mapping: str = MAPPING, before: str = "") -> str:
    """A sound GitHub at line 2, a Jira whose keys begin at line 8, and a mapping."""
    return TRACKERS + "  jira:\n" + indent(dedent(jira), "    ") + before + mapping


def to_jira(tickets: str = TICKETS, extra: str = "") -> str:
    """A mapping from a repository to a Jira project."""
    mapping = MAPPING.replace("tickets: {tracker: github, project: acme/checkout}", tickets)
    return mapping + indent(dedent(extra), "    ")


def read(config: ConfigFile, text: str) -> Settings:
    return config.read(text, SECRETS)


def refused(config: ConfigFile, text: str) -> str:
    return config.problems(lambda: read(config, text))


# -- what the keys become


def test_a_cloud_is_an_account_and_its_token(config: ConfigFile) -> None:
    jira = read(config, with_jira(CLOUD + "scoped: true\nwebhook_secret: ${JIRA_WEBHOOK_SECRET}\n")).trackers["jira"]
    assert (jira.kind, jira.url, jira.deployment) == (
        TrackerKind.JIRA,
        "https://acme.atlassian.net",
        Deployment.CLOUD,
    )
    assert isinstance(jira.auth, AccountAuth)
    assert (jira.auth.email, jira.auth.scoped) == ("followthrough@acme.example", True)
    assert jira.auth.token.get_secret_value() == SECRETS["JIRA_TOKEN"]
    assert [secret.get_secret_value() for secret in jira.webhook_secrets] == [SECRETS["JIRA_WEBHOOK_SECRET"]]
    assert jira.unsigned is None


def test_writes_to_a_jira_may_be_paced_and_are_not_by_themselves(config: ConfigFile) -> None:
    assert read(config, with_jira(CLOUD)).trackers["jira"].pause == timedelta()
    assert read(config, with_jira(CLOUD + "write_pause: 2 s\n")).trackers["jira"].pause == timedelta(seconds=2)


def test_a_data_center_is_a_token_alone(config: ConfigFile) -> None:
    jira = read(config, with_jira(DATA_CENTER)).trackers["jira"]
    assert (jira.url, jira.deployment) == ("https://jira.acme.example/jira", Deployment.DATACENTER)
    assert isinstance(jira.auth, TokenAuth)


@pytest.mark.parametrize(("email", "auth"), [("email: ${JIRA_EMAIL}\n", AccountAuth), ("", TokenAuth)])
def test_a_jira_that_is_asked_where_it_runs_is_signed_in_to_by_what_is_written(
    config: ConfigFile, email: str, auth: type
) -> None:
    jira = f"kind: jira\nurl: https://jira.acme.example\ntoken: ${{JIRA_TOKEN}}\n{email}"
    tracker = read(config, with_jira(jira)).trackers["jira"]
    assert (tracker.deployment, type(tracker.auth)) == (Deployment.AUTO, auth)


def test_a_jira_on_this_machine_may_be_plain_http(config: ConfigFile) -> None:
    jira = DATA_CENTER.replace("https://jira.acme.example/jira", "http://127.0.0.1:8081")
    assert read(config, with_jira(jira)).trackers["jira"].url == "http://127.0.0.1:8081"


def test_a_data_center_that_does_not_sign_has_a_secret_address_and_a_list_of_callers(config: ConfigFile) -> None:
    keys = "webhook_path: ${JIRA_PATH}\nwebhook_addresses: [10.1.2.3, 10.9.0.0/16, '2001:db8::/48']\n"
    settings = read(config, with_jira(DATA_CENTER + keys))
    unsigned = settings.trackers["jira"].unsigned
    assert unsigned is not None
    assert unsigned.path.get_secret_value() == SECRETS["JIRA_PATH"]
    assert unsigned.addresses == tuple(map(ip_network, ("10.1.2.3/32", "10.9.0.0/16", "2001:db8::/48")))
    assert SECRETS["JIRA_PATH"] in settings.secrets()


def test_every_secret_of_a_jira_is_known_to_the_log_and_none_is_shown(config: ConfigFile) -> None:
    keys = "webhook_secret: ${JIRA_WEBHOOK_SECRET}\nwebhook_path: ${JIRA_PATH}\nwebhook_addresses: [10.1.2.3]\n"
    settings = read(config, with_jira(DATA_CENTER + keys))
    secrets = {SECRETS[name] for name in ("JIRA_TOKEN", "JIRA_WEBHOOK_SECRET", "JIRA_PATH")}
    assert secrets <= set(settings.secrets())
    assert not any(secret in repr(settings) for secret in secrets)


def test_a_mapping_may_lead_from_one_tracker_to_the_other(config: ConfigFile) -> None:
    tickets = """\
    tickets:
          tracker: jira
          project: PAY
          type: Bug
          labels: [reliability]
          priority: {P1: Highest}
          fields:
            customfield_10010: {value: Payments}
            customfield_10011: [{value: a}, 7, 1.5, true]
            customfield_10012: 2026-12-31
            components: [{name: Checkout}]
          done: [Released]
          wont_do: [Won't Do, Rejected]
          allow_public: true
    """.strip()
    (mapping,) = read(config, with_jira(mapping=to_jira(tickets))).mappings
    assert mapping == Mapping(
        "checkout",
        "github",
        "acme/incidents",
        Tickets(
            "jira",
            "PAY",
            ("reliability",),
            {"P1": "Highest"},
            True,
            TrackerKind.JIRA,
            "Bug",
            {
                "customfield_10010": {"value": "Payments"},
                "customfield_10011": [{"value": "a"}, 7, 1.5, True],
                "customfield_10012": "2026-12-31",
                "components": [{"name": "Checkout"}],
            },
            ("Released",),
            ("Won't Do", "Rejected"),
        ),
    )


def test_post_mortems_may_live_in_jira(config: ConfigFile) -> None:
    mapping = MAPPING.replace("tracker: github, project: acme/incidents", "tracker: jira, project: PM")
    (found,) = read(config, with_jira(mapping=mapping)).mappings
    assert (found.home, found.project) == (Home("jira", TrackerKind.JIRA), "PM")
    assert found.tickets.home == Home("github", TrackerKind.GITHUB)


def test_post_mortems_in_jira_have_type_and_fields_of_their_own(config: ConfigFile) -> None:
    keys = "type: Incident, fields: {customfield_10010: {value: Payments}, priority: {name: High}}"
    mapping = MAPPING.replace("tracker: github, project: acme/incidents", f"tracker: jira, project: PM, {keys}")
    (found,) = read(config, with_jira(mapping=mapping)).mappings
    assert found.type == "Incident"
    assert found.fields == {"customfield_10010": {"value": "Payments"}, "priority": {"name": "High"}}
    assert (found.tickets.type, found.tickets.fields) == (None, {})


def test_defaults_of_jira_post_mortems_leave_those_on_github_alone(config: ConfigFile) -> None:
    other = MAPPING.removeprefix("mappings:\n").replace("checkout", "other").replace("incidents", "others")
    there = MAPPING.replace("tracker: github, project: acme/incidents", "tracker: jira, project: PM")
    defaults = "defaults: {post_mortems: {type: Bug, fields: {components: []}}}\n"
    in_jira, in_github = read(config, with_jira(mapping=there + other, before=defaults)).mappings
    assert (in_jira.type, in_jira.fields) == ("Bug", {"components": []})
    assert (in_github.type, in_github.fields) == (None, {})


def test_defaults_of_jira_hold_for_the_mappings_whose_tickets_are_there(config: ConfigFile) -> None:
    other = MAPPING.removeprefix("mappings:\n").replace("checkout", "other").replace("incidents", "others")
    defaults = "defaults: {tickets: {type: Bug, done: [Released], fields: {components: []}}}\n"
    in_jira, in_github = read(config, with_jira(mapping=to_jira() + other, before=defaults)).mappings
    assert (in_jira.tickets.type, in_jira.tickets.done) == ("Bug", ("Released",))
    assert in_github.tickets == Tickets("github", "acme/other")


def test_a_person_has_an_account_for_each_kind_and_for_single_trackers(config: ConfigFile) -> None:
    people = 'people: [{name: Alice, github: alice, jira: "5b10", accounts: {eu: "712020:77a0-5b"}}]\n'
    eu = "  eu: {kind: jira, url: https://acme-eu.atlassian.net, email: ${JIRA_EMAIL}, token: ${JIRA_TOKEN}}\n"
    settings = read(config, with_jira(before=eu + people))
    assert settings.people == (Person("Alice", {"github": "alice", "jira": "5b10", "eu": "712020:77a0-5b"}),)
    (alice,) = settings.people
    assert alice.account(settings.trackers["eu"].home) == "712020:77a0-5b"
    assert alice.account(settings.trackers["jira"].home) == "5b10"


# -- what is refused of the tracker

OTHER_KEYS = "accepted keys: kind, url, deployment, email, token, scoped, webhook_secret, webhook_path, "


@pytest.mark.parametrize(
    ("jira", "sentence"),
    [
        (
            CLOUD.replace("email: ${JIRA_EMAIL}\n", ""),
            "7: trackers.jira.email: is missing: Jira Cloud wants the e-mail address of the service's account beside "
            "its API token; add `email: ${JIRA_EMAIL}`",
        ),
        (
            CLOUD.replace("acme.atlassian.net", "jira.acme.example").replace(
                "email: ${JIRA_EMAIL}", "deployment: cloud"
            ),
            "7: trackers.jira.email: is missing: Jira Cloud wants the e-mail address",
        ),
        (
            DATA_CENTER + "email: ${JIRA_EMAIL}\n",
            "12: trackers.jira.email: has no place on Data Center, which takes a personal access token alone; take it "
            "out, or write `deployment: cloud`",
        ),
        (
            CLOUD + "deployment: datacenter\n",
            "12: trackers.jira.deployment: is `datacenter`, and the address is one of Jira Cloud; write cloud",
        ),
        (
            CLOUD + "deployment: server\n",
            "12: trackers.jira.deployment: must be one of 'cloud', 'datacenter' or 'auto'",
        ),
        (
            DATA_CENTER + "scoped: true\n",
            "12: trackers.jira.scoped: is about API tokens of Jira Cloud, which stand beside an `email`, and there is "
            "none; take it out, or add `email: ${JIRA_EMAIL}`",
        ),
        (CLOUD + "scoped: yes\n", "12: trackers.jira.scoped: must be true or false, not `yes`"),
        (CLOUD.replace("token: ${JIRA_TOKEN}\n", ""), "7: trackers.jira.token: is missing"),
        (CLOUD.replace("${JIRA_TOKEN}", "two words"), "11: trackers.jira.token: must be one token without spaces"),
        (CLOUD.replace("${JIRA_EMAIL}", "alice"), "10: trackers.jira.email: must be an e-mail address, not `alice`"),
        (
            CLOUD + "app: {id: 1, private_key: a}\n",
            "12: trackers.jira.app: is a key of GitHub, and `trackers.jira` is none; " + OTHER_KEYS,
        ),
        (CLOUD + "emial: a@b\n", "12: trackers.jira.emial: is not a key of `trackers.jira` (did you mean `email`?)"),
        (CLOUD + "write_pause: soon\n", "12: trackers.jira.write_pause: "),
        (
            CLOUD + "webhook_secret: short\n",
            "12: trackers.jira.webhook_secret: must be 16 bytes or longer and it has 5",
        ),
        (
            DATA_CENTER + "webhook_path: ${JIRA_PATH}\n",
            "12: trackers.jira.webhook_path: is not enough without `webhook_addresses`; write both of them, or neither",
        ),
        (
            DATA_CENTER + "webhook_addresses: [10.1.2.3]\n",
            "12: trackers.jira.webhook_addresses: is not enough without `webhook_path`; write both of them, or neither",
        ),
        (
            CLOUD + "webhook_path: ${JIRA_PATH}\nwebhook_addresses: [10.1.2.3]\n",
            "12: trackers.jira.webhook_path: is for deliveries without a signature, and Jira Cloud signs its own; take "
            "it out, and use `webhook_secret`",
        ),
        (
            DATA_CENTER + "webhook_path: 0123456789abcdef\nwebhook_addresses: [10.1.2.3]\n",
            "12: trackers.jira.webhook_path: must have 32 characters or more and has 16",
        ),
        (
            DATA_CENTER + f"webhook_path: {'a/' * 20}\nwebhook_addresses: [10.1.2.3]\n",
            "12: trackers.jira.webhook_path: must be made of letters, digits, - and _",
        ),
        (
            DATA_CENTER + "webhook_path: ${JIRA_PATH}\nwebhook_addresses: [jira.acme.example]\n",
            "13: trackers.jira.webhook_addresses[0]: must be an IP address or a network such as `10.1.2.3` or "
            "`10.1.2.0/24`, not `jira.acme.example`",
        ),
        (
            DATA_CENTER + "webhook_path: ${JIRA_PATH}\nwebhook_addresses: [0.0.0.0/0]\n",
            "13: trackers.jira.webhook_addresses[0]: must be fewer addresses than all there are, not `0.0.0.0/0`",
        ),
        (
            DATA_CENTER + "webhook_path: ${JIRA_PATH}\nwebhook_addresses: []\n",
            "13: trackers.jira.webhook_addresses: is empty, so that nobody could deliver; name the Jira's addresses",
        ),
    ],
)
def test_keys_of_a_jira_that_do_not_go_together_are_one_sentence(config: ConfigFile, jira: str, sentence: str) -> None:
    said = refused(config, with_jira(jira))
    assert said.startswith(f"followthrough.yaml:{sentence}")
    assert "\n" not in said
    assert not any(SECRETS[name] in said for name in ("JIRA_TOKEN", "JIRA_PATH", "JIRA_EMAIL"))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://jira.acme.example", "must start with https://"),
        ("http://10.0.0.1", "must start with https://"),
        ("jira.acme.example", "must be an address such as"),
        ("https://alice:hunter2@jira.acme.example", "without user, password"),
        ("https://jira.acme.example?x=1", "without user, password"),
        ("https://api.atlassian.com/ex/jira/11223344", "told by `scoped: true`"),
        ("https://acme.atlassian.net/rest/api/3", "without what follows it"),
        ("https://acme.atlassian.net/jira/software/projects/PAY/boards/1", "without what follows it"),
        ("https://jira.acme.example/rest", "without what follows it"),
        ("https://jira.acme.example/jira/browse/PAY-1", "without what follows it"),
    ],
)
def test_what_is_not_the_address_of_a_site_is_refused(config: ConfigFile, url: str, said: str) -> None:
    told = refused(config, with_jira(CLOUD.replace("https://acme.atlassian.net", f'"{url}"')))
    assert told.startswith("followthrough.yaml:9: trackers.jira.url: must ")
    assert said in told
    assert "hunter2" not in told


def test_a_key_of_jira_is_refused_for_a_github(config: ConfigFile) -> None:
    said = refused(config, TRACKERS + "    email: ${JIRA_EMAIL}\n" + MAPPING)
    assert said == (
        "followthrough.yaml:7: trackers.github.email: is a key of Jira, and `trackers.github` is none; accepted keys: "
        "kind, url, token, app, webhook_secret, write_pause; take it out"
    )


def test_a_tracker_may_not_bear_the_name_of_the_other_kind(config: ConfigFile) -> None:
    said = refused(
        config, TRACKERS.replace("  github:", "  jira:") + MAPPING.replace("tracker: github", "tracker: jira")
    )
    assert said == (
        "followthrough.yaml:2: trackers.jira: is a GitHub by the name of the other kind, Jira; give it another name"
    )


# -- what is refused of a mapping


@pytest.mark.parametrize(
    ("tickets", "sentence"),
    [
        (
            "tickets: {tracker: jira, project: acme/checkout}",
            "tickets.project: must be the key of a Jira project such as `PAY`, in capitals, not `acme/checkout`",
        ),
        (
            "tickets: {tracker: jira, project: pay}",
            "tickets.project: must be the key of a Jira project such as `PAY`, in capitals, not `pay` (did you mean "
            "`PAY`?)",
        ),
        ("tickets: {tracker: jira, project: PAY-7}", "tickets.project: must be the key of a Jira project"),
        (
            "tickets: {tracker: github, project: PAY}",
            "tickets.project: must be owner/name such as `acme/incidents`, not `PAY`",
        ),
        (
            "tickets: {tracker: jira, project: PAY, labels: [high priority]}",
            "tickets.labels: is the label `high priority`, and Jira (`jira`) takes none with a blank; write "
            "`high-priority`",
        ),
        (
            "tickets: {tracker: jira, project: PAY, fields: {Severity: a}}",
            "tickets.fields.Severity: must be the id of a field such as `customfield_10010` or `components`, not "
            "`Severity`",
        ),
        (
            "tickets: {tracker: jira, project: PAY, fields: {summary: a}}",
            "tickets.fields.summary: is filled from the action's title; take it out of `fields`",
        ),
        (
            "tickets: {tracker: jira, project: PAY, fields: {priority: {name: High}}}",
            "tickets.fields.priority: is filled from `priority`; take it out of `fields`",
        ),
        (
            "tickets: {tracker: jira, project: PAY, fields: {customfield_1: 2026-01-01 10:00:00}}",
            "tickets.fields.customfield_1: holds a time that is not a text; put it in quotes",
        ),
        (
            "tickets: {tracker: jira, project: PAY, fields: {customfield_1: [.nan]}}",
            "tickets.fields.customfield_1: holds a number that JSON does not know",
        ),
        ("tickets: {tracker: jira, project: PAY, done: Released}", "tickets.done: must be a list, not `Released`"),
        ("tickets: {tracker: jira, project: PAY, wont_do: [1]}", "tickets.wont_do[0]: must be a text"),
    ],
)
def test_a_destination_that_does_not_fit_its_tracker_is_one_sentence(
    config: ConfigFile, tickets: str, sentence: str
) -> None:
    said = refused(config, with_jira(mapping=to_jira(tickets)))
    assert said.startswith(f"followthrough.yaml:15: mappings[0].{sentence}")
    assert "\n" not in said


@pytest.mark.parametrize("key", ["type: Task", "fields: {components: []}", "done: [Done]", "wont_do: [Rejected]"])
def test_a_key_of_jira_tickets_is_refused_where_they_go_to_github(config: ConfigFile, key: str) -> None:
    mapping = MAPPING.replace("project: acme/checkout", f"project: acme/checkout, {key}")
    name = key.partition(":")[0]
    sentence = f"{name}: means something in Jira only, and these tickets go to GitHub (`github`); take it out"
    assert refused(config, with_jira(mapping=mapping)) == f"followthrough.yaml:15: mappings[0].tickets.{sentence}"


@pytest.mark.parametrize("key", ["type: Task", "fields: {components: []}"])
def test_a_key_of_jira_post_mortems_is_refused_where_they_are_on_github(config: ConfigFile, key: str) -> None:
    mapping = MAPPING.replace("project: acme/incidents", f"project: acme/incidents, {key}")
    name = key.partition(":")[0]
    sentence = f"{name}: means something in Jira only, and these post-mortems are in GitHub (`github`); take it out"
    assert refused(config, with_jira(mapping=mapping)) == f"followthrough.yaml:14: mappings[0].post_mortems.{sentence}"


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ("fields: {summary: a}", "fields.summary: is filled from the document's title; take it out of `fields`"),
        ("fields: {labels: [a]}", "fields.labels: is filled from `labels`; take it out of `fields`"),
        ("fields: {Team: a}", "fields.Team: must be the id of a field such as `customfield_10010`"),
        ("feilds: {components: []}", "feilds: is not a key of `mappings[0].post_mortems` (did you mean `fields`?)"),
        ("type: [Task]", "type: must be a text"),
    ],
)
def test_what_post_mortems_in_jira_cannot_have_is_one_sentence(config: ConfigFile, keys: str, sentence: str) -> None:
    mapping = MAPPING.replace("tracker: github, project: acme/incidents", f"tracker: jira, project: PM, {keys}")
    said = refused(config, with_jira(mapping=mapping))
    assert said.startswith(f"followthrough.yaml:14: mappings[0].post_mortems.{sentence}")
    assert "\n" not in said


def test_a_default_for_jira_tickets_is_refused_where_there_is_no_jira(config: ConfigFile) -> None:
    said = refused(config, TRACKERS + "defaults: {tickets: {type: Task}}\n" + MAPPING)
    assert said.startswith("followthrough.yaml:7: defaults.tickets.type: means something in Jira only")


@pytest.mark.parametrize(
    ("extra", "key"),
    [
        ("labels: {start: post mortem}", "labels.start"),
        ("labels: {finished: post mortem done}", "labels.finished"),
        ("labels: {review: the review}", "labels.review"),
        ("match: {labels: [svc checkout]}", "match.labels"),
    ],
)
def test_labels_of_post_mortems_in_jira_have_no_blank(config: ConfigFile, extra: str, key: str) -> None:
    mapping = MAPPING.replace("tracker: github, project: acme/incidents", "tracker: jira, project: PM")
    said = refused(config, with_jira(mapping=mapping + f"    {extra}\n"))
    assert said.startswith(f"followthrough.yaml:16: mappings[0].{key}: is the label `")
    assert "takes none with a blank; write `" in said
    assert read(config, with_jira(mapping=MAPPING + f"    {extra}\n")).mappings, "on GitHub it may have one"


def test_only_the_label_of_tickets_matters_where_only_tickets_are_in_jira(config: ConfigFile) -> None:
    labels = 'labels: {start: post mortem, action: "post mortem: action"}'
    said = refused(config, with_jira(mapping=to_jira(extra=labels)))
    assert said == (
        "followthrough.yaml:16: mappings[0].labels.action: is the label `post mortem: action`, and Jira (`jira`) takes "
        "none with a blank; write `post-mortem:-action`"
    )


def test_a_mapping_that_does_not_fit_its_tracker_is_left_out(config: ConfigFile) -> None:
    config.path.parent.mkdir()
    config.path.write_text(with_jira(mapping=to_jira("tickets: {tracker: jira, project: acme/x}")))
    assert examine(config.path, SECRETS).settings.mappings == ()


# -- people


def _warned(config: ConfigFile, text: str) -> list[str]:
    return [f"{problem.key}: {problem.message}; {problem.cure}" for problem in read(config, text).warnings]


def test_somebody_without_an_account_where_they_are_needed_is_a_warning(config: ConfigFile) -> None:
    text = with_jira(mapping=to_jira(), before=PEOPLE)
    assert _warned(config, text) == [
        "teams[0].lead: names `alice`, who has no account on `jira`; add `jira:` to the entry in `people`"
    ]
    assert _warned(config, text.replace("github: alice", "github: alice, jira: 5b10")) == []


def test_who_reviews_needs_an_account_where_the_post_mortems_are(config: ConfigFile) -> None:
    mapping = MAPPING.replace("tracker: github, project: acme/incidents", "tracker: jira, project: PM")
    people = PEOPLE.replace("lead: alice", "lead: Bob")
    for role, who in (("Bob", "who"), ("Team Alpha", "whose lead")):
        text = with_jira(mapping=mapping + f"    review: {{tracker_role: {role}}}\n", before=people)
        assert _warned(config, text) == [
            f"mappings[0].review.tracker_role: names `{role}`, {who} has no account on `jira`; "
            "add `jira:` to the entry in `people`"
        ]


def test_an_account_of_nobody_in_the_config_is_taken_for_one_and_said(config: ConfigFile) -> None:
    mapping = MAPPING.replace("tracker: github, project: acme/incidents", "tracker: jira, project: PM")
    (warning,) = _warned(config, with_jira(mapping=mapping + "    review: {tracker_role: 5b10a2844c20}\n"))
    assert "names `5b10a2844c20`, who is not in `people`; it is taken for an account" in warning


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        (
            "jira: Alice Moreau",
            "people[0].jira: must be an account, without blanks and @ before it, not `Alice Moreau`",
        ),
        ("jira: '@alice'", "people[0].jira: must be an account, without blanks and @ before it, not `@alice`"),
        ("accounts: {eu: '1'}", "people[0].accounts.eu: is no tracker; `trackers` has github, jira"),
        ("accounts: {jria: '1'}", "people[0].accounts.jria: is no tracker (did you mean `jira`?); `trackers` has"),
        (
            "accounts: {github: 'a.b'}",
            "people[0].accounts.github: must be a login such as `alice`, without @, not `a.b`",
        ),
        (
            "jira: '1', accounts: {jira: '2'}",
            "people[0].accounts.jira: says again what `jira:` of the same entry says; keep one of them",
        ),
        ("accounts: [eu]", "people[0].accounts: must be a table of keys, not a list"),
    ],
)
def test_an_account_that_cannot_be_one_is_refused(config: ConfigFile, person: str, sentence: str) -> None:
    people = f"people:\n  - {{name: Alice, {person}}}\n"
    said = refused(config, with_jira(before=people))
    assert said.startswith(f"followthrough.yaml:13: {sentence}")
    assert "\n" not in said


def test_the_config_that_the_readme_shows_is_one(config: ConfigFile) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    shown = readme.split("## With Jira")[1].split("\n## ")[0]
    whole, unsigned = re.findall(r"```yaml\n(.*?)```", shown, re.DOTALL)
    github = TRACKERS.removeprefix("trackers:\n")
    plant = {"PLANT_TOKEN": "t", "PLANT_WEBHOOK_SECRET": "s" * 16, "PLANT_WEBHOOK_PATH": "p" * 32}
    text = whole.replace("trackers:\n", "trackers:\n" + github)
    settings = config.read(text, {**SECRETS, **plant})
    assert settings.warnings == ()
    assert settings.people[0].account(settings.trackers["plant"].home) == "amoreau"
    old = text.replace("    webhook_secret: ${PLANT_WEBHOOK_SECRET}\n", unsigned)
    assert config.read(old, {**SECRETS, **plant}).trackers["plant"].unsigned is not None


def test_the_keys_of_jira_in_the_config_that_ships_are_right_once_they_are_no_comments(config: ConfigFile) -> None:
    shipped = (Path(__file__).parents[2] / "config" / "followthrough.yaml").read_text(encoding="utf-8")
    tracker = _uncommented(shipped, "  # jira:", "\n\n")
    tickets = _uncommented(shipped, "    # tickets: ", "    # match:")
    settings = read(
        config,
        TRACKERS + tracker + MAPPING.replace("    tickets: {tracker: github, project: acme/checkout}\n", tickets),
    )
    assert settings.mappings[0].tickets.home == Home("jira", TrackerKind.JIRA)
    assert settings.mappings[0].tickets.done == ("Done", "Released")


def _uncommented(text: str, first: str, after: str) -> str:
    start = text.index(first)
    return re.sub(r"^( *)# ", r"\1", text[start : text.index(after, start)], flags=re.MULTILINE) + "\n"
