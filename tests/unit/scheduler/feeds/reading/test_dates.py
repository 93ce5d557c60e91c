"""Dates in the forms that feeds declare."""

from collections.abc import Callable
from datetime import date

import pytest

from scheduler.feeds.reading.dates import read_day_month_year, read_floating, read_instant
from scheduler.feeds.reading.record import FieldUnfit

TODAY = date(2026, 6, 10)


@pytest.mark.fault("C-14")
@pytest.mark.parametrize(
    ("read", "raw", "day"),
    [
        (read_day_month_year, "07/01/2026", date(2026, 1, 7)),
        (read_day_month_year, "29/02/2024", date(2024, 2, 29)),
        (read_day_month_year, "01/07/1947", date(1947, 7, 1)),
        (read_day_month_year, "31/12/2031", date(2031, 12, 31)),
        (read_floating, "2026-09-16T02:30:29.000", date(2026, 9, 16)),
        (read_floating, "2026-06-01T00:00:00", date(2026, 6, 1)),
        (read_floating, "2026-06-01", date(2026, 6, 1)),
    ],
)
def test_a_date_in_the_declared_form_is_that_day(
    read: Callable[[object, date], date], raw: str, day: date
) -> None:
    assert read(raw, TODAY) == day


@pytest.mark.fault("C-14")
@pytest.mark.parametrize(
    ("read", "raw", "reason"),
    [
        (read_day_month_year, "23/04/9187", "date-out-of-range"),
        (read_day_month_year, "01/01/1021", "date-out-of-range"),
        (read_day_month_year, "30/06/1947", "date-out-of-range"),
        (read_day_month_year, "01/01/2032", "date-out-of-range"),
        (read_floating, "0001-01-01T00:00:00.000", "date-out-of-range"),
        (read_floating, "2059-01-15T00:00:00.000", "date-out-of-range"),
        (read_day_month_year, "01/13/2026", "bad-date"),
        (read_day_month_year, "31/02/2026", "bad-date"),
        (read_day_month_year, "1/6/2026", "bad-date"),
        (read_day_month_year, "2026-06-01", "bad-date"),
        (read_day_month_year, "01/06/26", "bad-date"),
        (read_day_month_year, "01/06/2026 10:00", "bad-date"),
        (read_day_month_year, "٠١/٠٦/٢٠٢٦", "bad-date"),
        (read_floating, "01/06/2026", "bad-date"),
        (read_floating, "2026-06-01T00:00:00.000Z", "bad-date"),
        (read_floating, "0000-00-00T00:00:00", "bad-date"),
        (read_floating, 20260601, "bad-date"),
        (read_floating, None, "bad-date"),
        (read_floating, ["2026-06-01"], "bad-date"),
    ],
)
def test_any_other_date_is_refused_and_never_guessed(
    read: Callable[[object, date], date], raw: object, reason: str
) -> None:
    with pytest.raises(FieldUnfit, match=f"^{reason}$"):
        read(raw, TODAY)


@pytest.mark.parametrize(
    ("raw", "instant"),
    [
        ("2021-11-11T22:13:31.278Z", "2021-11-11T22:13:31.278000+00:00"),
        ("2025-03-20T16:11:30.911+00:00", "2025-03-20T16:11:30.911000+00:00"),
        ("2026-05-08T09:01:15.244+01:00", "2026-05-08T08:01:15.244000+00:00"),
        ("2026-05-08T09:01:15Z", "2026-05-08T09:01:15+00:00"),
    ],
)
def test_an_instant_is_read_in_its_own_zone(raw: str, instant: str) -> None:
    assert read_instant(raw).isoformat() == instant


@pytest.mark.parametrize(
    "raw",
    [
        "2026-05-08T09:01:15",
        "2026-05-08",
        "0001-01-01T00:00:00+23:59",
        "2026-13-01T00:00:00Z",
        1636668811278,
        None,
    ],
)
def test_an_instant_without_a_zone_or_out_of_the_calendar_is_refused(raw: object) -> None:
    with pytest.raises(FieldUnfit):
        read_instant(raw)
