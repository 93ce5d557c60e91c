"""When anything of some councils last changed, and a reading of one moment."""

from datetime import timedelta

import pytest
import shapely

from alerts.db import applications, boundaries, constraints, holds
from alerts.db.freshness import Freshness, authorities_in, freshness
from alerts.db.session import Database
from alerts.db.tables import HoldRow
from alerts.domain.merging import Told
from geo.boundaries import Boundary, BoundaryKind
from tests.factories import BARNET, BEFORE, CAMDEN, ISLINGTON, NOW, an_application, around_nw5, at, stored

LATER = BEFORE + timedelta(microseconds=1)


def test_the_latest_change_of_the_councils_that_are_named_counts(database: Database) -> None:
    with database.writing() as session:
        row = stored(session, an_application(1, authority=CAMDEN))
        stored(session, an_application(2, authority=ISLINGTON))
        row.changed_at = BEFORE - timedelta(days=1)
        session.flush()
        assert freshness(session, {CAMDEN}).changed_at == BEFORE - timedelta(days=1)
        assert freshness(session, {CAMDEN, ISLINGTON}).changed_at == BEFORE
        assert freshness(session, {BARNET}) == Freshness(None, 0)
        assert freshness(session, ()).changed_at == BEFORE
        applications.update(row, Told(an_application(1, description="Two storeys"), {}), LATER)
        session.flush()
        assert freshness(session, {CAMDEN}).changed_at == LATER
        assert freshness(session, ()).changed_at == LATER


def test_every_hold_and_every_decision_on_one_counts(database: Database) -> None:
    with database.writing() as session:
        stored(session, an_application(1))
        seen = [freshness(session, {CAMDEN}).holds]
        holds.grow(session, "camden", 3, "too many at once", NOW)
        seen.append(freshness(session, {CAMDEN}).holds)
        holds.grow(session, "camden", 2, "too many at once", NOW)
        seen.append(freshness(session, {CAMDEN}).holds)
        holds.decide(session, "camden", "released", NOW)
        session.flush()
        seen.append(freshness(session, {CAMDEN}).holds)
        assert seen == [0, 3, 5, 6]
        assert freshness(session, {CAMDEN}).decided_at == NOW
        assert session.query(HoldRow).count() == 1


def test_every_import_of_boundaries_or_protected_areas_counts(database: Database) -> None:
    ground = shapely.box(528_000, 185_000, 529_000, 186_000)
    ward = Boundary(BoundaryKind.WARD, "E05013658", "Highgate", CAMDEN, 2025, ground)
    with database.writing() as session:
        seen = [freshness(session, {CAMDEN}).imports]
        boundaries.replace(session, [ward])
        seen.append(freshness(session, {CAMDEN}).imports)
        boundaries.replace(session, [ward])
        seen.append(freshness(session, ()).imports)
        constraints.put(session, [], NOW)
        seen.append(freshness(session, {CAMDEN}).imports)
    assert seen == [0, 1, 2, 3]


def test_whoever_has_applications_in_an_area_is_known_by_its_box_or_its_postcodes(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        stored(session, an_application(1, authority=CAMDEN, site=at(60)))
        stored(session, an_application(2, authority=ISLINGTON, site=None, postcode="NW5 1TL"))
        stored(session, an_application(3, authority=BARNET, site=at(5_000), postcode="EN5 4HW"))
    with database.reading() as session:
        assert authorities_in(session, around_nw5()) == {CAMDEN, ISLINGTON}
        monkeypatch.setattr("alerts.db.freshness.MOST_IN_AREA", 1)
        assert authorities_in(session, around_nw5()) is None


def test_all_that_a_snapshot_reads_is_of_one_moment(database: Database) -> None:
    with database.writing() as session:
        stored(session, an_application(1))
    with database.snapshot() as before:
        assert freshness(before, {CAMDEN}).changed_at == BEFORE
        with database.writing() as session:
            applications.update(
                applications.by_key(session, an_application(1).key),
                Told(an_application(1, description="Two storeys"), {}),
                LATER,
            )
        assert freshness(before, {CAMDEN}).changed_at == BEFORE
        row = applications.by_key(before, an_application(1).key)
        assert row is not None
        assert row.description == an_application(1).description
    with database.snapshot() as after:
        assert freshness(after, {CAMDEN}).changed_at == LATER
