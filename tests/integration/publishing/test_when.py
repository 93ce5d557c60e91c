"""The files are made when they are due, again after a failure, and the operator hears of one."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import AlarmRow
from alerts.domain.nightly import Nightly
from alerts.services.publishing_folder import alone, read_manifest
from alerts.services.publishing_nightly import NightShift, make_if_due
from tests.integration.publishing.conftest import NIGHT, Works

pytestmark = pytest.mark.usefixtures("register")


def shift(works: Works, now: datetime, **changed: object) -> NightShift:
    press = replace(works.press, clock=lambda: now, **changed)
    return NightShift(press, Nightly(time(2, 15), ZoneInfo("Europe/London")))


def alarms(database: Database) -> list[tuple[str, str, bool]]:
    with database.reading() as session:
        rows = session.scalars(select(AlarmRow).order_by(AlarmRow.id))
        return [(row.feed, row.words, row.cleared_at is not None) for row in rows]


def test_they_are_made_once_and_again_on_the_next_night(works: Works) -> None:
    assert make_if_due(shift(works, NIGHT)) is not None
    assert make_if_due(shift(works, NIGHT + timedelta(hours=5))) is None
    again = make_if_due(shift(works, NIGHT + timedelta(days=1)))
    assert again is not None
    found = read_manifest(works.press.folder)
    assert found is not None
    assert found[1].made_at == NIGHT + timedelta(days=1)


def test_a_failure_is_told_once_tried_again_and_over_when_they_are_made(
    works: Works, database: Database
) -> None:
    works.press.folder.write_text("in the way")
    for minutes in (0, 5):
        assert make_if_due(shift(works, NIGHT + timedelta(minutes=minutes))) is None
    words = (
        f"The files in {works.press.folder} cannot be made: File exists. Those of before stay in use, and it is tried"
        " again every few minutes."
    )
    assert alarms(database) == [("open-data", words, False)]
    works.press.folder.unlink()
    assert make_if_due(shift(works, NIGHT + timedelta(minutes=10))) is not None
    assert alarms(database) == [("open-data", words, True)]


def test_an_error_of_ours_is_told_without_its_words_and_raised(
    works: Works, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_asked: object) -> None:
        raise RuntimeError("nobody's business")

    monkeypatch.setattr("alerts.services.publishing.batches", broken)
    with pytest.raises(RuntimeError):
        make_if_due(shift(works, NIGHT))
    ((about, words, is_over),) = alarms(database)
    assert (about, is_over) == ("open-data", False)
    assert words.startswith("They could not be made because of an error in the program, which is in its log.")
    assert [path.name for path in works.press.folder.iterdir()] == [".lock"]


def test_somebody_who_makes_them_by_hand_is_no_failure(works: Works, database: Database) -> None:
    works.press.folder.mkdir()
    with alone(works.press.folder):
        assert make_if_due(shift(works, NIGHT)) is None
    assert alarms(database) == []


def test_a_service_that_stops_is_no_failure(works: Works, database: Database) -> None:
    assert make_if_due(shift(works, NIGHT, is_stopping=lambda: True)) is None
    assert alarms(database) == []


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"made_at": "2026-06-11T01:15:00+00:00"}',
        b'{"made_at": "2026-06-11T01:15:00+00:00", "base_url": "", "is_demonstration": false, "last_log_no": 0,'
        b' "states": {}, "files": [{"name": "applications.csv", "made_at": null, "changed_at": null, "body": null,'
        b' "of_a_later_version": 1}]}',
    ],
)
def test_a_list_that_cannot_be_read_is_made_anew_with_all_files(
    works: Works, database: Database, damaged: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    make_if_due(shift(works, NIGHT))
    (works.current / "files.json").write_bytes(damaged)
    assert read_manifest(works.press.folder) is None
    assert "cannot be read, all files have to be made anew" in caplog.text
    later = NIGHT + timedelta(hours=1)
    made = make_if_due(shift(works, later))
    assert made is not None
    assert {each.made_at for each in made.files if each.authority} == {later}
    assert read_manifest(works.press.folder) is not None
    assert alarms(database) == []


def test_a_folder_that_cannot_be_looked_into_is_a_failure_too(works: Works, database: Database) -> None:
    make_if_due(shift(works, NIGHT))
    (works.current / "files.json").unlink()
    (works.current / "files.json").mkdir()
    with pytest.raises(IsADirectoryError):
        make_if_due(shift(works, NIGHT + timedelta(days=1)))
    ((about, _words, is_over),) = alarms(database)
    assert (about, is_over) == ("open-data", False)
