"""What the tables of the config file are made of: the base of them all, and the kinds of values that keys hold.

Not here: which tables and keys there are (model.py, tracker_model.py), and how words become values (parsing.py).
"""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainValidator,
    SecretStr,
    StringConstraints,
    WithJsonSchema,
)

from service.settings import addresses, fields, parsing


class Table(BaseModel):
    """One table of keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @classmethod
    def needs(cls) -> list[str]:
        """The keys that must have a value, once everything is read."""
        extra = cls.model_config.get("json_schema_extra")
        needed = extra.get("required", []) if isinstance(extra, dict) else []
        return [str(key) for key in needed] if isinstance(needed, list) else []


def needing(*keys: str) -> ConfigDict:
    """The config of a table without these keys being absent."""
    return ConfigDict(json_schema_extra={"required": list(keys)})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text; put it in quotes")
    return value


def _texts(value: object) -> list[str]:
    return [_text(item) for item in value] if isinstance(value, list) else [_text(value)]


def _number_as_text(value: object) -> object:
    return str(value) if type(value) is int else value


def _schema(**keywords: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", **keywords})


def _read(parse: Callable[[str], Any]) -> PlainValidator:
    return PlainValidator(lambda value: parse(_text(value)))


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
NumberOrText = Annotated[Text | None, BeforeValidator(_number_as_text)]
LabelName = Annotated[Text, StringConstraints(max_length=50)]
OwnLabel = Annotated[LabelName, AfterValidator(parsing.own_label)]
Login = Annotated[Text, AfterValidator(parsing.login)]
Account = Annotated[Text, AfterValidator(parsing.account)]
Email = Annotated[Text, AfterValidator(parsing.email)]
TemplateName = Annotated[Text, AfterValidator(parsing.template_name)]
ProfileName = Annotated[Text, AfterValidator(parsing.profile_name)]
TrackerName = Annotated[Text, AfterValidator(parsing.tracker_name)]
TicketField = Annotated[Text, AfterValidator(fields.field_of_ticket)]
PostMortemField = Annotated[Text, AfterValidator(fields.field_of_post_mortem)]
FieldValue = Annotated[Any, AfterValidator(fields.field_value)]

_DURATION = _schema(pattern=parsing.DURATION, examples=["20 s", "15 minutes", "3 days", "5 weeks"])
Duration = Annotated[timedelta, _read(parsing.duration), _DURATION]
Pause = Annotated[timedelta, _read(parsing.pause), _DURATION]
TimeOfDay = Annotated[time, _read(parsing.time_of_day), _schema(pattern=parsing.TIME, examples=["10:00"])]
Zone = Annotated[ZoneInfo, _read(parsing.time_zone), _schema(examples=["Europe/Berlin"])]

ApiUrl = Annotated[Text, AfterValidator(addresses.api_url)]
SiteUrl = Annotated[Text, AfterValidator(addresses.site_url)]
Token = Annotated[SecretStr, _read(parsing.token), _schema()]
PathToken = Annotated[SecretStr, _read(parsing.path_token), _schema()]
Network = Annotated[addresses.Network, _read(addresses.network), _schema(examples=["10.1.2.3", "10.1.2.0/24"])]
PrivateKey = Annotated[SecretStr, _read(parsing.private_key), _schema()]
WebhookSecrets = Annotated[
    list[SecretStr],
    PlainValidator(lambda value: parsing.secrets(_texts(value), parsing.WEBHOOK_SECRET_BYTES)),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
