"""Which network addresses a feed may live at: those of the public internet, by our own table.

`ipaddress.is_global` is not asked: Python 3.11 calls multicast, 6to4, NAT64 and Azure's host address global,
and what it says changes with the release. Sources: the IANA special-purpose registries for IPv4 and IPv6
(RFC 6890 and its updates), RFC 7526 (6to4), RFC 6052 (NAT64), Microsoft's page on 168.63.129.16.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address

_CLOSED_V4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT, and some clouds' metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's host, reached from inside every virtual machine
        "169.254.0.0/16",  # link-local, and most clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # IETF assignments, and Oracle's metadata
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # multicast tunnels
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)

# All unicast space handed out so far. Loopback, unique-local, link-local, multicast, IPv4-mapped and NAT64
# addresses lie outside it, so that anything new is closed until this line is changed.
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # IETF assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: carries an IPv4 address of anybody's choice
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)


def is_public_address(address: str) -> bool:
    """Whether this IP address, as `getaddrinfo` writes it, belongs to the public internet.

    Anything that is not an address, or has a zone (`fe80::1%eth0`), does not.
    """
    if "%" in address:
        return False
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv4Address):
        return not any(parsed in block for block in _CLOSED_V4)
    return parsed in _OPEN_V6 and not any(parsed in block for block in _CLOSED_V6)
