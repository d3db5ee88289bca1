"""Every route that there is, before everybody who has no business there; and what strangers wrote, on every page.

The routes are those of the application itself, so one that is added is asked, too.
"""

from collections.abc import Iterator

import pytest
from redis import Redis
from werkzeug.routing import Rule

from tests.web.conftest import Site, site
from tests.web.invented import API_TOKEN, NOW, PRIVATE, ref
from tests.web.test_dashboard import HOSTILE, Reader, written_by

FOR_EVERYBODY = {"/", "/healthz", "/readyz", "/metrics", "/api/v1/openapi.json", "/static/followthrough.css"}
"""What may be read without a word; whatever is not public is left out of it."""
READING = {"GET", "HEAD", "OPTIONS"}
REFUSED = {400, 401, 403, 404, 405, 413, 415, 422}
FILLED = {"tracker": "github", "name": "github", "token": "0" * 43, "filename": "followthrough.css"}

COOKIE = {"Cookie": "session=fixed-by-mallory; csrf_token=fixed-by-mallory"}
FOREIGN = {"Origin": "https://mallory.example", "Referer": "https://mallory.example/", "Sec-Fetch-Site": "cross-site"}
STRANGERS: dict[str, dict[str, str]] = {
    "anonymous": {},
    "no CSRF token": {**COOKIE, "Sec-Fetch-Site": "same-origin"},
    "foreign Origin": {**FOREIGN, **COOKIE},
    "null Origin": {"Origin": "null", **COOKIE},
    "fixed cookie": COOKIE,
    "framed": {**FOREIGN, "Sec-Fetch-Dest": "iframe", "Sec-Fetch-Mode": "navigate"},
    "a guessed token": {"Authorization": "Bearer 0123456789abcdef"},
    "a token in the wrong scheme": {"Authorization": f"Basic {API_TOKEN}"},
}
"""What each sends along. A browser adds by itself what it has from an earlier visit, and nothing else."""
SIMPLE = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain")
"""What a form of another site can send without asking first."""


@pytest.fixture(scope="module")
def filled(web: Site) -> Iterator[Site]:
    web.index.save(PRIVATE, None, 1)
    yield web


def asked(web: Site) -> Iterator[tuple[str, str]]:
    """Every method of every route."""
    for rule in web.app.url_map.iter_rules():
        yield from ((method, _path(rule)) for method in sorted(rule.methods or ()))


def _path(rule: Rule) -> str:
    path = rule.rule
    for name in rule.arguments:
        kinds = ("", "path:", "string:", "int:")
        for kind in kinds:
            path = path.replace(f"<{kind}{name}>", FILLED.get(name, "1"))
    assert "<" not in path, path
    return path


def _that_take_only(web: Site) -> set[str]:
    """Routes that answer OPTIONS with their methods, and give nothing."""
    every = set(asked(web))
    return {path for _, path in every if ("GET", path) not in every}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_nobody_changes_anything_and_nobody_reads_what_is_not_public(stranger: str, filled: Site) -> None:
    before, at = stored(filled.redis), filled.app.test_client(use_cookies=False)
    read, refused = set(), 0
    for method, path in asked(filled):
        for type_ in SIMPLE if method not in READING else (None,):
            body = {"data": b"{}", "content_type": type_} if type_ else {}
            answer = at.open(path, method=method, headers=STRANGERS[stranger], **body)  # type: ignore[arg-type]
            if method in READING and answer.status_code in (200, 503):
                read.add(path)
            else:
                assert answer.status_code in REFUSED, (method, path, answer.status)
                refused += 1
            assert "canary" not in answer.text.lower(), (method, path)
            assert "Set-Cookie" not in answer.headers, (method, path)
            assert not [name for name, _ in answer.headers if name.startswith("Access-Control-")], (method, path)

    assert read - _that_take_only(filled) <= FOR_EVERYBODY
    assert refused >= 6, "the routes that take something"
    assert stored(filled.redis) == before


@pytest.mark.parametrize("stranger", ["anonymous", "foreign Origin", "framed"])
def test_no_answer_of_any_kind_may_be_framed_or_run_a_script(stranger: str, filled: Site) -> None:
    at = filled.app.test_client(use_cookies=False)
    for method, path in (*asked(filled), ("GET", "/nothing"), ("TRACE", "/"), ("POST", "/static/../")):
        headers = at.open(path, method=method, headers=STRANGERS[stranger]).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, (method, path)
        assert "unsafe" not in policy and "script-src" not in policy, (method, path)
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_without_any_token_set_the_api_takes_none(redis: "Redis") -> None:
    closed = site(redis, lambda: NOW, tokens=()).app.test_client()
    for token in ("", "null", "None", "0", API_TOKEN):
        answer = closed.post("/api/v1/check", json={"text": "# x"}, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 403


def test_fifty_hostile_titles_bring_no_live_tag_to_any_page(redis: "Redis") -> None:
    own = site(redis, lambda: NOW, private=True)
    for number, word in enumerate(HOSTILE, 1):
        own.index.save(written_by(word, number), None, 1)
        own.index.park(ref(1000 + number), word, NOW)
    pages = {path: own.get(path, Host="localhost") for method, path in asked(own) if method == "GET"}
    html = {path: Reader(page.text) for path, page in pages.items() if page.mimetype == "text/html"}

    assert len(set(HOSTILE)) >= 50 and len(html["/"].tags) > 50 * 10
    live = {"script", "iframe", "object", "embed", "style", "form", "input", "base", "video", "math"}
    for path, page in html.items():
        assert [tag for tag, _ in page.tags if tag in live] == [], path
        assert [names for _, names in page.tags if any(name.startswith(("on", "style")) for name in names)] == [], path
        assert [link for link in page.addresses if not link.startswith(("/", "https://github.com/acme/"))] == [], path


def stored(redis: "Redis") -> dict[bytes, bytes | None]:
    return {key: redis.dump(key) for key in redis.scan_iter()}
