"""The web pages: projects, issues, one issue, and who one acts as. Works without JavaScript.

No sign-in: whoever sits at this machine chooses whom to be, and then has exactly that person's rights.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from connectors.sandbox.guard import STATIC, guard_pages, local_path
from connectors.sandbox.jira import permissions
from connectors.sandbox.jira.acts import issues, transitions
from connectors.sandbox.jira.identity import ANONYMOUS, Viewer
from connectors.sandbox.jira.kinds import AccountKind, Category, Permission
from connectors.sandbox.jira.pages import look
from connectors.sandbox.jira.pages.clicks import CLICKS, new_text, text_in, words_in
from connectors.sandbox.jira.refusals import Refusal
from connectors.sandbox.jira.serving import served_world
from connectors.sandbox.jira.state import Issue, Project, User
from connectors.sandbox.jira.world import World

COOKIE = "sandbox_user"
Page = str | Response


class Pages:
    """The views, for the world of the request."""

    @property
    def world(self) -> World:
        return served_world()

    def show_projects(self) -> Page:
        visible = [it for it in self.world.projects.values() if permissions.can_see(self.viewer, it)]
        return self.page("projects.html", projects=visible)

    def act_as(self) -> Page:
        answer = redirect(local_path(request.form.get("back", "/")), 303)
        answer.set_cookie(COOKIE, request.form.get("who", ""), httponly=True, samesite="Strict")
        return answer

    def show_issues(self, key: str) -> Page:
        project = self.project(key)
        seen = (it for it in self.world.issues_of(project) if permissions.can_read(self.viewer, it))
        found = sorted(seen, key=lambda it: it.number, reverse=True)
        return self.page("issues.html", project=project, issues=found)

    def show_form(self, key: str) -> Page:
        return self.page("new.html", project=self.project(key))

    def create_issue(self, key: str) -> Page:
        project, form = self.project(key), request.form
        fields: dict[str, object] = {
            "project": {"id": str(project.id)},
            "issuetype": {"name": form.get("type", "Task")},
            "summary": form.get("summary", ""),
            "description": new_text(self.world, text_in(form, "body")),
        }
        if words_in(form, "labels"):
            fields["labels"] = words_in(form, "labels")
        return _to(issues.create(self.world, self.viewer, issues.Draft(fields, rich=self.world.is_cloud)))

    def show_issue(self, key: str) -> Page:
        """Also under a key it had before, and then under its own; a project's key leads to its issues."""
        if "-" not in key:
            return redirect(url_for("pages.show_issues", key=self.project(key).key))
        issue = self.issue(key)
        if issue.key != key:
            return _to(issue)
        ways = transitions.open_to(self.viewer, issue)
        return self.page("issue.html", issue=issue, ways=ways, editing=request.args.get("edit"))

    def act(self, key: str, click: str) -> Page:
        if click not in CLICKS:
            abort(404)
        issue = self.issue(key)
        CLICKS[click](self.world, self.viewer, issue, request.form)
        return _to(issue)

    def show_refusal(self, refusal: Refusal) -> tuple[Page, int]:
        return self.page("refusal.html", status=refusal.status, message=str(refusal)), refusal.status

    def show_error(self, error: HTTPException) -> tuple[Page, int]:
        status = error.code or 500
        return self.page("refusal.html", status=status, message=error.description), status

    @property
    def people(self) -> list[User]:
        return [who for who in self.world.users.values() if who.kind is AccountKind.PERSON]

    @property
    def viewer(self) -> Viewer:
        """Whoever the cookie names; else the first person there is."""
        chosen = self.world.users.get(request.cookies.get(COOKIE, "").lower())
        who = chosen if chosen in self.people else next(iter(self.people), None)
        return Viewer(who) if who else ANONYMOUS

    def project(self, key: str) -> Project:
        return permissions.visible_project(self.world, self.viewer, key)

    def issue(self, key: str) -> Issue:
        return permissions.visible_issue(self.world, self.viewer, key)

    def page(self, template: str, **values: object) -> str:
        shared = {"viewer": self.viewer, "people": self.people, "may": permissions, "world": self.world}
        return render_template(template, **shared, Permission=Permission, Category=Category, **values)


def blueprint() -> Blueprint:
    blueprint = Blueprint(
        "pages",
        __name__,
        template_folder=str(Path(__file__).parent / "templates"),
        static_folder=str(STATIC),
        static_url_path="/_sandbox/static",
    )
    blueprint.before_request(lambda: guard_pages(request))
    look.dress(blueprint)
    _add_routes(blueprint, Pages())
    return blueprint


def _add_routes(blueprint: Blueprint, pages: Pages) -> None:
    def add(method: str, rule: str, view: Callable[..., Page]) -> None:
        blueprint.add_url_rule(rule, view.__name__, _locked(view), methods=[method])

    add("GET", "/", pages.show_projects)
    add("POST", "/_sandbox/act-as", pages.act_as)
    add("GET", "/projects/<key>", pages.show_issues)
    add("POST", "/projects/<key>", pages.create_issue)
    add("GET", "/projects/<key>/new", pages.show_form)
    add("GET", "/browse/<key>", pages.show_issue)
    add("POST", "/browse/<key>/<click>", pages.act)
    blueprint.register_error_handler(Refusal, pages.show_refusal)
    blueprint.register_error_handler(HTTPException, pages.show_error)


def _locked(view: Callable[..., Page]) -> Callable[..., Page]:
    @wraps(view)
    def locked(**args: str) -> Page:
        with served_world().lock:
            return view(**args)

    return locked


def _to(issue: Issue) -> Response:
    """The issue's page, to be fetched anew, so that reloading posts nothing twice."""
    return redirect(url_for("pages.show_issue", key=issue.key), 303)
