"""What a page shows of an area and of one application; what a search finds; how a feed does."""

from datetime import date

import pytest

from alerts.db import boundaries
from alerts.db.session import Database
from alerts.db.tables import ChangeRow
from alerts.domain.application import ApplicationKey
from alerts.domain.change import ChangeKind
from alerts.domain.errors import NotFound
from alerts.domain.watch_area import WatchArea
from alerts.services.areas import Places
from alerts.services.listing import application_page, applications_in
from alerts.services.searching import Answer, search
from geo.boundaries import Boundary, BoundaryKind
from tests.factories import (
    CAMDEN,
    ISLINGTON,
    TODAY,
    a_change,
    a_circle,
    a_ward,
    all_of,
    an_application,
    around_nw5,
    at,
    following,
    stored,
)
from tests.fakes import TinyGazetteer

PLACES = Places(TinyGazetteer(), 100, 400)  # type: ignore[arg-type]


def listed(database: Database, watch: WatchArea, limit: int = 50) -> list[str]:
    with database.reading() as session:
        return [item.application.reference for item in applications_in(session, watch, limit)]


@pytest.fixture
def filled(database: Database) -> Database:
    with database.writing() as session:
        stored(session, an_application(1, received_date=date(2026, 6, 1), valid_date=None), is_baseline=True)
        stored(session, an_application(2, received_date=date(2026, 6, 9), valid_date=None, site=at(200)))
        stored(
            session, an_application(3, received_date=date(2026, 5, 1), valid_date=None, decision_date=TODAY)
        )
        stored(session, an_application(4, received_date=None, valid_date=None, site=None, postcode="NW5 1TL"))
        stored(session, an_application(5, quarantine="suspected-test"))
        stored(session, an_application(6, site=at(3_000)))
        stored(session, an_application(7, authority=ISLINGTON, site=at(20, 20)))
    return database


@pytest.mark.parametrize(
    ("watch", "numbers"),
    [
        (around_nw5(400), [3, 2, 7, 1, 4]),
        (around_nw5(40), [7, 4]),
        (a_circle(100), [3, 7, 1]),
        (a_ward(), [3, 2, 7, 1]),
        (all_of(), [3, 2, 6, 1, 4]),
        (following("2026/0002/p"), [2]),
        (following("2026/0099/P"), []),
    ],
)
def test_an_area_lists_its_newest_first_whether_or_not_they_changed(
    filled: Database, watch: WatchArea, numbers: list[int]
) -> None:
    assert listed(filled, watch) == [f"2026/{number:04}/P" for number in numbers]


def test_a_list_has_its_limit(filled: Database) -> None:
    assert len(listed(filled, all_of(), 2)) == 2


def test_an_application_has_its_history_newest_first_and_nothing_that_is_held(database: Database) -> None:
    with database.writing() as session:
        row = stored(session, an_application())
        for kind in (ChangeKind.NEW, ChangeKind.NOTED, ChangeKind.DECIDED):
            a_change(session, row, kind)
        held = a_change(session, row, ChangeKind.WITHDRAWN)
        session.get_one(ChangeRow, held.id).state = "held"
    with database.reading() as session:
        page = application_page(session, ApplicationKey(CAMDEN, "2026/0123/p"))
    assert [entry.change.kind for entry in page.history] == ["decided", "noted", "new"]
    assert page.application.reference == "2026/0123/P"


@pytest.mark.parametrize("reference", ["2026/0005/P", "2026/9999/P"])
def test_a_page_of_what_is_held_back_or_unknown_is_not_found(filled: Database, reference: str) -> None:
    with filled.reading() as session, pytest.raises(NotFound):
        application_page(session, ApplicationKey(CAMDEN, reference))


def answer(database: Database, text: str) -> Answer:
    with database.reading() as session:
        return search(session, PLACES, text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nw5 1tl", "postcode:NW51TL"),
        ("1 High Street, London NW5 1TL", "postcode:NW51TL"),
        ("camden", "authority:E09000007"),
        ("E09000007", "authority:E09000007"),
        ("kentish town s", "ward:E05013658"),
        ("e05013658", "ward:E05013658"),
    ],
)
def test_one_line_finds_the_one_place_that_was_meant(filled: Database, text: str, name: str) -> None:
    with filled.writing() as session:
        ward = Boundary(
            BoundaryKind.WARD, "E05013658", "Kentish Town South", CAMDEN, 2022, a_ward().area.core
        )
        boundaries.replace(session, [ward])
    found = answer(filled, text)
    assert [str(place.name) for place in found.places] == [name]
    assert found.is_certain


def test_a_reference_or_a_street_finds_applications(filled: Database) -> None:
    assert [found.reference for found in answer(filled, "2026/0002/p").applications] == ["2026/0002/P"]
    assert len(answer(filled, "falkland road").applications) == 6


@pytest.mark.fault("W-24")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Type a postcode"),
        ("%%%%", "We found no"),
        ("____", "We found no"),
        ("NW5", "only the first part of a postcode"),
        ("NW5 1TX", "There is no postcode NW5 1TX"),
        ("BT7 1NN", "Northern Ireland"),
        ("x" * 201, "too long"),
        ("'; DROP TABLE application; --", "We found no"),
    ],
)
def test_what_is_not_found_is_answered_with_advice(filled: Database, text: str, said: str) -> None:
    found = answer(filled, text)
    assert (found.places, found.applications, found.is_certain) == ((), (), False)
    assert said in found.advice
