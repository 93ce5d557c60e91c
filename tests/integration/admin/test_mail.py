"""A day's mail is listed with masked addresses, and an e-mail opened, noted first, as it looked and with dead links."""

import re
from datetime import datetime, timedelta

import pytest

from alerts.db.session import Database
from alerts.db.tables import EmailRow
from alerts.domain.email_id import email_id
from alerts.domain.operators import Role
from alerts.domain.person_subject import person_subject
from alerts.domain.personal_data import KEPT
from alerts.web.context import SiteContext
from alerts.web.letter_frame import DEAD_LETTER_POLICY
from tests.integration.admin.conftest import As, audited, operator_of
from tests.integration.admin.letters import AN_HOUR_AGO, SENT, a_sent_email, an_email
from tests.integration.admin.test_person import SEALED
from tests.integration.web.neighbourhood import KEY, NOW, TODAY
from tests.integration.web.people import ALICE, HOME, Cast, subscribed

DAY, MAIL = f"/admin/deliveries/{TODAY}", f"/admin/mail/{SENT}"


@pytest.fixture
def sent(database: Database, context: SiteContext) -> None:
    a_sent_email(database, context)


@pytest.mark.fault("P-06")
@pytest.mark.usefixtures("sent")
def test_a_day_lists_its_mail_without_naming_anybody(as_role: As) -> None:
    page = as_role(Role.OPERATOR).get(DAY).text
    assert "1 application near NW5 1TL" in page
    assert "a***@example.org" in page
    assert ALICE not in page
    assert as_role(Role.VIEWER).get(DAY).status_code == 403


@pytest.mark.parametrize(
    ("at", "day", "is_listed"),
    [
        ("2026-11-22T23:59:59.999+00:00", "2026-11-22", True),
        ("2026-11-23T00:00:00+00:00", "2026-11-22", False),
        ("2026-11-23T00:00:00.5+00:00", "2026-11-23", True),
        ("2026-10-25T00:30:00+00:00", "2026-10-25", True),  # by London's clock half past one
        ("2026-10-24T23:30:00+00:00", "2026-10-25", True),
        ("2026-10-24T22:30:00+00:00", "2026-10-25", False),
    ],
)
def test_a_day_is_london_s(
    as_role: As, database: Database, context: SiteContext, at: str, day: str, is_listed: bool
) -> None:
    person = subscribed(database, context, ALICE, HOME)
    with database.writing() as session:
        moment = datetime.fromisoformat(at)
        session.add(
            an_email(email_id(moment, "5e" * 10), person.id, composed_at=moment.replace(microsecond=0))
        )
    assert ("5e" * 10 in as_role(Role.OPERATOR).get(f"/admin/deliveries/{day}").text) is is_listed


def test_a_long_day_goes_on_page_by_page(as_role: As, database: Database, context: SiteContext) -> None:
    person = subscribed(database, context, ALICE, HOME)
    with database.writing() as session:
        for number in range(51):
            session.add(an_email(email_id(AN_HOUR_AGO, f"{number:020}"), person.id))
    browser = as_role(Role.OPERATOR)
    first = browser.get(DAY).text
    assert f"{49:020}" in first
    assert f"{50:020}" not in first
    second = browser.get(f"{DAY}?after={email_id(AN_HOUR_AGO, f'{49:020}')}").text
    assert f"{50:020}" in second
    assert f"{49:020}" not in second


def test_what_is_queued_is_found_on_its_day(as_role: As, cast: Cast) -> None:
    """The confirmations of three people, and the links of one who asked again."""
    page = as_role(Role.OPERATOR).get(DAY).text
    assert page.count("a***@example.org") == 1
    assert page.count("b***@example.org") == 1
    assert page.count("c***@example.org") == 1


def test_an_id_of_a_former_version_is_on_no_day_but_its_own(
    as_role: As, database: Database, context: SiteContext
) -> None:
    person = subscribed(database, context, ALICE, HOME)
    with database.writing() as session:
        session.add(an_email(SENT, person.id, composed_at=NOW - timedelta(days=90)))
    assert SENT not in as_role(Role.OPERATOR).get(DAY).text


@pytest.mark.parametrize("day", ["2026-11-24", "2024-01-01", "yesterday", "2026-13-01"])
def test_a_day_that_is_none_or_yet_to_come_is_not_found(as_role: As, day: str) -> None:
    assert as_role(Role.OPERATOR).get(f"/admin/deliveries/{day}").status_code == 404


def test_no_day_leads_to_one_that_is_not_found(as_role: As) -> None:
    browser = as_role(Role.OPERATOR)
    for day in (TODAY, TODAY - timedelta(days=1), TODAY - KEPT.sent_ids):
        page = browser.get(f"/admin/deliveries/{day}").text
        links = re.findall(r'href="(/admin/deliveries/[\d-]+)">The day', page)
        assert links
        assert {browser.get(each).status_code for each in links} == {200}


