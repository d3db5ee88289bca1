"""The schema of a checked document is what every checked document looks like: no key more, no key less."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_schema_validator import oas31_format_checker

from service.document.reading import read
from service.document.reports.checked import Checked
from service.document.reports.data import to_json
from service.document.reports.schema import CHECKED, REFERENCE, SCHEMAS
from service.document.rules import RULES, Rule, judge
from tests.document.documents import COMPLETE
from tests.document.reporting import DOCUMENT

TRACKED = f"""{DOCUMENT}
Waived: owner/missing A1, because the rota owns it
"""


LISTED = """# The key expired

Actions:
- [x] P1: Alert on old keys, https://acme.example/1, done when the alert fires (owner: @bob) by 2026-12-01
- [ ] Rotate the keys
"""


def closed(schema: Any) -> Any:
    """The same, which allows no further key; references lead into the schema itself."""
    match schema:
        case {"properties": _}:
            return {key: closed(value) for key, value in schema.items()} | {"additionalProperties": False}
        case dict():
            return {key: closed(value) for key, value in schema.items()}
        case list():
            return [closed(entry) for entry in schema]
        case str() if schema.startswith(REFERENCE):
            return f"#/$defs/{schema.removeprefix(REFERENCE)}"
    return schema


SCHEMA = closed({"$ref": REFERENCE + CHECKED, "$defs": SCHEMAS})


def shown(text: str, rule: Rule | None = None) -> Any:
    post_mortem = read(text)
    found = judge(post_mortem, rule.given if rule else None)
    return json.loads(json.dumps(to_json(Checked("pm.md", text, post_mortem, found))))


def problems(document: Any) -> list[str]:
    validator = Draft202012Validator(SCHEMA, format_checker=oas31_format_checker)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from ([node["$ref"]] if isinstance(node.get("$ref"), str) else [])
        node = list(node.values())
    for entry in node if isinstance(node, list) else ():
        yield from references(entry)


def test_the_schemas_are_schemas_and_each_is_used() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert {name.removeprefix(REFERENCE) for name in references(SCHEMAS)} | {CHECKED} == set(SCHEMAS)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_what_every_rule_finds_is_as_the_schema_says(rule: Rule) -> None:
    assert problems(shown(rule.failing, rule)) == []
    assert problems(shown(rule.passing, rule)) == []


@pytest.mark.parametrize(
    "text", ["", "x", DOCUMENT, COMPLETE, TRACKED, LISTED], ids=["empty", "x", "gaps", "clean", "waived", "listed"]
)
def test_documents_are_as_the_schema_says(text: str) -> None:
    assert problems(shown(text)) == []


def test_what_may_be_null_was_seen_with_a_value_too() -> None:
    one, other = shown(TRACKED), shown(LISTED)
    assert one["waived"]
    assert any(finding["place"] for finding in one["findings"])
    assert [action["done"] for action in (*one["actions"], *other["actions"])] == [None, True, False]
    (alert, _) = other["actions"]
    assert all(alert[key] for key in ("due", "due_text", "priority", "measure", "links", "owners"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"summary": {"errors": -1, "warnings": 0, "advice": 0}}, "$.summary.errors"),
        ({"title": None}, "$.title"),
        ({"sections": {}}, "$.sections"),
        ({"more": 1}, "$: Additional properties"),
    ],
)
def test_another_document_is_not(change: dict[str, Any], said: str) -> None:
    assert any(problem.startswith(said) for problem in problems(shown(COMPLETE) | change))
