"""Where a connection really goes."""

import socket
import threading
from typing import Any

import pytest

from scheduler.deadline import Deadline
from scheduler.destination import destination_of
from scheduler.errors import FetchFailed, FetchReason
from scheduler.wire import Wire
from tests.rig.forbidden import FORBIDDEN_ADDRESSES
from tests.rig.network import DnsStub

PUBLIC = "93.184.215.14"
ALSO_PUBLIC = "2606:2800:21f::1"


class FakeDial:
    """Opens sockets that are connected to nothing, or fails at the addresses it was told to fail at."""

    def __init__(self, **failing: OSError) -> None:
        self.failing = failing
        self.dialled: list[tuple[str, int, float]] = []

    def __call__(self, address: str, port: int, timeout_s: float) -> socket.socket:
        self.dialled.append((address, port, timeout_s))
        if address in self.failing:
            raise self.failing[address]
        return socket.socket()

    def addresses(self) -> list[str]:
        return [address for address, _, _ in self.dialled]


def wire_to(url: str, dial: FakeDial, names: dict[str, Any], *, is_private_allowed: bool = False) -> Wire:
    deadline = Deadline.after(60, lambda: 0.0)
    return Wire(destination_of(url), is_private_allowed, deadline, 10, DnsStub(names), dial)


def refused(wire: Wire) -> FetchReason:
    with pytest.raises(FetchFailed) as failed:
        wire.connect(wire.destination.host, wire.destination.port)
    return failed.value.reason


@pytest.mark.fault("F-07")
def test_the_connection_is_made_to_the_address_that_was_checked() -> None:
    dial = FakeDial()
    wire = wire_to("https://feed.example/", dial, {"feed.example": [PUBLIC]})
    with wire.connect("feed.example", 443) as sock:
        assert sock.gettimeout() == 10
    assert dial.dialled == [(PUBLIC, 443, 10)]


@pytest.mark.fault("F-06")
@pytest.mark.parametrize("address", FORBIDDEN_ADDRESSES)
def test_nothing_is_dialled_for_a_forbidden_address(address: str) -> None:
    dial = FakeDial()
    host = f"[{address}]" if ":" in address else address
    assert refused(wire_to(f"http://{host}/", dial, {})) is FetchReason.REFUSED_ADDRESS
    assert dial.dialled == []


@pytest.mark.fault("F-07")
@pytest.mark.parametrize("address", FORBIDDEN_ADDRESSES)
def test_nothing_is_dialled_for_a_name_with_a_forbidden_address_among_others(address: str) -> None:
    dial = FakeDial()
    wire = wire_to("https://feed.example/", dial, {"feed.example": [PUBLIC, address]})
    assert refused(wire) is FetchReason.REFUSED_ADDRESS
    assert dial.dialled == []


def test_a_host_on_the_list_may_be_private() -> None:
    dial = FakeDial()
    wire = wire_to("http://rig.test:8001/", dial, {"rig.test": ["127.0.0.1"]}, is_private_allowed=True)
    wire.connect("rig.test", 8001).close()
    assert dial.dialled == [("127.0.0.1", 8001, 10)]


@pytest.mark.fault("F-08")
@pytest.mark.parametrize(("host", "port"), [("evil.example", 443), ("feed.example", 80), ("127.0.0.1", 443)])
def test_nothing_is_dialled_if_the_library_reads_the_address_otherwise(host: str, port: int) -> None:
    dial = FakeDial()
    with pytest.raises(FetchFailed, match="read in two ways"):
        wire_to("https://feed.example/", dial, {"feed.example": [PUBLIC]}).connect(host, port)
    assert dial.dialled == []


def test_a_dead_first_address_leaves_time_for_the_second() -> None:
    dial = FakeDial(**{ALSO_PUBLIC: TimeoutError()})
    wire = wire_to("https://feed.example/", dial, {"feed.example": [ALSO_PUBLIC, PUBLIC]})
    wire.connect("feed.example", 443).close()
    assert dial.dialled == [(ALSO_PUBLIC, 443, 5), (PUBLIC, 443, 10)]


def test_of_a_thousand_addresses_four_are_tried() -> None:
    addresses = [f"93.184.{n // 250}.{n % 250}" for n in range(1000)]
    dial = FakeDial(**dict.fromkeys(addresses, ConnectionRefusedError()))
    assert (
        refused(wire_to("https://feed.example/", dial, {"feed.example": addresses})) is FetchReason.CONNECTION
    )
    assert dial.addresses() == ["93.184.0.0", "93.184.0.1", "93.184.0.2", "93.184.0.3"]


@pytest.mark.fault("F-02")
def test_a_connection_that_is_not_made_in_time_is_a_timeout() -> None:
    dial = FakeDial(**{PUBLIC: TimeoutError()})
    wire = wire_to("https://feed.example/", dial, {"feed.example": [PUBLIC]})
    assert refused(wire) is FetchReason.TIMEOUT


def test_a_name_that_nobody_knows_is_a_failed_connection() -> None:
    assert refused(wire_to("https://gone.example/", FakeDial(), {})) is FetchReason.CONNECTION


@pytest.mark.fault("F-02")
def test_a_resolver_that_does_not_answer_is_not_waited_for() -> None:
    asked_to_end = threading.Event()

    def resolve(_host: str, _port: int) -> list[tuple[Any, ...]]:
        asked_to_end.wait()
        return []

    dial = FakeDial()
    deadline = Deadline.after(0.01, lambda: 0.0)
    wire = Wire(destination_of("https://feed.example/"), False, deadline, 10, resolve, dial)
    assert refused(wire) is FetchReason.TIMEOUT
    asked_to_end.set()
    assert dial.dialled == []
