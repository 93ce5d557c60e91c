"""The register of dashboards follows the database: what is read since is what reading everything anew would give."""

import re
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from shapely import box
from sqlalchemy import delete, event, select

from alerts.db import applications, boundaries, insight_register
from alerts.db.change_log import publish
from alerts.db.insight_register import Loaded, load, refreshed, with_current_wards
from alerts.db.mapping import told_from_row
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow
from alerts.domain.application import Application, Decision, Site, SitePrecision, Status
from alerts.domain.change import ChangeKind
from alerts.domain.insight.register import COLUMN_TYPES, NO_DAY, NO_PLACE, UNKNOWN, day_number
from alerts.domain.insight.result import Result
from alerts.domain.insight.slice import Place, Slice
from alerts.domain.insight.topic import Topic
from alerts.domain.merging import Told
from alerts.services.insight import Insights
from geo.boundaries import Boundary, BoundaryKind
from tests.factories import CAMDEN, ISLINGTON, NW5_1TL, TODAY, a_change, an_application, at, public_rows

EAST, NORTH = NW5_1TL
BEGINS = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)


def rows_of(loaded: Loaded) -> list[dict[str, Any]]:
    """Every row in plain values, authorities and wards by their codes."""
    register = loaded.register
    rows = [
        dict(zip(COLUMN_TYPES, values, strict=True))
        for values in zip(*(getattr(register, name).tolist() for name in COLUMN_TYPES), strict=True)
    ]
    for row in rows:
        row["authority"] = register.authorities[row["authority"]]
        row["ward"] = None if row["ward"] == UNKNOWN else register.wards[row["ward"]].code
    return rows


def same(one: Loaded, other: Loaded) -> bool:
    """Whether two registers say the same."""
    first_read = [
        dict(zip(each.register.authorities, each.register.first_read, strict=True)) for each in (one, other)
    ]
    return rows_of(one) == rows_of(other) and first_read[0] == first_read[1]


def a_ward(code: str, west: float, width: float = 100, vintage: int = 2025) -> Boundary:
    outline = box(EAST + west, NORTH - 100, EAST + west + width, NORTH + 100)
    return Boundary(BoundaryKind.WARD, code, code, CAMDEN, vintage, outline)


def keep(database: Database, *known: Application, now: datetime = BEGINS) -> None:
    with database.writing() as session:
        applications.add_all(session, list(known), is_baseline=False, now=now)


def test_each_column_is_what_the_application_says(database: Database) -> None:
    ground = Site(box(EAST + 10, NORTH, EAST + 30, NORTH + 12), SitePrecision.BOUNDARY)
    day = TODAY - timedelta(40)
    keep(
        database,
        an_application(
            1,
            site=ground,
            decision=Decision.SPLIT,
            decision_date=TODAY,
            valid_date=day,
            received_date=None,
            consultation_end_date=day,
            is_major=True,
        ),
        an_application(2, status=Status.WITHDRAWN, decision=Decision.REFUSED, decision_date=day, site=None),
        an_application(3, authority=ISLINGTON, application_type="new kind", description="Solar panels"),
        an_application(4, quarantine="suspected-test"),
        now=BEGINS,
    )
    with database.writing() as session:
        boundaries.replace(session, [a_ward("E05000001", 0), a_ward("E05000002", 100)])
        first = session.get_one(ApplicationRow, 1)
        for _ in range(2):
            a_change(session, first, ChangeKind.AMENDED).state = "matched"
        a_change(session, first, ChangeKind.DECIDED).state = "matched"
        session.flush()
        publish(session)
        a_change(session, first, ChangeKind.AMENDED)
    loaded = load(database)
    one, two, three = rows_of(loaded)
    assert one == {
        "id": 1,
        "authority": CAMDEN,
        "ward": "E05000001",
        "kind": 0,
        "result": Result.SPLIT,
        "major": 1,
        "topics": Topic.EXTENSION.bit,
        "received": day_number(day),
        "valid": day_number(day),
        "decided": day_number(TODAY),
        "withdrawn": NO_DAY,
        "ends": day_number(day),
        "easting_cm": round(EAST + 20) * 100,
        "northing_cm": round(NORTH + 6) * 100,
        "size_m2": 240,
        "amendments": 2,
    }
    assert (two["result"], two["decided"], two["withdrawn"]) == (Result.WITHDRAWN, NO_DAY, day_number(day))
    assert (two["easting_cm"], two["northing_cm"], two["ward"], two["major"]) == (
        NO_PLACE,
        NO_PLACE,
        None,
        -1,
    )
    assert (three["authority"], three["kind"], three["topics"]) == (ISLINGTON, 21, Topic.SOLAR.bit)
    # Half past eleven in the evening by UTC is the next day in London's summer.
    assert loaded.register.first_read == (day_number(BEGINS.date()) + 1,) * 2


