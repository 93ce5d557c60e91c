"""Map pictures: drawn before the e-mail is composed, kept once for all who get them, never in the way of the words."""

import io
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from PIL import Image
from sqlalchemy import select

from alerts.db import pictures
from alerts.db.session import Database
from alerts.db.tables import EmailRow, PictureRow, SubscriberRow
from alerts.mail.sender import SmtpSender
from alerts.mail.smtp_settings import Security, SmtpServer
from alerts.services.composing import compose_due
from alerts.services.privacy import erase
from alerts.services.retention import forget
from alerts.services.sending import Post, send_due
from geo.gazetteer import Gazetteer, Neighbour
from geo.postcode import Postcode
from tests.factories import (
    IDENTITY,
    NOW,
    NW5_1TL,
    SITE,
    TIMETABLE,
    all_of,
    around_nw5,
    at,
    following,
    subscribe,
)
from tests.fakes import HandClock, RecordingSender, TinyGazetteer
from tests.integration.alerting.mail import ALICE, Match, emails, happen
from tests.rig.smtp import SmtpRig
from tests.unit.mail.alerts import read_html


class Streets(TinyGazetteer):
    """A gazetteer of five postcodes round NW5 1TL."""

    licence_lines = ("Contains OS data.", "Contains Royal Mail data.")

    def neighbours(self, easting: float, northing: float, radius_m: float) -> list[Neighbour]:
        x, y = NW5_1TL
        places = [
            ("NW51TL", 0, 0),
            ("NW51TP", 80, 30),
            ("NW51TQ", -70, 60),
            ("NW51TR", 30, -90),
            ("NW51TS", -60, -50),
        ]
        return [Neighbour(Postcode(name), x + east, y + north, 0.0) for name, east, north in places]


class Broken(TinyGazetteer):
    """A gazetteer that fails whatever it is asked."""

    licence_lines = ()

    def neighbours(self, *_: Any) -> list[Neighbour]:
        raise RuntimeError("out of ink")


def compose(database: Database, clock: HandClock, gazetteer: Any) -> int:
    return compose_due(database, SITE, IDENTITY, TIMETABLE, clock, gazetteer=gazetteer)


def kept(database: Database) -> dict[str, bytes]:
    with database.reading() as session:
        return {row.digest: row.content for row in session.scalars(select(PictureRow))}


def alts(email: EmailRow) -> list[str]:
    return [alt for _, alt in read_html(email.html).pictures]


def test_a_picture_is_kept_once_for_all_who_are_sent_it(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        for number in range(5):
            subscribe(session, f"person{number}@example.com", around_nw5())
    happen(database, 1)
    match()
    assert compose(database, clock, Streets()) == 5
    (digest,) = kept(database)
    assert [email.pictures for email in emails(database)] == [
        [{"cid": f"{digest[:32]}@map", "digest": digest}]
    ] * 5


def test_a_picture_that_is_kept_already_is_not_stored_again(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5())
    happen(database, 1)
    match()
    compose(database, clock, Streets())
    with database.writing() as session:
        subscribe(session, "dora@example.com", around_nw5())
    happen(database, 2, noticed_at=NOW + timedelta(minutes=1))
    clock.pass_by(hours=1)
    match()
    assert compose(database, clock, Streets()) == 2
    assert len(kept(database)) == 1


@pytest.mark.parametrize(
    ("watch", "site", "words"),
    [
        (around_nw5(), at(60), "Map: the site, 50 m east of NW5 1TL, within your 400 m."),
        (all_of(), at(60), "Map: the site, in Camden."),
        (following("2026/0001/P"), at(60), "Map: the site, you follow 2026/0001/P."),
    ],
    ids=["postcode", "council", "followed"],
)
def test_the_words_for_a_picture_say_what_it_shows(
    database: Database, match: Match, clock: HandClock, watch: Any, site: Any, words: str
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, watch)
    happen(database, 1, site=site)
    match()
    compose(database, clock, Streets())
    (email,) = emails(database)
    assert alts(email) == [words]
    (content,) = kept(database).values()
    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.format, picture.size, picture.info) == ("PNG", (960, 512), {})
    assert len(content) <= 14_000


