"""Which findings are accepted: what comments ask for, who may, and what is put on record. Pure.

A waiver in a comment holds as long as the comment says so: whoever takes the words back, or has them taken back, ends
it, as long as nothing rests on it. (Whoever edits or deletes somebody else's comment has write permission, which is
more than waiving asks for.) What their writer may do is asked once, when the words are first seen: that is the time of
the act. From the finish on, what was accepted is history, and stays on record. Not here: what a waiver covers
(document/rules/waiver.py).
"""

import json
from collections.abc import Iterable, Iterator
from itertools import accumulate, compress

from service.document.post_mortem import Finding, Waiver
from service.document.rules.waiver import covers
from service.document.text import one_line
from service.observed import WaiverRequest
from service.planning.rights import MAY_WAIVE
from service.record import REASON, AskedWaiver, Record, to_fields
from service.says import refusals
from service.says.pages import Problem

ROOM_FOR_ASKED, ROOM_FOR_WAIVED = 1_500, 2_500
"""Characters of the record, for GitHub refuses a comment above 65,536: some ten to twenty waivers. Those beyond hold
as well, while their words stand; only what their writers may do is asked at every look."""


def answered(record: Record, requests: Iterable[WaiverRequest]) -> tuple[AskedWaiver, ...]:
    """What comments ask to waive: as on record, or with the answer of this moment."""
    known = (*record.asked, *record.waived)
    return tuple(_answered(request, known) for request in requests)


def _answered(request: WaiverRequest, known: Iterable[AskedWaiver]) -> AskedWaiver:
    before = next((waiver for waiver in known if waiver.same_as(request.asked)), None)
    allowed = request.permission is not None and request.permission >= MAY_WAIVE
    return before or request.asked.answered(allowed)


def given(asked: Iterable[AskedWaiver]) -> tuple[Waiver, ...]:
    """Those that count, as judging wants them."""
    return tuple(_waiver(waiver) for waiver in asked if waiver.allowed)


def in_force(
    written: Iterable[Waiver], asked: Iterable[AskedWaiver], findings: Iterable[Finding]
) -> tuple[AskedWaiver, ...]:
    """Those, `written` in the document or asked for, that cover a finding."""
    covered = [finding for finding in findings if finding.waived]
    ours = (AskedWaiver(waiver.rule, waiver.action, one_line(waiver.because, REASON)) for waiver in written)
    candidates = [waiver for waiver in (*ours, *asked) if waiver.allowed and waiver.because]
    return tuple(waiver for waiver in candidates if any(covers(_waiver(waiver), finding) for finding in covered))


def kept(waivers: Iterable[AskedWaiver], room: int) -> tuple[AskedWaiver, ...]:
    """As many as the record has room for, those that count first."""
    first = sorted(dict.fromkeys(waivers), key=lambda waiver: not waiver.allowed)
    lengths = accumulate(len(json.dumps(to_fields(waiver))) for waiver in first)
    return tuple(compress(first, (length <= room for length in lengths)))


def refused(asked: Iterable[AskedWaiver], standing: Iterable[Finding]) -> Iterator[Problem]:
    """One sentence for each person whose word does not count, as long as the finding stands."""
    told = set()
    for waiver in asked:
        if waiver.allowed or waiver.by in told:
            continue
        if any(covers(_waiver(waiver), finding) for finding in standing):
            told.add(waiver.by)
            yield Problem(refusals.may_not_waive(waiver.by, waiver.rule), waiver.action)


def _waiver(waiver: AskedWaiver) -> Waiver:
    return Waiver(waiver.rule, waiver.action, waiver.because, waiver.by)
