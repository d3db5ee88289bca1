"""A new issue, in as few calls as the project's screen allows. No call is sent twice.

A create that Jira refused created nothing, so it is sent anew without what was refused. Whatever goes wrong after the
issue is there becomes a notice: an error would say that it is not.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from connectors.jira import obstacles, shapes
from connectors.jira.drafting import Dialect, Drafted, assigned, drafted, labels_of, notices
from connectors.jira.errors import Refusal
from connectors.jira.places import Places
from connectors.jira.reading import Reading
from connectors.jira.screens import Field, IssueType, Screens, chosen
from connectors.jira.site import Site
from connectors.tracker import Draft, Issue, Person, Project, ProjectId, Ref, TrackerError, Trouble

_CAN_DO_WITHOUT = {"priority", "duedate"}


class Creating:
    """Raises TrackerError."""

    def __init__(self, site: Site, places: Places, screens: Screens, reading: Reading) -> None:
        self._site = site
        self._places = places
        self._screens = screens
        self._reading = reading

    def obstacles(self, place: Project, draft: Draft) -> list[str]:
        found = list(obstacles.of_place(self._site.name, place, draft))
        if found:
            return found
        act = f"ask what a new issue needs in {place.name}"
        types = self._screens.types(place.id, act)
        of = chosen(types, draft.kind)
        found = list(obstacles.of_type(place.name, types, draft))
        if found or of is None:
            return found
        fields = self._screens.fields(place.id, of, act)
        return list(obstacles.of_fields(place, of, fields, draft, person_key=self._person_key()))

    def create(self, project: ProjectId, draft: Draft) -> Issue:
        act = f"create an issue in {self._places.shown(project)}"
        of, me = self._type(project, draft, act), self._site.me()
        answer, sent, unfit = self._sent(project, of, draft, act)
        issue = self._as_sent(project, answer, me, draft, sent, act)
        if not sent.fields.get("assignee"):
            issue = self._assigned_afterwards(issue, draft, unfit)
        if "labels" in sent.left_out:
            issue, sent = self._labelled_afterwards(issue, draft, sent)
        missing = notices(sent.left_out, issue.name.rpartition("-")[0], of, draft)
        unassigned = (_unassignable(login, issue.name, why) for login, why in unfit.items())
        return replace(issue, notices=(*missing, *unassigned))

    # -- the call

    def _type(self, project: ProjectId, draft: Draft, act: str) -> IssueType:
        types = self._screens.types(project, act)
        problems, found = list(obstacles.of_type(self._places.shown(project), types, draft)), chosen(types, draft.kind)
        if problems or found is None:
            raise TrackerError(problems[0], Trouble.INVALID)
        return found

    def _sent(self, project: ProjectId, of: IssueType, draft: Draft, act: str) -> tuple[Any, Drafted, dict[str, str]]:
        """Until Jira takes it; each round goes without something that the last one was refused for.

        The last value says for each person who cannot be assigned why.
        """
        unfit: dict[str, str] = {}
        without: dict[str, str] = {}
        while True:
            login = next((login for login in draft.assignees if login not in unfit), None)
            screen = self._screens.fields(project, of, act)
            sending = self._drafted(project, of, screen, assigned(draft, login), without)
            try:
                return self._site.write("POST", "/issue", act, self._body(sending)), sending, unfit
            except Refusal as refusal:
                offending = set(refusal.fields) & set(sending.fields)
                if login and "assignee" in offending:
                    unfit[login] = refusal.fields["assignee"]
                    continue
                self._screens.forget(project, of)
                if dropped := offending & _CAN_DO_WITHOUT:
                    without |= {name: refusal.fields[name] for name in dropped}
                elif screen == self._screens.fields(project, of, act):
                    raise

    def _drafted(
        self,
        project: ProjectId,
        of: IssueType,
        screen: Mapping[str, Field],
        draft: Draft,
        without: Mapping[str, str],
    ) -> Drafted:
        dialect = Dialect(self._person_key(), self._reading.bodies.document)
        return drafted(project, of, screen, draft, dialect, without=without)

    def _body(self, sending: Drafted) -> dict[str, Any]:
        kept = {"key": shapes.PROPERTY, "value": self._reading.bodies.property(sending.body)}
        return {"fields": dict(sending.fields), "properties": [kept]}

    def _as_sent(self, project: ProjectId, answer: Any, me: Person, draft: Draft, sent: Drafted, act: str) -> Issue:
        """Jira tells only the id and the key, and reading the rest could fail although the issue is there."""
        with self._site.understood(act):
            number, key = int(answer["id"]), str(answer["key"])
        now = self._site.now()
        login = next(iter((sent.fields.get("assignee") or {}).values()), None)
        return Issue(
            ref=Ref(self._site.name, project, number),
            id=str(number),
            name=key,
            url=self._reading.address_of(key),
            title=sent.fields["summary"],
            body=sent.body,
            author=me,
            open=True,
            created_at=now,
            updated_at=now,
            labels=() if "labels" in sent.left_out else tuple(sorted(labels_of(draft))),
            assignees=(Person(login, login),) if login else (),
            due=None if "duedate" in sent.left_out else draft.due,
            restricted_to=draft.restricted_to,
            unread=True,
        )

    def _labelled_afterwards(self, issue: Issue, draft: Draft, sent: Drafted) -> tuple[Issue, Drafted]:
        """Where only the screen for editing has labels. Without them the service would not know its own issue."""
        wanted = labels_of(draft)
        body = {"update": {"labels": [{"add": label} for label in wanted]}}
        try:
            self._site.write("PUT", f"/issue/{issue.ref.number}", f"label {issue.name}", body)
        except TrackerError:
            return issue, sent
        left_out = {name: why for name, why in sent.left_out.items() if name != "labels"}
        return replace(issue, labels=tuple(sorted(wanted))), replace(sent, left_out=left_out)

    # -- the assignee, where the create call could not carry one

    def _assigned_afterwards(self, issue: Issue, draft: Draft, unfit: dict[str, str]) -> Issue:
        """Whoever cannot be assigned is added to `unfit`; who cannot for now, and those behind, are owed.

        With nobody left it is unassigned, whatever the default.
        """
        left = [login for login in draft.assignees if login not in unfit]
        for at, login in enumerate(left):
            try:
                self._assign(issue.ref, issue.name, login)
            except TrackerError as error:
                if not error.permanent or error.trouble is Trouble.UNAUTHORIZED:
                    return replace(issue, owed=tuple(left[at:]))
                unfit[login] = _reason(error)
            else:
                return replace(issue, assignees=(Person(login, login),))
        if draft.assignees:
            with suppress(TrackerError):
                self._assign(issue.ref, issue.name, None)
        return issue

    def assign(self, ref: Ref, logins: Sequence[str]) -> None:
        """The first that Jira takes; raises the last refusal where it takes none of them."""
        *others, last = logins or (None,)
        name = self._reading.name_of(ref)
        for login in others:
            try:
                return self._assign(ref, name, login)
            except TrackerError as error:
                if not error.permanent or error.trouble is Trouble.UNAUTHORIZED:
                    raise
        return self._assign(ref, name, last)

    def _assign(self, ref: Ref, name: str, login: str | None) -> None:
        self._site.write("PUT", f"/issue/{ref.number}/assignee", f"assign {name}", {self._person_key(): login})

    def _person_key(self) -> str:
        return "accountId" if self._site.cloud else "name"


def _unassignable(login: str, name: str, why: str) -> str:
    return f"{login} could not be assigned to {name}: {why}."


def _reason(error: TrackerError) -> str:
    """In Jira's words where it says some."""
    said = "; ".join(error.fields.values()) if isinstance(error, Refusal) else ""
    return said or error.message.rstrip(".")
