"""Wards are redrawn in May: each subscription is matched by the boundary that it was asked for with."""

import pytest
from shapely import box

from alerts.db import boundaries
from alerts.domain.subscription import Frequency, Wishes
from alerts.domain.watch_area import parse_area_name
from alerts.services.areas import Places, watch_area
from alerts.services.taking_boundaries import take_boundaries
from geo.boundaries import Boundary, BoundaryKind
from tests.factories import CAMDEN, an_application, at, subscribe
from tests.fakes import TinyGazetteer
from tests.integration.alerting.told import told
from tests.integration.content.conftest import Line

PLACES = Places(TinyGazetteer(), default_radius_m=100, max_area_km2=400)  # type: ignore[arg-type]
WEST, EAST = at(-200), at(200)
OLD, NEW = box(528_500, 185_000, 529_000, 186_000), box(529_000, 185_000, 529_500, 186_000)


def ward_of(code: str, vintage: int, land: object) -> Boundary:
    return Boundary(BoundaryKind.WARD, code, "Kentish Town", CAMDEN, vintage, land)  # type: ignore[arg-type]


def redraw(line: Line, code: str, vintage: int, land: object) -> None:
    with line.database.writing() as session:
        boundaries.replace(session, [ward_of(code, vintage, land)])


def watch_ward(line: Line, email: str, code: str) -> None:
    with line.database.writing() as session:
        watch = watch_area(session, PLACES, parse_area_name(f"ward:{code}"))
        subscribe(session, email, watch, wishes=Wishes(frequency=Frequency.INSTANT))


def match_one_in_each(line: Line) -> set[tuple[str, str]]:
    line.hear([])
    line.clock.pass_by(hours=1)
    line.hear([an_application(1, site=WEST), an_application(2, site=EAST)])
    line.match()
    return {(who, reference) for who, _, reference in told(line.database)}


@pytest.mark.fault("G-07")
def test_a_ward_redrawn_under_a_new_code_leaves_the_old_ones_watchers_their_boundary(line: Line) -> None:
    redraw(line, "E05000138", 2021, OLD)
    watch_ward(line, "alice@example.com", "E05000138")
    redraw(line, "E05013658", 2022, NEW)
    watch_ward(line, "bob@example.com", "E05013658")
    assert match_one_in_each(line) == {
        ("alice@example.com", "2026/0001/P"),
        ("bob@example.com", "2026/0002/P"),
    }


@pytest.mark.fault("G-07")
def test_only_the_boundaries_of_the_latest_year_are_found_at_a_place(line: Line) -> None:
    redraw(line, "E05000138", 2021, OLD)
    redraw(line, "E05013658", 2022, NEW)
    with line.database.reading() as session:
        found = boundaries.touching(session, BoundaryKind.WARD, OLD.buffer(1))
    assert [(ward.code, ward.vintage) for ward in found] == [("E05013658", 2022)]


@pytest.mark.fault("G-07")
def test_who_watches_a_ward_redrawn_under_the_same_code_is_told_by_the_new_boundary(line: Line) -> None:
    redraw(line, "E05013658", 2022, OLD)
    watch_ward(line, "alice@example.com", "E05013658")
    redraw(line, "E05013658", 2026, NEW)
    watch_ward(line, "bob@example.com", "E05013658")
    assert ("bob@example.com", "2026/0002/P") in match_one_in_each(line)


@pytest.mark.fault("G-07")
def test_who_does_nothing_is_told_by_the_boundary_that_they_asked_for_whatever_is_taken_later(
    line: Line,
) -> None:
    take_boundaries(line.database, [ward_of("E05013658", 2022, OLD)], (), line.clock())
    watch_ward(line, "alice@example.com", "E05013658")
    take_boundaries(line.database, [ward_of("E05013658", 2026, NEW)], (), line.clock())
    take_boundaries(line.database, [ward_of("E05019999", 2027, NEW)], (), line.clock())
    assert match_one_in_each(line) == {("alice@example.com", "2026/0001/P")}


@pytest.mark.fault("G-07")
def test_the_boundary_of_a_former_year_is_kept_beside_the_new_one(line: Line) -> None:
    for vintage, land in ((2022, OLD), (2026, NEW), (2026, NEW)):
        redraw(line, "E05013658", vintage, land)
    with line.database.reading() as session:
        assert boundaries.counts(session) == [("ward", 2022, 1), ("ward", 2026, 1)]
