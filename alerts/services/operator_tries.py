"""Counts wrong passwords and codes of operators: whoever guesses has to wait, and nobody else does.

A try is counted before it is looked at and taken back where it was right, so that many at once gain nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import counters
from alerts.db.session import Database
from alerts.domain.operators import WRONG_TRIES, WRONG_TRIES_OF_ALL, WRONG_WITHIN
from alerts.domain.signup_limits import counted_as, network_of

NETWORK, ADDRESS, LINK = "operator-network", "operator-address", "operator-link"


class TooManyTries(Exception):
    """Whoever asks has to wait."""


@dataclass(frozen=True)
class Limit:
    """A counter, and how many tries it lets through within a quarter of an hour."""

    counter: str
    most: int


@dataclass(frozen=True)
class Try:
    """One try that was counted."""

    limits: tuple[Limit, ...]
    at: datetime

    def was_right(self, rows: Session) -> None:
        """It costs nothing after all."""
        for limit in self.limits:
            counters.take_back(rows, limit.counter, self.at)


def with_password(key: str, ip: str | None, email: str) -> tuple[Limit, ...]:
    """Five a network, whatever addresses it tries; fifty for an address from everywhere."""
    return (
        Limit(counted_as(NETWORK, network_of(ip), key), WRONG_TRIES),
        Limit(counted_as(ADDRESS, email, key), WRONG_TRIES_OF_ALL),
    )


def with_link(key: str, operator_id: int, link_no: int) -> tuple[Limit, ...]:
    """Five for the links in a mailbox, from wherever: who does not read it uses none of them up."""
    return (Limit(counted_as(LINK, f"{operator_id} {link_no}", key), WRONG_TRIES),)


def in_session(key: str, ip: str | None, digest: str) -> tuple[Limit, ...]:
    """Five a session and five a network."""
    return (
        Limit(counted_as(NETWORK, network_of(ip), key), WRONG_TRIES),
        Limit(counted_as(LINK, digest, key), WRONG_TRIES),
    )


def begin(database: Database, limits: tuple[Limit, ...], now: datetime) -> Try:
    """Count a try. Raises TooManyTries, and counts none, where there were too many of late."""
    with database.writing() as rows:
        for limit in limits:
            counters.hold(rows, limit.counter)
        if any(counters.since(rows, each.counter, now - WRONG_WITHIN) >= each.most for each in limits):
            raise TooManyTries
        for limit in limits:
            counters.add(rows, limit.counter, now)
    return Try(limits, now)
