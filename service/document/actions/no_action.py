"""The decision that nothing needs to be done, and its reason. Not here: whether a reason is asked for (rules/)."""

import re

_NO_ACTION = re.compile(
    r"\W{0,5}no (?:(?:further|follow-up|follow up|corrective|additional|new) )?actions?(?: items?)?"
    r"(?: (?:is|are|was|were))?(?: (?:needed|required|planned|necessary|identified|taken))?\b",
    re.IGNORECASE,
)
_BECAUSE = re.compile(r"[\s,:;.—–-]{0,5}(?:because|since|as)\b[\s:…]*(?P<reason>\S.*)$", re.IGNORECASE | re.DOTALL)


_MAYBE = re.compile(r"\W{0,9}no(?:ne)?\b", re.IGNORECASE)


def may_say_no_action(markdown: str) -> bool:
    """Cheap, and false for most texts."""
    return _MAYBE.match(markdown) is not None


def says_no_action(text: str) -> bool:
    """`No actions.` or `No action, because …`: a decision, and no item. `No action plan exists yet` is neither."""
    match = _NO_ACTION.match(text)
    if match is None:
        return text.strip(" .*_").casefold() == "none"
    rest = text[match.end() :]
    return rest.strip()[:1] in ("", ".", ",", ":", ";", "—", "–", "-") or bool(_BECAUSE.match(rest))


def reason_in(text: str) -> str | None:
    match = _NO_ACTION.match(text)
    reason = _BECAUSE.match(text[match.end() :]) if match else None
    return reason["reason"].strip(" *_") if reason else None
