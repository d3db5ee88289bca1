"""What the dashboard shows: the state of everything, what needs attention first, and nothing that is not public."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from service.entry import Entry
from service.says.pages import Outcome, Phase
from service.web.board import Board, Card
from service.web.dashboard import board, safe_link
from service.web.figures import zones_of
from tests.clock import Clock
from tests.web.conftest import Site
from tests.web.invented import (
    ASIDE,
    CLOSED,
    DRAFT,
    EMPTY_HANDED,
    EVERYTHING,
    LATE,
    NOW,
    PRIVATE,
    READY,
    REVIEWED,
    SETTINGS,
    STEADY,
    action,
    date,
    days,
    post_mortem,
    ref,
    review,
)

ZONES = zones_of(SETTINGS.mappings)


class Reader(HTMLParser):
    """The page as a browser takes it apart: tags with their attributes' names, addresses, and words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.addresses: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "action", "srcset"}]

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def read(site: Site, *entries: Entry) -> Reader:
    site.redis.delete("ft:entries", "ft:fences")
    for entry in entries:
        site.index.save(entry, None, 1)
    return Reader(site.page())


def shown(*entries: Entry, private: bool = False) -> Board:
    return board(entries, [], ZONES, NOW, show_private=private)


def only(*entries: Entry, private: bool = False) -> Card:
    (section,) = shown(*entries, private=private).sections
    (card,) = section.cards
    return card


# -- order and state


def test_what_needs_attention_comes_first_and_what_is_closed_last() -> None:
    found = shown(*EVERYTHING)
    titles = {section.kind: [card.title for card in section.cards] for section in found.sections}
    assert list(titles) == ["attention", "tracking", "writing", "closed", "set-aside"]
    assert titles["attention"] == [LATE.title]
    assert titles["tracking"] == [REVIEWED.title, "Private post-mortem in vault", STEADY.title]
    assert titles["writing"] == [DRAFT.title, READY.title]
    assert titles["closed"] == [CLOSED.title, EMPTY_HANDED.title]
    assert titles["set-aside"] == [ASIDE.title]


@pytest.mark.parametrize(
    "changes",
    [
        {"problems": ("A1: acme/app#201 has nobody assigned.",)},
        {"actions": (action(1, "Roll certificates", "bob", -1),)},
        {"review_due": days(-0.01)},
    ],
    ids=["a problem", "an overdue action", "a review that did not open"],
)
def test_each_of_these_needs_attention(changes: dict[str, object]) -> None:
    assert shown(replace(STEADY, **changes)).sections[0].kind == "attention"  # type: ignore[arg-type]


def test_a_parked_post_mortem_needs_attention_and_says_why(own_site: Site) -> None:
    own_site.index.park(ref(44), "github refused the token.", NOW)
    text = read(own_site, STEADY).text
    assert "Needs attention 1" in text
    assert "Could not be looked at (1 attempt since 2026-11-20 09:00 UTC): github refused the token. " in text
    assert "at once with: followthrough replay github:101#44" in text


def test_a_parked_issue_that_is_no_post_mortem_yet_is_shown_too(own_site: Site) -> None:
    own_site.index.park(ref(99), "github refused the token.", NOW)
    text = read(own_site).text
    assert "Parked 1 github:101#99" in text
    assert text.count("followthrough replay github:101#99") == 1


def test_an_action_is_overdue_from_the_day_after_its_date() -> None:
    actions = [action(n + 1, f"Action {n}", "bob", due) for n, due in enumerate((-2, -1, 0, 1, None))]
    rows = only(post_mortem(50, "Late", actions=actions)).actions
    assert [(row.state.word, row.distance) for row in rows] == [
        ("overdue", "2 days overdue"),
        ("overdue", "1 day overdue"),
        ("open", "today"),
        ("open", "in 1 day"),
        ("open", ""),
    ]


def test_the_day_ends_where_the_mapping_is() -> None:
    """At 23:30 UTC it is tomorrow in Berlin, and still today where no time zone is set."""
    late_evening = NOW.replace(hour=23, minute=30)
    entry = post_mortem(50, "Late", actions=[action(1, "Roll certificates", "bob", 0)])
    found = board(
        [entry, replace(entry, ref="github:103#1", mapping="vault")], [], ZONES, late_evening, show_private=True
    )
    assert found.figures.overdue == 1


@pytest.mark.parametrize("outcome", [Outcome.DONE, Outcome.WONT_DO, Outcome.GONE, None])
def test_only_open_actions_are_overdue(outcome: Outcome | None) -> None:
    card = only(post_mortem(50, "Done late", actions=[action(1, "Roll certificates", "bob", -9, outcome)]))
    assert "overdue" not in {row.state.kind for row in card.actions}


def test_each_outcome_has_its_own_word() -> None:
    outcomes = [*Outcome, None]
    card = only(post_mortem(50, "All kinds", actions=[action(1, "…", "bob", 9, outcome) for outcome in outcomes]))
    assert [row.state.word for row in card.actions] == ["open", "done", "won't do", "ticket gone", "no ticket"]


