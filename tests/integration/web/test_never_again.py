"""Never again: one click in the e-mail that asks to confirm, and no form brings about another."""

import logging
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from alerts.db import subscriptions
from alerts.db.session import Database
from alerts.domain.links import Claim, Purpose, token_for
from alerts.services import mailboxes
from alerts.services.reception import take_in
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import KEY, NOW
from tests.integration.web.people import (
    ALICE,
    BOB,
    HOME,
    WARD,
    Cast,
    Person,
    emails_queued,
    reception_of,
    requests_noted,
    states,
    subscribed,
)

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def ask(client: FlaskClient, context: SiteContext, email: str, number: int = 1) -> tuple[int, bytes]:
    """Somebody types an address into the form, from a network of their own, and the worker answers."""
    answer = client.post(
        "/subscriptions",
        data={"email": email, "area": WARD},
        environ_overrides={"REMOTE_ADDR": f"2001:db8:{number}::1"},
    )
    take_in(reception_of(context))
    return answer.status_code, answer.data


@pytest.mark.fault("U-03")
def test_whoever_says_never_is_forgotten_and_no_form_reaches_them_again(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast
) -> None:
    link = cast.bob.link(Purpose.NEVER)
    page = client.get(link)
    assert "Never write to bob@example.org again?" in page.text
    assert states(database, cast.bob) == [(HOME, "pending")]
    assert "We hold nothing about you" in client.post(link).text
    assert states(database, cast.bob) == []
    for number, email in enumerate((BOB, "b.ob@example.org", "bob+again@example.org")):
        assert ask(client, context, email, number) == ask(client, context, f"new{number}@example.org", 9)
        assert emails_queued(database, email) == 0
    assert requests_noted(database) == 0


@pytest.mark.fault("U-03")
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_mail_programs_own_button_does_the_same(
    bare_client: FlaskClient, database: Database, context: SiteContext, cast: Cast, kind: str
) -> None:
    link = cast.bob.link(Purpose.NEVER)
    for _ in range(2):
        answer = bare_client.post(link, data=ONE_CLICK, content_type=kind)
        assert (answer.status_code, answer.mimetype) == (200, "text/plain")
        assert "Set-Cookie" not in answer.headers
    assert states(database, cast.bob) == []
    with database.reading() as session:
        assert not mailboxes.may_be_written_to(session, context.identity, BOB, is_confirmed=False)


def test_who_has_areas_is_told_that_they_end_too(client: FlaskClient, database: Database, cast: Cast) -> None:
    link = cast.alice.link(Purpose.NEVER)
    assert "You get alerts now, and they end:" in client.get(link).text
    client.post(link)
    assert states(database, cast.alice) == []
    assert "We hold nothing about you" in client.get(link).text


@pytest.mark.fault("U-03")
def test_a_mail_programs_button_ends_what_somebody_confirmed_so_that_it_can_be_undone(
    client: FlaskClient, bare_client: FlaskClient, database: Database, context: SiteContext, cast: Cast
) -> None:
    area = "application:E09000007:2026/0123/P"
    alice = subscribed(database, context, ALICE, area, is_confirmed=False)
    link = alice.link(Purpose.NEVER)
    answer = bare_client.post(link, data=ONE_CLICK)
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert "unsubscribed from all planning alerts" in answer.text
    assert states(database, alice) == [(HOME, "ended"), (WARD, "ended"), (area, "ended")]
    client.post(alice.link(Purpose.UNSUBSCRIBE), data={"undo": "1"})
    assert states(database, alice) == [(HOME, "confirmed"), (WARD, "confirmed"), (area, "pending")]
    client.post(link)
    assert states(database, alice) == []


def test_an_address_that_was_only_to_be_moved_to_says_never_for_itself_alone(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast
) -> None:
    claim = Claim(Purpose.NEVER, cast.alice.id, cast.alice.generation, NOW, cast.alice.change)
    link = f"/never/{token_for(claim, KEY)}"
    assert "Never write to alice@new.example again?" in client.get(link).text
    for _ in range(2):
        assert client.post(link).status_code == 200
    assert states(database, cast.alice) == [(HOME, "confirmed"), (WARD, "confirmed")]
    ask(client, context, "alice@new.example")
    assert emails_queued(database, "alice@new.example") == 0


def test_who_confirmed_is_still_told_although_the_mailbox_in_another_spelling_said_never(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast
) -> None:
    with database.writing() as session:
        mailboxes.never_again(session, context.desk(), "al.ice@example.org")
        assert mailboxes.may_be_written_to(session, context.identity, ALICE, is_confirmed=True)
        assert not mailboxes.may_be_written_to(session, context.identity, ALICE, is_confirmed=False)
        assert mailboxes.again(session, context.identity, "al.ice@example.org")
        assert mailboxes.may_be_written_to(session, context.identity, ALICE, is_confirmed=False)
        assert not mailboxes.again(session, context.identity, "al.ice@example.org")


@pytest.mark.fault("U-03")
def test_what_is_kept_of_who_said_never_does_not_tell_who_it_was(
    client: FlaskClient, database: Database, cast: Cast, tmp_path: Path
) -> None:
    client.post(cast.bob.link(Purpose.NEVER))
    with database.reading() as session:
        assert subscriptions.subscriber_of(session, BOB) is None
        kept = session.connection().exec_driver_sql("SELECT address_hash, reason FROM suppression").all()
    assert [reason for _, reason in kept] == ["never", "never"]
    assert all(len(code) == 64 and "bob" not in code for code, _ in kept)


@pytest.mark.fault("P-09")
def test_to_leave_takes_one_step_and_to_join_three(
    client: FlaskClient, bare_client: FlaskClient, database: Database, context: SiteContext
) -> None:
    """Join: send the form, open the link of the e-mail, press its button. Leave: press the mail program's button."""
    ask(client, context, "dora@example.org")
    with database.reading() as session:
        person = subscriptions.subscriber_of(session, "dora@example.org")
        assert person is not None
        ((row, _),) = subscriptions.subscriptions_of(session, person.id)
    dora = Person(person.id, (row.id,), person.generation)
    assert client.get(dora.link(Purpose.CONFIRM)).status_code == 200
    assert states(database, dora) == [(WARD, "pending")]
    assert client.post(dora.link(Purpose.CONFIRM)).status_code == 200
    assert states(database, dora) == [(WARD, "confirmed")]
    assert bare_client.post(dora.link(Purpose.UNSUBSCRIBE), data=ONE_CLICK).status_code == 200
    assert states(database, dora) == [(WARD, "ended")]


@pytest.mark.fault("U-15")
def test_neither_links_nor_addresses_of_these_pages_are_logged(
    client: FlaskClient, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    links = [
        cast.bob.link(Purpose.NEVER),
        cast.alice.link(Purpose.ADDRESS),
        "/never/nonsense",
        "/address/x" * 9,
    ]
    for link in links:
        page = client.get(link)
        client.post(link)
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
    secrets = [link.rpartition("/")[2] for link in links] + [BOB, ALICE, "alice@new.example"]
    assert [secret for secret in secrets if secret in caplog.text] == []
