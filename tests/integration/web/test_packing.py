"""What is packed on its way, and what never is."""

import gzip

import pytest
from flask.testing import FlaskClient

from alerts.domain.links import PEOPLES
from alerts.web.assets import BUILT, asset_names
from tests.integration.web.people import Cast

TAKES = {"Accept-Encoding": "br, gzip"}
PAGE = "/areas/postcode/NW51TL?radius=400"


def test_a_page_is_packed_for_whoever_takes_it_so(client: FlaskClient) -> None:
    plain = client.get(PAGE)
    packed = client.get(PAGE, headers=TAKES)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("name", ["site.css", "maplibre-gl.js", "icon.svg"])
def test_a_built_file_is_packed_to_the_same_file(client: FlaskClient, name: str) -> None:
    built = asset_names()[name]
    answer = client.get(f"/static/{built}", headers=TAKES)
    content = (BUILT / built).read_bytes()
    is_packed = answer.headers.get("Content-Encoding") == "gzip"
    assert is_packed == (len(content) >= 1_000)
    assert (gzip.decompress(answer.data) if is_packed else answer.data) == content
    again = client.get(f"/static/{built}", headers={**TAKES, "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_packed_file_is_not_sent_twice(client: FlaskClient) -> None:
    path = "/areas/ground.geojson?bbox=-0.148,51.552,-0.141,51.557"
    first = client.get(path, headers=TAKES)
    assert first.headers["Content-Encoding"] == "gzip"
    again = client.get(path, headers={**TAKES, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_personal_page_is_never_packed(client: FlaskClient, cast: Cast) -> None:
    for purpose in PEOPLES:
        answer = client.get(cast.alice.link(purpose, about=1), headers=TAKES)
        assert "Content-Encoding" not in answer.headers, purpose


@pytest.mark.parametrize("takes", ["", "identity", "gzip;q=0", "br"])
def test_who_does_not_take_it_packed_gets_it_plain(client: FlaskClient, takes: str) -> None:
    assert "Content-Encoding" not in client.get(PAGE, headers={"Accept-Encoding": takes}).headers


def test_a_typeface_is_packed_already_and_an_answer_to_head_has_no_body(client: FlaskClient) -> None:
    font = client.get(f"/static/{asset_names()['text-400.woff2']}", headers=TAKES)
    assert "Content-Encoding" not in font.headers
    assert client.head(PAGE, headers=TAKES).data == b""
