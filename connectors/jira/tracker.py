"""A Jira as a Tracker: which part answers which verb. What is asked of the server is the parts' own."""

import re
from collections.abc import Callable, Collection, Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from connectors.jira.client import Client
from connectors.jira.creating import Creating
from connectors.jira.history import History
from connectors.jira.hooks import Hooks
from connectors.jira.markup.length import MOST, length_in_jira
from connectors.jira.outcomes import Words
from connectors.jira.people import People
from connectors.jira.places import Places
from connectors.jira.reading import Reading
from connectors.jira.screens import Screens
from connectors.jira.search import Search
from connectors.jira.site import Deployment, Site
from connectors.jira.transitions import Goal
from connectors.jira.vocabulary import Vocabulary
from connectors.jira.workflow import Workflow
from connectors.jira.writing import Writing
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
    Reason,
    Ref,
    Size,
    TrackerError,
    Trouble,
    Visibility,
)

TRAILS = timedelta(hours=12)
"""The index of Cloud was seen to be late by hours (docs/decisions/0014-jira-library-and-own-paths.md)."""

_KEY = re.compile(r"[A-Z][A-Z0-9_]+-[1-9][0-9]{0,17}")
_NUMBER = re.compile(r"#([1-9][0-9]{0,17})")
_LAST_IN_PATH = re.compile(r"/browse/(?P<key>[^/]+)/?")