def test_a_centre_on_the_border_of_two_wards_lies_in_the_first_and_an_older_vintage_has_none(
    database: Database,
) -> None:
    places = (0, 50, 100, 100.01, 200, 200.01, -0.01)
    keep(database, *(an_application(number, site=at(east)) for number, east in enumerate(places)))
    with database.writing() as session:
        wards = [a_ward("E05000002", 100), a_ward("E05000001", 0), a_ward("E05000000", -500, 2_000, 2018)]
        boundaries.replace(session, wards)
    found = [row["ward"] for row in rows_of(load(database))]
    assert found == ["E05000001"] * 3 + ["E05000002"] * 2 + [None] * 2


def something_happens(database: Database, random: Random, now: datetime) -> None:
    """New applications, rewritten ones, held ones and ones let go, amendments that reach the log or do not yet."""
    with database.writing() as session:
        ids = [row.id for row in public_rows(session)]
        held = list(session.scalars(select(ApplicationRow.id).where(ApplicationRow.quarantine.is_not(None))))
        for _ in range(random.randrange(4)):
            number = 1_000 + (max([*ids, *held], default=0)) + random.randrange(1_000_000)
            council = random.choice((CAMDEN, ISLINGTON, "W06000015"))
            site = at(random.randrange(-50, 250)) if random.random() < 0.8 else None
            quarantine = "suspected-test" if random.random() < 0.2 else None
            new = an_application(number, authority=council, site=site, quarantine=quarantine)
            ids += applications.add_all(session, [new], is_baseline=False, now=now)
        for chosen in random.sample(ids + held, min(len(ids + held), 3)):
            row = session.get_one(ApplicationRow, chosen)
            what = random.choice(("decided", "moved", "held", "let go", "amended", "published", "retyped"))
            if what == "amended":
                a_change(session, row, ChangeKind.AMENDED).state = "matched"
                continue
            if what == "published":
                publish(session)
                continue
            told = changed(row, what, random)
            applications.update(row, told, now)


def changed(row: ApplicationRow, what: str, random: Random) -> Told:
    told = told_from_row(row)
    differs: dict[str, dict[str, Any]] = {
        "decided": {"decision": random.choice(tuple(Decision)), "decision_date": TODAY},
        "moved": {"site": at(random.randrange(-50, 250))},
        "held": {"quarantine": "suspected-test"},
        "let go": {"quarantine": None},
        "retyped": {"application_type": random.choice(("full", "lbc", None)), "description": "A loft"},
    }
    return Told(replace(told.application, **differs[what]), told.sources)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_read_since_is_what_reading_everything_anew_gives(database: Database, seed: int) -> None:
    random = Random(seed)
    with database.writing() as session:
        boundaries.replace(session, [a_ward("E05000001", 0), a_ward("E05000002", 100)])
    keep(database, *(an_application(number, site=at(number)) for number in range(20)), now=BEGINS)
    loaded = load(database)
    versions = [loaded.register.version]
    for step in range(1, 17):
        something_happens(database, random, BEGINS + timedelta(seconds=step))
        before = rows_of(loaded)
        newer = refreshed(database, loaded)
        assert rows_of(loaded) == before
        assert same(newer, load(database))
        assert refreshed(database, newer) is newer
        loaded = newer
        versions.append(loaded.register.version)
    assert versions == sorted(versions)
    assert versions[-1] > 8


