"""GitHub as a Tracker: which path answers which verb. Exchanges are client.py's, JSON is shapes.py's."""

import re
from collections.abc import Callable, Collection, Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from connectors.counted import all_shown
from connectors.github import shapes
from connectors.github.client import PER_PAGE, Answer, Client, never
from connectors.github.connections import Redirected
from connectors.github.errors import moved
from connectors.github.missed import is_before, worth_sending_again
from connectors.github.places import NAME, Places, owner_of
from connectors.github.webhook import EVENTS
from connectors.tracker import (
    Absence,
    Alike,
    Change,
    Check,
    Comment,
    Draft,
    Event,
    Gone,
    Hook,
    Issue,
    Label,
    Listing,
    Permission,
    Person,
    Project,
    ProjectId,
    Ref,
    Size,
    TrackerError,
    Trouble,
    Visibility,
)

_LOGIN = re.compile(r"[A-Za-z0-9_-]+(?:\[bot\])?")
_ISSUE_PATH = re.compile(rf"/(?P<project>{NAME.pattern})/issues/(?P<number>[0-9]+)/?")
_ISSUE_NAME = re.compile(rf"(?P<project>{NAME.pattern})?#(?P<number>[0-9]+)")
_ISSUE_NUMBER = re.compile(r"/issues/(\d+)")
_ABSENT = {Trouble.GONE: Absence.DELETED, Trouble.NOT_FOUND: Absence.NOT_FOUND}
_TRAILS = timedelta(minutes=5)
"""Lists were seen to show a change up to half a minute late, and two changes may share a second."""
_WORTH_A_LISTING = 3
"""So many issues of one repository; fewer are read sooner one by one."""
_MOST_BODY = 65_536
"""Characters ("body is too long (maximum is 65536 characters)")."""
_HOPS = 3
"""How many moves of one issue are followed in a row."""

T = TypeVar("T")


