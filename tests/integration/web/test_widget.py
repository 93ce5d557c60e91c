"""Lists in frames on other websites: that page alone can be framed, and it can do nothing but be looked at."""

import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from alerts.db import subscriptions
from alerts.db.session import Database
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea
from alerts.web.app import create_app
from alerts.web.policy import FRAMED_POLICY
from geo.area import Area
from tests.integration.web.neighbourhood import BASE_URL, HERE, NOW, context_over
from tests.integration.web.people import Cast
from tests.integration.web.routes import asked

AROUND = "/areas/postcode/NW51TL/widget?radius=400"
WARD = "/areas/ward/E05013658/widget"
SHAPE = "/areas/shape/0123456789abcdef/widget"


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name in names]


def headlines(page: str) -> list[str]:
    return re.findall(r"<h2[^>]*><a [^>]*>([^<]+)</a>", page)


@pytest.fixture
def drawn(database: Database) -> str:
    """An area of somebody's own, by its unguessable name."""
    name = AreaName(AreaKind.SHAPE, "0123456789abcdef")
    with database.writing() as session:
        watch = WatchArea(name, "an area of my own", Area(HERE.buffer(300), 0.0))
        subscriptions.find_or_add_watch_area(session, watch, NOW)
    return SHAPE


@pytest.mark.fault("W-04")
def test_lists_for_frames_can_be_framed_by_anybody(client: FlaskClient, cast: Cast, drawn: str) -> None:
    """That no other page can, `test_every_route` asks of them all."""
    routes = asked(client.application, cast)
    found = [each for each in routes if each.rule.endswith("/widget") and each.method == "GET"]
    assert len(found) == 6
    for each in found:
        answer = client.get(each.path)
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors *" in policy, each.path
        assert "script-src" not in policy
        assert "X-Frame-Options" not in answer.headers
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_what_cannot_be_answered_there_at_all_is_not_framed(client: FlaskClient) -> None:
    for answer in (client.post(WARD), client.get(f"{WARD}/more"), client.get(f"{WARD}?rows=1&rows=2")):
        assert answer.status_code in (400, 404, 405)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_the_list_has_the_newest_with_headline_address_stage_and_last_day(client: FlaskClient) -> None:
    page = client.get(AROUND).text
    assert headlines(page) == [
        "Replacement of windows to the front elevation of a listed building",
        "Erection of a single storey rear extension",
        "Change of use from shop to café",
        "Fell one lime tree in the rear garden",
    ]
    for said in (
        '<h1 class="govuk-heading-m">Planning applications within 400 m of NW5 1TL</h1>',
        "7 Specimen Street, London NW5 1TL",
        "Waiting for a decision",
        "Comment by Thursday 26 November, 3 days left",
        "Granted",
        "Contains OS data",
    ):
        assert said in page
    assert page.count('<svg class="map"') == 1


def test_it_has_no_script_form_or_cookie_and_its_links_leave_the_frame(client: FlaskClient) -> None:
    answer = client.get(AROUND)
    tags = Tags(answer.text)
    assert tags.of("script", "form", "input", "button", "iframe", "object", "base") == []
    assert "Set-Cookie" not in answer.headers
    links = tags.of("a")
    assert len(links) == 7
    assert {(link["target"], link["rel"]) for link in links} == {("_blank", "noopener")}
    assert "/areas/postcode/NW51TL?radius=400#subscribe" in [link["href"] for link in links]


