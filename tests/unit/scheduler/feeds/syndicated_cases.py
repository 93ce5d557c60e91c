"""A council's feeds of entries, in RSS, Atom and JSON, and payloads made of entries given by field."""

import json
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

from scheduler.feeds import georss, jsonfeed
from scheduler.feeds.kind import Feed
from scheduler.feeds.syndicated_settings import SyndicatedSettings

TITLE_FIRST = {"reference_pattern": r"^(\d\d/\d{5}/[A-Z]{3}):", "address_pattern": "^[^:]{1,30}: (.+)"}
REGISTER = "{https://register.somewhere.example/ns}reference"

GOOD_ITEM = {
    "guid": "reg-1",
    "title": "26/00001/FUL: 1 The Row",
    "link": "https://council.example/1",
    "description": "A shed.",
    "pubDate": "Mon, 01 Jun 2026 10:00:00 GMT",
    "georss:point": "51.550012 -0.140445",
    "geo:lat": "51.550012",
    "geo:long": "-0.140445",
}
GOOD_JSON: dict[str, Any] = {
    "id": "reg-1",
    "title": "26/00001/FUL: 1 The Row",
    "url": "https://council.example/1",
    "summary": "A shed.",
    "content_html": "<p>A shed.</p>",
    "date_published": "2026-06-01T10:00:00Z",
    "_geo": {"lat": 51.550012, "lon": -0.140445},
}

_SPACES = (
    'xmlns:georss="http://www.georss.org/georss" xmlns:gml="http://www.opengis.net/gml" '
    'xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#"'
)


def rss(**settings: Any) -> Feed[SyndicatedSettings]:
    own = SyndicatedSettings(**(settings or TITLE_FIRST))
    return Feed("somewhere", georss.name, "https://council.example/feed.rss", "E09000022", 60, own)


def json_feed(**settings: Any) -> Feed[SyndicatedSettings]:
    own = SyndicatedSettings(**(settings or TITLE_FIRST))
    return Feed("somewhere", jsonfeed.name, "https://council.example/feed.json", "E09000022", 60, own)


def item(fields: dict[str, str]) -> str:
    """One RSS item; a value that begins with "<" is taken for markup."""
    inner = (
        f"<{name}>{text if text.startswith('<') else escape(text)}</{name}>" for name, text in fields.items()
    )
    return f"<item>{''.join(inner)}</item>"


def wrapped_rss(items: Iterable[str]) -> bytes:
    return f"<rss version='2.0' {_SPACES}><channel>{''.join(items)}</channel></rss>".encode()


def wrapped_json(items: list[Any]) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
