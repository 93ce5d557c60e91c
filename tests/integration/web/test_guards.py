"""Host names, sizes, tokens of forms, and errors that tell a stranger nothing."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from alerts.db.session import Database
from alerts.domain.links import PEOPLES, Purpose
from alerts.services.reception import take_in
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from alerts.web.trust import form_token
from tests.integration.web.neighbourhood import BASE_URL, NOW, context_over
from tests.integration.web.people import Cast, reception_of, requests_noted

ASKED = {"email": "dora@example.org", "area": "postcode:NW51TL:400"}


@pytest.mark.fault("W-01")
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": BASE_URL},
        {"Origin": "http://127.0.0.1:8000", "Host": "127.0.0.1:8000"},
    ],
)
def test_a_form_of_our_own_page_is_taken(bare_client: FlaskClient, headers: dict[str, str]) -> None:
    assert bare_client.post("/subscriptions", data=ASKED, headers=headers).status_code == 303


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}])
def test_the_token_of_a_form_is_enough_where_the_browser_says_nothing(
    bare_client: FlaskClient, context: SiteContext, headers: dict[str, str]
) -> None:
    token = form_token(context.secret_key, NOW - timedelta(hours=20))
    fields = ASKED | {"csrf_token": token}
    assert bare_client.post("/subscriptions", data=fields, headers=headers).status_code == 303


def test_every_form_that_posts_carries_a_token_that_is_taken(
    bare_client: FlaskClient, context: SiteContext, cast: Cast
) -> None:
    pages = [
        "/areas/postcode/NW51TL",
        "/applications/E09000007/2026/0123/P",
        "/links",
        "/areas/shape",
        "/manage/x",
    ]
    pages += [cast.alice.link(purpose, about=1) for purpose in PEOPLES if purpose is not Purpose.CONFIRM]
    pages += [cast.bob.link(Purpose.CONFIRM), cast.alice.link(Purpose.MANAGE) + "/erase"]
    token = form_token(context.secret_key, NOW)
    for page in pages:
        text = bare_client.get(page).text
        assert text.count('method="post"') == text.count(f'name="csrf_token" value="{token}"') > 0, page


@pytest.mark.fault("W-09")
@pytest.mark.parametrize(
    "host",
    ["evil.example", "alerts.example.org:80@evil.example", "alerts.example.org.evil.example", "", "a b"],
)
def test_a_request_under_another_name_is_refused(bare_client: FlaskClient, host: str) -> None:
    answer = bare_client.post(
        "/subscriptions", data=ASKED, headers={"Host": host, "Origin": f"http://{host}"}
    )
    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.fault("W-09")
def test_a_forwarded_host_changes_no_link(client: FlaskClient) -> None:
    page = client.get("/areas/ward/E05013658", headers={"X-Forwarded-Host": "evil.example"})
    assert page.status_code == 200
    assert "evil.example" not in page.text
    assert '<link rel="canonical" href="http://alerts.example.org/areas/ward/E05013658">' in page.text


@pytest.mark.fault("W-15")
def test_what_is_too_large_is_refused_before_it_is_read(client: FlaskClient) -> None:
    large = client.post("/areas/shape", data=b"x" * 300_000, content_type="application/json")
    assert large.status_code == 413
    assert "We take at most 256 kB at once" in large.text
    many = client.post("/subscriptions", data={f"f{number}": "1" for number in range(10_000)})
    assert many.status_code == 400
    parts = client.post(
        "/subscriptions",
        data={f"f{number}": "1" for number in range(1_000)},
        content_type="multipart/form-data",
    )
    assert parts.status_code == 413
    assert client.get("/search?" + "&".join(f"q{n}=1" for n in range(10_000))).status_code == 400


@pytest.mark.fault("W-04")
def test_errors_have_the_security_headers_and_are_pages(
    client: FlaskClient, bare_client: FlaskClient
) -> None:
    answers = {
        404: client.get("/nothing/here"),
        405: client.post("/about"),
        403: bare_client.post("/links", data={"email": "a@example.org"}),
        413: client.post("/areas/shape", data=b"x" * 300_000, content_type="application/json"),
        400: client.get("/", headers={"Host": "evil.example"}),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert '<h1 class="govuk-heading-l">' in answer.text
        assert "Not GOV.UK." in answer.text
    assert set(answers[405].headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_strict_transport_is_asked_for_only_where_the_site_is_https(
    database: Database, client: FlaskClient
) -> None:
    plain = context_over(database)
    secure = replace(plain, site=replace(plain.site, base_url="https://alerts.example.org"))
    over_https = create_app(secure).test_client()
    answer = over_https.get("/about", headers={"Host": "alerts.example.org"})
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in client.get("/about").headers


@pytest.mark.fault("W-29")
@pytest.mark.fault("U-15")
def test_an_unexpected_error_shows_a_mark_and_logs_no_token(
    database: Database, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    link = cast.alice.link(Purpose.MANAGE)
    broken = create_app(context_over(database, clock=_broken_clock)).test_client()
    with caplog.at_level(logging.DEBUG):
        answer = broken.get(link, headers={"Host": "alerts.example.org"})
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    mark = answer.text.split("and quote <strong>")[1].split("<")[0]
    for secret in ("Traceback", "the clock has stopped", "manage", ".py"):
        assert secret not in answer.text
    assert f"GET /manage/<token> failed, mark {mark}" in caplog.text
    assert "the clock has stopped" in caplog.text
    assert link.rpartition("/")[2] not in caplog.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_database_that_cannot_be_used_is_a_page_that_says_to_try_later(
    client: FlaskClient, database: Database, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    with database.writing() as session:
        session.connection().exec_driver_sql("DROP TABLE mute")
    link = cast.alice.link(Purpose.MANAGE)
    answer = client.get(link)
    assert answer.status_code == 503
    assert "Please try again later." in answer.text
    assert "mute" not in answer.text
    assert "GET /manage/<token>: the database cannot be used just now: no such table: mute" in caplog.text
    assert link.rpartition("/")[2] not in caplog.text


def _broken_clock() -> datetime:
    raise RuntimeError("the clock has stopped")


@pytest.mark.fault("W-27")
def test_fields_that_a_form_does_not_have_change_nothing(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    fields = ASKED | {"state": "confirmed", "confirmed_at": "2026-01-01", "admin": "1", "subscriber_id": "1"}
    assert client.post("/subscriptions", data=fields).status_code == 303
    assert requests_noted(database) == 1
    take_in(reception_of(context))
    with database.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT state, confirmed_at FROM subscription").all()
    assert rows == [("pending", None)]


@pytest.mark.fault("W-26")
@pytest.mark.parametrize("field", ["email", "area", "frequency", "include"])
def test_a_field_given_twice_is_refused(client: FlaskClient, database: Database, field: str) -> None:
    values = {"email": "a@example.org", "area": "ward:E05013658", "frequency": "daily", "include": "roof"}
    fields = {**values, field: [values[field], values[field]]}
    answer = client.post("/subscriptions", data=fields)
    assert answer.status_code == 400
    assert f"The field “{field}” is given more than once." in answer.text
    assert requests_noted(database) == 0


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/x", "/areas//ward/E05013658", "/\\evil"])
def test_an_address_with_two_slashes_leads_nowhere(client: FlaskClient, path: str) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": path})
    assert answer.status_code == 404
    assert "Location" not in answer.headers


@pytest.mark.parametrize("letter", ["%00", "%01", "%08", "%0b", "%1b", "%1f"])
@pytest.mark.parametrize(
    "path",
    [
        "/applications/E09000007/2026{}",
        "/areas/shape/{}",
        "/areas/ward/E05{}",
        "/search?q=NW5{}1TL",
        "/search?q{}=NW51TL",
        "/manage/{}",
    ],
)
def test_an_address_with_a_letter_that_cannot_be_shown_is_refused(
    client: FlaskClient, path: str, letter: str
) -> None:
    answer = client.get(path.format(letter))
    assert answer.status_code == 400
    assert "The address has letters that cannot be shown." in answer.text


def test_tabs_and_line_ends_are_no_mistake_in_what_somebody_pasted(client: FlaskClient) -> None:
    assert client.get("/search?q=NW5%091TL%0d%0a").headers["Location"] == "/areas/postcode/NW51TL"


@pytest.mark.parametrize("field", ["include", "area", "email"])
def test_a_form_with_a_letter_that_cannot_be_shown_is_refused(
    client: FlaskClient, database: Database, field: str
) -> None:
    answer = client.post("/subscriptions", data=ASKED | {field: "roof\0"})
    assert answer.status_code == 400
    assert "The form has letters that cannot be shown." in answer.text
    assert requests_noted(database) == 0