def test_the_picture_goes_out_with_the_email_and_a_repeat_is_the_same(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5())
    happen(database, 1)
    match()
    compose(database, clock, Streets())
    sender = RecordingSender()
    send_due(Post(database, sender, SITE, IDENTITY, clock))
    with database.writing() as session:
        for row in session.scalars(select(EmailRow)):
            row.state, row.sent_at = "queued", None
    send_due(Post(database, sender, SITE, IDENTITY, clock))
    first, second = sender.sent
    assert first.as_bytes() == second.as_bytes()
    (picture,) = (part for part in first.walk() if part.get_content_type() == "image/png")
    assert [picture.get_content()] == list(kept(database).values())
    cid = str(picture["Content-ID"]).strip("<>")
    assert f'src="cid:{cid}"' in first.get_body(("html",)).get_content()


def test_without_a_gazetteer_there_are_pictures_without_postcodes_and_nothing_is_owed(
    database: Database, match: Match, clock: HandClock, tmp_path: Path
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5())
    happen(database, 1)
    match()
    compose(database, clock, Gazetteer(tmp_path / "nowhere.sqlite"))
    (email,) = emails(database)
    assert len(email.pictures) == 1
    assert "Maps:" not in email.text


def test_what_is_owed_for_postcodes_stands_at_the_foot(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5())
    happen(database, 1)
    match()
    compose(database, clock, Streets())
    (email,) = emails(database)
    assert "Maps: Contains OS data. Contains Royal Mail data." in email.text


