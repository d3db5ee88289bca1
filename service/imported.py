"""A document that is offered to become a post-mortem, and how it is known again afterwards. Pure.

It is known by where it lies in its folder or repository, which survives edits, and by its words, which survive moves;
both are kept as digests in a signed marker, fenced, at the end of the issue that was made from it. Not here: creating
that issue (importing.py), or what people are told (says/importing.py).
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from connectors.tracker import Draft, Issue, Person, ProjectId, Ref, Size
from service import fence
from service.mappings import Mapping
from service.markers import MARK, Kind, Signer
from service.observed import Claim
from service.says import importing as words
from service.steps import POST_MORTEMS

Sizing = Callable[[str], Size]
"""How long a body is for its tracker, and may be."""


@dataclass(frozen=True)
class Offered:
    """A document that is to become a post-mortem."""

    name: str
    """What people call it; unique among those that are offered together."""
    place: str
    """Its path below the repository or the folder it was given with, the same from wherever it is called."""
    title: str
    text: str

    @property
    def place_digest(self) -> str:
        return _digest(self.place)

    @property
    def text_digest(self) -> str:
        """The same for every way of ending lines, and however many blank ones stand at the end."""
        return _digest("\n".join(line.rstrip() for line in self.text.splitlines()).rstrip())

    @property
    def claim(self) -> Claim:
        return Claim(Kind.IMPORTED.value, self.place_digest)


class Fate(StrEnum):
    """What becomes of a document."""

    CREATED = "created"
    WOULD_CREATE = "would-create"
    ALREADY = "already-imported"
    SAME = "same-as-another"
    REFUSED = "refused"
    """People must mend the document first."""
    FAILED = "failed"
    """The tracker would not have it."""
    UNCERTAIN = "uncertain"
    """It may have been created, and cannot be seen yet."""
    NOT_TRIED = "not-tried"


SETTLED = frozenset({Fate.CREATED, Fate.WOULD_CREATE, Fate.ALREADY, Fate.SAME})
"""With all others something is left to do."""


@dataclass(frozen=True)
class Result:
    document: Offered
    fate: Fate
    issue: Issue | None = None
    why: str = ""
    """What more there is to say of it, as the rest of a sentence."""

    @property
    def settled(self) -> bool:
        return self.fate in SETTLED


def home(tracker: str, project: ProjectId) -> Ref:
    """Under which imports into a project are journaled and leased: no issue has the number 0."""
    return Ref(tracker, project, 0)


def draft(document: Offered, mapping: Mapping, signer: Signer) -> Draft:
    """The text as written, and the service's fenced part below it."""
    marker = signer.marker(Kind.IMPORTED, {"p": document.place_digest, "t": document.text_digest})
    labels = (mapping.labels.start, *mapping.match_labels[:1])
    body = fence.replace(document.text, marker)
    return Draft(document.title, body, labels, kind=mapping.type, fields=mapping.fields, under=POST_MORTEMS)


def refusal(document: Offered, body: str, size: Sizing) -> str:
    """Why it cannot become an issue as it is; empty where it can. `body` is what the issue would have."""
    at = document.text.find(MARK)
    if at >= 0:
        return words.hidden_text(document.text.count("\n", 0, at) + 1)
    whole, own = size(body), size(document.text.rstrip())
    # The service's part stands below, and takes its room.
    room = whole.most - (whole.length - own.length)
    return words.too_long(own.length, room) if own.length > room else ""


def sorted_out(
    documents: Sequence[Offered], mapping: Mapping, signer: Signer, size: Sizing
) -> tuple[list[Offered], list[Result]]:
    """Those that can be imported together, and the others with the reason."""
    places: dict[str, Offered] = {}
    texts: dict[str, Offered] = {}
    good, bad = [], []
    for document in documents:
        same = texts.get(document.text_digest)
        other = places.get(document.place_digest)
        if why := refusal(document, draft(document, mapping, signer).body, size):
            bad.append(Result(document, Fate.REFUSED, why=why))
        elif same:
            bad.append(Result(document, Fate.SAME, why=words.same_text(same.name)))
        elif other:
            bad.append(Result(document, Fate.REFUSED, why=words.same_place(other.name)))
        else:
            good.append(document)
            places[document.place_digest] = texts[document.text_digest] = document
    return good, bad


@dataclass(frozen=True)
class Known:
    """The post-mortems of a project that were imported before, as its listing shows them."""

    places: dict[str, Issue] = field(default_factory=dict)
    texts: dict[str, Issue] = field(default_factory=dict)
    digests: dict[Ref, str] = field(default_factory=dict)
    """The text's digest that each was imported with."""
    unmarked: dict[str, Issue] = field(default_factory=dict)
    """By title: the service's own post-mortems that carry no marker; a person who pasted a new text took it away."""
    foreign: frozenset[str] = frozenset()
    """Claims that another account's issue carries."""

    def result(self, document: Offered) -> Result | None:
        """What is known of a document; None where it was never imported."""
        if issue := self.places.get(document.place_digest):
            same = self.digests[issue.ref] == document.text_digest
            return Result(document, Fate.ALREADY, issue, "" if same else words.changed_since())
        if issue := self.texts.get(document.text_digest):
            return Result(document, Fate.ALREADY, issue, words.renamed_since())
        if issue := self.unmarked.get(document.title):
            return Result(document, Fate.ALREADY, issue, words.mark_gone())
        if {document.place_digest, document.text_digest} & self.foreign:
            return Result(document, Fate.REFUSED, why=words.foreign())
        return None


def known(issues: Iterable[Issue], me: Person, signer: Signer, mapping: Mapping) -> Known:
    """What the issues of a project say; of several copies the oldest counts."""
    found, foreign = Known(), set()
    for issue in sorted(issues, key=lambda issue: issue.ref.number):
        payload = signer.read(Kind.IMPORTED, issue.body)
        if payload and issue.author.id == me.id:
            found.places.setdefault(payload["p"], issue)
            found.texts.setdefault(payload["t"], issue)
            found.digests[issue.ref] = payload["t"]
        elif payload:
            foreign |= {payload["p"], payload["t"]}
        elif issue.author.id == me.id and mapping.labels.start in issue.labels and not _of_an_incident(issue, signer):
            found.unmarked.setdefault(issue.title, issue)
    return replace(found, foreign=frozenset(foreign))


def _of_an_incident(issue: Issue, signer: Signer) -> bool:
    return signer.read(Kind.POST_MORTEM, issue.body) is not None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
