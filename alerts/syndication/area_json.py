"""An area's list as JSON Feed 1.1 (jsonfeed.org/version/1.1).

Two members are our own: `_geo` of an item is where it is, `{"about": …, "geometry": …}` with a geometry of GeoJSON
(RFC 7946) or null; `_planning` is its open data, the columns of `alerts/syndication/record.py`.
"""

import json
from typing import Any

from alerts.domain.stage import stage_words
from alerts.domain.wording import council_name, type_words
from alerts.syndication.area_document import AreaDocument, Entry, Publication
from alerts.syndication.item_words import content_html, council_link, title
from alerts.syndication.record import geometry, public_record
from alerts.syndication.xml_text import one_line

VERSION = "https://jsonfeed.org/version/1.1"
_ABOUT = "https://www.rfc-editor.org/rfc/rfc7946#section-3.1"


def write_json(document: AreaDocument, publication: Publication) -> str:
    """The feed as a document of JSON."""
    feed: dict[str, Any] = {
        "version": VERSION,
        "title": one_line(f"{document.title} – {publication.site_name}"),
        "home_page_url": document.page,
        "feed_url": publication.address,
        "description": one_line(document.title),
        "language": publication.language,
        "authors": [{"name": publication.site_name, "url": publication.base_url}],
    }
    if publication.next_address:
        feed["next_url"] = publication.next_address
    if publication.hub_url:
        feed["hubs"] = [{"type": "WebSub", "url": publication.hub_url}]
    feed["items"] = [_item(entry) for entry in document.entries]
    return json.dumps(feed, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _item(entry: Entry) -> dict[str, Any]:
    application, story = entry.application, entry.story
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.page,
        "title": title(entry),
        "content_html": content_html(entry),
        "summary": one_line(entry.headline),
        "date_published": story.published_at.isoformat(),
        "date_modified": story.updated_at.isoformat(),
        "authors": [{"name": council_name(application.authority)}],
        "tags": [stage_words(entry.stage), type_words(application)],
        "_geo": {"about": _ABOUT, "geometry": geometry(application)},
        "_planning": public_record(application),
    }
    if council := council_link(application):
        item["external_url"] = council
    return item
