"""Settings and post-mortems that never were, for tests of the web process and for looking at its pages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from connectors.tracker import ProjectId, Ref
from service.entry import ActionEntry, Entry, ReviewEntry
from service.mappings import Mapping, ReviewRule, Tickets, TrackerKind
from service.says.pages import Outcome, Phase
from service.settings import ClockSettings, Settings, TokenAuth, TrackerSettings

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
API_TOKEN, OLD_API_TOKEN = "canary-token-of-a-program", "canary-token-of-last-year"
SECRET, OLD_SECRET, OTHER_SECRET = "alice-knows-this-one", "alice-knew-this-one", "bobs-tracker-has-this"

INCIDENTS, APP, VAULT = ProjectId("101"), ProjectId("102"), ProjectId("103")

SETTINGS = Settings(
    trackers={
        "github": TrackerSettings(
            "github",
            TrackerKind.GITHUB,
            "https://api.github.com",
            TokenAuth(SecretStr("a-token")),
            (SecretStr(SECRET), SecretStr(OLD_SECRET)),
        ),
        "enterprise": TrackerSettings(
            "enterprise",
            TrackerKind.GITHUB,
            "https://github.acme.example/api/v3",
            TokenAuth(SecretStr("a-token")),
            (SecretStr(OTHER_SECRET),),
        ),
        "quiet": TrackerSettings(
            "quiet", TrackerKind.GITHUB, "https://ghe.acme.example/api/v3", TokenAuth(SecretStr("a-token"))
        ),
    },
    mappings=(
        Mapping(
            "checkout",
            "github",
            "acme/incidents",
            Tickets("github", "Acme/App"),
            review=ReviewRule(time_zone=ZoneInfo("Europe/Berlin")),
        ),
        Mapping("vault", "github", "acme/vault", Tickets("github", "acme/vault")),
    ),
    clock=ClockSettings(timedelta(minutes=15), timedelta(seconds=10)),
)


def ref(number: int, project: ProjectId = INCIDENTS) -> Ref:
    return Ref("github", project, number)


def days(number: float) -> str:
    """The moment so many days from now."""
    return (NOW + timedelta(days=number)).isoformat()


def date(number: int) -> str:
    return (NOW + timedelta(days=number)).date().isoformat()


def action(
    number: int, title: str, owner: str, due: int | None, outcome: Outcome | None = Outcome.OPEN, ticket: int = 0
) -> ActionEntry:
    ticket = ticket or 200 + number
    name, url = (f"acme/app#{ticket}", f"https://github.com/acme/app/issues/{ticket}") if outcome else ("", "")
    due_on = date(due) if due is not None else None
    return ActionEntry(f"A{number}", title, owner, due_on, outcome.value if outcome else None, name, url)


def review(cycle: int, due: float, closed: float | None = None, issue: int = 0) -> ReviewEntry:
    url = f"https://github.com/acme/incidents/issues/{issue or 300 + cycle}"
    return ReviewEntry(cycle, url, days(due), days(closed) if closed is not None else None)


def post_mortem(
    number: int, title: str, phase: Phase = Phase.TRACKING, actions: Sequence[ActionEntry] = (), **changes: object
) -> Entry:
    entry = Entry(
        ref=str(ref(number)),
        name=f"acme/incidents#{number}",
        url=f"https://github.com/acme/incidents/issues/{number}",
        title=title,
        mapping="checkout",
        phase=phase.value,
        visibility="public",
        actions=tuple(actions),
    )
    return replace(entry, **changes)  # type: ignore[arg-type]


LATE = post_mortem(
    41,
    "Checkout refused every card for 47 minutes",
    actions=[
        action(
            1,
            "Alert when the payment gateway answers more than 2 % errors for 5 minutes",
            "alice",
            -30,
            Outcome.DONE,
        ),
        action(2, "Roll certificates from the deployment pipeline, 30 days before they expire", "bob", -12),
        action(3, "Rehearse the failover to the second acquirer in staging once a quarter", "carol", 24),
        action(4, "Replace the gateway's client library", "alice", -2, Outcome.WONT_DO),
        action(5, "Show the state of the acquirer on the support desk's page", "dora", 3, Outcome.GONE),
    ],
    finished_at=days(-41),
    reviews=(review(1, -6),),
    problems=(
        "A5: The ticket acme/app#205 was deleted, or the service can no longer see it. It is not created again by "
        "itself; link another issue in the action's row.",
    ),
)
STEADY = post_mortem(
    44,
    "Search showed yesterday's prices until noon",
    actions=[
        action(1, "Fail the import when the feed is older than two hours", "erin", 9, Outcome.DONE, 221),
        action(2, "Write the runbook for a stale feed, and link it from the alert", "frank", 16, ticket=222),
        action(
            3, "Keep the last three good feeds, so that one can be put back in under 10 minutes", "", None, ticket=223
        ),
    ],
    finished_at=days(-9),
    review_due=days(26),
    warnings=1,
)
REVIEWED = post_mortem(
    38,
    "Mails of order confirmations left twice",
    actions=[
        action(
            1, "Send each mail under a key that the provider refuses to take twice", "alice", -14, Outcome.DONE, 231
        ),
        action(2, "Count mails per order, and page above 1.2", "grace", 5, ticket=232),
    ],
    finished_at=days(-58),
    review_due=days(10),
    reviews=(review(1, -23, -22, 311),),
)
DRAFT = post_mortem(
    47,
    "Post-mortem: the night's backup wrote to the wrong bucket",
    Phase.WRITING,
    actions=[
        action(1, "Improve monitoring", "", None, None),
        action(2, "Refuse to start a backup whose bucket has another owner", "heidi", 20, None),
    ],
    errors=3,
    warnings=1,
)
READY = post_mortem(48, "Two deployments ran at the same time", Phase.WRITING)
PRIVATE = post_mortem(
    7,
    "Canary: a customer's data was shown to another customer",
    actions=[
        action(1, "Canary: scope every query to the tenant", "mallory-canary", 12, ticket=701),
        action(2, "Canary: rotate the keys", "mallory-canary", -3, Outcome.DONE, 702),
    ],
    ref=str(ref(7, VAULT)),
    name="acme/vault-canary#7",
    url="https://github.com/acme/vault-canary/issues/7",
    mapping="vault",
    visibility="private",
    finished_at=days(-20),
    review_due=days(15),
    reviews=(ReviewEntry(1, "https://github.com/acme/vault-canary/issues/9", days(-2), days(-1)),),
)
CLOSED = post_mortem(
    29,
    "The mobile app could not sign in after the upgrade",
    Phase.CLOSED,
    actions=[
        action(
            1, "Run the sign-in tests of the last three app versions before each release", "ivan", -50, Outcome.DONE
        ),
        action(2, "Keep the old token format readable for 90 days", "judy", -45, Outcome.DONE),
    ],
    finished_at=days(-80),
    reviews=(review(1, -45, -44, 301), review(2, -30, -30, 302)),
    closed_at=days(-30),
)
EMPTY_HANDED = post_mortem(
    25,
    "A disk of the build farm failed",
    Phase.CLOSED,
    finished_at=days(-100),
    reviews=(review(1, -65, -64, 303),),
    closed_at=days(-64),
)
ASIDE = post_mortem(33, "Office network was slow on Tuesday", Phase.SET_ASIDE)

EVERYTHING = (LATE, STEADY, REVIEWED, DRAFT, READY, PRIVATE, CLOSED, EMPTY_HANDED, ASIDE)
