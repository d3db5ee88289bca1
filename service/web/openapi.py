"""The API's own description, as OpenAPI 3.1: the routes that exist, and none that is planned.

Not here: the schema of a checked document (service/document/reports/schema.py).
"""

from typing import Any

from service.document.reports.schema import CHECKED, REFERENCE, SCHEMAS
from service.document.rules.profiles import DEFAULT, PROFILES
from service.web.asked import FORMATS, LONGEST_NAME, MOST_BYTES, MOST_CHARACTERS
from service.web.bearer import VARIABLE

_SCHEME = "token"

_OPTIONS: dict[str, dict[str, Any]] = {
    "name": {
        "type": "string",
        "maxLength": LONGEST_NAME,
        "description": "What the document is called, such as its file; the answer repeats it as `file`.",
    },
    "profile": {
        "type": "string",
        "enum": list(PROFILES),
        "description": f"How strict the rules are. Without it: the checks of the mapping, or else {DEFAULT}.",
    },
    "mapping": {
        "type": "string",
        "description": "A mapping of the config, whose checks, languages and rules for dates hold.",
    },
}
_REFUSALS = {
    "400": "The body is not JSON, or not UTF-8.",
    "401": "The token is missing, or none that is known.",
    "403": f"The API is closed, because {VARIABLE} is not set.",
    "413": f"The document is longer than {MOST_CHARACTERS:,} characters, or the body than {MOST_BYTES:,} bytes.",
    "415": "The Content-Type or Content-Encoding is none that is accepted.",
    "422": "Something in the body or in the query is missing, unknown or cannot be used.",
    "503": "As many documents as may be are being checked at the moment; Retry-After says when to ask again.",
}


def described(root: str) -> dict[str, Any]:
    """`root` is the path under which all of it is."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Followthrough",
            "version": "1",
            "summary": "Carries every action of a post-mortem to the end.",
        },
        "servers": [{"url": root}],
        "paths": {
            "/check": {"post": _check()},
            "/parked/{id}/replay": {"post": _replay()},
            "/openapi.json": {"get": _itself()},
        },
        "components": {
            "securitySchemes": {
                _SCHEME: {"type": "http", "scheme": "bearer", "description": f"One of the tokens in {VARIABLE}."}
            },
            "schemas": {**SCHEMAS, "CheckRequest": _request(), "Replayed": _replayed(), "Error": _error()},
        },
    }


def _check() -> dict[str, Any]:
    return {
        "operationId": "check",
        "summary": "Read and judge a post-mortem",
        "description": "Stores nothing and asks no tracker, so whether an owner can be assigned is not judged. Options "
        "stand in the query, or in a JSON body; not in both.",
        "security": [{_SCHEME: []}],
        "parameters": [
            *({"name": name, "in": "query", "schema": schema} for name, schema in _OPTIONS.items()),
            {"name": "format", "in": "query", "schema": {"type": "string", "enum": list(FORMATS), "default": "json"}},
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"$ref": f"{REFERENCE}CheckRequest"}},
                "text/markdown": {"schema": {"type": "string", "maxLength": MOST_CHARACTERS}},
            },
        },
        "responses": {
            "200": _answer("The document as it was read and judged, whatever the findings.", CHECKED),
            **{status: _refusal(status) for status in _REFUSALS},
        },
    }


def _replay() -> dict[str, Any]:
    return {
        "operationId": "replay",
        "summary": "Try again now what could not be looked at",
        "description": "A look reads everything anew, so asking twice does nothing twice.",
        "security": [{_SCHEME: []}],
        "parameters": [
            {
                "name": "id",
                "in": "path",
                "required": True,
                "schema": {"type": "string"},
                "description": "Of a parked post-mortem, as `followthrough replay` lists it, percent-encoded.",
            }
        ],
        "responses": {
            "202": _answer("It is queued.", "Replayed"),
            "404": _answer("Nothing is parked under this ID.", "Error"),
            **{status: _refusal(status) for status in ("401", "403")},
        },
    }


def _itself() -> dict[str, Any]:
    return {
        "operationId": "description",
        "summary": "This description",
        "security": [],
        "responses": {
            "200": {"description": "OpenAPI 3.1.", "content": {"application/json": {"schema": {"type": "object"}}}}
        },
    }


def _refusal(status: str) -> dict[str, Any]:
    headers = {
        "401": {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Bearer."}},
        "503": {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}},
    }
    return _answer(_REFUSALS[status], "Error") | ({"headers": headers[status]} if status in headers else {})


def _answer(says: str, schema: str) -> dict[str, Any]:
    return {"description": says, "content": {"application/json": {"schema": {"$ref": REFERENCE + schema}}}}


def _request() -> dict[str, Any]:
    text = {
        "type": "string",
        "minLength": 1,
        "maxLength": MOST_CHARACTERS,
        "description": "The document in Markdown.",
    }
    options = {name: {**schema, "type": ["string", "null"]} for name, schema in _OPTIONS.items()}
    options["profile"] = options["profile"] | {"enum": [*PROFILES, None]}
    return {
        "type": "object",
        "required": ["text"],
        "properties": {"text": text, **options},
        "additionalProperties": False,
    }


def _replayed() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["id", "outcome"],
        "properties": {"id": {"type": "string"}, "outcome": {"const": "queued"}},
        "additionalProperties": False,
    }


def _error() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["message"],
                "properties": {"message": {"type": "string", "description": "One sentence on what is wrong."}},
            }
        },
    }
