"""What goes out until tomorrow's end is counted for all who look, and a digest to come opened by those who may."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import AlertRow, EmailRow, SubscriptionRow
from alerts.domain.operators import Role
from alerts.domain.person_subject import person_subject
from alerts.domain.suppression import Reason
from alerts.services.alerting import match_changes
from alerts.services.suppression import suppress
from alerts.web.context import SiteContext
from tests.integration.admin.conftest import As, audited, everything
from tests.integration.admin.letters import due_tomorrow
from tests.integration.admin.test_person import SEALED
from tests.integration.web.neighbourhood import KEY, NOW, application, record
from tests.integration.web.people import ALICE, BOB, HOME, WARD, Cast, subscribed

PAGE = "/admin/tomorrow"


@pytest.fixture
def due(database: Database, context: SiteContext) -> None:
    due_tomorrow(database, context)
    with database.reading() as session:
        assert len(session.scalars(select(AlertRow)).all()) == 1


@pytest.mark.fault("P-06")
@pytest.mark.usefixtures("due")
def test_a_viewer_sees_numbers_and_nobody(as_role: As) -> None:
    page = as_role(Role.VIEWER).get(PAGE).text
    assert "1 e-mail with 1 alert, if nothing else happens." in page
    assert "07:30, 24 Nov" in page
    assert "No application is to be told to five people or more." in page
    assert "Show it" not in page


@pytest.mark.fault("U-15")
@pytest.mark.parametrize("typed", [ALICE, ""])
@pytest.mark.usefixtures("due")
def test_a_digest_is_opened_noted_and_shown_without_a_link(
    as_role: As, database: Database, typed: str
) -> None:
    browser = as_role(Role.OPERATOR)
    answer = browser.post(f"{PAGE}/open", data={"email": typed})
    assert answer.status_code == 303
    assert [(row.action, row.subject) for row in audited(database)] == [
        ("open-foreseen", person_subject(ALICE, KEY))
    ]
    page, html = browser.get(answer.location).text, browser.get(f"{answer.location}/html").text
    for text in (page, html):
        assert "Erection of a single storey rear extension" in text
        assert not SEALED.search(text)
        assert "{{link" not in text
        assert ALICE not in text
    assert "href" not in html
    assert "a***@example.org" in page


@pytest.mark.usefixtures("due")
def test_looking_ahead_marks_nothing_as_told(as_role: As, database: Database) -> None:
    browser = as_role(Role.OPERATOR)
    with database.reading() as session:
        emails = len(session.scalars(select(EmailRow)).all())
    answer = browser.post(f"{PAGE}/open", data={"email": ALICE})
    before = everything(database)
    for path in (PAGE, answer.location, f"{answer.location}/html"):
        assert browser.get(path).status_code == 200
    assert everything(database) == before
    with database.reading() as session:
        assert len(session.scalars(select(EmailRow)).all()) == emails
        assert session.scalars(select(AlertRow.email_id)).all() == [None]


@pytest.mark.usefixtures("due")
def test_what_was_not_opened_is_not_found(as_role: As, cast: Cast) -> None:
    as_role(Role.ADMINISTRATOR).post(f"{PAGE}/open", data={"email": ALICE})
    for ending in ("", "/html"):
        assert as_role(Role.OPERATOR).get(f"{PAGE}/{cast.alice.id}{ending}").status_code == 404


@pytest.mark.usefixtures("due")
def test_nothing_due_and_nobody_known_say_the_same(as_role: As, cast: Cast) -> None:
    browser = as_role(Role.OPERATOR)
    known, unknown = (
        browser.post(f"{PAGE}/open", data={"email": email}) for email in (BOB, "nobody@example.org")
    )
    assert known.status_code == unknown.status_code == 404
    assert known.text.replace(BOB, "nobody@example.org") == unknown.text
    assert "Nothing is due to this address" in known.text


def test_without_anything_due_nobody_s_digest_is_shown(as_role: As) -> None:
    answer = as_role(Role.OPERATOR).post(f"{PAGE}/open", data={"email": ""})
    assert answer.status_code == 404
    assert "Nobody gets a digest." in answer.text


def test_each_e_mail_to_come_is_shown_by_itself(
    as_role: As, database: Database, context: SiteContext
) -> None:
    """Alice hears of her postcode at once, and tomorrow of the ward around it."""
    person = subscribed(database, context, ALICE, WARD, HOME)
    with database.writing() as session:
        session.get_one(SubscriptionRow, person.subscriptions[1]).frequency = "instant"
        record(session, [application("2026/0555/P")], NOW + timedelta(minutes=1))
    match_changes(database, context.timetable, context.clock)
    browser = as_role(Role.OPERATOR)
    first = browser.post(f"{PAGE}/open", data={"email": ALICE}).location
    pages = [browser.get(f"{first}?email={which}").text for which in (1, 2)]
    assert browser.get(first).text == pages[0]
    assert ["One of 2 e-mails" in page for page in pages] == [True, True]
    assert ['<dd class="govuk-summary-list__value">now</dd>' in page for page in pages] == [True, False]
    framed = [browser.get(f"{first}/html?email={which}").text for which in (1, 2)]
    assert ["400 m" in html for html in framed] == [True, False]
    for which in ("0", "3", "-1", "x", "9" * 20):
        assert browser.get(f"{first}?email={which}").status_code == 404


def test_somebody_is_nobody_who_is_written_to_no_more(
    as_role: As, database: Database, context: SiteContext, due: None
) -> None:
    with database.writing() as session:
        suppress(session, KEY, ALICE, Reason.HARD_BOUNCE, NOW)
    browser = as_role(Role.OPERATOR)
    assert "Nobody gets a digest." in browser.post(f"{PAGE}/open", data={"email": ""}).text
    assert "Nothing is due to this address" in browser.post(f"{PAGE}/open", data={"email": ALICE}).text


@pytest.mark.fault("W-03")
def test_a_reference_leads_to_its_page_and_its_words_stay_words(
    as_role: As, database: Database, context: SiteContext
) -> None:
    for number in range(5):
        subscribed(database, context, f"a{'x' * number}@example.org", HOME)
    hostile = "<img src=x onerror=alert(1)>"
    with database.writing() as session:
        record(session, [application("2026/5#5?/P", description=hostile)], NOW + timedelta(minutes=1))
    match_changes(database, context.timetable, context.clock)
    page = as_role(Role.VIEWER).get(PAGE).text
    assert 'href="/applications/E09000007/2026/5%235%3F/P"' in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert hostile not in page
