"""The one door to feedgenerator: RSS 2.0 and Atom with where things are, the hub, and dates that are never now."""

from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from typing import Any

from feedgenerator import Atom1Feed, Rss201rev2Feed

from alerts.domain.stage import stage_words
from alerts.domain.wording import council_name, type_words
from alerts.syndication.area_document import REFRESH_MINUTES, AreaDocument, Entry, Publication
from alerts.syndication.georss import GEORSS, georss
from alerts.syndication.item_words import content_html, council_link, title
from alerts.syndication.xml_text import one_line


class _Placed:
    """What both kinds have: where each item is, and the latest date from what is told."""

    feed: dict[str, Any]

    def latest_post_date(self) -> datetime:
        moment: datetime = self.feed["updated_at"]
        return moment

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)  # type: ignore[misc]
        for name, text in item["places"]:
            handler.addQuickElement(name, text, {})


class RssFeed(_Placed, Rss201rev2Feed):  # type: ignore[misc]
    """RSS 2.0. What Atom has and RSS has not stands in Atom's namespace."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:georss": GEORSS}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for link in self.feed["links"]:
            handler.addQuickElement("atom:link", None, link)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for link in item["links"]:
            handler.addQuickElement("atom:link", None, link)


class AtomFeed(_Placed, Atom1Feed):  # type: ignore[misc]
    """Atom (RFC 4287)."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:georss": GEORSS}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for link in self.feed["links"]:
            handler.addQuickElement("link", "", link)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for link in item["links"]:
            handler.addQuickElement("link", "", link)


def written(kind: type[RssFeed | AtomFeed], document: AreaDocument, publication: Publication) -> str:
    """A list as a feed of this kind."""
    feed = kind(
        title=one_line(f"{document.title} – {publication.site_name}"),
        link=document.page,
        description=one_line(document.title),
        language=publication.language,
        author_name=one_line(publication.site_name),
        author_link=publication.base_url,
        feed_url=publication.address,
        feed_guid=publication.id,
        ttl=REFRESH_MINUTES,
        updated_at=max([each.story.updated_at for each in document.entries], default=publication.updated_at),
        links=list(_links(publication)),
    )
    for entry in document.entries:
        feed.add_item(**_item(entry, dated=kind is AtomFeed))
    out = StringIO()
    feed.write(out, "utf-8")
    return out.getvalue()


def _item(entry: Entry, *, dated: bool) -> dict[str, Any]:
    """An item as the generator takes it. RSS has one date, that of what it tells; Atom has that of the application
    beside it.
    """
    words = content_html(entry)
    story = entry.story
    council = council_link(entry.application)
    return {
        "title": title(entry),
        "link": entry.page,
        "description": None if dated else words,
        "content": words if dated else None,
        "author_name": one_line(council_name(entry.application.authority)),
        "pubdate": story.published_at if dated else story.updated_at,
        "updateddate": story.updated_at,
        "unique_id": entry.id,
        "unique_id_is_permalink": False,
        "categories": _categories(entry),
        "places": list(georss(entry.application.site)),
        "links": [{"rel": "via", "href": council}] if council else [],
    }


def _categories(entry: Entry) -> tuple[str, ...]:
    return one_line(stage_words(entry.stage)), one_line(type_words(entry.application))


def _links(publication: Publication) -> Iterable[dict[str, str]]:
    if publication.next_address:
        yield {"rel": "next", "href": publication.next_address}
    if publication.hub_url:
        yield {"rel": "hub", "href": publication.hub_url}
