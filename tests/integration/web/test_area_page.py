"""The page of an area: its views, filters and pages in the address, and how many e-mails it says to expect."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from alerts.db.session import Database
from alerts.domain.application import Decision, Status
from tests.integration.web.neighbourhood import NOW, application, record

AROUND = "/areas/postcode/NW51TL?radius=400"


def references(page: str) -> list[str]:
    return re.findall(r'<li id="application-\d+">.*?/applications/E09000007/([^"]+)"', page, re.DOTALL)


def count(page: str) -> str:
    found = re.search(r'<h2 class="govuk-heading-m" id="found">([^<]+)</h2>', page)
    assert found is not None
    return found[1]


def test_what_closes_first_heads_the_list_of_what_can_be_commented_on(client: FlaskClient) -> None:
    page = client.get(f"{AROUND}&show=closing").text
    assert references(page) == ["2026/0456/L", "2026/0123/P"]
    assert count(page) == "2 applications"
    assert re.search(r'href="/areas/postcode/NW51TL\?radius=400&amp;show=closing" aria-current="page"', page)
    assert 'href="/areas/postcode/NW51TL?radius=400&amp;show=decided"' in page


def test_filters_stand_in_the_address_and_carry_over_into_the_form(client: FlaskClient) -> None:
    page = client.get(f"{AROUND}&types=hh&include=extension&exclude=tree&from=&to=&show=newest").text
    assert references(page) == ["2026/0123/P"]
    form = page[page.index('action="/subscriptions"') :]
    assert re.search(r'name="types" type="checkbox" value="hh" checked', form)
    assert 'name="include" type="text" value="extension"' in form
    assert 'name="exclude" type="text" value="tree"' in form
    # The other distance and the other views keep them; one link takes them away.
    assert page.count('<input type="hidden" name="types" value="hh">') == 1
    assert "/areas/postcode/NW51TL?radius=400&amp;show=closing&amp;types=hh&amp;include=extension" in page
    assert '<a class="govuk-link" href="/areas/postcode/NW51TL?radius=400" data-swap>' in page


def test_an_address_never_puts_somebody_into_the_form(client: FlaskClient) -> None:
    page = client.get(f"{AROUND}&email=alice@example.com&confirmed=1&admin=1").text
    form = page[page.index('action="/subscriptions"') :]
    assert 'name="email"' in form
    assert "alice@example.com" not in form


@pytest.mark.fault("W-27")
def test_what_an_address_is_not_asked_for_changes_nothing(client: FlaskClient) -> None:
    plain = client.get(AROUND).text
    more = client.get(f"{AROUND}&confirmed=1&admin=1&watch=all&limit=9").text
    assert references(more) == references(plain)


HOSTILE = ("' OR 1=1--", "]", "%00x", "9;DROP TABLE application", "\\", "%", "_" * 900)


@pytest.mark.fault("W-05")
@pytest.mark.parametrize(
    "name",
    ["show", "stage", "types", "major", "constraints", "from", "to", "page", "frequency", "changes", "hour"],
)
def test_a_value_that_is_none_of_the_list_is_said_to_be_wrong(client: FlaskClient, name: str) -> None:
    for value in HOSTILE:
        answer = client.get("/areas/postcode/NW51TL", query_string={"radius": "400", name: value})
        assert (answer.status_code, "There is a problem" in answer.text) == (400, True), value


@pytest.mark.fault("W-05")
@pytest.mark.parametrize("name", ["include", "exclude"])
def test_words_are_taken_as_they_stand(client: FlaskClient, name: str) -> None:
    for value in HOSTILE:
        answer = client.get("/areas/postcode/NW51TL", query_string={"radius": "400", name: value})
        assert answer.status_code == 200, value
        # None of them begins a word of any text: all are left out, or none.
        assert len(references(answer.text)) == (0 if name == "include" else 4), (
            value,
            references(answer.text),
        )


@pytest.mark.fault("W-26")
@pytest.mark.parametrize("name", ["show", "include", "exclude", "major", "from", "to", "page", "frequency"])
def test_a_parameter_of_a_page_that_is_given_twice_is_refused(client: FlaskClient, name: str) -> None:
    answer = client.get(f"{AROUND}&{name}=1&{name}=1")
    assert answer.status_code == 400
    assert "is given more than once" in answer.text


def test_a_wrong_filter_is_said_and_the_list_shown_without_it(client: FlaskClient) -> None:
    answer = client.get(f"{AROUND}&from=soon&types=hh")
    assert answer.status_code == 400
    assert '<a href="#filter-from">Enter a day, for example 24/12/2026.</a>' in answer.text
    assert 'id="filter-from"' in answer.text
    assert references(answer.text) == ["2026/0123/P"]


def test_fifty_stand_on_a_page_and_the_next_goes_on(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        readings = [
            application(f"2026/{number:04}/X", received_date=date(2026, 11, 1) - timedelta(number))
            for number in range(60)
        ]
        record(session, readings, NOW, is_baseline=True)
    first = client.get(AROUND).text
    assert (count(first), len(references(first))) == ("64 applications, here 1 to 50", 50)
    assert '<a class="govuk-link" href="/areas/postcode/NW51TL?radius=400&amp;page=2" rel="next">' in first
    second = client.get(f"{AROUND}&page=2").text
    assert (count(second), len(references(second))) == ("64 applications, here 51 to 64", 14)
    assert '<li id="application-51">' in second
    assert not set(references(first)) & set(references(second))
    assert 'rel="next"' not in second
    beyond = client.get(f"{AROUND}&page=3").text
    assert "The list has fewer pages than that." in beyond


def test_a_list_with_nothing_says_why(client: FlaskClient) -> None:
    assert "No application here passes these filters." in client.get(f"{AROUND}&include=mosque").text
    nothing = client.get("/areas/circle/51.60,-0.20/10").text
    assert "Nothing that we know of has been applied for here." in nothing
    closing = client.get("/areas/circle/51.60,-0.20/10?show=closing").text
    assert "No application here can be commented on at the moment." in closing


def test_a_distance_is_any_whole_number_of_metres(client: FlaskClient) -> None:
    page = client.get("/areas/postcode/NW51TL?radius=137").text
    assert 'type="number" min="0" max="5000" step="1" inputmode="numeric" value="137"' in page
    assert 'name="area" value="postcode:NW51TL:137"' in page


def test_a_circle_takes_another_distance_by_its_form(client: FlaskClient) -> None:
    page = client.get("/areas/circle/51.5546,-0.1446/250").text
    assert 'action="/areas/circle/51.5546,-0.1446/250" method="get" data-distance' in page
    other = client.get("/areas/circle/51.5546,-0.1446/250?radius=300&types=hh")
    assert (other.status_code, other.location) == (302, "/areas/circle/51.5546,-0.1446/300?types=hh")
    assert client.get("/areas/circle/51.5546,-0.1446/250?radius=x").status_code == 400


def test_what_cannot_be_foretold_is_said_at_the_form_alone(client: FlaskClient) -> None:
    page = client.get("/areas/authority/E09000033").text
    head = page[page.index('class="area__head"') : page.index('class="area__main"')]
    assert "We cannot say yet how many e-mails to expect" in page
    assert "We cannot say yet" not in head


def test_the_page_says_how_many_e_mails_to_expect_and_the_last_of_them(
    client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        for day, reference in ((20, "2026/2001/P"), (12, "2026/2002/P"), (3, "2026/2003/P")):
            noticed = NOW - timedelta(days=day)
            new = application(
                reference, consultation_end_date=None, valid_date=None, received_date=noticed.date()
            )
            record(session, [new], noticed)
        decided = application(
            "2026/2003/P",
            consultation_end_date=None,
            valid_date=None,
            received_date=NOW.date() - timedelta(3),
            status=Status.DETERMINED,
            decision=Decision.GRANTED,
            decision_raw="Granted",
            decision_date=NOW.date(),
        )
        record(session, [decided], NOW - timedelta(days=1))
    # The three are told as they come, the decision a day ago; reminders there are two of, for what was known before.
    page = client.get(f"{AROUND}&changes=new&changes=decided").text
    assert "About 4 e-mails a month, told once a day." in page
    assert "In the 30 days that we have read this council you would have had 4 e-mails." in page
    assert "At once: about 4 e-mails a month" in page
    box = page[page.index('id="forecast"') : page.index('action="/subscriptions"')]
    assert re.findall(r'<time datetime="([^"]+)">', box) == ["2026-11-23", "2026-11-21", "2026-11-12"]
    only_new = client.get(f"{AROUND}&changes=new&frequency=weekly").text
    assert "About 2 e-mails a month, told once a week." in only_new
    assert 'value="weekly" checked' in only_new
    nothing = client.get(f"{AROUND}&changes=withdrawn").text
    assert "Hardly any e-mails." in nothing