class Jira:
    """One Jira. `keys` remembers what each project id is called now, so that a look need not ask.

    `words` gives what a team calls done and won't do, by the key of its project, and `named` are the keys for which
    it has any; `handles` the logins of people by the names with which they are mentioned.
    """

    def __init__(
        self,
        client: Client,
        keys: MutableMapping[ProjectId, str],
        *,
        deployment: Deployment = Deployment.AUTO,
        words: Callable[[str], Words] = lambda key: Words(),
        named: Collection[str] = (),
        handles: Mapping[str, str] | None = None,
    ) -> None:
        self._site = site = Site(client, deployment)
        self._places = places = Places(site, keys)
        self._words = Vocabulary(words, named, places).of
        self._reading = reading = Reading(site, places, self._words, handles or {})
        self._search = Search(site, places, reading)
        self._creating = Creating(site, places, Screens(site), reading)
        self._writing = Writing(site, reading)
        self._workflow = Workflow(site)
        self._history = History(site)
        self._hooks = Hooks(site, places)
        self.people = People(site, places)

    @property
    def name(self) -> str:
        return self._site.name

    @property
    def trails(self) -> timedelta:
        return TRAILS

    def guarded(self, check: Check) -> AbstractContextManager[None]:
        return self._site.guarded(check)

    def me(self) -> Person:
        return self._site.me()

    def warm(self) -> None:
        self.me()

    def cool(self) -> None:
        """Its tokens are told, not fetched."""

    def probe(self, names: Collection[str]) -> None:
        self._site.probe()

    def project_named(self, name: str) -> Project:
        return self._places.project_named(name)

    def project(self, project: ProjectId) -> Project:
        return self._places.project(project)

    def visibility(self, project: ProjectId) -> Visibility:
        return self._places.visibility(project)

    def issue(self, ref: Ref) -> Issue | Gone:
        """Jira does not tell a deleted issue from a hidden one."""
        try:
            return self._read(ref)
        except TrackerError as error:
            if error.trouble is Trouble.NOT_FOUND:
                return Gone(ref, Absence.NOT_FOUND)
            raise

    def several(self, refs: Sequence[Ref], *, alike: Alike | None = None) -> Mapping[Ref, Issue | Gone]:
        calm = {ref.number for ref in refs if alike and ref not in alike.restless}
        found = {issue.ref.number: issue for issue in self._search.of(sorted(calm))}
        wanted = list(dict.fromkeys(str(ref.number) for ref in refs if ref.number not in found))
        found |= {issue.ref.number: issue for issue in self._reading.many(wanted, f"read {len(wanted)} issues")}
        return {ref: found.get(ref.number) or Gone(ref, Absence.NOT_FOUND) for ref in refs}

    def could_mean(self, words: str) -> bool:
        key = _key_in_address(words, self._site.web) if "://" in words else words
        return bool(_KEY.fullmatch(key) or _NUMBER.fullmatch(key))

    def locate(self, words: str, home: ProjectId | None = None) -> Ref | None:
        key = self._key_in(words, home)
        if key is None:
            return None
        try:
            return self._reading.ref_of(key, f"look for {key}")
        except TrackerError as error:
            if error.trouble is Trouble.NOT_FOUND:
                return None
            raise

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
        """Jira has no answer for "same as last time", so that every listing is read."""
        return Listing(self._search.issues((project, *also), since, labels, brief=brief))

    def lists_anything(self, project: ProjectId) -> bool:
        return self._search.shows_anything(project)

    def unlisted(self, project: ProjectId, *, since: datetime, marks: Sequence[str]) -> Sequence[Issue]:
        return self._search.unlisted(project, since, marks)

    def obstacles(self, place: Project, draft: Draft) -> Sequence[str]:
        return self._creating.obstacles(place, draft)

    def size(self, body: str) -> Size:
        return Size(length_in_jira(body), MOST)

    def comments(self, ref: Ref, *, least: int = 0) -> Sequence[Comment]:
        return self._reading.comments(ref, f"read the comments of {self._called(ref)}", least)

    def history(self, ref: Ref) -> Sequence[Event]:
        words = self._words(self._places.key_of(ref.project))
        return self._history.of(ref, words, f"read the history of {self._called(ref)}")

    def children(self, ref: Ref) -> Sequence[Issue]:
        act = f"read the issues linked to {self._called(ref)}"
        ids = [str(number) for number in self._reading.children(ref, act)]
        found = {issue.id: issue for issue in self._reading.many(ids, act)}
        return [found[number] for number in ids if number in found]

    def create(self, project: ProjectId, draft: Draft) -> Issue:
        return self._creating.create(project, draft)

    def change(self, ref: Ref, change: Change) -> Issue:
        if change.title is not None or change.body is not None:
            self._writing.words(ref, change.title, change.body, f"change {self._called(ref)}")
        if change.assignees is not None:
            self._creating.assign(ref, change.assignees)
        issue = self._read(ref)
        if change.open is None:
            return issue
        return self._moved(issue, None if change.open else change.reason or Reason.COMPLETED)

    def comment(self, ref: Ref, body: str) -> Comment:
        return self._writing.comment(ref, body)

    def edit_comment(self, ref: Ref, comment: str, body: str) -> Comment:
        return self._writing.edit_comment(ref, comment, body)

    def add_label(self, ref: Ref, label: str) -> None:
        self._writing.add_label(ref, label)

    def link_child(self, parent: Ref, child: Issue) -> None:
        self._writing.relate(parent, child)

    def link_abroad(self, ref: Ref, other: Issue) -> None:
        self._writing.show(ref, other)

    def assignable(self, project: ProjectId, login: str) -> bool:
        return self.people.assignable(project, login)

    def permission(self, project: ProjectId, login: str) -> Permission:
        return self.people.permission(project, login)

    def labels(self, project: ProjectId) -> None:
        """Any word is a label."""

    def create_label(self, project: ProjectId, label: Label) -> None:
        """Any word is a label, so that there is nothing to create."""

    def hooks(self, project: ProjectId) -> Sequence[Hook]:
        return self._hooks.of(project)

    def install_hook(self, project: ProjectId, url: str, secret: str) -> Hook:
        return self._hooks.install(project, url, secret)

    def remove_hook(self, project: ProjectId, hook: str, *, also: Sequence[ProjectId] = ()) -> None:
        self._hooks.remove(project, hook, also)

    def redeliver(self, projects: Sequence[ProjectId], url: str, since: datetime) -> int:
        """Cloud tries again by itself, and neither Jira keeps a list."""
        return 0

    # -- one issue

    def _read(self, ref: Ref) -> Issue:
        return self._reading.one(str(ref.number), f"read {self._called(ref)}")

    def _called(self, ref: Ref) -> str:
        return self._reading.name_of(ref)

    def _moved(self, issue: Issue, reason: Reason | None) -> Issue:
        if issue.reason is reason:
            return issue
        self._workflow.lead(issue, Goal(reason, self._words(self._places.key_of(issue.ref.project))))
        now = self._read(issue.ref)
        if reason is None and not now.open:
            self._workflow.clear_resolution(now)
            now = self._read(issue.ref)
        if now.reason is not reason:
            raise TrackerError(
                f"{self.name} moved {now.name} to {now.status}, which does not count as {reason or 'open'}; "
                f"name its status or resolution under `done` or `wont_do` of the mapping.",
                Trouble.INVALID,
            )
        return now

    def _key_in(self, words: str, home: ProjectId | None) -> str | None:
        """The key that people mean. Nothing is asked for what cannot be one."""
        if "://" in words:
            key = _key_in_address(words, self._site.web)
        elif (number := _NUMBER.fullmatch(words)) and home:
            key = f"{self._places.key_of(home)}-{number[1]}"
        else:
            key = words
        return key if _KEY.fullmatch(key) else None


def _key_in_address(address: str, site: str) -> str:
    """Of an issue's page, or of a board on which it is selected; empty for every other address."""
    here = urlsplit(site)
    try:
        there = urlsplit(address)
        selected = parse_qs(there.query, max_num_fields=50).get("selectedIssue")
    except ValueError:
        return ""
    if there.scheme not in ("http", "https") or there.netloc.lower() != here.netloc.lower():
        return ""
    found = _LAST_IN_PATH.fullmatch(there.path.removeprefix(here.path)) if there.path.startswith(here.path) else None
    return (found["key"] if found else selected[0] if selected else "").upper()
