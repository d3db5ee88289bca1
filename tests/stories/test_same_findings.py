"""One document, the same findings, whichever door it comes in by: file, standard input, API, tracker, worker.

One rule cannot be the same: `owner/unknown` says whom a ticket cannot be given to. Only the tracker knows that, and
only a look asks it. So nobody is in `people` here, the owners of the documents are people of the tracker, and the one
who is not has a test of his own. And one sentence differs: a text by itself does not know what day it is, so that the
same file gives the same findings for ever; a date behind it is called that, and in a tracker a date in the past.

The command line judges a post-mortem in a tracker by the real date, so the stories play today.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from pydantic import SecretStr

from connectors.tracker import Ref
from service.cli import main
from service.document.reports.checked import Checked
from service.document.reports.data import to_json
from service.document.rules.profiles import PROFILES
from service.index import parse_ref
from service.mappings import Mapping as Rules
from service.mappings import Tickets
from service.observe import Seen
from service.observed import Observed
from service.planning.case import Case
from service.settings import load
from service.web.app import create_app
from tests.stories.conftest import Staging
from tests.stories.pairing import CLOUD_GITHUB, DATACENTER_GITHUB, GITHUB, Flavour, Pairing
from tests.stories.stage import Adapt, Stage

TODAY = datetime.now(UTC).replace(microsecond=0)
TOKEN = "a-token-of-a-program"
APP = "acme/app"

CONFIG = """\
trackers:
{trackers}
mappings:
  - name: shop
    post_mortems: {{tracker: {home}, project: {incidents}}}
    tickets: {{tracker: github, project: acme/app}}
    checks: {{profile: {profile}}}
"""
TRACKER = '  {name}: {{{access}, url: "{url}", token: followthrough-bot-token}}'
ACCESS = {
    Flavour.GITHUB: "kind: github",
    Flavour.CLOUD: "kind: jira, deployment: cloud, email: followthrough-bot@example.com",
    Flavour.DATACENTER: "kind: jira, deployment: datacenter",
}


def day(number: int) -> str:
    return (TODAY + timedelta(days=number)).date().isoformat()


ENGLISH = f"""# Checkout answers 500

Date: {day(0)}

## Summary
One checkout in ten failed for half an hour. Bob should have known better.

## Timeline
- 14:02 first errors
- 14:31 release rolled back

## Root causes

### RC1: A release may open a second connection pool
1. Why? The pool's size is set by each release.

### RC2: Bob was careless

## Actions

| ID | Action | Owner | Due | Root cause | Done when |
|----|--------|-------|-----|------------|-----------|
| A1 | Alert when the pool is used above 80 % | @alice | in three weeks | RC1 | the alert fires in staging |
| A2 | Add pool sizes to the release checklist | | {day(20)} | RC1 | the checklist has the line |
| A3 | Improve monitoring | @alice, @bob | soon | | |
| A4 | Let the database refuse a second pool | @bob | {day(40)} | RC1 | a test release is refused |
| A5 | Train everybody | @bob | {day(400)} | RC1 | |

Waived: owner/missing A2, because the vendor names somebody next week.
"""
GERMAN = f"""# Die Kasse antwortet mit 500

Date: {day(0)}

## Zusammenfassung
Jede zehnte Bestellung ist eine halbe Stunde lang nicht angekommen. Warum hat Bob das nicht gesehen?

## Zeitlicher Ablauf
- 14:02 die ersten Fehler
- 14:31 die Version ist zurückgenommen

## Ursachen

### RC1: Eine neue Version kann einen zweiten Pool öffnen
1. Warum? Jede Version legt die Größe des Pools selbst fest.

## Maßnahmen

| Nummer | Maßnahme | Verantwortlich | Fällig am | Ursache | Erledigt wenn |
|--------|----------|----------------|-----------|---------|---------------|
| A1 | Alarm auslösen, wenn der Pool zu mehr als 80 % belegt ist | @alice | {day(20)} | RC1 | der Alarm löst aus |
| A2 | Die Größe der Pools in die Checkliste aufnehmen | | {day(30)} | RC1 | die Zeile steht in der Checkliste |
| A3 | Überwachung verbessern | @bob | bald | | |

