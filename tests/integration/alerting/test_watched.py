"""The watch areas as a process holds them: up to date by what is new alone, and kept in a file that is never wrong."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from alerts.db import area_pack_rows
from alerts.db.mapping import watch_area_columns
from alerts.db.session import Database
from alerts.db.subscriptions import find_or_add_watch_area, rename_followed
from alerts.db.tables import WatchAreaRow
from alerts.domain.change import Change, ChangeKind
from alerts.domain.matching import Noticed
from alerts.domain.watch_area import WatchArea
from alerts.services import watched
from alerts.services.watched import WatchedAreas
from geo.area_pack import AreaPack
from tests.factories import CAMDEN, NOW, a_circle, all_of, an_application, around_nw5, following

LATER = NOW + timedelta(minutes=61)


class Reads(list[int]):
    """How many areas each look at the database gave."""

    def taken(self) -> int:
        total = sum(self)
        self.clear()
        return total


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    counted = Reads()

    def counting(read: Callable[..., list[object]]) -> Callable[..., list[object]]:
        def run(*asked: object) -> list[object]:
            found = read(*asked)
            counted.append(len(found))
            return found

        return run

    for name in ("numbered_from", "unnumbered"):
        monkeypatch.setattr(area_pack_rows, name, counting(getattr(area_pack_rows, name)))
    monkeypatch.setattr(watched, "_WORTH_A_FILE", 3)
    return counted


def store(database: Database, *areas: WatchArea) -> list[int]:
    with database.writing() as session:
        return [find_or_add_watch_area(session, area, NOW).id for area in areas]


def remove(database: Database, *ids: int) -> None:
    with database.writing() as session:
        session.execute(delete(WatchAreaRow).where(WatchAreaRow.id.in_(ids)))


def near(areas: WatchedAreas, **changed: object) -> list[int]:
    """The areas that an application 60 m east of NW5 1TL may lie in."""
    application = an_application(**({"postcode": None} | changed))
    return [each.area_id for each in areas.near([Noticed(Change(ChangeKind.NEW), application, NOW)])]


def circles(*easts: float) -> list[WatchArea]:
    return [a_circle(400, east) for east in easts]


def test_only_what_is_new_is_read(database: Database, reads: Reads) -> None:
    areas, here = WatchedAreas(), store(database, *circles(0, 1, 2, 3))
    areas.follow(database, NOW)
    assert near(areas) == here
    assert reads.taken() >= 4
    areas.follow(database, NOW)
    assert reads.taken() == 1  # the newest, to see that it still stands
    more = store(database, a_circle(300))
    areas.follow(database, NOW)
    assert reads.taken() <= 3
    assert near(areas) == here + more


def test_who_matches_knows_areas_that_have_no_number_yet(database: Database) -> None:
    areas, here = WatchedAreas(), store(database, a_circle())
    areas.follow(database, NOW)
    here += store(database, a_circle(300))
    with database.writing() as session:
        areas.catch_up(session)
    assert near(areas) == here


def test_an_area_that_takes_the_id_of_one_that_is_gone_is_found_where_it_lies(database: Database) -> None:
    areas, (gone,) = WatchedAreas(), store(database, a_circle())
    areas.follow(database, NOW)
    remove(database, gone)
    with database.writing() as session:
        session.add(found := WatchAreaRow(**watch_area_columns(following()), created_at=NOW, id=gone))
        session.flush()
        assert found.id == gone
    areas.follow(database, NOW)
    assert near(areas) == [gone]
    assert near(areas, reference="2026/0999/P") == []


def test_who_follows_an_application_is_found_by_its_new_reference(database: Database) -> None:
    areas, (followed,) = WatchedAreas(), store(database, following("2026/0123/P"))
    areas.follow(database, NOW)
    with database.writing() as session:
        rename_followed(session, CAMDEN, "2026/0123/P", "2026/0777/P")
    areas.follow(database, NOW)
    assert near(areas) == []
    assert near(areas, reference="2026/0777/P") == [followed]


def test_the_next_process_reads_the_file_and_what_is_new(
    database: Database, reads: Reads, tmp_path: Path
) -> None:
    here = store(database, *circles(0, 1, 2, 3), all_of(), around_nw5())
    WatchedAreas(tmp_path / "areas").follow(database, NOW)
    here += store(database, a_circle(300))
    reads.clear()
    areas = WatchedAreas(tmp_path / "areas")
    areas.follow(database, NOW)
    assert reads.taken() <= 3
    assert near(areas) == here


@pytest.mark.fault("D-09")
def test_a_database_that_was_put_back_is_read_anew(database: Database, reads: Reads, tmp_path: Path) -> None:
    """As it was before, it gave out other numbers than it had when the file was written."""
    first = store(database, *circles(0, 1, 2))
    WatchedAreas().follow(database, NOW)
    lost = store(database, all_of(), *circles(3, 4))
    WatchedAreas(tmp_path / "areas").follow(database, NOW)
    remove(database, *lost)
    again = store(database, *circles(5, 6, 7, 8))
    WatchedAreas().follow(database, NOW)
    areas = WatchedAreas(tmp_path / "areas")
    areas.follow(database, NOW)
    assert near(areas) == sorted({*first, *again})


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_bytes(b"PK\x03\x04 half of it")])
@pytest.mark.parametrize("which", ["areas", "areas.*.keys"])
def test_a_file_that_is_damaged_or_gone_costs_no_more_than_time(
    database: Database, reads: Reads, tmp_path: Path, which: str, spoil: Callable[[Path], object]
) -> None:
    here = store(database, *circles(0, 1, 2, 3), all_of())
    WatchedAreas(tmp_path / "areas").follow(database, NOW)
    (file,) = tmp_path.glob(which)
    spoil(file)
    areas = WatchedAreas(tmp_path / "areas")
    areas.follow(database, NOW)
    assert near(areas) == here


def test_who_is_killed_while_writing_the_file_leaves_the_former_one(
    database: Database, reads: Reads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Exception):
        """The process ends here."""

    def die(*_: object) -> None:
        raise Killed

    here = store(database, *circles(0, 1, 2, 3), all_of())
    WatchedAreas(tmp_path / "areas").follow(database, NOW)
    here += store(database, *circles(4, 5, 6, 7))
    with monkeypatch.context() as patched:
        patched.setattr(AreaPack, "save", die)
        with pytest.raises(Killed):
            WatchedAreas(tmp_path / "areas").follow(database, NOW)
    reads.clear()
    areas = WatchedAreas(tmp_path / "areas")
    areas.follow(database, NOW)
    assert reads.taken() <= 1 + 4 + 1
    assert near(areas) == here


@pytest.mark.fault("P-02")
def test_an_area_that_is_gone_is_let_go_of_within_the_hour_in_the_file_too(
    database: Database, reads: Reads, tmp_path: Path
) -> None:
    gone, *here = store(database, all_of(), *circles(0, 1, 2, 3))
    areas = WatchedAreas(tmp_path / "areas")
    areas.follow(database, NOW)
    remove(database, gone, here[0])
    areas.follow(database, LATER)
    assert near(areas) == here[1:]
    shutil.copytree(tmp_path, tmp_path / "copy")
    kept, _ = AreaPack.load(tmp_path / "copy" / "areas")
    assert len(kept) == 3


@pytest.mark.only_on("postgresql")
def test_an_area_that_is_locked_is_numbered_later_and_known_all_the_same(database: Database) -> None:
    locked, free = store(database, *circles(0, 1))
    areas, elsewhere = WatchedAreas(), Database(database.url)
    with elsewhere.writing() as session:
        session.get(WatchAreaRow, locked, with_for_update=True)
        areas.follow(database, NOW)
        assert near(areas) == [free]
        with database.writing() as other:
            areas.catch_up(other)
        assert near(areas) == [locked, free]
    elsewhere.engine.dispose()
    areas.follow(database, NOW)
    with database.reading() as session:
        assert session.scalars(select(WatchAreaRow.id).where(WatchAreaRow.pack_no.is_(None))).all() == []
