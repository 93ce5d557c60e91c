"""JSON Feed 1.0 and 1.1 whose items have a place: the newest items of a council's register, one an application.

`next_url` is not followed: it is for readers who want all that ever was, and an item that falls off the end of the
first page was read while it was new.
"""

from datetime import date
from functools import partial

from alerts.domain.precedence import Precedence
from scheduler.feeds.kind import Feed
from scheduler.feeds.reading.gathered import gather
from scheduler.feeds.reading.payload import read_object
from scheduler.feeds.reading.places import Located, locate
from scheduler.feeds.reading.record import Reading, Record, shortened
from scheduler.feeds.syndicated_entry import EntryNames, entry_reading
from scheduler.feeds.syndicated_places import place_in
from scheduler.feeds.syndicated_settings import SyndicatedSettings
from scheduler.page import Page, PageUnreadable
from scheduler.request import Request

name = "jsonfeed"
summary = "JSON Feed 1.0 or 1.1 with places: the newest items, one an application; next_url is not followed"
precedence = Precedence.COUNCIL
needs_authority = True
settings_model = SyndicatedSettings

_VERSION = "https://jsonfeed.org/version/1"
_NAMES = EntryNames(
    keys=("id", "url"),
    links=("url", "external_url"),
    title="title",
    texts=("summary", "content_text", "content_html"),
    dates=("date_published", "date_modified"),
    unread=("author", "authors", "attachments", "banner_image", "image", "language", "tags"),
)
_PLACES = ("geometry", "_geometry", "_geo", "_georss")


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
    """How each item was read."""
    return tuple(entry_reading(feed, item, _NAMES, _located, today) for item in _items(payload))


def reread(feed: Feed[SyndicatedSettings], record: dict[str, object], today: date) -> Reading:
    """How a record that was kept is read now."""
    return entry_reading(feed, record, _NAMES, _located, today)


def _items(payload: bytes) -> list[object]:
    answer = read_object(payload)
    version, items = answer.get("version"), answer.get("items")
    if not isinstance(version, str) or not version.startswith(_VERSION):
        raise PageUnreadable(
            "unexpected-shape", f"the version is {shortened(version)} and not of {_VERSION} or 1.1"
        )
    if not isinstance(items, list):
        raise PageUnreadable("unexpected-shape", "no list of items")
    return items


def _located(record: Record) -> Located:
    places = [record.take(each, partial(place_in, each), "location") for each in _PLACES]
    return locate([place for place in places if place is not None])
