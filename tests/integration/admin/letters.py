"""Mail of a day: a digest that was sent with a map, its links and its person's address; one that was given up."""

from datetime import timedelta

from alerts.db import pictures, post_state
from alerts.db.session import Database
from alerts.db.tables import AlertRow, ChangeRow, EmailRow
from alerts.domain.email_id import email_id
from alerts.domain.links import Purpose, placeholder
from alerts.domain.post_health import PostHealth, Trouble
from alerts.services.alerting import match_changes
from alerts.services.putting_back import decide
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import NOW, application, record
from tests.integration.web.people import ALICE, HOME, subscribed

AN_HOUR_AGO = NOW - timedelta(hours=1)
SENT, GIVEN_UP, TRIED = (email_id(AN_HOUR_AGO, 10 * chance) for chance in ("5e", "f0", "77"))
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))


def an_email(number: str, person: int, **changes: object) -> EmailRow:
    """A digest composed an hour ago and sent at once, but for what is changed."""
    manage = placeholder(Purpose.MANAGE, person)
    fields: dict[str, object] = {
        "id": number,
        "lane": "alert",
        "subscriber_id": person,
        "message_id": f"<{number}@alerts.example.org>",
        "composed_at": AN_HOUR_AGO,
        "subject": "1 application near NW5 1TL",
        "text": f"For {ALICE}.\nYour alerts: {manage}\n",
        "html": (
            f'<html><head></head><body><p>For {ALICE}.</p><img src="cid:m@map" alt="Map">'
            f'<a style="color:#111" href="{manage}">Your alerts</a>'
            "<a href='https://planning.example.gov.uk/1'>The council</a></body></html>"
        ),
        "pictures": [{"cid": "m@map", "digest": "ab" * 32}],
        "list_id": "alerts",
        "state": "sent",
        "attempts": 1,
        "next_try_at": AN_HOUR_AGO,
        "sent_at": AN_HOUR_AGO,
    }
    return EmailRow(**(fields | changes))


def a_sent_email(database: Database, context: SiteContext) -> dict[str, str]:
    person = subscribed(database, context, ALICE, HOME)
    with database.writing() as session:
        pictures.keep(session, {"ab" * 32: PNG}, NOW)
        session.add(an_email(SENT, person.id))
    return {"name": SENT}


def one_given_up(database: Database, context: SiteContext) -> None:
    person = subscribed(database, context, ALICE, HOME)
    with database.writing() as session:
        failed = {"state": "failed", "sent_at": None, "last_error": "550 5.7.1 not from you"}
        session.add(an_email(GIVEN_UP, person.id, **failed))


def a_sick_server(database: Database, context: SiteContext) -> dict[str, str]:
    """It would let nobody in a minute ago; one e-mail was tried, and waits for five minutes."""
    person = subscribed(database, context, ALICE, HOME)
    later = NOW + timedelta(minutes=5)
    with database.writing() as session:
        post_state.keep_health(
            session,
            PostHealth(
                trouble=Trouble.SIGN_IN, sick_since=NOW, paused_until=later, last_error="535 who are you"
            ),
        )
        waits = {"state": "queued", "sent_at": None, "next_try_at": later, "last_error": "535 who are you"}
        session.add(an_email(TRIED, person.id, **waits))
    return {}


def alerts_set_aside(database: Database, context: SiteContext) -> dict[str, str]:
    person = subscribed(database, context, ALICE, HOME)
    with database.writing() as session:
        record(session, [application("2026/0555/P")], NOW)
        change = session.query(ChangeRow).order_by(ChangeRow.id.desc()).limit(1).one()
        session.add(
            AlertRow(
                subscription_id=person.subscriptions[0],
                change_id=change.id,
                distance_m=60.0,
                reason="60 m from NW5 1TL",
                due_at=NOW,
                created_at=NOW,
                tries=5,
                set_aside="KeyError",
            )
        )
    return {}


def due_tomorrow(database: Database, context: SiteContext) -> dict[str, str]:
    """Alice has one application to hear of tomorrow morning."""
    subscribed(database, context, ALICE, HOME)
    with database.writing() as session:
        record(session, [application("2026/0555/P")], NOW + timedelta(minutes=1))
    match_changes(database, context.timetable, context.clock)
    return {"email": ALICE}


def a_copy_put_back(database: Database, _context: SiteContext) -> dict[str, str]:
    with database.writing() as session:
        decide(session, "hold", NOW)
    return {}
