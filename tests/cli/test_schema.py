"""`followthrough schema` and the file that editors read."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator, ValidationError
from ruamel.yaml import YAML

from service.cli import main

CONFIG = Path(__file__).parents[2] / "config"


def _printed() -> str:
    result = CliRunner().invoke(main, ["schema"])
    assert result.exit_code == 0
    return result.stdout


def test_the_file_in_the_repository_is_current() -> None:
    current = (CONFIG / "followthrough.schema.json").read_text(encoding="utf-8")
    assert current == _printed(), "make it again: followthrough schema > config/followthrough.schema.json"


def test_it_is_a_schema_that_accepts_the_config_that_ships() -> None:
    schema = json.loads(_printed())
    Draft202012Validator.check_schema(schema)
    shipped = YAML(typ="safe", pure=True).load(CONFIG / "followthrough.yaml")
    Draft202012Validator(schema).validate({key: value for key, value in shipped.items() if value is not None})


@pytest.mark.parametrize(
    "content",
    [
        {"mappings": []},
        {"trackers": {}, "mappings": [], "mapping": []},
        {"trackers": {"j": {"kind": "jira", "url": "https://x"}}, "mappings": []},
        {"trackers": {}, "mappings": [{"name": "a", "review": {"after": "5 wekks"}}]},
        {"trackers": {}, "mappings": [{"name": "a", "review": {"at": "25:00"}}]},
        {"trackers": {}, "mappings": [{"name": "a", "tickets": {"allow_public": "yes"}}]},
    ],
)
def test_an_editor_sees_what_the_program_refuses(content: object) -> None:
    with pytest.raises(ValidationError):
        Draft202012Validator(json.loads(_printed())).validate(content)


def test_every_key_says_what_it_is_for() -> None:
    definitions = json.loads(_printed())["$defs"]
    undescribed = [
        f"{name}.{key}"
        for name, table in definitions.items()
        for key, value in table["properties"].items()
        if "description" not in value and "description" not in definitions.get(value.get("$ref", "")[8:], {})
    ]
    assert undescribed == []
