"""A network for tests: names resolve as told, connections are counted, and time can be skipped."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from typing import Any


class DnsStub:
    """Resolves by a table. A name's addresses may be a list of lists: one answer after another, the last stays."""

    def __init__(self, names: Mapping[str, list[str] | list[list[str]]]) -> None:
        self._names = names
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[tuple[Any, ...]]:
        self.asked.append(host)
        answers = self._names.get(host)
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "the stub has no such name")
        addresses = answers
        if isinstance(answers[0], list):
            addresses = answers[min(self.asked.count(host), len(answers)) - 1]
        return [
            (
                socket.AF_INET6 if ":" in str(address) else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (address, port),
            )
            for address in addresses
        ]


class CountedDial:
    """Connects nowhere but to places it was given, and keeps count of where it was asked to.

    `places` maps an (address, port) that the code under test means to reach to the one that is really reached.
    """

    def __init__(self, places: Mapping[tuple[str, int], tuple[str, int]]) -> None:
        self._places = places
        self.dialled: list[tuple[str, int]] = []

    def __call__(self, address: str, port: int, timeout_s: float) -> socket.socket:
        self.dialled.append((address, port))
        if (address, port) not in self._places:
            raise ConnectionRefusedError(f"{address}:{port} is no place of this test")
        return socket.create_connection(self._places[address, port], timeout_s)


class SkippingClock:
    """The monotonic clock, except that sleeping takes no time and is written down."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return time.monotonic() + sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
