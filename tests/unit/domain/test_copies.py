"""Copies of the database that lie in one folder: their names, and which of them are too old."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from alerts.domain.copies import name_of_copy, outlived

NOW = datetime(2026, 6, 10, 11, tzinfo=UTC)
KEEP = timedelta(days=35)


def test_a_copy_is_called_by_its_time_wherever_it_is_made() -> None:
    summer = datetime(2026, 6, 10, 4, 15, 0, tzinfo=timezone(timedelta(hours=1)))
    assert name_of_copy(summer, "sqlite") == "planning-alerts-20260610T031500Z.sqlite"


@pytest.mark.fault("P-05")
def test_copies_older_than_35_days_go() -> None:
    names = [
        "planning-alerts-20260505T105959Z.sqlite",
        "planning-alerts-20260506T110000Z.sqlite",
        "planning-alerts-20260609T031500Z.sqlite",
    ]
    assert outlived(names, NOW, KEEP) == ["planning-alerts-20260505T105959Z.sqlite"]


def test_the_newest_copy_stays_however_old_it_is() -> None:
    names = ["planning-alerts-20250101T000000Z.sql", "planning-alerts-20250102T000000Z.sql"]
    assert outlived(names, NOW, KEEP) == ["planning-alerts-20250101T000000Z.sql"]
    assert outlived(names[1:], NOW, KEEP) == []


def test_encrypted_copies_go_too_and_what_is_called_otherwise_stays() -> None:
    names = [
        "planning-alerts-20250101T000000Z.sql.age",
        "planning-alerts-20259901T000000Z.sql",
        "planning-alerts.sqlite",
        ".planning-alerts-20250101T000000Z.sqlite.half",
        "minutes of 2025.txt",
        "planning-alerts-20260609T031500Z.sql",
    ]
    assert outlived(names, NOW, KEEP) == ["planning-alerts-20250101T000000Z.sql.age"]


def test_an_empty_folder_loses_nothing() -> None:
    assert outlived([], NOW, KEEP) == []
