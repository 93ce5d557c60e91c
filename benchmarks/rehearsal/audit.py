"""Whether every e-mail that the ledger calls sent came once, and none that it does not know."""

from typing import NamedTuple

import numpy as np
from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import EmailRow, SubscriptionRow
from benchmarks.rehearsal.smtp_sink import Received, digest

_DAY_S = 86_400


class Audit(NamedTuple):
    """Counts that have to be nought, but for `sent`; `second_digests` are those of people of one digest a day."""

    sent: int
    unfit: int
    came_twice: int
    never_came: int
    unknown: int
    second_digests: int

    @property
    def is_clean(self) -> bool:
        return not any(self[1:])


def audit(database: Database, received: Received) -> Audit:
    """Hold what the mail server noted against the rows of the e-mails."""
    with database.reading() as session:
        sent = select(EmailRow.message_id).where(EmailRow.state == "sent").execution_options(yield_per=20_000)
        ledger = np.fromiter((digest(one.encode()) for one in session.scalars(sent)), dtype=np.uint64)
        frequencies = session.execute(select(SubscriptionRow.subscriber_id, SubscriptionRow.frequency))
        known = np.array([(person - 1, frequency == "instant") for person, frequency in frequencies])
    came, times = np.unique(received.message_id, return_counts=True)
    return Audit(
        sent=len(ledger),
        unfit=received.faults,
        came_twice=int((times - 1).sum()),
        never_came=len(np.setdiff1d(ledger, came)),
        unknown=len(np.setdiff1d(came, ledger)),
        second_digests=_second_digests(received, known),
    )


def _second_digests(received: Received, known: np.ndarray) -> int:
    """E-mails beyond the first of a day to people who have one subscription, and one that comes in digests."""
    people, areas = np.unique(known[:, 0], return_counts=True)
    single = people[areas == 1]
    with_digest = np.setdiff1d(single, known[known[:, 1] == 1, 0])
    is_theirs = np.isin(received.person, with_digest)
    day = (received.at[is_theirs] // _DAY_S).astype(np.int64)
    keys = received.person[is_theirs].astype(np.int64) * 100_000 + day
    return len(keys) - len(np.unique(keys))
