"""One tracker from its settings: credentials, client, and what the config says of its people and statuses.

The libraries of a tracker are only imported where one of its kind is built. Asks nobody anything yet.
"""

from collections.abc import Callable, Iterable, MutableMapping
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from connectors.tracker import ProjectId, Tracker
from service.mappings import Home, Mapping, Person, TrackerKind
from service.settings import AccountAuth, AppAuth, Settings, TrackerSettings
from service.settings.addresses import is_loopback

if TYPE_CHECKING:
    from connectors.jira.client import Client as JiraClient
    from connectors.jira.outcomes import Words
    from connectors.jira.site import Site

Now = Callable[[], datetime]
Names = MutableMapping[ProjectId, str]
"""What each project id is called now."""


def connected(
    tracker: TrackerSettings,
    settings: Settings,
    names: Names,
    now: Now,
    withdrawn: Callable[[], None] = lambda: None,
) -> Tracker:
    """`withdrawn` is told when the tracker refuses a token that it gave."""
    if tracker.kind == TrackerKind.JIRA:
        return _jira(tracker, settings, names, now)
    return _github(tracker, names, now, withdrawn)


def jira_site(tracker: TrackerSettings, now: Now) -> "Site":
    """A Jira by itself, for whoever examines it; it is asked where it runs, whatever the config says."""
    from connectors.jira.site import Site

    return Site(_jira_client(tracker, now))


def _github(tracker: TrackerSettings, names: Names, now: Now, withdrawn: Callable[[], None]) -> Tracker:
    from connectors.github.auth import AppCredentials, TokenCredentials
    from connectors.github.client import Client
    from connectors.github.tracker import GitHub

    credentials: AppCredentials | TokenCredentials
    if isinstance(tracker.auth, AppAuth):
        key = tracker.auth.private_key.get_secret_value()
        credentials = AppCredentials(tracker.auth.id, key, tracker.url, now, withdrawn)
    else:
        credentials = TokenCredentials(tracker.auth.token.get_secret_value())
    pause = tracker.pause.total_seconds()
    client = Client(tracker.name, tracker.url, credentials, now=now, write_pause=pause)
    return GitHub(client, names)


def _jira(tracker: TrackerSettings, settings: Settings, names: Names, now: Now) -> Tracker:
    from connectors.jira.site import Deployment
    from connectors.jira.tracker import Jira

    return Jira(
        _jira_client(tracker, now),
        names,
        deployment=Deployment(tracker.deployment.value),
        words=_words(tracker.name, settings.mappings),
        named=_named(tracker.name, settings.mappings),
        handles=handles(settings.people, tracker.home),
    )


def _jira_client(tracker: TrackerSettings, now: Now) -> "JiraClient":
    from connectors.jira.auth import GATEWAY, ApiToken, PersonalToken
    from connectors.jira.client import Client

    credentials: ApiToken | PersonalToken
    match tracker.auth:
        case AccountAuth(email, token, scoped):
            credentials = ApiToken(email, token.get_secret_value(), scoped)
        case AppAuth():
            raise ValueError(f"{tracker.name} is a Jira, and Apps are GitHub's")
        case auth:
            credentials = PersonalToken(auth.token.get_secret_value())
    # A token for a Jira on this machine is not handed to Atlassian.
    gateway = tracker.url if is_loopback(urlsplit(tracker.url).hostname or "") else GATEWAY
    pause = tracker.pause.total_seconds()
    return Client(tracker.name, tracker.url, credentials, now=now, gateway=gateway, write_pause=pause)


def _words(tracker: str, mappings: Iterable[Mapping]) -> "Callable[[str], Words]":
    """What the mappings call done and won't do, by the key of the project; all of them together, where several do."""
    from connectors.jira.outcomes import Words

    done: dict[str, list[str]] = {}
    dropped: dict[str, list[str]] = {}
    for tickets in (mapping.tickets for mapping in mappings if mapping.tickets.tracker == tracker):
        done.setdefault(tickets.project.upper(), []).extend(tickets.done)
        dropped.setdefault(tickets.project.upper(), []).extend(tickets.wont_do)
    return lambda key: Words.of(done.get(key.upper(), ()), dropped.get(key.upper(), ()))


def _named(tracker: str, mappings: Iterable[Mapping]) -> set[str]:
    """The keys of the projects for which there are such words."""
    all_tickets = (mapping.tickets for mapping in mappings if mapping.tickets.tracker == tracker)
    return {tickets.project for tickets in all_tickets if tickets.done or tickets.wont_do}


def handles(people: Iterable[Person], home: Home) -> dict[str, str]:
    """The accounts of one tracker by every word that mentions somebody behind `@`, the most usual one first."""
    found: dict[str, str] = {}
    for person in people:
        if account := person.account(home):
            words = (*person.accounts.values(), *person.aliases, person.name, person.email)
            usable = (word for word in words if word and not any(map(str.isspace, word)))
            found |= {word: account for word in usable if word not in found}
    return found
