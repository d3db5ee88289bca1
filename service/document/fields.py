"""The words that people use for the fields of an action: as a table's column, as a label, or in running text.

Not here: reading what stands behind them (sentence.py).
"""

import re
from enum import StrEnum


class Field(StrEnum):
    KEY = "key"
    ACTION = "action"
    OWNER = "owner"
    DUE = "due"
    CAUSE = "cause"
    MEASURE = "measure"
    PRIORITY = "priority"
    STATUS = "status"
    LINK = "link"
    IGNORED = "ignored"


_WORDS: dict[Field, str] = {
    Field.KEY: "id; #; no; nr; key; number; action id; ref; item #; ai",
    Field.ACTION: """
        action; action item; actions; action items; task; tasks; description; what; title; item; items; follow-up;
        follow up; remediation; corrective action; preventive action; action required; what will be done;
        what to do; todo; to do; next step; next steps; improvement; details; summary; work item; step; steps;
        measure to take; recommendation
    """,
    Field.OWNER: """
        owner; owners; action owner; assignee; assignees; assigned; assigned to; assigned-to; responsible;
        responsibility; responsible person; who; whom; by whom; dri; poc; lead; person; team; owner(s);
        assignee(s); accountable; owned by
    """,
    Field.DUE: """
        due; due date; due by; due on; deadline; eta; by when; when; target; target date; by; date;
        completion date; expected; expected by; expected date; target completion; target completion date; date due;
        until; timeframe; timeline
    """,
    Field.CAUSE: """
        root cause; root causes; cause; causes; rc; addresses; addresses cause; relates to; related cause;
        related root cause; contributing factor; root cause(s); factor; for cause
    """,
    Field.MEASURE: """
        done when; measure; measured by; measurable; success criteria; success criterion; success measure;
        acceptance criteria; acceptance criterion; definition of done; how will we know; how we will know;
        how do we know; verification; verified by; metric; success metric; outcome; expected outcome;
        success looks like; completion criteria; exit criteria; evidence; success
    """,
    Field.PRIORITY: "priority; prio; p; urgency; severity",
    Field.STATUS: "status; state; done; done?; complete; completed; progress",
    Field.LINK: """
        ticket; tickets; issue; issues; link; links; url; jira; jira ticket; github issue; tracking;
        tracking issue; tracker; tracked in; bug; bugs; pr; pull request; bug/pr; ticket link; jira link
    """,
    Field.IGNORED: """
        type; category; kind; action type; notes; note; comment; comments; effort; estimate; size; created; component
    """,
}


def _normalised(words: str) -> str:
    words = re.sub(r"\((?!s\))[^()]*\)", " ", words.casefold())
    return " ".join(words.replace("’", "'").strip(" *_:.?`").split())


_NAMES = {
    _normalised(word): name for name, listed in reversed(_WORDS.items()) for word in listed.split(";")
}  # reversed: a word listed twice belongs to the field that comes first

_IN_TEXT: dict[Field, str] = {
    Field.OWNER: r"owners?|owned by|assignees?|assigned(?: to)?|responsible|dri",
    Field.DUE: r"due(?: date| by| on)?|deadline|eta|target date|by when",
    Field.MEASURE: r"done when|measured by|measure|success criteri(?:a|on)|acceptance criteri(?:a|on)"
    r"|definition of done|how (?:will we|we will|we'll) know|verified by|success metric",
    Field.CAUSE: r"root causes?|causes?|addresses",
    Field.PRIORITY: r"priority|prio",
    Field.STATUS: r"status",
}
"""Only what cannot be taken for ordinary words in front of a colon in the middle of a sentence."""

LABEL_IN_TEXT = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _IN_TEXT.items())
    + r")\s{0,3}[:=]\s{0,5}",
    re.IGNORECASE,
)


def named_by_column(words: str) -> Field | None:
    return _NAMES.get(_normalised(words)) if len(words) < 60 else None


_LABELLED = re.compile(
    r"\s*(?:\*\*|__|_|\*)?(?P<label>[^\W\d_][^:*\n]{0,40}?)(?::(?:\*\*|__|_|\*)?|(?:\*\*|__|_|\*)\s?:)\s*(?P<value>.*)$",
    re.DOTALL,
)


def labelled(markdown: str) -> tuple[Field, str] | None:
    """The field and the value of a line like `**Owner:** @alice`, when it is nothing else."""
    match = _LABELLED.match(markdown)
    name = named_by_column(match["label"]) if match else None
    if match is None or name is None or name in (Field.IGNORED, Field.ACTION, Field.KEY):
        return None
    return name, match["value"].strip()
