"""An area's list as RSS 2.0, each item whole and placed (GeoRSS)."""

from alerts.syndication.area_document import AreaDocument, Publication
from alerts.syndication.feed_xml import RssFeed, written


def write_rss(document: AreaDocument, publication: Publication) -> str:
    """The feed as a document of XML."""
    return written(RssFeed, document, publication)
