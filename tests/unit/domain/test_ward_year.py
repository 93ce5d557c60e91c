"""Which year's wards are in force on a day: new ones begin on the first Thursday in May."""

from datetime import date

import pytest

from alerts.domain.ward_year import election_day, vintage_of, ward_year


@pytest.mark.parametrize(
    ("year", "day"),
    [(2022, date(2022, 5, 5)), (2024, date(2024, 5, 2)), (2025, date(2025, 5, 1)), (2026, date(2026, 5, 7))],
)
def test_elections_are_on_the_first_thursday_in_may(year, day):
    assert election_day(year) == day


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 1, 1), 2025),
        (date(2026, 5, 6), 2025),
        (date(2026, 5, 7), 2026),
        (date(2026, 12, 31), 2026),
    ],
)
def test_wards_of_a_year_are_in_force_from_its_election(day, year):
    assert ward_year(day) == year


@pytest.mark.parametrize(
    ("day", "known", "vintage"),
    [
        (date(2026, 6, 1), (2022, 2025, 2026), 2026),
        (date(2026, 4, 1), (2022, 2025, 2026), 2025),
        (date(2024, 6, 1), (2022, 2025), 2022),
        (date(2019, 6, 1), (2025, 2022), 2022),
        (date(2026, 6, 1), (), None),
    ],
)
def test_a_day_has_the_newest_wards_in_force_then_or_else_the_oldest_known(day, known, vintage):
    assert vintage_of(day, known) == vintage
