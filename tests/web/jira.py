"""A Jira Cloud and an old Data Center, with mappings; and deliveries as a Jira sends them."""

import json
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

from pydantic import SecretStr
from werkzeug.test import TestResponse

from service.mappings import Mapping, Tickets, TrackerKind
from service.settings import AccountAuth, Deployment, Settings, TokenAuth, TrackerSettings, Unsigned
from tests.web.conftest import Site, signature

SECRET, OLD_SECRET, OTHER_SECRET = "alice-told-jira-this", "alice-told-jira-that", "bobs-jira-knows-this"
PATH = "canary-0123456789abcdef0123456789abcdef"
JIRA_AT = "10.1.2.3"
"""The one machine of the Data Center."""

_CLOUD = AccountAuth("followthrough@acme.example", SecretStr("a-token"))
SETTINGS = Settings(
    trackers={
        "jira": TrackerSettings(
            "jira",
            TrackerKind.JIRA,
            "https://acme.atlassian.net",
            _CLOUD,
            (SecretStr(SECRET), SecretStr(OLD_SECRET)),
            deployment=Deployment.CLOUD,
        ),
        "other": TrackerSettings(
            "other", TrackerKind.JIRA, "https://other.atlassian.net", _CLOUD, (SecretStr(OTHER_SECRET),)
        ),
        "quiet": TrackerSettings("quiet", TrackerKind.JIRA, "https://quiet.atlassian.net", _CLOUD),
        "old": TrackerSettings(
            "old",
            TrackerKind.JIRA,
            "https://jira.acme.example",
            TokenAuth(SecretStr("a-token")),
            deployment=Deployment.DATACENTER,
            unsigned=Unsigned(SecretStr(PATH), (ip_network(f"{JIRA_AT}/32"), ip_network("2001:db8::/48"))),
        ),
        "github": TrackerSettings(
            "github",
            TrackerKind.GITHUB,
            "https://api.github.com",
            TokenAuth(SecretStr("a-token")),
            (SecretStr(SECRET),),
        ),
    },
    mappings=(
        Mapping("payments", "jira", "PM", Tickets("jira", "PAY", kind=TrackerKind.JIRA), kind=TrackerKind.JIRA),
        Mapping("vault", "github", "acme/vault", Tickets("old", "OPS", kind=TrackerKind.JIRA)),
    ),
)

PAYLOAD: dict[str, Any] = {
    "timestamp": 1795424400000,
    "webhookEvent": "jira:issue_updated",
    "issue_event_type_name": "issue_generic",
    "user": {"accountId": "5b10a2844c20165700ede21g", "accountType": "atlassian", "displayName": "Alice Moreau"},
    "issue": {
        "id": "10042",
        "key": "PM-7",
        "fields": {
            "summary": "Checkout is down",
            "description": "It began at nine.",
            "labels": ["postmortem"],
            "project": {"id": "10000", "key": "PM"},
        },
    },
    "changelog": {"id": "1", "items": [{"field": "labels", "fromString": "", "toString": "postmortem"}]},
}
"""Alice tags an issue of the mapped project."""

COMMENTED: dict[str, Any] = {
    "timestamp": 1795424400000,
    "webhookEvent": "comment_created",
    "comment": {"id": "20001", "body": "Done by Friday.", "author": {"name": "bob", "key": "JIRAUSER10100"}},
}
"""How an old Data Center tells of a comment: without its issue."""


@dataclass(frozen=True)
class JiraSite:
    site: Site

    def deliver(
        self, payload: object = PAYLOAD, *, tracker: str = "jira", secret: str = SECRET, delivery: str | None = "d-1"
    ) -> TestResponse:
        """A genuine delivery."""
        body = json.dumps(payload).encode()
        headers = {"X-Hub-Signature": signature(body, secret)}
        if delivery is not None:
            headers["X-Atlassian-Webhook-Identifier"] = delivery
        return self.site.app.test_client().post(
            f"/webhooks/{tracker}", data=body, headers=headers, content_type="application/json; charset=UTF-8"
        )

    def deliver_unsigned(
        self,
        payload: object = PAYLOAD,
        *,
        tracker: str = "old",
        token: str = PATH,
        peer: str | None = JIRA_AT,
        method: str = "POST",
        **headers: str,
    ) -> TestResponse:
        """As an old Data Center delivers: nothing but the body, to a secret address."""
        return self.site.app.test_client().open(
            f"/webhooks/{tracker}/{token}",
            method=method,
            data=json.dumps(payload).encode(),
            headers={name.replace("_", "-"): value for name, value in headers.items()},
            content_type="application/json",
            environ_overrides={"REMOTE_ADDR": peer},
        )