def test_rows_and_filters_are_those_of_the_address(client: FlaskClient) -> None:
    assert len(headlines(client.get(f"{AROUND}&rows=2").text)) == 2
    page = client.get(f"{AROUND}&show=decided&rows=20").text
    assert headlines(page) == ["Change of use from shop to café"]
    assert 'href="/areas/postcode/NW51TL?radius=400&amp;show=decided"' in page
    assert "No application here passes these filters." in client.get(f"{AROUND}&include=zeppelin").text


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        (f"{WARD}?rows=0", 400, "Choose from 1 to 20 applications."),
        (f"{WARD}?rows=10000", 400, "Choose from 1 to 20 applications."),
        (f"{WARD}?from=soon", 400, "Enter a day, for example 24/12/2026."),
        ("/areas/postcode/ZZ991ZZ/widget", 404, "ZZ99 1ZZ"),
        ("/areas/ward/E05999999/widget", 404, "ward"),
        (SHAPE, 404, "area"),
    ],
)
def test_what_cannot_be_shown_is_said_in_the_frame(
    client: FlaskClient, address: str, status: int, said: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert "This list cannot be shown" in answer.text
    assert said in answer.text
    assert answer.headers["Content-Security-Policy"] == FRAMED_POLICY


def test_a_list_is_kept_for_a_quarter_of_an_hour_and_known_again(client: FlaskClient) -> None:
    answer = client.get(WARD)
    assert (answer.cache_control.public, answer.cache_control.max_age) == (True, 900)
    again = client.get(WARD, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Content-Security-Policy"] == FRAMED_POLICY
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_an_area_of_ones_own_is_shown_by_its_own_address_and_kept_by_no_shared_cache(
    client: FlaskClient, drawn: str
) -> None:
    answer = client.get(drawn)
    assert answer.status_code == 200
    assert answer.cache_control.private
    assert not answer.cache_control.public
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "kept as long as somebody watches it" in client.get("/embed?area=shape:0123456789abcdef").text


def test_the_lines_to_copy_are_a_frame_of_just_this_list(client: FlaskClient) -> None:
    words = '"><script>x</script>'
    page = client.get("/embed", query_string={"area": "postcode:NW51TL:400", "include": words, "rows": "3"})
    assert "<script>x" not in page.text
    (lines,) = re.findall(r"<textarea[^>]*readonly[^>]*>([^<]*)</textarea>", page.text)
    ((tag, frame),) = Tags(unescaped(lines)).found
    assert (tag, frame["loading"], frame["width"], frame["height"]) == ("iframe", "lazy", "100%", "735")
    assert frame["title"] == "Planning applications within 400 m of NW5 1TL"
    source = frame["src"] or ""
    assert source.startswith(f"{BASE_URL}/areas/postcode/NW51TL/widget?radius=400&include=")
    shown = client.get(source.removeprefix(BASE_URL))
    assert shown.status_code == 200
    assert "No application here passes these filters." in shown.text


def unescaped(text: str) -> str:
    """What a browser shows of it, and a person copies."""
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(entity, letter)
    return text


@pytest.mark.parametrize(
    "asked_for",
    ["", "?area=ward", "?area=x:y", "?area=ward:E05999999", "?area=application:E09000007:2026/0123/P",
     "?area=ward:E05013658&rows=no", "?area=ward:E05013658&area=ward:E05013661"],
)  # fmt: skip
def test_there_are_no_lines_for_what_is_no_list(client: FlaskClient, asked_for: str) -> None:
    assert client.get(f"/embed{asked_for}").status_code in (400, 404)


def test_the_page_of_an_area_leads_to_the_lines_with_its_filters(client: FlaskClient) -> None:
    page = client.get("/areas/ward/E05013658?show=decided&types=full").text
    assert 'href="/embed?area=ward%3AE05013658&amp;show=decided&amp;types=full"' in page


def test_below_cy_the_list_speaks_welsh_and_so_does_its_address(client: FlaskClient) -> None:
    assert "Gweld pob un" in client.get(f"/cy{WARD}").text
    assert f"{BASE_URL}/cy/areas/ward/E05013658/widget" in client.get("/cy/embed?area=ward:E05013658").text


def test_a_demonstration_says_so_in_the_frame(database: Database) -> None:
    client = create_app(context_over(database, is_demonstration=True)).test_client()
    page = client.get(WARD, headers={"Host": BASE_URL.removeprefix("http://")}).text
    assert "Demonstration: these applications are invented." in page
