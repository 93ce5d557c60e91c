"""How many e-mails a form may bring about, for one mailbox, one network and the whole site; pure."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class SignupLimits:
    """A mailbox is one however its address is spelt. `mailbox_a_day` counts e-mails that nobody answered,
    `mailbox_at_most` all of them: a program that presses every button does not open the door. `shapes_an_hour` are
    areas of their own shape that one network may bring, `unwatched_shapes` all that nobody watches yet.
    """

    mailbox_gap: timedelta = timedelta(minutes=10)
    mailbox_a_day: int = 3
    mailbox_at_most: int = 10
    mailbox_pending: int = 5
    network_an_hour: int = 10
    site_an_hour: int = 300
    patience: timedelta = HOUR
    shapes_an_hour: int = 30
    unwatched_shapes: int = 5_000
    wrong_links: int = 20
    wrong_links_within: timedelta = timedelta(minutes=15)


USUAL = SignupLimits()


@dataclass(frozen=True)
class Written:
    """The e-mails of this kind that went out lately: to the mailbox asked for, and to everybody."""

    in_gap: int = 0
    unanswered_in_day: int = 0
    all_in_day: int = 0
    by_site_in_hour: int = 0


class Turn(StrEnum):
    """What becomes of a request whose turn it is."""

    WRITE = "write"
    WAIT = "wait"  # the mailbox was written to a moment ago
    REFUSE = "refuse"  # the mailbox had its share of the day
    STOP = "stop"  # the whole site had its share of the hour: nobody's turn


def turn_of(written: Written, limits: SignupLimits) -> Turn:
    """Whether one more e-mail may go to a mailbox now."""
    if written.unanswered_in_day >= limits.mailbox_a_day or written.all_in_day >= limits.mailbox_at_most:
        return Turn.REFUSE
    if written.in_gap:
        return Turn.WAIT
    return Turn.STOP if written.by_site_in_hour >= limits.site_an_hour else Turn.WRITE


def network_of(ip: str | None) -> str:
    """What counts as one network: an IPv4 address, or the /64 that an IPv6 address lies in."""
    try:
        address = ipaddress.ip_address((ip or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


def is_of_this_machine(ip: str | None) -> bool:
    """Whether a request comes from this machine itself: from a proxy here, or from somebody who sits at it."""
    try:
        address = ipaddress.ip_address((ip or "").partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def counted_as(kind: str, what: str, key: str) -> str:
    """The name that something is counted under: without `key` nobody can tell what it was."""
    own_key = hashlib.sha256(b"planning-alerts limits " + key.encode()).digest()
    return f"{kind}/{hmac.digest(own_key, f'{kind} {what}'.encode(), 'sha256').hex()}"
