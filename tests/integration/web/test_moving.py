"""A change of address: asked at the new one, told to the old one, and no door to anybody else's alerts."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from alerts.db import ledger, subscriptions
from alerts.db.session import Database
from alerts.db.tables import AlertRow, EmailRow, SubscriberRow
from alerts.domain.links import Purpose
from alerts.services.alerting import match_changes
from alerts.services.composing import compose_due
from alerts.services.reception import take_in
from alerts.services.sending import Post, send_due
from alerts.web.context import SiteContext
from tests.fakes import RecordingSender
from tests.integration.web.neighbourhood import BASE_URL, NOW, application, record
from tests.integration.web.people import ALICE, HOME, WARD, Cast, Person, reception_of, states, subscribed

NEW, DORA = "alice@elsewhere.example", "dora@example.org"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def sender() -> RecordingSender:
    return RecordingSender()


def send(context: SiteContext, sender: RecordingSender) -> None:
    take_in(reception_of(context))
    send_due(
        Post(context.database, sender, context.site, context.identity, lambda: LATER, rate_per_second=1e6)
    )


def ask(client: FlaskClient, person: Person, email: str) -> int:
    form = {"action": "address", "email": email}
    return client.post(person.link(Purpose.MANAGE), data=form).status_code


def link_in(sender: RecordingSender, recipient: str, purpose: str) -> str:
    """The path of the first such link that this address was sent."""
    letters = [each.get_body(("plain",)) for each in sender.sent if each["To"] == recipient]
    text = "\n".join(letter.get_content() for letter in letters if letter is not None)
    found = re.search(rf"{BASE_URL}(/{purpose}/[\w-]+)", text)
    assert found, text
    return found[1]


@pytest.mark.fault("U-12")
def test_alerts_go_to_the_new_address_once_it_is_confirmed_and_old_links_end(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast, sender: RecordingSender
) -> None:
    assert ask(client, cast.alice, NEW) == 303
    own = client.get(cast.alice.link(Purpose.MANAGE)).text
    assert f"We write to {NEW} and ask." in own
    send(context, sender)
    link = link_in(sender, NEW, "address")
    assert f"Shall your alerts go to {NEW}?" in client.get(link).text
    assert person_of(database, cast.alice.id).email == ALICE
    assert f"Your alerts go to {NEW} now" in client.post(link).text
    moved = person_of(database, cast.alice.id)
    assert (moved.email, moved.limit_key) == (NEW, NEW)
    assert moved.generation == (cast.alice.generation + 1) % 65_536
    assert states(database, cast.alice) == [(HOME, "confirmed"), (WARD, "confirmed")]
    for purpose in (Purpose.MANAGE, Purpose.UNSUBSCRIBE, Purpose.NEVER, Purpose.CONFIRM, Purpose.FOLLOW):
        assert client.get(cast.alice.link(purpose, about=1)).status_code == 404
    assert client.post(link).status_code == 200
    assert client.get(link).status_code == 200


def person_of(database: Database, number: int) -> SubscriberRow:
    with database.reading() as session:
        return session.get_one(SubscriberRow, number)


def test_the_old_address_is_told_and_not_where_alerts_go(
    client: FlaskClient, context: SiteContext, cast: Cast, sender: RecordingSender
) -> None:
    ask(client, cast.alice, NEW)
    send(context, sender)
    client.post(link_in(sender, NEW, "address"))
    send(context, sender)
    notice = sender.sent[-1]
    assert (notice["To"], notice["Subject"]) == (ALICE, "Your planning alerts go to another address now")
    assert "elsewhere" not in notice.as_string()
    asked = next(each for each in sender.sent if each["To"] == NEW)
    assert ALICE not in asked.as_string()
    assert [each["To"] for each in sender.sent].count(NEW) == 1


@pytest.mark.fault("U-05")
def test_whoever_owns_the_new_address_the_page_says_the_same(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast, sender: RecordingSender
) -> None:
    pages = {}
    for email in (NEW, "charlie@example.org", "x@no-such-domain.example"):
        form = {"action": "address", "email": email}
        answer = client.post(cast.alice.link(Purpose.MANAGE), data=form)
        page = client.get(answer.headers["Location"]).text.replace(email, "it")
        pages[email] = (answer.status_code, page)
    assert len(set(pages.values())) == 1


@pytest.mark.parametrize(
    ("email", "words"),
    [(ALICE, "We write to that address already."), ("alice", "Enter an e-mail address in the right form")],
)
def test_an_address_that_makes_no_sense_is_refused_at_its_field(
    client: FlaskClient, cast: Cast, email: str, words: str
) -> None:
    answer = client.post(cast.alice.link(Purpose.MANAGE), data={"action": "address", "email": email})
    assert answer.status_code == 400
    assert f'<a href="#email">{words}' in answer.text
    assert f'value="{email}"' in answer.text


@pytest.mark.fault("U-01")
def test_a_person_may_name_three_addresses_a_day_and_each_is_asked_within_its_limits(
    client: FlaskClient, context: SiteContext, cast: Cast, sender: RecordingSender
) -> None:
    assert [ask(client, cast.alice, f"new{number}@example.org") for number in range(4)] == [
        303,
        303,
        303,
        400,
    ]
    send(context, sender)
    assert [each["To"] for each in sender.sent if "new" in each["To"]] == ["new2@example.org"]


def test_a_change_taken_back_or_grown_old_moves_nothing(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast, sender: RecordingSender
) -> None:
    ask(client, cast.alice, NEW)
    send(context, sender)
    link = link_in(sender, NEW, "address")
    client.post(cast.alice.link(Purpose.MANAGE), data={"action": "keep-address"})
    assert client.post(link).status_code == 404
    late = cast.alice.link(Purpose.ADDRESS, issued_at=NOW - timedelta(days=8))
    assert client.post(late).status_code == 404
    assert person_of(database, cast.alice.id).email == ALICE


def test_where_the_new_address_is_a_subscriber_the_areas_are_joined(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast, sender: RecordingSender
) -> None:
    dora = subscribed(database, context, DORA, WARD, "authority:E09000007")
    with database.writing() as session:
        record(session, [application("2026/6000/P")], NOW.replace(minute=5))
        subscriptions.mute(session, cast.alice.id, 2, NOW)
    match_changes(database, context.timetable, lambda: NOW.replace(minute=6))
    ask(client, cast.alice, DORA)
    send(context, sender)
    assert client.post(link_in(sender, DORA, "address")).status_code == 200
    joined = sorted(states(database, dora))
    assert joined == sorted(
        [
            (HOME, "confirmed"),
            (WARD, "ended"),
            (WARD, "confirmed"),
            ("authority:E09000007", "confirmed"),
        ]
    )
    with database.reading() as session:
        assert session.get(SubscriberRow, cast.alice.id) is None
        assert subscriptions.is_muted(session, dora.id, 2)
        rows = [row for row, _ in subscriptions.subscriptions_of(session, dora.id, states=("confirmed",))]
        waiting = ledger.of_subscriptions(session, [row.id for row in rows])
    assert len(waiting) == len({(alert.subscription_id, alert.change_id) for alert in waiting}) == 3
    compose_due(database, context.site, context.identity, context.timetable, lambda: NOW + timedelta(days=1))
    with database.reading() as session:
        told = session.scalars(select(EmailRow).where(EmailRow.lane == "alert")).all()
        assert [email.subscriber_id for email in told] == [dora.id]
        assert session.scalars(select(AlertRow).where(AlertRow.email_id.is_(None))).all() == []


def test_of_two_requests_for_one_area_the_confirmed_one_goes_on(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast, sender: RecordingSender
) -> None:
    dora = subscribed(database, context, DORA, HOME, is_confirmed=False)
    ask(client, cast.alice, DORA)
    with database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM counter")
    send(context, sender)
    client.post(link_in(sender, DORA, "address"))
    assert sorted(states(database, dora)) == sorted(
        [(HOME, "ended"), (HOME, "confirmed"), (WARD, "confirmed")]
    )
