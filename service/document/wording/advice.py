"""What is said of a gap in an action's words, and a better sentence made of the writer's own.

Not here: where the gaps are (worded.py). The words speak of the text, and of nobody.
"""

from service.document.wording.kinds import Gap, Kind
from service.document.wording.lists import WORD, Lists, first_word

_VAGUE = {
    Kind.STUDYING: "says what to look at (“{words}”), and not what comes of it.",
    Kind.DECIDING: "leaves open whether anything will be done (“{words}”).",
    Kind.BETTERING: "says “{words}”, and not what will be different afterwards.",
    Kind.CARING: "asks for attention (“{words}”), and changes nothing that would make it unnecessary.",
    Kind.QUESTION: "asks a question, and does not name the work that answers it.",
}
_BOUNDLESS = {
    Kind.ENDLESS: "has no end: “{words}” is never over.",
    Kind.SOFT: "leaves open how much is enough (“{words}”).",
    Kind.TICKET: "is a reference without words: only what it points to says when it is done.",
}
_NO_MEASURE = "does not say how one will know that it is done."

_ENOUGH = {
    Kind.ENDLESS: "Say when it is over, or how often it is done and where that is seen: “… until …”, or "
    "“… every … weeks, recorded in …”.",
    Kind.SOFT: "Say how much is enough: a number, a list, or “done when …”.",
    Kind.TICKET: "Put into words what the reference delivers, such as: “Add … so that …”, with the link behind it.",
}
_LONGEST = 60
"""Characters of the writer's words that an example takes over."""


def why_vague(gap: Gap) -> str:
    """The end of a sentence that begins with the action's name."""
    return _VAGUE[gap.kind].format(words=gap.words.casefold())


def why_boundless(gap: Gap) -> str:
    return _BOUNDLESS.get(gap.kind, _NO_MEASURE).format(words=gap.words.casefold())


def bounded(gap: Gap) -> str:
    """How to say when it is over; nothing where a measure alone is missing."""
    return _ENOUGH.get(gap.kind, "")


def specific(gap: Gap, lists: Lists) -> str:
    """How to name an outcome, with an example about the same thing."""
    match gap.kind:
        case Kind.STUDYING:
            found = _about(gap, lists, "what is found about ")
            return f"Name what it leaves behind, such as: “Write down {found}, and open a ticket for what follows”."
        case Kind.DECIDING:
            return _decided(gap, lists)
        case Kind.CARING:
            return (
                "Name the check, the review or the automation that makes it unnecessary, such as: “Refuse … unless …”, "
                "or “Add … to the checklist of …”."
            )
        case Kind.QUESTION:
            asked = f"“{_cut(gap.clause)}”" if gap.clause else "the question"
            return f"Name the work that answers it, such as: write the answer to {asked} into …, and open a ticket."
        case _:
            return f"Say what will exist afterwards, such as: “{_changed(gap, lists)}”."


def _decided(gap: Gap, lists: Lists) -> str:
    work = _cut(gap.rest)
    first = first_word(work)
    if first in lists.doing.written:
        return f"Say that it will be done, or why not: “{work[:1].upper()}{work[1:]} …”, or “No action, because …”."
    about = _about(gap, lists, "on ")
    return f"Name the work, or make the decision the outcome: “Decide {about}, and write the reason into …”."


def _about(gap: Gap, lists: Lists, preposition: str) -> str:
    """`why pods restart` as it stands, `the queue` behind a preposition."""
    thing = _cut(_behind_joint(gap.rest, lists))
    if not thing:
        return preposition + "…"
    asks = first_word(thing) in lists.questions.firsts
    return thing if asks else preposition + thing


def _changed(gap: Gap, lists: Lists) -> str:
    words = frozenset(WORD.findall(gap.clause.casefold()))
    thing = _cut(_object(gap, lists))
    of = f" of {thing}" if thing else ""
    if not lists.watched.firsts.isdisjoint(words):
        return f"Alert on …{of} when … exceeds …"
    if not lists.written.firsts.isdisjoint(words):
        return f"Write down how to … {f'for {thing}' if thing else 'when …'}, and link it from …"
    if not lists.tested.firsts.isdisjoint(words):
        return f"Add a test{of} that fails when …"
    return f"Change …{' in ' + thing if thing else ''} so that …"


def _object(gap: Gap, lists: Lists) -> str:
    """What is to become better: behind `of` and its kin, or all that follows; else what stands before."""
    rest = gap.rest.strip()
    joint = lists.joints.anywhere.search(rest)
    topic = frozenset(WORD.findall(rest.casefold()))
    if joint:
        return rest[joint.end() :]
    if any(not topics.firsts.isdisjoint(topic) for topics in (lists.watched, lists.written, lists.tested)):
        return ""
    before = gap.clause[: gap.start].split()
    return rest or " ".join(before[1:])


def _behind_joint(rest: str, lists: Lists) -> str:
    rest = rest.strip()
    joint = lists.joints.at(rest, 0, first_word(rest))
    return rest[len(joint) :] if joint and first_word(rest) not in lists.questions.firsts else rest


def _cut(text: str) -> str:
    """The first words, without what a quotation mark cannot stand behind."""
    text = " ".join(text.split()).strip(" .,;:–—-")
    if len(text) > _LONGEST:
        text = text[:_LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
    return text
