"""`POST /api/v1/check`: who may ask, what is understood, what is answered; and the description of the API."""

import hmac
import io
import json
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import CliRunner
from flask import Flask
from jsonschema import Draft202012Validator
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from redis import Redis
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from werkzeug.test import TestResponse

from service.cli import main
from service.document.language import load_languages
from service.document.rules.profiles import PROFILES
from service.log import configure
from service.web import api
from service.web.asked import MOST_BYTES, MOST_CHARACTERS
from service.web.server import serve
from tests.clock import Clock
from tests.document.documents import COMPLETE
from tests.document.reporting import DOCUMENT
from tests.document.test_schema import references
from tests.web.conftest import Site, site
from tests.web.invented import API_TOKEN, NOW, OLD_API_TOKEN, SETTINGS

CHECK, DESCRIPTION = "/api/v1/check", "/api/v1/openapi.json"
JSON, MARKDOWN = "application/json", "text/markdown"
RIGHT = f"Bearer {API_TOKEN}"


@dataclass(frozen=True)
class Sent:
    """One request; right in everything that is not said."""

    status: int
    body: bytes = json.dumps({"text": DOCUMENT}).encode()
    type: str | None = JSON
    token: str | None = RIGHT
    query: str = ""
    method: str = "POST"
    path: str = CHECK
    extra: tuple[tuple[str, str], ...] = field(default=())

    def to(self, app: Flask) -> TestResponse:
        named = (("Content-Type", self.type), ("Authorization", self.token))
        headers = [*((name, value) for name, value in named if value is not None), *self.extra]
        return app.test_client().open(
            self.path, method=self.method, query_string=self.query, data=self.body, headers=headers
        )


def saying(status: int = 200, /, **given: Any) -> Sent:
    return Sent(status, json.dumps({"text": DOCUMENT} | given).encode())


def raw(status: int = 200, body: bytes = DOCUMENT.encode(), **others: Any) -> Sent:
    return Sent(status, body, MARKDOWN, **others)


def told(site: Site, sent: Sent) -> Any:
    answer = sent.to(site.app)
    assert answer.status_code == sent.status, answer.text
    assert answer.mimetype == JSON
    return json.loads(answer.text)


def rules(checked: Any) -> dict[str, str]:
    return {finding["rule"]: finding["severity"] for finding in checked["findings"]}


def by_command_line(document: str, *options: str) -> str:
    return CliRunner().invoke(main, ["check", "-", "--format", "json", *options], input=document).stdout


