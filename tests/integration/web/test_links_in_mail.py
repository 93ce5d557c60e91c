"""Links from e-mails: what each opens, what it does when its button is pressed, and how a bad one is answered."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from alerts.db import subscriptions
from alerts.db.session import Database
from alerts.domain.links import PEOPLES, Purpose
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import NOW
from tests.integration.web.people import HOME, WARD, Cast, states, subscribed


def test_confirming_starts_the_alerts_and_a_second_time_says_so(
    client: FlaskClient, database: Database, cast: Cast
) -> None:
    link = cast.bob.link(Purpose.CONFIRM)
    page = client.get(link)
    assert page.status_code == 200
    assert "Do you want these e-mails?" in page.text
    assert "Planning alerts within 400 m of NW5 1TL." in page.text
    assert states(database, cast.bob) == [(HOME, "pending")]

    done = client.post(link)
    assert done.status_code == 200
    assert "You are confirmed" in done.text
    assert "You get planning alerts within 400 m of NW5 1TL." in done.text
    assert states(database, cast.bob) == [(HOME, "confirmed")]

    again = client.post(link)
    assert again.status_code == 200
    assert "This is already confirmed" in again.text
    assert "This is already confirmed" in client.get(link).text


@pytest.mark.parametrize(
    ("area", "words"),
    [
        ("authority:E09000007", "Planning alerts in Camden."),
        (WARD, "Planning alerts in Highgate ward, Camden."),
        ("circle:51.5546,-0.1446:250", "Planning alerts within 250 m of 51.55460, -0.14460."),
        ("application:E09000007:2026/0123/P", "Planning alerts about application 2026/0123/P."),
    ],
)
def test_what_is_to_be_confirmed_reads_as_a_sentence(
    client: FlaskClient, database: Database, context: SiteContext, area: str, words: str
) -> None:
    dora = subscribed(database, context, "dora@example.org", area, is_confirmed=False)
    assert words in client.get(dora.link(Purpose.CONFIRM)).text
    client.post(dora.link(Purpose.CONFIRM))
    assert f"You get alerts {words[16:-1]}, and no others." in client.get(dora.link(Purpose.UNSUBSCRIBE)).text


@pytest.mark.fault("U-13")
@pytest.mark.parametrize("made_for", PEOPLES)
@pytest.mark.parametrize("used_as", PEOPLES)
def test_a_link_is_good_for_its_own_purpose_only(
    client: FlaskClient, cast: Cast, made_for: Purpose, used_as: Purpose
) -> None:
    token = cast.alice.link(made_for, about=1).rpartition("/")[2]
    expected = 200 if made_for is used_as else 404
    assert client.get(f"/{used_as}/{token}").status_code == expected
    if expected == 404:
        assert client.post(f"/{used_as}/{token}").status_code == 404


@pytest.mark.fault("U-11")
@pytest.mark.parametrize("purpose", PEOPLES)
def test_every_bad_link_is_answered_with_the_same_page(
    client: FlaskClient, cast: Cast, purpose: Purpose
) -> None:
    good = cast.alice.link(purpose, about=1)
    bad = {
        "unknown": f"/{purpose}/{'A' * 90}",
        "cut short": good[:-7],
        "with a dot": good + ".",
        "with a bracket": good + ">",
        "too short": f"/{purpose}/x",
        "of another key": cast.alice.link(purpose, about=1, key="another key than ours"),
    }
    if purpose not in (Purpose.UNSUBSCRIBE, Purpose.NEVER):
        bad["too old"] = cast.alice.link(purpose, about=1, issued_at=NOW - timedelta(days=91))
    bodies = {}
    for name, link in bad.items():
        answer = client.get(link)
        assert answer.status_code == 404, name
        bodies[name] = answer.data
        assert client.post(link).data == answer.data, name
    assert len(set(bodies.values())) == 1
    page = next(iter(bodies.values())).decode()
    assert "This link does not work" in page
    assert '<form action="/links" method="post"' in page


def test_a_link_to_leave_is_never_too_old(client: FlaskClient, cast: Cast) -> None:
    old = cast.alice.link(Purpose.UNSUBSCRIBE, issued_at=NOW - timedelta(days=2_000))
    assert client.get(old).status_code == 200


@pytest.mark.fault("U-10")
def test_a_token_in_the_form_or_the_query_is_not_looked_at(
    client: FlaskClient, database: Database, cast: Cast
) -> None:
    theirs = cast.alice.link(Purpose.UNSUBSCRIBE).rpartition("/")[2]
    own = cast.bob.link(Purpose.UNSUBSCRIBE)
    assert client.post(f"{own}?token={theirs}", data={"token": theirs}).status_code == 200
    assert states(database, cast.bob) == [(HOME, "ended")]
    assert states(database, cast.alice) == [(HOME, "confirmed"), (WARD, "confirmed")]


@pytest.mark.fault("U-09")
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_one_click_ends_everything_in_the_same_request(
    bare_client: FlaskClient, database: Database, cast: Cast, kind: str
) -> None:
    link = cast.alice.link(Purpose.UNSUBSCRIBE)
    answer = bare_client.post(link, data={"List-Unsubscribe": "One-Click"}, content_type=kind)
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    assert "Set-Cookie" not in answer.headers
    assert states(database, cast.alice) == [(HOME, "ended"), (WARD, "ended")]
    again = bare_client.post(link, data={"List-Unsubscribe": "One-Click"}, content_type=kind)
    assert again.status_code == 200


def test_one_click_with_a_bad_token_ends_nothing(
    bare_client: FlaskClient, database: Database, cast: Cast
) -> None:
    answer = bare_client.post("/unsubscribe/nonsense", data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 404
    assert states(database, cast.alice) == [(HOME, "confirmed"), (WARD, "confirmed")]


@pytest.mark.fault("U-08")
def test_the_page_ends_one_area_or_all_and_takes_it_back(
    client: FlaskClient, database: Database, cast: Cast
) -> None:
    link = cast.alice.link(Purpose.UNSUBSCRIBE)
    page = client.get(link)
    assert "Nothing is stopped until you press a button." in page.text
    assert "Within 400 m of NW5 1TL" in page.text
    assert 'aria-label="Stop alerts in Highgate ward, Camden"' in page.text

    client.post(link, data={"subscription": str(cast.alice.subscriptions[1])})
    assert states(database, cast.alice) == [(HOME, "confirmed"), (WARD, "ended")]
    assert "Your e-mails have started again" in client.post(link, data={"undo": "1"}).text
    assert states(database, cast.alice) == [(HOME, "confirmed"), (WARD, "confirmed")]

    assert "You get no more e-mails from us" in client.post(link).text
    assert states(database, cast.alice) == [(HOME, "ended"), (WARD, "ended")]
    client.post(link, data={"undo": "1"})
    assert states(database, cast.alice) == [(HOME, "confirmed"), (WARD, "confirmed")]


@pytest.mark.fault("U-17")
def test_leaving_cannot_end_somebody_elses_area(client: FlaskClient, database: Database, cast: Cast) -> None:
    answer = client.post(
        cast.alice.link(Purpose.UNSUBSCRIBE), data={"subscription": str(cast.bob.subscriptions[0])}
    )
    assert answer.status_code == 404
    assert states(database, cast.bob) == [(HOME, "pending")]


def test_following_an_application_needs_no_further_confirmation(
    client: FlaskClient, database: Database, cast: Cast
) -> None:
    link = cast.alice.link(Purpose.FOLLOW, about=1)
    page = client.get(link)
    assert "Erection of a single storey rear extension" in page.text
    assert "once a day at most, when it is amended, decided or withdrawn." in page.text
    assert len(states(database, cast.alice)) == 2
    assert "You follow this application" in client.post(link).text
    followed = ("application:E09000007:2026/0123/P", "confirmed")
    assert states(database, cast.alice)[2:] == [followed]
    assert client.post(link).status_code == 200
    assert states(database, cast.alice)[2:] == [followed]


def test_a_muted_application_can_be_heard_of_again(
    client: FlaskClient, database: Database, cast: Cast
) -> None:
    link = cast.alice.link(Purpose.MUTE, about=1)
    client.get(link)
    assert not _is_muted(database, cast)
    assert "You hear no more about this application" in client.post(link).text
    assert _is_muted(database, cast)
    own = cast.alice.link(Purpose.MANAGE)
    assert "Applications you hear no more about" in client.get(own).text
    client.post(own, data={"action": "unmute", "application": "1"})
    assert not _is_muted(database, cast)


def test_a_link_about_an_application_that_is_gone_does_not_work(client: FlaskClient, cast: Cast) -> None:
    assert client.get(cast.alice.link(Purpose.FOLLOW, about=9_999)).status_code == 404
    assert client.post(cast.alice.link(Purpose.MUTE, about=9_999)).status_code == 404


def _is_muted(database: Database, cast: Cast) -> bool:
    with database.reading() as session:
        return subscriptions.is_muted(session, cast.alice.id, 1)
