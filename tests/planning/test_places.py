"""Before words are written it is asked who can read them: briefly, and again in full where that is not as it was."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from connectors.tracker import Change, Project, ProjectId, Ref, Tracker, TrackerError, Trouble, Visibility
from service.observe import Memory
from service.places import Discreet, Places

HOME, THERE, ELSEWHERE = ProjectId("1"), ProjectId("2"), ProjectId("3")
PRIVATE, PUBLIC, UNKNOWN = Visibility.PRIVATE, Visibility.PUBLIC, Visibility.UNKNOWN


@dataclass
class Told:
    """A tracker that says who can read what, and writes down what it is asked."""

    visible: dict[ProjectId, Visibility | TrackerError]
    asked: list[str] = field(default_factory=list)
    name: str = "jira"

    def visibility(self, project: ProjectId) -> Visibility:
        self.asked.append(f"visibility {project}")
        told = self.visible[project]
        if isinstance(told, TrackerError):
            raise told
        return told

    def project(self, project: ProjectId) -> Project:
        self.asked.append(f"project {project}")
        told = self.visible[project]
        return Project(project, "PAY", "", UNKNOWN if isinstance(told, TrackerError) else told, "", 0)

    def change(self, ref: Ref, change: Change) -> None:
        self.asked.append("change")


class Forgetful:
    """Keeps nothing."""

    def project(self, tracker: str, name: str) -> Project | None:
        return None

    def keep_project(self, tracker: str, project: Project) -> None:
        pass


def writes(was: dict[ProjectId, Visibility], now: dict[ProjectId, Any], into: ProjectId) -> list[str]:
    """What is asked of the tracker by a write, after it was decided with what `was`."""
    told = Told(now)
    places = Places(cast(Memory, Forgetful()), {"jira": cast(Tracker, told)})
    for project, visibility in was.items():
        places.keep_project("jira", Project(project, "PAY", "", visibility, "", 0))
    Discreet(cast(Tracker, told), places).change(Ref("jira", into, 1), Change(body="words"))
    return told.asked


def failure(trouble: Trouble) -> TrackerError:
    return TrackerError("It does not tell.", trouble)


def test_a_place_that_is_as_it_was_costs_one_question() -> None:
    assert writes({THERE: PRIVATE}, {THERE: PRIVATE}, THERE) == ["visibility 2", "change"]


def test_a_place_that_nothing_was_decided_about_costs_one_question_more() -> None:
    asked = writes({HOME: PRIVATE}, {HOME: PRIVATE, ELSEWHERE: PRIVATE}, ELSEWHERE)
    assert asked == ["visibility 3", "change"]


@pytest.mark.parametrize(
    ("was", "now", "into"),
    [
        ({THERE: PRIVATE}, {THERE: PUBLIC}, THERE),
        ({HOME: PUBLIC, THERE: PUBLIC}, {HOME: PRIVATE, THERE: PUBLIC}, THERE),
        ({THERE: PRIVATE}, {THERE: failure(Trouble.UNREACHABLE)}, THERE),
        ({THERE: PRIVATE}, {THERE: failure(Trouble.INVALID)}, THERE),
    ],
    ids=["more open", "source more closed", "not told", "redirected"],
)
def test_a_place_that_is_not_as_it_was_gets_no_words(was: Any, now: Any, into: ProjectId) -> None:
    with pytest.raises(TrackerError) as caught:
        writes(was, now, into)
    assert caught.value.trouble is Trouble.MOVED


def test_a_tracker_that_never_told_who_can_read_it_is_written_to_as_it_was_decided() -> None:
    assert writes({THERE: UNKNOWN}, {THERE: failure(Trouble.INVALID)}, THERE) == ["visibility 2", "change"]


def test_a_tracker_that_wants_to_be_left_alone_is_asked_no_more() -> None:
    with pytest.raises(TrackerError) as caught:
        writes({THERE: UNKNOWN}, {THERE: failure(Trouble.LIMITED)}, THERE)
    assert caught.value.trouble is Trouble.LIMITED
