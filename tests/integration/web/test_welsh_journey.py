"""A resident who reads Welsh: from the search box to an alert, pages and both parts of every e-mail in Welsh."""

import re
from dataclasses import replace
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from alerts.db import subscriptions
from alerts.db.session import Database
from alerts.domain.links import Purpose
from alerts.domain.subscription import Wishes
from alerts.language import Language
from alerts.mail.outbox_folder import OutboxFolderSender, OutboxLetter, outbox_letters
from alerts.services.alerting import match_changes
from alerts.services.composing import compose_due
from alerts.services.intake import Asked, note
from alerts.services.reception import take_in
from alerts.services.sending import Post, send_due
from alerts.services.welcoming import compose_welcomes
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import BASE_URL, NOW, application, record
from tests.integration.web.people import ALICE, HOME, Cast, reception_of

NIA = "nia@example.org"


def _later() -> datetime:
    return NOW.replace(minute=6)


def _sent(context: SiteContext) -> list[OutboxLetter]:
    """The letters in the outbox once all that is due six minutes later has been sent, newest first."""
    assert context.outbox_dir is not None
    take_in(reception_of(context))
    compose_welcomes(context.database, context.site, context.identity, context.timetable, _later)
    compose_due(context.database, context.site, context.identity, context.timetable, _later)
    sender = OutboxFolderSender(context.outbox_dir)
    send_due(Post(context.database, sender, context.site, context.identity, _later, rate_per_second=1_000))
    return outbox_letters(context.outbox_dir)


def _to_nia(context: SiteContext, words: str) -> OutboxLetter:
    """Her letter with these words in its subject."""
    (found,) = [each for each in _sent(context) if each.recipient == NIA and words in each.subject]
    return found


def _link(letter: OutboxLetter, purpose: str) -> str:
    found = re.search(rf"{BASE_URL}(/cy/{purpose}/[\w-]+)", letter.text)
    assert found is not None
    return found[1]


def _both_say(letter: OutboxLetter, *words: str) -> None:
    """Text and HTML hold the words; what either says is compared without line ends and markup."""
    text, page = " ".join(letter.text.split()), " ".join(re.sub(r"<[^>]+>", "", letter.html).split())
    for each in words:
        assert each in text, each
        assert each in page, each
    assert '<html lang="cy"' in letter.html


def _a_new_shed(database: Database, context: SiteContext) -> None:
    with database.writing() as session:
        record(session, [application("2026/5000/P", description="A new shed")], NOW.replace(minute=5))
    match_changes(database, context.timetable, _later)


