"""A person's own page: every change they can make, and none that they can make to others."""

import json

import pytest
from flask.testing import FlaskClient

from alerts.db import ledger, subscriptions
from alerts.db.mapping import wishes_from_row
from alerts.db.session import Database
from alerts.domain.change import ChangeKind
from alerts.domain.links import Purpose
from alerts.domain.subscription import Frequency, Wishes
from alerts.services.alerting import match_changes
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import NOW, application, record
from tests.integration.web.people import BOB, HOME, WARD, Cast, states


@pytest.fixture
def own(cast: Cast) -> str:
    return cast.alice.link(Purpose.MANAGE)


def test_it_shows_every_area_with_its_wishes(client: FlaskClient, own: str) -> None:
    page = client.get(own).text
    assert "We write to alice@example.org." in page
    assert "Within 400 m of NW5 1TL" in page
    assert "Highgate ward, Camden" in page
    assert "Once a day: new, amended, decided, withdrawn." in page


def test_wishes_are_saved_and_what_the_form_does_not_offer_is_kept(
    client: FlaskClient, database: Database, own: str, cast: Cast
) -> None:
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
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{own}?done=save")
    assert "Your choices are saved." in client.get(f"{own}?done=save").text
    assert _wishes(database, cast.alice.subscriptions[0]) == Wishes(
        frequency=Frequency.WEEKLY,
        changes=frozenset({ChangeKind.NEW, ChangeKind.DECIDED, ChangeKind.DEADLINE_NEAR}),
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
    for number in (*cast.bob.subscriptions, *cast.charlie.subscriptions, 9_999, -1, "x", "9" * 30):
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
