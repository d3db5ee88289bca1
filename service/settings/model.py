"""The keys that config/followthrough.yaml may have, and what each may hold. The JSON Schema is made from this.

Everything is optional here: what must be there can only be said once `defaults` are merged in, see merging.py.
"""

from typing import Any

from pydantic import Field

from service.settings.table import (
    Account,
    Duration,
    Email,
    FieldValue,
    LabelName,
    Login,
    OwnLabel,
    PostMortemField,
    ProfileName,
    Table,
    TemplateName,
    Text,
    TicketField,
    TimeOfDay,
    TrackerName,
    Zone,
    needing,
)
from service.settings.tracker_model import Tracker


class Clock(Table):
    """How often the service looks by itself."""

    sweep_every: Duration | None = Field(default=None, description="Time between two sweeps. Default: 15 minutes.")
    tick: Duration | None = Field(
        default=None, description="How soon after its due time a review opens. Default: 10 s."
    )


class Person(Table):
    """One person; every key may be an owner in a document."""

    model_config = needing("name")
    name: Text | None = Field(default=None, description="The name as people write it.")
    github: Login | None = Field(default=None, description="Login on GitHub, without @.")
    jira: Account | None = Field(default=None, description="Account id on Jira Cloud, user name on Data Center.")
    accounts: dict[TrackerName, Account] | None = Field(
        default=None, description="Accounts on trackers that stand alone, by the name of the tracker: {eu: 5b10…}."
    )
    email: Email | None = Field(default=None, description="E-mail address.")
    aliases: list[Text] | None = Field(default=None, description="Other names that documents use.")


class Team(Table):
    """A team owns through its lead."""

    model_config = needing("name", "lead")
    name: Text | None = Field(default=None, description="The team as documents name it.")
    lead: Text | None = Field(default=None, description="A person of `people`, or a login.")


_PROJECT = "GitHub: owner/name of the repository. Jira: the key of the project, such as PAY."


class PostMortems(Table):
    """Where post-mortems are written."""

    tracker: Text | None = Field(default=None, description="A name of `trackers`.")
    project: Text | None = Field(default=None, description=_PROJECT)
    type: Text | None = Field(
        default=None, description="Jira: the issue type of post-mortems and reviews. Default: Task."
    )
    fields: dict[PostMortemField, FieldValue] | None = Field(
        default=None,
        description="Jira: further fields of post-mortems and reviews, by id, each as its API takes it: "
        "{customfield_10010: {value: Payments}}.",
    )
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
    project: Text | None = Field(default=None, description=_PROJECT)
    type: Text | None = Field(default=None, description="Jira: the issue type of every ticket. Default: Task.")
    labels: list[LabelName] | None = Field(default=None, description="Labels of every ticket.")
    priority: dict[str, LabelName] | None = Field(
        default=None,
        description="The document's priority to Jira's, or to the label that says it on GitHub: {P1: High}.",
    )
    fields: dict[TicketField, FieldValue] | None = Field(
        default=None,
        description="Jira: further fields of every ticket, by id, each as its API takes it: "
        "{customfield_10010: {value: Payments}}.",
    )
    done: list[Text] | None = Field(
        default=None, description="Jira: statuses that count as done. Default: by the category of the status."
    )
    wont_do: list[Text] | None = Field(
        default=None, description="Jira: statuses or resolutions that count as won't do, besides the usual ones."
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

    model_config = needing("name")
    name: Text | None = Field(default=None, description="A name that no other mapping has.")


class Config(Table):
    """config/followthrough.yaml"""

    model_config = needing("trackers", "mappings")
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
