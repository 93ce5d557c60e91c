"""Locks on sorts of work: one transaction at a time does it, on PostgreSQL as SQLite's one writer has it anyway.

Taken before anything is read that the work depends on, and let go by the end of the transaction. Who needs several
takes the row of a feed first, then these in the order in which they stand here, then the row of a person; `log` is
taken last of all.
"""

from collections.abc import Sequence
from enum import StrEnum
from hashlib import blake2b

from sqlalchemy import text
from sqlalchemy.orm import Session

from alerts.domain.share import ALL, Share


class Lock(StrEnum):
    """`recording`: what feeds say is stored. `matching`: changes become alerts. `mailbox`: one address asks for
    something. `alarm`: an operator is to hear of something. `areas`: watch areas are numbered. `log`: the public log
    goes on.
    """

    RECORDING = "recording"
    MATCHING = "matching"
    MAILBOX = "mailbox"
    ALARM = "alarm"
    AREAS = "areas"
    LOG = "log"


def take(session: Session, lock: Lock, of: str = "") -> None:
    """Wait until nobody else has this lock, or shares it; `of` names one mailbox or alarm, where they differ."""
    _wait_for(session, "pg_advisory_xact_lock", [f"{lock}:{of}"])


def share(session: Session, lock: Lock) -> None:
    """Wait until nobody has this lock; others may share it, but none takes it before this transaction ends."""
    _wait_for(session, "pg_advisory_xact_lock_shared", [f"{lock}:"])


def take_matching(session: Session, of: Share = ALL) -> None:
    """Wait until nobody else matches a change of this share, or shares the lock on matching."""
    _wait_for(session, "pg_advisory_xact_lock", _parts(of))


def share_matching(session: Session) -> None:
    """Wait until nobody matches; until this transaction ends nobody does, whichever share is theirs."""
    _wait_for(session, "pg_advisory_xact_lock_shared", _parts(ALL))


def _parts(of: Share) -> list[str]:
    """A lock for each part, always in one order, so that no two wait for each other."""
    return [f"{Lock.MATCHING}:{part}" for part in of.parts]


def _wait_for(session: Session, function: str, names: Sequence[str]) -> None:
    if session.get_bind().dialect.name == "postgresql":
        statement = text(f"SELECT {function}(key) FROM unnest(CAST(:keys AS bigint[])) AS key")  # noqa: S608
        session.execute(statement, {"keys": [key_of(name) for name in names]})


def key_of(name: str) -> int:
    """PostgreSQL's name for a lock of ours: 64 bits, the same in every process."""
    return int.from_bytes(blake2b(f"planning-alerts:{name}".encode(), digest_size=8).digest(), signed=True)
