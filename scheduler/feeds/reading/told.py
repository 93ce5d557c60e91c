"""What a record told, put together into an application by the rules that hold for every kind of feed."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from alerts.domain.application import Application, Extent
from alerts.domain.application_types import application_type_from
from alerts.domain.size import is_major
from alerts.domain.vocabulary import NO_MEANINGS, Meanings, appeal_words, plain_words, standing
from scheduler.feeds.reading.neighbours import CONSULTATION_FROM_NEIGHBOUR, is_neighbour_consultation
from scheduler.feeds.reading.places import NULL_ISLAND, Located
from scheduler.feeds.reading.suspicion import SUSPECTED_TEST, is_suspected_test
from scheduler.feeds.reading.words import postcode_in

_NO_ADDRESS = frozenset(
    (
        "",
        "address not available",
        "n a",
        "no address",
        "none",
        "not available",
        "not known",
        "see description",
        "unknown",
    )
)
"""What registers write where they have no address."""


class Names(NamedTuple):
    """What an application is called, and by whom."""

    feed: str
    feed_key: str
    authority: str
    reference: str


class Words(NamedTuple):
    """The texts of a record, clean; None where it has none."""

    description: str
    address: str | None
    postcode: str | None
    uprn: str | None
    application_types: tuple[str | None, ...]
    status: str | None
    decision: str | None
    url: str | None
    appeal: str | None = None
    appeal_decision: str | None = None
    dwellings: int | None = None


class Dates(NamedTuple):
    """The days of a record."""

    received: date | None
    valid: date | None
    consultation_start: date | None
    consultation_end: date | None
    decision: date | None
    withdrawn: date | None = None
    appeal_start: date | None = None
    appeal_decision: date | None = None


class OwnWords(NamedTuple):
    """What an operator said that a register's words mean: statuses and decisions, and MHCLG codes of types."""

    meanings: Meanings = NO_MEANINGS
    types: Mapping[str, str] = MappingProxyType({})


NO_OWN_WORDS = OwnWords()


def application_from(
    names: Names,
    words: Words,
    dates: Dates,
    located: Located,
    notes: tuple[str, ...],
    own: OwnWords = NO_OWN_WORDS,
) -> Application:
    """The application that a record tells of; of several types the first given is shown."""
    stands = standing(words.status, words.decision, own.meanings)
    postcode = postcode_in(words.postcode, words.address)
    types = [each for each in words.application_types if each]
    code = next(filter(None, (_type_of(each, own) for each in types)), None)
    appeal = appeal_words(words.status)
    return Application(
        feed=names.feed,
        feed_key=names.feed_key,
        authority=names.authority,
        reference=names.reference,
        description=words.description,
        address=None if _says_nothing(words.address) else words.address,
        postcode=postcode.display if postcode else None,
        uprn=words.uprn,
        application_type=code,
        application_type_raw=next(iter(types), None),
        status=stands.status,
        status_raw=words.status,
        decision=stands.decision,
        decision_raw=words.decision,
        received_date=dates.received,
        valid_date=dates.valid,
        consultation_start_date=dates.consultation_start,
        consultation_end_date=dates.consultation_end,
        decision_date=dates.decision,
        withdrawn_date=dates.withdrawn,
        appeal_raw=words.appeal or appeal.appeal,
        appeal_start_date=dates.appeal_start,
        appeal_decision_raw=words.appeal_decision or appeal.decision,
        appeal_decision_date=dates.appeal_decision,
        is_major=is_major(code, types, words.description, located.site, words.dwellings),
        url=words.url,
        site=located.site,
        extent=Extent.UNCHECKED if located.site else Extent.UNLOCATED,
        quarantine=_quarantine(names, words, located),
        notes=(*notes, *located.notes),
    )


def _says_nothing(address: str | None) -> bool:
    return address is not None and plain_words(address) in _NO_ADDRESS


def _type_of(raw: str, own: OwnWords) -> str | None:
    return own.types.get(plain_words(raw)) or application_type_from(raw)


def _quarantine(names: Names, words: Words, located: Located) -> str | None:
    if is_suspected_test(words.description, words.address, names.reference):
        return SUSPECTED_TEST
    if any(is_neighbour_consultation(words.description, kind) for kind in (*words.application_types, None)):
        return CONSULTATION_FROM_NEIGHBOUR
    return NULL_ISLAND if located.is_null_island else None
