"""Whether a project's changes are told to this service by a webhook. Not here: installing one (cli/upkeep.py)."""

from collections.abc import Iterator

from connectors.tracker import Project, Tracker, TrackerError, Trouble
from service.addresses import webhook_url
from service.cli.doctor.verdict import Check, error, from_trouble, ok, warning
from service.mappings import TrackerKind
from service.settings import AppAuth, Settings


def hook(subject: str, tracker: Tracker, project: Project, settings: Settings) -> Iterator[Check]:
    described = settings.trackers[tracker.name]
    if settings.public_url is None or not (described.webhook_secrets or described.unsigned):
        lacking = "a webhook_secret" if settings.public_url else "PUBLIC_URL"
        yield warning(subject, f"gets no webhook without {lacking}: changes wait for the sweep", f"set {lacking}")
        return
    url = webhook_url(settings.public_url, described)
    if isinstance(described.auth, AppAuth):
        yield ok(subject, f"is reached by the App's own webhook, which must deliver to {url}")
        return
    try:
        found = next((it for it in tracker.hooks(project.id) if it.url == url), None)
    except TrackerError as trouble:
        if trouble.trouble in {Trouble.FORBIDDEN, Trouble.NOT_FOUND}:
            # Only administrators of a repository, or of a whole Jira, see webhooks, and the service need not be one.
            yield warning(
                subject, f"does not show its webhooks, so whether {url} is called is unknown", trouble.message
            )
        else:
            yield from_trouble(subject, trouble)
        return
    whose = "there is" if described.kind == TrackerKind.JIRA else "has"
    if found is None:
        yield error(subject, f"{whose} no webhook for {url}", "followthrough hooks install")
    elif not found.active:
        yield error(subject, f"the webhook for {url} is switched off", "followthrough hooks install")
    else:
        yield ok(subject, f"calls {url}")
