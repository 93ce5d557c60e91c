"""`reports`: listed without anything that a terminal would obey, and closed."""

from sqlalchemy import select

from alerts.cli.installation import Installation
from alerts.db.tables import ApplicationRow, PlaceReportRow
from tests.factories import NOW
from tests.integration.cli.conftest import Council, Run, a_row


def told(ready: Run, council: Council, installation: Installation, *words: str) -> None:
    council.publish(a_row(1))
    ready("poll")
    with installation.database.writing() as session:
        (row,) = session.scalars(select(ApplicationRow))
        for each in words:
            session.add(PlaceReportRow(application_id=row.id, fault="address", words=each, reported_at=NOW))


def test_reports_are_listed_until_they_are_closed(
    ready: Run, council: Council, installation: Installation
) -> None:
    told(ready, council, installation, "It is next door", "\x1b[31mred\x07 [bold]text[/bold]")
    first, second = ready("reports", "list", "--json").json
    assert (first["number"], first["reference"], first["fault"]) == (1, "2026/0001/P", "wrong address")
    assert second["words"].startswith("\x1b")
    shown = ready("reports", "list").out
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "[bold]text[/bold]" in " ".join(shown.split())
    assert ready("reports", "close", "1", "--json").json == {"closed": [1]}
    assert [each["number"] for each in ready("reports", "list", "--json").json] == [2]
    assert len(ready("reports", "list", "--all", "--json").json) == 2


def test_a_number_that_is_no_open_report_is_named(
    ready: Run, council: Council, installation: Installation
) -> None:
    told(ready, council, installation, "")
    done = ready("reports", "close", "1", "7")
    assert (done.status, done.err) == (1, "planning-alerts: no open report has the number 7\n")
    assert ready("reports", "list").out.strip() == "Nothing."
    assert ready("reports", "close", "none").status == 2
    assert ready("reports", "close").status == 2
