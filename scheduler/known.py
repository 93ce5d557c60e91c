"""What a feed said just so before: records that come again byte for byte are counted and not read again.

A record's digest stands for its clean reading under all that decides it: the code and the settings that it is read by,
the ranks of the feeds, and the extents that its place is checked against. Whatever of these changes, all are read anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

import alerts.domain
import geo
import scheduler.feeds
from alerts.db import feeds, keys
from alerts.domain.application import Application, SitePrecision
from alerts.services import placing
from scheduler.feeds.kind import PartedKind
from scheduler.feeds.reading.parted import Parted, part
from scheduler.page import Page, PageUnreadable
from scheduler.poll_run import PollRun
from scheduler.poller import Poller
from scheduler.request import Request


@dataclass(frozen=True)
class ReadPage:
    """A page, and the digests of its records by the key of the application that each is read as."""

    page: Page
    digests: Mapping[str, bytes] = field(default_factory=dict)


def read_page(poller: Poller, run: PollRun, request: Request, payload: bytes, today: date) -> ReadPage:
    """The page in an answer, without what is known where its kind can leave it out."""
    kind, feed = run.configured.kind, run.configured.feed
    where = kind.record_list(feed) if isinstance(kind, PartedKind) else None
    parted = part(payload, where) if where else None
    if parted is None or not isinstance(kind, PartedKind):
        return ReadPage(kind.parse(feed, request, payload, today))
    digests, said = _digests(poller, run, parted)
    known = {key for key, digest in digests.items() if said.get(key) == digest}
    page = _without(kind, run, request, parted, known, today) if known else None
    return ReadPage(page or kind.parse(feed, request, payload, today), digests)


def lasting(read: ReadPage, placed: Iterable[Application], authorities: frozenset[str]) -> dict[str, bytes]:
    """The digests of the records whose reading will be the same next time, by the key of their application."""
    keys_read = (each.feed_key for each in placed if is_lasting(each, authorities))
    return {key: read.digests[key] for key in keys_read if key in read.digests}


def is_lasting(placed: Application, authorities: frozenset[str]) -> bool:
    """Whether its record, read and placed again, would say the same on any day to come. Not so where something was
    amiss, where its place hangs on the list of postcodes, or on the extent of an authority that is not this feed's.
    """
    is_placed_by_feed = placed.site is not None and placed.site.precision is not SitePrecision.POSTCODE
    has_own_place = is_placed_by_feed or (placed.site is None and placed.postcode is None)
    is_clean = placed.quarantine is None and not placed.notes
    return is_clean and has_own_place and placed.authority in authorities


def _digests(poller: Poller, run: PollRun, parted: Parted) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The digests of these records, and those that were heard last under the same keys."""
    with poller.database.reading() as session:
        ranks = feeds.ranks(session)
        authorities = run.configured.kind.authorities(run.configured.feed)
        run.places.know(session, authorities)
        extents = run.places.digest(authorities)
        decides = (how_read(), run.configured.feed.settings_digest, ranks.in_words(), extents)
        digests = parted.digests(blake2b(repr(decides).encode(), digest_size=32).digest())
        return digests, keys.records_said(session, run.name, list(digests), ranks)


def _without(
    kind: PartedKind[Any], run: PollRun, request: Request, parted: Parted, known: set[str], today: date
) -> Page | None:
    """The page without its known records; None where it is to be read whole, as another record meant the same
    application, or something is wrong with it, which is then told of the whole.
    """
    try:
        thinned = parted.without(known)
        page = kind.parse(run.configured.feed, request, thinned, today) if thinned else None
    except PageUnreadable:
        return None
    is_apart = page is not None and known.isdisjoint(read.feed_key for read in page.applications)
    return page if is_apart else None


@cache
def how_read() -> str:
    """Another for each state of the code, lists and libraries by which records are read."""
    folders = (Path(package.__file__ or "").parent for package in (scheduler.feeds, alerts.domain, geo))
    files = [
        file for folder in folders for file in sorted(folder.rglob("*")) if file.suffix in (".py", ".csv")
    ]
    said = blake2b(repr([version(each) for each in ("convertbng", "shapely")]).encode(), digest_size=16)
    for file in (*files, Path(placing.__file__)):
        said.update(blake2b(file.read_bytes()).digest())
    return said.hexdigest()
