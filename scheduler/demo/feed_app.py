"""The demonstration's feed as a WSGI application: Socrata's resource, and a page for every link that it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from scheduler.demo.answers import answer
from scheduler.demo.record import Record

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

RESOURCE_PATH = "/resource/demo-0001.json"
RECORDS_PATH = "/records"

ABOUT = (
    "This is a demonstration. The borough stands on real postcodes of Camden; its applications, addresses and"
    " decisions are invented and its wards are drawn from postcode sectors. What takes a borough months happens here"
    " in minutes, under the dates of today. Something happens somewhere every few seconds, and the demonstration is"
    " told which places are being watched so that each has something soon: watch any Camden postcode “at once”,"
    " confirm, and an alert is in the outbox within two minutes. A real borough is slower."
)

_Headers = list[tuple[str, str]]


def feed_app(records: Callable[[], Sequence[Record]], site_url: str) -> WSGIApplication:
    """The application over whatever `records` gives at each request; `site_url` begins the links that it gives."""

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if environ.get("REQUEST_METHOD") not in ("GET", "HEAD"):
            return _page(start_response, HTTPStatus.METHOD_NOT_ALLOWED, "This feed can only be read.")
        if path == RESOURCE_PATH:
            return _resource(records(), f"{site_url}{RECORDS_PATH}", environ, start_response)
        if path == "/":
            return _page(start_response, HTTPStatus.OK, ABOUT)
        return _record(records(), path, start_response)

    return app


def _resource(
    records: Sequence[Record], records_url: str, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    parameters = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    given = answer([record.row(records_url) for record in records], parameters)
    headers = [("Content-Type", "application/json;charset=utf-8"), ("ETag", given.etag)]
    if given.status == HTTPStatus.OK and environ.get("HTTP_IF_NONE_MATCH") == given.etag:
        return _send(start_response, HTTPStatus.NOT_MODIFIED, [("ETag", given.etag)], b"")
    return _send(start_response, HTTPStatus(given.status), headers, given.body)


def _record(records: Sequence[Record], path: str, start_response: StartResponse) -> Iterable[bytes]:
    """The page behind the link of an application, in place of a council's own."""
    found = next((record for record in records if path == f"{RECORDS_PATH}/{record.pk}"), None)
    if found is None:
        return _page(start_response, HTTPStatus.NOT_FOUND, "The demonstration has no such page.")
    said = f"{found.reference}: {found.description}. {found.address}. {found.system_status}."
    return _page(
        start_response, HTTPStatus.OK, f"{said} In place of this page stands a council’s own. {ABOUT}"
    )


def _page(start_response: StartResponse, status: HTTPStatus, text: str) -> Iterable[bytes]:
    title = "Demonstration borough"
    body = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><h1>{title}</h1><p>{escape(text)}</p></html>"
    )
    return _send(start_response, status, [("Content-Type", "text/html;charset=utf-8")], body.encode())


def _send(
    start_response: StartResponse, status: HTTPStatus, headers: _Headers, body: bytes
) -> Iterable[bytes]:
    safe = [("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "default-src 'none'")]
    start_response(f"{status.value} {status.phrase}", [*headers, *safe, ("Content-Length", str(len(body)))])
    return [body]