Waived: owner/missing A2, because the vendor names somebody next week.
"""
WORST = {
    ENGLISH: {"section/missing", "owner/several", "smart/time-bound", "cause/person", "blame/counterfactual"},
    GERMAN: {"section/missing", "smart/time-bound", "smart/measurable", "cause/shallow"},
}
"""What each must have at least, so that the doors do not agree on nothing."""
BOTH = pytest.mark.parametrize("document", [ENGLISH, GERMAN], ids=["English", "German"])


@dataclass(frozen=True)
class Doors:
    """All the ways in; each answers the JSON of the checked document."""

    stage: Stage
    api: FlaskClient
    folder: Path

    def file(self, document: str, *options: str) -> Any:
        (self.folder / "pm.md").write_text(document, encoding="utf-8")
        return self._command(str(self.folder / "pm.md"), *options)

    def standard_input(self, document: str, *options: str) -> Any:
        return self._command("-", *options, text=document)

    def posted(self, document: str, **options: str) -> Any:
        answer = self.api.post(
            "/api/v1/check", json={"text": document, **options}, headers={"Authorization": f"Bearer {TOKEN}"}
        )
        assert answer.status_code == 200, answer.text
        return answer.json

    def tracker(self, number: int) -> Any:
        written = self.stage.alice.reads(self.stage.incidents, number).name
        return self._command(f"{self.stage.home.name}:{written}")

    def worker(self, number: int) -> Any:
        """What the worker's own look found; its words are in the status comment."""
        reconciler = self.stage.runtime.reconciler(lambda tracker: tracker)
        planned = reconciler.planned(self._ref(number))
        assert isinstance(planned, tuple), planned
        seen, steps = planned
        assert isinstance(seen, Seen) and isinstance(seen.what, Observed)
        assert steps == (), "the worker has looked already"
        case = Case(seen.what, seen.mapping, self.stage.clock())
        return json.loads(json.dumps(to_json(Checked("", seen.what.issue.body, case.document, case.findings))))

    def _ref(self, number: int) -> Ref:
        known = (parse_ref(entry.ref) for entry in self.stage.runtime.index.entries())
        return next(ref for ref in known if ref.number == number)

    def _command(self, *arguments: str, text: str | None = None) -> Any:
        environ = {"FOLLOWTHROUGH_CONFIG": str(self.folder / "followthrough.yaml")}
        done = CliRunner().invoke(main, ["check", "--format", "json", *arguments], input=text, env=environ)
        assert done.exit_code == 1, done.output
        return json.loads(done.stdout)


Opened = Callable[..., Doors]


def with_nobody(checks: Mapping[str, str]) -> Adapt:
    def adapt(usual: Rules) -> Rules:
        return Rules("shop", usual.tracker, usual.project, Tickets("github", APP), kind=usual.kind, checks=checks)

    return adapt


def config_of(stage: Stage, profile: str) -> str:
    trackers = (
        TRACKER.format(name=site.name, access=ACCESS[site.flavour], url=site.settings().url) for site in stage.sites
    )
    return CONFIG.format(trackers="\n".join(trackers), home=stage.home.name, incidents=stage.incidents, profile=profile)


@pytest.fixture
def doors(staged_with: Staging, tmp_path: Path) -> Iterator[Opened]:
    """All doors of one installation, by the profile of its mapping."""

    def opened(profile: str, both: Pairing = GITHUB) -> Doors:
        stage = staged_with(both, with_nobody(PROFILES[profile].checks))
        stage.clock.now = TODAY
        config = tmp_path / "followthrough.yaml"
        config.write_text(config_of(stage, profile), encoding="utf-8")
        settings = load(config, os.environ)
        ((read, mapping),) = zip(settings.mappings, stage.place.settings.mappings, strict=True)
        assert (read.checks, read.people, read.due) == (mapping.checks, mapping.people, mapping.due)
        app = create_app(
            settings=settings,
            index=stage.runtime.index,
            hints=stage.runtime.hints,
            redis=stage.redis,
            now=stage.clock,
            api_tokens=[SecretStr(TOKEN)],
        )
        return Doors(stage, app.test_client(), tmp_path)

    yield opened