def test_a_welsh_reader_gets_from_the_search_box_to_an_alert_in_welsh(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    found = client.get("/cy/search", query_string={"q": " nw5  1tl"})
    assert (found.status_code, found.headers["Location"]) == (303, "/cy/areas/postcode/NW51TL")
    area = client.get("/cy/areas/postcode/NW51TL?radius=400")
    assert '<form action="/cy/subscriptions" method="post"' in area.text
    assert "Cael negeseuon e-bost am yr ardal hon" in area.text

    fields = {"email": NIA, "area": HOME, "frequency": "instant"}
    asked = client.post("/cy/subscriptions", data=fields)
    assert asked.headers["Location"] == "/cy/check-your-inbox"
    assert "Edrychwch yn eich mewnflwch" in client.get("/cy/check-your-inbox").text
    confirmation = _to_nia(context, "")
    assert confirmation.subject == "Cadarnhewch eich hysbysiadau cynllunio: o fewn 400 m i NW5 1TL"
    _both_say(confirmation, "Un clic ac rydych wedi tanysgrifio", "Byddem yn ysgrifennu atoch ar unwaith")

    link = _link(confirmation, "confirm")
    assert "A hoffech chi gael y negeseuon e-bost hyn?" in client.get(link).text
    assert "Rydych wedi’ch cadarnhau" in client.post(link).text
    welcome = _to_nia(context, "Croeso")
    assert welcome.subject == (
        "Croeso: mae 2 gais cynllunio ar agor i sylwadau o fewn 400 m i NW5 1TL heddiw"
    )
    _both_say(welcome, "Ar agor i sylwadau: dydd Llun 23 Tachwedd", "Gwnaethoch gadarnhau hyn")

    _a_new_shed(database, context)
    alert = _to_nia(context, "A new shed")
    assert alert.subject == ("1 cais cynllunio ger NW5 1TL: A new shed, sylwadau erbyn 11 Rhagfyr")
    _both_say(
        alert,
        "1 cais cynllunio o fewn 400 m i NW5 1TL",
        "Dydd Llun 23 Tachwedd 2026: 1 newydd.",
        "A new shed, ",
        " m i’r dwyrain o NW5 1TL.",
        "Cyflwynwch sylwadau erbyn dydd Gwener 11 Rhagfyr, 18 diwrnod ar ôl.",
        "Anfonwyd oherwydd ei fod yn eich ardal: o fewn 400 m i NW5 1TL.",
    )
    assert f"{BASE_URL}/cy/applications/E09000007/2026/5000/P" in alert.text
    for purpose in ("follow", "mute", "manage", "unsubscribe"):
        page = client.get(_link(alert, purpose))
        assert (page.status_code, '<html lang="cy"' in page.text) == (200, True), purpose


def test_a_welsh_alert_has_no_english_sentence_of_ours_left(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    client.post("/cy/subscriptions", data={"email": NIA, "area": HOME, "frequency": "instant"})
    client.post(_link(_to_nia(context, "Cadarnhewch"), "confirm"))
    _a_new_shed(database, context)
    for subject in ("Cadarnhewch", "A new shed"):
        letter = _to_nia(context, subject)
        ours = re.sub(r"https?://\S+|Example Alerts", "", letter.text)
        found = re.findall(
            r"\b(?:the|you|your|this|of|from|and|within|days?|comment|council|east|west)\b", ours
        )
        assert found == [], letter.text


def test_others_are_written_to_in_english_at_the_same_time(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast
) -> None:
    client.post("/cy/subscriptions", data={"email": NIA, "area": HOME, "frequency": "instant"})
    client.post(_link(_to_nia(context, "Cadarnhewch"), "confirm"))
    client.post(cast.alice.link(Purpose.MANAGE), data={"action": "save", "subscription": cast.alice.subscriptions[0],
                                                       "frequency": "instant", "changes": "new"})  # fmt: skip
    _a_new_shed(database, context)
    told = [letter for letter in _sent(context) if "A new shed" in letter.subject]
    subjects = {letter.recipient: letter.subject for letter in told}
    assert subjects[NIA].startswith("1 cais cynllunio ger NW5 1TL: A new shed")
    assert subjects[ALICE].startswith("1 planning application near NW5 1TL: A new shed")


def test_a_person_changes_the_language_on_their_own_page_and_reads_of_it_in_their_data(
    client: FlaskClient, database: Database, cast: Cast
) -> None:
    own = cast.alice.link(Purpose.MANAGE)
    assert client.get(f"{own}/export.json").json["language"] == "en"  # type: ignore[index]
    done = client.post(own, data={"action": "language", "language": "cy"})
    assert done.headers["Location"] == f"{own}?done=language"
    assert client.get(f"{own}/export.json").json["language"] == "cy"  # type: ignore[index]
    assert client.post(own, data={"action": "language", "language": "fr"}).status_code == 400
    assert _language(database, ALICE) is Language.WELSH


@pytest.mark.parametrize(
    ("email", "language"), [(ALICE, Language.ENGLISH), ("bob@example.org", Language.WELSH)]
)
def test_a_stranger_changes_the_language_of_nobody_who_has_confirmed(
    database: Database, context: SiteContext, cast: Cast, email: str, language: Language
) -> None:
    with database.writing() as session:
        asked = Asked(email, "/areas", "192.0.2.77", "ward:E05013661", Wishes(), Language.WELSH)
        note(session, context.desk(), asked)
    later = replace(context, clock=lambda: NOW.replace(minute=50))
    assert take_in(reception_of(later)) == 1
    assert _language(database, email) is language


def _language(database: Database, email: str) -> Language:
    with database.reading() as session:
        person = subscriptions.subscriber_of(session, email)
        assert person is not None
        return Language(person.language)
