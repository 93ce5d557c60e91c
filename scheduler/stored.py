"""The records kept of a feed, as one poll of it knows them: asked for once, written where something is other."""

from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import stored_records
from alerts.db.stored_records import Stored
from scheduler.keeping import Keeping


class StoredRecords:
    """What a poll has learned and written so far. What a page wrote that failed is known wrongly, and the poll ends."""

    def __init__(self) -> None:
        self._known: dict[str, Stored] | None = None

    def keep(self, session: Session, feed: str, odd: Keeping, now: datetime) -> None:
        """Keep what is odd, and let go of what is understood by now, in the page's own transaction."""
        if self._known is None:
            self._known = stored_records.known(session, feed)
        over = odd.clean & self._known.keys()
        stored_records.drop(session, feed, over)
        for key in over:
            del self._known[key]
        self._known |= stored_records.keep(session, feed, odd.kept, self._known, now)
