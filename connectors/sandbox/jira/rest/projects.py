"""Views: projects, what may be created in them, and how their workflows are called."""

from __future__ import annotations

from connectors.sandbox.jira.acts import removal
from connectors.sandbox.jira.kinds import Permission
from connectors.sandbox.jira.permissions import can_see, may, visible_project
from connectors.sandbox.jira.refusals import invalid, not_found
from connectors.sandbox.jira.rest.call import NO_CONTENT, Call, Reply, Route, ok
from connectors.sandbox.jira.rest.paging import Entry, page, window
from connectors.sandbox.jira.rest.screens import shows, told
from connectors.sandbox.jira.schemes import Field, Kind
from connectors.sandbox.jira.shapes.fields import allowed_project, issue_type, status
from connectors.sandbox.jira.shapes.links import Json
from connectors.sandbox.jira.shapes.projects import project as project_shape
from connectors.sandbox.jira.state import Project


def _project(call: Call) -> Project:
    return visible_project(call.world, call.viewer, call.word("project"))


def _visible(call: Call) -> list[Project]:
    seen = (it for it in call.world.projects.values() if can_see(call.viewer, it) and not it.archived)
    return sorted(seen, key=lambda it: it.key)


def get_project(call: Call) -> Reply:
    return ok(project_shape(call.world, call.place, _project(call)))


def list_projects(call: Call) -> Reply:
    return ok([project_shape(call.world, call.place, it) for it in _visible(call)])


def search_projects(call: Call) -> Reply:
    query, keys = call.query.get("query", "").lower(), call.listed("keys")
    found = [it for it in _visible(call) if query in it.key.lower() or query in it.name.lower()]
    found = [it for it in found if not keys or it.key in keys]
    return ok(page(call, "project/search", found, lambda it: project_shape(call.world, call.place, it)))


def list_statuses_of(call: Call) -> Reply:
    return ok([_with_statuses(call, kind) for kind in _project(call).kinds.values()])


def _with_statuses(call: Call, kind: Kind) -> Json:
    shape = issue_type(call.place, kind.type)
    statuses = [status(call.place, it) for it in kind.workflow.statuses]
    return {name: shape[name] for name in ("self", "id", "name", "subtask")} | {"statuses": statuses}


def list_create_types(call: Call) -> Reply:
    project = _creatable(call)
    shown, figures = _window(call, list(project.kinds.values()))
    name = "issueTypes" if call.world.is_cloud else "values"
    return ok({**figures, name: [issue_type(call.place, kind.type) for kind in shown]})


def list_create_fields(call: Call) -> Reply:
    project = _creatable(call)
    kind = project.kinds.get(call.word("type"))
    if kind is None:
        raise not_found("Issue type not found.")
    shown, figures = _window(call, [it for it in kind.fields.values() if shows(call, project, it)])
    fields = [{**_told(call, project, kind, it), "fieldId": it.id} for it in shown]
    if call.world.is_cloud:
        return ok({**figures, "fields": fields})
    return ok({**figures, "values": [{name: it[name] for name in it if name != "key"} for it in fields]})


def _told(call: Call, project: Project, kind: Kind, it: Field) -> Json:
    shape = told(call, project, it)
    if it.id == "issuetype":
        shape["allowedValues"] = [issue_type(call.place, kind.type)]
    if it.id == "project":
        shape["allowedValues"] = [allowed_project(call.place, project)]
    return shape


def _window(call: Call, entries: list[Entry]) -> tuple[list[Entry], Json]:
    size = call.number("maxResults", 50)
    if size > 200:
        raise invalid("Parameter 'maxResults' must not exceed the limit '200'")
    shown, figures = window(call, entries, most=200)
    return list(shown), figures


def _creatable(call: Call) -> Project:
    project = _project(call)
    if not may(call.viewer, project, Permission.CREATE_ISSUES):
        raise not_found("You do not have permission to create issues in this project, or it does not exist.")
    return project


def archive_project(call: Call) -> Reply:
    removal.archive(call.world, call.viewer, _project(call))
    return NO_CONTENT


def restore_project(call: Call) -> Reply:
    project = _project(call)
    removal.archive(call.world, call.viewer, project, archived=False)
    return ok(project_shape(call.world, call.place, project))


ROUTES = (
    Route("GET", "/project", list_projects),
    Route("GET", "/project/search", search_projects, "cloud"),
    Route("GET", "/project/{project}", get_project),
    Route("GET", "/project/{project}/statuses", list_statuses_of),
    Route("POST", "/project/{project}/archive", archive_project, "cloud"),
    Route("PUT", "/project/{project}/archive", archive_project, "datacenter"),
    Route("POST", "/project/{project}/restore", restore_project, "cloud"),
    Route("PUT", "/project/{project}/restore", restore_project, "datacenter"),
    Route("GET", "/issue/createmeta/{project}/issuetypes", list_create_types),
    Route("GET", "/issue/createmeta/{project}/issuetypes/{type}", list_create_fields),
)
