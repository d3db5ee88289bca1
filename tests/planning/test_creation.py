"""One claim, one create: what is written down before and after it, and when it may be tried again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from connectors.tracker import Comment, Draft, Issue, ProjectId, Ref, Tracker, TrackerError, Trouble
from service.creation import Creation, Journal, Uncertain
from service.observed import Claim
from tests.planning.rig import DictJournal

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POST_MORTEM = Ref("github", ProjectId("100"), 1)
CLAIM, OTHER = Claim("ticket", "A1"), Claim("ticket", "A2")
APP = ProjectId("200")
DRAFT = Draft("Add an alert", "body")
CREATED, SAID = cast(Issue, object()), cast(Comment, object())


@dataclass
class Tried:
    """A tracker that takes what it is told to, and remembers what it was asked and what was on record then."""

    journal: DictJournal
    trouble: Trouble | None = None
    drafts: list[tuple[ProjectId, Draft]] = field(default_factory=list)
    comments: list[tuple[Ref, str]] = field(default_factory=list)
    on_record: list[dict[tuple[Ref, Claim], datetime]] = field(default_factory=list)

    def create(self, project: ProjectId, draft: Draft) -> Issue:
        self.drafts.append((project, draft))
        self._heard()
        return CREATED

    def comment(self, ref: Ref, body: str) -> Comment:
        self.comments.append((ref, body))
        self._heard()
        return SAID

    def _heard(self) -> None:
        self.on_record.append(dict(self.journal.intents))
        if self.trouble:
            raise TrackerError("acme/app did not answer.", self.trouble)


@dataclass
class Desk:
    """Creations of one post-mortem, on a clock that stands."""

    now: datetime = NOON
    journal: DictJournal = field(default_factory=DictJournal)

    def __post_init__(self) -> None:
        self.tracker = Tried(self.journal)

    @property
    def creation(self) -> Creation:
        trackers = {"github": cast(Tracker, self.tracker), "jira": cast(Tracker, None)}
        journal: Journal = self.journal
        return Creation(trackers, journal, POST_MORTEM, lambda: self.now)

    def create(self, claim: Claim = CLAIM) -> Issue:
        return self.creation.once(claim, "github", APP, DRAFT)

    def comment(self) -> Comment:
        return self.creation.comment_once(CLAIM, POST_MORTEM, "words")

    def until(self, claim: Claim = CLAIM) -> datetime | None:
        return self.journal.intents.get((POST_MORTEM, claim))

    def opened(self, until: datetime) -> None:
        """An intent that an earlier process left behind."""
        self.journal.intents[POST_MORTEM, CLAIM] = until


def uncertain(what: Callable[[], object]) -> Uncertain:
    with pytest.raises(Uncertain) as caught:
        what()
    return caught.value


def test_the_intent_is_on_record_before_the_tracker_is_asked() -> None:
    desk = Desk()
    assert desk.create() is CREATED
    assert desk.tracker.drafts == [(APP, DRAFT)]
    assert desk.tracker.on_record == [{(POST_MORTEM, CLAIM): NOON + timedelta(minutes=1)}]


def test_what_was_created_leaves_no_intent_and_those_of_others_alone() -> None:
    desk = Desk()
    desk.journal.intend(POST_MORTEM, OTHER, NOON)
    desk.create()
    assert desk.journal.intents == {(POST_MORTEM, OTHER): NOON}


def test_an_open_intent_lets_nobody_create() -> None:
    """Its process may have died between sending the request and hearing of it."""
    desk = Desk()
    desk.opened(NOON + timedelta(seconds=1))
    found = uncertain(desk.create)

    assert (found.claim, found.retry_at, found.asked) == (CLAIM, NOON + timedelta(seconds=1), False)
    assert desk.tracker.drafts == []
    assert desk.until() == NOON + timedelta(seconds=1)


def test_at_the_end_of_an_intent_it_is_tried_again_under_a_new_one() -> None:
    desk = Desk()
    desk.opened(NOON)
    desk.create()

    assert desk.tracker.on_record == [{(POST_MORTEM, CLAIM): NOON + timedelta(minutes=1)}]
    assert desk.until() is None


def test_an_intent_of_one_action_does_not_hold_up_another() -> None:
    desk = Desk()
    desk.opened(NOON + timedelta(minutes=1))
    assert desk.create(OTHER) is CREATED


def test_after_no_answer_nothing_is_created_for_two_minutes() -> None:
    desk = Desk()
    desk.tracker.trouble = Trouble.UNREACHABLE
    found = uncertain(desk.create)

    assert (found.claim, found.retry_at, found.asked) == (CLAIM, NOON + timedelta(minutes=2), True)
    assert isinstance(found.__cause__, TrackerError)
    assert desk.journal.intents == {(POST_MORTEM, CLAIM): NOON + timedelta(minutes=2)}

    desk.tracker.trouble = None
    desk.now = NOON + timedelta(seconds=119)
    uncertain(desk.create)
    desk.now = NOON + timedelta(seconds=120)
    assert desk.create() is CREATED


@pytest.mark.parametrize("trouble", [Trouble.LIMITED, Trouble.INVALID, Trouble.FORBIDDEN])
def test_what_surely_did_not_happen_may_be_tried_at_once(trouble: Trouble) -> None:
    desk = Desk()
    desk.journal.intend(POST_MORTEM, OTHER, NOON)
    desk.tracker.trouble = trouble
    with pytest.raises(TrackerError):
        desk.create()
    assert desk.journal.intents == {(POST_MORTEM, OTHER): NOON}

    desk.tracker.trouble = None
    assert desk.create() is CREATED


def test_what_was_not_done_is_tried_again_after_the_quiet_time_or_as_it_says() -> None:
    creation = Creation({}, DictJournal(), POST_MORTEM, lambda: NOON)
    assert creation.later() == NOON + timedelta(minutes=2)
    assert creation.later(timedelta(hours=1)) == NOON + timedelta(hours=1)


def test_what_is_uncertain_is_named_where_it_comes_out() -> None:
    assert str(Uncertain(CLAIM, NOON, asked=True)) == "ticket A1"


def test_a_comment_is_written_once_and_its_intent_stays_until_its_time_is_over() -> None:
    """Whether there is one is told by a count, which may trail."""
    desk = Desk()
    assert desk.comment() is SAID
    assert desk.tracker.comments == [(POST_MORTEM, "words")]
    assert desk.journal.intents == {(POST_MORTEM, CLAIM): NOON + timedelta(minutes=1)}

    assert uncertain(desk.comment).claim == CLAIM
    assert len(desk.tracker.comments) == 1
    desk.now = NOON + timedelta(minutes=1)
    assert desk.comment() is SAID
    assert desk.until() == NOON + timedelta(minutes=2)


def test_a_comment_without_an_answer_is_not_repeated_for_two_minutes() -> None:
    desk = Desk()
    desk.tracker.trouble = Trouble.UNREACHABLE
    found = uncertain(desk.comment)
    assert (found.claim, found.retry_at, found.asked) == (CLAIM, NOON + timedelta(minutes=2), True)
