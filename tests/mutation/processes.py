"""Processes forked from this one, which has imported already what they need, and say one thing before they end."""

import os
import resource
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import TypeVar

Said = TypeVar("Said")


def fork(what: Callable[[], Said], patience: int = resource.RLIM_INFINITY) -> tuple[Connection, int]:
    """What it returns comes through the connection; nothing that it writes is seen."""
    answer, said = Pipe(duplex=False)
    process = os.fork()
    if process:
        said.close()
        return answer, process
    resource.setrlimit(resource.RLIMIT_CPU, (patience, patience))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    try:
        said.send(what())
    finally:
        os._exit(0)
    raise AssertionError


def ask_child(what: Callable[[], Said]) -> Said:
    answer, process = fork(what)
    try:
        said: Said = answer.recv()
    finally:
        os.waitpid(process, 0)
    return said