STRANGERS = {
    "no header": Sent(401, token=None),
    "an empty header": Sent(401, token=""),
    "no scheme": Sent(401, token=API_TOKEN),
    "another scheme": Sent(401, token=f"Basic {API_TOKEN}"),
    "GitHub's scheme": Sent(401, token=f"token {API_TOKEN}"),
    "only the scheme": Sent(401, token="Bearer"),
    "an empty token": Sent(401, token="Bearer "),
    "one letter less": Sent(401, token=RIGHT[:-1]),
    "one letter more": Sent(401, token=f"{RIGHT}x"),
    "in capitals": Sent(401, token=f"Bearer {API_TOKEN.upper()}"),
    "both tokens": Sent(401, token=f"Bearer {API_TOKEN},{OLD_API_TOKEN}"),
    "two headers": Sent(401, extra=(("Authorization", RIGHT),)),
    "letters that are not ASCII": Sent(401, token=f"{RIGHT[:-1]}é"),
    "a megabyte": Sent(401, token=f"Bearer {'x' * 10**6}"),
    "in the query": Sent(401, token=None, query=f"access_token={API_TOKEN}"),
    "in the body": Sent(401, f"access_token={API_TOKEN}".encode(), "application/x-www-form-urlencoded", None),
    "the name of the variable": Sent(401, token="Bearer FOLLOWTHROUGH_API_TOKENS"),
    "hostile, and nobody known": Sent(401, b"[" * 200_000, token="Bearer guessed"),
}
MISDIRECTED = {
    "GET": Sent(405, b"", method="GET"),
    "PUT": Sent(405, method="PUT"),
    "DELETE": Sent(405, method="DELETE"),
    "POST to the description": Sent(405, path=DESCRIPTION),
    "another version": Sent(404, path="/api/v2/check"),
    "something behind it": Sent(404, path=f"{CHECK}/1"),
    "planned": Sent(404, b"", method="GET", path="/api/v1/post-mortems"),
}
MISUNDERSTOOD = {
    "no content type": Sent(415, type=None),
    "plain text": Sent(415, type="text/plain"),
    "a form": Sent(415, type="application/x-www-form-urlencoded"),
    "parts": Sent(415, type="multipart/form-data; boundary=x"),
    "nearly JSON": Sent(415, type="application/json-patch+json"),
    "Latin-1": replace(raw(415), type="text/markdown; charset=latin-1"),
    "gzip": Sent(415, extra=(("Content-Encoding", "gzip"),)),
    "two codings": Sent(415, extra=(("Content-Encoding", "identity, br"),)),
    "an empty body": Sent(400, b""),
    "not JSON": Sent(400, b"text=x"),
    "cut off": Sent(400, b'{"text": "x"'),
    "not UTF-8": Sent(400, b'{"text": "\xff"}'),
    "UTF-16": Sent(400, json.dumps({"text": "x"}).encode("utf-16")),
    "200,000 lists in each other": Sent(400, b"[" * 200_000 + b"]" * 200_000),
    "100,000 objects in each other": Sent(400, b'{"text":' * 100_000 + b"1" + b"}" * 100_000),
    "a number of 5,000 digits": Sent(400, b'{"text": ' + b"4" * 5000 + b"}"),
    "a list": Sent(422, b'["x"]'),
    "a text": Sent(422, b'"x"'),
    "null": Sent(422, b"null"),
    "no text": Sent(422, b'{"name": "pm.md"}'),
    "null for a text": saying(422, text=None),
    "a number for a text": saying(422, text=42),
    "a list for a text": saying(422, text=["x"]),
    "an empty text": saying(422, text=""),
    "nothing but space": saying(422, text=" \r\n\t\ufeff"),
    "half a surrogate pair": Sent(422, b'{"text": "\\ud800"}'),
    "an unknown key": saying(422, profil="strict"),
    "an unknown key that is no word": saying(422, **{"\x1b[2J\n" * 50: "x"}),
    "half a surrogate pair as a key": Sent(422, b'{"text": "x", "\\ud800": 1}'),
    "an unknown profile": saying(422, profile="stricter"),
    "a profile of the config": saying(422, profile="acme"),
    "an empty profile": saying(422, profile=""),
    "a profile that is no text": saying(422, profile=["strict"]),
    "an unknown mapping": saying(422, mapping="chekout"),
    "a climbing mapping": saying(422, mapping="../../etc/passwd"),
    "a mapping that is no text": saying(422, mapping=1),
    "a name that is no text": saying(422, name=True),
    "a name without end": saying(422, name="x" * 256),
    "a number in the query that nobody knows": Sent(422, query="page=2"),
    "a format that nobody has": Sent(422, query="format=xml"),
    "a profile in the query that nobody knows": Sent(422, query="profile=x"),
    "a profile twice": Sent(422, query="profile=strict&profile=lenient"),
    "a profile in both places": replace(saying(422, profile="strict"), query="profile=strict"),
    "a text in the query": raw(422, query="text=x"),
    "an empty document": raw(422, b""),
    "a document of nothing but space": raw(422, b"\xef\xbb\xbf \n"),
    "a document that is not UTF-8": raw(400, b"# \xff\xfe"),
    "a document that is too long": raw(413, b"x" * (MOST_CHARACTERS + 1)),
    "a text that is too long": saying(413, text="x" * (MOST_CHARACTERS + 1)),
    "a body that is too large": raw(413, b"x" * (MOST_BYTES + 1)),
}
REFUSED = STRANGERS | MISDIRECTED | MISUNDERSTOOD


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_right_is_refused_with_a_sentence(name: str, site: Site) -> None:
    answer = told(site, REFUSED[name])
    assert set(answer) == {"error"} and set(answer["error"]) == {"message"}
    sentence = answer["error"]["message"]
    assert sentence.endswith(".") and sentence.isprintable() and len(sentence) < 300
    assert API_TOKEN not in sentence and OLD_API_TOKEN not in sentence


def test_head_is_refused_as_well(site: Site) -> None:
    answer = replace(MISDIRECTED["GET"], method="HEAD").to(site.app)
    assert (answer.status_code, answer.text) == (405, "")
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_is_told_which_scheme_is_asked_for(name: str, site: Site) -> None:
    challenge = STRANGERS[name].to(site.app).headers["WWW-Authenticate"]
    assert challenge.startswith("Bearer realm=")


