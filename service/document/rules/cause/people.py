"""Chains that end in what a person did, or in a bare bug. Not here: blame elsewhere in the text (blame rules)."""

import re
from collections.abc import Iterator, Sequence

from service.document.post_mortem import Cause, PostMortem, Severity
from service.document.rules.cause.wording import called
from service.document.rules.registry import Context, Hit, rule, short
from service.document.spoken import HIDDEN, spoken

FAILINGS = (
    "human error", "human errors", "human mistake", "human failure", "human factor", "operator error",
    "operator mistake", "operator's mistake", "user error", "pilot error", "engineer error", "engineer's error",
    "engineer's mistake", "developer error", "developer mistake", "developer's mistake", "manual error",
    "manual mistake", "personal error", "individual error", "carelessness", "negligence", "inattention",
    "sloppiness", "incompetence", "complacency", "lack of attention", "lack of care", "lack of diligence",
    "lack of discipline", "lack of concentration", "finger trouble", "fat finger", "mistake was made",
    "mistake by the", "mistake of the", "error by the operator", "error by an operator", "error of judgment",
    "error in judgment", "error in judgement", "pebkac",
)  # fmt: skip
"""Names for people's failing, wherever they stand in the last sentence."""
PEOPLE = (
    "engineer", "operator", "developer", "administrator", "admin", "sysadmin", "on-call", "oncall", "on-caller",
    "technician", "employee", "colleague", "contractor", "intern", "manager", "analyst", "sre", "dba", "author",
    "reviewer", "deployer", "responder", "maintainer", "committer", "programmer", "person", "somebody", "someone",
    "team member", "staff member", "new hire", "new joiner", "individual", "he", "she", "i",
)  # fmt: skip
GROUPS = ("we", "they", "the team", "team", "people", "staff", "engineers", "operators", "developers", "nobody")
"""They forget and mistake as one does; what they did not do is the way they work, and a process."""
SLIPS = (
    "forgot", "had forgotten", "has forgotten", "simply forgot", "just forgot", "made a mistake", "made an error",
    "made a typo", "made the mistake", "made mistakes", "mistyped", "misjudged", "misremembered", "fat-fingered",
    "neglected to", "was careless", "were careless", "was negligent", "was sloppy", "was inattentive",
    "was not careful", "wasn't careful", "was not careful enough", "was not paying attention",
    "wasn't paying attention", "did not pay attention", "didn't pay attention",
)  # fmt: skip
"""What only people do, so that any name in front of it is taken for a person's."""
MISSES = (
    "missed", "overlooked", "ignored", "skipped", "misread", "misunderstood", "misconfigured", "failed to",
    "accidentally", "mistakenly", "inadvertently", "erroneously", "wrongly", "incorrectly", "deleted", "dropped",
    "ran the wrong", "used the wrong", "entered the wrong", "typed the wrong", "chose the wrong",
    "selected the wrong", "picked the wrong", "deployed the wrong", "pushed the wrong", "pushed a bad",
    "pushed a broken", "did not check", "didn't check", "did not verify", "didn't verify", "did not notice",
    "didn't notice", "did not follow", "didn't follow", "did not read", "didn't read", "did not test",
    "didn't test", "did not run", "didn't run", "did not think", "didn't think", "did not realise",
    "did not realize", "didn't realise", "didn't realize", "did not look", "didn't look", "did not review",
    "didn't review", "did not escalate", "didn't escalate", "did not remember", "didn't remember",
    "did not double-check", "didn't double-check",
)  # fmt: skip
"""What machines do as well, and groups by the way they work; behind one person it is that person's failing."""
BUGS = (
    "bug", "bugs", "defect", "defects", "buggy job", "buggy code", "buggy script", "buggy release", "buggy deploy",
    "code bug", "software bug", "coding error", "programming error", "code error", "software error", "software fault",
    "code defect", "software defect", "coding mistake", "programming mistake", "glitch", "typo", "regression",
)  # fmt: skip
"""An answer that is no more than this, and the place where it was."""
DENIALS = (
    "not", "no", "never", "nor", "neither", "without", "rather than", "instead of", "beyond", "more than", "other than",
    "isn't", "wasn't", "aren't", "weren't", "don't", "doesn't", "nobody's", "blame", "let", "lets", "allow", "allows",
    "allowed", "prevent", "prevents", "catch", "catches", "detect", "detects", "against", "prone to", "tolerate",
    "tolerates",
)  # fmt: skip
"""Shortly before the words, they say the opposite, or speak of what should guard against it."""
REASONS = ("because", "since", "due to", "as the", "so that", "which made", "made possible", "made it", "made likely")
"""Behind the words, they go on to what made it possible."""


def _any(phrases: Sequence[str]) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(one).replace("'", "['’]").replace(r"\ ", r"\s+") for one in longest_first) + ")"


