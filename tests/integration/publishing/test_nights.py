"""One night after another: what is kept, what is made anew, and what is there when a night breaks off."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from alerts.db import change_log, published
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow
from alerts.domain.change import Difference
from alerts.domain.errors import FilesBusy, FilesNotMade
from alerts.services import publishing_rows
from alerts.services.publishing_folder import alone
from tests.factories import CAMDEN, ISLINGTON, an_application, stored
from tests.integration.publishing.conftest import NIGHT, Works, note

pytestmark = pytest.mark.usefixtures("register")


def change(database: Database, reference: str, **columns: object) -> None:
    """The row as a feed rewrites it."""
    with database.writing() as session:
        row = session.scalars(select(ApplicationRow).where(ApplicationRow.reference == reference)).one()
        for name, value in columns.items():
            setattr(row, name, value)
        row.changed_at = row.changed_at + timedelta(minutes=1)


def made_on(works: Works, day: int) -> set[str]:
    """The files whose content is of that night."""
    found = make_files_list(works)
    return {each.name for each in found if each.made_at == NIGHT + timedelta(days=day)}


def make_files_list(works: Works) -> list:
    from alerts.services.publishing_folder import read_manifest

    there = read_manifest(works.press.folder)
    assert there is not None
    return list(there[1].files)


def test_an_authority_of_which_nothing_changed_keeps_its_files(works: Works, database: Database) -> None:
    works.make()
    before = (works.current / CAMDEN / "applications.csv").stat().st_ino
    change(database, "2026/0004/P", description="A tower")
    works.make()
    assert (works.current / CAMDEN / "applications.csv").stat().st_ino == before
    whole = {
        f"applications.{ending}" for ending in ("csv", "csv.gz", "geojson", "geojson.gz", "jsonl", "jsonl.gz")
    }
    anew = {name for name in made_on(works, 1) if not name.startswith("changes.")}
    assert anew == whole | {"applications.parquet"} | {
        f"{ISLINGTON}/{name}" for name in whole | {"applications.parquet"}
    }
    assert [row["description"] for row in works.csv("applications.csv")][-1] == "A tower"
    assert works.text("applications.geojson.gz") == works.text("applications.geojson")


def test_what_comes_to_be_held_back_leaves_all_files(works: Works, database: Database) -> None:
    works.make()
    change(database, "2026/0004/P", quarantine="null-island")
    made = works.make()
    assert not [each for each in made.files if each.authority == ISLINGTON]
    assert not (works.current / ISLINGTON / "applications.csv").exists()
    assert len(works.csv("applications.csv")) == 3
    assert len(works.csv("changes.csv")) == 3


def test_wards_drawn_anew_make_the_files_of_their_authority_anew(works: Works, database: Database) -> None:
    from alerts.db import boundaries
    from geo.boundaries import BoundaryKind

    works.make()
    with database.writing() as session:
        (ward,) = boundaries.wards_of(session, CAMDEN)
        boundaries.replace(
            session, [ward.__class__(BoundaryKind.WARD, "E05099999", "New", CAMDEN, 2026, ward.geometry)]
        )
    works.make()
    assert works.csv("applications.csv")[0]["ward_code"] == "E05099999"


def test_a_month_that_is_over_keeps_its_files(works: Works, database: Database) -> None:
    works.make()
    with database.writing() as session:
        row = session.scalars(select(ApplicationRow).where(ApplicationRow.reference == "2026/0001/P")).one()
        difference = Difference("address", "14 Falkland Rd", "=14 Falkland Road")
        note(session, row, datetime(2026, 6, 1, 0, 0, tzinfo=UTC), difference, Difference("notes", "a", "b"))
        change_log.publish(session)
    works.make()
    assert {name for name in made_on(works, 1) if name.startswith("changes/")} == {
        f"changes/2026-06.{ending}" for ending in ("csv", "csv.gz", "jsonl", "jsonl.gz")
    }
    (told,) = works.jsonl("changes/2026-06.jsonl")
    assert told == {
        "log_no": told["log_no"],
        "noticed_at": "2026-06-01T00:00:00+00:00",
        "kind": "amended",
        "authority": CAMDEN,
        "reference": "2026/0001/P",
        "differences": [{"field": "address", "before": "14 Falkland Rd", "after": "=14 Falkland Road"}],
        "feed": "camden",
        "licence": "Open Government Licence v3.0",
        "licence_url": "https://licence.example/3",
        "page": "https://alerts.example/applications/E09000007/2026/0001/P",
    }
    assert works.jsonl("changes.jsonl") == [*works.jsonl("changes/2026-05.jsonl"), told]
    assert works.csv("changes.csv")[-1]["differences"].startswith('[{"field": "address"')


def test_what_no_one_may_know_yet_is_not_in_the_log(works: Works, database: Database) -> None:
    with database.writing() as session:
        row = session.scalars(select(ApplicationRow).where(ApplicationRow.reference == "2026/0001/P")).one()
        note(session, row, datetime(2026, 6, 2, tzinfo=UTC))  # matched, and not in the public log
    works.make()
    assert len(works.csv("changes.csv")) == 4


def test_all_files_are_of_one_moment(works: Works, database: Database) -> None:
    def write_meanwhile(done: int, _total: int) -> None:
        if done < 5:
            with database.writing() as session:
                row = stored(session, an_application(9, authority="E09000033"))
                note(session, row, datetime(2026, 6, 9, tzinfo=UTC))
                change_log.publish(session)

    made = works.make(write_meanwhile)
    assert not [each.name for each in made.files if each.authority == "E09000033" or each.month == "2026-06"]
    assert made.last_log_no == 5  # one of them is held back
    assert len(works.csv("applications.csv")) == 4
    works.make()
    assert len(works.csv("applications.csv")) == 5


def test_a_night_that_fails_leaves_the_one_before_and_nothing_else(works: Works, database: Database) -> None:
    works.make()
    change(database, "2026/0001/P", description="Never seen")
    asked: list[int] = []

    def is_stopping() -> bool:
        asked.append(1)
        return len(asked) > 1

    with pytest.raises(FilesNotMade, match="being stopped"):
        works.make(is_stopping=is_stopping)
    assert len(asked) == 2
    assert sorted(path.name for path in works.press.folder.iterdir()) == [
        ".lock", "current", "night-20260611T011500000000Z",
    ]  # fmt: skip
    assert "Never seen" not in works.text("applications.csv")


@pytest.mark.only_on("sqlite")
@pytest.mark.fault("K-11")
def test_a_night_that_is_killed_leaves_the_one_before_and_the_next_sweeps(
    works: Works, database: Database, tmp_path: Path
) -> None:
    works.make()
    change(database, "2026/0001/P", description="Seen after all")
    child = f"""
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from alerts.db.session import Database
from alerts.services.publishing import Press, make_files
from tests.integration.publishing.conftest import ORIGIN
def stop():
    print("in the middle", flush=True)
    time.sleep(60)
