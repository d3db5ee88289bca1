"""Which failures of a connection mean that nobody answers at all: none was made, or nothing came over it in time.

Not here: one that was cut, as happens to any, and answers that say no. No I/O.
"""

from collections.abc import Iterator

from requests.exceptions import Timeout
from urllib3.exceptions import NewConnectionError
from urllib3.exceptions import TimeoutError as NoAnswer

_SILENCE = (Timeout, NoAnswer, NewConnectionError, TimeoutError, ConnectionRefusedError)


def is_silence(error: BaseException) -> bool:
    return any(isinstance(each, _SILENCE) for each in _chain(error))


def _chain(error: object) -> Iterator[BaseException]:
    """With what it came from, and what requests wraps."""
    if isinstance(error, BaseException):
        yield error
        for inner in (error.__cause__, getattr(error, "reason", None), *error.args):
            yield from _chain(inner)