_FAILING = re.compile(rf"(?<![\w-]){_any(FAILINGS)}(?![\w-])", re.IGNORECASE)
_ADVERB = r"(?:(?:then|also|had|has|simply|again|unfortunately|apparently)\s+)?"
_ONE = (
    rf"(?:(?:the|an?|our|one|another|some)\s+)?(?:[\w-]+\s+){{0,2}}?{_any(PEOPLE)}(?:\s+on\s+(?:duty|call|shift))?|@[\w/-]+"
    rf"|one\s+of\s+(?:our|the|us)(?:\s+(?:[\w-]+\s+)?{_any(PEOPLE)}s)?"
)
_BY_ONE = re.compile(rf"(?<![\w-])(?:{_ONE})\s+{_ADVERB}(?P<did>{_any((*SLIPS, *MISSES))})(?!\w)", re.IGNORECASE)
_BY_ANY = re.compile(
    rf"(?<![\w-])(?:(?i:{_any(GROUPS)})|[A-Z][a-zà-ÿ]+(?:\s[A-Z][a-zà-ÿ]+)?)\s+{_ADVERB}(?P<did>{_any(SLIPS)})(?!\w)"
)
_BUG = re.compile(
    r"(?:(?:it|this|that|there|the (?:root )?cause|the (?:problem|issue)) (?:was|is|were) )?"
    r"(?:because of |due to |caused by )?"
    rf"(?:(?:an?|the|some|one|our)\s+)?(?:[\w-]+\s+){{0,2}}?{_any(BUGS)}"
    r"(?:\s+(?:in|of|with|within|on|from|inside)(?:\s+(?!(?:lets?|allow\w*|caus\w+|ma[dk]e\w*|means?|is|was|are|were|can|could"
    r"|that|which|when|where|because|since)\b)[^\s,;:.]{1,30}){1,6})?",
    re.IGNORECASE,
)
_HAS_BUG = re.compile(
    rf"[^,;:.]{{1,60}}?\s(?:was|is|were)\s+(?:\w+\s+)?buggy|[^,;:.]{{1,60}}?\s(?:had|has|contained|have)\s+"
    rf"(?:an?\s+|some\s+)?(?:[\w-]+\s+)?{_any(BUGS)}(?:\s+in it)?",
    re.IGNORECASE,
)
_MISTAKE = re.compile(r"(?:(?:an?|the|one)\s+)?(?:\w+\s+)?(?:mistake|oversight|slip)s?", re.IGNORECASE)
_DENIED = re.compile(rf"(?<!\w){_any(DENIALS)}(?!\w)|n['’]t\b", re.IGNORECASE)
_DENIED_BEHIND = re.compile(
    r"\W*(?:is|was|are|were|has|had|does|did)(?:\s+\w+)?\s*(?:not|never|n['’]t)\b", re.IGNORECASE
)
_REASONED = re.compile(rf"(?<!\w){_any(REASONS)}(?!\w)|,\s+as\s", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_NAME_WITHIN = re.compile(r"\s(?:@|(?:tell|told|ask|asked|inform|informed|by|from|with|for|to)\s+(?=[A-Z][a-zà-ÿ])).*$")
_REACH = 60
_LONGEST = 2_000


@rule(
    "cause/person",
    Severity.ERROR,
    meaning="A root cause ends in what a person did, or in a bare bug.",
    why="People slip and code has bugs everywhere; only what lets a slip or a bug do harm can be changed for good.",
    source="Dekker, “The Field Guide to Understanding ‘Human Error’”; PagerDuty post-mortem guide: blame no person",
    failing="""
        ## Root causes

        1. Symptom: Nobody could pay for 40 minutes.
        2. Why? The signing key had expired.
        3. Why? It was not rotated in time.
        4. Why? Human error.
    """,
    passing="""
        ## Root causes

        1. Symptom: Nobody could pay for 40 minutes.
        2. Why? The signing key had expired.
        3. Why? It was not rotated in time.
        4. Why? The checklist for new keys does not ask for a rotation.
    """,
)
def person(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    for cause in post_mortem.causes:
        ends = dict.fromkeys((*cause.whys[-1:], cause.text))
        if words := next((found for text in ends if (found := by_people(text))), ""):
            yield Hit(
                cause.lines,
                f"{called_by_key(cause)} ends in people's failing: “{words}”.",
                f"Ask on: which process, tool or missing safeguard made “{words}” possible, and likely?"
                " The answer is the root cause.",
                words=words,
            )
        elif words := next((found for text in ends if (found := bare_bug(text))), ""):
            yield Hit(
                cause.lines,
                f"{called(cause)} ends in a bug: “{words}”.",
                f"Ask on: what let “{words}” pass review, tests and rollout unnoticed? The answer is the root cause.",
                words=words,
                severity=Severity.WARNING,
            )


def called_by_key(cause: Cause) -> str:
    """Without its words, which may name somebody."""
    return cause.key


def by_people(text: str) -> str:
    """The words that put a cause down to people, without the person; `""` where they deny it, quote it or ask on."""
    sentences = [sentence for sentence in _SENTENCE.split(_said(text)) if sentence.strip()]
    for at, sentence in enumerate(sentences):
        for match in _FAILING.finditer(sentence):
            if _holds(sentence, match.start(), match.end()):
                return match[0]
        if at == len(sentences) - 1 and (words := _slip(sentence)):
            return words
    return ""


def _said(text: str) -> str:
    return spoken(text[:_LONGEST]).replace(HIDDEN, " ").strip()


def _slip(sentence: str) -> str:
    """What one person is said to have done, as the last answer; the start of it is enough to know it again."""
    if _MISTAKE.fullmatch(sentence.strip(" .!")):
        return sentence.strip(" .!")
    for pattern in (_BY_ONE, _BY_ANY):
        match = pattern.search(sentence)
        if match and _holds(sentence, match.start(), match.end("did")):
            predicate = re.split(r"[.;,:(]", sentence[match.start("did") :])[0]
            return short(_NAME_WITHIN.sub("", predicate).strip(), 60).removesuffix(" …")
    return ""


def _holds(sentence: str, start: int, end: int) -> bool:
    before, behind = sentence[max(0, start - _REACH) : start], sentence[end:]
    denied = _DENIED.search(before) or _DENIED_BEHIND.match(behind)
    return not denied and not _REASONED.search(behind)


def bare_bug(text: str) -> str:
    """A bug that is all there is to an answer, with the place where it was."""
    said = _said(text).strip(" .!")
    whole = len(said.split()) <= 14 and (_BUG.fullmatch(said) or _HAS_BUG.fullmatch(said))
    return short(said, 60).removesuffix(" …") if whole else ""
