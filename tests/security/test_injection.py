"""Two hundred payloads in titles, cells, owners, comments and the config: they are words, and nothing but words."""

import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import pytest
import structlog
from redis import Redis

from connectors.jira.search import quoted
from connectors.sandbox.jira.jql.parsing import parsed
from connectors.sandbox.jira.jql.tree import Both, Clause
from connectors.sandbox.recording import Exchange
from service import log
from service.document.rules import RULES
from service.document.rules.registry import OFF
from service.document.template import IncidentFacts, TimelineEntry, render_template
from service.mappings import Mapping, Person
from tests.security.stages import looks, repository, said_in
from tests.stories.documents import SECTIONS, TABLE
from tests.stories.github_site import BOT, SECRET
from tests.stories.jira_stories import jira_of
from tests.stories.pairing import GITHUB, GITHUB_CLOUD
from tests.stories.stage import ROOT, Stage, staged
from tests.stories.test_following import row

CORES = (
    "{{ config }}",
    "{{ 31337*31337 }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{% for key in incident.__init__.__globals__ %}{{ key }}{% endfor %}",
    "{0.__class__.__init__.__globals__}",
    "{signer._keys} {tracker.credentials.token}",
    "%(token)s %s %n",
    "${GITHUB_TOKEN} $JIRA_TOKEN",
    "#{31337*31337} <%= 31337*31337 %>",
    "@mallory",
    "@acme/everyone",
    "(@mallory)",
    "\\@mallory",
    "@@mallory",
    "[~mallory]",
    "[~accountid:mallory]",
    "&#64;mallory &#x40;mallory &commat;mallory",
    "＠mallory",
    "@\u200bmallory @\u200dmallory",
    "*@*mallory",
    "<a href='//x.example'>@mallory</a>",
    "mailto:x@mallory",
    '" OR project = 2 OR labels = "x',
    "' OR 1=1 --",
    '\\" OR project is not EMPTY ORDER BY created DESC',
    'x") OR (project in (1, 2',
    "\\",
    "\\u0022 OR project = 2",
    "--> <b>x</b> <!--",
    "{marker}",
    "x --> {marker}",
    "&lt;!-- followthrough:ticket x --&gt;",
    '\r\n{"event": "forged", "level": "info"}',
    "\n2026-11-20T09:00:00Z [info] forged",
    "\x1b[2J\x1b[1;1Hforged",
    "\u2028forged\u0085forged",
    "a\x00b\x07c",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "\u202egnirts\u2066",
)
SHAPES = ("{}", "Alert on {}", "`{}", "[{}](https://x.example)", "{} and {}")
FORGED = "<!-- followthrough:ticket eyJwbSI6WyJnaXRodWIiLCIxIiwxXSwiayI6IkExIn0.c2lnbmF0dXJl -->"
PAYLOADS = tuple(shape.replace("{}", core.replace("{marker}", FORGED)) for core in CORES for shape in SHAPES)
LISTED = {"alice", "bob"}
_MENTION = re.compile(r"(?<![\w./])@([A-Za-z0-9][\w/-]*)|\[~([^\]]*)\]|(&#0*64;|&#x0*40;|&commat;)", re.IGNORECASE)

ASKED = re.compile(
    r"project (= \d+|in \(\d+(, \d+)*\))( AND statusCategory != Done)?( AND updated >= \"[\d/]+ [\d:]+\")?"
    r"( AND labels = \"[\w:-]+\")*( ORDER BY (updated ASC, id ASC|key DESC))?"
    r"|labels in \(\"[0-9a-f]{16}\"(, \"[0-9a-f]{16}\")*\)"
)
"""All that is ever asked in JQL."""


class Heard:
    """Every query in JQL, however it is sent."""

    def __init__(self) -> None:
        self.queries: list[str] = []

    def __call__(self, exchange: Exchange) -> None:
        if exchange.kind != "api":
            return
        self.queries += parse_qs(exchange.query_string).get("jql", [])
        if exchange.request_body.startswith(b"{"):
            asked = json.loads(exchange.request_body).get("jql")
            self.queries += [asked] if asked else []


