"""What needs a person at this moment, the worst first: alarms that are not over, and what waits for a word."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import alarms, ledger, place_reports, unmapped
from alerts.domain.masking import Mask
from alerts.domain.parts import Part, alarm_title
from alerts.mail.summary import Need
from alerts.services.coverage import FeedState
from alerts.services.feed_overview import FeedOverview, overviews
from alerts.services.watching import Watch, copy_ailments, disk_ailments
from alerts.services.wellness import ailments

_ILL = (FeedState.FAILING, FeedState.STALE, FeedState.QUIET)


def needs_of(session: Session, now: datetime, watch: Watch, base_url: str) -> list[Need]:
    """What a server or a feed said is quoted without any address."""
    feeds = overviews(session, now)
    of_feeds = [need for feed in feeds for need in _of_feed(feed, base_url)]
    found = [
        *_ailing(session, now, watch),
        *_alarms(session, {*_SAID_ABOVE, *(need.about for need in of_feeds)}),
        *of_feeds,
        *_waiting(session, base_url),
    ]
    mask = Mask()
    return [Need(need.about, mask(need.words), need.where) for need in found]


def _ailing(session: Session, now: datetime, watch: Watch) -> Iterator[Need]:
    for each in ailments(session, now, watch.patience):
        if each.part != "feeds":  # each feed says it itself
            about = alarm_title(Part.MAIL if each.part == Part.MAIL else Part.WORK)
            yield Need(_capital(about), f"{_capital(each.words)}.", "planning-alerts health")
    for part, found in ((Part.DISK, disk_ailments(watch)), (Part.COPIES, copy_ailments(session, now, watch))):
        for each in found:
            yield Need(_capital(alarm_title(part)), f"{_capital(each.words)}.")


def _alarms(session: Session, said: Collection[str]) -> Iterator[Need]:
    """Those that nothing else here says already."""
    for row in alarms.all_open(session):
        if row.feed not in said:
            yield Need(_capital(alarm_title(row.feed)), row.words.partition("\n")[0])


_SAID_ABOVE = (Part.WORK, Part.DISK, Part.COPIES, Part.MAIL, Part.REPORTS)


def _of_feed(feed: FeedOverview, base_url: str) -> Iterator[Need]:
    where = f"{base_url}/admin/feeds/{feed.name}"
    if feed.health.state in _ILL:
        yield Need(feed.name, f"{_capital(feed.health.why)}.", where)
    if feed.health.held:
        held = f"{base_url}/admin/holds"
        yield Need(feed.name, f"{feed.health.held:,} changes are held back until you have looked.", held)
    if feed.quarantined:
        odd = f"{feed.quarantined:,} records are held back because they look odd."
        yield Need(feed.name, odd, f"{where}/records")


def _waiting(session: Session, base_url: str) -> Iterator[Need]:
    if aside := ledger.set_aside_count(session):
        words = f"{aside:,} alerts could not be put into words and are set aside."
        yield Need("Alerts", words, "planning-alerts send --again")
    if reports := place_reports.open_count(session):
        words = f"{reports:,} reports of wrong places are open."
        yield Need("Reports", words, "planning-alerts reports list")
    if words_unknown := unmapped.count(session):
        words = f"{words_unknown:,} words of feeds have no meaning here yet."
        yield Need("Vocabulary", words, f"{base_url}/admin/unmapped")


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"
