"""`followthrough schema`: the JSON Schema of the config file, for editors. Not here: the schema (service/settings)."""

import json

import click

from service.settings import json_schema


@click.command()
def schema() -> None:
    """Print the JSON Schema of config/followthrough.yaml."""
    click.echo(text())


def text() -> str:
    """What config/followthrough.schema.json holds."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False)
