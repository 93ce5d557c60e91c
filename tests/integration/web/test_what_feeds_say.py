"""What feeds say is text on every page: it adds no element, forges no link, and a council's link names its host."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from alerts.db.session import Database
from tests.integration.web.neighbourhood import NOW, application, record

APPLICATION = "/applications/E09000007/2026/0777/P"
LISTS = ("/areas/postcode/NW51TL?radius=400", "/areas/ward/E05013658", "/areas/authority/E09000007")

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</li></ul><a href='https://evil.example'>click</a>",
    "&lt;b&gt; &amp;amp; &#60;script&#62;",
    "{{ 7*7 }} {% raw %}",
    "🏠 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \u202eabc\u202c",
    "]]></svg><script>x</script>",
]

UNSAFE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.example/x",
]


class Seen(HTMLParser):
    """The text of a page, and every address that something of it leads to or loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.addresses: list[str] = []
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self._is_script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_script = tag in ("script", "style")
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        self._is_script = False

    def handle_data(self, data: str) -> None:
        (self.scripts if self._is_script else self.text).append(data)


def show(database: Database, **changes: object) -> None:
    with database.writing() as session:
        record(session, [application("2026/0777/P", **changes)], NOW)


@pytest.mark.fault("C-11")
@pytest.mark.fault("W-03")
@pytest.mark.parametrize("path", [APPLICATION, *LISTS])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_feed_writes_is_shown_as_text(
    client: FlaskClient, database: Database, hostile: str, path: str
) -> None:
    before = Seen(client.get(path).text)
    show(database, description=hostile, address=hostile, application_type=None, application_type_raw=hostile)
    seen = Seen(client.get(path).text)
    assert " ".join(hostile.split()) in " ".join("".join(seen.text).split())
    assert seen.handlers == []
    assert [script for script in seen.scripts if "alert(1)" in script or script == "x"] == []
    strange = [each for each in seen.addresses if "evil" in each or each == "x"]
    assert strange == []
    assert before.handlers == []


@pytest.mark.fault("C-11")
def test_a_description_of_20_kib_is_shown_whole_on_its_own_page(
    client: FlaskClient, database: Database
) -> None:
    show(database, description="🏠" * 5_120)
    assert "🏠" * 5_120 in client.get(APPLICATION).text


@pytest.mark.fault("C-12")
@pytest.mark.parametrize("link", UNSAFE)
def test_a_link_that_is_none_leads_nowhere_even_where_it_was_stored(
    client: FlaskClient, database: Database, link: str
) -> None:
    show(database, url=link)
    page = client.get(APPLICATION).text
    assert "Erection of a single storey rear extension" in page
    assert [
        each for each in Seen(page).addresses if "evil" in each or "script:" in each or "data:" in each
    ] == []


@pytest.mark.fault("C-13")
@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://planningrecords.camden.gov.uk/a?PARAM0=1", "planningrecords.camden.gov.uk"),
        ("https://evil.example/camden.gov.uk/", "evil.example"),
        ("http://camden.gov.uk.evil.example:8080/", "camden.gov.uk.evil.example"),
    ],
)
def test_a_link_to_a_councils_page_says_which_host_it_leads_to(
    client: FlaskClient, database: Database, link: str, host: str
) -> None:
    show(database, url=link)
    page = client.get(APPLICATION).text
    (words,) = re.findall(rf'<a [^>]*href="{re.escape(link)}"[^>]*>([^<]*)</a>', page)
    assert f"({host})" in unescape(words)
