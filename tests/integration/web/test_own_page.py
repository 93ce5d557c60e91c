"""A person's own page: every change they can make, and none that they can make to others."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from alerts.db import ledger, subscriptions
from alerts.db.mapping import wishes_from_row
from alerts.db.session import Database
from alerts.domain.change import ChangeKind
from alerts.domain.links import Purpose
from alerts.domain.subscription import Frequency, Wishes
from alerts.services.alerting import match_changes
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import NOW, application, record
from tests.integration.web.people import BOB, HOME, WARD, Cast, states

ISLINGTON, BARNET = "E09000019", "E09000003"


@pytest.fixture
def own(cast: Cast) -> str:
    return cast.alice.link(Purpose.MANAGE)


def test_it_shows_every_area_with_its_wishes(client: FlaskClient, own: str) -> None:
    page = client.get(own).text
    assert "We write to alice@example.org." in page
    assert "Within 400 m of NW5 1TL" in page
    assert "Highgate ward, Camden" in page
    assert "Once a day: everything that happens, a reminder 3 days before comments close." in page


def test_wishes_are_saved(client: FlaskClient, database: Database, own: str, cast: Cast) -> None:
    answer = client.post(
        own,
        data={
            "action": "save",
            "subscription": str(cast.alice.subscriptions[0]),
            "frequency": "weekly",
            "asked": "changes",
            "changes": ["new", "decided"],
            "types": ["hh"],
            "include": "roof, Basement",
            "exclude": "",
        },
    )
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"{own}?done=save&area={cast.alice.subscriptions[0]}",
    )
    assert "Your choices are saved." in client.get(f"{own}?done=save").text
    assert _wishes(database, cast.alice.subscriptions[0]) == Wishes(
        frequency=Frequency.WEEKLY,
        changes=frozenset({ChangeKind.NEW, ChangeKind.DECIDED}),
        types=frozenset({"hh"}),
        include=("roof", "basement"),
    )


def test_wishes_that_make_no_sense_are_refused_with_words(
    client: FlaskClient, database: Database, own: str, cast: Cast
) -> None:
    number = cast.alice.subscriptions[0]
    answer = client.post(
        own, data={"action": "save", "subscription": str(number), "frequency": "hourly", "asked": "changes"}
    )
    assert answer.status_code == 400
    assert "Choose how often we write" in answer.text
    assert _wishes(database, number) == Wishes()


def test_a_refused_choice_is_told_at_its_own_areas_form_and_what_was_typed_stays(
    client: FlaskClient, own: str, cast: Cast
) -> None:
    number, other = cast.alice.subscriptions
    fields = {"action": "save", "subscription": str(number), "frequency": "weekly", "asked": "changes"}
    page = client.post(own, data=fields | {"include": "chimney", "types": "castle"}).text
    for field in ("changes", "types"):
        assert f'<a href="#s{number}-{field}">' in page
        assert f'id="s{number}-{field}-error"' in page
        assert f'id="s{other}-{field}-error"' not in page
    assert set(re.findall(r'<a href="#(s\d+-\w+)">', page)) <= set(re.findall(r'\bid="([^"]+)"', page))
    assert re.findall(r'id="(s\d+)-include"[^>]*value="chimney"', page) == [f"s{number}"]
    assert re.findall(r'id="(s\d+)-frequency-3"[^>]* checked', page) == [f"s{number}"]
    assert page.count('<details class="govuk-details" open>') == 2


@pytest.mark.parametrize("radius", ["7 km", "5001"])
def test_a_refused_distance_is_told_at_its_own_field_and_stays_there(
    client: FlaskClient, own: str, cast: Cast, radius: str
) -> None:
    number = cast.alice.subscriptions[0]
    page = client.post(own, data={"action": "radius", "subscription": str(number), "radius": radius}).text
    assert f'<a href="#s{number}-radius">The distance must be a whole number of metres' in page
    assert f'id="s{number}-radius-error"' in page
    assert re.search(rf'id="s{number}-radius"[^>]*value="{radius}"', page)
    opened = re.findall(r'<details class="govuk-details" open>\s*<summary[^>]*><span[^>]*>([^<]+?) <', page)
    assert opened == ["Change the distance"]


def test_an_area_without_a_distance_is_given_none(
    client: FlaskClient, database: Database, own: str, cast: Cast
) -> None:
    fields = {"action": "radius", "subscription": str(cast.alice.subscriptions[1]), "radius": "50"}
    answer = client.post(own, data=fields)
    assert answer.status_code == 400
    assert "Only an area around a postcode has a distance." in answer.text
    assert states(database, cast.alice) == [(HOME, "confirmed"), (WARD, "confirmed")]


def test_a_new_distance_takes_the_place_of_the_old_and_loses_no_alert(
    client: FlaskClient, database: Database, context: SiteContext, own: str, cast: Cast
) -> None:
    with database.writing() as session:
        record(session, [application("2026/3000/P")], NOW.replace(minute=5))
    match_changes(database, context.timetable, lambda: NOW.replace(minute=6))
    client.post(
        own, data={"action": "radius", "subscription": str(cast.alice.subscriptions[0]), "radius": "800"}
    )
    moved = ("postcode:NW51TL:800", "confirmed")
    assert states(database, cast.alice) == [(HOME, "ended"), (WARD, "confirmed"), moved]
    with database.reading() as session:
        row = subscriptions.subscriptions_of(session, cast.alice.id)[-1][0]
        waiting = ledger.of_subscriptions(session, [row.id])
    assert row.confirmed_at == NOW
    assert [alert.email_id for alert in waiting] == [None]


@pytest.mark.parametrize("radius", ["", "-1", "5001", "1e3", "٤٠٠", "400.0", "9" * 400])
def test_a_distance_that_is_none_is_refused(
    client: FlaskClient, database: Database, own: str, cast: Cast, radius: str
) -> None:
    fields = {"action": "radius", "subscription": str(cast.alice.subscriptions[0]), "radius": radius}
    answer = client.post(own, data=fields)
    assert answer.status_code == 400
    assert "The distance must be a whole number of metres from 0 to 5,000." in answer.text
    assert states(database, cast.alice) == [(HOME, "confirmed"), (WARD, "confirmed")]


@pytest.mark.parametrize(
    ("typed", "area"),
    [
        ("n1 9gu", "postcode:N19GU:100"),
        ("kentish town north", "ward:E05013661"),
        ("Camden", "authority:E09000007"),
    ],
)
def test_another_place_is_added_and_confirmed_at_once(
    client: FlaskClient, database: Database, own: str, cast: Cast, typed: str, area: str
) -> None:
    client.post(own, data={"action": "add", "place": typed})
    assert states(database, cast.alice)[2:] == [(area, "confirmed")]


def test_a_place_that_nobody_knows_is_not_added(client: FlaskClient, own: str) -> None:
    answer = client.post(own, data={"action": "add", "place": "Atlantis"})
    assert answer.status_code == 400
    assert "There is a problem" in answer.text
    assert "Please check the spelling" in answer.text
    assert '<a href="#place">' in answer.text
    assert re.search(r'id="place"[^>]*value="Atlantis"', answer.text)


def test_one_area_or_all_can_be_stopped(
    client: FlaskClient, database: Database, own: str, cast: Cast
) -> None:
    client.post(own, data={"action": "stop", "subscription": str(cast.alice.subscriptions[0])})
    assert states(database, cast.alice) == [(HOME, "ended"), (WARD, "confirmed")]
    client.post(own, data={"action": "stop-all"})
    assert states(database, cast.alice) == [(HOME, "ended"), (WARD, "ended")]
    assert "You watch no area now." in client.get(own).text


@pytest.mark.fault("U-17")
@pytest.mark.parametrize("action", ["save", "radius", "stop"])
def test_somebody_elses_area_is_not_found(
    client: FlaskClient, database: Database, own: str, cast: Cast, action: str
) -> None:
    for number in (*cast.bob.subscriptions, *cast.charlie.subscriptions, 9_999, -1, "x", 2**31, "9" * 17):
        fields = {"action": action, "subscription": str(number), "radius": "50", "frequency": "weekly"}
        assert client.post(own, data=fields).status_code == 404
        assert client.get(f"{own}/why?subscription={number}&reference=2026/0123/P").status_code == 404
    assert states(database, cast.bob) == [(HOME, "pending")]
    assert states(database, cast.charlie) == [(HOME, "ended")]


def test_all_that_is_held_can_be_taken_away_and_nothing_of_others(client: FlaskClient, own: str) -> None:
    answer = client.get(f"{own}/export.json")
    assert answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="planning-alerts.json"'
    held = json.loads(answer.text)
    assert held["email"] == "alice@example.org"
    assert [each["area"] for each in held["subscriptions"]] == [HOME, WARD]
    assert BOB not in answer.text


def test_deleting_everything_asks_first_and_then_ends_every_link(
    client: FlaskClient, database: Database, own: str, cast: Cast
) -> None:
    assert "It cannot be taken back." in client.get(f"{own}/erase").text
    assert states(database, cast.alice) != []
    assert "Everything about you is deleted" in client.post(own, data={"action": "erase"}).text
    assert states(database, cast.alice) == []
    assert client.get(own).status_code == 404
    assert client.get(cast.alice.link(Purpose.UNSUBSCRIBE)).status_code == 404


def test_a_person_can_see_why_they_were_not_told(client: FlaskClient, own: str, cast: Cast) -> None:
    number = cast.alice.subscriptions[0]
    page = client.get(f"{own}/why?subscription={number}&reference=2026/0123/p").text
    assert "Why you were told of 2026/0123/P, or not" in page
    assert "known from the silent first load, unchanged since" in page
    unknown = client.get(f"{own}/why?subscription={number}&reference=nothing")
    assert unknown.status_code == 404


def test_of_one_reference_at_several_councils_the_areas_own_is_meant(
    client: FlaskClient, database: Database, own: str, cast: Cast
) -> None:
    elsewhere = application("2026/0123/P", authority=BARNET, feed_key="b", description="A barn in Barnet")
    with database.writing() as session:
        record(session, [elsewhere], NOW)
    page = client.get(f"{own}/why?subscription={cast.alice.subscriptions[0]}&reference=2026/0123/P").text
    assert "Erection of a single storey rear extension" in page
    assert "A barn in Barnet" not in page


def test_of_one_reference_at_councils_elsewhere_the_person_is_asked_which(
    client: FlaskClient, database: Database, own: str, cast: Cast
) -> None:
    with database.writing() as session:
        for code, words in ((BARNET, "A barn in Barnet"), (ISLINGTON, "An inn in Islington")):
            elsewhere = application("26/1 A&B", authority=code, feed_key=code, description=words)
            record(session, [elsewhere], NOW)
    asked = f"{own}/why?subscription={cast.alice.subscriptions[0]}&reference=26/1+A%26B"
    page = client.get(asked).text
    assert "Several councils have an application 26/1 A&amp;B" in page
    paths = re.findall(rf'href="({re.escape(own)}/why[^"]+)">(\w+)</a>', page)
    assert {council for _, council in paths} == {"Barnet", "Islington"}
    for path, council in paths:
        words = {"Barnet": "A barn in Barnet", "Islington": "An inn in Islington"}[council]
        assert words in client.get(unescape(path)).text
    assert client.get(f"{asked}&council=E09000033").status_code == 404


def test_a_number_that_is_none_is_not_heard_of_again(client: FlaskClient, own: str) -> None:
    for number in ("2147483648", "9" * 17, "x", ""):
        assert client.post(own, data={"action": "unmute", "application": number}).status_code == 404


def test_an_unknown_button_does_nothing(
    client: FlaskClient, database: Database, own: str, cast: Cast
) -> None:
    assert client.post(own, data={"action": "promote"}).status_code == 400
    assert client.post(own).status_code == 400
    assert states(database, cast.alice) == [(HOME, "confirmed"), (WARD, "confirmed")]


def _wishes(database: Database, number: int) -> Wishes:
    with database.reading() as session:
        row = subscriptions.subscription(session, number)
        assert row is not None
        return wishes_from_row(row)


@pytest.mark.fault("U-08")
def test_what_was_stopped_last_can_be_started_again_from_ones_own_page_for_thirty_days(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast
) -> None:
    own = cast.charlie.link(Purpose.MANAGE)
    assert "Start again what I stopped last" in client.get(own).text
    assert client.post(own, data={"action": "undo"}).headers["Location"] == f"{own}?done=undo"
    assert states(database, cast.charlie) == [(HOME, "confirmed")]
    assert "Start again what I stopped last" not in client.get(own).text
    client.post(own, data={"action": "stop-all"})
    later = replace(context, clock=lambda: NOW + timedelta(days=30, minutes=1))
    fresh = cast.charlie.link(Purpose.MANAGE, issued_at=NOW + timedelta(days=30))
    page = create_app(later).test_client().get(fresh, headers={"Host": "alerts.example.org"})
    assert page.status_code == 200
    assert "Start again what I stopped last" not in page.text
