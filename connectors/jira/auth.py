"""Who the service is on a Jira, and at which address it is known there: the site's own, or Atlassian's gateway."""

import base64
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import quote

GATEWAY = "https://api.atlassian.com"
"""Where tokens with scopes are taken; the site itself refuses them (docs: manage API tokens)."""


class Credentials(Protocol):
    @property
    def scoped(self) -> bool: ...

    def header(self) -> str:
        """The value of `Authorization`."""

    def cure(self) -> str:
        """What to do where they are refused; completes "… refuses the credentials: "."""


@dataclass(frozen=True)
class ApiToken:
    """Cloud: the e-mail address of an account and its API token."""

    email: str
    token: str = field(repr=False)
    scoped: bool = False
    """Whether the token has scopes, and so goes through the gateway."""

    def header(self) -> str:
        return "Basic " + base64.b64encode(f"{self.email}:{self.token}".encode()).decode("ascii")

    def cure(self) -> str:
        if self.scoped:
            return (
                "check email and token in the config, when the token expires, and that it was made with scopes for Jira"
            )
        return (
            "check email and token in the config and when the token expires; "
            "a token that was made with scopes works only with `scoped: true`"
        )


@dataclass(frozen=True)
class PersonalToken:
    """Data Center: a personal access token."""

    token: str = field(repr=False)
    scoped: bool = False

    def header(self) -> str:
        return f"Bearer {self.token}"

    def cure(self) -> str:
        return "make a new personal access token in Jira and put it in the config"


@dataclass(frozen=True)
class Address:
    """`site` is where people read, `api` where the service asks; without a slash at the end."""

    site: str
    api: str

    @classmethod
    def of_site(cls, site: str) -> "Address":
        return cls(site.rstrip("/"), site.rstrip("/"))

    def through(self, gateway: str, cloud_id: str) -> "Address":
        return Address(self.site, f"{gateway.rstrip('/')}/ex/jira/{quote(cloud_id, safe='')}")
