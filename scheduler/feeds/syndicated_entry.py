"""One entry of a feed of entries, RSS, Atom or JSON: what it says of an application, and which one it says it of."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from alerts.domain.application import Application
from scheduler.feeds.kind import Feed
from scheduler.feeds.reading.gathered import read_record
from scheduler.feeds.reading.links import safe_link
from scheduler.feeds.reading.places import Located
from scheduler.feeds.reading.record import FieldUnfit, Reading, Record, RecordUnfit, shortened
from scheduler.feeds.reading.told import Dates, Names, Words, application_from
from scheduler.feeds.reading.words import read_key, read_reference
from scheduler.feeds.syndicated_dates import stamp_reader
from scheduler.feeds.syndicated_pattern import found_by
from scheduler.feeds.syndicated_settings import SyndicatedSettings
from scheduler.feeds.syndicated_words import read_words

Said = dict[str, str]
"""The texts of an entry by their names, those that say something."""


class EntryNames(NamedTuple):
    """What a format calls the parts of an entry; of several the first that says something is taken."""

    keys: tuple[str, ...]
    links: tuple[str, ...]
    title: str
    texts: tuple[str, ...]
    dates: tuple[str, ...]
    unread: tuple[str, ...]


def entry_reading(
    feed: Feed[SyndicatedSettings],
    row: object,
    names: EntryNames,
    locate_in: Callable[[Record], Located],
    today: date,
) -> Reading:
    """How one entry was read; its outcome is an application or what is wrong with it."""

    def build(record: Record) -> Application:
        settings = feed.settings
        said = _said(record, names, settings)
        named = _names(feed, said, names)
        words = _words(record, said, names, settings)
        dates = Dates(_published_date(record, names, today), None, None, None, None)
        located = locate_in(record)
        return application_from(named, words, dates, located, record.notes)

    return read_record(row, names.keys[0], build, (*names.unread, *feed.settings.unread))


def _said(record: Record, names: EntryNames, settings: SyndicatedSettings) -> Said:
    """Every text that may be asked for, each taken once."""
    said: dict[str, str | None] = {}
    for name in dict.fromkeys((*names.keys, *names.links)):
        said[name] = record.take(name, _as_published, "url" if name in names.links else "key")
    declared = {
        settings.description_from: "description",
        settings.address_from: "address",
        settings.reference_from: "reference",
    }
    for name in dict.fromkeys((names.title, *names.texts, *declared)):
        if name and name not in said:
            said[name] = record.take(name, read_words, declared.get(name, "description"))
    return {name: text for name, text in said.items() if text}


def _as_published(raw: object) -> str:
    if isinstance(raw, str):
        return raw.strip()
    return read_key(raw)


def _names(feed: Feed[SyndicatedSettings], said: Said, names: EntryNames) -> Names:
    if not feed.authority:
        raise RecordUnfit("unknown-authority", "the feed's settings name no authority")
    key = _first(said, names.keys)
    if not key:
        raise RecordUnfit("missing-key", f"none of {', '.join(names.keys)} is there")
    settings = feed.settings
    places = (names.title, *names.texts, *names.links)
    reference = _passage(said, places, settings.reference_from, settings.reference_pattern)
    if not reference:
        where = settings.reference_from or "title, texts and link"
        raise RecordUnfit("missing-reference", f"none in {where} of {shortened(said.get(names.title, ''))}")
    return Names(feed.name, _fit(read_key, key), feed.authority, _fit(read_reference, reference))


def _fit(read: Callable[[object], str], text: str) -> str:
    try:
        return read(text)
    except FieldUnfit as fault:
        raise RecordUnfit("bad-field", f"{shortened(text)} is no key or reference ({fault})") from None


def _words(record: Record, said: Said, names: EntryNames, settings: SyndicatedSettings) -> Words:
    texts = (settings.description_from,) if settings.description_from else (*names.texts, names.title)
    address = _passage(said, (names.title, *names.texts), settings.address_from, settings.address_pattern)
    return Words(
        description=_first(said, texts),
        address=address.strip(" ,") or None,
        postcode=None,
        uprn=None,
        application_types=(None,),
        status=None,
        decision=None,
        url=_link(record, _first(said, names.links)),
    )


def _link(record: Record, link: str) -> str | None:
    safe = safe_link(link)
    if link and safe is None:
        record.note("no-safe-link:url")
    return safe


def _published_date(record: Record, names: EntryNames, today: date) -> date | None:
    read = stamp_reader(today)
    days = [record.take(name, read, "received_date") for name in names.dates]
    return next((day for day in days if day is not None), None)


def _passage(said: Said, places: tuple[str, ...], declared: str, pattern: str) -> str:
    """What a pattern finds in the first place that has it; without a pattern the declared place, whole."""
    if not pattern:
        return said.get(declared, "")
    searched = (declared,) if declared else places
    return next(filter(None, (found_by(pattern, said.get(place, "")) for place in searched)), "")


def _first(said: Said, names: tuple[str, ...]) -> str:
    return next((said[name] for name in names if name in said), "")
