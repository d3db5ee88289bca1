"""Checks the data of a config file against the models, and says every mistake in one sentence.

Not here: the models (model.py), and what only shows once several parts are compared (building.py).
"""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from service.settings.model import LATER, Config
from service.settings.parsing import Expected
from service.settings.problem import listed, meant
from service.settings.source import Place, Source, key_path, kind_of
from service.settings.table import Table
from service.settings.tracker_model import CALLED, KINDS, TRACKERS, model_of

_KEY = "[key]"


def checked(source: Source) -> Config:
    """What is left of the file without its mistakes, each of which is now in `source.problems`.

    A mistake takes the value it is about with it, or the list around that value, so that positions stay true. The rest
    is still checked: a person mends everything in one go.
    """
    _refuse_other_kinds(source)
    while True:
        try:
            config = Config.model_validate(source.data)
        except ValidationError as error:
            mistakes = [(_place(mistake), mistake) for mistake in error.errors(include_url=False)]
            for place, mistake in mistakes:
                _refuse(source, place, mistake)
            pruned = [_prune(source.data, place) for place, _ in mistakes]
            if not any(pruned):
                raise  # a mistake that cannot be taken out would be found for ever
        else:
            for place in _lacking(config, ()):
                _refuse_missing(source, place)
            return config


def _refuse_other_kinds(source: Source) -> None:
    """Another kind of tracker has other keys; one sentence about the kind says more than one about each of them."""
    trackers = source.data.get("trackers")
    if not isinstance(trackers, dict):
        return
    for name, tracker in list(trackers.items()):
        kind = tracker.get("kind") if isinstance(tracker, dict) else None
        if isinstance(tracker, dict) and not (isinstance(kind, str) and kind in KINDS):
            _refuse_kind(source, ("trackers", name, "kind"), kind)
            del trackers[name]


def _refuse_kind(source: Source, place: Place, kind: Any) -> None:
    if isinstance(kind, str):
        source.forget(place[:-1])
        message = f"`{kind}` is no kind of tracker{meant(kind, KINDS)}; accepted kinds: {listed(KINDS)}"
        source.refuse(place, message)
    elif kind is not None:
        source.refuse(place, f"must be one of {listed(KINDS)}, not {kind_of(kind)}")
    else:
        _refuse_missing(source, place)


def _place(mistake: ErrorDetails) -> Place:
    """Pydantic marks a mistake in a key, and not in its value, with one more step; and that of a tracker's kind."""
    place = mistake["loc"]
    if place[-1] == _KEY:
        return place[:-1]
    return place[:2] + place[3:] if place[0] == "trackers" else place


def _refuse(source: Source, place: Place, mistake: ErrorDetails) -> None:
    if mistake["type"] == "extra_forbidden":
        source.refuse(place, *_unknown_key(source.data, place))
        return
    words = str(place[-1]) if mistake["loc"][-1] == _KEY else source.words.get(place)
    source.refuse(place, _expectation(mistake) + _instead(mistake, words))


def _instead(mistake: ErrorDetails, words: str | None) -> str:
    """What is there instead; the words themselves only where they cannot be a secret."""
    error = mistake.get("ctx", {}).get("error")
    if words is None:
        return "" if error else f", not {kind_of(mistake['input'])}"
    if error and not isinstance(error, Expected):
        return ""
    return f", not `{words}`{error.hint if error else ''}"


def _expectation(mistake: ErrorDetails) -> str:
    context = mistake.get("ctx", {})
    match mistake["type"]:
        case "value_error":
            return str(context["error"])
        case "model_type" | "model_attributes_type" | "dict_type":
            return "must be a table of keys"
        case "list_type":
            return "must be a list"
        case "string_type":
            return "must be a text, in quotes where it looks like something else"
        case "bool_type":
            return "must be true or false"
        case "string_too_short":
            return "must not be empty"
        case "string_too_long":
            return f"must have {context['max_length']} characters at most"
        case "literal_error":
            return f"must be one of {context['expected']}"
    return f"cannot be used ({mistake['msg']})"


def _unknown_key(data: Any, place: Place) -> tuple[str, str]:
    table, key = _table_at(data, place[:-1]), str(place[-1])
    if table is None or key in LATER.get(table, ()):
        return "is planned and has no effect in this version, so it is refused", "take it out"
    accepted = list(table.model_fields)
    if others := [
        CALLED[kind] for kind, model in TRACKERS.items() if table in TRACKERS.values() and key in _keys(model)
    ]:
        what = f"is a key of {listed(others)}, and `{key_path(place[:-1])}` is none"
        return f"{what}; accepted keys: {listed(accepted)}", "take it out"
    where = f"of `{key_path(place[:-1])}`" if len(place) > 1 else "of this file"
    return f"is not a key {where}{meant(key, accepted)}; accepted keys: {listed(accepted)}", ""


def _keys(table: type[Table]) -> set[str]:
    return set(table.model_fields)


def _table_at(data: Any, place: Place) -> type[Table] | None:
    """The model of the table at a place; None where there is no table."""
    here: Any = Config
    for step in place:
        data = data[step]
        here = here.model_fields[step].annotation if _is_table(here) else get_args(here)[-1]
        here = _bare(here, data)
    return here if _is_table(here) else None


def _is_table(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Table)


def _bare(annotation: Any, data: Any) -> Any:
    """The type within: `Annotated[X | None, …]` is X; of two kinds of trackers the one that is meant."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0], data)
    if get_origin(annotation) in (Union, UnionType):
        return model_of(annotation, data) or _bare(get_args(annotation)[0], data)
    return annotation


def _prune(data: Any, place: Place) -> bool:
    """Takes out what is at the place, or the list around it; False where there is nothing."""
    owner, key = data, place[0]
    for step in place:
        if isinstance(data, dict):
            owner, key = data, step
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
    return owner.pop(key, None) is not None


def _lacking(value: Any, place: Place) -> Iterator[Place]:
    """The places that need a value and have none."""
    if isinstance(value, Table):
        for key in value.needs():
            if not getattr(value, key):
                yield (*place, key)
        for key in type(value).model_fields:
            yield from _lacking(getattr(value, key), (*place, key))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _lacking(item, (*place, key))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _lacking(item, (*place, position))


def _refuse_missing(source: Source, place: Place) -> None:
    if source.is_blank(place):
        source.refuse(place, "is needed and has no value")
    elif place not in source.lines:
        source.refuse(place, "is missing")
