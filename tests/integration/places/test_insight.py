"""Whoever keeps the numbers of dashboards: never delays a start, says when they are not ready, follows what is new."""

import logging
import threading
from typing import Any

import pytest
from shapely import box

from alerts.db import applications, boundaries
from alerts.db.session import Database
from alerts.domain.errors import InsightNotReady
from alerts.domain.insight.slice import Place, PlaceKind, Slice
from alerts.services import insight
from alerts.services.insight import Insights
from geo.boundaries import Boundary, BoundaryKind
from tests.factories import BEFORE, CAMDEN, NOW, NW5_1TL, TODAY, a_circle, an_application, at


def keep(database: Database, number: int, east_m: float = 0.0) -> None:
    with database.writing() as session:
        added = an_application(number, site=at(east_m))
        applications.add_all(session, [added], is_baseline=False, now=NOW if number else BEFORE)


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def received(insights: Insights, place: Place | None = None) -> int:
    return insights.insight(place or Place(), Slice(), TODAY).received


def test_what_is_new_is_counted_once_it_is_asked_whether_there_is_news(database: Database) -> None:
    clock = Hand()
    insights = Insights(database, load_patience_s=30.0, clock=clock)
    keep(database, 0)
    assert received(insights) == 1
    keep(database, 1)
    clock.seconds += insight.CHECK_EVERY_S - 0.1
    assert received(insights) == 1
    clock.seconds += 0.2
    insights.refresh()
    assert received(insights) == 2


def test_while_nothing_has_been_read_the_numbers_are_said_to_be_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_read, load = threading.Event(), insight.insight_register.load

    def slowly(*arguments: Any) -> insight.Loaded:
        may_read.wait(30)
        return load(*arguments)

    monkeypatch.setattr(insight.insight_register, "load", slowly)
    keep(database, 0)
    insights = Insights(database, load_patience_s=0.01)
    insights.start()
    with pytest.raises(InsightNotReady, match="still being counted"):
        received(insights)
    may_read.set()
    insights.refresh()
    assert received(insights) == 1


def test_a_database_that_cannot_be_read_leaves_what_was_read_before(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    keep(database, 0)
    clock = Hand()
    insights = Insights(database, load_patience_s=30.0, clock=clock)
    assert received(insights) == 1

    def broken(*_: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(insight.insight_register, "refreshed", broken)
    monkeypatch.setattr(insight, "NEWS_PATIENCE_S", 30.0)
    clock.seconds += insight.CHECK_EVERY_S
    with caplog.at_level(logging.ERROR):
        assert received(insights) == 1
    assert "could not be read" in caplog.text


def test_after_an_error_everything_is_read_anew(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it was that what is new could not be put to, it is not met again."""
    keep(database, 0)
    clock = Hand()
    insights = Insights(database, load_patience_s=30.0, clock=clock)
    assert received(insights) == 1
    before = insights.register()

    def broken(*_: object) -> None:
        raise KeyError(1)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(insight.insight_register, "refreshed", broken)
        with pytest.raises(KeyError):
            insights.refresh()
    keep(database, 1)
    read, load = [], insight.insight_register.load

    def counted(*arguments: Any) -> insight.Loaded:
        read.append(arguments)
        return load(*arguments)

    monkeypatch.setattr(insight.insight_register, "load", counted)
    insights.refresh()
    assert (received(insights), insights.register().version) == (2, before.version + 1)
    insights.refresh()
    assert len(read) == 1


def test_the_same_question_is_answered_from_memory_until_something_is_new(database: Database) -> None:
    insights = Insights(database, check_every_s=0.0, load_patience_s=30.0)
    keep(database, 0)
    insights.refresh()
    first = insights.insight(Place(), Slice(), TODAY)
    assert insights.insight(Place(), Slice(), TODAY) is first
    keep(database, 1)
    insights.refresh()
    assert insights.insight(Place(), Slice(), TODAY) is not first


def test_no_more_answers_are_kept_than_are_allowed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insight, "KEPT", 2)
    insights = Insights(database, load_patience_s=30.0)
    places = [Place(PlaceKind.AUTHORITY, f"E0900000{number}") for number in range(4)]
    first = insights.insight(places[0], Slice(), TODAY)
    for place in places[1:]:
        insights.insight(place, Slice(), TODAY)
    assert insights.insight(places[0], Slice(), TODAY) is not first


def test_wards_that_were_imported_are_found_after_a_while(database: Database) -> None:
    clock = Hand()
    insights = Insights(database, load_patience_s=30.0, clock=clock)
    keep(database, 0)
    ward = Place(PlaceKind.WARD, "E05000001")
    assert received(insights, ward) == 0
    east, north = NW5_1TL
    outline = box(east - 50, north - 50, east + 50, north + 50)
    with database.writing() as session:
        boundaries.replace(session, [Boundary(BoundaryKind.WARD, ward.code, "One", CAMDEN, 2025, outline)])
    clock.seconds += insight.WARDS_EVERY_S
    insights.refresh()
    assert received(insights, ward) == 1


def import_ward(database: Database, half_m: float = 50.0) -> Place:
    east, north = NW5_1TL
    outline = box(east - half_m, north - half_m, east + half_m, north + half_m)
    ward = Place(PlaceKind.WARD, "E05000001")
    others = [
        Boundary(BoundaryKind.WARD, f"E0500000{number}", "Far away", CAMDEN, 2025, box(0, 0, 1, number))
        for number in (2, 3)
    ]
    with database.writing() as session:
        own = Boundary(BoundaryKind.WARD, ward.code, "One", CAMDEN, 2025, outline)
        boundaries.replace(session, [own, *others])
    return ward


@pytest.mark.parametrize("waited_s", [0.0, insight.CHECK_EVERY_S, insight.WARDS_EVERY_S])
def test_what_comes_into_a_ward_that_was_just_imported_again_is_counted(
    database: Database, waited_s: float
) -> None:
    clock = Hand()
    insights = Insights(database, load_patience_s=30.0, clock=clock)
    ward = import_ward(database)
    keep(database, 0)
    assert received(insights, ward) == 1
    assert import_ward(database, half_m=60.0) == ward
    keep(database, 1, 45.0)
    clock.seconds += waited_s
    insights.refresh()
    assert received(insights, ward) == 2


def test_a_drawn_area_counts_the_centres_that_the_rule_of_all_areas_finds(database: Database) -> None:
    for number, east_m in enumerate((0, 299.9, 300.05, 300.2)):
        keep(database, number, east_m)
    circle = a_circle(300).area
    insights = Insights(database, load_patience_s=30.0)
    assert received(insights, Place(PlaceKind.SHAPE, "circle", circle)) == 3


def test_a_database_of_nothing_has_a_dashboard_of_nothing(database: Database) -> None:
    found = Insights(database, load_patience_s=30.0).insight(Place(), Slice(), TODAY)
    assert (found.known, found.received, found.authorities) == (0, 0, ())
