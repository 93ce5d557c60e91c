"""Who is to look for work after a commit: said in the transaction whose rows make the work, whoever then does it.

The rows are the queue. To wake somebody for nothing is harmless, and so is not to wake them: they look by themselves,
only later.
"""

from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import NamedTuple, Protocol

from sqlalchemy.orm import Session

_WANTED = "wanted"


class Work(StrEnum):
    """The kinds of work. A key says of which feed it is, or which receiver, or which share of people.

    To send is one work, and hands over all that waits; it has a second name for alerts, of which a morning has very
    many, so that they can be told apart from the one e-mail that somebody sits waiting for.
    """

    TAKE_IN = "take-in"
    WELCOME = "welcome"
    POLL = "poll"
    REMIND = "remind"
    MATCH = "match"
    COMPOSE = "compose"
    SEND = "send"
    SEND_ALERTS = "send-alerts"
    PUSH = "push"
    TELL_OPERATOR = "tell-operator"
    READ_BOUNCES = "read-bounces"
    MAKE_FILES = "make-files"
    FORGET = "forget"


class Wanted(NamedTuple):
    """A piece of work that somebody is to look for."""

    work: Work
    key: str = ""


class Door(Protocol):
    """What becomes of what was wanted in a transaction: as its last part, and once it has been committed."""

    def before_commit(self, session: Session, wanted: AbstractSet[Wanted]) -> None: ...

    def after_commit(self, wanted: AbstractSet[Wanted]) -> None: ...


class NoDoor:
    """Nobody is woken; who does the work looks by themselves."""

    def before_commit(self, session: Session, wanted: AbstractSet[Wanted]) -> None:
        """Nothing."""

    def after_commit(self, wanted: AbstractSet[Wanted]) -> None:
        """Nothing."""


def wake(session: Session, work: Work, key: str = "") -> None:
    """Somebody is to look for this work once the transaction has been committed."""
    session.info.setdefault(_WANTED, set()).add(Wanted(work, key))


def wanted_in(session: Session) -> frozenset[Wanted]:
    return frozenset(session.info.get(_WANTED, ()))