def test_what_changes_while_everything_is_read_is_not_missed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(database, *(an_application(number) for number in range(6)))
    monkeypatch.setattr(insight_register, "CHUNK", 2)
    seen = 0
    read = insight_register.insight_rows.after_id

    def reading(*arguments: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == 3:
            with database.writing() as session:
                row = session.get_one(ApplicationRow, 1)
                applications.update(row, changed(row, "decided", Random(1)), BEGINS + timedelta(seconds=5))
        return read(*arguments)

    monkeypatch.setattr(insight_register.insight_rows, "after_id", reading)
    loaded = load(database)
    assert rows_of(loaded)[0]["decided"] == day_number(TODAY)


def test_what_is_rewritten_in_the_very_moment_that_was_read_last_is_read_again(database: Database) -> None:
    keep(database, an_application(1))
    loaded = load(database)
    keep(database, an_application(2))
    with database.writing() as session:
        row = session.get_one(ApplicationRow, 1)
        applications.update(row, changed(row, "decided", Random(1)), BEGINS)
    assert same(refreshed(database, loaded), load(database))


@pytest.mark.fault("W-20")
@pytest.mark.fault("P-06")
def test_no_dashboard_is_made_of_anything_but_applications_their_changes_and_boundaries(
    database: Database,
) -> None:
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    keep(database, an_application(1))
    asked.clear()
    loaded = load(database)
    keep(database, an_application(2))
    with_current_wards(database, refreshed(database, loaded))
    read = {name for each in asked if each.startswith("SELECT") for name in re.findall(r"FROM (\w+)", each)}
    assert read == {"application", "change", "boundary"}


def test_a_backup_that_is_put_back_is_read_anew(database: Database) -> None:
    keep(database, an_application(1))
    keep(database, an_application(2), now=BEGINS + timedelta(days=1))
    loaded = load(database)
    with database.writing() as session:
        session.execute(delete(ApplicationRow).where(ApplicationRow.reference == "2026/0002/P"))
    newer = refreshed(database, loaded)
    assert (len(newer.register), newer.register.version) == (1, loaded.register.version + 1)


def test_boundaries_that_are_imported_anew_move_applications_to_their_wards(database: Database) -> None:
    keep(database, *(an_application(number, site=at(east)) for number, east in enumerate((50, 150))))
    with database.writing() as session:
        boundaries.replace(session, [a_ward("E05000001", 0), a_ward("E05000002", 100)])
    loaded = load(database)
    assert with_current_wards(database, loaded) is loaded
    with database.writing() as session:
        boundaries.replace(session, [a_ward("E05000001", 0, 200), a_ward("E05000002", 200)])
    newer = with_current_wards(database, loaded)
    assert [row["ward"] for row in rows_of(loaded)] == ["E05000001", "E05000002"]
    assert [row["ward"] for row in rows_of(newer)] == ["E05000001", "E05000001"]
    assert newer.register.version > loaded.register.version


def test_threads_that_count_while_the_register_follows_each_see_a_whole_one(database: Database) -> None:
    """Each application that is added is decided in the same moment: a half state would count one and not the other."""
    insights = Insights(database, check_every_s=0.0, load_patience_s=30.0)
    insights.refresh()
    seen: list[tuple[int, int]] = []
    is_over = threading.Event()

    def count() -> None:
        while not is_over.is_set():
            found = insights.insight(Place(), Slice(), TODAY)
            seen.append((found.received, sum(found.monthly.decided)))

    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(15):
        decided = an_application(number, decision=Decision.GRANTED, decision_date=TODAY)
        keep(database, decided, now=BEGINS + timedelta(seconds=number))
    is_over.set()
    for thread in threads:
        thread.join()
    insights.refresh()
    assert insights.insight(Place(), Slice(), TODAY).received == 15
    assert all(received == decided for received, decided in seen)
    assert len(set(seen)) > 1