def told(status: str) -> Counter[str]:
    """The rules that a status comment names, one line a finding."""
    return Counter(re.findall(r"^- (?:❌|⚠️|💡) .* `([a-z]+/[a-z-]+)`$", status, re.MULTILINE))


def found(checked: Any) -> Counter[str]:
    return Counter(finding["rule"] for finding in checked["findings"])


@BOTH
def test_every_door_gives_the_same_findings(doors: Opened, document: str) -> None:
    at = doors("default")
    number = at.stage.post_mortem(document)
    expected = at.file(document)

    assert set(found(expected)) >= WORST[document]
    assert [waived["rule"] for waived in expected["waived"]] == ["owner/missing"]
    assert at.standard_input(document) == expected
    assert at.posted(document) == expected
    assert at.posted(document, mapping="shop") == expected
    assert at.tracker(number) == expected
    assert at.worker(number) == expected


@pytest.mark.parametrize("both", [CLOUD_GITHUB, DATACENTER_GITHUB], ids=str)
@BOTH
def test_what_a_jira_makes_of_a_document_has_the_same_findings(doors: Opened, document: str, both: Pairing) -> None:
    """On other lines perhaps: its editors keep no line breaks that do not show."""
    at = doors("default", both)
    number = at.stage.post_mortem(document)
    expected = at.file(at.stage.alice.reads(at.stage.incidents, number).body)

    assert found(expected) == found(at.file(document))
    assert [waived["rule"] for waived in expected["waived"]] == ["owner/missing"]
    assert at.tracker(number) == expected
    assert at.worker(number) == expected


@BOTH
def test_the_status_comment_tells_each_of_them_once(doors: Opened, document: str) -> None:
    at = doors("default")
    status = at.stage.status(at.stage.post_mortem(document))

    assert told(status) == found(at.file(document))
    assert status.count("`owner/missing` waived in the document") == 1


@BOTH
@pytest.mark.parametrize("profile", ["strict", "lenient"])
def test_a_profile_is_the_same_at_every_door(doors: Opened, document: str, profile: str) -> None:
    at = doors(profile)
    number = at.stage.post_mortem(document)
    expected = at.file(document, "--profile", profile)

    assert expected["summary"] != at.file(document)["summary"]
    assert at.standard_input(document, "--profile", profile) == expected
    assert at.posted(document, profile=profile) == expected
    assert at.posted(document, mapping="shop") == expected
    assert at.tracker(number) == expected
    assert at.worker(number) == expected


def test_only_a_look_knows_whom_a_ticket_cannot_be_given_to(doors: Opened) -> None:
    """Otherwise a file could not be checked without a network, nor the API answer without a tracker."""
    document = ENGLISH.replace("| @alice | in three weeks |", "| @nobody | in three weeks |")
    at = doors("default")
    number = at.stage.post_mortem(document)
    seen, expected = at.worker(number), at.file(document)

    (unknown,) = [finding for finding in seen["findings"] if finding["rule"] == "owner/unknown"]
    assert unknown["action"] == "A1" and "nobody" in unknown["message"]
    seen["findings"].remove(unknown)
    seen["summary"]["errors"] -= 1
    assert seen == expected == at.posted(document) == at.tracker(number)


def test_a_text_by_itself_measures_a_date_by_its_own_and_a_tracker_by_the_calendar(doors: Opened) -> None:
    document = ENGLISH.replace(f"| {day(40)} |", f"| {day(-30)} |")
    at = doors("default")
    number = at.stage.post_mortem(document)
    by_itself, in_tracker = at.file(document), at.tracker(number)

    assert by_itself == at.standard_input(document) == at.posted(document)
    assert in_tracker == at.posted(document, mapping="shop") == at.worker(number)
    assert found(by_itself) == found(in_tracker)
    differing = [
        (one["rule"], one["action"], one["message"], other["message"])
        for one, other in zip(by_itself["findings"], in_tracker["findings"], strict=True)
        if one != other
    ]
    subject = f'The due date of A4 "Let the database refuse a second pool", {day(-30)},'
    own, calendar = f"{subject} is before the document's own date, {day(0)}.", f"{subject} is in the past."
    assert differing == [("smart/time-bound", "A4", own, calendar)]
