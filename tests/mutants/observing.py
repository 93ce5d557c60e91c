"""Guards of what the service says of itself: to its operator, to who waits for a ping, and in reports of errors."""

from tests.mutants.breakage import Breakage

_REPORTS = "tests/integration/cli/test_error_reports.py"

BREAKAGES = (
    Breakage(
        "P-06",
        "alerts/cli/error_reports.py",
        'left["logentry"] = {"message": left["logentry"].get("formatted") or left["logentry"].get("message")}',
        "pass",
        f"{_REPORTS}::test_an_error_is_reported_with_where_and_in_which_job_and_without_anybody",
    ),
    Breakage(
        "P-06",
        "alerts/services/daily_needs.py",
        "return [Need(need.about, mask(need.words), need.where) for need in found]",
        "return [Need(need.about, mask and need.words, need.where) for need in found]",
        "tests/integration/sending/test_summary.py"
        "::test_what_needs_a_person_comes_first_the_worst_before_all_and_names_nobody",
    ),
    Breakage(
        "C-04",
        "alerts/services/summarising.py",
        "if not summaries.claim(session, today, now):",
        "if summaries.is_made(session, today) and not summaries.claim(session, today, now):",
        "tests/integration/sending/test_summary.py::test_it_is_written_once_a_day_and_not_before_its_hour",
    ),
    Breakage(
        "S-01",
        "alerts/services/pinging.py",
        "if url := self.fail_url if ill else self.url:",
        "if url := self.url or self.fail_url:",
        "tests/integration/fetch_faults/test_pinging.py"
        "::test_when_the_clock_has_stopped_the_other_address_is_asked_for",
    ),
)
