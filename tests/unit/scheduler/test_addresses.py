"""Which addresses count as the public internet."""

import pytest

from scheduler.addresses import is_public_address
from tests.rig.forbidden import FORBIDDEN_ADDRESSES


@pytest.mark.fault("F-06")
@pytest.mark.parametrize("address", FORBIDDEN_ADDRESSES)
def test_an_address_that_is_not_of_the_public_internet_is_closed(address: str) -> None:
    assert not is_public_address(address)


def test_the_table_of_forbidden_addresses_has_at_least_thirty_of_them() -> None:
    assert len(set(FORBIDDEN_ADDRESSES)) >= 30


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "168.63.129.15",
        "168.63.129.17",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::1",
        "2606:4700::1111",
        "2a00:1450:4009:81f::200e",
    ],
)
def test_an_address_of_the_public_internet_is_open(address: str) -> None:
    assert is_public_address(address)


@pytest.mark.parametrize(
    "written", ["", "example.com", "127.1", "2130706433", "0x7f.0.0.1", "2606:4700::1111%eth0"]
)
def test_what_is_no_plain_address_is_closed(written: str) -> None:
    assert not is_public_address(written)
