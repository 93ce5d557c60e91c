"""A real burst after a silence reaches people; a flood, however slow, reaches the operator."""

import pytest

from tests.factories import Cast, all_of, an_application
from tests.integration.content.conftest import Line
from tests.integration.polling.test_flood import states
from tests.integration.polling.test_holding import alarms, holds


def some(first: int, count: int) -> list:
    return [an_application(number) for number in range(first, first + count)]


@pytest.mark.fault("C-05")
def test_yorks_burst_of_108_after_18_days_of_silence_is_told(line: Line) -> None:
    with line.database.writing() as session:
        Cast.enter(session, all_of())
    line.hear(some(0, 400))
    for day in range(10):
        line.clock.pass_by(days=1)
        line.hear(some(1_000 + 6 * day, 6))
        line.match()
    for _ in range(18):
        line.clock.pass_by(days=1)
        line.hear([])
    line.hear(some(2_000, 108))
    assert line.match() == 108
    assert (holds(line.database), alarms(line.database)) == ([], [])


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.fault("C-07")
def test_fifty_thousand_of_a_first_load_are_silent_and_the_next_days_ten_are_told(line: Line) -> None:
    with line.database.writing() as session:
        Cast.enter(session, all_of())
    report = line.hear(*(some(page, 1_000) for page in range(0, 50_000, 1_000)))
    assert (report.new, report.error, line.match()) == (50_000, None, 0)
    line.clock.pass_by(days=1)
    line.hear(some(49_990, 20))
    assert line.match() == 10


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.fault("C-08")
def test_199_a_poll_all_day_long_are_held_by_the_days_limit(line: Line) -> None:
    line.clock.now = line.clock.now.replace(hour=0)
    line.hear(*(some(page, 1_000) for page in range(0, 5_000, 1_000)))
    for number in range(96):
        line.hear(some(20_000 + 199 * number, 199))
        line.clock.pass_by(minutes=14)
    assert states(line.database) == {"unmatched": 398, "held": 199 * 94}
    assert holds(line.database) == [("open", 199 * 94, "more than 400 changes in one day")]
    assert alarms(line.database) == [("flood", False)]
