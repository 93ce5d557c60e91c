"""`POST /bounces`: a mail service that knows the secret tells what came back, and nobody else is heard."""

import json
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from alerts.db.session import Database
from alerts.db.tables import EmailRow, SubscriberRow
from alerts.domain.return_address import return_address
from alerts.domain.suppression import Reason
from alerts.services.suppression import why_suppressed
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import BASE_URL, BOUNCE_SECRET, KEY, NOW
from tests.integration.web.people import ALICE, Cast
from tests.returned_mail import names, returned

WITH_SECRET = {"Authorization": f"Bearer {BOUNCE_SECRET}"}
NOTHING = {"bounces": 0, "complaints": 0, "ignored": 1, "left": 0}
ONE_BOUNCE = NOTHING | {"bounces": 1, "ignored": 0}
ONE_COMPLAINT = NOTHING | {"complaints": 1, "ignored": 0}


@pytest.fixture
def back(database: Database, cast: Cast) -> str:
    """Where an e-mail that was sent to Alice comes back to."""
    with database.writing() as session:
        row = session.query(EmailRow).filter(EmailRow.subscriber_id == cast.alice.id).first()
        assert row is not None
        session.execute(update(EmailRow).where(EmailRow.id == row.id).values(state="sent", sent_at=NOW))
        return return_address(row.id, ALICE, "bounces.example", KEY)


def why(database: Database) -> Reason | None:
    with database.reading() as session:
        return why_suppressed(session, (KEY,), ALICE)


@pytest.mark.parametrize("path", ["/bounces", f"/bounces/{BOUNCE_SECRET}"])
def test_a_returned_message_is_taken_with_the_secret_in_a_header_or_in_the_address(
    bare_client: FlaskClient, database: Database, back: str, path: str
) -> None:
    answer = bare_client.post(
        path,
        data=returned("gmail_no_such_user", back),
        content_type="message/rfc822",
        headers=WITH_SECRET if path == "/bounces" else {},
    )
    assert (answer.status_code, answer.json) == (200, ONE_BOUNCE)
    assert why(database) is Reason.HARD_BOUNCE
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("told", "answer", "reason"),
    [
        ({"kind": "bounce", "status": "5.1.1"}, ONE_BOUNCE, Reason.HARD_BOUNCE),
        ({"kind": "bounce", "status": "5.2.2"}, ONE_BOUNCE, None),
        ({"kind": "bounce", "status": "4.4.1"}, NOTHING, None),
        ({"kind": "bounce"}, NOTHING, None),
        ({"kind": "delivered", "status": "5.1.1"}, NOTHING, None),
        ({"kind": "complaint"}, ONE_COMPLAINT, Reason.COMPLAINT),
    ],
)
def test_the_same_may_be_told_as_json(
    bare_client: FlaskClient,
    database: Database,
    back: str,
    told: dict[str, str],
    answer: object,
    reason: object,
) -> None:
    got = bare_client.post("/bounces", json={"to": back, **told}, headers=WITH_SECRET)
    assert (got.status_code, got.json) == (200, answer)
    assert why(database) == reason


def test_several_are_told_at_once(bare_client: FlaskClient, database: Database, back: str) -> None:
    told = [{"to": back, "kind": "bounce", "status": "5.7.1"}, {"to": back, "kind": "complaint"}, 7, {}]
    answer = bare_client.post("/bounces", json=told, headers=WITH_SECRET)
    assert answer.json == {"bounces": 1, "complaints": 1, "ignored": 1, "left": 0}


@pytest.mark.fault("M-13")
@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/bounces", {}),
        ("/bounces", {"Authorization": "Bearer "}),
        ("/bounces", {"Authorization": f"Bearer {BOUNCE_SECRET[:-1]}"}),
        ("/bounces", {"Authorization": f"Basic {BOUNCE_SECRET}"}),
        ("/bounces", {"Sec-Fetch-Site": "same-origin"}),
        (f"/bounces/{BOUNCE_SECRET[:-1]}x", {}),
        (f"/bounces/{BOUNCE_SECRET}/", {}),
        ("/bounces/é", {}),
        (f"/bounces/wrong?secret={BOUNCE_SECRET}", {}),
    ],
)
def test_who_does_not_know_the_secret_is_not_heard(
    bare_client: FlaskClient, database: Database, back: str, path: str, headers: dict[str, str]
) -> None:
    content = returned("gmail_no_such_user", back)
    answer = bare_client.post(path, data=content, content_type="message/rfc822", headers=headers)
    assert answer.status_code in (403, 404)
    assert why(database) is None


@pytest.mark.fault("M-13")
@pytest.mark.parametrize("name", names())
def test_what_is_not_ours_is_ignored_with_thanks(
    bare_client: FlaskClient, database: Database, cast: Cast, name: str
) -> None:
    answer = bare_client.post(
        "/bounces", data=returned(name), content_type="message/rfc822", headers=WITH_SECRET
    )
    assert (answer.status_code, answer.json) == (200, NOTHING)


@pytest.mark.fault("M-13")
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "message/rfc822"),
        (b"x" * 10_000_000, "message/rfc822"),
        (b"[" * 100_000, "application/json"),
        (b"{not json", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b'{"to": {"a": 1}, "kind": ["bounce"], "status": 5}', "application/json"),
        (b"a=b&c=d", "application/x-www-form-urlencoded"),
    ],
    ids=["nothing", "10 MB", "deep", "broken", "no text", "other types", "a form"],
)
def test_nonsense_is_answered_with_2xx_so_that_it_does_not_come_again(
    bare_client: FlaskClient, database: Database, cast: Cast, content: bytes, kind: str
) -> None:
    answer = bare_client.post("/bounces", data=content, content_type=kind, headers=WITH_SECRET)
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["bounces"] == 0


@pytest.mark.fault("M-13")
def test_a_replay_counts_once(bare_client: FlaskClient, database: Database, back: str) -> None:
    told = json.dumps({"to": back, "kind": "complaint"})
    for expected in (ONE_COMPLAINT, NOTHING):
        answer = bare_client.post("/bounces", data=told, content_type="application/json", headers=WITH_SECRET)
        assert answer.json == expected


def test_without_a_secret_in_the_settings_there_is_no_such_address(context: SiteContext) -> None:
    client = create_app(replace(context, bounce_secret="")).test_client()
    for headers in ({}, {"Authorization": "Bearer "}):
        answer = client.post(
            "/bounces", data=b"x", headers={"Host": BASE_URL.removeprefix("http://"), **headers}
        )
        assert answer.status_code == 404


def test_nobody_can_look_there(client: FlaskClient, database: Database) -> None:
    for path in ("/bounces", f"/bounces/{BOUNCE_SECRET}"):
        assert client.get(path).status_code == 405
        assert client.put(path, data=b"x").status_code == 405
    with database.reading() as session:
        assert session.query(SubscriberRow).count() == 0
