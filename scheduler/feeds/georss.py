"""RSS 2.0 and Atom 1.0 with GeoRSS or W3C points: the newest entries of a council's register, one an application.

Such a feed holds the newest few, so that it is read whole at every poll; what is no longer listed is not gone. Links
to further pages are not followed: an entry that falls off the end was read while it was new.
"""

from datetime import date

from alerts.domain.precedence import Precedence
from scheduler.feeds.georss_entry import ATOM, RSS, entries_of, located
from scheduler.feeds.kind import Feed
from scheduler.feeds.reading.gathered import gather
from scheduler.feeds.reading.record import Reading
from scheduler.feeds.reading.xml import read_xml
from scheduler.feeds.syndicated_entry import entry_reading
from scheduler.feeds.syndicated_settings import SyndicatedSettings
from scheduler.page import Page
from scheduler.request import Request

name = "georss"
summary = (
    "RSS 2.0 or Atom 1.0 with GeoRSS: the newest entries, one an application; further pages are not followed"
)
precedence = Precedence.COUNCIL
needs_authority = True
settings_model = SyndicatedSettings


def authorities(feed: Feed[SyndicatedSettings]) -> frozenset[str]:
    """The one authority whose register this is."""
    return frozenset({feed.authority} if feed.authority else ())


def first_request(feed: Feed[SyndicatedSettings], cursor: str, today: date) -> Request:  # noqa: ARG001
    """Ask for the feed; there is nothing to go on from."""
    return Request(feed.url, tells_all=True)


def parse(feed: Feed[SyndicatedSettings], request: Request, payload: bytes, today: date) -> Page:  # noqa: ARG001
    """The page in an answer; PageUnreadable for whatever is not one."""
    return gather(readings(feed, payload, today)).page(None, "")


def readings(feed: Feed[SyndicatedSettings], payload: bytes, today: date) -> tuple[Reading, ...]:
    """How each entry was read."""
    names, rows = entries_of(read_xml(payload))
    return tuple(entry_reading(feed, row, names, located, today) for row in rows)


def reread(feed: Feed[SyndicatedSettings], record: dict[str, object], today: date) -> Reading:
    """How an entry that was kept is read now; one of Atom has an id."""
    return entry_reading(feed, record, ATOM if "id" in record else RSS, located, today)
