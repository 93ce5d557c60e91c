"""What the pages of areas and applications say."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from shapely import Point

from alerts.db import feeds
from alerts.db.session import Database
from alerts.domain.application import Site, SitePrecision
from tests.integration.web.neighbourhood import FEED, HERE, NOW, application, record


def listed(page: str) -> list[tuple[str, str]]:
    """(reference's path, stage) of each line of a list, in order."""
    return re.findall(
        r'<li id="application-\d+">.*?href="([^"]+)".*?class="stage stage--(\w+)"', page, re.DOTALL
    )


def test_a_postcode_page_lists_what_lies_within_its_distance_newest_first(client: FlaskClient) -> None:
    page = client.get("/areas/postcode/NW51TL?radius=400").text
    assert '<h1 class="govuk-heading-l">Planning applications within 400 m of NW5 1TL</h1>' in page
    assert listed(page) == [
        ("/applications/E09000007/2026/0456/L", "open"),
        ("/applications/E09000007/2026/0123/P", "open"),
        ("/applications/E09000007/2026/0789/P", "decided"),
        ("/applications/E09000007/2026/0999/T", "withdrawn"),
    ]
    assert "Comment by Friday 11 December, 18 days left" in page
    assert "Comment by Thursday 26 November, 3 days left" in page
    assert re.search(r"\d+ m east of NW5 1TL", page)
    assert "About 1 e-mail a month, told once a day." in page


def test_the_map_says_the_same_as_the_list_under_the_same_numbers(client: FlaskClient) -> None:
    page = client.get("/areas/postcode/NW51TL?radius=400").text
    drawing = page[page.index("<svg") : page.rindex("</svg>")]
    assert 'aria-label="Map of planning applications within 400 m of NW5 1TL"' in drawing
    assert re.findall(r"<title>(\d+)\. ", drawing) == ["4", "3", "2", "1"]
    assert 'href="/applications/E09000007/2026/0456/L"' in drawing
    assert "Contains OS data © Crown copyright and database right 2024." in page


def test_a_smaller_distance_shows_less(client: FlaskClient) -> None:
    page = client.get("/areas/postcode/nw5%201tl?radius=0").text
    assert "Planning applications in NW5 1TL" in page
    assert ("/applications/E09000007/2026/0999/T", "withdrawn") in listed(page)
    far = client.get("/areas/postcode/NW52HJ?radius=0").text
    assert ("/applications/E09000007/2026/0999/T", "withdrawn") not in listed(far)


def test_the_form_asks_for_the_area_shown(client: FlaskClient) -> None:
    for path, area in {
        "/areas/postcode/NW51TL?radius=400": "postcode:NW51TL:400",
        "/areas/postcode/NW51TL": "postcode:NW51TL:100",
        "/areas/ward/E05013658": "ward:E05013658",
        "/areas/authority/E09000007": "authority:E09000007",
        "/areas/circle/51.5546,-0.1446/250": "circle:51.5546,-0.1446:250",
        "/applications/E09000007/2026/0123/P": "application:E09000007:2026/0123/P",
    }.items():
        page = client.get(path).text
        assert f'<input type="hidden" name="area" value="{area}">' in page, path


def test_the_form_offers_every_kind_of_change_and_asks_for_all(client: FlaskClient) -> None:
    page = client.get("/areas/ward/E05013658").text
    for kind in ("new", "readvertised", "amended", "appealed", "decided", "withdrawn", "deadline_near"):
        assert f'name="changes" type="checkbox" value="{kind}" checked' in page, kind


def test_a_council_lists_also_what_lies_nowhere(client: FlaskClient) -> None:
    page = client.get("/areas/authority/E09000007").text
    assert ("/applications/E09000007/2026/1001/P", "open") in listed(page)
    assert "Highgate" in page


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/areas/postcode/NW51TL?radius=5001", 400, "whole number of metres from 0 to 5,000"),
        ("/areas/postcode/NW51TL?radius=-1", 400, "whole number of metres from 0 to 5,000"),
        ("/areas/postcode/NW51TL?radius=1&radius=2", 400, "is given more than once"),
        ("/areas/postcode/NW59ZZ", 404, "There is no postcode NW5 9ZZ in our lists."),
        ("/areas/postcode/BT11AA", 404, "Northern Ireland"),
        ("/areas/postcode/x", 404, "postcode"),
        ("/areas/ward/E99999999", 404, "We know no ward with the code E99999999"),
        ("/areas/authority/E99999999", 404, "We know no council with the code E99999999"),
        ("/areas/authority/E09000007.foo", 404, "No file of this area ends in .foo. There are .rss, .atom, "),
        ("/areas/authority/E99999999.foo", 404, "We know no council with the code E99999999. "),
        ("/areas/postcode/NW51TL.CSV?radius=100", 404, "No file of this area ends in .CSV."),
        ("/areas/circle/51.5546,-0.1446/400.pdf", 404, "No file of this area ends in .pdf."),
        ("/areas/circle/51.5546,-0.1446/400.5", 400, "whole number of metres"),
        ("/areas/circle/0,0/100", 400, "outside Great Britain"),
        ("/areas/circle/51.5,-0.1/abc", 400, "whole number of metres"),
        ("/areas/circle/nan,inf/100", 400, "circle"),
        ("/areas/shape/0123", 404, "We know no drawn area of this name"),
        ("/areas/moon/1", 404, "Page not found"),
        ("/applications/E09000007/2026/9999/P", 404, "We know no application of this reference"),
        ("/applications/E09000033/2026/0123/P", 404, "We know no application of this reference"),
    ],
)
def test_an_address_of_nothing_is_a_page_that_helps(
    client: FlaskClient, path: str, status: int, words: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert words in answer.text
    assert '<input class="govuk-input" id="q" name="q"' in answer.text


def test_an_application_says_all_that_the_register_does(client: FlaskClient) -> None:
    page = client.get("/applications/E09000007/2026/0123/P").text
    for words in (
        "Erection of a single storey rear extension",
        "Comment by Friday 11 December, 18 days left",
        "7 Specimen Street, London NW5 1TL",
        "Householder: extending or altering a home",
        "Waiting for a decision",
        "Thursday 12 November 2026",
        "Read the plans and comment (planning.example.gov.uk)",
        "Already known when we began to read this council’s feed",
        "The feed “camden” of Camden.",
        "Contains OS data © Crown copyright",
    ):
        assert words in page, words


def words_of(page: str, tag: str) -> list[str]:
    """What somebody hears who has these elements read aloud."""
    found = re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", page, re.DOTALL)
    return [" ".join(unescape(re.sub("<[^>]*>", "", each)).split()) for each in found]


def test_its_history_shows_before_and_after_and_when_it_was_noticed(
    client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        changed = application("2026/0123/P", description="Erection of a two storey rear extension")
        record(session, [changed], NOW - timedelta(hours=3))
    page = client.get("/applications/E09000007/2026/0123/P").text
    history = page[page.index('<ol class="history">') :]
    assert history.index("Amended") < history.index("Already known")
    assert "Noticed at 07:00 on Monday 23 November 2026" in history
    assert words_of(history, "dd") == [
        "was Erection of a (taken out: single) storey rear extension",
        "now Erection of a (put in: two) storey rear extension",
    ]


def test_a_page_says_status_as_an_email_does(client: FlaskClient) -> None:
    page = client.get("/applications/E09000007/2026/0123/P").text
    row = page[page.index(">Status</dt>") :]
    assert row.index("Waiting for a decision") < row.index("</dd>")
    assert "Stage" not in page


def test_an_application_without_a_place_says_so(client: FlaskClient) -> None:
    page = client.get("/applications/E09000007/2026/1001/P").text
    assert "so we cannot show it on a map" in page
    assert "Our estimate is Monday 7 December" in page
    assert "<svg" not in page


def test_an_application_is_also_a_document(client: FlaskClient) -> None:
    answer = client.get("/applications/E09000007/2026/0123/P.json")
    assert answer.mimetype == "application/json"
    told = json.loads(answer.text)
    assert told["reference"] == "2026/0123/P"
    assert told["comment_by"] == "2026-12-11"
    assert told["comment_by_is_estimate"] is False
    assert (told["status"], told["valid_date"], told["decision"]) == ("undetermined", "2026-11-16", None)
    assert told["page"] == "http://alerts.example.org/applications/E09000007/2026/0123/P"


def test_a_reference_that_ends_like_a_document_is_looked_up_whole_first(
    client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        record(session, [application("26/7.json", description="A shed named JSON")], NOW)
    page = client.get("/applications/E09000007/26/7.json")
    assert page.mimetype == "text/html"
    assert "A shed named JSON" in page.text
    document = client.get("/applications/E09000007/26/7.json.json")
    assert json.loads(document.text)["reference"] == "26/7.json"
    assert client.get("/applications/E09000007/26/8.json").status_code == 404


def test_odd_references_have_working_addresses(client: FlaskClient, database: Database) -> None:
    odd = ["A&B/1 #2?x=%41", "ÄÖ/ß", "26/00001/FUL;v=1"]
    with database.writing() as session:
        record(session, [application(reference) for reference in odd], NOW - timedelta(hours=1))
    page = client.get("/areas/postcode/NW51TL?radius=400").text
    paths = [path for path, _ in listed(page) if not path.startswith("/applications/E09000007/2026/")]
    assert len(paths) == 3
    for path in paths:
        assert client.get(path).status_code == 200, path


def test_a_place_known_only_by_its_postcode_is_marked_in_the_list(
    client: FlaskClient, database: Database
) -> None:
    by_postcode = Site(Point(HERE.x + 300, HERE.y), SitePrecision.POSTCODE)
    with database.writing() as session:
        record(session, [application("2026/2222/P", site=by_postcode)], NOW)
    page = client.get("/areas/postcode/NW51TL?radius=400").text
    assert page.count("m east of NW5 1TL (placed by its postcode)") == 1


def test_hostile_words_of_a_feed_stay_words(client: FlaskClient, database: Database) -> None:
    attack = '"><script>alert(1)</script>{{7*7}}<svg onload=alert(1)>'
    hostile = application("2026/6666/P", description=attack, address=attack, decision_raw=attack)
    with database.writing() as session:
        record(session, [hostile], NOW - timedelta(hours=1))
    for path in ("/", "/areas/postcode/NW51TL?radius=400", "/applications/E09000007/2026/6666/P"):
        page = client.get(path).text
        assert not re.search(r'<script(?! type="module" src="/static/)', page)
        assert "<svg onload" not in page
        assert "49" not in re.sub(r"[\d.]{3,}", "", page[page.index("<h1") : page.index("<h1") + 400])
        if path != "/":
            assert "&lt;script&gt;" in page


def test_a_link_that_is_no_web_address_is_not_made_one(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        record(session, [application("2026/6667/P", url="javascript:alert(1)")], NOW - timedelta(hours=1))
    assert "javascript:" not in client.get("/applications/E09000007/2026/6667/P").text


def test_a_sick_feed_and_a_council_without_one_are_named(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        row = feeds.feed_row(session, FEED)
        assert row is not None
        row.last_success_at = NOW - timedelta(days=3)
    page = client.get("/areas/postcode/NW51TL").text
    assert "Since 20 November we have not been able to read the applications of Camden" in page
    assert "camden has not been read for long" in client.get("/status").text
    page = client.get("/areas/authority/E09000033").text
    assert "No feed covers Westminster" in page


def test_a_postcode_that_is_no_home_or_in_no_live_list_says_so(client: FlaskClient) -> None:
    box_like = client.get("/areas/postcode/AB101GS").text
    assert "AB10 1GS looks like a PO box or a delivery office" in box_like
    ended = client.get("/areas/postcode/NW51AB").text
    assert "NW5 1AB is not in the current list of postcodes" in ended
    assert "PO box" not in client.get("/areas/postcode/NW51TL").text


def test_a_radius_cannot_be_slipped_into_a_postcode(client: FlaskClient) -> None:
    assert client.get("/areas/postcode/NW51TL:400").status_code == 404


def test_health_and_readiness_are_short_answers(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "alive\n"
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.text == "ready, but not all is well: scheduler: the scheduler has not run yet\n"
