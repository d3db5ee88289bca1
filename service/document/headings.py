"""Which section a heading or a label names: the words people use for each.

Not here: where a section begins and ends (outline.py).
"""

import re
from enum import StrEnum

from service.document.post_mortem import Section


class Other(StrEnum):
    """A heading that is known, and is no section that anything is asked of."""

    OTHER = "other"


Named = Section | Other

_WORDS: dict[Named, str] = {
    Section.SUMMARY: """
        summary; incident summary; executive summary; management summary; short summary; brief summary; overview;
        incident overview; what happened; tldr; abstract; synopsis; problem summary; problem statement;
        incident description; summary of the incident; summary of events; what happened and why it matters
    """,
    Section.IMPACT: """
        impact; incident impact; impacts; customer impact; user impact; business impact; user-facing impact;
        customer-facing impact; service impact; impact assessment; impact analysis; impact and severity;
        impact summary; who was affected; what was affected; what was the impact; effect; effects; consequences
    """,
    Section.TIMELINE: """
        timeline; incident timeline; time line; timeline of events; timeline of the incident; detailed timeline;
        event timeline; chronology; sequence of events; follow-up timeline; course of events; log of events
    """,
    Section.WENT_WELL: """
        what went well; went well; things that went well; what we did well; what worked; what worked well;
        what has worked well; what has gone well; successes; positives; what helped; good; the good
    """,
    Section.ROOT_CAUSE: """
        root cause; root causes; root cause analysis; root causes analysis; root cause(s); root-cause; rca; cause;
        causes; contributing factors; contributing factor; contributing causes; contributing conditions;
        causes and contributing factors; root causes and contributing factors; root cause and contributing factors;
        analysis of causes; cause analysis; causal analysis; analysis; why; whys; the whys; five whys; 5 whys;
        why did it happen; why did this happen; why it happened; why this happened; what caused it;
        what caused this; what caused the incident; what was the root cause; underlying causes; underlying cause;
        proximate and root causes; root cause and trigger; root causes and trigger; technical analysis;
        failure analysis
    """,
    Section.LESSONS: """
        lessons; lesson; lessons learned; lessons learnt; lesson learned; learnings; key learnings;
        what we learned; what we learnt; what did we learn; what have we learned; takeaways; key takeaways;
        insights; retrospective; reflections; reflection
    """,
    Section.ACTIONS: """
        action items; action item; actions; action; action plan; action list; action points; actions and owners;
        follow-up; follow-ups; follow up; follow ups; followup; followups; follow-up actions; follow up actions;
        follow-up items; follow-up tasks; follow-up work; follow-up improvements; followup actions; followup items;
        remediation; remediations; remediation items; remediation actions; remediation plan; remediation steps;
        next steps; next actions; prevention; preventions; preventive actions; preventative actions;
        preventive measures; preventative measures; prevention measures; preventing recurrence; corrective actions;
        corrective action; corrective measures; corrective and preventive actions;
        corrective and preventative actions; capa; improvements; planned improvements; improvement actions;
        looking forward; to do; to-do; todo; todos; to-dos; tasks; how will we prevent this;
        how do we prevent this; how can we prevent this; how to prevent this;
        how will we prevent this in the future; how do we prevent this in the future;
        preventing this in the future; how will we prevent this from happening again;
        how do we prevent this from happening again; how are we going to do better in the future;
        how are we going to do better; what are we doing about it; what will we do; what will we change;
        what are we going to do; what we will do; what we are doing about it; what we're doing about it;
        recommendations; recommended actions; outstanding actions; open actions
    """,
    Other.OTHER: """
        what went wrong; went wrong; what went poorly; what went badly; what didn't go well; what did not go well;
        what didn't go so well; what didn't go as well; what could have gone better; what could be improved;
        what went less well; where we got lucky; where did we get lucky; we got lucky; what was lucky; resolution;
        detection; trigger; recovery; mitigation; background; context; actions taken; response; incident response;
        communication; references; appendix; links; resources; participants; attendees; authors;
        supporting information; logs; glossary; frequently asked questions; faq; metrics; notes; date; authors;
        status; severity; duration
    """,
}


def _normalised(words: str) -> str:
    """How headings are compared: no numbering, emphasis, emoji, brackets or end marks; one case."""
    words = words.casefold().replace("’", "'").replace("&", " and ")
    words = re.sub(r"\((?!s\))[^()]*\)|\[[^\[\]]*\]", " ", words)
    words = re.sub(r"^[\W_]*(?:(?:\d+|[ivx]+)[.):]\s*)*", "", words)
    words = re.sub(r"[^\w')]+$", "", words)
    return re.sub(r"\s*[/_]\s*|\s+", " ", words).strip()


_NAMES: dict[str, Named] = {
    _normalised(words): named for named, listed in _WORDS.items() for words in listed.split(";")
} | {"tl;dr": Section.SUMMARY}

_DESCRIBED: tuple[tuple[re.Pattern[str], Named], ...] = (
    (
        re.compile(r"(?:what|where|things).*(?:wrong|poorly|badly|lucky|luck|(?:n't|not) go|(?:n't|not) work)"),
        Other.OTHER,
    ),
    (re.compile(r"(?:what|things).* (?:went|gone|worked|go) (?:really |very |so )?well"), Section.WENT_WELL),
    (re.compile(r"timeline\b.*|.*\btimeline"), Section.TIMELINE),
    (re.compile(r"lessons? learn(?:ed|t)\b.*"), Section.LESSONS),
    (re.compile(r"action items?\b.*|.*\baction items?|follow[- ]?up (?:actions?|items?|tasks?)\b.*"), Section.ACTIONS),
    (re.compile(r"root causes?\b.*|.*\broot causes?(?: analysis)?|.*\bcontributing factors"), Section.ROOT_CAUSE),
)
"""Looser than the list, so for headings alone: a label in a running text must be one of the listed words."""
_LONGEST = 60


def named_by_heading(words: str) -> Named | None:
    words = _normalised(words[: 2 * _LONGEST])
    if words in _NAMES:
        return _NAMES[words]
    if len(words) > _LONGEST:
        return None
    return next((named for pattern, named in _DESCRIBED if pattern.fullmatch(words)), None)


def named_by_label(words: str) -> Named | None:
    return _NAMES.get(_normalised(words)) if len(words) <= _LONGEST else None
