"""A world being served on the loopback interface, until somebody closes it. Which tracker it is is not known here."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

from connectors.sandbox.delivering import Deliverer
from connectors.sandbox.faults import Faults
from connectors.sandbox.loopback import LoopbackServer


class Served(Protocol):
    """What is run of a world."""

    root: str

    @property
    def faults(self) -> Faults: ...
    @property
    def deliverer(self) -> Deliverer[Any, Any]: ...


World = TypeVar("World", bound=Served)


class Running(Generic[World]):
    """`url` is the root of its pages. Closing it ends hangs and deliveries."""

    def __init__(self, world: World, server: LoopbackServer) -> None:
        self.world = world
        world.root = self.url = server.url
        self._server = server
        world.deliverer.start()
        server.start()

    def drain(self, timeout: float = 30.0) -> bool:
        """Waits until every webhook so far has had its first answer; False when time ran out."""
        return self.world.deliverer.drain(timeout)

    def wait(self) -> None:
        """Until somebody closes it."""
        self._server.wait()

    def close(self) -> None:
        self.world.faults.clear()
        self._server.close()
        self.world.deliverer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
