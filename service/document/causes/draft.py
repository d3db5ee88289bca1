"""One root cause while it is being read: what is said of it, in order. Not here: which words say what (labels.py)."""

from dataclasses import dataclass, field
from enum import Enum, auto

from service.document.causes.categories import category_of, without_category
from service.document.causes.labels import Role, Say
from service.document.post_mortem import Lines


class Plainly(Enum):
    """What words without a label are in a chain."""

    WHY = auto()
    SYMPTOM_FIRST = auto()
    """The first is what was seen; the others are whys."""
    DETAIL = auto()
    """Nothing, unless a question waits for its answer."""


@dataclass
class Draft:
    first: int
    last: int
    key: str = ""
    text: str = ""
    """As stated, apart from any chain."""
    root: str = ""
    """Behind a `Root cause:` of its own, which stands above everything else that is said."""
    whys: list[str] = field(default_factory=list)
    symptom: str = ""
    category: str | None = None
    asked: int = 0
    """How many questions were asked; a bare `Why?` counts for a whole chain."""
    awaits: Role | None = None
    """A label without words takes those that follow."""

    @property
    def statement(self) -> str:
        """The root cause: where only a chain is written, its last answer."""
        return self.root or self.text or (self.whys[-1] if self.whys else self.symptom)

    @property
    def observed(self) -> str:
        """The symptom, where it is not all that is said."""
        return self.symptom if self.root or self.text or self.whys else ""

    @property
    def is_stated(self) -> bool:
        """Whether the cause stands by itself already, so that a chain only tells more of it."""
        return bool(self.key or self.text)

    @property
    def asked_once(self) -> bool:
        return self.asked == 1

    def cover(self, lines: Lines) -> None:
        self.first, self.last = min(self.first, lines[0]), max(self.last, lines[1])

    def take(self, say: Say, plainly: Plainly) -> None:
        role = say.role
        if role is Role.PLAIN:
            role = self._role_of_plain(plainly)
        if role in (Role.SYMPTOM, Role.ROOT, Role.CATEGORY) and not say.text:
            self.awaits = role
        elif role is Role.ASK:
            self.awaits = Role.ASK
            self.asked += 1 if say.text and not say.number else 2
        elif role is not Role.PLAIN and say.text:
            self.awaits = None
            self._give(role, say.text)

    def _role_of_plain(self, plainly: Plainly) -> Role:
        if self.awaits:
            return Role.ANSWER if self.awaits is Role.ASK else self.awaits
        if plainly is Plainly.SYMPTOM_FIRST and not self.whys and not self.symptom:
            return Role.SYMPTOM
        return Role.PLAIN if plainly is Plainly.DETAIL else Role.ANSWER

    def _give(self, role: Role, text: str) -> None:
        text, category = without_category(text)
        self.category = self.category or category
        match role:
            case Role.SYMPTOM:
                self.symptom = self.symptom or text
            case Role.ROOT:
                self.root = self.root or text
            case Role.CATEGORY:
                self.category = self.category or category_of(text)
            case _:
                self.whys.append(text)
