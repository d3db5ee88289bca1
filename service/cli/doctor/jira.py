"""Checks that only a Jira needs: where it runs, single permissions, words for outcomes, accounts of people.

Not here: what holds for every tracker (projects.py), and how Jira is asked (connectors/jira).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from connectors.jira.inspection import Inspection
from connectors.jira.tracker import Jira
from connectors.tracker import Person, Project, Tracker, TrackerError, Trouble
from service import mappings
from service.cli.doctor import projects
from service.cli.doctor.hooks import hook
from service.cli.doctor.needs import Needs
from service.cli.doctor.verdict import Check, error, from_trouble, ok, warning
from service.connecting import jira_site
from service.settings import Deployment, Settings
from service.wiring import utc_now


@dataclass(frozen=True)
class JiraChecks:
    settings: Settings
    of: Jira
    inspection: Inspection

    @property
    def subject(self) -> str:
        return f"tracker {self.of.name}"

    def tracker(self) -> Iterator[Check]:
        """Raises TrackerError where it is of no use to go on."""
        yield from self._deployment()
        me = self.of.me()
        yield ok(self.subject, f"answers and knows the service as {me.name or me.login}")
        yield from self._signatures()
        yield from projects.guarded(self.subject, self._links())
        yield from self._people()

    def unseen(self, subject: str, trouble: TrackerError) -> Check:
        """Jira does not tell a project that is not there from one that it does not show."""
        if trouble.trouble is not Trouble.NOT_FOUND:
            return from_trouble(subject, trouble)
        return error(subject, trouble.message, "check the key, and give the service's account Browse projects there")

    def project(self, subject: str, project: Project, needs: Needs) -> Iterator[Check]:
        tracker = cast(Tracker, self.of)
        yield from projects.guarded(subject, self._rights(subject, project, needs))
        yield from projects.guarded(subject, self._outcomes(subject, project, needs))
        yield from projects.guarded(subject, projects.people(subject, tracker, project, needs.logins))
        yield from hook(subject, tracker, project, self.settings)

    # -- the Jira as a whole

    def _deployment(self) -> Iterator[Check]:
        told = self.settings.trackers[self.of.name].deployment
        found = Deployment.CLOUD if self.inspection.cloud else Deployment.DATACENTER
        if told not in (found, Deployment.AUTO):
            message = f"is {self.inspection.called()}, and the config says `deployment: {told}`"
            yield error(self.subject, message, f"write `deployment: {found}`, or take it out")
        else:
            yield ok(self.subject, f"is {self.inspection.called()}")

    def _signatures(self) -> Iterator[Check]:
        described = self.settings.trackers[self.of.name]
        if self.inspection.signs() or described.unsigned or not described.webhook_secrets:
            return
        message = f"is {self.inspection.called()}, which signs no webhook, so that every delivery is refused"
        cure = "write `webhook_path` and `webhook_addresses` instead of `webhook_secret`, or leave it to the sweep"
        yield warning(self.subject, message, cure)

    def _links(self) -> Iterator[Check]:
        """Only where post-mortems and tickets are both here: across trackers links need no type."""
        here = any({mapping.tracker, mapping.tickets.tracker} == {self.of.name} for mapping in self.settings.mappings)
        if here and (none := self.inspection.unlinkable()):
            yield warning(self.subject, f"{none.lack}, so that tickets are not linked to their post-mortems", none.cure)

    def _people(self) -> Iterator[Check]:
        """Nobody is known on a Jira by a handle, so that somebody without an account there owns nothing."""
        homes = {mapping.tickets.home for mapping in self.settings.mappings}
        for home in homes:
            for person in self.settings.people if home.tracker == self.of.name else ():
                if person.account(home) is None:
                    message = f"{person.name} has no account in `people`, so no action can be theirs"
                    yield warning(self.subject, message, self._proposed(person))

    def _proposed(self, person: mappings.Person) -> str:
        found = self._found(person.email) if person.email else []
        if not found:
            return "add `jira:` with their account id on Cloud, their user name on Data Center"
        ids = " or ".join(f"`jira: {one.login}` ({one.name})" for one in found)
        return f"{person.email} belongs to {ids}: add it to the entry"

    def _found(self, email: str) -> list[Person]:
        """Nobody where Jira does not show people to the service, or their addresses."""
        try:
            return self.of.people.propose(email)
        except TrackerError:
            return []

    # -- one project

    def _rights(self, subject: str, project: Project, needs: Needs) -> Iterator[Check]:
        lacking = self.inspection.lacking(project.id) if project.accepts_issues else []
        if lacking:
            cure = "give it these permissions in the project's permission scheme"
            yield error(subject, f"does not let the service's account {', '.join(lacking)}", cure)
            return
        found = list(projects.obstacles(subject, cast(Tracker, self.of), project, needs))
        yield from found or [ok(subject, "is there, and takes issues such as those that will be created")]
        if project.accepts_issues and not self.inspection.tells_of_others(project.id):
            message = "does not tell what others may do there, so that their commands and labels count for nothing"
            yield warning(subject, message, "give the service's account Administer projects")

    def _outcomes(self, subject: str, project: Project, needs: Needs) -> Iterator[Check]:
        if not needs.outcomes:
            return
        there = {name.casefold() for name in self.inspection.outcomes(project.id)}
        unknown = sorted(name for name in needs.outcomes if name.casefold() not in there)
        if unknown:
            names = ", ".join(f"`{name}`" for name in unknown)
            cure = "correct `done` and `wont_do` under tickets of the mapping"
            yield error(subject, f"has no status or resolution {names}", cure)


def jira_checks(settings: Settings, name: str, tracker: Tracker) -> JiraChecks:
    site = jira_site(settings.trackers[name], utc_now)
    return JiraChecks(settings, cast(Jira, tracker), Inspection(site))
