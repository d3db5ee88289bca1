"""The service as a GitHub App, with a token for its installation."""

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pydantic import SecretStr

from connectors.sandbox.github import founding
from service.settings import AppAuth
from tests.clock import Clock
from tests.stories.conftest import Staging
from tests.stories.desk import Site
from tests.stories.documents import TABLE
from tests.stories.github_site import GitHubSite


def as_an_app(clock: Clock, sites: tuple[Site, ...]) -> None:
    (site,) = sites
    assert isinstance(site, GitHubSite)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    rights = {"issues": "write", "metadata": "read"}
    app = founding.add_app(site.world, "followthrough", id=77, public_key=public, owner="acme", permissions=rights)
    founding.install_app(site.world, app, "acme")
    site.auth = AppAuth(str(app.id), SecretStr(private))


def test_the_loop_runs_under_the_apps_own_name_with_one_token(staged_with: Staging) -> None:
    stage = staged_with(prepare=as_an_app)
    number = stage.post_mortem(TABLE)
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    stage.settle()

    assert len(stage.tickets()) == 3
    assert {ticket.author for ticket in stage.tickets().values()} == {"followthrough[bot]"}
    assert stage.requests()["POST /app/installations/{installation_id}/access_tokens"] == 1
