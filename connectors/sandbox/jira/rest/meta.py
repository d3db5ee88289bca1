"""Views: the server, the caller, and the lists that are the same for the whole site."""

from __future__ import annotations

from connectors.sandbox.jira.kinds import Permission
from connectors.sandbox.jira.permissions import may, may_globally, require_signed_in, visible_issue, visible_project
from connectors.sandbox.jira.refusals import invalid
from connectors.sandbox.jira.rest.call import Call, Reply, Route, ok
from connectors.sandbox.jira.rest.paging import page
from connectors.sandbox.jira.shapes.fields import issue_type, priority, resolution, status
from connectors.sandbox.jira.shapes.links import Json, stamp
from connectors.sandbox.jira.shapes.people import user
from connectors.sandbox.jira.shapes.related import link_type
from connectors.sandbox.jira.state import Project


def server_info(call: Call) -> Reply:
    world = call.world
    numbers = [int(part) for part in world.version.split("-")[0].split(".")]
    return ok(
        {
            "baseUrl": world.root,
            "version": world.version,
            "versionNumbers": numbers,
            "deploymentType": world.deployment.value,
            "buildNumber": 100_283,
            "buildDate": "2026-10-01T00:00:00.000+0000",
            "serverTime": stamp(world.now()),
            "scmInfo": "0" * 40,
            "serverTitle": "Sandbox Jira",
        }
    )


def myself(call: Call) -> Reply:
    return ok(user(call.world, call.place, require_signed_in(call.viewer), whole=True))


def my_permissions(call: Call) -> Reply:
    named = call.listed("permissions")
    if not named and call.world.is_cloud:
        raise invalid("The 'permissions' query parameter is required.")
    unknown = [key for key in named if key not in Permission.__members__]
    if unknown:
        raise invalid(f"Unrecognized permission: {unknown[0]}")
    project = _project(call)
    wanted = [Permission(key) for key in named] or list(Permission)
    return ok({"permissions": {it.value: _permission(call, it, project) for it in wanted}})


def _project(call: Call) -> Project | None:
    issue = call.query.get("issueId") or call.query.get("issueKey")
    if issue:
        return visible_issue(call.world, call.viewer, issue).project
    named = call.query.get("projectId") or call.query.get("projectKey")
    return visible_project(call.world, call.viewer, named) if named else None


def _permission(call: Call, it: Permission, project: Project | None) -> Json:
    where = [project] if project else list(call.world.projects.values())
    held = may_globally(call.viewer, it) if it.is_global else any(may(call.viewer, one, it) for one in where)
    return {
        "id": str(list(Permission).index(it) + 10),
        "key": it.value,
        "name": it.value.replace("_", " ").title(),
        "type": "GLOBAL" if it.is_global else "PROJECT",
        "description": "",
        "havePermission": held,
    }


def list_priorities(call: Call) -> Reply:
    return ok([priority(call.place, it) for it in call.world.priorities.values()])


def search_priorities(call: Call) -> Reply:
    found = list(call.world.priorities.values())
    return ok(page(call, "priority/search", found, lambda it: priority(call.place, it)))


def list_resolutions(call: Call) -> Reply:
    return ok([resolution(call.place, it) for it in call.world.resolutions.values()])


def search_resolutions(call: Call) -> Reply:
    found = list(call.world.resolutions.values())
    return ok(page(call, "resolution/search", found, lambda it: resolution(call.place, it)))


def list_statuses(call: Call) -> Reply:
    return ok([status(call.place, it) for it in call.world.statuses.values()])


def list_issue_types(call: Call) -> Reply:
    return ok([issue_type(call.place, it) for it in call.world.types.values()])


def list_link_types(call: Call) -> Reply:
    require_signed_in(call.viewer)
    return ok({"issueLinkTypes": [link_type(call.place, it) for it in call.world.link_types.values()]})


def list_labels(call: Call) -> Reply:
    labels = sorted({label for issue in call.world.issues.values() for label in issue.labels})
    return ok(page(call, "label", labels, lambda it: it, usual=1000))


def list_fields(call: Call) -> Reply:
    shown = {
        it.id: it
        for project in call.world.projects.values()
        for kind in project.kinds.values()
        for it in kind.fields.values()
    }
    return ok([_field(it.id, it.name, dict(it.schema)) for it in shown.values()])


def _field(field_id: str, name: str, schema: Json) -> Json:
    custom = "custom" in schema
    return {
        "id": field_id,
        "key": field_id,
        "name": name,
        "custom": custom,
        "orderable": True,
        "navigable": True,
        "searchable": True,
        "clauseNames": [field_id],
        "schema": schema,
    }


def tenant_info(call: Call) -> Reply:
    return ok({"cloudId": call.world.cloud_id})


ROUTES = (
    Route("GET", "/serverInfo", server_info),
    Route("GET", "/myself", myself),
    Route("GET", "/mypermissions", my_permissions),
    Route("GET", "/priority", list_priorities),
    Route("GET", "/priority/search", search_priorities, "cloud"),
    Route("GET", "/resolution", list_resolutions),
    Route("GET", "/resolution/search", search_resolutions, "cloud"),
    Route("GET", "/status", list_statuses),
    Route("GET", "/issuetype", list_issue_types),
    Route("GET", "/issueLinkType", list_link_types),
    Route("GET", "/label", list_labels, "cloud"),
    Route("GET", "/field", list_fields),
)