class GitHub:
    """One GitHub. `names` remembers what each project id is called now, so that a look need not ask."""

    def __init__(self, client: Client, names: MutableMapping[ProjectId, str]) -> None:
        self._client = client
        self._places = Places(client, names)
        self._me: Person | None = None

    @property
    def name(self) -> str:
        return self._client.name

    @property
    def trails(self) -> timedelta:
        return _TRAILS

    def guarded(self, check: Check) -> AbstractContextManager[None]:
        return self._client.guarded(check)

    def me(self) -> Person:
        if self._me is None:
            self._me = self._app_account() or self._user_account()
        return self._me

    def warm(self) -> None:
        self._client.renew_credentials()
        self.me()

    def cool(self) -> None:
        self._client.credentials.forget()

    def probe(self, names: Collection[str]) -> None:
        """What it reads costs nothing of any budget; an App has a token for each owner."""
        owners = sorted({name.partition("/")[0].lower() for name in names})
        for owner in owners if self._client.credentials.for_app() else [None]:
            try:
                self._places.followed("/rate_limit", "read its own budget", owner)
            except TrackerError as error:
                # A server without limits has no such page, and tells only whom it knows (docs: rate limit).
                if error.trouble is not Trouble.NOT_FOUND:
                    raise

    def project_named(self, name: str) -> Project:
        return self._places.project_named(name)

    def project(self, project: ProjectId) -> Project:
        return self._places.project(project)

    def visibility(self, project: ProjectId) -> Visibility:
        return self._places.project(project).visibility

    def issue(self, ref: Ref) -> Issue | Gone:
        try:
            return self._issue(ref, f"read {self._words(ref)}")
        except TrackerError as error:
            if error.trouble in _ABSENT:
                return Gone(ref, _ABSENT[error.trouble])
            raise

    def several(self, refs: Sequence[Ref], *, alike: Alike | None = None) -> Mapping[Ref, Issue | Gone]:
        """One by one, but for what one page of a listing shows: REST has no way to read several."""
        calm = [ref for ref in refs if alike and ref not in alike.restless]
        listed: dict[Ref, Issue] = {}
        for project in dict.fromkeys(ref.project for ref in calm):
            there = {ref for ref in calm if ref.project == project}
            listed |= self._listed(project, there, alike) if alike and len(there) >= _WORTH_A_LISTING else {}
        return {ref: listed.get(ref) or self.issue(ref) for ref in refs}

    def could_mean(self, words: str) -> bool:
        return bool(self._issue_named(words))

    def locate(self, words: str, home: ProjectId | None = None) -> Ref | None:
        found = self._issue_named(words)
        if not found:
            return None
        project = self._places.id_of(found["project"]) if found["project"] else home
        return Ref(self.name, project, int(found["number"])) if project else None

    def issues(
        self,
        project: ProjectId,
        *,
        also: Sequence[ProjectId] = (),
        since: datetime | None = None,
        labels: Sequence[str] = (),
        etag: str | None = None,
        brief: bool = False,
    ) -> Listing:
        if also:
            listings = [self.issues(one, since=since, labels=labels) for one in (project, *also)]
            together = (issue for listing in listings for issue in listing.issues)
            return Listing(tuple(sorted(together, key=lambda issue: issue.updated_at)))
        params = {"state": "all", "sort": "updated", "direction": "asc"}
        if since is not None:
            params["since"] = _moment(since)
        if labels:
            params["labels"] = ",".join(labels)
        answer = self._list(project, "/issues", "list the issues of", params, etag, sure=True)
        if answer.data:
            self._places.call(project, answer.read(lambda items: shapes.repository_of(items[-1])))
        return Listing(tuple(self._issues_in(answer, project)), answer.etag, answer.unchanged)

    def lists_anything(self, project: ProjectId) -> bool:
        params = {"state": "all", "per_page": "1"}
        return bool(self._read(project, "/issues", "list the issues of", params).items())

    def unlisted(self, project: ProjectId, *, since: datetime, marks: Sequence[str]) -> Sequence[Issue]:
        """None: an issue that was just created is in the listing (observed, not promised; creation.py waits, too)."""
        return ()

    def obstacles(self, place: Project, draft: Draft) -> Sequence[str]:
        """None: what a repository cannot take shows in `Project`, and what it drops in what comes back."""
        return ()

    def size(self, body: str) -> Size:
        return Size(len(body), _MOST_BODY)

    def comments(self, ref: Ref, *, least: int = 0) -> Sequence[Comment]:
        act = f"read the comments of #{ref.number} in"
        found = self._list(ref.project, f"/issues/{ref.number}/comments", act, sure=True).each(shapes.comment)
        all_shown(len(found), least, self.name, self._words(ref))
        return found

    def history(self, ref: Ref) -> Sequence[Event]:
        act = f"read the history of #{ref.number} in"
        return list(filter(None, self._list(ref.project, f"/issues/{ref.number}/events", act).each(shapes.event)))

    def children(self, ref: Ref) -> Sequence[Issue]:
        act = f"read the sub-issues of #{ref.number} in"
        answer = self._list(ref.project, f"/issues/{ref.number}/sub_issues", act)
        return answer.each(lambda item: shapes.issue(item, self.name, self._project_of(item)))

    def create(self, project: ProjectId, draft: Draft) -> Issue:
        body = {"title": draft.title, "body": draft.body, "labels": draft.labels, "assignees": draft.assignees}
        answer = self._write("POST", project, "/issues", "create an issue in", body)
        return self._issue_in(answer, project)

    def change(self, ref: Ref, change: Change) -> Issue:
        body: dict[str, Any] = {"title": change.title, "body": change.body}
        if change.open is not None:
            body |= {"state": "open" if change.open else "closed", "state_reason": change.reason}
        if change.assignees is not None:
            body["assignees"] = change.assignees
        sent = {key: value for key, value in body.items() if value is not None}
        answer = self._write("PATCH", ref.project, f"/issues/{ref.number}", f"change #{ref.number} in", sent)
        return self._issue_in(answer, ref.project)

    def comment(self, ref: Ref, body: str) -> Comment:
        path = f"/issues/{ref.number}/comments"
        return self._write("POST", ref.project, path, "comment in", {"body": body}).read(shapes.comment)

    def edit_comment(self, ref: Ref, comment: str, body: str) -> Comment:
        path = f"/issues/comments/{comment}"
        return self._write("PATCH", ref.project, path, "edit its comment in", {"body": body}).read(shapes.comment)

    def add_label(self, ref: Ref, label: str) -> None:
        self._write("POST", ref.project, f"/issues/{ref.number}/labels", "label in", {"labels": [label]})

    def link_child(self, parent: Ref, child: Issue) -> None:
        path = f"/issues/{parent.number}/sub_issues"
        self._write("POST", parent.project, path, "add a sub-issue in", {"sub_issue_id": int(child.id)})

    def link_abroad(self, ref: Ref, other: Issue) -> None:
        """GitHub knows no links to other trackers; the body has the address."""

    def assignable(self, project: ProjectId, login: str) -> bool:
        if not _LOGIN.fullmatch(login):
            return False
        try:
            self._read(project, f"/assignees/{quote(login)}", "ask who can be assigned in")
        except TrackerError as error:
            if error.trouble in _ABSENT:
                return False
            raise
        return True

    def permission(self, project: ProjectId, login: str) -> Permission:
        if not _LOGIN.fullmatch(login):
            return Permission.NONE
        try:
            answer = self._read(project, f"/collaborators/{quote(login)}/permission", "ask for permissions in")
        except TrackerError as error:
            if error.trouble in _ABSENT:
                return Permission.NONE
            raise
        return answer.read(shapes.permission)

    def labels(self, project: ProjectId) -> Sequence[Label]:
        return self._list(project, "/labels", "list the labels of").each(shapes.label)

    def create_label(self, project: ProjectId, label: Label) -> None:
        body = {"name": label.name, "description": label.description, "color": label.color}
        try:
            self._write("POST", project, "/labels", f"create the label {label.name} in", body)
        except TrackerError as error:
            if "already_exists" not in error.message:
                raise

    def hooks(self, project: ProjectId) -> Sequence[Hook]:
        return self._list(project, "/hooks", "list the webhooks of").each(shapes.hook)

    def install_hook(self, project: ProjectId, url: str, secret: str) -> Hook:
        config = {"url": url, "content_type": "json", "secret": secret, "insecure_ssl": "0"}
        body: dict[str, Any] = {"active": True, "events": list(EVENTS), "config": config}
        existing = next((hook for hook in self.hooks(project) if hook.url == url), None)
        if existing:
            answer = self._write("PATCH", project, f"/hooks/{existing.id}", "update the webhook of", body)
        else:
            answer = self._write("POST", project, "/hooks", "create a webhook in", {"name": "web", **body})
        return answer.read(shapes.hook)

    def remove_hook(self, project: ProjectId, hook: str, *, also: Sequence[ProjectId] = ()) -> None:
        self._write("DELETE", project, f"/hooks/{hook}", "remove the webhook of")

    def redeliver(self, projects: Sequence[ProjectId], url: str, since: datetime) -> int:
        """Of each repository's webhook, and of the App's once for all; one that refuses is told after the others."""
        enough, refused = partial(is_before, since), None
        asked = self._redelivered_to_app(since, enough) if self._client.credentials.for_app() else 0
        for project in projects:
            try:
                for hook in self.hooks(project):
                    if hook.url == url and hook.active:
                        asked += self._redelivered(project, f"/hooks/{hook.id}/deliveries", since, enough)
            except TrackerError as error:
                if not error.permanent:
                    raise
                refused = refused or error
        if refused:
            raise refused
        return asked

    def _redelivered(self, project: ProjectId, path: str, since: datetime, enough: Callable[[Any], bool]) -> int:
        listed = self._list(project, path, "list the deliveries of", enough=enough)
        missed = listed.read(lambda items: worth_sending_again(items, since))
        for delivery in missed:
            self._write("POST", project, f"{path}/{delivery}/attempts", "ask again for a delivery of", deferred=True)
        return len(missed)

    def _redelivered_to_app(self, since: datetime, enough: Callable[[Any], bool]) -> int:
        path = "/app/hook/deliveries"
        listed = self._client.app_pages(path, "list its App's deliveries", enough)
        missed = listed.read(lambda items: worth_sending_again(items, since))
        for delivery in missed:
            self._client.app_write("POST", f"{path}/{delivery}/attempts", "ask again for a delivery")
        return len(missed)

    # -- who and where

    def _app_account(self) -> Person | None:
        if self._client.credentials.for_app() is None:
            return None
        slug = self._client.app_get("/app", "read its own App").read(lambda app: app["slug"])
        return self._account(f"/users/{quote(f'{slug}[bot]')}")

    def _user_account(self) -> Person:
        return self._account("/user")

    def _account(self, path: str) -> Person:
        return self._places.followed(path, "read its own account", None).read(shapes.account)

    def _web_host(self) -> str:
        return urlsplit(self._client.base_url).netloc.lower().removeprefix("api.")

    def _issue_named(self, words: str) -> re.Match[str] | None:
        if "://" in words:
            return _ISSUE_PATH.fullmatch(_path_below(words, self._web_host()))
        return _ISSUE_NAME.fullmatch(words)

    def _project_of(self, item: shapes.Json) -> ProjectId:
        """The project of an issue that was listed elsewhere: its JSON names the repository but not its id."""
        return self._places.id_of(shapes.repository_of(item))

    def _words(self, ref: Ref) -> str:
        return f"{self._places.shown(ref.project)}#{ref.number}"

    # -- exchanges within a project

    def _listed(self, project: ProjectId, wanted: Collection[Ref], alike: Alike) -> dict[Ref, Issue]:
        """Those of them that the first page shows; none where they have nothing in common, or it cannot be read."""
        if not alike.labels or alike.since is None:
            return {}
        # Whatever is older than they are comes first, and of that the page has only what is still being changed.
        params = {"state": "all", "sort": "created", "direction": "asc", "per_page": str(PER_PAGE)}
        params |= {"labels": ",".join(alike.labels), "since": _moment(alike.since)}
        try:
            answer = self._read(project, "/issues", "list the issues of", params)
        except TrackerError as error:
            if not error.permanent:
                raise
            return {}
        return {issue.ref: issue for issue in self._issues_in(answer, project) if issue.ref in wanted}

    def _issue_in(self, answer: Answer, project: ProjectId) -> Issue:
        return answer.read(lambda data: shapes.issue(data, self.name, project))

    def _issues_in(self, answer: Answer, project: ProjectId) -> list[Issue]:
        """Those of a listing that are no pull requests."""
        found = answer.each(lambda it: None if shapes.is_pull_request(it) else shapes.issue(it, self.name, project))
        return [issue for issue in found if issue]

    def _issue(self, ref: Ref, act: str, hops: int = _HOPS) -> Issue:
        owner, rest = owner_of(self._places.name_of(ref.project)), f"/issues/{ref.number}"
        try:
            answer = self._places.with_place(
                ref.project, lambda place: self._client.get(place + rest, act, owner=owner)
            )
        except Redirected as redirected:
            if not hops:
                raise moved(self.name, act) from redirected
            return self._issue(self._new_place(ref, redirected, act), act, hops - 1)
        if answer.read(shapes.is_pull_request):
            raise TrackerError(f"{self._words(ref)} is a pull request, not an issue.", Trouble.INVALID)
        self._places.call(ref.project, answer.read(shapes.repository_of))
        return self._issue_in(answer, ref.project)

    def _new_place(self, ref: Ref, redirected: Redirected, act: str) -> Ref:
        """Where a transferred issue lives now."""
        there = self._client.path_of(redirected.location, act)
        number = _ISSUE_NUMBER.search(there)
        project = self._places.moved_project(there)
        return Ref(ref.tracker, project, int(number[1]) if number else ref.number)

    def _read(self, project: ProjectId, rest: str, act: str, params: dict[str, str] | None = None) -> Answer:
        return self._in_project(
            project, act, lambda path, doing, owner: self._client.get(path + rest, doing, owner=owner, params=params)
        )

    def _list(
        self,
        project: ProjectId,
        rest: str,
        act: str,
        params: dict[str, str] | None = None,
        etag: str | None = None,
        *,
        sure: bool = False,
        enough: Callable[[Any], bool] = never,
    ) -> Answer:
        return self._in_project(
            project,
            act,
            lambda path, doing, owner: self._client.pages(
                path + rest, doing, owner=owner, params=params, etag=etag, sure=sure, enough=enough
            ),
        )

    def _in_project(self, project: ProjectId, act: str, exchange: Callable[[str, str, str | None], T]) -> T:
        """Reads below a project, by its id: another repository may have taken the name that is remembered."""
        name = self._places.name_of(project)
        doing = f"{act} {name}"
        try:
            return self._places.with_place(project, lambda place: exchange(place, doing, owner_of(name)))
        except Redirected as redirected:
            raise moved(self.name, doing) from redirected

    def _write(
        self, verb: str, project: ProjectId, rest: str, act: str, body: Any = None, *, deferred: bool = False
    ) -> Answer:
        """By name, so that nothing is written to a renamed repository before it was looked at again."""
        name = self._places.name_of(project)
        try:
            path, doing = f"/repos/{name}{rest}", f"{act} {name}"
            return self._client.write(verb, path, doing, owner=owner_of(name), body=body, deferred=deferred)
        except TrackerError as error:
            if error.trouble is Trouble.MOVED:
                self._places.forget(project)
            raise


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _path_below(url: str, host: str) -> str:
    """The path of a web address on that host; empty for every other."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.path if parts.scheme in ("http", "https") and parts.netloc.lower() == host else ""
