"""Bodies that mean harm, at the server that runs in earnest: each is refused, memory stays, and others are served."""

import gzip
import itertools
import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pytest
from redis import Redis

from connectors.github.webhook import MAX_BODY
from tests.web.conftest import PAYLOAD, signature
from tests.web.test_server import ROOT, SERVE, ask, post, signed

MEBIBYTE = 1024**2
MOST_GROWTH = 50 * MEBIBYTE
SLOWEST_ACK = 0.2
"""Seconds, for 99 of 100."""
ACKS = 100


@dataclass(frozen=True)
class Server:
    port: int
    pid: int
    """Of the one process that answers."""

    def peak(self) -> int:
        """The most memory it ever had, in bytes."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024


@pytest.fixture(scope="module")
def server(valkey_url: str, redis: "Redis") -> Iterator[Server]:
    process = subprocess.Popen([sys.executable, "-c", SERVE, valkey_url], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        port, pid = _told(process.stderr, r"Listening at: http://127\.0\.0\.1:(\d+)", r"Booting worker with pid: (\d+)")
        threading.Thread(target=process.stderr.read, daemon=True).start()
        yield Server(port, pid)
    finally:
        process.terminate()
        process.wait(20)


def _told(lines: Iterator[str], *patterns: str) -> list[int]:
    said = ""
    for line in lines:
        said += line
        found = [re.search(pattern, said) for pattern in patterns]
        if all(found):
            return [int(one[1]) for one in found if one]
    raise AssertionError(f"it did not start: {said}")


def genuine(body: bytes) -> str:
    return signed(signature(body))


def holding(body: bytes, *headers: str, type: str = "application/json") -> bytes:
    """A delivery rightly signed, whatever it holds."""
    request = post(genuine(body), *headers, body=body)
    return request.replace(b"Content-Type: application/json", f"Content-Type: {type}".encode())


LISTS = b"[" * 200_000 + b"]" * 200_000
OBJECTS = b'{"issue":' * 100_000 + b"1" + b"}" * 100_000
BOMB = gzip.compress(b" " * 64 * MEBIBYTE)
LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><issue>&b;</issue>'
DIGITS = json.dumps(PAYLOAD).encode().replace(b"42", b"4" * 1_000_000)
FORM = b"&".join(b"a=1" for _ in range(200_000))
CHUNK = b"%x\r\n%b\r\n" % (MEBIBYTE, b" " * MEBIBYTE)


def in_one_go(request: bytes) -> Callable[[int], int]:
    return lambda port: ask(port, request)[0]


def a_hundred_megabytes(port: int) -> int:
    """Only announced: whoever believed it would wait for them."""
    head = post(genuine(b""), f"Content-Length: {100 * 10**6}", body=b" " * MEBIBYTE, length=False)
    return _answered(port, [head])


def chunks_without_end(port: int) -> int:
    head = post(genuine(b""), "Transfer-Encoding: chunked", body=b"", length=False)
    return _answered(port, [head, *[CHUNK] * (MAX_BODY // MEBIBYTE + 2)])


def a_body_up_to_the_limit_that_nobody_signed(port: int) -> int:
    return ask(port, post(signed("sha256=" + "0" * 64), body=b" " * (MAX_BODY - 1)))[0]


def _answered(port: int, parts: list[bytes]) -> int:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        for part in parts:
            connection.sendall(part)
        return int(connection.recv(65_536).split()[1])


HOSTILE: dict[str, tuple[Callable[[int], int], int]] = {
    "a hundred megabytes": (a_hundred_megabytes, 413),
    "chunks without end": (chunks_without_end, 413),
    "the largest body there may be, unsigned": (a_body_up_to_the_limit_that_nobody_signed, 401),
    "a gzip bomb": (in_one_go(holding(BOMB, "Content-Encoding: gzip")), 415),
    "200,000 lists in each other": (in_one_go(holding(LISTS)), 422),
    "100,000 objects in each other": (in_one_go(holding(OBJECTS)), 422),
    "XML that laughs": (in_one_go(holding(LAUGHS, type="application/xml")), 415),
    "a number of a million digits": (in_one_go(holding(DIGITS)), 422),
    "a form of 200,000 fields": (in_one_go(holding(FORM, type="application/x-www-form-urlencoded")), 422),
}


def test_each_is_refused_within_bounded_memory_and_stores_nothing(server: Server, redis: "Redis") -> None:
    assert ask(server.port, post(genuine(json.dumps(PAYLOAD).encode()), body=json.dumps(PAYLOAD).encode()))[0] == 202
    redis.flushall()
    before = server.peak()
    answers = {name: send(server.port) for name, (send, _) in HOSTILE.items()}

    assert len(HOSTILE) >= 8
    assert answers == {name: status for name, (_, status) in HOSTILE.items()}
    assert redis.dbsize() == 0
    assert server.peak() - before <= MOST_GROWTH, f"{(server.peak() - before) // MEBIBYTE} MiB"


def test_deliveries_beside_them_are_acknowledged_in_time(server: Server, redis: "Redis") -> None:
    body = json.dumps(PAYLOAD).encode()
    request, stop = post(genuine(body), body=body), threading.Event()
    attacks: list[int] = []

    def attack() -> None:
        for send, _ in itertools.cycle(HOSTILE.values()):
            if stop.is_set():
                return
            attacks.append(send(server.port))

    mallory = threading.Thread(target=attack)
    mallory.start()
    try:
        took = sorted(_seconds(server.port, request) for _ in range(ACKS))
    finally:
        stop.set()
        mallory.join()

    assert set(attacks) <= {401, 413, 415, 422}
    assert int(redis.hget("ft:counters", "deliveries_queued") or 0) == ACKS
    assert took[ACKS * 99 // 100 - 1] <= SLOWEST_ACK * _slowness(), took[-5:]


def _seconds(port: int, request: bytes) -> float:
    began = perf_counter()
    assert ask(port, request)[0] == 202
    return perf_counter() - began


def _slowness() -> float:
    """1 on a quiet machine; more where others keep its cores busy."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
