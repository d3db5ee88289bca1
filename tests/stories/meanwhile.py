"""What befalls the trackers between two writes of the service. Listens to the exchanges of a stage."""

from collections.abc import Callable

from connectors.sandbox.recording import Exchange, Listener

Act = Callable[[], object]


class Meanwhile:
    """Once so many issues were created, and before the last of them is answered, something happens."""

    def __init__(self, also: Listener) -> None:
        self._also = also
        self._left = 0
        self._act: Act | None = None

    def after(self, creates: int, act: Act) -> None:
        self._left, self._act = creates, act

    @property
    def happened(self) -> bool:
        return self._act is None

    def __call__(self, exchange: Exchange) -> None:
        self._also(exchange)
        if self._act is None or exchange.method != "POST" or not exchange.path.endswith(("/issues", "/issue")):
            return
        self._left -= exchange.status == 201
        if not self._left:
            act, self._act = self._act, None
            act()
