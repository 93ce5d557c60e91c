"""The stored records of a feed as operators see them: what is wrong with each, and the record beside its reading."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from alerts.db import stored_records
from alerts.db.tables import ApplicationRow, StoredRecordRow
from alerts.domain.errors import NotFound
from alerts.domain.stored_record import Outcome

RECORDS_A_PAGE = 50

OUTCOME_WORDS = {
    Outcome.PROBLEM: "could not be read",
    Outcome.QUARANTINED: "looks odd and is held back",
    Outcome.UNMAPPED: "has a word without a meaning",
    Outcome.UNFIT: "has a field that could not be read",
}


@dataclass(frozen=True)
class RecordPage:
    """One stored record: `raw` is its JSON, laid out; `application` the one it means, if it is known."""

    row: StoredRecordRow
    body: bytes
    raw: str
    application: ApplicationRow | None

    @property
    def is_held_back(self) -> bool:
        return self.application is not None and self.application.quarantine is not None


def records_of(
    session: Session, feed: str, outcomes: Sequence[Outcome], after: int = 0
) -> tuple[list[StoredRecordRow], int | None]:
    """A page of the records that nobody took off the list, and the number that the next page comes after."""
    found = stored_records.of_feed(
        session, feed, RECORDS_A_PAGE + 1, after=after, outcomes=outcomes, with_dismissed=False
    )
    shown = found[:RECORDS_A_PAGE]
    return shown, shown[-1].id if len(found) > RECORDS_A_PAGE else None


def record_page(session: Session, number: int) -> RecordPage:
    """One record. Raises NotFound."""
    row = stored_records.by_id(session, number)
    if row is None:
        raise NotFound("There is no such record: it may have been read well since.")
    body = stored_records.body_of(row)
    raw = json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    return RecordPage(row, body, raw, stored_records.application_of(session, row))