@pytest.mark.parametrize("token", [API_TOKEN, OLD_API_TOKEN])
@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_each_token_opens_the_api(scheme: str, token: str, site: Site) -> None:
    told(site, replace(saying(), token=f"{scheme} {token}"))


def test_a_token_may_hold_letters_that_are_not_ascii(redis: "Redis", clock: Clock) -> None:
    token = "ein-schlüssel-für-programme"
    sent = replace(saying(), token=f"Bearer {token.encode().decode('latin-1')}")
    told(site(redis, clock, tokens=[token]), sent)


@pytest.mark.parametrize("token", [None, "Bearer ", RIGHT])
def test_without_a_token_set_the_api_is_closed_and_says_which_variable_opens_it(
    token: str | None, redis: "Redis", clock: Clock
) -> None:
    closed = site(redis, clock, private=True, tokens=())
    answer = told(closed, Sent(403, token=token))
    assert "set FOLLOWTHROUGH_API_TOKENS to one token" in answer["error"]["message"]
    assert closed.get(DESCRIPTION).status_code == 200


def test_tokens_are_compared_in_constant_time_and_all_of_them(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[int, int]] = []
    honest = hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return honest(one, other)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    for token in ("x", API_TOKEN, OLD_API_TOKEN, "y" * 1000):
        Sent(0, token=f"Bearer {token}").to(site.app)
    assert compared == [(32, 32)] * 8


def test_a_stranger_is_refused_before_the_body_is_read(site: Site) -> None:
    body = io.BytesIO(b"x" * 1000)
    answer = site.app.test_client().post(CHECK, input_stream=body, content_type=MARKDOWN, content_length=1000)
    assert (answer.status_code, body.tell()) == (401, 0)


def test_a_body_that_says_it_is_too_large_is_not_read(site: Site) -> None:
    body = io.BytesIO(b"x" * 1000)
    answer = site.app.test_client().post(
        CHECK,
        input_stream=body,
        headers={"Authorization": RIGHT, "Content-Type": MARKDOWN},
        environ_overrides={"CONTENT_LENGTH": str(10**12)},
    )
    assert (answer.status_code, body.tell()) == (413, 0)


