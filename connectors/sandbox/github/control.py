"""The control API: what nobody can do over GitHub's REST API, or what only a test wants to do. Not part of GitHub.

`POST /_sandbox/<verb>` with a JSON object (Content-Type application/json); answers 200 with an object, 422 with
`{"message"}` for what it does not understand. `by` is the login who does it in the history and in webhooks; without
it the repository's first admin.

    delete-issue       {repository, number, by}
    transfer-issue     {repository, number, to, by}      -> {repository, number, id}
    rename-repository  {repository, name, by}
    move-repository    {repository, owner, by}
    delete-repository  {repository, by}
    set-visibility     {repository, visibility, by}
    archive            {repository, archived (default true), by}
    enable-issues      {repository, enabled (default true)}
    set-role           {repository, login, role}         none takes it away
    add-user           {login, name, outside, tokens}
    add-repository     {repository, visibility, roles}
    faults             one fault as in a chaos file; `clear-faults` {} forgets all and lets go of hanging requests
    deliveries         {policy, seed, loss}; `flush` {} releases what a shuffle holds -> {released};
                       `drain` {timeout} flushes and waits -> {drained}
    limits             {per_hour, per_hour_of: {login: N}, content_limits}
    set-clock          {now}; `advance-clock` {seconds}; `reset-clock` {}   -> {now}

`GET /_sandbox/state` -> {now, requests: {"GET /repos/{owner}/{repo}/issues": N}, fault_hits,
deliveries: {made, failed, pending}}; requests by repository id count under the same path, and those that a fault
stopped before they had any effect are not counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, Response, jsonify, request

from connectors.sandbox.github import chaos, founding
from connectors.sandbox.github.acts import removal, repositories
from connectors.sandbox.github.identity import Viewer
from connectors.sandbox.github.kinds import Role, Visibility
from connectors.sandbox.github.pages.guard import require_same_origin
from connectors.sandbox.github.refusals import Refusal
from connectors.sandbox.github.sections import Section, section
from connectors.sandbox.github.serving import served_world
from connectors.sandbox.github.state import Issue, Repository
from connectors.sandbox.github.world import World

Outcome = dict[str, object]


@dataclass(frozen=True)
class Verb:
    """An act, the keys it takes, and whether it waits (then the world's lock is not held)."""

    act: Callable[[World, Section], Outcome]
    accepted: tuple[str, ...]
    waits: bool = False


def _repository(world: World, raw: Section) -> Repository:
    return world.repository(raw.text("repository"))


def _issue(world: World, raw: Section) -> Issue:
    return world.issue(raw.text("repository"), raw.number("number"))


def _by(world: World, raw: Section, repo: Repository) -> Viewer:
    login = raw.text_or_none("by")
    admins = [login for login, role in repo.roles.items() if role is Role.ADMIN]
    return world.viewer(login or (admins or [repo.owner.login])[0])


def delete_issue(world: World, raw: Section) -> Outcome:
    issue = _issue(world, raw)
    removal.delete_issue(world, _by(world, raw, issue.repository), issue)
    return {}


def transfer_issue(world: World, raw: Section) -> Outcome:
    issue, to = _issue(world, raw), world.repository(raw.text("to"))
    new = removal.transfer_issue(world, _by(world, raw, issue.repository), issue, to)
    return {"repository": to.full_name, "number": new.number, "id": new.id}


def rename_repository(world: World, raw: Section) -> Outcome:
    repo = _repository(world, raw)
    repositories.rename(world, _by(world, raw, repo), repo, raw.text("name"))
    return {"repository": repo.full_name}


def move_repository(world: World, raw: Section) -> Outcome:
    repo = _repository(world, raw)
    repositories.move(world, _by(world, raw, repo), repo, raw.text("owner"))
    return {"repository": repo.full_name}


def delete_repository(world: World, raw: Section) -> Outcome:
    repo = _repository(world, raw)
    repositories.delete(world, _by(world, raw, repo), repo)
    return {}


def set_visibility(world: World, raw: Section) -> Outcome:
    repo, visibility = _repository(world, raw), Visibility(raw.text("visibility"))
    repositories.set_visibility(world, _by(world, raw, repo), repo, visibility)
    return {}


def archive(world: World, raw: Section) -> Outcome:
    repo = _repository(world, raw)
    repositories.set_archived(world, _by(world, raw, repo), repo, raw.flag("archived", True))
    return {}


def enable_issues(world: World, raw: Section) -> Outcome:
    _repository(world, raw).has_issues = raw.flag("enabled", True)
    return {}


def set_role(world: World, raw: Section) -> Outcome:
    repositories.set_role(_repository(world, raw), raw.text("login"), Role.from_word(raw.text("role")))
    return {}


def add_user(world: World, raw: Section) -> Outcome:
    name, outside = raw.text_or_none("name"), raw.flag("outside")
    who = founding.add_user(world, raw.text("login"), tokens=raw.words("tokens"), name=name, outside=outside)
    return {"id": who.id}


def add_repository(world: World, raw: Section) -> Outcome:
    visibility = raw.text_or_none("visibility") or "private"
    repo = founding.add_repository(world, raw.text("repository"), visibility=visibility, roles=raw.table("roles"))
    return {"id": repo.id}


def add_fault(world: World, raw: Section) -> Outcome:
    world.faults.add(chaos.fault_from(raw))
    return {}


def clear_faults(world: World, _: Section) -> Outcome:
    world.faults.clear()
    return {}


def set_deliveries(world: World, raw: Section) -> Outcome:
    world.deliverer.policy = chaos.policy_from(raw)
    return {}


def flush(world: World, _: Section) -> Outcome:
    return {"released": world.deliverer.flush()}


def drain(world: World, raw: Section) -> Outcome:
    return {"drained": world.deliverer.drain(raw.decimal_or_none("timeout") or 30.0)}


def set_limits(world: World, raw: Section) -> Outcome:
    chaos.set_limits(world, raw)
    return {}


def set_clock(world: World, raw: Section) -> Outcome:
    now = raw.moment_or_none("now")
    if now is None:
        raise raw.error('"now" is missing')
    world.offset = now - world.clock()
    return _now(world)


def advance_clock(world: World, raw: Section) -> Outcome:
    world.offset += timedelta(seconds=raw.decimal_or_none("seconds") or 0)
    return _now(world)


def reset_clock(world: World, _: Section) -> Outcome:
    world.offset = timedelta()
    return _now(world)


def _now(world: World) -> Outcome:
    return {"now": world.now().isoformat()}


def state(world: World) -> Outcome:
    records = list(world.deliverer.records)
    failed = sum(record.status != "OK" for record in records)
    deliveries = {"made": len(records), "failed": failed, "pending": world.deliverer.pending}
    return {
        **_now(world),
        "requests": dict(sorted(world.requests.items())),
        "fault_hits": world.faults.hits,
        "deliveries": deliveries,
    }


VERBS = {
    "delete-issue": Verb(delete_issue, ("repository", "number", "by")),
    "transfer-issue": Verb(transfer_issue, ("repository", "number", "to", "by")),
    "rename-repository": Verb(rename_repository, ("repository", "name", "by")),
    "move-repository": Verb(move_repository, ("repository", "owner", "by")),
    "delete-repository": Verb(delete_repository, ("repository", "by")),
    "set-visibility": Verb(set_visibility, ("repository", "visibility", "by")),
    "archive": Verb(archive, ("repository", "archived", "by")),
    "enable-issues": Verb(enable_issues, ("repository", "enabled")),
    "set-role": Verb(set_role, ("repository", "login", "role")),
    "add-user": Verb(add_user, ("login", "name", "outside", "tokens")),
    "add-repository": Verb(add_repository, ("repository", "visibility", "roles")),
    "faults": Verb(add_fault, chaos.FAULT),
    "clear-faults": Verb(clear_faults, ()),
    "deliveries": Verb(set_deliveries, chaos.DELIVERIES),
    "flush": Verb(flush, ()),
    "drain": Verb(drain, ("timeout",), waits=True),
    "limits": Verb(set_limits, chaos.LIMITS),
    "set-clock": Verb(set_clock, ("now",)),
    "advance-clock": Verb(advance_clock, ("seconds",)),
    "reset-clock": Verb(reset_clock, ()),
}


def carry_out(world: World, verb: Verb, raw: Section) -> Outcome:
    if verb.waits:
        return verb.act(world, raw)
    with world.lock:
        return verb.act(world, raw)


def blueprint() -> Blueprint:
    control = Blueprint("control", __name__, url_prefix="/_sandbox")
    control.before_request(lambda: require_same_origin(request))
    control.add_url_rule("/state", "state", _show_state)
    control.add_url_rule("/<verb>", "act", _act, methods=["POST"])
    return control


def _show_state() -> Response:
    world = served_world()
    with world.lock:
        return jsonify(state(world))


def _act(verb: str) -> tuple[Response, int]:
    if verb not in VERBS:
        return jsonify(message=f"no verb {verb}; there are: {', '.join(VERBS)}"), 404
    if not request.is_json:
        return jsonify(message="Content-Type must be application/json"), 415
    return _answered(served_world(), verb)


def _answered(world: World, verb: str) -> tuple[Response, int]:
    try:
        raw = section(request.get_json(), "the body", verb, VERBS[verb].accepted)
        return jsonify(carry_out(world, VERBS[verb], raw)), 200
    except Refusal as refusal:
        return jsonify(message=refusal.message), 422
    except (ValueError, LookupError) as error:
        return jsonify(message=str(error)), 422
