"""Asking for alerts: the same answer for everybody, every field read once, and the whole way to an inbox."""

import logging
import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from alerts.db import subscriptions
from alerts.db.mapping import wishes_from_row
from alerts.db.session import Database
from alerts.domain.change import ChangeKind
from alerts.domain.subscription import CHOICES_OF_CHANGE, Frequency, Wishes
from alerts.mail.outbox_folder import OutboxFolderSender, OutboxLetter, outbox_letters
from alerts.services import mailboxes
from alerts.services.alerting import match_changes
from alerts.services.composing import compose_due
from alerts.services.reception import take_in
from alerts.services.sending import Post, send_due
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import BASE_URL, NOW, application, record
from tests.integration.web.people import (
    ALICE,
    BOB,
    CHARLIE,
    HOME,
    Cast,
    emails_queued,
    reception_of,
    requests_noted,
)

DORA = "dora@example.org"


@pytest.mark.fault("U-05")
def test_the_answer_is_the_same_whatever_the_state_of_the_address(
    client: FlaskClient, database: Database, cast: Cast
) -> None:
    for _ in range(4):
        client.post("/subscriptions", data={"email": "tired@example.org", "area": HOME})
    answers = {}
    for email in (DORA, ALICE, BOB, CHARLIE, "tired@example.org", "x@no-such-domain.example"):
        posted = client.post("/subscriptions", data={"email": email, "area": HOME})
        page = client.get(posted.headers["Location"])
        answers[email] = (posted.status_code, posted.data, posted.headers.to_wsgi_list(), page.data)
    assert len({str(answer) for answer in answers.values()}) == 1
    status, _, headers, page = answers[DORA]
    assert status == 303
    assert ("Location", "/check-your-inbox") in headers
    assert b"Check your inbox" in page
    assert b"example.org" not in page.replace(b"alerts.example.org", b"")


@pytest.mark.fault("U-05")
@pytest.mark.parametrize("path", ["/subscriptions", "/links"])
def test_the_same_is_asked_of_the_database_whatever_the_state_of_the_address(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast, path: str
) -> None:
    with database.writing() as session:
        mailboxes.never_again(session, context.desk(), "never@example.org")
    statements: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    asked = {}
    for number, email in enumerate(
        (DORA, ALICE, BOB, CHARLIE, "never@example.org", "x@no-such-domain.example")
    ):
        statements.clear()
        origin = {"REMOTE_ADDR": f"192.0.2.{number}"}
        client.post(path, data={"email": email, "area": HOME}, environ_overrides=origin)
        asked[email] = tuple(statements)
    assert len(set(asked.values())) == 1
    assert not any("subscri" in statement for statement in asked[ALICE])


@pytest.mark.fault("U-05")
def test_asking_for_a_link_answers_the_same_for_everybody(client: FlaskClient, cast: Cast) -> None:
    answers = [client.post("/links", data={"email": email}) for email in (ALICE, BOB, CHARLIE, DORA)]
    assert len({str((answer.status_code, answer.data, list(answer.headers))) for answer in answers}) == 1
    assert answers[0].headers["Location"] == "/check-your-inbox"


def test_an_address_and_an_area_are_enough(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    assert client.post("/subscriptions", data={"email": f" {DORA} ", "area": HOME}).status_code == 303
    take_in(reception_of(context))
    assert _wishes(database) == Wishes(Frequency.DAILY, frozenset(CHOICES_OF_CHANGE))
    assert emails_queued(database, DORA) == 1


def test_every_wish_of_the_form_is_kept(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    fields = {
        "email": DORA,
        "area": "ward:E05013658",
        "frequency": "instant",
        "asked": "changes",
        "changes": ["new", "deadline_near"],
        "types": ["hh", "lbc"],
        "include": "Roof, basement",
        "exclude": "tree",
    }
    assert client.post("/subscriptions", data=fields).status_code == 303
    take_in(reception_of(context))
    assert _wishes(database) == Wishes(
        Frequency.INSTANT,
        frozenset({ChangeKind.NEW, ChangeKind.DEADLINE_NEAR}),
        frozenset({"hh", "lbc"}),
        ("roof", "basement"),
        ("tree",),
    )


@pytest.mark.parametrize(
    "email", ["", "dora", "dora@", "a@b@c.example", "dora@example.org\r\nBcc: x@example.org"]
)
def test_a_wrong_address_is_answered_on_the_same_page_with_what_was_typed(
    client: FlaskClient, database: Database, email: str
) -> None:
    fields = {"email": email, "area": HOME, "frequency": "weekly", "include": "chimney", "changes": ["new"]}
    answer = client.post("/subscriptions", data=fields)
    assert answer.status_code == 400
    assert "There is a problem" in answer.text
    assert '<a href="#email">Enter an e-mail address in the right form' in answer.text
    assert "Planning applications within 400 m of NW5 1TL" in answer.text
    assert re.search(r'value="weekly" checked', answer.text)
    assert 'value="chimney"' in answer.text
    with database.reading() as session:
        assert subscriptions.subscriber_count(session) == 0


def test_a_wrong_address_on_an_applications_page_leads_back_there(client: FlaskClient) -> None:
    fields = {"email": "dora", "area": "application:E09000007:2026/0123/P"}
    answer = client.post("/subscriptions", data=fields)
    assert answer.status_code == 400
    assert "Follow this application" in answer.text
    assert "Enter an e-mail address in the right form" in answer.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"frequency": "hourly"}, "Choose how often we write"),
        ({"changes": "promoted"}, "Choose at least one of the kinds of news listed."),
        ({"asked": "changes"}, "Choose at least one of the kinds of news listed."),
        ({"types": "castle"}, "Choose types of application from the list."),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(
    client: FlaskClient, fields: dict[str, str], words: str
) -> None:
    answer = client.post("/subscriptions", data={"email": DORA, "area": HOME, **fields})
    assert answer.status_code == 400
    assert words in answer.text