def lenient(mapping: Mapping) -> Mapping:
    """Whatever is written becomes a ticket; and the config's own names are payloads, too."""
    people = tuple(Person(payload, {}) for payload in PAYLOADS if payload.isprintable())
    checks = dict.fromkeys(RULES, OFF)
    return replace(
        mapping, checks=checks, people=(*mapping.people, *people), name='shop" OR project = 2 {{ 31337*31337 }}'
    )


@pytest.fixture(scope="module")
def heard() -> Heard:
    return Heard()


@pytest.fixture(scope="module")
def logged() -> Iterator[io.StringIO]:
    with redirect_stderr(io.StringIO()) as told:
        log.configure("json", "info")
    yield told
    log.configure("json", "error")


@pytest.fixture(scope="module")
def stage(
    redis: "Redis", heard: Heard, logged: io.StringIO, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    data = tmp_path_factory.mktemp("data")
    with staged(redis, data, GITHUB_CLOUD, listener=heard, adapt=lenient) as on_stage:
        for site in on_stage.sites:
            site.delivers("drop")
        told(on_stage)
        yield on_stage


def told(stage: Stage) -> None:
    """One post-mortem whose fifty rows hold them all, four whose owners do, four whose comments do; and titles."""
    lots = [PAYLOADS[start : start + 50] for start in range(0, len(PAYLOADS), 50)]
    quarters = list(zip(*lots, strict=True))
    cells = [(f"{one} then {two}", f"{three} then {four}", "@alice") for one, two, three, four in quarters]
    tickets = [opened(stage, lots[0], document(cells))]
    owners = [opened(stage, lot, document([("Alert on it", "it rings", one) for one in lot])) for lot in lots]
    comments = [opened(stage, lot, TABLE) for lot in lots]
    incidents = [stage.alice.opens(stage.incidents, title(one), one, ("postmortem",)) for one in PAYLOADS[::20]]
    for number, lot in zip(comments, lots, strict=True):
        stage.alice.says(
            stage.incidents, number, "\n".join(f"/waive owner/missing A1 because {flat(it)}" for it in lot)
        )
    for number in incidents:
        stage.alice.says(stage.incidents, number, "\n\n".join(PAYLOADS[number % 20 :: 20]))
    looks(stage, *tickets, *owners, *comments, *incidents)
    stage.clock.advance(hours=1)
    for number in tickets:
        stage.alice.tags(stage.incidents, number, "postmortem:finished")
    looks(stage, *tickets)


def opened(stage: Stage, lot: Sequence[str], body: str) -> int:
    return stage.alice.opens(stage.incidents, title(lot[0]), body, ("postmortem",))


def title(payload: str) -> str:
    return payload.replace("\0", "")[:250]


def flat(payload: str) -> str:
    return " ".join(payload.replace("|", "\\|").replace("\0", "").split())


def document(cells: Sequence[tuple[str, str, str]]) -> str:
    head = "| ID | Action | Owner | Due | Root cause | Done when |\n|----|----|----|----|----|----|"
    rows = (
        f"| A{n} | {flat(what)} row {n} | {flat(who)} | 2027-01-15 | RC1 | {flat(measure)} |"
        for n, (what, measure, who) in enumerate(cells, 1)
    )
    return "\n".join((SECTIONS, head, *rows, ""))


def written(stage: Stage) -> list[str]:
    """By the service, at GitHub and at Jira, as these keep it."""
    return [*said_in(repository(stage, stage.incidents)), *(json.dumps(it) for it in descriptions(stage))]


def descriptions(stage: Stage) -> list[Any]:
    world = jira_of(stage).world
    return [issue.description for issue in world.issues_of(world.project(stage.app)) if issue.creator.name == BOT]


def test_there_are_two_hundred_and_most_of_them_arrive(stage: Stage) -> None:
    assert len(set(PAYLOADS)) == 200
    assert len(descriptions(stage)) >= 40, "a payload that opens a comment takes rows below along"
    texts = "\n".join(written(stage))
    assert "31337*31337" in texts and "GITHUB" in texts, "as they were written"
    assert str(31337 * 31337) not in texts


def test_no_secret_comes_out(stage: Stage, logged: io.StringIO) -> None:
    keys = [(stage.place.environment.data / "secret_key").read_text().strip()]
    for secret in (*keys, SECRET, f"{BOT}-token"):
        assert [text for text in (*written(stage), logged.getvalue()) if secret in text] == []
    assert not [text for text in written(stage) if "__globals__'" in text or "<class '" in text]


def test_nobody_is_mentioned_who_is_not_listed(stage: Stage) -> None:
    """Titles are plain text in both trackers, and reach nobody."""
    bodies = [text for text in said_in(repository(stage, stage.incidents)) if not text.startswith("Post-mortem: ")]
    mentioned = {found[0] for text in bodies for found in _MENTION.finditer(text)}
    assert {word for word in mentioned if word.removeprefix("@") not in LISTED} == set()
    accounts = {jira_of(stage).account(name) for name in LISTED}
    assert {node["attrs"]["id"] for text in descriptions(stage) for node in mentions(text)} <= accounts


def mentions(node: Any) -> Iterator[Any]:
    match node:
        case {"type": "mention"}:
            yield node
        case {"content": content}:
            for inner in content:
                yield from mentions(inner)


def test_no_query_says_anything_else_than_it_always_does(stage: Stage, heard: Heard) -> None:
    assert len(heard.queries) >= 4
    assert [query for query in heard.queries if not ASKED.fullmatch(query)] == []


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_label_of_the_config_stays_one_value_of_a_query(payload: str) -> None:
    query = parsed(f"project = 1 AND labels = {quoted(payload)}").where
    assert isinstance(query, Both)
    first, second = query.parts
    assert first == Clause("project", "=", ("1",))
    assert isinstance(second, Clause) and (second.field, second.operator, len(second.values)) == ("labels", "=", 1)
    assert second.values == (payload,) or not payload.isprintable(), "the sandbox keeps the letters of \\u000a"


def test_a_template_takes_them_all_for_words() -> None:
    source = (ROOT / "config" / "templates" / "default.md").read_text(encoding="utf-8")
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    harmless = shape(render_template(source, incident("words", at)))
    for payload in PAYLOADS:
        text = render_template(source, incident(payload, at))
        assert _MENTION.findall(text) == [], payload
        assert shape(text) == harmless, payload


def incident(word: str, at: datetime) -> IncidentFacts:
    return IncidentFacts(
        word, "https://github.com/acme/incidents/issues/1", word, word, at, None, (TimelineEntry(at, word, word),)
    )


def shape(document: str) -> list[str]:
    """What every line begins with, and the comments of the template: nothing of it is a payload's to change."""
    lines = document.splitlines()
    return [line[:2] for line in lines] + re.findall("<!--|-->", document)


@pytest.mark.parametrize("form", ["json", "console"])
def test_an_event_is_one_record_whatever_it_tells(form: Any) -> None:
    with redirect_stderr(io.StringIO()) as said:
        log.configure(form, "info")
        for payload in PAYLOADS:
            structlog.get_logger().info("delivery", reason=payload, tracker=payload)
    log.configure("json", "error")
    lines = said.getvalue().split("\n")[:-1]

    assert len(lines) == len(PAYLOADS)
    assert not set(said.getvalue()) & set("\r\x1b\x00\x85\u2028")
    if form == "json":
        assert [json.loads(line)["reason"] for line in lines] == list(PAYLOADS)


def test_a_strangers_copy_of_a_marker_is_adopted_by_nobody(
    redis: "Redis", tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Copied whole, with title and labels; Jira's hidden texts are copied in tests/stories/test_jira_forgeries.py."""
    for intents in redis.scan_iter("ft:intents:*"):
        redis.delete(intents)  # in another world the same numbers are other issues
    with staged(redis, tmp_path_factory.mktemp("github"), GITHUB) as stage:
        number = stage.finished(TABLE)
        status, tickets = stage.status(number), stage.tickets()
        bodies = [(ticket.title, ticket.body) for ticket in tickets.values()]
        stage.mallory.says(stage.incidents, number, status)
        copies = [stage.mallory.opens(stage.app, *copied) for copied in bodies for _ in range(2)]
        stage.alice.deletes(stage.app, tickets["A1"].handle)
        for copy in copies:
            stage.alice.closes(stage.app, copy)
        stage.settle()
        stage.later(days=2)

        (told,) = [it.body for it in stage.alice.comments(stage.incidents, number) if it.author == BOT]
        assert [row(told, key).split()[-2] for key in ("A1", "A2", "A3")] == ["gone", "open", "open"]
        assert not [copy for copy in copies if f"{stage.app}#{copy}]" in told]
