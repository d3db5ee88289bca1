"""Words that say when and name no day: `soon`, `next sprint`, `mid-December`, `in a few weeks`, `Q1 FY27`."""

from datetime import date

from service.document.dates.meaning import NO_DATE, Form, Groups, Meaning, Use
from service.document.dates.words import S

_SOME = rf"(?:(?:a|the){S})?(?:next{S}|coming{S})?(?:few|couple(?:{S}of)?|several|some){S}(?:more{S})?"
_CYCLE = r"(?:sprint|iteration|cycle|release|planning|milestone|increment|deploy|deployment|maintenance window|weekend)"
_FEAST = (
    r"(?:the\s)?(?:Christmas|Xmas|New Year(?:['’]s)?(?: Eve| Day)?|Easter|Thanksgiving|Black Friday|Good Friday"
    r"|Cyber Monday|holidays?)"
)

_PATTERNS = (
    rf"(?:(?:the{S})?(?:next|this|current|coming|upcoming|following){S}|the{S}|end{S}of{S}(?:the|this|next){S})"
    rf"(?:(?!week|month)\w{{1,15}}{S})?{_CYCLE}(?:{S}planning)?",
    rf"(?:in{S}|within{S}|over{S}|during{S})?{_SOME}(?:hours|days|weeks|months|quarters|sprints|releases|years)",
    rf"(?:in{S}|within{S}|over{S})?the{S}(?:next|coming|following){S}(?:hours|days|weeks|months|quarters|years)",
    rf"(?:with)?in{S}(?:the{S}next{S})?\w{{1,6}}{S}(?:sprint|iteration|release)s?",
    rf"(?:the{S})?(?:coming|upcoming){S}(?:week|month|quarter|half|year)",
    _FEAST,
    rf"(?:(?:the{S})?(?:end|start|beginning|middle){S}of{S}(?:the{S})?|this{S}|next{S})(?:summer|autumn|winter|spring|fall)",
    r"(?:Q[1-4]|H[12])\s?(?:of\s)?FY\W?\d{2,4}|FY\W?\d{2,4}(?:\s?Q[1-4])?",
    rf"(?:the{S})?(?:end{S}of{S})?(?:the{S})?(?:this{S}|next{S}|current{S})?(?:fiscal|financial){S}(?:year|quarter)",
)
_WORDS = rf"(?:as{S}soon{S}as{S}possible|ASAP|soon(?:ish|est)?|immediately|eventually|shortly|ongoing|later|TB[DCA])"


def _nothing(groups: Groups, written: date | None) -> Meaning:
    return NO_DATE


VAGUE = (*(Form(Use.VAGUE, pattern, _nothing) for pattern in _PATTERNS), Form(Use.WORD, _WORDS, _nothing))