def test_a_picture_that_cannot_be_drawn_costs_nobody_the_email(
    database: Database, match: Match, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    with database.writing() as session:
        for number in range(3):
            subscribe(session, f"person{number}@example.com", around_nw5())
    happen(database, 1)
    match()
    with caplog.at_level(logging.ERROR):
        assert compose(database, clock, Broken()) == 3
    assert [email.pictures for email in emails(database)] == [[], [], []]
    assert "out of ink" in caplog.text
    # Once a run, not once a person.
    assert caplog.text.count("a map picture cannot be drawn") == 1


def test_in_open_country_a_picture_looks_from_further_away(
    database: Database, match: Match, clock: HandClock
) -> None:
    class Glen(Streets):
        """Where the next postcode is a mile off."""

        def neighbours(self, easting: float, northing: float, radius_m: float) -> list[Neighbour]:
            self.asked.append(radius_m)
            return super().neighbours(easting, northing, radius_m) if radius_m > 1_500 else []

        asked: ClassVar[list[float]] = []

    with database.writing() as session:
        subscribe(session, ALICE, all_of())
    happen(database, 1)
    match()
    compose(database, clock, Glen())
    assert [round(radius_m) for radius_m in Glen.asked] == [214, 641, 1708]
    assert len(kept(database)) == 1


def test_an_application_whose_place_is_not_known_has_no_picture(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, all_of())
    happen(database, 1, site=None)
    match()
    assert compose(database, clock, Streets()) == 1
    (email,) = emails(database)
    assert email.pictures == []


def test_no_transaction_waits_while_a_picture_is_drawn(
    database: Database, match: Match, clock: HandClock
) -> None:
    """Another writer gets its turn in the middle of the drawing."""

    class Watching(Streets):
        def neighbours(self, *where: float) -> list[Neighbour]:
            with database.writing() as session:
                subscribe(session, "meanwhile@example.com", all_of())
            return super().neighbours(*where)

    with database.writing() as session:
        subscribe(session, ALICE, around_nw5())
    happen(database, 1)
    match()
    assert compose(database, clock, Watching()) == 1
    assert len(kept(database)) == 1


@pytest.mark.fault("P-05")
def test_a_picture_is_forgotten_when_no_email_of_the_last_thirty_days_needs_it(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5())
    happen(database, 1)
    match()
    compose(database, clock, Streets())
    _settle(database)
    with database.writing() as session:
        assert forget(session, NOW + timedelta(days=30)).pictures == 0
    assert len(kept(database)) == 1
    with database.writing() as session:
        assert forget(session, NOW + timedelta(days=31, minutes=1)).pictures == 1
    assert kept(database) == {}
    assert [email.pictures for email in emails(database)] == [[]]


@pytest.mark.fault("P-02")
def test_a_map_goes_with_the_person_unless_somebody_else_is_still_to_be_sent_it(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        alice = subscribe(session, ALICE, around_nw5()).subscriber_id
        dora = subscribe(session, "dora@example.com", around_nw5()).subscriber_id
    happen(database, 1)
    match()
    compose(database, clock, Streets())
    for person, left in ((alice, 1), (dora, 0)):
        with database.writing() as session:
            erase(session, session.get_one(SubscriberRow, person), IDENTITY.keys)
        assert len(kept(database)) == left


def test_a_picture_that_a_later_email_needs_is_kept(database: Database) -> None:
    with database.writing() as session:
        pictures.keep(session, {"ab": b"1"}, NOW)
        pictures.keep(session, {"ab": b"1"}, NOW + timedelta(days=29))
        assert pictures.remove_unneeded(session, NOW + timedelta(days=28)) == 0
    assert kept(database) == {"ab": b"1"}


def test_a_picture_that_waits_to_be_sent_is_kept_however_old(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5())
    happen(database, 1)
    match()
    compose(database, clock, Streets())
    with database.writing() as session:
        assert forget(session, NOW + timedelta(days=90)).pictures == 0
    assert len(kept(database)) == 1


def _settle(database: Database) -> None:
    with database.writing() as session:
        for row in session.scalars(select(EmailRow)):
            row.state, row.sent_at = "sent", NOW


def test_two_workers_keep_the_same_pictures_at_the_same_moment(database: Database) -> None:
    contents = {f"{number:02}": bytes([number]) for number in range(20)}
    at_once = threading.Barrier(4)

    def keep(_: int) -> None:
        at_once.wait(20)
        for names in (contents, dict(reversed(contents.items()))):
            with database.writing() as session:
                pictures.keep(session, names, NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(keep, range(4)))
    assert kept(database) == contents


def test_a_picture_goes_through_a_mail_server_unharmed(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5())
    happen(database, 1)
    match()
    compose(database, clock, Streets())
    with SmtpRig() as rig:
        sender = SmtpSender(SmtpServer(rig.host, rig.port, "alerts.example", Security.NONE))
        assert send_due(Post(database, sender, SITE, IDENTITY, clock)).sent == 1
        (received,) = rig.messages()
    (part,) = (part for part in received.parsed.walk() if part.get_content_type() == "image/png")
    assert [part.get_content()] == list(kept(database).values())
    assert part["Content-ID"] is not None
    assert len(received.bytes) < 40_000


def test_of_many_only_some_are_composed_before_what_waits_is_handed_over(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        for number in range(5):
            subscribe(session, f"person{number}@example.com", around_nw5())
    happen(database, 1)
    match()
    composed = [
        compose_due(database, SITE, IDENTITY, TIMETABLE, clock, gazetteer=None, most=2) for _ in range(4)
    ]
    assert composed == [2, 2, 1, 0]
    assert len({email.subscriber_id for email in emails(database)}) == 5


def test_an_email_may_carry_more_pictures_than_a_statement_takes(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        alice = subscribe(session, ALICE, around_nw5()).subscriber_id
        pictures.keep(session, {"f" * 64: b"1", "old": b"2"}, NOW - timedelta(days=60))
        pictures.keep(session, {"young": b"3"}, NOW + timedelta(days=2))
    happen(database, 1)
    match()
    compose(database, clock, None)
    with database.writing() as session:
        row = session.scalars(select(EmailRow)).one()
        row.pictures = [{"cid": str(n), "digest": f"{n:064x}"} for n in range(70_000)]
        row.pictures = [*row.pictures, {"cid": "last", "digest": "f" * 64}]
    with database.writing() as session:
        assert pictures.remove_unneeded(session, NOW + timedelta(days=2)) == 1
        row = session.scalars(select(EmailRow)).one()
        assert pictures.carried_by(session, [row]) == {row.id: [("last", b"1")]}
    assert kept(database).keys() == {"f" * 64, "young"}
    with database.writing() as session:
        pictures.remove_of(session, alice)
    assert kept(database) == {"young": b"3"}