@pytest.mark.parametrize(
    "area",
    [
        "",
        "nonsense",
        "moon:1",
        "postcode:",
        "postcode:NW51TL:5001",
        "postcode:ZZ99ZZ:100",
        "ward:E99999999",
        "circle:0,0:100",
        "circle:x",
        "shape:0123",
        "application:E09000007:nothing",
        "authority:X",
    ],
)
def test_an_area_that_is_none_is_refused_with_words(
    client: FlaskClient, database: Database, area: str
) -> None:
    answer = client.post("/subscriptions", data={"email": DORA, "area": area})
    assert answer.status_code in (400, 404)
    assert '<input class="govuk-input" id="q" name="q"' in answer.text
    assert requests_noted(database) == 0


@pytest.mark.fault("U-15")
def test_from_the_search_box_to_an_alert_and_out_again(
    client: FlaskClient,
    bare_client: FlaskClient,
    database: Database,
    context: SiteContext,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    found = client.get("/search", query_string={"q": " nw5  1tl"})
    assert (found.status_code, found.headers["Location"]) == (303, "/areas/postcode/NW51TL")
    assert client.get(found.headers["Location"]).status_code == 200

    client.post("/subscriptions", data={"email": DORA, "area": HOME, "frequency": "instant"})
    confirmation = _sent(context)[0]
    client.post(_path(confirmation.text, "confirm"))

    with database.writing() as session:
        record(session, [application("2026/5000/P", description="A new shed")], NOW.replace(minute=5))
    match_changes(database, context.timetable, _later)
    alert = _sent(context)[0]
    assert "A new shed" in alert.text
    for purpose in ("follow", "mute", "manage", "unsubscribe"):
        assert client.get(_path(alert.text, purpose)).status_code == 200
    assert client.get("/applications/E09000007/2026/5000/P").status_code == 200

    headers = dict(alert.headers)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    one_click = re.findall(r"<(http[^>]+)>", headers["List-Unsubscribe"])[0]
    assert one_click.startswith(f"{BASE_URL}/unsubscribe/")
    answer = bare_client.post(one_click.removeprefix(BASE_URL), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    with database.reading() as session:
        person = subscriptions.subscriber_of(session, DORA)
        assert person is not None
        rows = subscriptions.subscriptions_of(session, person.id)
    assert [row.state for row, _ in rows] == ["ended"]
    tokens = re.findall(
        r"/(?:confirm|follow|mute|manage|unsubscribe)/([\w-]+)", confirmation.text + alert.text
    )
    assert len(tokens) >= 5
    assert [secret for secret in (*tokens, DORA) if secret in caplog.text] == []


def _later() -> datetime:
    return NOW.replace(minute=6)


def _sent(context: SiteContext) -> list[OutboxLetter]:
    """Send all that is due six minutes later; the letters in the outbox, newest first."""
    assert context.outbox_dir is not None
    take_in(reception_of(context))
    compose_due(context.database, context.site, context.identity, context.timetable, _later)
    sender = OutboxFolderSender(context.outbox_dir)
    send_due(Post(context.database, sender, context.site, context.identity, _later, rate_per_second=1_000))
    return outbox_letters(context.outbox_dir)


def _path(text: str, purpose: str) -> str:
    found = re.search(rf"{BASE_URL}(/{purpose}/[\w-]+)", text)
    assert found is not None
    return found[1]


def _wishes(database: Database) -> Wishes:
    with database.reading() as session:
        person = subscriptions.subscriber_of(session, DORA)
        assert person is not None
        ((row, _),) = subscriptions.subscriptions_of(session, person.id)
        return wishes_from_row(row)
