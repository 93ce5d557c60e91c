"""A person's own page: pictures of areas, joining them, forecasts after an edit, undo, and pages that are stale."""

import pytest
from flask.testing import FlaskClient

from alerts.db.session import Database
from alerts.domain.links import Purpose
from tests.integration.web.people import Cast, states


@pytest.fixture
def own(cast: Cast) -> str:
    return cast.alice.link(Purpose.MANAGE)


def test_each_area_has_a_small_picture_with_words_in_its_place(
    client: FlaskClient, own: str, cast: Cast
) -> None:
    page = client.get(own).text
    for number in cast.alice.subscriptions:
        path = f"{own}/areas/{number}.svg"
        assert f'src="{path}" width="240" height="180" loading="lazy"' in page
        picture = client.get(path)
        assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")
        assert len(picture.data) <= 10_000
        assert picture.headers["Cache-Control"] == "no-store"
    assert 'alt="Map of the area within 400 m of NW5 1TL"' in page


@pytest.mark.fault("U-17")
def test_nobody_sees_the_picture_of_anothers_area(client: FlaskClient, own: str, cast: Cast) -> None:
    for number in (*cast.bob.subscriptions, *cast.charlie.subscriptions, 999):
        assert client.get(f"{own}/areas/{number}.svg").status_code == 404


def test_areas_are_joined_by_the_wishes_of_one(
    client: FlaskClient, database: Database, own: str, cast: Cast
) -> None:
    first, second = map(str, cast.alice.subscriptions)
    answer = client.post(own, data={"action": "join", "areas": [first, second], "subscription": second})
    assert answer.status_code == 303
    ((name, state),) = states(database, cast.alice)
    assert (name.partition(":")[0], state) == ("shape", "confirmed")
    page = client.get(answer.headers["Location"]).text
    assert "The areas are one now." in page
    assert "The area joined from Highgate ward, Camden, NW5 1TL" in page
    again = client.post(own, data={"action": "join", "areas": [first, second], "subscription": second})
    assert again.status_code == 404
    assert "it was stopped, moved or joined with another" in again.text
    assert len(states(database, cast.alice)) == 1


@pytest.mark.parametrize(
    ("ticked", "kept", "field", "words"),
    [
        ([0], 0, "areas", "Tick at least two areas"),
        ([], 0, "areas", "Tick at least two areas"),
        ([0, 0], 0, "areas", "Tick at least two areas"),
        ([0, 1], 7, "keep", "Choose the wishes of one"),
    ],
)
def test_a_join_that_makes_no_sense_is_refused_at_its_field(
    client: FlaskClient,
    database: Database,
    own: str,
    cast: Cast,
    ticked: list[int],
    kept: int,
    field: str,
    words: str,
) -> None:
    numbers = [str(cast.alice.subscriptions[each]) for each in ticked]
    keep = str(cast.alice.subscriptions[kept]) if kept < 2 else "7"
    before = states(database, cast.alice)
    answer = client.post(own, data={"action": "join", "areas": numbers, "subscription": keep})
    assert answer.status_code == 400
    assert words in answer.text.partition(f'id="{field}-error"')[2][:300]
    assert states(database, cast.alice) == before


@pytest.mark.fault("U-17")
def test_nobody_joins_anothers_area(client: FlaskClient, database: Database, own: str, cast: Cast) -> None:
    mine, bobs = str(cast.alice.subscriptions[0]), str(cast.bob.subscriptions[0])
    answer = client.post(own, data={"action": "join", "areas": [mine, bobs], "subscription": mine})
    assert answer.status_code == 404
    assert states(database, cast.bob) == [("postcode:NW51TL:400", "pending")]
    assert len(states(database, cast.alice)) == 2


def test_after_an_edit_the_page_says_how_much_mail_to_expect(
    client: FlaskClient, own: str, cast: Cast
) -> None:
    number = str(cast.alice.subscriptions[0])
    answer = client.post(own, data={"action": "radius", "subscription": number, "radius": "800"})
    page = client.get(answer.headers["Location"]).text
    banner = page.partition("The distance is changed.")[2][:300]
    assert "e-mail" in banner
    assert "e-mails a month" not in client.get(f"{own}?done=save&area={cast.bob.subscriptions[0]}").text


def test_stopping_twice_is_stopping_once_and_undone_with_one_press(
    client: FlaskClient, database: Database, own: str, cast: Cast
) -> None:
    number = str(cast.alice.subscriptions[1])
    for _ in range(2):
        answer = client.post(own, data={"action": "stop", "subscription": number})
        assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).text
    assert 'value="undo"' in page.partition("You get no more e-mails about that area.")[2][:400]
    client.post(own, data={"action": "undo"})
    assert [state for _, state in states(database, cast.alice)] == ["confirmed", "confirmed"]


@pytest.mark.parametrize("action", ["save", "radius", "pause", "resume"])
def test_a_page_that_is_stale_changes_nothing_and_says_how_things_stand(
    client: FlaskClient, database: Database, own: str, cast: Cast, action: str
) -> None:
    number = str(cast.alice.subscriptions[0])
    client.post(own, data={"action": "stop", "subscription": number})
    before = states(database, cast.alice)
    answer = client.post(own, data={"action": action, "subscription": number, "radius": "800"})
    assert answer.status_code == 404
    assert "Nothing was changed" in answer.text
    assert "Highgate ward, Camden" in answer.text
    assert states(database, cast.alice) == before


def test_who_watches_nothing_is_told_how_to_begin_again(client: FlaskClient, own: str) -> None:
    client.post(own, data={"action": "stop-all"})
    page = client.get(own).text
    assert "You watch no area now. Add a place below" in page
    assert "Join areas into one" not in page
