"""The keys that config/followthrough.yaml may have, and what each may hold. The JSON Schema is made from this.

Everything is optional here: what must be there can only be said once `defaults` are merged in, see merging.py.
"""

from datetime import time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    SecretStr,
    StringConstraints,
    WithJsonSchema,
)

from service.settings import parsing


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text; put it in quotes")
    return value


def _texts(value: object) -> list[str]:
    return [_text(item) for item in value] if isinstance(value, list) else [_text(value)]


def _app_id(value: object) -> object:
    return str(value) if type(value) is int else value


def _schema(**keywords: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", **keywords})


KINDS = ("github",)

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
LabelName = Annotated[Text, StringConstraints(max_length=50)]
OwnLabel = Annotated[LabelName, AfterValidator(parsing.own_label)]
Repository = Annotated[Text, AfterValidator(parsing.repository)]
Login = Annotated[Text, AfterValidator(parsing.login)]
Email = Annotated[Text, AfterValidator(parsing.email)]
TemplateName = Annotated[Text, AfterValidator(parsing.template_name)]
ProfileName = Annotated[Text, AfterValidator(parsing.profile_name)]
TrackerName = Annotated[Text, AfterValidator(parsing.tracker_name)]
_DURATION = _schema(pattern=parsing.DURATION, examples=["20 s", "15 minutes", "3 days", "5 weeks"])
Duration = Annotated[timedelta, PlainValidator(lambda value: parsing.duration(_text(value))), _DURATION]
Pause = Annotated[timedelta, PlainValidator(lambda value: parsing.pause(_text(value))), _DURATION]
TimeOfDay = Annotated[
    time,
    PlainValidator(lambda value: parsing.time_of_day(_text(value))),
    _schema(pattern=parsing.TIME, examples=["10:00"]),
]
Zone = Annotated[
    ZoneInfo,
    PlainValidator(lambda value: parsing.time_zone(_text(value))),
    _schema(examples=["Europe/Berlin"]),
]
ApiUrl = Annotated[Text, AfterValidator(parsing.api_url)]
Token = Annotated[SecretStr, PlainValidator(lambda value: parsing.token(_text(value))), _schema()]
PrivateKey = Annotated[SecretStr, PlainValidator(lambda value: parsing.private_key(_text(value))), _schema()]
WebhookSecrets = Annotated[
    list[SecretStr],
    PlainValidator(lambda value: parsing.secrets(_texts(value), parsing.WEBHOOK_SECRET_BYTES)),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]


def _needs(*keys: str) -> ConfigDict:
    return ConfigDict(json_schema_extra={"required": list(keys)})


class Table(BaseModel):
    """One table of keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @classmethod
    def needs(cls) -> list[str]:
        """The keys that must have a value, once everything is read."""
        extra = cls.model_config.get("json_schema_extra")
        needed = extra.get("required", []) if isinstance(extra, dict) else []
        return [str(key) for key in needed] if isinstance(needed, list) else []


class App(Table):
    """A GitHub App."""

    model_config = _needs("id", "private_key")
    id: Annotated[Text | None, BeforeValidator(_app_id)] = Field(default=None, description="The App's id or client id.")
    private_key: PrivateKey | None = Field(default=None, description="The App's private key in PEM form.")


class Tracker(Table):
    """One GitHub: github.com, Enterprise Server or GHE.com. Needs `token` or `app`."""

    model_config = _needs("kind", "url")
    kind: Literal["github"] | None = Field(default=None, description="What kind of tracker this is.")
    url: ApiUrl | None = Field(
        default=None,
        description="Root of the API: https://api.github.com, or https://HOST/api/v3 for Enterprise Server.",
    )
    token: Token | None = Field(default=None, description="A token. `${GITHUB_TOKEN}` reads the environment.")
    app: App | None = Field(default=None, description="A GitHub App instead of a token.")
    webhook_secret: WebhookSecrets | None = Field(
        default=None, description="16 bytes or longer. Several, newest first, while one is being replaced."
    )
    write_pause: Pause | None = Field(
        default=None, description="Between two writes of one process. Default: 1 s, which GitHub asks for."
    )


class Clock(Table):
    """How often the service looks by itself."""

    sweep_every: Duration | None = Field(default=None, description="Time between two sweeps. Default: 15 minutes.")
    tick: Duration | None = Field(
        default=None, description="How soon after its due time a review opens. Default: 10 s."
    )


class Person(Table):
    """One person; every key may be an owner in a document."""

    model_config = _needs("name")
    name: Text | None = Field(default=None, description="The name as people write it.")
    github: Login | None = Field(default=None, description="Login on GitHub, without @.")
    jira: Text | None = Field(default=None, description="Account id or user name on Jira.")
    email: Email | None = Field(default=None, description="E-mail address.")
    aliases: list[Text] | None = Field(default=None, description="Other names that documents use.")


class Team(Table):
    """A team owns through its lead."""

    model_config = _needs("name", "lead")
    name: Text | None = Field(default=None, description="The team as documents name it.")
    lead: Text | None = Field(default=None, description="A person of `people`, or a login.")


class PostMortems(Table):
    """Where post-mortems are written."""

    tracker: Text | None = Field(default=None, description="A name of `trackers`.")
    project: Repository | None = Field(default=None, description="owner/name of the repository.")
    template: TemplateName | None = Field(default=None, description="A template of config/templates. Default: default.")


class Match(Table):
    """Which tagged issues of the project the mapping is for; the first mapping that matches holds."""

    labels: list[LabelName] | None = Field(
        default=None, description="One of these labels is needed. Default: every issue."
    )


class Labels(Table):
    """The labels that the service reads and sets."""

    start: OwnLabel | None = Field(default=None, description="Starts a post-mortem. Default: postmortem.")
    finished: OwnLabel | None = Field(default=None, description="Finishes one. Default: postmortem:finished.")
    action: OwnLabel | None = Field(default=None, description="On every ticket. Default: postmortem:action.")
    review: OwnLabel | None = Field(default=None, description="On every review. Default: postmortem:review.")


class Tickets(Table):
    """Where actions become tickets."""

    tracker: Text | None = Field(default=None, description="A name of `trackers`.")
    project: Repository | None = Field(default=None, description="owner/name of the repository.")
    labels: list[LabelName] | None = Field(default=None, description="Labels of every ticket.")
    priority: dict[str, LabelName] | None = Field(
        default=None, description="The document's priority to the label that says it: {P1: 'priority: high'}."
    )
    allow_public: bool | None = Field(
        default=None,
        description="Whether a private post-mortem may have tickets that more people can read. Default: false.",
    )


class Review(Table):
    """When follow-up reviews open, and who gets them."""

    after: Duration | None = Field(
        default=None, description="From finish to the first review, best 28 to 42 days. Default: 5 weeks."
    )
    repeat_every: Duration | None = Field(
        default=None, description="From one review to the next while actions are open. Default: 2 weeks."
    )
    at: TimeOfDay | None = Field(
        default=None, description='Time of day. Default: "10:00" on business days, else that of finish.'
    )
    time_zone: Zone | None = Field(default=None, description="IANA name. Default: UTC.")
    tracker_role: Text | None = Field(
        default=None,
        description="Who gets the reviews: a person of `people` or a login. Default: who ran the post-mortem.",
    )
    business_days: bool | None = Field(default=None, description="Whether a review waits for Monday. Default: true.")


class Due(Table):
    """What is asked of due dates."""

    required: bool | None = Field(default=None, description="Whether every action needs a date. Default: true.")
    default_by_severity: dict[str, Duration] | None = Field(
        default=None, description="Time for actions without a date, by the incident's severity: {sev1: 15 days}."
    )
    horizon: Duration | None = Field(default=None, description="Dates beyond it are questioned. Default: 26 weeks.")


class Defaults(Table):
    """What holds for every mapping that does not say otherwise."""

    post_mortems: PostMortems | None = None
    match: Match | None = None
    labels: Labels | None = None
    tickets: Tickets | None = None
    review: Review | None = None
    due: Due | None = None
    checks: dict[str, Text] | None = Field(
        default=None,
        description="Rule id to error, warning, advice or off; `profile` names the starting point: default, strict, "
        "lenient, or one of `profiles`.",
    )


class Mapping(Defaults):
    """Which project's post-mortems become tickets where, and who reviews them."""

    model_config = _needs("name")
    name: Text | None = Field(default=None, description="A name that no other mapping has.")


class Config(Table):
    """config/followthrough.yaml"""

    model_config = _needs("trackers", "mappings")
    trackers: dict[TrackerName, Tracker] | None = Field(
        default=None,
        description="By the name that stands in references (`github:acme/incidents#42`) and in /webhooks/<name>.",
    )
    clock: Clock | None = None
    people: list[Person] | None = None
    teams: list[Team] | None = None
    profiles: dict[ProfileName, dict[str, Text]] | None = Field(
        default=None,
        description="Profiles of your own, by name: rule id to error, warning, advice or off; `extends` names the "
        "profile to begin with (default).",
    )
    defaults: Defaults | None = Field(default=None, description="The same keys as a mapping, for all mappings.")
    mappings: list[Mapping] | None = Field(default=None, description="The first that matches holds.")


LATER: dict[type[Table], frozenset[str]] = {
    Tracker: frozenset({"deployment", "email"}),
    Tickets: frozenset({"type", "fields", "done", "wont_do"}),
    Defaults: frozenset({"reminders", "notify"}),
    Mapping: frozenset({"reminders", "notify"}),
}
"""Keys that are planned and would do nothing yet. They are refused, so that nobody relies on them."""


def json_schema() -> dict[str, Any]:
    schema = _without_null(Config.model_json_schema())
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Followthrough's config file"}
    return head | {key: value for key, value in schema.items() if key != "title"}


def _without_null(node: Any) -> Any:
    """Pydantic offers `null` for every key that may be absent; nobody should write it."""
    if isinstance(node, list):
        return [_without_null(item) for item in node if item != {"type": "null"}]
    if not isinstance(node, dict):
        return node
    kept = {key: _without_null(value) for key, value in node.items() if not (key == "default" and value is None)}
    match kept:
        case {"anyOf": [only]}:
            del kept["anyOf"]
            return only | kept
    return kept