@pytest.mark.fault("W-02")
@pytest.mark.usefixtures("sent")
def test_words_are_shown_only_once_it_was_noted_that_they_are(as_role: As, database: Database) -> None:
    browser = as_role(Role.OPERATOR)
    assert "(not-shown)" not in browser.get(MAIL).text
    assert browser.get(f"{MAIL}/html").status_code == 404
    assert audited(database) == []
    assert browser.post(f"{MAIL}/open").status_code == 303
    assert "Your alerts: http://alerts.example.org/manage/(not-shown)" in browser.get(MAIL).text
    assert "Your alerts" in browser.get(f"{MAIL}/html").text
    assert [(row.action, row.subject, row.detail) for row in audited(database)] == [
        ("open-email", person_subject(ALICE, KEY), {"email": SENT})
    ]


@pytest.mark.usefixtures("sent")
def test_what_one_operator_opened_is_open_to_no_other_nor_for_long(
    as_role: As, database: Database, context: SiteContext
) -> None:
    as_role(Role.OPERATOR).post(f"{MAIL}/open")
    assert as_role(Role.ADMINISTRATOR).get(f"{MAIL}/html").status_code == 404
    with database.writing() as session:
        operator_of(database, context, Role.OPERATOR)
        session.connection().exec_driver_sql("UPDATE audit SET at = '2026-11-23 09:44:59.000000'")
    assert as_role(Role.OPERATOR).get(f"{MAIL}/html").status_code == 404


@pytest.mark.fault("U-17")
def test_one_e_mail_that_is_opened_opens_no_other_of_the_same_person(
    as_role: As, database: Database, context: SiteContext
) -> None:
    a_sent_email(database, context)
    person = subscribed(database, context, ALICE, HOME)
    other = email_id(AN_HOUR_AGO, "0b" * 10)
    with database.writing() as session:
        session.add(an_email(other, person.id, pictures=[]))
    browser = as_role(Role.OPERATOR)
    browser.post(f"{MAIL}/open")
    assert [browser.get(f"/admin/mail/{each}/html").status_code for each in (SENT, other)] == [200, 404]
    assert "(not-shown)" not in browser.get(f"/admin/mail/{other}").text


@pytest.mark.fault("U-15")
@pytest.mark.usefixtures("sent")
def test_an_opened_e_mail_holds_no_working_link_and_no_address(as_role: As) -> None:
    browser = as_role(Role.OPERATOR)
    browser.post(f"{MAIL}/open")
    for answer in (browser.get(MAIL), browser.get(f"{MAIL}/html")):
        assert not SEALED.search(answer.text)
        assert "{{link" not in answer.text
        assert ALICE not in answer.text
        assert "a***@example.org" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
    framed = browser.get(f"{MAIL}/html")
    assert "href" not in framed.text
    assert 'style="color:#111"' in framed.text
    assert 'src="data:image/png;base64,' in framed.text
    assert framed.headers["Content-Security-Policy"] == DEAD_LETTER_POLICY
    assert "allow" not in DEAD_LETTER_POLICY
    assert re.search(r'<iframe [^>]*src="/admin/mail/\w+/html" sandbox></iframe>', browser.get(MAIL).text)


def test_words_that_are_forgotten_are_said_to_be(
    as_role: As, database: Database, context: SiteContext
) -> None:
    person = subscribed(database, context, ALICE, HOME)
    long_ago = NOW - timedelta(days=31)
    with database.writing() as session:
        gone = {"subject": "", "text": "", "html": "", "pictures": []}
        session.add(an_email(SENT, person.id, composed_at=long_ago, sent_at=long_ago, **gone))
    browser = as_role(Role.OPERATOR)
    assert "forgotten after 30 days" in browser.get(f"/admin/deliveries/{long_ago.date()}").text
    page = browser.get(MAIL).text
    assert "These are forgotten." in page
    assert "Open it" not in page


def test_an_e_mail_to_the_operators_has_no_person(
    as_role: As, database: Database, context: SiteContext
) -> None:
    with database.writing() as session:
        row = an_email(SENT, 0, lane="operator", pictures=[], text="The feed is stale.")
        row.subscriber_id = None
        session.add(row)
    browser = as_role(Role.OPERATOR)
    assert "the operators" in browser.get(DAY).text
    browser.post(f"{MAIL}/open")
    assert "The feed is stale." in browser.get(MAIL).text
    assert audited(database)[-1].subject == f"email:{SENT}"


def test_a_new_address_and_the_person_s_own_are_both_masked(
    as_role: As, database: Database, context: SiteContext
) -> None:
    person = subscribed(database, context, ALICE, HOME)
    with database.writing() as session:
        words = f"{ALICE} moves to new@other.example"
        session.add(an_email(SENT, person.id, recipient="new@other.example", text=words, pictures=[]))
    browser = as_role(Role.OPERATOR)
    browser.post(f"{MAIL}/open")
    assert "a***@example.org moves to n***@other.example" in browser.get(MAIL).text
    with database.reading() as session:
        assert session.get_one(EmailRow, SENT).text == words
