"""The feed as an application: its resource, its tags, and a page behind every link."""

import json
from datetime import datetime
from wsgiref.util import setup_testing_defaults

import pytest

from scheduler.demo.borough import Borough
from scheduler.demo.feed_app import ABOUT, feed_app
from tests.unit.scheduler.demo.plots import PLOTS

RECORDS = Borough(PLOTS, datetime.fromisoformat("2026-11-23T09:00")).records


def ask(path, query="", method="GET", **headers):
    environ = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method, **headers}
    setup_testing_defaults(environ)
    started = []
    app = feed_app(lambda: RECORDS, "http://127.0.0.1:5001")
    body = b"".join(app(environ, lambda status, headers: started.append((status, dict(headers)))))
    ((status, headers),) = started
    return status, headers, body


def test_the_resource_gives_rows_whose_links_lead_here():
    status, headers, body = ask("/resource/demo-0001.json", "%24limit=2&%24order=pk")
    rows = json.loads(body)
    assert (status, headers["Content-Type"]) == ("200 OK", "application/json;charset=utf-8")
    assert [row["pk"] for row in rows] == ["700001", "700002"]
    assert rows[0]["full_application"] == {"url": "http://127.0.0.1:5001/records/700001"}


def test_who_holds_the_answer_already_is_told_so():
    etag = ask("/resource/demo-0001.json")[1]["ETag"]
    status, headers, body = ask("/resource/demo-0001.json", HTTP_IF_NONE_MATCH=etag)
    assert (status, headers["ETag"], body) == ("304 Not Modified", etag, b"")


def test_an_error_is_sent_whatever_its_reader_holds():
    etag = ask("/resource/demo-0001.json", "%24where=nonsense")[1]["ETag"]
    assert (
        ask("/resource/demo-0001.json", "%24where=nonsense", HTTP_IF_NONE_MATCH=etag)[0] == "400 Bad Request"
    )


def test_the_page_of_an_application_says_that_it_is_invented():
    status, headers, body = ask("/records/700001")
    assert (status, headers["Content-Type"]) == ("200 OK", "text/html;charset=utf-8")
    assert RECORDS[0].reference in body.decode()
    assert "its applications, addresses and decisions are invented" in body.decode()


def test_the_front_page_says_what_the_demonstration_does_with_watched_places():
    assert "told which places are being watched" in ABOUT
    assert ABOUT.encode() in ask("/")[2]


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/records/1", "GET", "404 Not Found"),
        ("/records/<script>", "GET", "404 Not Found"),
        ("/resource/other.json", "GET", "404 Not Found"),
        ("/resource/demo-0001.json", "POST", "405 Method Not Allowed"),
    ],
)
def test_what_is_not_there_is_not_given(path, method, status):
    assert ask(path, method=method)[0] == status
