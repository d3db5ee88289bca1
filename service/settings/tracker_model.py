"""The keys that one tracker of the config may have: those of a GitHub, and those of a Jira.

Not here: whether the keys go together (trackers.py), which needs the whole table.
"""

from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from service.mappings import TrackerKind
from service.settings.table import (
    ApiUrl,
    Email,
    Network,
    NumberOrText,
    PathToken,
    Pause,
    PrivateKey,
    SiteUrl,
    Table,
    Token,
    WebhookSecrets,
    needing,
)

_SECRET = "16 bytes or longer. Several, newest first, while one is being replaced."  # noqa: S105  (a description)


class App(Table):
    """A GitHub App."""

    model_config = needing("id", "private_key")
    id: NumberOrText = Field(default=None, description="The App's id or client id.")
    private_key: PrivateKey | None = Field(default=None, description="The App's private key in PEM form.")


class GitHub(Table):
    """One GitHub: github.com, Enterprise Server or GHE.com. Needs `token` or `app`."""

    model_config = needing("kind", "url")
    kind: Literal["github"] = Field(description="What kind of tracker this is.")
    url: ApiUrl | None = Field(
        default=None,
        description="Root of the API: https://api.github.com, or https://HOST/api/v3 for Enterprise Server.",
    )
    token: Token | None = Field(default=None, description="A token. `${GITHUB_TOKEN}` reads the environment.")
    app: App | None = Field(default=None, description="A GitHub App instead of a token.")
    webhook_secret: WebhookSecrets | None = Field(default=None, description=_SECRET)
    write_pause: Pause | None = Field(
        default=None, description="Between two writes of one process. Default: 1 s, which GitHub asks for."
    )


class Jira(Table):
    """One Jira: Cloud, which needs `email`, or Data Center, where the token stands alone."""

    model_config = needing("kind", "url", "token")
    kind: Literal["jira"] = Field(description="What kind of tracker this is.")
    url: SiteUrl | None = Field(
        default=None, description="Where people read it: https://acme.atlassian.net, or https://HOST[/PATH]."
    )
    deployment: Literal["cloud", "datacenter", "auto"] | None = Field(
        default=None, description="Where it runs. Default: auto, which asks it."
    )
    email: Email | None = Field(default=None, description="Cloud: the e-mail address of the service's account.")
    token: Token | None = Field(
        default=None, description="Cloud: an API token of that account. Data Center: a personal access token."
    )
    scoped: bool | None = Field(
        default=None, description="Cloud: whether the API token was made with scopes. Default: false."
    )
    webhook_secret: WebhookSecrets | None = Field(default=None, description=_SECRET)
    webhook_path: PathToken | None = Field(
        default=None,
        description="Data Center before 10, which signs no delivery: takes them at /webhooks/<name>/<webhook_path>, "
        "from `webhook_addresses` alone. 32 letters, digits, - and _ or more.",
    )
    webhook_addresses: list[Network] | None = Field(
        default=None, description="The addresses that deliveries without a signature come from: 10.1.2.3, 10.1.2.0/24."
    )
    write_pause: Pause | None = Field(default=None, description="Between two writes of one process. Default: none.")


Tracker = Annotated[GitHub | Jira, Field(discriminator="kind")]

TRACKERS: dict[TrackerKind, type[GitHub | Jira]] = {TrackerKind.GITHUB: GitHub, TrackerKind.JIRA: Jira}
KINDS = tuple(kind.value for kind in TRACKERS)
CALLED = {TrackerKind.GITHUB: "GitHub", TrackerKind.JIRA: "Jira"}


def model_of(annotation: Any, tracker: Any) -> type[Table] | None:
    """Which of the models of a union a table is meant to be; None where the annotation is no such union."""
    if not set(TRACKERS.values()) <= set(get_args(annotation)):
        return None
    kind = tracker.get("kind") if isinstance(tracker, dict) else None
    return TRACKERS[TrackerKind(kind)] if kind in KINDS else None
