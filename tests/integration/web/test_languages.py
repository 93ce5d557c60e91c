"""The site in two languages: Welsh below `/cy`, the same pages and the same guards as in English."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient

from alerts.domain.links import Purpose
from alerts.language import Language, spoken
from tests.integration.web.people import Cast
from tests.integration.web.test_every_route import paths

HOST = {"Host": "alerts.example.org"}
WELSH_404 = "Heb ddod o hyd i’r dudalen"
ENGLISH_404 = "Page not found"


def test_below_its_own_beginning_the_site_speaks_welsh(client: FlaskClient) -> None:
    welsh, english = client.get("/cy/about"), client.get("/about")
    assert (welsh.status_code, english.status_code) == (200, 200)
    assert '<html lang="cy"' in welsh.text
    assert '<html lang="en-GB"' in english.text
    assert WELSH_404 in client.get("/cy/nothing").text
    assert ENGLISH_404 in client.get("/nothing").text


def test_the_beginning_alone_is_the_first_page_and_nothing_like_it_is(client: FlaskClient) -> None:
    for path in ("/cy", "/cy/"):
        assert '<html lang="cy"' in client.get(path).text
        assert client.get(path).status_code == 200
    for path in ("/cymru", "/CY/about", "/cy/cy/about"):
        assert client.get(path).status_code == 404, path


def test_what_a_browser_prefers_changes_nothing(client: FlaskClient) -> None:
    preferring = client.get("/about", headers={"Accept-Language": "cy", "Cookie": "language=cy"})
    assert preferring.data == client.get("/about").data
    assert not {"Accept-Language", "Cookie"} & set(preferring.headers.get("Vary", "").split(", "))


def test_each_address_answers_alike_in_both_languages(app: Flask, client: FlaskClient, cast: Cast) -> None:
    for _rule, path in paths(app, cast, "GET"):
        english, welsh = client.get(path), client.get(f"/cy{path}")
        assert (english.status_code, english.mimetype) == (welsh.status_code, welsh.mimetype), path
        for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag", "Content-Security-Policy"):
            assert english.headers.get(name) == welsh.headers.get(name), (path, name)


@pytest.mark.fault("W-01")
def test_welsh_forms_are_guarded_like_english_ones(app: Flask, bare_client: FlaskClient, cast: Cast) -> None:
    fields = {"email": "a@example.org", "area": "ward:E05013658"}
    for _rule, path in paths(app, cast, "POST"):
        assert bare_client.post(f"/cy{path}", data=fields).status_code == 403, path
        one_click = bare_client.post(f"/cy{path}", data={"List-Unsubscribe": "One-Click"})
        assert one_click.status_code == (200 if path.startswith(("/unsubscribe/", "/never/")) else 403), path


def test_a_page_leads_to_itself_in_the_other_language(client: FlaskClient) -> None:
    english = client.get("/areas/postcode/NW51TL?radius=200&x=%22%3E").text
    there = "/cy/areas/postcode/NW51TL?radius=200&amp;x=%22%3E"
    assert f'href="{there}" lang="cy" hreflang="cy">Cymraeg</a>' in english
    welsh = client.get("/cy/areas/postcode/NW51TL?radius=200").text
    assert 'href="/areas/postcode/NW51TL?radius=200" lang="en" hreflang="en">English</a>' in welsh
    assert ">Cymraeg</a>" not in welsh
    assert 'href="/about" lang="en"' in client.get("/cy//about").text


def test_an_answer_to_a_form_leads_to_no_other_language(client: FlaskClient, cast: Cast) -> None:
    refused = client.post("/subscriptions", data={"email": "x", "area": "ward:E05013658"})
    assert refused.status_code == 400
    done = client.post(cast.alice.link(Purpose.UNSUBSCRIBE))
    assert ">Cymraeg</a>" not in refused.text + done.text


@pytest.mark.fault("U-15")
def test_an_error_leads_to_the_first_page_and_shows_no_address(client: FlaskClient) -> None:
    for path in ("/nothing/of/ours", "//evil.example/", "/confirm/not-a-token"):
        page = client.get(path).text
        assert 'href="/cy/" lang="cy"' in page, path
        assert "evil" not in page, path
        assert "not-a-token" not in page, path


def test_search_engines_learn_of_both_languages_where_they_may_look(client: FlaskClient, cast: Cast) -> None:
    page = client.get("/cy/areas/ward/E05013658").text
    for code, path in (("en", "/areas/ward/E05013658"), ("cy", "/cy/areas/ward/E05013658")):
        assert f'<link rel="alternate" hreflang="{code}" href="http://alerts.example.org{path}">' in page
    for path in (cast.alice.link(Purpose.MANAGE), "/search?q=x", "/nothing"):
        assert 'rel="alternate" hreflang' not in client.get(path).text, path
    assert "Disallow: /cy/manage" in client.get("/robots.txt").text


def test_who_reads_welsh_is_led_on_in_welsh(client: FlaskClient, cast: Cast) -> None:
    assert client.get("/cy/search?q=NW5+1TL").headers["Location"].startswith("/cy/areas/postcode/")
    asked = client.post("/cy/links", data={"email": "a@example.org"})
    assert asked.headers["Location"] == "/cy/check-your-inbox"
    own = cast.alice.link(Purpose.MANAGE)
    assert client.post(f"/cy{own}", data={"action": "undo"}).headers["Location"] == f"/cy{own}?done=undo"
    page = client.get("/cy/about").text
    assert 'href="/cy/status"' in page
    assert 'href="/status"' not in page


def test_the_language_of_one_request_is_not_heard_by_another(app: Flask) -> None:
    """Two at once on threads that are used again and again, some of whose requests fail."""
    both_are_there = Barrier(2, timeout=10)
    heard: dict[str, set[str]] = {"": set(), "/cy": set()}

    @app.get("/wait")
    def _wait() -> str:
        both_are_there.wait()
        return str(spoken())

    def ask(prefix: str) -> None:
        client = app.test_client()
        for _turn in range(20):
            heard[prefix].add(client.get(f"{prefix}/wait", headers=HOST).text)
            missing = client.get(f"{prefix}/nothing", headers=HOST).text
            assert (WELSH_404 if prefix else ENGLISH_404) in missing

    with ThreadPoolExecutor(2) as pool:
        for _round in range(2):
            for done in [pool.submit(ask, prefix) for prefix in heard]:
                done.result()
    assert heard == {"": {"en"}, "/cy": {"cy"}}
    assert spoken() is Language.ENGLISH
