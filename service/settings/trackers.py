"""From the entry of one tracker in a config file to its settings, where its keys go together.

Not here: whether a single value is well formed (checking.py), and what the tracker says to it (the doctor).
"""

from dataclasses import replace
from urllib.parse import urlsplit

from service.mappings import TrackerKind
from service.settings.addresses import is_atlassian, is_loopback
from service.settings.source import Place, Source
from service.settings.tracker_model import CALLED, KINDS, GitHub, Jira
from service.settings.values import GITHUB_PAUSE, AccountAuth, AppAuth, Deployment, TokenAuth, TrackerSettings, Unsigned


def tracker_of(name: str, entry: GitHub | Jira, source: Source) -> TrackerSettings | None:
    """None where something that it needs is missing or refused."""
    _check_name(name, entry.kind, source)
    return _github(name, entry, source) if isinstance(entry, GitHub) else _jira(name, entry, source)


def _check_name(name: str, kind: str, source: Source) -> None:
    """Under `people`, `jira:` is an account for every Jira; a GitHub of that name would take it for its own."""
    if name in KINDS and name != kind:
        other, own = CALLED[TrackerKind(name)], CALLED[TrackerKind(kind)]
        source.refuse(("trackers", name), f"is a {own} by the name of the other kind, {other}", "give it another name")


def _github(name: str, entry: GitHub, source: Source) -> TrackerSettings | None:
    auth = _github_auth(name, entry, source)
    if entry.url is None or auth is None:
        return None
    tracker = TrackerSettings(name, TrackerKind.GITHUB, entry.url, auth, tuple(entry.webhook_secret or ()))
    if entry.write_pause is None:
        return tracker
    if entry.write_pause < GITHUB_PAUSE and not is_loopback(urlsplit(entry.url).hostname or ""):
        message = "is shorter than the second between writes that GitHub asks for, so it may refuse some"
        source.warn(("trackers", name, "write_pause"), message)
    return replace(tracker, write_pause=entry.write_pause)


def _github_auth(name: str, entry: GitHub, source: Source) -> TokenAuth | AppAuth | None:
    written = {key for key in ("token", "app") if ("trackers", name, key) in source.lines}
    if len(written) != 1:
        number = "both" if written else "neither"
        source.refuse(("trackers", name), f"has {number} of `token` and `app`", "write exactly one of them")
        return None
    if entry.token:
        return TokenAuth(entry.token)
    if entry.app and entry.app.id and entry.app.private_key:
        return AppAuth(entry.app.id, entry.app.private_key)
    return None


def _jira(name: str, entry: Jira, source: Source) -> TrackerSettings | None:
    place: Place = ("trackers", name)
    where = _deployment(place, entry, source)
    _check_email(place, where, source)
    unsigned = _unsigned(place, entry, where, source)
    auth = _jira_auth(place, entry, where, source)
    if entry.url is None or auth is None:
        return None
    secrets = tuple(entry.webhook_secret or ())
    return TrackerSettings(
        name,
        TrackerKind.JIRA,
        entry.url,
        auth,
        secrets,
        entry.write_pause,
        deployment=Deployment(where),
        unsigned=unsigned,
    )


def _deployment(place: Place, entry: Jira, source: Source) -> Deployment:
    told = Deployment(entry.deployment or Deployment.AUTO)
    if entry.url is None or not is_atlassian(entry.url):
        return told
    if told is Deployment.DATACENTER:
        source.refuse((*place, "deployment"), "is `datacenter`, and the address is one of Jira Cloud", "write cloud")
    return Deployment.CLOUD


def _check_email(place: Place, where: Deployment, source: Source) -> None:
    email, scoped = (*place, "email"), (*place, "scoped")
    written = _written(source, place, "email")
    if where is Deployment.CLOUD and not written:
        what = "is missing: Jira Cloud wants the e-mail address of the service's account beside its API token"
        source.refuse(email, what, "add `email: ${JIRA_EMAIL}`")
    if where is Deployment.DATACENTER and written:
        what = "has no place on Data Center, which takes a personal access token alone"
        source.refuse(email, what, "take it out, or write `deployment: cloud`")
    if _written(source, place, "scoped") and not written and where is not Deployment.CLOUD:
        what = "is about API tokens of Jira Cloud, which stand beside an `email`, and there is none"
        source.refuse(scoped, what, "take it out, or add `email: ${JIRA_EMAIL}`")


def _jira_auth(place: Place, entry: Jira, where: Deployment, source: Source) -> TokenAuth | AccountAuth | None:
    if entry.token is None:
        return None
    if entry.email is not None:
        return AccountAuth(entry.email, entry.token, bool(entry.scoped))
    return None if where is Deployment.CLOUD or _written(source, place, "email") else TokenAuth(entry.token)


def _unsigned(place: Place, entry: Jira, where: Deployment, source: Source) -> Unsigned | None:
    """An address that anybody may call would be as good as none, and so would one that anybody can guess."""
    keys = ("webhook_path", "webhook_addresses")
    written = [key for key in keys if _written(source, place, key)]
    if not written:
        return None
    if where is Deployment.CLOUD:
        cure = "take it out, and use `webhook_secret`"
        source.refuse((*place, written[0]), "is for deliveries without a signature, and Jira Cloud signs its own", cure)
        return None
    if len(written) == 1:
        other = next(key for key in keys if key not in written)
        source.refuse((*place, written[0]), f"is not enough without `{other}`", "write both of them, or neither")
        return None
    if entry.webhook_addresses == []:
        source.refuse(
            (*place, "webhook_addresses"), "is empty, so that nobody could deliver", "name the Jira's addresses"
        )
    if not entry.webhook_path or not entry.webhook_addresses:
        return None
    return Unsigned(entry.webhook_path, tuple(entry.webhook_addresses))


def _written(source: Source, place: Place, key: str) -> bool:
    """Whether it has a value in the file, be it one that was refused."""
    return (*place, key) in source.lines and not source.is_blank((*place, key))
