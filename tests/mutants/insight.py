"""Guards of the numbers of dashboards: what is withdrawn, silent, odd or new is counted as it should be."""

from tests.mutants.breakage import Breakage

_COUNTING = "tests/unit/domain/insight/test_counting.py"
_MONTHS = "tests/unit/domain/insight/test_months.py"
_REGISTER = "tests/integration/store/test_insight_register.py"

BREAKAGES = (
    Breakage(
        "C-14",
        "alerts/domain/insight/timing.py",
        "    rows, days = rows[days >= 0], days[days >= 0]",
        "    days = abs(days)",
        f"{_COUNTING}::test_a_decision_before_it_was_valid_or_in_the_future_is_not_timed",
    ),
    Breakage(
        "C-14",
        "alerts/domain/insight/monthly.py",
        "    last = day_number(min(period.last.last_day, today))",
        "    last = day_number(period.last.last_day)",
        f"{_COUNTING}::test_a_decision_before_it_was_valid_or_in_the_future_is_not_timed",
    ),
    Breakage(
        "C-10",
        "alerts/db/insight_rows.py",
        "    return select(*_COLUMNS.values()).where(is_public())",
        "    return select(*_COLUMNS.values())",
        f"{_REGISTER}::test_each_column_is_what_the_application_says",
    ),
    Breakage(
        "C-14",
        "alerts/db/insight_rows.py",
        '        "decided": np.where(is_withdrawn, NO_DAY, days["decision_date"]).astype(np.int32),',
        '        "decided": days["decision_date"],',
        f"{_REGISTER}::test_each_column_is_what_the_application_says",
    ),
    Breakage(
        "C-16",
        "alerts/db/insight_register.py",
        "_T.changed_at >= seen.changed_at",
        "_T.changed_at > seen.changed_at",
        f"{_REGISTER}::test_what_is_rewritten_in_the_very_moment_that_was_read_last_is_read_again",
    ),
    Breakage(
        "C-16",
        "alerts/domain/insight/states.py",
        "                states[at] = MonthState.GAP",
        "                pass",
        f"{_MONTHS}::test_a_month_without_anything_where_there_usually_is_much_is_a_gap",
    ),
)
