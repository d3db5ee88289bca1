"""When the faults that hit a request strike: hangs, dropped connections, false statuses, lists that lie.

Not here: what a tracker says when it fails, and what its lists look like (each sandbox's rest/falsities.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from connectors.sandbox.faults import Fault, FaultKind, Faults
from connectors.sandbox.loopback import Dropped

Reply = TypeVar("Reply")


def before(faults: Faults, hit: Iterable[Fault], answer: Callable[[Fault], Reply]) -> Reply | None:
    """What happens ahead of any effect; a reply returned here is the whole answer. Raises Dropped."""
    for fault in hit:
        match fault.kind:
            case FaultKind.HANG_BEFORE:
                faults.hang(fault.seconds)
            case FaultKind.DROP_BEFORE:
                raise Dropped
            case FaultKind.STATUS_BEFORE:
                return answer(fault)
            case _:
                pass
    return None


def after(
    faults: Faults,
    hit: Iterable[Fault],
    reply: Reply,
    answer: Callable[[Fault], Reply],
    listed: Callable[[Fault, Reply], Reply],
) -> Reply:
    """What happens once the request took effect; `listed` spoils the list that a reply is. Raises Dropped."""
    for fault in hit:
        match fault.kind:
            case FaultKind.HANG_AFTER:
                faults.hang(fault.seconds)
            case FaultKind.DROP_AFTER:
                raise Dropped
            case FaultKind.STATUS_AFTER:
                reply = answer(fault)
            case _:
                reply = listed(fault, reply)
    return reply
