"""“Wrong place?”: told without an account, in words that can do no harm, and not too often."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import CounterRow, PlaceReportRow
from alerts.domain.place_report import USUAL
from alerts.web.app import create_app
from tests.integration.web.neighbourhood import BASE_URL, NOW, context_over

TOLD = {"application": "E09000007:2026/0123/P", "fault": "elsewhere", "words": "It is next door"}


def stored(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        return [(row.fault, row.words) for row in session.scalars(select(PlaceReportRow))]


def test_a_report_is_stored_and_its_sender_thanked(client: FlaskClient, database: Database) -> None:
    answer = client.post("/reports", data=TOLD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/reported")
    assert "Thank you for telling us" in client.get("/reported").text
    assert stored(database) == [("elsewhere", "It is next door")]
    with database.reading() as session:
        keys = list(session.scalars(select(CounterRow.key)))
    assert "127.0.0.1" not in " ".join(keys)


def test_the_form_on_the_page_is_the_one_that_is_taken(client: FlaskClient) -> None:
    page = client.get("/applications/E09000007/2026/0123/P").text
    form = page[page.index('action="/reports"') :]
    assert '<input type="hidden" name="application" value="E09000007:2026/0123/P">' in form
    for fault in ("elsewhere", "address", "other"):
        assert f'name="fault" type="radio" value="{fault}"' in form
    assert 'maxlength="500"' in form


@pytest.mark.parametrize(
    ("changed", "words", "field"),
    [
        ({"fault": ""}, "Choose what is wrong.", "fault"),
        ({"fault": "murder"}, "Choose what is wrong.", "fault"),
        ({"words": "x" * 501}, "Use at most 500 letters.", "words"),
    ],
)
def test_what_is_wrong_with_it_is_said_on_the_page_itself(
    client: FlaskClient, database: Database, changed: dict[str, str], words: str, field: str
) -> None:
    answer = client.post("/reports", data=TOLD | changed)
    assert answer.status_code == 400
    assert f'<a href="#report-{field}">{words}</a>' in answer.text
    assert 'id="wrong-place" open' in answer.text
    assert "<title>Error: Erection of" in answer.text
    assert stored(database) == []


@pytest.mark.parametrize(
    ("application", "status"),
    [("E09000007:2026/9999/P", 404), ("nonsense", 400), ("", 400), ("E09000007:", 400), ("x:y", 404)],
)
def test_a_report_of_nothing_known_is_refused(
    client: FlaskClient, database: Database, application: str, status: int
) -> None:
    answer = client.post("/reports", data=TOLD | {"application": application})
    assert answer.status_code == status
    assert stored(database) == []


def test_words_are_kept_on_one_line_without_what_a_terminal_would_obey(
    client: FlaskClient, database: Database
) -> None:
    client.post("/reports", data=TOLD | {"words": " two\r\nlines \u202eand\x7f \x85more\u2028 <b>"})
    assert stored(database) == [("elsewhere", "two lines and more <b>")]
    assert client.post("/reports", data=TOLD | {"words": "\x1b[31mred"}).status_code == 400


@pytest.mark.fault("W-13")
def test_a_network_has_its_share_of_a_day_whatever_it_says_of_itself(
    client: FlaskClient, database: Database
) -> None:
    def ask(number: int, network: str) -> int:
        return client.post(
            "/reports",
            data=TOLD,
            headers={"X-Forwarded-For": f"198.51.100.{number}", "Forwarded": f"for=198.51.100.{number}"},
            environ_overrides={"REMOTE_ADDR": f"{network}::{number:x}"},
        ).status_code

    answers = [ask(number, "2001:db8:1:2") for number in range(USUAL.network_a_day + 2)]
    assert answers == [303] * USUAL.network_a_day + [429] * 2
    assert len(stored(database)) == USUAL.application_a_day
    assert ask(1, "2001:db8:1:3") == 303
    refused = client.post("/reports", data=TOLD, environ_overrides={"REMOTE_ADDR": "2001:db8:1:2::ff"})
    assert refused.headers["Retry-After"] == "86400"
    assert "Too many requests" in refused.text


def test_a_day_later_one_may_report_again(client: FlaskClient, database: Database) -> None:
    for _ in range(USUAL.network_a_day + 1):
        answer = client.post("/reports", data=TOLD)
    assert answer.status_code == 429
    tomorrow = create_app(
        context_over(database, clock=lambda: NOW + timedelta(days=1, seconds=1))
    ).test_client()
    headers = {"Host": BASE_URL.removeprefix("http://"), "Sec-Fetch-Site": "same-origin"}
    assert tomorrow.post("/reports", data=TOLD, headers=headers).status_code == 303