def test_reviews_are_held_open_or_due() -> None:
    assert [(row.name, row.state.word, row.when) for row in only(REVIEWED).reviews] == [
        ("Review 1", "held", date(-22)),
        ("Next review", "due", f"{date(10)} (in 10 days)"),
    ]
    assert [(row.name, row.state.word, row.when) for row in only(LATE).reviews] == [
        ("Review 1", "open", f"since {date(-6)}")
    ]


def test_a_post_mortem_that_is_written_says_what_is_missing() -> None:
    assert only(DRAFT).summary[0] == "3 errors and 1 warning in the document"
    assert only(READY).summary == ("no findings", "can be finished")
    assert [row.state.word for row in only(DRAFT).actions] == ["ticket on finish"] * 2


def test_a_loop_that_was_closed_without_actions_says_so() -> None:
    assert only(EMPTY_HANDED).summary[0] == "no action was decided"


def test_of_very_many_closed_loops_the_latest_are_listed_and_the_rest_is_counted(site: Site) -> None:
    loops = [replace(CLOSED, ref=str(ref(n)), title=f"Loop {n}.", closed_at=days(-n)) for n in range(1, 106)]
    (section,) = shown(*loops).sections
    assert [card.title for card in section.cards] == [f"Loop {n}." for n in range(1, 101)]
    text = read(site, *loops).text
    assert "Loops closed 105" in text and "… and 5 that closed earlier" in text
    assert "loops closed 105" in text


def test_figures_say_what_came_of_the_actions(site: Site) -> None:
    text = read(site, *EVERYTHING).text
    for figure in ("open 6", "overdue 1", "done 6", "won't do 1", "loops closed 2", "ticket gone 1"):
        assert figure in text


def test_actions_of_drafts_and_of_what_was_set_aside_are_not_counted() -> None:
    aside = replace(LATE, phase=Phase.SET_ASIDE.value)
    assert shown(DRAFT, aside).figures.actions == 0


def test_nobody_is_ranked(site: Site) -> None:
    """Owners stand beside their actions, and nowhere else."""
    owners = [action.owner for action in LATE.actions]
    assert all(read(site, LATE).words.count(owner) == owners.count(owner) for owner in owners)


def test_a_newcomer_is_told_what_to_do(site: Site, own_site: Site) -> None:
    assert "Put the label postmortem on an issue of a project that a mapping names." in read(site).text
    assert "on an issue of acme/incidents or acme/vault ." in read(own_site).text
    assert "within 15 minutes in any case" in read(site).text


def test_the_foot_says_how_the_service_is(site: Site, clock: Clock) -> None:
    site.index.beat("clock", NOW)
    site.index.note_sweep("github", NOW)
    clock.advance(minutes=2)
    text = read(site, STEADY).text
    assert "Sweep of github 2 minutes ago" in text
    assert "Followthrough is not running as it should" in text
    assert "The clock has been silent for 2 minutes; start one with followthrough clock ." in text


# -- what is not public


def test_a_private_post_mortem_is_shown_as_figures_alone(site: Site) -> None:
    page = site.page() if site.index.save(PRIVATE, None, 1) else ""
    assert "canary" not in page.lower()
    text = Reader(page).text
    assert "Private post-mortem in vault" in text and "1 of 2 actions done, 1 open" in text
    assert "This page has no sign-in, so 1 post-mortem that is not public is shown as figures alone" in text


@pytest.mark.parametrize("visibility", ["private", "internal", "unknown", "", "PUBLIC?"])
def test_whatever_is_not_known_to_be_public_is_hidden(visibility: str, site: Site) -> None:
    hidden = replace(PRIVATE, visibility=visibility, problems=("Canary: nobody owns it.",))
    site.index.save(hidden, None, 1)
    page = site.page()
    assert "canary" not in page.lower() and "vault-" not in page
    assert "1 problem, not told here." in page


def test_the_private_ones_count_in_the_figures() -> None:
    assert shown(PRIVATE).figures == shown(PRIVATE, private=True).figures


def test_on_this_machine_private_ones_are_shown(own_site: Site) -> None:
    text = read(own_site, PRIVATE).text
    assert PRIVATE.title in text and "no sign-in" not in text


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "followthrough.acme.example"},
        {"Host": "localhost.mallory.example"},
        {"Host": "127.0.0.1.mallory.example"},
        {"Host": "mallory.example:8000"},
        {"X-Forwarded-For": "203.0.113.9"},
        {"X-Real-IP": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
        {"Via": "1.1 tunnel"},
    ],
    ids=lambda headers: " ".join(f"{name}: {value}" for name, value in headers.items()),
)
def test_behind_a_proxy_or_another_name_they_are_hidden_again(headers: dict[str, str], own_site: Site) -> None:
    own_site.index.save(PRIVATE, None, 1)
    assert "canary" not in own_site.get("/", **headers).text.lower()


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "127.8.8.8", "[::1]:8000"])
def test_this_machine_has_several_names(host: str, own_site: Site) -> None:
    own_site.index.save(PRIVATE, None, 1)
    assert PRIVATE.title in Reader(own_site.get("/", Host=host).text).text


