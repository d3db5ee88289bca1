"""Where a tracker is to deliver its webhooks. Not here: taking them (service/web)."""

from service.settings import TrackerSettings


def webhook_url(public_url: str, tracker: TrackerSettings) -> str:
    """With a secret in the path only where nothing else proves a delivery."""
    url = f"{public_url}/webhooks/{tracker.name}"
    if tracker.webhook_secrets or tracker.unsigned is None:
        return url
    return f"{url}/{tracker.unsigned.path.get_secret_value()}"
