"""Guards of the read API: cursors that hold, pages that miss nothing, shares of a minute, errors that are no pages."""

from tests.mutants.breakage import Breakage

_API = "tests/integration/web/test_api.py"
_CURSOR = "tests/unit/web/api/test_cursor.py"
_READING = "tests/unit/web/api/test_reading.py"
_PAGES = "tests/integration/store/test_register_pages.py"

BREAKAGES = (
    Breakage(
        "W-23",
        "alerts/web/api/cursor.py",
        'f"{asked}\\0{place}".encode()',
        "place.encode()",
        f"{_CURSOR}::test_a_cursor_is_refused_with_another_query_or_another_key",
    ),
    Breakage(
        "W-23",
        "alerts/web/api/applications.py",
        'exclude={"limit", "cursor", "format"}',
        'exclude={"limit", "cursor", "format", "sort"}',
        f"{_API}::test_a_cursor_goes_on_with_its_own_query_alone_but_with_any_limit_and_format",
    ),
    Breakage(
        "W-23",
        "alerts/web/api/part.py",
        "        budget.take_rows(network, most)\n",
        "        pass\n",
        f"{_API}::test_rows_are_taken_before_they_are_looked_for_and_given_back_where_there_were_none",
    ),
    Breakage(
        "W-23",
        "alerts/web/turnstile.py",
        "due = owed_until + weight * self._each_s",
        "due = owed_until + self._each_s",
        "tests/unit/web/test_turnstile.py::test_what_weighs_more_takes_more_of_the_minute",
    ),
    Breakage(
        "W-26",
        "alerts/web/api/reading.py",
        "elif len(found) > 1:",
        "elif len(found) > 2:",
        f"{_READING}::test_a_parameter_that_has_one_value_is_refused_when_it_is_given_twice_even_alike",
    ),
    Breakage(
        "W-23",
        "alerts/services/register_pages.py",
        "        rows = list(in_place(watch, rows))\n",
        "        rows = list(rows)\n",
        f"{_PAGES}::test_pages_together_are_exactly_what_the_rules_let_through_in_order",
    ),
    Breakage(
        "W-23",
        "alerts/db/register_pages.py",
        "return Stretch(rows, position_of(rows[-1], order) if len(rows) == limit else end)",
        "return Stretch(rows, position_of(rows[-1], order) if len(rows) == limit else None)",
        f"{_PAGES}::test_pages_together_are_exactly_what_the_rules_let_through_in_order",
    ),
    Breakage(
        "W-29",
        "alerts/web/problems.py",
        "    if is_for_programs(request.path):\n",
        "    if False:\n",
        f"{_API}::test_what_there_is_not_is_a_problem_detail",
    ),
)