database, folder = Database({database.url!r}), Path({str(works.press.folder)!r})
make_files(Press(database, folder, ORIGIN, lambda: datetime.now(UTC), stop))
"""
    with subprocess.Popen([sys.executable, "-c", child], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "in the middle\n"
        os.kill(running.pid, signal.SIGKILL)
    left = [path.name for path in works.press.folder.iterdir() if path.name.startswith(".making-")]
    assert len(left) == 1
    assert "Seen after all" not in works.text("applications.csv")
    works.make()
    assert "Seen after all" in works.text("applications.csv")
    assert sorted(path.name[:8] for path in works.press.folder.iterdir()) == [".lock", "current", "night-20"]


def test_two_runs_at_once_exclude_one_another(works: Works) -> None:
    works.make()
    with alone(works.press.folder), pytest.raises(FilesBusy, match="are being made already"):
        works.make()
    works.make()


def test_what_else_lies_in_the_folder_is_left_alone(works: Works) -> None:
    works.press.folder.mkdir()
    (works.press.folder / "notes.txt").write_text("mine")
    (works.press.folder / "night-of-mine").mkdir()
    works.make()
    works.make()
    assert (works.press.folder / "notes.txt").read_text() == "mine"
    assert (works.press.folder / "night-of-mine").is_dir()


def test_a_folder_that_cannot_be_written_is_said_in_words(works: Works, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("")
    with pytest.raises(FilesNotMade, match="cannot be made: "):
        works.make(folder=tmp_path / "a-file" / "open-data")


def test_a_file_that_somebody_took_away_is_made_anew(works: Works) -> None:
    works.make()
    (works.current / CAMDEN / "applications.csv").unlink()
    works.make()
    assert len(works.csv(f"{CAMDEN}/applications.csv")) == 3


@pytest.mark.only_on("postgresql")
def test_postgresql_keeps_the_rows_until_they_are_asked_for(
    database: Database, works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "AT_ONCE", 2)
    with database.one_pass() as session:
        records = publishing_rows.batches(session, works.press.origin)
        next(records)
        assert session.scalar(text("SELECT count(*) FROM pg_cursors")) == 1
        assert session.scalar(text("SHOW transaction_isolation")) == "repeatable read"
        list(records)
