"""Locks on sorts of work: one transaction at a time does it, on PostgreSQL as SQLite's one writer has it anyway.

Taken before anything is read that the work depends on, and let go by the end of the transaction. Who needs several
takes the row of a feed first, then these in the order in which they stand here, then the row of a person.
"""

from enum import StrEnum
from hashlib import blake2b

from sqlalchemy import text
from sqlalchemy.orm import Session


class Lock(StrEnum):
    """`recording`: what feeds say is stored. `matching`: changes become alerts. `mailbox`: one address asks for
    something. `alarm`: an operator is to hear of something.
    """

    RECORDING = "recording"
    MATCHING = "matching"
    MAILBOX = "mailbox"
    ALARM = "alarm"


def take(session: Session, lock: Lock, of: str = "") -> None:
    """Wait until nobody else has this lock, or shares it; `of` names one mailbox or alarm, where they differ."""
    _wait_for(session, "pg_advisory_xact_lock", lock, of)


def share(session: Session, lock: Lock) -> None:
    """Wait until nobody has this lock; others may share it, but none takes it before this transaction ends."""
    _wait_for(session, "pg_advisory_xact_lock_shared", lock, "")


def _wait_for(session: Session, function: str, lock: Lock, of: str) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SELECT {function}(:key)"), {"key": key_of(f"{lock}:{of}")})


def key_of(name: str) -> int:
    """PostgreSQL's name for a lock of ours: 64 bits, the same in every process."""
    return int.from_bytes(blake2b(f"planning-alerts:{name}".encode(), digest_size=8).digest(), signed=True)
