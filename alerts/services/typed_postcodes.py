"""Postcodes in a search: whole ones, the first part alone, mistyped ones, and those of places not covered."""

import re
from collections.abc import Iterable

from shapely import MultiPoint
from sqlalchemy.orm import Session

from alerts.db import boundaries
from alerts.domain.authorities import authority_by_code
from alerts.domain.did_you_mean import nearest_spelled, possible_postcodes
from alerts.domain.elsewhere import postcode_words
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.language import _
from alerts.services.answers import Answer, Place
from alerts.services.areas import Places, boundary_label
from geo.boundaries import BoundaryKind
from geo.errors import PostcodeError, PostcodeMalformed, PostcodeUnknown
from geo.gazetteer import Gazetteer, Located
from geo.postcode import Postcode, find_postcode, parse_postcode

_FIRST_PART = re.compile(r"^([A-Z]{1,2}[0-9][0-9A-Z]?)(?: ?[0-9])?$", re.IGNORECASE)
_MOST_NEAR = 6
_MOST_POINTS = 4_000


def by_postcode(places: Places, words: str) -> Answer | None:
    """The answer where a whole postcode was typed, alone or at the end of an address; None where there is none.

    Raises GazetteerMissing.
    """
    try:
        postcode = _typed(words)
        if postcode is None:
            return None
        places.gazetteer.find(postcode)
        return Answer((_place(postcode),))
    except PostcodeUnknown as error:
        postcode = Postcode("".join(error.text.split()))
        near = [*_meant(places.gazetteer, postcode.compact), *_in_sector(places.gazetteer, postcode)]
        suggestions = tuple(dict.fromkeys(near))[:_MOST_NEAR]
        return Answer(advice=postcode_words(error), suggestions=suggestions)
    except PostcodeError as error:
        return Answer(advice=postcode_words(error))


def by_first_part(session: Session, places: Places, words: str) -> Answer | None:
    """The answer where only the first part of a postcode was typed, with the council and wards that it lies in.

    None where there is no such postcode. Raises GazetteerMissing.
    """
    typed = _FIRST_PART.match(words)
    if typed is None:
        return None
    lie = list(places.gazetteer.postcodes_of_outward(typed[1].upper()))
    if not lie:
        return None
    councils = dict.fromkeys(each.authority for each in lie if each.authority)
    suggestions = [
        Place(AreaName(AreaKind.AUTHORITY, code), known.name)
        for code in councils
        if (known := authority_by_code(code))
    ]
    advice = _(
        "“{typed}” is only the first part of a postcode. Type all of it, such as {example}, or choose a place here."
    ).format(typed=words.upper(), example=str(lie[0].postcode).replace(" ", "\u00a0"))
    return Answer(advice=advice, suggestions=(*suggestions, *_wards(session, lie)))


def mistyped(places: Places, words: str) -> list[Place]:
    """Postcodes that exist and that one may have meant who took O for 0 or I for 1."""
    return list(_meant(places.gazetteer, words))[:_MOST_NEAR]


def _typed(words: str) -> Postcode | None:
    try:
        return parse_postcode(words)
    except PostcodeMalformed:
        return find_postcode(words)


def _meant(gazetteer: Gazetteer, typed: str) -> Iterable[Place]:
    for compact in possible_postcodes(typed):
        try:
            yield _place(gazetteer.find(Postcode(compact)).postcode)
        except PostcodeUnknown:
            continue


def _in_sector(gazetteer: Gazetteer, postcode: Postcode) -> Iterable[Place]:
    """The postcodes of the same sector that are spelled most like it."""
    known = [each.postcode.compact for each in gazetteer.postcodes_of_sector(postcode.sector)]
    return (_place(Postcode(each)) for each in nearest_spelled(postcode.compact, known, _MOST_NEAR))


def _wards(session: Session, lie: list[Located]) -> Iterable[Place]:
    points = MultiPoint([(each.easting, each.northing) for each in lie[:_MOST_POINTS]])
    for ward in boundaries.touching(session, BoundaryKind.WARD, points):
        yield Place(AreaName(AreaKind.WARD, ward.code), boundary_label(ward))


def _place(postcode: Postcode) -> Place:
    return Place(AreaName(AreaKind.POSTCODE, postcode.compact), str(postcode))
