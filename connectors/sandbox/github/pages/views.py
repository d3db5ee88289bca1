"""The web pages: repositories, issues, one issue, and who one acts as. Works without JavaScript.

No sign-in: whoever sits at this machine chooses whom to be, and then has exactly that person's rights.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from connectors.sandbox.github import permissions
from connectors.sandbox.github.acts import issues
from connectors.sandbox.github.identity import ANONYMOUS, Viewer
from connectors.sandbox.github.kinds import AccountKind, State
from connectors.sandbox.github.pages import look
from connectors.sandbox.github.pages.clicks import CLICKS, names_in, text_in
from connectors.sandbox.github.permissions import can_see
from connectors.sandbox.github.refusals import Refusal, gone, not_found
from connectors.sandbox.github.serving import served_world
from connectors.sandbox.github.state import Account, Deleted, Issue, Moved, Repository
from connectors.sandbox.github.world import World
from connectors.sandbox.guard import STATIC, guard_pages, local_path

COOKIE = "sandbox_user"
Page = str | Response


class Pages:
    """The views, for the world of the request."""

    @property
    def world(self) -> World:
        return served_world()

    def show_repositories(self) -> Page:
        visible = [repo for repo in self.world.repositories.values() if can_see(self.viewer, repo)]
        return self.page("repositories.html", repositories=visible)

    def act_as(self) -> Page:
        answer = redirect(local_path(request.form.get("back", "/")), 303)
        answer.set_cookie(COOKIE, request.form.get("who", ""), httponly=True, samesite="Strict")
        return answer

    def show_repository(self, owner: str, name: str) -> Page:
        return redirect(url_for("pages.show_issues", owner=owner, name=name))

    def show_issues(self, owner: str, name: str) -> Page:
        repo = self.repository(owner, name)
        return self.page("issues.html", repo=repo, **_filtered(repo))

    def show_form(self, owner: str, name: str) -> Page:
        return self.page("new.html", repo=self.repository(owner, name))

    def create_issue(self, owner: str, name: str) -> Page:
        return _to(issues.create(self.world, self.viewer, self.repository(owner, name), _draft()))

    def show_issue(self, owner: str, name: str, number: int) -> Page:
        issue = self.issue(owner, name, number)
        if issue.repository is not self.repository(owner, name):
            return _to(issue)
        return self.page("issue.html", repo=issue.repository, issue=issue, editing=request.args.get("edit"))

    def act(self, owner: str, name: str, number: int, click: str) -> Page:
        if click not in CLICKS:
            abort(404)
        issue = self.issue(owner, name, number)
        CLICKS[click](self.world, self.viewer, issue, request.form)
        return _to(issue)

    def show_refusal(self, refusal: Refusal) -> tuple[Page, int]:
        details = [error if isinstance(error, str) else error.message or error.code for error in refusal.errors]
        page = self.page("refusal.html", status=refusal.status, message=refusal.message, details=details)
        return page, refusal.status

    def show_error(self, error: HTTPException) -> tuple[Page, int]:
        status = error.code or 500
        return self.page("refusal.html", status=status, message=error.description, details=[]), status

    @property
    def people(self) -> list[Account]:
        return [who for who in self.world.people() if who.kind is AccountKind.USER]

    @property
    def viewer(self) -> Viewer:
        """Whoever the cookie names; else the first person there is."""
        chosen = self.world.account(request.cookies.get(COOKIE, ""))
        who = chosen if chosen in self.people else next(iter(self.people), None)
        return Viewer(who) if who else ANONYMOUS

    def repository(self, owner: str, name: str) -> Repository:
        full_name = f"{owner}/{name}"
        former = self.world.former_names.get(full_name.lower(), 0)
        repo = self.world.find_repository(full_name) or self.world.repositories.get(former)
        if repo is None or not can_see(self.viewer, repo):
            raise not_found()
        return repo

    def issue(self, owner: str, name: str, number: int) -> Issue:
        """A transferred one as it is now, elsewhere."""
        match self.repository(owner, name).issues.get(number):
            case Issue() as issue:
                return issue
            case Moved(to=issue) if can_see(self.viewer, issue.repository):
                return issue
            case Deleted():
                raise gone("This issue was deleted")
            case _:
                raise not_found()

    def page(self, template: str, **values: object) -> str:
        shared = {"viewer": self.viewer, "people": self.people, "may": permissions, "world": self.world}
        return render_template(template, **shared, **values)


def blueprint() -> Blueprint:
    folder = Path(__file__).parent
    blueprint = Blueprint(
        "pages",
        __name__,
        template_folder=str(folder / "templates"),
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

    add("GET", "/", pages.show_repositories)
    add("POST", "/_sandbox/act-as", pages.act_as)
    add("GET", "/<owner>/<name>", pages.show_repository)
    add("GET", "/<owner>/<name>/issues", pages.show_issues)
    add("POST", "/<owner>/<name>/issues", pages.create_issue)
    add("GET", "/<owner>/<name>/issues/new", pages.show_form)
    add("GET", "/<owner>/<name>/issues/<int:number>", pages.show_issue)
    blueprint.add_url_rule("/<owner>/<name>/pull/<int:number>", "show_pull", _locked(pages.show_issue), methods=["GET"])
    add("POST", "/<owner>/<name>/issues/<int:number>/<click>", pages.act)
    blueprint.register_error_handler(Refusal, pages.show_refusal)
    blueprint.register_error_handler(HTTPException, pages.show_error)


def _locked(view: Callable[..., Page]) -> Callable[..., Page]:
    @wraps(view)
    def locked(**args: str | int) -> Page:
        with served_world().lock:
            return view(**args)

    return locked


def _to(issue: Issue) -> Response:
    """The issue's page, to be fetched anew, so that reloading posts nothing twice."""
    repo = issue.repository
    place = url_for("pages.show_issue", owner=repo.owner.login, name=repo.name, number=issue.number)
    return redirect(place, 303)


def _draft() -> issues.NewIssue:
    form = request.form
    return issues.NewIssue(
        form.get("title", ""), text_in(form, "body"), names_in(form, "labels"), names_in(form, "assignees")
    )


def _filtered(repo: Repository) -> dict[str, object]:
    state, label = request.args.get("state", "open"), request.args.get("label", "")
    found = [issue for issue in repo.living_issues if state in ("all", issue.state.value)]
    if label:
        found = [issue for issue in found if any(it.name.lower() == label.lower() for it in issue.labels)]
    found.sort(key=lambda issue: issue.number, reverse=True)
    counts = {one: sum(issue.state is one for issue in repo.living_issues) for one in State}
    return {"issues": found, "state": state, "label": label, "open": counts[State.OPEN], "closed": counts[State.CLOSED]}
