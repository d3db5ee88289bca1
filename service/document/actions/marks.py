"""Marks that say whether something is done: words, ticks, headings. Not here: check boxes (sentence.py)."""

import re

TICKS = "✅✔☑🗹👍🟢"
CROSSES = "❌⬜☐🔲🚧⏳🔄🟡🔴🟠⌛🕐"
_SHORTCODES = {
    ":white_check_mark:": True,
    ":heavy_check_mark:": True,
    ":check:": True,
    ":construction:": False,
    ":x:": False,
}
_DONE = re.compile(
    r"""(?:yes|y|x|\[x\]|100[ ]?%|done|completed?|closed|finished|fixed|merged|shipped|deployed|resolved|released
    |implemented|live|delivered|landed|mitigated|already[ ](?:done|fixed|in[ ]place|live|deployed|implemented)
    |in[ ]place|in[ ]production)\b""",
    re.VERBOSE,
)
_OPEN = re.compile(
    r"""(?:\[[ ]\]|no\b|n\b|not\b|open|to[- ]?do|tbd|in[- ]?(?:progress|review|flight)|under[ ](?:review|way|discussion)
    |underway|planned|planning|ongoing|wip|work[ ]in[ ]progress|pending|new|backlog|scheduled|blocked|started
    |partial(?:ly)?|partly|investigating|assigned|to[ ]be[ ]done|proposed|draft|waiting|on[ ]hold|deferred|postponed
    |queued|upcoming|unresolved|incomplete|doing|active|\d{1,2}[ ]?%)(?!\w)""",
    re.VERBOSE,
)


def status(text: str) -> bool | None:
    """Done, not done, or not said: by the first words."""
    bare = text.strip().casefold().strip("*_`.! ")
    if bare in _SHORTCODES:
        return _SHORTCODES[bare]
    if bare.startswith(tuple(TICKS)):
        return True
    if bare.startswith(tuple(CROSSES)):
        return False
    bare = re.sub(r"^(?:[^\w\[]+|:\w+:\s*)+", "", bare)
    if _OPEN.match(bare):
        return False
    return True if _DONE.match(bare) else None


_GROUP_DONE = re.compile(
    r"(?<!being )(?<!be )(?<!to )\b(?:completed|done|finished|shipped|implemented|resolved|already|fixed)\b",
    re.IGNORECASE,
)
_GROUP_OPEN = re.compile(
    r"\b(?:in[- ]progress|planned|to[- ]?do|outstanding|not (?:yet )?done|upcoming|ongoing|underway|working on|pending"
    r"|backlog|open (?:actions?|items?)|still (?:to do|open)|will be done|to be done)\b",
    re.IGNORECASE,
)


def group_status(heading: str) -> bool | None:
    """What a heading says of everything under it: `Immediate actions (completed)`, `Planned`."""
    if _GROUP_OPEN.search(heading):
        return False
    return True if _GROUP_DONE.search(heading) else None
