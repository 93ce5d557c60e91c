"""An area's page leads to its feeds and files, with the filters that are chosen."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from alerts.syndication.area_formats import AREA_FORMATS
from tests.integration.web.neighbourhood import BASE_URL

PAGES = (
    "/areas/postcode/NW51TL?radius=400&show=decided&types=full&types=hh&include=caf%C3%A9%2C+shop&from=2026-01-01",
    "/areas/ward/E05013658?stage=open",
    "/areas/authority/E09000007",
    "/areas/circle/51.5546,-0.1446/250?major=1",
    "/cy/areas/ward/E05013658?exclude=tree",
)


def links(page: str) -> list[dict[str, str]]:
    """The attributes of each link of the part for feeds and files, and of each to another form of the page."""
    part = re.search(r'<section class="files".*?</section>', page, re.DOTALL)
    assert part
    tags = re.findall(r"<a [^>]*>", part[0]) + re.findall(r'<link rel="alternate" type[^>]*>', page)
    return [{name: unescape(value) for name, value in re.findall(r'([a-z]+)="([^"]*)"', tag)} for tag in tags]


@pytest.mark.parametrize("address", PAGES)
def test_every_link_is_a_file_of_what_the_page_shows(client: FlaskClient, address: str) -> None:
    shown = client.get(address).text
    references = set(re.findall(r"/applications/E09000007/([^\"?#]+)\"", shown.partition('id="found"')[2]))
    found = links(shown)
    assert len(found) == 8 + 4
    kinds = set()
    for each in found:
        path = each["href"].removeprefix(f"webcal://{BASE_URL.partition('://')[2]}")
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "type" not in each or answer.mimetype == each["type"]
        kinds.add(answer.mimetype)
        if answer.mimetype != "text/calendar":
            missing = [each for each in references if each not in answer.text]
            assert missing == []
    assert kinds == {form.content_type.partition(";")[0] for form in AREA_FORMATS.values()}


def test_readers_find_the_feeds_by_themselves(client: FlaskClient) -> None:
    page = client.get("/areas/ward/E05013658?types=hh").text
    found = [each for each in links(page) if each.get("rel") == "alternate"]
    assert [(each["type"], each["href"]) for each in found] == [
        ("application/rss+xml", "/areas/ward/E05013658.rss?types=hh"),
        ("application/atom+xml", "/areas/ward/E05013658.atom?types=hh"),
        ("application/feed+json", "/areas/ward/E05013658.json?types=hh"),
        ("text/calendar", "/areas/ward/E05013658.ics?types=hh"),
    ]
    assert found[0]["title"] == "Planning applications in Highgate ward, Camden (RSS)"


def test_an_application_leads_to_its_own_files(client: FlaskClient) -> None:
    page = client.get("/applications/E09000007/2026/0123/P").text
    for kind, ending in (("application/json", "json"), ("text/calendar", "ics")):
        link = f'<link rel="alternate" type="{kind}" href="/applications/E09000007/2026/0123/P.{ending}">'
        assert link in page
