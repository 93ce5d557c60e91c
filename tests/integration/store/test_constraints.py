"""Constraint areas in the store: each entity once, found by place and by name, never lost to a service in trouble."""

from datetime import date, timedelta

import pytest
from shapely import Point, box

from alerts.db import constraints
from alerts.db.constraints import Counted, Stored
from alerts.db.session import Database
from geo.constraints import ConstraintArea, ConstraintKind
from tests.factories import NOW, TODAY
from tests.unit.domain.test_constraint import an_area

CONSERVATION, ARTICLE_4 = ConstraintKind.CONSERVATION_AREA, ConstraintKind.ARTICLE_4_DIRECTION_AREA
HERE = box(529_000, 185_000, 530_000, 186_000)


def row_of(*entities: int, north: float = 185_500, **changed: object) -> list[ConstraintArea]:
    """Areas of 10 m side by side."""
    return [
        an_area(
            entity,
            f"Area {entity}",
            geometry=box(529_000 + 20 * n, north, 529_010 + 20 * n, north + 10),
            **changed,
        )
        for n, entity in enumerate(entities)
    ]


def keep(database: Database, *areas: ConstraintArea) -> None:
    with database.writing() as session:
        constraints.put(session, areas, NOW)


def entities(database: Database) -> list[int]:
    with database.reading() as session:
        return [area.entity for area in constraints.near(session, [box(0, 0, 700_000, 1_300_000)])]


def test_an_area_comes_back_as_it_was_stored(database: Database) -> None:
    area = an_area(7010002612, start_date=date(1992, 2, 4), end_date=TODAY, dataset=ARTICLE_4)
    keep(database, area)
    with database.reading() as session:
        assert constraints.by_entity(session, 7010002612) == area
        assert constraints.by_entity(session, 7010002613) is None


def test_an_area_that_is_told_again_stands_once_as_it_is_now(database: Database) -> None:
    keep(database, an_area(1, "Dartmouth"), an_area(2))
    keep(database, an_area(1, "Dartmouth Park"))
    with database.reading() as session:
        assert [area.name for area in constraints.near(session, [HERE])] == [
            "Dartmouth Park",
            "Dartmouth Park",
        ]


def test_places_are_looked_up_in_one_query_and_by_their_boxes(database: Database) -> None:
    keep(database, *row_of(1, 2, 3, 4))
    with database.reading() as session:
        found = constraints.near(session, [Point(529_005, 185_505), Point(529_045, 185_505)])
        assert [area.entity for area in found] == [1, 3]
        assert [area.entity for area in constraints.near(session, [Point(529_010.05, 185_505)])] == [1]
        assert constraints.near(session, []) == []


def test_what_the_service_no_longer_gives_goes_from_the_place_that_was_asked_about(
    database: Database,
) -> None:
    keep(database, *row_of(1, 2, 3), *row_of(4, north=200_000), *row_of(5, dataset=ARTICLE_4))
    with database.writing() as session:
        done = constraints.replace_all(session, CONSERVATION, row_of(1, 2), NOW, HERE)
    assert done == Stored(stored=2, removed=1, kept=0)
    assert entities(database) == [1, 2, 4, 5]


def test_without_a_place_all_of_the_dataset_is_replaced(database: Database) -> None:
    keep(database, *row_of(1, 2), *row_of(4, north=200_000), *row_of(5, dataset=ARTICLE_4))
    with database.writing() as session:
        done = constraints.replace_all(session, CONSERVATION, row_of(1, 9), NOW)
    assert done == Stored(2, 2, 0)
    assert entities(database) == [1, 5, 9]


@pytest.mark.parametrize(("told", "removed", "kept"), [((1, 2), 2, 0), ((1,), 0, 3), ((), 0, 4)])
def test_a_service_that_gives_fewer_than_half_takes_nothing_away(
    database: Database, told: tuple[int, ...], removed: int, kept: int
) -> None:
    keep(database, *row_of(1, 2, 3, 4))
    elsewhere = row_of(*range(10, 20), north=250_000)
    with database.writing() as session:
        done = constraints.replace_all(session, CONSERVATION, [*row_of(*told), *elsewhere], NOW, HERE)
    assert (done.removed, done.kept) == (removed, kept)


def test_an_area_is_found_by_the_beginning_of_its_name(database: Database) -> None:
    keep(
        database,
        an_area(1, "Dartmouth Park"),
        an_area(2, "dartmouth Row"),
        an_area(3, "Old Dartmouth"),
        an_area(4, "Dartmouth Hill", end_date=date(2019, 5, 1)),
        an_area(5, "Dartmouth Basements", dataset=ARTICLE_4),
        an_area(6, "100% Dartmouth"),
    )
    with database.reading() as session:
        assert [a.entity for a in constraints.named(session, CONSERVATION, "DARTMOUTH")] == [1, 2]
        assert [a.entity for a in constraints.named(session, ARTICLE_4, "Dartmouth")] == [5]
        assert constraints.named(session, CONSERVATION, "%") == []


def test_the_datasets_are_counted(database: Database) -> None:
    keep(
        database, *row_of(1, 2), *row_of(3, end_date=TODAY - timedelta(days=1)), *row_of(5, dataset=ARTICLE_4)
    )
    with database.reading() as session:
        assert constraints.counts(session, TODAY) == [
            Counted("article-4-direction-area", 1, 0, NOW),
            Counted("conservation-area", 3, 1, NOW),
        ]


def test_thousands_of_areas_are_stored_at_once(database: Database) -> None:
    keep(database, *row_of(*range(1, 1_501)))
    keep(database, *row_of(*range(1, 1_501)))
    assert len(entities(database)) == 1_500