def test_a_body_without_a_length_is_read_no_further_than_the_limit(site: Site) -> None:
    body = io.BytesIO(b"x" * (5 * MOST_BYTES))
    answer = site.app.test_client().post(
        CHECK,
        input_stream=body,
        headers={"Authorization": RIGHT, "Content-Type": MARKDOWN, "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )
    assert answer.status_code == 413
    assert body.tell() <= MOST_BYTES + 2**16


@pytest.fixture
def _logging_as_before() -> Iterator[None]:
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.usefixtures("_logging_as_before")
def test_no_token_reaches_the_log(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """In full detail; and none was named to the log as a secret to hide."""
    configure("json", "debug")
    for sent in (*REFUSED.values(), saying(), raw(), Sent(401, token="Bearer canary-token-that-was-guessed")):
        sent.to(site.app)
    said = capsys.readouterr().err
    assert said.count('"event": "refused"') == len(REFUSED) + 1
    assert "canary" not in said


@pytest.mark.usefixtures("_logging_as_before")
def test_of_a_check_its_size_is_logged_and_none_of_its_words(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", "debug")
    told(site, saying(name="canary.md", text=f"{DOCUMENT}\nThe canary sings.\n"))
    said = capsys.readouterr().err
    assert '"characters": ' in said and "canary" not in said


@pytest.mark.parametrize("profile", [None, *PROFILES])
@pytest.mark.parametrize("sent", [saying(), raw()], ids=["JSON", "Markdown"])
def test_the_answer_is_what_the_command_line_says(sent: Sent, profile: str | None, site: Site) -> None:
    sent = replace(sent, query=f"profile={profile}" if profile else "")
    expected = by_command_line(DOCUMENT, *(("--profile", profile) if profile else ()))
    answer = told(site, sent)
    assert answer == json.loads(expected)
    assert list(answer) == list(json.loads(expected)), "in the same order"


def test_findings_are_no_error_and_a_clean_document_has_none(site: Site) -> None:
    assert told(site, saying())["summary"]["errors"] > 0
    assert told(site, raw(body=COMPLETE.encode()))["findings"] == []


def test_a_name_is_repeated_as_the_file(site: Site) -> None:
    answer = told(site, saying(name="post-mortems/über.md"))
    assert next(iter(answer)) == "file" and answer["file"] == "post-mortems/über.md"
    assert told(site, raw(query="name=a.md"))["file"] == "a.md"
    assert "file" not in told(site, saying())


def test_null_counts_as_nothing_said(site: Site) -> None:
    assert told(site, saying(name=None, profile=None, mapping=None)) == told(site, saying())


def test_options_may_stand_in_the_query_beside_json(site: Site) -> None:
    assert told(site, replace(saying(), query="profile=lenient&format=json")) == told(site, saying(profile="lenient"))


def test_a_byte_order_mark_is_no_part_of_the_document(site: Site) -> None:
    assert told(site, raw(body=b"\xef\xbb\xbf" + DOCUMENT.encode())) == told(site, raw())
    assert told(site, saying(text=f"\ufeff{DOCUMENT}")) == told(site, raw())


@pytest.mark.parametrize(
    "text", ["\0", f"{DOCUMENT}\0\x1b[2J\u202e\u2028", "\rx\r", "💥" * 10, "[" * 5000, "> " * 5000]
)
def test_any_text_is_a_document(text: str, site: Site) -> None:
    assert told(site, saying(text=text)) == json.loads(by_command_line(text))


def test_the_longest_document_is_taken_in_the_worst_spelling(site: Site) -> None:
    body = json.dumps({"text": "é" * MOST_CHARACTERS}).encode()
    assert 6 * MOST_CHARACTERS < len(body) < MOST_BYTES
    told(site, Sent(200, body))


def test_neither_redis_nor_a_tracker_is_asked(
    site: Site, round_trips: Callable[[Callable[[], object]], int], clock: Clock
) -> None:
    assert round_trips(lambda: told(site, saying(mapping="checkout"))) == 0
    unreachable = Redis(host="127.0.0.1", port=1, socket_connect_timeout=1)
    told(a_site(unreachable, clock), saying(mapping="checkout"))


def a_site(redis: "Redis", clock: Callable[[], datetime], **changes: Any) -> Site:
    """With one mapping changed."""
    checkout = replace(SETTINGS.mappings[0], **changes)
    return site(redis, clock, settings=replace(SETTINGS, mappings=(checkout, *SETTINGS.mappings[1:])))


def test_a_mapping_judges_by_its_own_checks_and_a_profile_goes_before_them(redis: "Redis", clock: Clock) -> None:
    own = a_site(redis, clock, checks={"owner/missing": "advice", "smart/time-bound": "off"})
    found = rules(told(own, saying(mapping="checkout")))
    assert found["owner/missing"] == "advice" and "smart/time-bound" not in found
    assert rules(told(own, saying(mapping="vault")))["owner/missing"] == "error"
    assert rules(told(own, saying(mapping="checkout", profile="default")))["owner/missing"] == "error"


def test_a_mapping_reads_by_its_own_words(redis: "Redis", clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "team.yaml").write_text("language: en\nheadings: {actions: [homework]}\n", encoding="utf-8")
    own = a_site(redis, clock, languages=load_languages([tmp_path]))
    text = "# Down\n\n## Homework\n\n- Rotate the keys\n"
    assert told(own, saying(mapping="checkout", text=text))["sections"]["actions"] == [3, 5]
    assert told(own, saying(text=text))["sections"]["actions"] is None


def test_a_mapping_judges_by_todays_date_where_it_is(redis: "Redis", clock: Clock) -> None:
    """At midnight UTC it is tomorrow in Berlin already."""
    clock.now = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    assert "smart/time-bound" in rules(told(a_site(redis, clock), saying(mapping="checkout", text=COMPLETE)))
    assert "smart/time-bound" not in rules(told(a_site(redis, clock), saying(mapping="vault", text=COMPLETE)))


def test_a_mapping_that_is_not_there_is_named_with_those_that_are(site: Site) -> None:
    assert told(site, saying(422, mapping="chekout")) == {
        "error": {
            "message": "`mapping` names no mapping of the config (did you mean `checkout`?); "
            "there are: checkout, vault."
        }
    }


class Slow:
    """A clock that the first so many who ask it wait for: a check asks it while it runs."""

    def __init__(self, waiting: int) -> None:
        self.arrived, self.leave = threading.Barrier(waiting + 1), threading.Event()

    def __call__(self) -> datetime:
        if not self.leave.is_set():
            self.arrived.wait(20)
            self.leave.wait(20)
        return NOW


def test_when_too_many_documents_are_being_checked_the_next_is_told_when_to_come_again(redis: "Redis") -> None:
    """Half of the threads stay free for deliveries."""
    slow = Slow(api.AT_ONCE)
    busy, answers = site(redis, slow), []
    asking = [
        threading.Thread(target=lambda: answers.append(saying(mapping="checkout").to(busy.app).status_code))
        for _ in range(api.AT_ONCE)
    ]
    for thread in asking:
        thread.start()
    slow.arrived.wait(20)

    refused = saying(503).to(busy.app)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    assert refused.json == {"error": {"message": "4 documents are being checked already; ask again in 2 seconds."}}

    slow.leave.set()
    for thread in asking:
        thread.join(20)
    assert answers == [200] * api.AT_ONCE
    told(busy, saying())


def test_the_other_half_of_the_threads_is_there_for_deliveries() -> None:
    assert signature(serve).parameters["threads"].default == 2 * api.AT_ONCE


def description(site: Site) -> Any:
    answer = site.get(DESCRIPTION)
    assert (answer.status_code, answer.mimetype) == (200, JSON)
    return json.loads(answer.text)


def test_the_description_needs_no_token_and_names_every_route_that_exists(site: Site) -> None:
    shown = description(site)
    assert shown["openapi"].startswith("3.1.")
    assert {"title", "version"} <= set(shown["info"])
    (server,) = shown["servers"]
    routes = {
        (rule.rule.removeprefix(server["url"]).replace("<", "{").replace(">", "}"), method.lower())
        for rule in site.app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == {(path, method) for path, item in shown["paths"].items() for method in item}


def test_the_description_is_sound(site: Site) -> None:
    shown = description(site)
    for reference in references(shown):
        place = shown
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
    for schema in shown["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    operations = [operation for item in shown["paths"].values() for operation in item.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for operation in operations:
        assert all(answer["description"] for answer in operation["responses"].values())
        used = {name for needed in operation["security"] for name in needed}
        assert used <= set(shown["components"]["securitySchemes"])


def test_real_requests_and_answers_are_as_described(site: Site) -> None:
    shown = description(site)
    operation = shown["paths"]["/check"]["post"]
    fits = fitting(shown)
    for sent in (saying(), saying(name="a.md", profile="strict", mapping=None), raw(), *REFUSED.values()):
        if sent.path != CHECK or sent.method != "POST":
            continue
        answer = sent.to(site.app)
        described = operation["responses"][str(answer.status_code)]
        assert fits(described["content"][JSON]["schema"], json.loads(answer.text)) == []
        assert set(described.get("headers", ())) <= set(answer.headers.keys())
        if answer.status_code == 200 and sent.type == JSON:
            assert fits(operation["requestBody"]["content"][JSON]["schema"], json.loads(sent.body)) == []


BY_VALUE = {
    "nothing but space",
    "half a surrogate pair",
    "an unknown mapping",
    "a climbing mapping",
}
"""What no schema can forbid."""


@pytest.mark.parametrize("name", sorted(MISUNDERSTOOD.keys() - BY_VALUE))
def test_what_is_refused_for_its_form_is_not_as_described(name: str, site: Site) -> None:
    sent, shown = MISUNDERSTOOD[name], description(site)
    if sent.status == 422 and sent.type == JSON and not sent.query:
        wanted = shown["paths"]["/check"]["post"]["requestBody"]["content"][JSON]["schema"]
        assert fitting(shown)(wanted, json.loads(sent.body))


HOME = "urn:api"


def absolute(node: Any) -> Any:
    """With references that lead into the description from anywhere."""
    return json.loads(json.dumps(node).replace('"#/', f'"{HOME}#/'))


def fitting(document: Any) -> Callable[[Any, Any], list[str]]:
    """Says what does not fit a schema of the description."""
    document = absolute(document)
    registry: Registry[Any] = Registry().with_resource(HOME, DRAFT202012.create_resource(document))

    def problems(schema: Any, value: Any) -> list[str]:
        validator = OAS31Validator(absolute(schema), registry=registry, format_checker=oas31_format_checker)
        return [error.message for error in validator.iter_errors(value)]

    return problems
