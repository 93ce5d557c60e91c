"""Pausing, going on and following from a person's own pages."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from alerts.db import subscriptions
from alerts.db.mapping import wishes_from_row
from alerts.db.session import Database
from alerts.domain.links import Purpose
from alerts.domain.subscription import Frequency, Wishes
from tests.integration.web.people import HOME, WARD, Cast, states

UNTIL = date(2026, 12, 24)


@pytest.fixture
def own(cast: Cast) -> str:
    return cast.alice.link(Purpose.MANAGE)


def pauses(database: Database, cast: Cast) -> list[date | None]:
    with database.reading() as session:
        found = subscriptions.subscriptions_of(session, cast.alice.id, states=("confirmed",))
        return [row.paused_until for row, _ in found]


def test_one_area_is_paused_until_a_day_and_goes_on_before_it(
    client: FlaskClient, database: Database, own: str, cast: Cast
) -> None:
    number = str(cast.alice.subscriptions[0])
    answer = client.post(own, data={"action": "pause", "subscription": number, "until": "2026-12-24"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{own}?done=pause")
    assert pauses(database, cast) == [UNTIL, None]
    page = client.get(f"{own}?done=pause").text
    assert "We send nothing about that area until the day you chose." in page
    assert "Paused until Thursday 24 December 2026." in page
    assert page.count("Resume now") == 1
    client.post(own, data={"action": "resume", "subscription": number})
    assert pauses(database, cast) == [None, None]
    assert "Paused until" not in client.get(own).text


def test_everything_is_paused_and_goes_on_at_once(
    client: FlaskClient, database: Database, own: str, cast: Cast
) -> None:
    client.post(own, data={"action": "pause-all", "until": "24/12/2026"})
    assert pauses(database, cast) == [UNTIL, UNTIL]
    assert "Resume all e-mails now" in client.get(own).text
    client.post(own, data={"action": "resume-all"})
    assert pauses(database, cast) == [None, None]


@pytest.mark.parametrize("action", ["pause", "pause-all"])
@pytest.mark.parametrize("until", ["", "yesterday", "2026-01-01", "2030-01-01"])
def test_a_day_that_makes_no_sense_is_refused_at_its_field(
    client: FlaskClient, database: Database, own: str, cast: Cast, action: str, until: str
) -> None:
    number = cast.alice.subscriptions[0]
    answer = client.post(own, data={"action": action, "subscription": str(number), "until": until})
    field = f"s{number}-until" if action == "pause" else "until"
    assert answer.status_code == 400
    assert f'<a href="#{field}">' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert re.findall(r'id="([^"]*until)"[^>]* value="([^"]+)"', answer.text) == (
        [(field, until)] if until else []
    )
    assert pauses(database, cast) == [None, None]


def test_another_persons_area_cannot_be_paused(client: FlaskClient, own: str, cast: Cast) -> None:
    for action in ("pause", "resume"):
        data = {"action": action, "subscription": str(cast.bob.subscriptions[0]), "until": "2026-12-24"}
        assert client.post(own, data=data).status_code == 404


def test_every_further_wish_is_saved_and_shown_again(
    client: FlaskClient, database: Database, own: str, cast: Cast
) -> None:
    number = cast.alice.subscriptions[0]
    client.post(
        own,
        data={
            "action": "save",
            "subscription": str(number),
            "frequency": "weekly",
            "major": "1",
            "constraints": ["conservation-area"],
            "remind_days": "7",
            "hour": "18",
            "weekday": "monday",
        },
    )
    with database.reading() as session:
        row = subscriptions.subscription(session, number)
        assert row is not None
        assert wishes_from_row(row) == Wishes(
            frequency=Frequency.WEEKLY,
            remind_days=7,
            hour=18,
            weekday=0,
            only_major=True,
            constraints=frozenset({"conservation-area"}),
        )
    page = client.get(own).text
    assert "Once a week on Monday at 18:00: " in page
    assert (
        "a reminder 7 days before comments close; only major development; only in or at a conservation area"
        in page
    )
    assert re.search(rf'id="s{number}-remind_days"[^>]*value="7"', page)
    assert '<option value="18" selected>18:00</option>' in page
    assert '<option value="monday" selected>Monday</option>' in page
    assert "01:00" not in page


def test_an_application_is_followed_in_one_click_from_the_page_that_explains_it(
    client: FlaskClient, database: Database, own: str, cast: Cast
) -> None:
    page = f"{own}/why?subscription={cast.alice.subscriptions[0]}&reference=2026/0123/P"
    (number,) = re.findall(r'name="application" value="(\d+)"', client.get(page).text)
    answer = client.post(own, data={"action": "follow", "application": number})
    assert answer.headers["Location"] == f"{own}?done=follow"
    assert states(database, cast.alice) == [
        (HOME, "confirmed"),
        (WARD, "confirmed"),
        ("application:E09000007:2026/0123/P", "confirmed"),
    ]
    assert "Follow this application" not in client.get(page).text
    assert client.post(own, data={"action": "follow", "application": "999999"}).status_code == 404


def test_a_line_of_an_areas_list_leads_to_the_form_that_follows_it(client: FlaskClient) -> None:
    page = client.get("/areas/authority/E09000007").text
    assert 'href="/applications/E09000007/2026/0123/P#subscribe">Follow<' in page
    assert 'id="subscribe"' in client.get("/applications/E09000007/2026/0123/P").text
