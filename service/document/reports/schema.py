"""The JSON Schema of a checked document, by part: what data.py writes. The API's description shows it to programs.

Keys may be added, so none of the schemas forbids one that it does not name. Not here: making the JSON (data.py).
"""

from typing import Any

from service.document.post_mortem import Section, Severity

Schema = dict[str, Any]

REFERENCE = "#/components/schemas/"
"""Where an OpenAPI document keeps its schemas, and where these expect each other."""


def _object(says: str, properties: dict[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "description": says, "required": required, "properties": properties}


def _text(says: str = "", **keywords: Any) -> Schema:
    return {"type": "string", **keywords, **({"description": says} if says else {})}


def _or_null(kind: str, says: str, **keywords: Any) -> Schema:
    return {"type": [kind, "null"], **keywords, "description": says}


def _texts(says: str) -> Schema:
    return {"type": "array", "items": {"type": "string"}, "description": says}


def _each(name: str) -> Schema:
    return {"type": "array", "items": {"$ref": REFERENCE + name}}


_NUMBER: Schema = {"type": "integer", "minimum": 0}
_POSITION: Schema = {"type": "integer", "minimum": 1}
_LINES: Schema = {"$ref": f"{REFERENCE}Lines"}
_RULE = _text("The rule's id, such as `smart/measurable`.", pattern="^[a-z]+/[a-z-]+$")
_ABOUT = _or_null("string", "The key of the action that it is about; null where it is about the document.")

CHECKED = "CheckedDocument"
"""The whole."""

SCHEMAS: dict[str, Schema] = {
    CHECKED: _object(
        "A post-mortem as it was read and judged. Keys may be added.",
        {
            "file": _text("What the document was called; only where it was given a name."),
            "title": _text(),
            "sections": _object(
                "The lines of each section; null where it is missing, empty, or still the template's own words.",
                {section.value: {"anyOf": [_LINES, {"type": "null"}]} for section in Section},
            ),
            "causes": _each("Cause"),
            "actions": _each("Action"),
            "findings": {**_each("Finding"), "description": "What stands, in the order of the text."},
            "waived": {**_each("Waived"), "description": "What is accepted with a reason; it counts for nothing."},
            "summary": _object("How many findings stand.", dict.fromkeys(("errors", "warnings", "advice"), _NUMBER)),
        },
        optional=("file",),
    ),
    "Lines": {
        "type": "array",
        "description": "First and last line, 1-based and inclusive, in the text split at `\\n`.",
        "items": _POSITION,
        "minItems": 2,
        "maxItems": 2,
    },
    "Cause": _object(
        "A root cause.",
        {
            "key": _text("`RC1`, `RC2` … as written, or numbered in order."),
            "lines": _LINES,
            "text": _text(),
            "whys": _texts("The answers of its chain, in order."),
            "symptom": _or_null("string", "What the chain starts from, where it says so apart from the cause."),
            "category": _or_null("string", "`process`, `roles`, `tooling` or `unforeseen`, where the document says."),
        },
    ),
    "Action": _object(
        "An action item.",
        {
            "key": _text("`A1`, `A2` … as written, or numbered in order."),
            "lines": _LINES,
            "title": _text(),
            "owners": _texts("As written, one entry a person or team."),
            "due": _or_null("string", "A day, never a guess: what names none stays in `due_text`.", format="date"),
            "due_text": _or_null("string", "The words for the date, as written."),
            "priority": _or_null("string", "As written."),
            "measure": _or_null("string", "How one will know that it is done."),
            "causes": _texts("Keys of the causes that it answers."),
            "links": _texts("Addresses, and names of tickets such as `#7`."),
            "done": _or_null("boolean", "Null where the document does not mark it either way."),
        },
    ),
    "Finding": _object(
        "What one rule says about some lines.",
        {
            "rule": _RULE,
            "severity": _text("While an error stands, no ticket is made.", enum=[one.value for one in Severity]),
            "lines": _LINES,
            "action": _ABOUT,
            "message": _text("One sentence on what is amiss."),
            "suggestion": _text("What to write instead; may be empty."),
            "words": _text("The words that are meant; empty where the lines as a whole are."),
            "place": {"anyOf": [{"$ref": f"{REFERENCE}Place"}, {"type": "null"}]},
        },
    ),
    "Place": _object(
        "Where the words of a finding stand: 1-based; columns count characters, and the last one is excluded.",
        dict.fromkeys(("line", "column", "end_line", "end_column"), _POSITION),
    ),
    "Waived": _object(
        "A finding that is accepted as it stands.",
        {
            "rule": _RULE,
            "action": _ABOUT,
            "lines": _LINES,
            "because": _text("The reason, as given.", minLength=1),
            "message": _text("One sentence on what is amiss."),
        },
    ),
}
"""By name."""
