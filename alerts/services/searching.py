"""What somebody may have meant who typed one line: a postcode, a place by name or code, an application, a street."""

from dataclasses import replace

from sqlalchemy.orm import Session

from alerts.db import applications, boundaries, feeds, references
from alerts.db.mapping import application_from_row
from alerts.db.search import SearchTooSlow, find, key_of
from alerts.db.tables import ApplicationRow
from alerts.domain.application import Application
from alerts.domain.elsewhere import elsewhere_words
from alerts.domain.search_words import LONGEST_TEXT, SearchWords, search_words
from alerts.domain.watch_area import AreaKind
from alerts.language import _
from alerts.services.answers import Answer, Place
from alerts.services.areas import Places
from alerts.services.clusters import circles
from alerts.services.named_places import is_whole_name, named, named_like, protected
from alerts.services.typed_postcodes import by_first_part, by_postcode, mistyped
from geo.errors import PostcodeError
from geo.postcode import parse_postcode

SHOWN = 20
_MOST_PLACES = 20
_MOST_ENCIRCLED = 100
_MOST_LEFT_OUT = 5

__all__ = ["Answer", "Place", "more_applications", "search"]


def search(session: Session, places: Places, text: str) -> Answer:
    """What `text` may mean. Raises GazetteerMissing where it is a postcode and no gazetteer has been built."""
    words = " ".join(text.split())
    if not words:
        return Answer(
            advice=_("Type a postcode, such as NW5 1TL, or the name of a ward, a council or a street.")
        )
    if len(words) > LONGEST_TEXT:
        return Answer(advice=_("That is too long for us to search for. A postcode or a street is enough."))
    answer = by_postcode(places, words)
    if answer is None:
        answer = _by_name(session, places, words)
    return _with_coverage(session, places, answer)


def more_applications(session: Session, text: str, before: int) -> Answer:
    """The applications that have the words and are older than those shown before."""
    try:
        found = find(session, search_words(text), SHOWN, before)
    except SearchTooSlow:
        return _too_slow()
    return Answer(applications=tuple(map(application_from_row, found.rows)), next_before=found.next_before)


def _by_name(session: Session, places: Places, words: str) -> Answer:
    referred = _referred(session, words)
    by_name, safe = named(session, words), protected(session, words)
    is_whole = any(is_whole_name(place, words) for place in by_name)
    offered = Answer((*by_name, *safe)[:_MOST_PLACES], referred)
    if referred or is_whole:
        return offered
    if elsewhere := elsewhere_words(words):
        return Answer(advice=elsewhere)
    first_part = by_first_part(session, places, words)
    answer = _with_words(session, words, first_part or offered)
    if answer.places or answer.applications or answer.advice:
        return answer
    return _nothing(session, places, words)


def _referred(session: Session, words: str) -> tuple[Application, ...]:
    """The applications of this reference, or that had it before."""
    rows = applications.by_reference(session, words) or references.holders_anywhere(session, words)
    return tuple(map(application_from_row, rows))


def _with_words(session: Session, words: str, answer: Answer) -> Answer:
    """The answer with the newest applications that have all the words, and circles round them."""
    wanted = search_words(words)
    if not _is_findable(wanted):
        return answer
    try:
        found = find(session, wanted, _MOST_ENCIRCLED)
    except SearchTooSlow:
        return replace(answer, advice=answer.advice or _too_slow().advice)
    every = tuple(map(application_from_row, found.rows))
    # A circle stands for all that there is of a street, and the first part of a postcode is no street.
    is_all = found.next_before is None and not answer.advice
    return replace(
        answer,
        applications=every[:SHOWN],
        next_before=_key(found.rows[SHOWN - 1]) if len(every) > SHOWN else None,
        circles=circles(words, wanted, every) if is_all else (),
    )


def _key(row: ApplicationRow) -> int:
    return key_of(row.latest_date, row.id)


def _is_findable(wanted: SearchWords) -> bool:
    """A letter or two alone are in everything; a number is not."""
    return any(len(term.typed) > 2 or term.typed.isdigit() for term in wanted.terms)


def _nothing(session: Session, places: Places, words: str) -> Answer:
    """Nothing has all the words: what may have been meant, or what has all but one of them."""
    suggestions = (*mistyped(places, words), *named_like(session, words))
    if suggestions:
        return Answer(
            advice=_("We found nothing of that name, but some places whose names are like it."),
            suggestions=suggestions,
        )
    return _all_but_one(session, words) or Answer(advice=_advice(session))


def _all_but_one(session: Session, words: str) -> Answer | None:
    """What has all the words but one, that one being left out which leaves the fewest; None where nothing has."""
    wanted = search_words(words)
    if len(wanted.terms) < 2:
        return None
    best: Answer | None = None
    for term in wanted.terms[:_MOST_LEFT_OUT]:
        rest = wanted.without(term)
        if not any(each.is_telling for each in rest.terms):
            continue
        try:
            found = find(session, rest, SHOWN)
        except SearchTooSlow:
            return best or _too_slow()
        if found.rows and (best is None or len(found.rows) < len(best.applications)):
            best = Answer(applications=tuple(map(application_from_row, found.rows)), left_out=term.typed)
    return best


def _too_slow() -> Answer:
    return Answer(
        advice=_(
            "That took us too long. Please add a word, such as the name of a street, or search by postcode."
        )
    )


def _advice(session: Session) -> str:
    if not boundaries.counts(session):
        return _(
            "We found no council, application or street of that name. The boundaries of wards are not loaded here,"
            " so please search by postcode or by council."
        )
    return _(
        "We found no postcode, ward, council, application or street like that. Please check the spelling,"
        " or search by postcode."
    )


def _with_coverage(session: Session, places: Places, answer: Answer) -> Answer:
    """The answer; where it is one place whose council no feed covers, that is said before the place is shown."""
    if len(answer.places) != 1 or answer.applications:
        return answer
    authority = _authority_of(session, places, answer.places[0])
    covered = {code for row in feeds.all_feeds(session, enabled_only=True) for code in row.authorities}
    return replace(answer, uncovered=authority) if authority and authority not in covered else answer


def _authority_of(session: Session, places: Places, place: Place) -> str:
    """The council that decides at a place, where one alone is known to."""
    match place.name.kind:
        case AreaKind.AUTHORITY:
            return place.name.rest
        case AreaKind.WARD:
            return boundaries.parent_of_ward(session, place.name.rest) or ""
        case AreaKind.POSTCODE:
            try:
                return places.gazetteer.find(parse_postcode(place.name.rest)).authority or ""
            except PostcodeError:
                return ""
    return ""
