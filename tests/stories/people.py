"""The people of the stories: what Alice, Bob and Mallory do, in whichever tracker a project lives."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tests.stories.desk import Desk, Said, Told


@dataclass(frozen=True)
class Someone:
    """A person with an account in every tracker. The words are those of Desk."""

    name: str
    at: Callable[[str], Desk]
    """Their desk in the tracker that has a project."""

    def opens(self, project: str, title: str, body: str = "", labels: tuple[str, ...] = ()) -> int:
        return self.at(project).opens(project, title, body, labels)

    def fills_in_a_form(self, project: str, title: str, body: str, label: str) -> int:
        return self.at(project).fills_in_a_form(project, title, body, label)

    def tags(self, project: str, handle: int, label: str) -> None:
        self.at(project).tags(project, handle, label)

    def untags(self, project: str, handle: int, label: str) -> None:
        self.at(project).untags(project, handle, label)

    def writes(self, project: str, handle: int, body: str) -> None:
        self.at(project).writes(project, handle, body)

    def rewords(self, project: str, handle: int, old: str, new: str) -> None:
        self.at(project).rewords(project, handle, old, new)

    def adds(self, project: str, handle: int, text: str) -> None:
        self.at(project).adds(project, handle, text)

    def retitles(self, project: str, handle: int, title: str) -> None:
        self.at(project).retitles(project, handle, title)

    def assigns(self, project: str, handle: int, *names: str) -> None:
        self.at(project).assigns(project, handle, *names)

    def redates(self, project: str, handle: int, day: date) -> None:
        self.at(project).redates(project, handle, day)

    def closes(self, project: str, handle: int, reason: str = "completed") -> None:
        self.at(project).closes(project, handle, reason)

    def reopens(self, project: str, handle: int) -> None:
        self.at(project).reopens(project, handle)

    def says(self, project: str, handle: int, text: str) -> None:
        self.at(project).says(project, handle, text)

    def unsays(self, project: str, handle: int, comment: int) -> None:
        self.at(project).unsays(project, handle, comment)

    def ticks(self, project: str, handle: int, key: str) -> None:
        self.at(project).ticks(project, handle, key)

    def clears(self, project: str, handle: int, key: str) -> None:
        self.at(project).clears(project, handle, key)

    def ticks_in_comment(self, project: str, handle: int, comment: int, key: str) -> None:
        self.at(project).ticks_in_comment(project, handle, comment, key)

    def deletes(self, project: str, handle: int) -> None:
        self.at(project).deletes(project, handle)

    def moves(self, project: str, handle: int, to: str) -> int:
        return self.at(project).moves(project, handle, to)

    def reads(self, project: str, handle: int) -> Told:
        return self.at(project).reads(project, handle)

    def lists(self, project: str) -> list[Told]:
        return self.at(project).lists(project)

    def comments(self, project: str, handle: int) -> list[Said]:
        return self.at(project).comments(project, handle)

    def children(self, project: str, handle: int) -> list[int]:
        return self.at(project).children(project, handle)