# -- what strangers wrote

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script href=data:,alert(1) />",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=data:text/html,<script>alert(1)</script>>",
    "<embed src=//mallory.example/x.swf>",
    "<link rel=stylesheet href=//mallory.example/x.css>",
    "<style>@import '//mallory.example/x.css';</style>",
    "<base href=//mallory.example/>",
    "<meta http-equiv=refresh content=0;url=//mallory.example>",
    "<form action=//mallory.example><button>Sign in</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<audio src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>press</a>",
    "<x onclick=alert(1)>press",
    "<p style=position:fixed;inset:0>over everything",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    "`><script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "--><script>alert(1)</script>",
    "<!--<script>alert(1)//-->",
    "]]><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</details></article><script>alert(1)</script>",
    "</caption></table><script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script\n>alert(1)</script\n>",
    "<img/src/onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;lt;script&amp;gt;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "{{ config }}",
    "{% raw %}{{ 7*7 }}{% endraw %}",
    "{{ ''.__class__.__mro__ }}",
    "${alert(1)}",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "‮<script>alert(1)</script>",
    "<script>alert(1)</script>",
]
ADDRESSES = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://mallory.example/",
    "//mallory.example/",
    "/\\mallory.example",
    "https:mallory.example",
    "https://",
    "http://[::1",
    "mailto:mallory@mallory.example",
    "",
]


def written_by(word: str, number: int) -> Entry:
    """A post-mortem with this wherever words can stand."""
    return post_mortem(
        number,
        word,
        actions=[replace(action(1, word, word, 9), key=word, ticket=word)],
        name=word,
        mapping=word,
        problems=(word,),
        reviews=(review(1, 1),),
    )


def test_there_are_at_least_fifty_of_them() -> None:
    assert len(set(HOSTILE)) >= 50


def test_what_strangers_wrote_is_shown_as_they_wrote_it_and_does_nothing(own_site: Site) -> None:
    harmless = read(own_site, *[written_by("Checkout", n + 1) for n in range(len(HOSTILE))])
    hostile = read(own_site, *[written_by(word, n + 1) for n, word in enumerate(HOSTILE)])
    assert _without_code(hostile.tags) == _without_code(harmless.tags)
    said = {" ".join(words.split()) for words in hostile.words}
    assert [word for word in HOSTILE if " ".join(word.split()) not in said] == []


def _without_code(tags: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, tuple[str, ...]]]:
    """What stands between backquotes in a problem is code."""
    return [tag for tag in tags if tag != ("code", ())]


def test_an_address_is_not_echoed_as_html(site: Site) -> None:
    answer = site.get("/<script>alert(1)</script>")
    assert answer.status_code == 404 and "<script" not in answer.text


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_addresses_of_the_web_become_links(address: str, own_site: Site) -> None:
    assert safe_link(address) == ""
    entry = replace(LATE, url=address, actions=tuple(replace(a, url=address) for a in LATE.actions))
    page = read(own_site, replace(entry, reviews=tuple(replace(r, url=address) for r in entry.reviews)))
    assert {link for link in page.addresses if not link.startswith("/static/")} == set()


def test_addresses_of_the_web_become_links(own_site: Site) -> None:
    assert LATE.url in read(own_site, LATE).addresses


# -- headers and pages


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/readyz", "/metrics", "/nothing", "/webhooks/github", "/static/followthrough.css"]
)
def test_every_answer_carries_the_strict_headers(path: str, site: Site) -> None:
    headers = site.get(path).headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert ("no-store" in headers["Cache-Control"]) == (not path.startswith("/static/"))
    assert "Set-Cookie" not in headers


def test_the_page_keeps_to_its_own_policy(site: Site) -> None:
    page = read(site, *EVERYTHING)
    assert not [tag for tag, names in page.tags if tag in {"script", "style"} or "style" in names]
    assert not [names for _, names in page.tags if any(name.startswith("on") for name in names)]
    files = {link for link in page.addresses if not link.startswith("https://github.com/acme/")}
    assert all(site.get(file).status_code == 200 for file in files)


def test_an_unknown_page_is_a_page(site: Site) -> None:
    answer = site.get("/nothing")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "There is nothing at this address." in answer.text


def test_a_mistake_of_ours_shows_no_traceback(site: Site) -> None:
    site.redis.hset("ft:parked", "github:101#1", "{not JSON")
    answer = site.get("/")
    assert answer.status_code == 500
    assert "Something unexpected happened" in answer.text
    assert "Traceback" not in answer.text and "JSONDecodeError" not in answer.text


def test_an_entry_of_another_version_hides_no_other(site: Site) -> None:
    site.redis.hset("ft:entries", "github:101#1", '{"ref": "github:101#1", "unheard": "of"}')
    assert site.get("/").status_code == 200
