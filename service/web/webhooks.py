"""`POST /webhooks/<tracker>`: a genuine delivery becomes one hint in one exchange with Redis. Nothing is decided here.

Whatever is wrong with a delivery is answered before anything is stored; when Redis cannot store it, so is that.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog
from flask import Blueprint, Request, Response, abort, jsonify, request

from connectors.tracker import Hint, Ignored, Ref
from service.hints import Hints
from service.index import Index
from service.mappings import Mapping
from service.settings import Settings, TrackerSettings
from service.sweep import sweep_of, swept_projects
from service.web.senders import MAX_BODY, SENDERS, NotOfItsType, NotUnderstood, Sender
from service.web.unsigned import believed

QUEUED, IGNORED = "deliveries_queued", "deliveries_ignored"
"""The two counters; every accepted delivery raises exactly one of them."""

_REASONS = {
    "queued": ("queued", "a look is queued"),
    "coalesced": ("queued", "a look that will see this is queued already"),
    "unknown": ("ignored", "not a post-mortem, ticket or review of any mapping"),
}
"""What the queue said, as outcome and reason."""

_PART = 64 * 1024
"""Bytes of a body that are read at once."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Place:
    """A project that a mapping names."""

    name: str
    """As the config spells it: sweeps are known by that."""
    labels: frozenset[str]
    """Those that matter there."""
    together: str
    """The sweep that it is part of."""


@dataclass(frozen=True)
class Answer:
    outcome: str
    reason: str


def blueprint(settings: Settings, index: Index, hints: Hints) -> Blueprint:
    routes, places = Blueprint("webhooks", __name__), mapped_places(settings.mappings)

    @routes.post("/webhooks/<name>")
    def receive(name: str) -> tuple[Response, int]:
        tracker = settings.trackers.get(name)
        if tracker is None:
            abort(404, f"There is no tracker {name!r} in the config.")
        sender = SENDERS[tracker.home.kind]
        return answered(name, _understood(request, _proved(request, sender, tracker), sender))

    @routes.post("/webhooks/<name>/<token>")
    def receive_unsigned(name: str, token: str) -> tuple[Response, int]:
        tracker = settings.trackers.get(name)
        if tracker is None or not believed(tracker, token, request.remote_addr):
            abort(404)
        return answered(name, _understood(request, _body(request), SENDERS[tracker.home.kind]))

    def answered(name: str, told: Hint | Ignored) -> tuple[Response, int]:
        answer = _taken(told, name, places, index, hints)
        log.info("delivery", tracker=name, about=told.event, delivery=told.delivery, outcome=answer.outcome)
        return jsonify(delivery=told.delivery, outcome=answer.outcome, reason=answer.reason), 202

    return routes


def mapped_places(mappings: Sequence[Mapping]) -> dict[tuple[str, str], Place]:
    """By tracker and lower-case name: trackers do not tell names apart by case."""
    found: dict[tuple[str, str], Place] = {}
    for (tracker, name), labels in swept_projects(mappings).items():
        together, _ = sweep_of(mappings, tracker, name)
        before = found.setdefault((tracker, name.lower()), Place(name, labels, together))
        found[tracker, name.lower()] = replace(before, labels=before.labels | labels)
    return found


def _proved(delivery: Request, sender: Sender, tracker: TrackerSettings) -> bytes:
    """The body. Aborts with what is wrong; the body is not read without a signature."""
    if not tracker.webhook_secrets:
        abort(401, f"The tracker {tracker.name!r} has no webhook_secret in the config, so no delivery can be believed.")
    signature = delivery.headers.get(sender.signature)
    if signature is None:
        abort(401, f"The header {sender.signature} is missing; set the secret of the webhook.")
    body = _body(delivery)
    if not sender.proves(body, signature, [secret.get_secret_value() for secret in tracker.webhook_secrets]):
        what = f"The signature in {sender.signature} is not that of this body under the webhook_secret of this tracker."
        abort(401, what)
    return body


def _body(delivery: Request) -> bytes:
    if delivery.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        abort(415, "Compressed deliveries are not accepted; send the body without a Content-Encoding.")
    # Held once, however large: Werkzeug's get_data copies what it has read.
    held = io.BytesIO()
    while part := delivery.stream.read(_PART):
        held.write(part)
    if held.tell() >= MAX_BODY:
        # Werkzeug refuses a longer one by its length; one that comes in chunks it cuts off without a word.
        abort(413)
    return held.getvalue()


def _understood(delivery: Request, body: bytes, sender: Sender) -> Hint | Ignored:
    """Aborts with what is wrong."""
    try:
        return sender.read({name: delivery.headers.get(name, "") for name in sender.headers}, body)
    except NotOfItsType as error:
        abort(415, str(error))
    except NotUnderstood as error:
        abort(422, str(error))


def _taken(
    told: Hint | Ignored, tracker: str, places: dict[tuple[str, str], Place], index: Index, hints: Hints
) -> Answer:
    if isinstance(told, Ignored):
        index.count(IGNORED)
        return Answer("ignored", told.reason)
    if told.number is None:
        if told.project or told.project_name:
            return _changed(tracker, places.get((tracker, told.project_name.lower())), index, hints)
        return _sweep(tracker, [place for (name, _), place in places.items() if name == tracker], index, hints)
    place = places.get((tracker, told.project_name.lower()))
    # A project that was renamed, or that a ticket was moved to, is in no mapping: the issues known there still count.
    matters = place is not None and (told.marked or bool(place.labels & told.labels))
    ref = Ref(tracker, told.project, told.number)
    outcome = hints.add(ref, matters=matters, counter=QUEUED, project_name=told.project_name)
    return Answer(*_REASONS[outcome])


def _changed(tracker: str, place: Place | None, index: Index, hints: Hints) -> Answer:
    """The project itself, so that every post-mortem in it may be another."""
    if place is None:
        index.count(IGNORED)
        return Answer("ignored", "not a project of any mapping")
    hints.add_sweep(tracker, place.name, changed=True)
    index.count(QUEUED)
    return Answer("queued", "a sweep of the project is queued")


def _sweep(tracker: str, places: list[Place], index: Index, hints: Hints) -> Answer:
    """Of whatever may be meant by a delivery that names no project: a comment in a Data Center."""
    for together in sorted({place.together for place in places}):
        hints.add_sweep(tracker, together)
    index.count(QUEUED if places else IGNORED)
    if not places:
        return Answer("ignored", "not a project of any mapping")
    if len(places) == 1:
        return Answer("queued", "a sweep of the project is queued")
    return Answer("queued", f"a sweep of the {len(places)} mapped projects is queued, because it names none of them")
