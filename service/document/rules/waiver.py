"""Findings that are accepted with a reason, and waivers that accept nothing.

Not here: how a waiver is written (waivers.py), or who may give one (planning).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from service.document.post_mortem import Finding, PostMortem, Severity, Waiver
from service.document.rules.registry import RULES, Context, Hit, apply, rule, short

_SOURCE = "the practice of linters: a suppression names one rule, says why, and is reported once it suppresses nothing"

_COMPARED = 20
"""Waivers whose rule is looked up among the known ones; comparing costs most of it."""

_ACTION = "- A1: Keep the signing keys in step with the vault — @alice, due 2026-12-01"


def waived(findings: Iterable[Finding], post_mortem: PostMortem, context: Context) -> Iterator[Finding]:
    """The same findings; those that a sound waiver covers carry its reason."""
    reasons = {_about(waiver): _reason(waiver) for waiver in reversed(_sound(post_mortem, context))}
    if not reasons:
        yield from findings
        return
    for finding in findings:
        reason = next((reasons[key] for key in _keys(finding) if key in reasons), "")
        yield replace(finding, waived=reason) if reason else finding


def covers(waiver: Waiver, finding: Finding) -> bool:
    """Whether the waiver is about this finding; without an action it is about all of its rule."""
    return _about(waiver) in _keys(finding)


def given(post_mortem: PostMortem, context: Context) -> tuple[Waiver, ...]:
    return (*post_mortem.waivers, *context.waivers)


def _about(waiver: Waiver) -> tuple[str, str | None]:
    return waiver.rule, waiver.action and waiver.action.casefold()


def _keys(finding: Finding) -> tuple[tuple[str, str | None], ...]:
    return (finding.rule, (finding.action or "").casefold()), (finding.rule, None)


def _reason(waiver: Waiver) -> str:
    return f"{waiver.by}: {waiver.because}" if waiver.by else waiver.because


def _sound(post_mortem: PostMortem, context: Context) -> list[Waiver]:
    keys = _action_keys(post_mortem, context)
    return [one for one in given(post_mortem, context) if one.because and not _obstacle(one, keys)]


def _action_keys(post_mortem: PostMortem, context: Context) -> frozenset[str]:
    """Those that a waiver may name; without waivers nobody asks."""
    if not given(post_mortem, context):
        return frozenset()
    return frozenset(action.key.casefold() for action in post_mortem.actions)


def _obstacle(waiver: Waiver, keys: frozenset[str]) -> str:
    """Why it cannot waive what it names, as the end of a sentence."""
    known = RULES.get(waiver.rule)
    if known is None:
        return "names no rule"
    if not known.waivable:
        return "names a rule that cannot be waived"
    if waiver.action and waiver.action.casefold() not in keys:
        return f"names {short(waiver.action, 20)}, and no action of the document has this key"
    return ""


def _meant(waiver: Waiver) -> str:
    """The rule that was meant, as far as one can tell."""
    if waiver.rule in RULES:
        return waiver.rule if RULES[waiver.rule].waivable else ""
    from difflib import get_close_matches

    return next(iter(get_close_matches(short(waiver.rule), RULES, n=1, cutoff=0.6)), "")


def _named(waiver: Waiver) -> str:
    about = f" for {short(waiver.action, 20)}" if waiver.action else ""
    return f"The waiver of {short(waiver.rule, 40) or 'nothing'}{about}{f' by {waiver.by}' if waiver.by else ''}"


def _written(rule: str, action: str | None) -> str:
    return f"/waive {rule}{f' {action}' if action else ''} because …"


def _hit(waiver: Waiver, message: str, suggestion: str) -> Hit:
    """Words in a comment are not the document's: what is wrong with them does not stand in the way of a finish."""
    severity = Severity.WARNING if waiver.by else None
    return Hit(waiver.lines, f"{_named(waiver)} {message}.", suggestion, severity=severity)


@rule(
    "waiver/no-reason",
    Severity.ERROR,
    meaning="A finding is waived without a reason.",
    why="At the review nobody remembers why a gap was fine; a reason takes one line.",
    source=_SOURCE,
    failing=f"""
        ## Actions

        {_ACTION}

        Waived: smart/measurable A1
    """,
    passing=f"""
        ## Actions

        {_ACTION}

        Waived: smart/measurable A1, because the ticket of the job carries its criterion
    """,
    waivable=False,
)
def no_reason(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    keys = _action_keys(post_mortem, context)
    for waiver in given(post_mortem, context):
        if not waiver.because and not _obstacle(waiver, keys):
            yield _hit(waiver, "gives no reason", f"Write: {_written(waiver.rule, waiver.action)}")


@rule(
    "waiver/unknown",
    Severity.ERROR,
    meaning="A waiver names a rule or an action that is not there, or a rule that cannot be waived.",
    why="It looks as if something were settled, and nothing is.",
    source=_SOURCE,
    failing=f"""
        ## Actions

        {_ACTION}

        Waived: smart/measureable A1, because the ticket of the job carries its criterion
    """,
    passing=f"""
        ## Actions

        {_ACTION}

        Waived: smart/measurable A1, because the ticket of the job carries its criterion
    """,
    waivable=False,
)
def unknown(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    keys = _action_keys(post_mortem, context)
    for number, waiver in enumerate(given(post_mortem, context)):
        if why := _obstacle(waiver, keys):
            meant = _meant(waiver) if number < _COMPARED else ""
            yield _hit(waiver, why, f"Write one rule and at most one action: {_written(meant or '…', 'A1')}")


@rule(
    "waiver/unused",
    Severity.ADVICE,
    meaning="A waiver covers no finding.",
    why="What it once accepted was mended; left where it is, it would hide the same gap when that comes back.",
    source=_SOURCE,
    failing=f"""
        ## Actions

        {_ACTION}, done when no key is older than 90 days

        Waived: smart/measurable A1, because the ticket of the job carries its criterion
    """,
    passing=f"""
        ## Actions

        {_ACTION}

        Waived: smart/measurable A1, because the ticket of the job carries its criterion
    """,
    waivable=False,
)
def unused(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    sound = _sound(post_mortem, context)
    named = {waiver.rule for waiver in sound}
    found = {key for name in named for finding in apply(RULES[name], post_mortem, context) for key in _keys(finding)}
    for waiver in sound:
        if _about(waiver) not in found:
            yield _hit(waiver, "covers no finding", "Take the waiver out.")
