"""Wards that changed, on pages: what is asked of who watches them, and what the page and feeds of an old ward say."""

import re

import pytest
from flask.testing import FlaskClient

from alerts.db import area_questions, subscriptions
from alerts.db.session import Database
from alerts.domain.links import Purpose
from alerts.web.context import SiteContext
from tests.integration.web.people import Person
from tests.integration.web.wards_changed import GONE, NEW, REDRAWN, dora_of_changed_wards


@pytest.fixture
def dora(database: Database, context: SiteContext) -> Person:
    return dora_of_changed_wards(database, context)


@pytest.fixture
def own(dora: Person) -> str:
    return dora.link(Purpose.MANAGE)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&#39;", "'").split())


def watched(database: Database, person: Person) -> list[str]:
    with database.reading() as session:
        found = subscriptions.subscriptions_of(session, person.id, states=("confirmed",))
        return sorted(f"{area.name} {area.vintage}".strip() for _, area in found if area.kind == "ward")


def open_questions(database: Database, person: Person) -> list[int]:
    with database.reading() as session:
        return list(area_questions.open_of(session, person.id))


def act(client: FlaskClient, own: str, action: str, number: int, *successors: str) -> object:
    data = {"action": action, "subscription": str(number), "successors": list(successors)}
    return client.post(own, data=data)


def test_the_own_page_says_what_happened_what_follows_and_what_can_be_chosen(
    client: FlaskClient, own: str
) -> None:
    said = words(client.get(own).text)
    for part in (
        "Highgate ward was abolished",
        "It is not among the boundaries of 2026. Its ground now lies in Dartmouth Park ward, Camden (62%) and Kentish"
        " Town North ward, Camden (38%).",
        "If you do nothing, we go on watching the ground as it was when you asked.",
        "The boundary of Kentish Town North ward was redrawn",
        "Watch these instead",
        "Watch the new boundary",
        "Keep the old ground",
        "Stop watching it",
    ):
        assert part in said
    assert said.count("If you do nothing") == 2


def test_to_look_answers_nothing(client: FlaskClient, database: Database, dora: Person, own: str) -> None:
    before = watched(database, dora)
    for path in (own, f"{own}?action=keep-ground&subscription={dora.subscriptions[0]}"):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert open_questions(database, dora) == list(dora.subscriptions[:2])
    assert watched(database, dora) == before


def test_the_old_ground_is_kept_in_one_step(
    client: FlaskClient, database: Database, dora: Person, own: str
) -> None:
    answer = act(client, own, "keep-ground", dora.subscriptions[0])
    assert answer.status_code == 303  # type: ignore[attr-defined]
    page = client.get(answer.headers["Location"]).text  # type: ignore[attr-defined]
    assert "We go on watching that area as it was when you asked." in page
    assert "Highgate ward was abolished" not in page
    assert open_questions(database, dora) == [dora.subscriptions[1]]
    assert watched(database, dora) == [f"ward:{GONE} 2025", f"ward:{REDRAWN} 2025"]


def test_successors_are_watched_in_one_step(
    client: FlaskClient, database: Database, dora: Person, own: str
) -> None:
    answer = act(client, own, "follow-successors", dora.subscriptions[0], NEW)
    assert "You watch what there is now." in client.get(answer.headers["Location"]).text  # type: ignore[attr-defined]
    assert watched(database, dora) == [f"ward:{REDRAWN} 2025", f"ward:{NEW} 2026"]


def test_a_new_boundary_is_watched_in_one_step(
    client: FlaskClient, database: Database, dora: Person, own: str
) -> None:
    act(client, own, "follow-successors", dora.subscriptions[1])
    assert watched(database, dora) == [f"ward:{GONE} 2025", f"ward:{REDRAWN} 2026"]


def test_watching_is_stopped_in_one_step_and_the_question_with_it(
    client: FlaskClient, database: Database, dora: Person, own: str
) -> None:
    act(client, own, "stop", dora.subscriptions[0])
    assert watched(database, dora) == [f"ward:{REDRAWN} 2025"]
    assert open_questions(database, dora) == [dora.subscriptions[1]]


def test_no_successor_ticked_is_said_at_the_boxes(client: FlaskClient, dora: Person, own: str) -> None:
    answer = act(client, own, "follow-successors", dora.subscriptions[0])
    assert answer.status_code == 400  # type: ignore[attr-defined]
    said = words(answer.text)  # type: ignore[attr-defined]
    assert "Tick at least one to watch instead, or keep the old ground." in said
    assert f'href="#s{dora.subscriptions[0]}-successors"' in answer.text  # type: ignore[attr-defined]


def test_what_was_answered_already_is_said_to_be(client: FlaskClient, dora: Person, own: str) -> None:
    act(client, own, "follow-successors", dora.subscriptions[1])
    answer = act(client, own, "follow-successors", dora.subscriptions[1])
    assert answer.status_code == 404  # type: ignore[attr-defined]
    assert "That question was answered already." in answer.text  # type: ignore[attr-defined]


def test_nobody_answers_for_somebody_else(
    client: FlaskClient, database: Database, cast: object, dora: Person
) -> None:
    others = cast.alice.link(Purpose.MANAGE)  # type: ignore[attr-defined]
    for action in ("keep-ground", "follow-successors", "stop"):
        assert act(client, others, action, dora.subscriptions[0], NEW).status_code == 404  # type: ignore[attr-defined]
    assert open_questions(database, dora) == list(dora.subscriptions[:2])


@pytest.mark.usefixtures("dora")
def test_the_page_of_an_abolished_ward_says_so_and_leads_to_its_successors(client: FlaskClient) -> None:
    page = client.get(f"/areas/ward/{GONE}").text
    assert "This ward was abolished: it is not among the boundaries of 2026." in page
    assert f'<a class="govuk-link" href="/areas/ward/{NEW}">Dartmouth Park ward, Camden (62%)</a>' in page
    assert (
        f'<a class="govuk-link" href="/areas/ward/{REDRAWN}">Kentish Town North ward, Camden (38%)</a>'
        in page
    )
    assert "The boundary shown is that of 2025." in page


@pytest.mark.usefixtures("dora")
def test_the_page_of_a_redrawn_ward_says_of_when_its_boundary_is(client: FlaskClient) -> None:
    page = client.get(f"/areas/ward/{REDRAWN}").text
    assert "The boundary shown is that of 2026." in page
    assert "abolished" not in page
    assert "Office for National Statistics" in page
    assert "Crown copyright and database right 2026." in page


@pytest.mark.usefixtures("dora")
@pytest.mark.parametrize("ending", ["atom", "rss", "json", "geojson", "ics"])
def test_the_feeds_of_an_abolished_ward_go_on_with_a_note(client: FlaskClient, ending: str) -> None:
    answer = client.get(f"/areas/ward/{GONE}.{ending}")
    assert answer.status_code == 200
    said = answer.text.replace("\r\n ", "")
    assert "(abolished in 2026)" in said
    assert "2026/0123/P" in said or "2026\\/0123\\/P" in said
    assert "abolished" not in client.get(f"/areas/ward/{REDRAWN}.{ending}").text


@pytest.mark.usefixtures("dora")
def test_what_is_owed_for_boundaries_is_said_where_they_are_shown(client: FlaskClient) -> None:
    owed = (
        "Boundaries: Source: Office for National Statistics licensed under the Open Government Licence v.3.0. Contains"
        " OS data © Crown copyright and database right 2026."
    )
    for path in ("/about", "/data", f"/areas/ward/{NEW}", "/applications/E09000007/2026/0123/P"):
        assert owed in client.get(path).text, path
