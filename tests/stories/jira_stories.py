"""What the stories of Jira alone share: the pairings they are told in, and the Jira of a stage."""

import pytest

from service.index import parse_ref
from service.jobs import run_look
from tests.stories.jira_desk import JiraDesk
from tests.stories.jira_site import JiraSite
from tests.stories.pairing import CLOUD, DATACENTER, GITHUB_CLOUD, GITHUB_DATACENTER
from tests.stories.stage import Stage

TICKETS_IN_JIRA = pytest.mark.parametrize("both", [GITHUB_CLOUD, DATACENTER], ids=str)
"""Each kind of Jira once, and both with and without another tracker beside it."""

BOTH_KINDS = pytest.mark.parametrize("both", [CLOUD, DATACENTER], ids=str)
ABROAD = pytest.mark.parametrize("both", [GITHUB_CLOUD, GITHUB_DATACENTER], ids=str)


def jira_of(stage: Stage) -> JiraSite:
    """That of the tickets."""
    assert isinstance(stage.away, JiraSite)
    return stage.away


def at_jira(stage: Stage, person: str) -> JiraDesk:
    return jira_of(stage).desk(person)


def looks_once(stage: Stage, handle: int) -> str:
    """One look at a post-mortem and nothing more."""
    entries = [parse_ref(entry.ref) for entry in stage.runtime.index.entries()]
    return run_look(stage.runtime, next(ref for ref in entries if ref.number == handle))
